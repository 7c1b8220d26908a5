//! Which run-time parts and imports a module needs.

use super::parts::{Modules, Part};
use crate::Mode;
use crate::descriptor::{AsyncFn, Class, Module, Shape, Traits};

/// Run-time parts, in the order of the emitted module.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Parts([bool; Part::ALL.len()]);

impl Parts {
    fn add(&mut self, part: Part) {
        self.0[part as usize] = true;
    }

    /// Everything that a module of this mode can need.
    pub(crate) fn all(mode: Mode, timeouts: bool) -> Self {
        let mut parts = Self::always(mode, timeouts);
        parts.add(Part::Omitted);
        parts.add(Part::Awaited);
        parts.add_helpers(mode, timeouts);
        if mode == Mode::Persistent {
            parts.add_twins(timeouts);
        }
        parts
    }

    /// What twins need, all of it: a program has it once, and few classes need less.
    fn add_twins(&mut self, timeouts: bool) {
        self.add_step_task(Mode::Persistent, timeouts);
        for part in [
            Part::Omitted,
            Part::Awaited,
            Part::Iterator,
            Part::ContextManager,
            Part::TwinRegistry,
            Part::TwinCall,
            Part::TwinContainers,
            Part::TwinFunction,
            Part::TwinVariable,
            Part::TwinSteps,
            Part::TwinSubclass,
            Part::Twin,
        ] {
            self.add(part);
        }
    }

    fn always(mode: Mode, timeouts: bool) -> Self {
        let mut parts = Self::default();
        parts.add(Part::Guard);
        if mode == Mode::Persistent {
            parts.add(Part::Outcome);
            parts.add(Part::Fork);
            parts.add(Part::LoopCall);
            parts.add(Part::Loop);
        }
        if timeouts {
            parts.add_call(timeouts);
        }
        parts
    }

    fn add_call(&mut self, timeouts: bool) {
        if timeouts {
            self.add(Part::Outcome);
            self.add(Part::Task);
            self.add(Part::CallTimeouts);
        } else {
            self.add(Part::Call);
        }
    }

    fn add_step_task(&mut self, mode: Mode, timeouts: bool) {
        self.add_call(timeouts);
        self.add(Part::Outcome);
        self.add(Part::Fork);
        self.add(Part::Task);
        self.add(match mode {
            Mode::PerCall => Part::StepRunnerPerCall,
            Mode::Persistent => Part::StepRunnerPersistent,
        });
        self.add(Part::StepTask);
    }

    fn add_helpers(&mut self, mode: Mode, timeouts: bool) {
        self.add_step_task(mode, timeouts);
        self.add(Part::Iterator);
        self.add(Part::ContextManager);
        let (await_sync, call_sync) = match mode {
            Mode::PerCall => (Part::AwaitSyncPerCall, Part::CallSyncPerCall),
            Mode::Persistent => (Part::AwaitSyncPersistent, Part::CallSyncPersistent),
        };
        self.add(await_sync);
        self.add(call_sync);
        self.add(Part::EnterSync);
        self.add(Part::IterSync);
    }

    pub(crate) fn modules(self) -> Modules {
        let mut modules = Modules::NONE;
        for part in self.iter() {
            for module in part.imports() {
                modules.add(module);
            }
        }
        modules
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Part> {
        let flags = self.0.into_iter();
        Part::ALL
            .into_iter()
            .zip(flags)
            .filter_map(|(part, has)| has.then_some(part))
    }
}

/// What the shims of a module use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Needs {
    pub(crate) parts: Parts,
    pub(crate) has_type_params: bool,
    /// What shims read, beside what parts do.
    modules: Modules,
    mode: Mode,
    timeouts: bool,
}

impl Needs {
    /// What `module` needs without its functions.
    pub(crate) fn new(module: &Module) -> Self {
        let mut modules = Modules::NONE;
        let checks_types = !module.type_checking_imports.is_empty() && !module.runtime_annotations;
        if checks_types || !module.missing.is_empty() {
            modules.add("typing");
        }
        let mut parts = Parts::always(module.mode, module.timeouts);
        if module.helpers {
            parts.add_helpers(module.mode, module.timeouts);
        }
        if module.has_twins() {
            parts.add_twins(module.timeouts);
        }
        let has_type_params = |class: &Class| {
            let of_members = class.members.iter().map(|member| &member.type_params);
            !class.type_params.is_empty() || of_members.into_iter().any(|params| !params.is_empty())
        };
        if module.classes.iter().any(has_type_params) {
            modules.add("typing");
        }
        Self {
            parts,
            has_type_params: false,
            modules,
            mode: module.mode,
            timeouts: module.timeouts,
        }
    }

    #[inline]
    pub(crate) fn add(&mut self, f: &AsyncFn, traits: Traits) {
        if traits.has_omitted {
            self.parts.add(Part::Omitted);
        }
        self.has_type_params |= !f.type_params.is_empty();
        let is_cast = traits.is_untyped && !f.is_twinned();
        if self.has_type_params || is_cast {
            self.modules.add("typing");
        }
        if f.is_twinned() {
            return;
        }
        match f.shape {
            Shape::Coroutine => self.add_driver(),
            // The last two are twins'.
            Shape::Awaitable | Shape::AwaitableContextManager | Shape::Plain => {
                self.add_driver();
                self.parts.add_call(self.timeouts);
            }
            Shape::MaybeAwaitable => {
                self.add_driver();
                self.parts.add_call(self.timeouts);
                self.parts.add(Part::Awaited);
            }
            Shape::AsyncIterator | Shape::AsyncGenerator { .. } => {
                self.modules.add("collections.abc");
                self.parts.add_step_task(self.mode, self.timeouts);
                self.parts.add(Part::Iterator);
            }
            Shape::AsyncContextManager => {
                self.modules.add("contextlib");
                self.parts.add_step_task(self.mode, self.timeouts);
                self.parts.add(Part::ContextManager);
            }
        }
    }

    /// Adds modules that twins read.
    pub(crate) fn add_modules(&mut self, names: impl IntoIterator<Item = &'static str>) {
        for name in names {
            self.modules.add(name);
        }
    }

    fn add_driver(&mut self) {
        if self.mode == Mode::PerCall {
            self.modules.add("asyncio");
        }
    }

    /// The modules that the shims read, without those that only the parts do.
    pub(crate) fn shim_modules(&self) -> Modules {
        self.modules
    }

    pub(crate) fn all_modules(&self) -> Modules {
        let mut modules = self.parts.modules();
        for module in self.modules.iter() {
            modules.add(module);
        }
        modules
    }
}
