#![doc = include_str!("../README.md")]

mod descriptor;
mod docstring;
mod error;
mod mode;
mod parts;
mod render;
mod reserved;
mod stdlib;
mod syntax;
mod unicode;
mod validate;

use parts::Part;

pub use descriptor::{
    AsyncFn, Callee, Module, Overload, Param, ParamDefault, ParamKind, ParseTokenError, Shape,
    TypeParam, TypeParamKind, default_sync_name,
};
pub use error::{
    Error, Errors, Expected, Field, FnLocation, ParamPart, Problem, SyntaxProblem, Taken,
    TypeParamPart,
};
pub use mode::{Mode, ParseModeError};

/// A [`Module`] that [`Module::validate`] found nothing wrong with.
#[derive(Clone, Copy, Debug)]
pub struct ValidModule<'a> {
    module: &'a Module,
}

impl ValidModule<'_> {
    /// As [`Module::render`], without checking again.
    #[must_use]
    pub fn render(&self) -> String {
        render::module(self.module)
    }
}

impl Module {
    /// The text of the emitted module: complete, LF only, with one newline at its end, the same
    /// bytes every time.
    ///
    /// # Errors
    ///
    /// What [`Module::validate`] gives.
    pub fn render(&self) -> Result<String, Errors> {
        Ok(self.validate()?.render())
    }
}

/// The text of one shim without its module, as a module without timeouts has it.
///
/// # Panics
///
/// If `f` is invalid, with what [`AsyncFn::validate`] gives. [`try_render_shim`] does not.
#[must_use]
#[track_caller]
pub fn render_shim(f: &AsyncFn, mode: Mode) -> String {
    match try_render_shim(f, mode) {
        Ok(text) => text,
        Err(errors) => panic!("{errors}"),
    }
}

/// The text of one shim without its module, as a module without timeouts has it.
///
/// # Errors
///
/// What [`AsyncFn::validate`] gives.
pub fn try_render_shim(f: &AsyncFn, mode: Mode) -> Result<String, Errors> {
    f.validate()?;
    Ok(render::shim(f, mode))
}

/// The text of a module that holds the run-time part alone, for [`Module::shared_runtime`]:
/// shim modules of the same mode and timeouts that import it share one loop, one
/// `MochiAsyncReentryError` and one `mochi_async_timeout`.
#[must_use]
pub fn render_runtime(mode: Mode, timeouts: bool) -> String {
    render::runtime_module(mode, timeouts)
}

/// The text of the guard: `MochiAsyncReentryError` and `_mochi_check_no_running_loop`.
#[must_use]
pub fn cross_loop_helper() -> String {
    render::parts(&[Part::Guard])
}

/// The text of the loop getter of persistent mode: `_MOCHI_LOOP`, `_mochi_get_loop` and what
/// they stand on.
#[must_use]
pub fn persistent_loop_getter() -> String {
    render::parts(&[Part::Outcome, Part::Fork, Part::LoopCall, Part::Loop])
}
