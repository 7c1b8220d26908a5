//! What a module of shims is made of.

use crate::descriptor::{AsyncFn, Class, GeneratedFrom};
use crate::{Driver, Mode};

/// A module to render: which imports it makes, which shims it defines, how they are driven.
///
/// Plain data. [`Module::validate`] says whether it describes a module that Python accepts and
/// that means what the fields say; [`Module::render`] gives its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Module {
    /// One or more `import` or `from ... import` statements that bind what the shims call.
    /// The statements are put into isort's order; the names in each stay in theirs.
    pub source_import: String,
    /// Who runs the coroutines.
    #[cfg_attr(feature = "serde", serde(default))]
    pub mode: Mode,
    /// Which threads run the loop. [`Driver::Standby`] needs [`Mode::Persistent`].
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Driver::is_default")
    )]
    pub driver: Driver,
    /// What to wrap, in the order of the emitted definitions.
    pub fns: Vec<AsyncFn>,
    /// Classes whose instances get synchronous twins, each after those that it inherits. They need
    /// [`Mode::Persistent`].
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub classes: Vec<Class>,
    /// Further statements that are executed when the module is imported, after
    /// [`source_import`](Self::source_import): what defaults and, at run time, annotations name.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub imports: Vec<String>,
    /// Statements for type checkers only, emitted under `if typing.TYPE_CHECKING:`, unless
    /// [`runtime_annotations`](Self::runtime_annotations) are wanted.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub type_checking_imports: Vec<String>,
    /// Whether the annotations of shims can be evaluated when the module runs, as
    /// `typing.get_type_hints` does and whoever makes a schema from a function: all imports are made
    /// then, and each name of an annotation must be bound by one or be a builtin type.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "core::ops::Not::not")
    )]
    pub runtime_annotations: bool,
    /// Whether calls can be bounded by `mochi_async_timeout` and cancelled by a
    /// `MochiCancelToken`.
    #[cfg_attr(feature = "serde", serde(default))]
    pub timeouts: bool,
    /// Name of the module to import the run-time part from, as in `from <name> import ...`
    /// (`mochi_runtime`, `.mochi_runtime`). It must hold the text of [`render_runtime`] of the
    /// same version of this crate for the same mode, driver and timeouts
    /// ([`Module::render_runtime`] gives it); the module checks that when it is imported. Without it the module holds its own run-time part.
    ///
    /// [`render_runtime`]: crate::render_runtime
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub shared_runtime: Option<String>,
    /// Whether the module has `await_sync`, `iter_sync`, `enter_sync` and `call_sync`: shims for
    /// awaitables, iterables, context managers and plain calls that no descriptor knows.
    #[cfg_attr(feature = "serde", serde(default))]
    pub helpers: bool,
    /// Shims that users would look for and that the module does not have. It says why when one is
    /// asked for.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub missing: Vec<Missing>,
    /// What the module was generated from: a part of its docstring.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub generated_from: Option<GeneratedFrom>,
}

/// A shim that a module does not have.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Missing {
    /// What the shim would be called.
    pub name: String,
    /// Why it is not there: one line without quotes and backslashes.
    pub reason: String,
}

impl Module {
    /// A module of per-call mode that makes these imports and has no shims yet.
    ///
    /// ```
    /// use mochi_asyncbridge::{AsyncFn, Mode, Module};
    ///
    /// let module = Module::new("from mochi_async_pkg import fetch")
    ///     .mode(Mode::Persistent)
    ///     .function(AsyncFn::new("fetch").param("url", "str").returns("bytes"));
    /// assert!(module.render()?.contains("def fetch_sync(url: str) -> bytes:"));
    /// # Ok::<(), mochi_asyncbridge::Errors>(())
    /// ```
    #[must_use]
    pub fn new(source_import: impl Into<String>) -> Self {
        Self {
            source_import: source_import.into(),
            ..Self::default()
        }
    }

    /// Sets who runs the coroutines.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// Sets which threads run the loop of persistent mode.
    #[must_use]
    pub fn driver(mut self, driver: Driver) -> Self {
        self.driver = driver;
        self
    }

    /// Adds a function to wrap.
    #[must_use]
    pub fn function(mut self, f: AsyncFn) -> Self {
        self.fns.push(f);
        self
    }

    /// Adds a class whose instances get twins.
    #[must_use]
    pub fn class(mut self, class: Class) -> Self {
        self.classes.push(class);
        self
    }

    /// Adds a statement to [`imports`](Self::imports).
    #[must_use]
    pub fn import(mut self, statement: impl Into<String>) -> Self {
        self.imports.push(statement.into());
        self
    }

    /// Adds a statement to [`type_checking_imports`](Self::type_checking_imports).
    #[must_use]
    pub fn type_checking_import(mut self, statement: impl Into<String>) -> Self {
        self.type_checking_imports.push(statement.into());
        self
    }

    /// Sets whether the annotations of shims can be evaluated when the module runs.
    ///
    /// ```
    /// use mochi_asyncbridge::{AsyncFn, Module};
    ///
    /// let module = Module::new("import shop")
    ///     .type_checking_import("import datetime")
    ///     .runtime_annotations(true)
    ///     .function(AsyncFn::new("shop.open").callee("path:shop.open".parse()?).returns("datetime.date"));
    /// let source = module.render()?;
    /// assert!(source.contains("\nimport datetime\n") && !source.contains("TYPE_CHECKING"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn runtime_annotations(mut self, runtime_annotations: bool) -> Self {
        self.runtime_annotations = runtime_annotations;
        self
    }

    /// Sets whether calls can be bounded and cancelled.
    #[must_use]
    pub fn timeouts(mut self, timeouts: bool) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Sets whether the module has helpers beside its shims.
    #[must_use]
    pub fn helpers(mut self, helpers: bool) -> Self {
        self.helpers = helpers;
        self
    }

    /// Adds a shim to [`missing`](Self::missing), and why it is not there.
    #[must_use]
    pub fn missing(mut self, name: impl Into<String>, reason: impl Into<String>) -> Self {
        self.missing.push(Missing {
            name: name.into(),
            reason: reason.into(),
        });
        self
    }

    /// Sets what the module was generated from.
    #[must_use]
    pub fn generated_from(mut self, from: GeneratedFrom) -> Self {
        self.generated_from = Some(from);
        self
    }

    /// Sets the module to import the run-time part from.
    #[must_use]
    pub fn shared_runtime(mut self, module: impl Into<String>) -> Self {
        self.shared_runtime = Some(module.into());
        self
    }
}
