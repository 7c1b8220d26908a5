//! The templates of run-time parts, which have no slots.

use core::fmt::Write;

use askama::{FastWritable, Result, Values};

use crate::render::written::display_as_written;
use crate::runtime::Part;

macro_rules! part_templates {
    ($($part:ident $path:literal)*) => {
        mod templates {
            $(
                #[derive(askama::Template)]
                #[template(path = $path, escape = "none")]
                pub(super) struct $part;
            )*
        }

        /// How long the text of a part is.
        pub(super) fn length(part: Part) -> usize {
            match part {
                $(Part::$part => <templates::$part as askama::Template>::SIZE_HINT,)*
            }
        }

        impl FastWritable for Part {
            fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
                match self {
                    $(Self::$part => templates::$part.write_into(dest, values)?,)*
                }
                Ok(())
            }
        }
    };
}

part_templates! {
    Guard "runtime/guard.py"
    GuardStandby "runtime/guard_standby.py"
    Outcome "runtime/outcome.py"
    Fork "runtime/fork.py"
    LoopCall "runtime/loop_call.py"
    Loop "runtime/loop.py"
    LoopCaller "runtime/loop_caller.py"
    LoopStandby "runtime/loop_standby.py"
    Omitted "runtime/omitted.py"
    Task "runtime/task.py"
    Call "runtime/call.py"
    CallTimeouts "runtime/call_timeouts.py"
    Awaited "runtime/awaited.py"
    StepRunnerPerCall "runtime/step_runner_per_call.py"
    StepRunnerPersistent "runtime/step_runner_persistent.py"
    MayStep "runtime/may_step.py"
    MayStepStandby "runtime/may_step_standby.py"
    StepTask "runtime/step_task.py"
    Iterator "runtime/iterator.py"
    ContextManager "runtime/context_manager.py"
    AwaitSyncPerCall "runtime/await_sync_per_call.py"
    AwaitSyncPersistent "runtime/await_sync_persistent.py"
    CallSyncPerCall "runtime/call_sync_per_call.py"
    CallSyncPersistent "runtime/call_sync_persistent.py"
    EnterSync "runtime/enter_sync.py"
    IterSync "runtime/iter_sync.py"
    TwinRegistry "runtime/twin_registry.py"
    TwinLoop "runtime/twin_loop.py"
    TwinCall "runtime/twin_call.py"
    TwinCallStandby "runtime/twin_call_standby.py"
    TwinContainers "runtime/twin_containers.py"
    TwinFunction "runtime/twin_function.py"
    TwinVariable "runtime/twin_variable.py"
    TwinSteps "runtime/twin_steps.py"
    TwinSubclass "runtime/twin_subclass.py"
    Twin "runtime/twin.py"
}

display_as_written! { Part }
