//! Which run-time parts a module needs.

use crate::Mode;
use crate::descriptor::{AsyncFn, Module, Param, ParamDefault, Shape};

/// A piece of the emitted module that does not depend on what it wraps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Guard,
    Crossing,
    Loop,
    Omitted,
    Call,
    CallTimeouts,
    StepsPerCall,
    StepsPersistent,
    Steps,
}

impl Part {
    pub(crate) const ALL: [Self; 9] = [
        Self::Guard,
        Self::Crossing,
        Self::Loop,
        Self::Omitted,
        Self::Call,
        Self::CallTimeouts,
        Self::StepsPerCall,
        Self::StepsPersistent,
        Self::Steps,
    ];

    /// The modules that the part imports, as the head of its file says.
    pub(crate) const fn imports(self) -> &'static [&'static str] {
        match self {
            Self::Guard => &["asyncio"],
            Self::Crossing => &["asyncio", "collections.abc", "contextvars", "typing"],
            Self::Loop => &[
                "asyncio",
                "atexit",
                "collections.abc",
                "concurrent.futures.thread",
                "contextvars",
                "inspect",
                "os",
                "queue",
                "signal",
                "sys",
                "threading",
                "traceback",
                "types",
                "typing",
            ],
            Self::Omitted => &["typing"],
            Self::Call => &["collections.abc", "typing"],
            Self::CallTimeouts => &[
                "asyncio",
                "collections.abc",
                "contextvars",
                "time",
                "typing",
            ],
            Self::StepsPerCall => &["asyncio", "collections.abc", "contextvars", "typing"],
            Self::StepsPersistent => &["collections.abc", "typing"],
            Self::Steps => &[
                "asyncio",
                "collections.abc",
                "contextlib",
                "contextvars",
                "functools",
                "os",
                "threading",
                "types",
                "typing",
                "weakref",
            ],
        }
    }

    /// The names of the part that shims use or that users do.
    pub(crate) const fn exports(self) -> &'static [&'static str] {
        match self {
            Self::Guard => &["MochiAsyncReentryError", "_mochi_check_no_running_loop"],
            Self::Loop => &["_mochi_get_loop"],
            Self::Omitted => &[
                "_MOCHI_OMITTED",
                "_mochi_after",
                "_mochi_given",
                "_mochi_leading",
            ],
            Self::Call => &["_mochi_call"],
            Self::CallTimeouts => &[
                "MochiAsyncCancelledError",
                "MochiAsyncTimeoutError",
                "MochiCancelToken",
                "_mochi_call",
                "mochi_async_timeout",
            ],
            Self::Crossing | Self::StepsPerCall | Self::StepsPersistent => &[],
            Self::Steps => &["_mochi_enter", "_mochi_iterate"],
        }
    }
}

/// Run-time parts, in the order of the emitted module.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts(u16);

impl Parts {
    fn add(&mut self, part: Part) {
        self.0 |= 1 << part as u8;
    }

    /// Everything that a module of this mode can need.
    pub(crate) fn all(mode: Mode, timeouts: bool) -> Self {
        let mut parts = Self::always(mode, timeouts);
        parts.add(Part::Omitted);
        parts.add_steps(mode, timeouts);
        parts
    }

    fn always(mode: Mode, timeouts: bool) -> Self {
        let mut parts = Self::default();
        parts.add(Part::Guard);
        if mode == Mode::Persistent {
            parts.add(Part::Crossing);
            parts.add(Part::Loop);
        }
        if timeouts {
            parts.add_call(timeouts);
        }
        parts
    }

    fn add_call(&mut self, timeouts: bool) {
        if timeouts {
            self.add(Part::Crossing);
            self.add(Part::CallTimeouts);
        } else {
            self.add(Part::Call);
        }
    }

    fn add_steps(&mut self, mode: Mode, timeouts: bool) {
        self.add_call(timeouts);
        self.add(Part::Crossing);
        self.add(match mode {
            Mode::PerCall => Part::StepsPerCall,
            Mode::Persistent => Part::StepsPersistent,
        });
        self.add(Part::Steps);
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Part> {
        Part::ALL
            .into_iter()
            .filter(move |&part| self.0 & (1 << part as u8) != 0)
    }
}

/// What the shims of a module use.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each module that shims read"
)]
pub(crate) struct Needs {
    pub(crate) parts: Parts,
    /// `asyncio.run`
    driver: bool,
    /// `typing`, for overloads, type parameters and what is there for type checkers only.
    typing: bool,
    /// `collections.abc`, for the annotations of iterators.
    iterators: bool,
    /// `contextlib`, for the annotations of context managers.
    context_managers: bool,
}

impl Needs {
    pub(crate) fn of(module: &Module) -> Self {
        let mut needs = Self {
            parts: Parts::always(module.mode, module.timeouts),
            driver: false,
            typing: !module.type_checking_imports.is_empty(),
            iterators: false,
            context_managers: false,
        };
        for f in &module.fns {
            needs.add(f, module);
        }
        needs
    }

    fn add(&mut self, f: &AsyncFn, module: &Module) {
        self.typing |= !(f.overloads.is_empty() && f.type_params.is_empty());
        let omitted = |param: &Param| param.default == Some(ParamDefault::Omitted);
        if f.params.iter().any(omitted) {
            self.parts.add(Part::Omitted);
        }
        match f.shape {
            Shape::Coroutine => self.driver = true,
            Shape::Awaitable => {
                self.driver = true;
                self.parts.add_call(module.timeouts);
            }
            Shape::AsyncIterator | Shape::AsyncGenerator { .. } => {
                self.iterators = true;
                self.parts.add_steps(module.mode, module.timeouts);
            }
            Shape::AsyncContextManager => {
                self.context_managers = true;
                self.parts.add_steps(module.mode, module.timeouts);
            }
        }
    }

    /// The modules of the standard library to import, sorted.
    pub(crate) fn stdlib(&self, module: &Module) -> Vec<&'static str> {
        let mut names = Vec::with_capacity(16);
        if module.shared_runtime.is_none() {
            names.extend(self.parts.iter().flat_map(Part::imports));
        } else if self.driver && module.mode == Mode::PerCall {
            names.push("asyncio");
        }
        if self.typing {
            names.push("typing");
        }
        if self.iterators {
            names.push("collections.abc");
        }
        if self.context_managers {
            names.push("contextlib");
        }
        names.sort_unstable();
        names.dedup();
        names
    }
}

#[cfg(test)]
mod tests {
    use super::Part;

    /// A part says twice what it imports: at its head for those who read it, and here.
    #[test]
    fn imports_are_those_of_the_files() {
        for part in Part::ALL {
            let head = part
                .source()
                .split("\n#}")
                .next()
                .expect("a part has a head");
            let imports: Vec<&str> = head
                .lines()
                .filter_map(|line| line.strip_prefix("import "))
                .collect();
            assert_eq!(part.imports(), imports, "{part:?}");
        }
    }

    impl Part {
        fn source(self) -> &'static str {
            macro_rules! file {
                ($name:literal) => {
                    include_str!(concat!("../templates/runtime/", $name, ".py"))
                };
            }
            match self {
                Self::Guard => file!("guard"),
                Self::Crossing => file!("crossing"),
                Self::Loop => file!("loop"),
                Self::Omitted => file!("omitted"),
                Self::Call => file!("call"),
                Self::CallTimeouts => file!("call_timeouts"),
                Self::StepsPerCall => file!("steps_per_call"),
                Self::StepsPersistent => file!("steps_persistent"),
                Self::Steps => file!("steps"),
            }
        }
    }
}
