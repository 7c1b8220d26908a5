//! Which run-time parts a module needs.

use core::iter;

use crate::Mode;
use crate::descriptor::{AsyncFn, Module, Shape, Traits};

/// Gives a macro the run-time parts in the order of the emitted module: the name, the template,
/// what users of a module with the part can name.
macro_rules! with_parts {
    ($macro:ident) => {
        $macro! {
            Guard "runtime/guard.py" ["MochiAsyncReentryError"]
            Outcome "runtime/outcome.py" []
            Fork "runtime/fork.py" []
            LoopCall "runtime/loop_call.py" []
            Loop "runtime/loop.py" []
            Omitted "runtime/omitted.py" []
            Task "runtime/task.py" []
            Call "runtime/call.py" []
            CallTimeouts "runtime/call_timeouts.py" [
                "MochiAsyncCancelledError",
                "MochiAsyncTimeoutError",
                "MochiCancelToken",
                "mochi_async_timeout",
            ]
            Awaited "runtime/awaited.py" []
            StepRunnerPerCall "runtime/step_runner_per_call.py" []
            StepRunnerPersistent "runtime/step_runner_persistent.py" []
            StepTask "runtime/step_task.py" []
            Iterator "runtime/iterator.py" []
            ContextManager "runtime/context_manager.py" []
        }
    };
}

pub(crate) use with_parts;

macro_rules! define_parts {
    ($($part:ident $path:literal $public_names:tt)*) => {
        /// A piece of the emitted module that does not depend on what it wraps.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Part {
            $($part,)*
        }

        impl Part {
            pub(crate) const ALL: &[Self] = &[$(Self::$part),*];

            /// The modules that the part imports, as the head of its file says.
            const IMPORTS: &[Modules] = &[
                $(Modules::of_head(include_str!(concat!("../templates/", $path)))),*
            ];

            /// What users of a module with the part can name.
            pub(crate) const fn public_names(self) -> &'static [&'static str] {
                match self {
                    $(Self::$part => &$public_names,)*
                }
            }
        }
    };
}

with_parts!(define_parts);

/// The names that shims read from run-time parts, sorted as imports are.
pub(crate) const SHIM_NAMES: [&str; 10] = [
    "_MOCHI_OMITTED",
    "_mochi_after",
    "_mochi_awaited",
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
    pub(crate) const NONE: Self = Self(0);
    const ASYNCIO: Self = Self::of(b"asyncio");
    const COLLECTIONS_ABC: Self = Self::of(b"collections.abc");
    const CONTEXTLIB: Self = Self::of(b"contextlib");
    const TYPING: Self = Self::of(b"typing");

    /// # Panics
    ///
    /// If `name` is not one of [`MODULES`].
    const fn of(name: &[u8]) -> Self {
        let mut module = 0;
        while !is_equal(MODULES[module].as_bytes(), name) {
            module += 1;
            assert!(
                module < MODULES.len(),
                "a part imports what is not in MODULES"
            );
        }
        Self(1 << module)
    }

    /// What the lines `import <module>` name, up to the one that ends the head of a part.
    const fn of_head(source: &str) -> Self {
        let mut modules = Self::NONE;
        let mut rest = source.as_bytes();
        loop {
            let (line, after) = split_line(rest);
            match line {
                b"# #}" => return modules,
                [b'i', b'm', b'p', b'o', b'r', b't', b' ', name @ ..] => {
                    modules.0 |= Self::of(name).0;
                }
                _ => {}
            }
            rest = after;
        }
    }

    pub(crate) fn is_empty(self) -> bool {
        self == Self::NONE
    }

    pub(crate) fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = &'static str> {
        ones(self.0).map(|module| MODULES[module])
    }

    fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// The places of the bits that are set.
fn ones(mut mask: u32) -> impl Iterator<Item = usize> {
    iter::from_fn(move || {
        let place = mask.trailing_zeros();
        mask &= mask.checked_sub(1)?;
        Some(place as usize)
    })
}

const fn split_line(text: &[u8]) -> (&[u8], &[u8]) {
    let mut end = 0;
    while text[end] != b'\n' {
        end += 1;
    }
    let (line, after) = text.split_at(end);
    (line, after.split_at(1).1)
}

/// `==` at compile time.
const fn is_equal(a: &[u8], b: &[u8]) -> bool {
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
pub(crate) struct Parts(u32);

impl Parts {
    fn add(&mut self, part: Part) {
        self.0 |= 1 << part as u8;
    }

    /// Everything that a module of this mode can need.
    pub(crate) fn all(mode: Mode, timeouts: bool) -> Self {
        let mut parts = Self::always(mode, timeouts);
        parts.add(Part::Omitted);
        parts.add(Part::Awaited);
        parts.add_step_task(mode, timeouts);
        parts.add(Part::Iterator);
        parts.add(Part::ContextManager);
        parts
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

    pub(crate) fn modules(self) -> Modules {
        let mut modules = Modules::NONE;
        for part in self.iter() {
            modules.add(Part::IMPORTS[part as usize]);
        }
        modules
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Part> {
        ones(self.0).map(|part| Part::ALL[part])
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
        Self {
            parts: Parts::always(module.mode, module.timeouts),
            has_type_params: false,
            modules: if module.type_checking_imports.is_empty() {
                Modules::NONE
            } else {
                Modules::TYPING
            },
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
        if self.has_type_params || traits.is_untyped {
            self.modules.add(Modules::TYPING);
        }
        match f.shape {
            Shape::Coroutine => self.add_driver(),
            Shape::Awaitable => {
                self.add_driver();
                self.parts.add_call(self.timeouts);
            }
            Shape::MaybeAwaitable => {
                self.add_driver();
                self.parts.add_call(self.timeouts);
                self.parts.add(Part::Awaited);
            }
            Shape::AsyncIterator | Shape::AsyncGenerator { .. } => {
                self.modules.add(Modules::COLLECTIONS_ABC);
                self.parts.add_step_task(self.mode, self.timeouts);
                self.parts.add(Part::Iterator);
            }
            Shape::AsyncContextManager => {
                self.modules.add(Modules::CONTEXTLIB);
                self.parts.add_step_task(self.mode, self.timeouts);
                self.parts.add(Part::ContextManager);
            }
        }
    }

    fn add_driver(&mut self) {
        if self.mode == Mode::PerCall {
            self.modules.add(Modules::ASYNCIO);
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
