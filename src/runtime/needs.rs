//! Which run-time parts and imports a module needs.

use super::Settings;
use super::parts::{Modules, Part};
use crate::descriptor::{AsyncFn, Class, Module, Shape, Traits};
use crate::{Driver, Mode};

/// Run-time parts, in the order of the emitted module.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts([bool; Part::ALL.len()]);

impl Default for Parts {
    fn default() -> Self {
        Self([false; Part::ALL.len()])
    }
}

impl Parts {
    fn add(&mut self, part: Part) {
        self.0[part as usize] = true;
    }

    /// Everything that a module of this mode can need.
    pub(crate) fn all(settings: Settings) -> Self {
        let mut parts = Self::always(settings);
        parts.add(Part::Omitted);
        parts.add(Part::Awaited);
        parts.add_helpers(settings);
        if settings.mode == Mode::Persistent {
            parts.add_twins(settings);
        }
        parts
    }

    /// What twins need, all of it: a program has it once, and few classes need less.
    fn add_twins(&mut self, settings: Settings) {
        self.add_step_task(settings);
        for part in [
            Part::Omitted,
            Part::Awaited,
            Part::Iterator,
            Part::ContextManager,
            Part::TwinRegistry,
            Part::TwinLoop,
            match settings.driver {
                Driver::Caller => Part::TwinCall,
                Driver::Standby => Part::TwinCallStandby,
            },
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

    fn always(settings: Settings) -> Self {
        let mut parts = Self::default();
        parts.add(match settings.driver {
            Driver::Caller => Part::Guard,
            Driver::Standby => Part::GuardStandby,
        });
        if settings.mode == Mode::Persistent {
            parts.add(Part::Outcome);
            parts.add(Part::Fork);
            parts.add(Part::LoopCall);
            parts.add(Part::Loop);
            parts.add(match settings.driver {
                Driver::Caller => Part::LoopCaller,
                Driver::Standby => Part::LoopStandby,
            });
        }
        if settings.timeouts {
            parts.add_call(settings.timeouts);
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

    fn add_step_task(&mut self, settings: Settings) {
        self.add_call(settings.timeouts);
        self.add(Part::Outcome);
        self.add(Part::Fork);
        self.add(Part::Task);
        self.add(match settings.mode {
            Mode::PerCall => Part::StepRunnerPerCall,
            Mode::Persistent => Part::StepRunnerPersistent,
        });
        self.add(match settings.driver {
            Driver::Caller => Part::MayStep,
            Driver::Standby => Part::MayStepStandby,
        });
        self.add(Part::StepTask);
    }

    fn add_helpers(&mut self, settings: Settings) {
        self.add_step_task(settings);
        self.add(Part::Iterator);
        self.add(Part::ContextManager);
        let (await_sync, call_sync) = match settings.mode {
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
    settings: Settings,
}

impl Needs {
    /// What `module` needs without its functions.
    pub(crate) fn new(module: &Module) -> Self {
        let mut modules = Modules::NONE;
        let checks_types = !module.type_checking_imports.is_empty() && !module.runtime_annotations;
        if checks_types || !module.missing.is_empty() {
            modules.add("typing");
        }
        let settings = Settings::of(module);
        let mut parts = Parts::always(settings);
        if module.helpers {
            parts.add_helpers(settings);
        }
        if module.has_twins() {
            parts.add_twins(settings);
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
            settings,
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
                self.parts.add_call(self.settings.timeouts);
            }
            Shape::MaybeAwaitable => {
                self.add_driver();
                self.parts.add_call(self.settings.timeouts);
                self.parts.add(Part::Awaited);
            }
            Shape::AsyncIterator | Shape::AsyncGenerator { .. } => {
                self.modules.add("collections.abc");
                self.parts.add_step_task(self.settings);
                self.parts.add(Part::Iterator);
            }
            Shape::AsyncContextManager => {
                self.modules.add("contextlib");
                self.parts.add_step_task(self.settings);
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
        if self.settings.mode == Mode::PerCall {
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
