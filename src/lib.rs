#![doc = include_str!("../README.md")]

mod descriptor;
mod docstring;
mod driver;
mod error;
mod layout;
mod mode;
mod render;
mod runtime;
mod stdlib;
mod syntax;
mod unicode;
mod validate;

use runtime::{Needs, Part, Settings};

pub use descriptor::{
    AsyncFn, Binding, Callee, Class, Conversion, GeneratedFrom, Member, MemberKind, Missing,
    Module, Origin, Overload, Param, ParamDefault, ParamKind, ParseTokenError, Setter, Shape,
    TypeParam, TypeParamKind, default_sync_name,
};
pub use driver::{Driver, ParseDriverError};
pub use error::{
    ClassLocation, Error, Errors, Expected, Field, FnLocation, GeneratedFromPart, MemberLocation,
    MissingPart, OriginPart, ParamPart, Problem, SyntaxProblem, Taken, TypeParamPart,
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

    /// The text of the module that holds the run-time part of this one, for
    /// [`Module::shared_runtime`]: of its mode, driver and timeouts.
    ///
    /// # Errors
    ///
    /// What [`Module::validate`] gives.
    pub fn render_runtime(&self) -> Result<String, Errors> {
        self.validate()?;
        Ok(render::runtime_module(Settings::of(self)))
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

/// What a shim that stands alone needs around it: see [`shim_needs`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShimNeeds {
    /// The modules of the standard library that the shim and its run-time part name, sorted: an
    /// `import` of each, after `from __future__ import annotations`.
    pub imports: Vec<&'static str>,
    /// The text of the run-time part, to stand once before all shims that need it.
    pub runtime: String,
}

/// What the text of [`render_shim`] needs beside what the descriptor itself names: its callee, its
/// annotations and its type parameters.
///
/// ```
/// use mochi_asyncbridge::{AsyncFn, Mode, shim_needs};
///
/// let needs = shim_needs(&AsyncFn::new("fetch"), Mode::PerCall)?;
/// assert_eq!(needs.imports, ["asyncio"]);
/// assert!(needs.runtime.contains("class MochiAsyncReentryError"));
/// # Ok::<(), mochi_asyncbridge::Errors>(())
/// ```
///
/// # Errors
///
/// What [`AsyncFn::validate`] gives.
pub fn shim_needs(f: &AsyncFn, mode: Mode) -> Result<ShimNeeds, Errors> {
    f.validate()?;
    let mut needs = Needs::new(&Module::default().mode(mode));
    needs.add(f, f.traits());
    let parts: Vec<Part> = needs.parts.iter().collect();
    Ok(ShimNeeds {
        imports: needs.all_modules().iter().collect(),
        runtime: render::parts(&parts),
    })
}

/// The text of a module that holds the run-time part alone, for [`Module::shared_runtime`]:
/// shim modules of the same mode and timeouts that import it share one loop, one
/// `MochiAsyncReentryError` and one `mochi_async_timeout`. Its driver is [`Driver::Caller`];
/// [`Module::render_runtime`] gives that of any module.
#[must_use]
pub fn render_runtime(mode: Mode, timeouts: bool) -> String {
    render::runtime_module(Settings {
        mode,
        timeouts,
        ..Settings::default()
    })
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
    render::parts(&[
        Part::Outcome,
        Part::Fork,
        Part::LoopCall,
        Part::Loop,
        Part::LoopCaller,
    ])
}
