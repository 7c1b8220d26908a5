//! Which run-time parts exist, and what each imports and offers.

/// A piece of the emitted module that does not depend on what it wraps: a file of
/// `templates/runtime/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Guard,
    GuardStandby,
    Outcome,
    Fork,
    LoopCall,
    Loop,
    LoopCaller,
    LoopStandby,
    Omitted,
    Task,
    Call,
    CallTimeouts,
    Awaited,
    StepRunnerPerCall,
    StepRunnerPersistent,
    MayStep,
    MayStepStandby,
    StepTask,
    Iterator,
    ContextManager,
    AwaitSyncPerCall,
    AwaitSyncPersistent,
    CallSyncPerCall,
    CallSyncPersistent,
    EnterSync,
    IterSync,
    TwinRegistry,
    TwinLoop,
    TwinCall,
    TwinCallStandby,
    TwinContainers,
    TwinFunction,
    TwinVariable,
    TwinSteps,
    TwinSubclass,
    Twin,
}

impl Part {
    /// In the order of the emitted module.
    pub(crate) const ALL: [Self; 36] = [
        Self::Guard,
        Self::GuardStandby,
        Self::Outcome,
        Self::Fork,
        Self::LoopCall,
        Self::Loop,
        Self::LoopCaller,
        Self::LoopStandby,
        Self::Omitted,
        Self::Task,
        Self::Call,
        Self::CallTimeouts,
        Self::Awaited,
        Self::StepRunnerPerCall,
        Self::StepRunnerPersistent,
        Self::MayStep,
        Self::MayStepStandby,
        Self::StepTask,
        Self::Iterator,
        Self::ContextManager,
        Self::AwaitSyncPerCall,
        Self::AwaitSyncPersistent,
        Self::CallSyncPerCall,
        Self::CallSyncPersistent,
        Self::EnterSync,
        Self::IterSync,
        Self::TwinRegistry,
        Self::TwinLoop,
        Self::TwinCall,
        Self::TwinCallStandby,
        Self::TwinContainers,
        Self::TwinFunction,
        Self::TwinVariable,
        Self::TwinSteps,
        Self::TwinSubclass,
        Self::Twin,
    ];

    /// What users of a module with the part can name.
    pub(crate) const fn public_names(self) -> &'static [&'static str] {
        match self {
            Self::Guard | Self::GuardStandby => &["MochiAsyncReentryError"],
            Self::LoopStandby => &["mochi_async_blocking_limit"],
            Self::CallTimeouts => &[
                "MochiAsyncCancelledError",
                "MochiAsyncTimeoutError",
                "MochiCancelToken",
                "mochi_async_timeout",
            ],
            Self::AwaitSyncPerCall | Self::AwaitSyncPersistent => &["await_sync"],
            Self::CallSyncPerCall | Self::CallSyncPersistent => &["call_sync"],
            Self::EnterSync => &["enter_sync"],
            Self::IterSync => &["iter_sync"],
            Self::Twin => &["MochiTwin"],
            _ => &[],
        }
    }

    /// The modules of the standard library that the part imports.
    pub(super) const fn imports(self) -> &'static [&'static str] {
        match self {
            Self::Guard | Self::GuardStandby | Self::Fork | Self::Task | Self::MayStep => {
                &["asyncio"]
            }
            Self::Outcome => &["collections.abc", "contextvars", "sys", "typing"],
            Self::LoopCall => &["asyncio", "queue", "signal", "sys", "types", "typing"],
            Self::LoopCaller => &["atexit", "os", "sys"],
            Self::LoopStandby => &[
                "asyncio",
                "atexit",
                "contextlib",
                "contextvars",
                "os",
                "queue",
                "sys",
                "threading",
                "time",
            ],
            Self::Loop => &[
                "asyncio",
                "concurrent.futures.thread",
                "contextlib",
                "contextvars",
                "inspect",
                "os",
                "sys",
                "threading",
                "traceback",
                "typing",
            ],
            Self::Omitted => &["typing"],
            Self::Call | Self::CallSyncPerCall => &["asyncio", "collections.abc", "typing"],
            Self::CallTimeouts => &[
                "asyncio",
                "collections.abc",
                "contextvars",
                "time",
                "typing",
            ],
            Self::Awaited => &["collections.abc", "inspect", "typing"],
            Self::StepRunnerPerCall => &["asyncio", "contextvars"],
            Self::StepRunnerPersistent | Self::MayStepStandby => &[],
            Self::StepTask => &[
                "asyncio",
                "collections.abc",
                "contextlib",
                "contextvars",
                "functools",
                "os",
                "threading",
                "typing",
                "weakref",
            ],
            Self::Iterator => &["collections.abc", "functools", "types", "typing"],
            Self::ContextManager => &["contextlib", "functools", "types", "typing"],
            Self::AwaitSyncPerCall | Self::TwinLoop | Self::TwinCall | Self::TwinCallStandby => {
                &["asyncio", "collections.abc"]
            }
            Self::AwaitSyncPersistent => &["collections.abc"],
            Self::CallSyncPersistent | Self::IterSync => &["collections.abc", "typing"],
            Self::EnterSync => &["contextlib"],
            Self::TwinRegistry => &["os", "threading", "typing", "weakref"],
            Self::TwinContainers => &["collections.abc", "functools", "typing"],
            Self::TwinFunction => &[
                "asyncio",
                "collections.abc",
                "functools",
                "inspect",
                "threading",
                "typing",
                "weakref",
            ],
            Self::TwinVariable => &["collections.abc", "operator"],
            Self::TwinSteps => &["collections.abc", "contextlib", "threading", "typing"],
            Self::TwinSubclass => &[
                "asyncio",
                "collections.abc",
                "contextvars",
                "functools",
                "inspect",
                "types",
                "typing",
            ],
            Self::Twin => &["copy", "typing"],
        }
    }
}

/// The modules of the standard library that an emitted module can import, sorted.
pub(crate) const MODULES: [&str; 20] = [
    "asyncio",
    "atexit",
    "collections.abc",
    "concurrent.futures.thread",
    "contextlib",
    "contextvars",
    "copy",
    "functools",
    "inspect",
    "operator",
    "os",
    "queue",
    "signal",
    "sys",
    "threading",
    "time",
    "traceback",
    "types",
    "typing",
    "weakref",
];

/// Which of [`MODULES`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Modules([bool; MODULES.len()]);

impl Modules {
    pub(crate) const NONE: Self = Self([false; MODULES.len()]);

    /// # Panics
    ///
    /// If `name` is not one of [`MODULES`].
    pub(super) fn add(&mut self, name: &str) {
        let place = MODULES.binary_search(&name);
        self.0[place.expect("MODULES has what parts and shims import")] = true;
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = &'static str> {
        let flags = self.0.into_iter();
        MODULES
            .into_iter()
            .zip(flags)
            .filter_map(|(module, has)| has.then_some(module))
    }
}

#[cfg(test)]
mod tests {
    use super::{MODULES, Part};
    use std::{collections::BTreeSet, fs, path::Path};

    /// `StepTask` is in `step_task.py`.
    fn file_of(part: Part) -> String {
        let mut file = String::new();
        for letter in format!("{part:?}").chars() {
            if letter.is_ascii_uppercase() && !file.is_empty() {
                file.push('_');
            }
            file.push(letter.to_ascii_lowercase());
        }
        file + ".py"
    }

    #[test]
    fn parts_import_what_their_heads_say() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/runtime");
        for part in Part::ALL {
            let text = fs::read_to_string(folder.join(file_of(part))).expect("a part has a file");
            let (head, _) = text.split_once("# #}").expect("a part has a head");
            let named: Vec<&str> = head
                .lines()
                .filter_map(|line| line.strip_prefix("import "))
                .collect();
            assert_eq!(named, part.imports(), "{part:?}");
        }
    }

    #[test]
    fn every_file_is_a_part_and_every_module_is_imported() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/runtime");
        let files = fs::read_dir(folder).expect("the folder can be read");
        let is_python = |path: &Path| path.extension().is_some_and(|found| found == "py");
        let number = files
            .map(|entry| entry.expect("the folder can be read").path())
            .filter(|path| is_python(path))
            .count();
        let named: BTreeSet<String> = Part::ALL.into_iter().map(file_of).collect();
        assert_eq!(number, named.len());
        assert!(MODULES.is_sorted());
        for module in MODULES {
            let imports = |part: &Part| part.imports().contains(&module);
            assert!(Part::ALL.iter().any(imports), "nothing imports {module}");
        }
    }
}
