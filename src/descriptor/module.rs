//! What a module of shims is made of.

use crate::Mode;
use crate::descriptor::AsyncFn;

/// A module to render: which imports it makes, which shims it defines, how they are driven.
///
/// Plain data. [`Module::validate`] says whether it describes a module that Python accepts and
/// that means what the fields say; [`Module::render`] gives its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Module {
    /// One or more `import` or `from ... import` statements that bind what the shims call.
    /// Emitted as given, so in the order of the isort convention if the module is to be clean
    /// under it.
    pub source_import: String,
    /// Who runs the coroutines.
    pub mode: Mode,
    /// What to wrap, in the order of the emitted definitions.
    pub fns: Vec<AsyncFn>,
    /// Further statements that are executed when the module is imported, after
    /// [`source_import`](Self::source_import): what defaults and, at run time, annotations name.
    pub imports: Vec<String>,
    /// Statements for type checkers only, emitted under `if typing.TYPE_CHECKING:`.
    pub type_checking_imports: Vec<String>,
    /// Whether calls can be bounded by `mochi_async_timeout` and cancelled by a
    /// `MochiCancelToken`.
    pub timeouts: bool,
    /// Name of the module to import the run-time part from, as in `from <name> import ...`
    /// (`mochi_runtime`, `.mochi_runtime`). It must hold the text of [`render_runtime`] of the
    /// same version of this crate for the same mode and timeouts; the module checks that when it
    /// is imported. Without it the module holds its own run-time part.
    ///
    /// [`render_runtime`]: crate::render_runtime
    pub shared_runtime: Option<String>,
}
