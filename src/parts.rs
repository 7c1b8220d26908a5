//! Which run-time parts a module needs.

use crate::Mode;
use crate::descriptor::{AsyncFn, Module, Param, Shape};

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
    #[expect(clippy::match_same_arms, reason = "a part a line")]
    const fn imports(self) -> Modules {
        match self {
            Self::Guard => Modules::of(&["asyncio"]),
            Self::Crossing => Modules::of(&[
                "asyncio",
                "collections.abc",
                "contextvars",
                "sys",
                "typing",
            ]),
            Self::Loop => Modules::of(&[
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
            ]),
            Self::Omitted => Modules::of(&["typing"]),
            Self::Call => Modules::of(&["collections.abc", "typing"]),
            Self::CallTimeouts => Modules::of(&[
                "asyncio",
                "collections.abc",
                "contextvars",
                "time",
                "typing",
            ]),
            Self::StepsPerCall => {
                Modules::of(&["asyncio", "collections.abc", "contextvars", "typing"])
            }
            Self::StepsPersistent => Modules::of(&["collections.abc", "typing"]),
            Self::Steps => Modules::of(&[
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
            ]),
        }
    }

    /// What users of a module with the part can name.
    pub(crate) const fn public_names(self) -> &'static [&'static str] {
        match self {
            Self::Guard => &["MochiAsyncReentryError"],
            Self::CallTimeouts => &[
                "MochiAsyncCancelledError",
                "MochiAsyncTimeoutError",
                "MochiCancelToken",
                "mochi_async_timeout",
            ],
            _ => &[],
        }
    }
}

/// The names that shims read from run-time parts, sorted as imports are.
pub(crate) const SHIM_NAMES: [&str; 9] = [
    "_MOCHI_OMITTED",
    "_mochi_after",
    "_mochi_call",
    "_mochi_check_no_running_loop",
    "_mochi_enter",
    "_mochi_get_loop",
    "_mochi_given",
    "_mochi_iterate",
    "_mochi_leading",
];

/// The modules of the standard library that an emitted module can import, sorted.
pub(crate) const MODULES: [&str; 18] = [
    "asyncio",
    "atexit",
    "collections.abc",
    "concurrent.futures.thread",
    "contextlib",
    "contextvars",
    "functools",
    "inspect",
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

/// Some of [`MODULES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Modules(u32);

impl Modules {
    /// # Panics
    ///
    /// If a name is not one of [`MODULES`].
    const fn of(names: &[&str]) -> Self {
        let mut mask = 0;
        let mut name = 0;
        while name < names.len() {
            let mut module = 0;
            while !is_equal(MODULES[module], names[name]) {
                module += 1;
            }
            mask |= 1 << module;
            name += 1;
        }
        Self(mask)
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = &'static str> {
        let is_in = move |&(i, _): &(usize, &str)| self.0 & (1 << i) != 0;
        MODULES
            .into_iter()
            .enumerate()
            .filter(is_in)
            .map(|(_, name)| name)
    }

    fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// `==` at compile time.
const fn is_equal(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
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

    pub(crate) fn modules(self) -> Modules {
        let mut modules = Modules::of(&[]);
        for part in self.iter() {
            modules.add(part.imports());
        }
        modules
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Part> {
        Part::ALL
            .into_iter()
            .filter(move |&part| self.0 & (1 << part as u8) != 0)
    }
}

/// What the shims of a module use.
#[derive(Debug)]
pub(crate) struct Needs {
    pub(crate) parts: Parts,
    /// What shims read, beside what parts do.
    modules: Modules,
    mode: Mode,
    timeouts: bool,
}

impl Needs {
    /// What `module` needs without its functions.
    pub(crate) fn new(module: &Module) -> Self {
        Self {
            parts: Parts::always(module.mode, module.timeouts),
            modules: if module.type_checking_imports.is_empty() {
                Modules::of(&[])
            } else {
                const { Modules::of(&["typing"]) }
            },
            mode: module.mode,
            timeouts: module.timeouts,
        }
    }

    pub(crate) fn add(&mut self, f: &AsyncFn) {
        let has_omitted = f.params.iter().any(Param::is_omitted);
        if has_omitted {
            self.parts.add(Part::Omitted);
        }
        let is_plain = !has_omitted && f.overloads.is_empty();
        if !f.type_params.is_empty() || (!is_plain && f.is_untyped()) {
            self.modules.add(const { Modules::of(&["typing"]) });
        }
        match f.shape {
            Shape::Coroutine => self.add_driver(),
            Shape::Awaitable => {
                self.add_driver();
                self.parts.add_call(self.timeouts);
            }
            Shape::AsyncIterator | Shape::AsyncGenerator { .. } => {
                self.modules
                    .add(const { Modules::of(&["collections.abc"]) });
                self.parts.add_steps(self.mode, self.timeouts);
            }
            Shape::AsyncContextManager => {
                self.modules.add(const { Modules::of(&["contextlib"]) });
                self.parts.add_steps(self.mode, self.timeouts);
            }
        }
    }

    fn add_driver(&mut self) {
        if self.mode == Mode::PerCall {
            self.modules.add(const { Modules::of(&["asyncio"]) });
        }
    }

    /// The modules that the shims read, without those that only the parts do.
    pub(crate) fn shim_modules(&self) -> Modules {
        self.modules
    }

    pub(crate) fn all_modules(&self) -> Modules {
        let mut modules = self.parts.modules();
        modules.add(self.modules);
        modules
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
            let declared: Vec<&str> = part.imports().iter().collect();
            assert_eq!(declared, imports, "{part:?}");
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
