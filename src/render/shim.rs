//! Shims: which template a function takes, and what stands in its slots.

use core::fmt::{self, Write};

use askama::filters::Safe;
use askama::{FastWritable, Result, Template, Values};

use crate::Mode;
use crate::descriptor::{AsyncFn, Callee, Param, ParamDefault, ParamKind, Shape, Traits};
use crate::docstring;
use crate::render::call::Call;
use crate::render::{View, display_as_written, join, written};

/// Declares the templates of shims, which have the same fields, and the choice between them.
macro_rules! shim_templates {
    ($($shim:ident $template:ident $path:literal)*) => {
        $(
            #[derive(Template)]
            #[template(path = $path, escape = "none")]
            // Generic, for only then it is compiled where it is used and its writer known.
            struct $template<'a, C: View> {
                overloads: Safe<Overloads<'a>>,
                sync_name: Safe<&'a str>,
                params: Safe<Params<'a>>,
                returns: Safe<Returns<'a>>,
                doc: Safe<Doc<'a>>,
                import: Safe<BodyImport<'a>>,
                call: Safe<C>,
            }
        )*

        #[derive(Clone, Copy)]
        enum ShimKind {
            $($shim,)*
        }

        impl ShimKind {
            fn size_hint(self) -> usize {
                match self {
                    $(Self::$shim => $template::<Call<'_>>::SIZE_HINT,)*
                }
            }
        }

        impl Shim<'_> {
            pub(super) fn render_into(&self, text: &mut String) {
                let Self { f, traits, .. } = *self;
                written(match self.kind {
                    $(
                        ShimKind::$shim => $template {
                            overloads: Safe(Overloads(f)),
                            sync_name: Safe(&f.sync_name),
                            params: Safe(Params { params: &f.params, omitted: "_MOCHI_OMITTED" }),
                            returns: Safe(Returns { shape: &f.shape, annotation: &f.returns }),
                            doc: Safe(Doc(f.doc.as_deref())),
                            import: Safe(BodyImport(f.import_on_call.as_deref())),
                            call: Safe(Call { f, traits }),
                        }
                        .render_into(text),
                    )*
                });
            }
        }
    };
}

shim_templates! {
    CoroutinePerCall CoroutinePerCallTemplate "shims/coroutine_per_call.py"
    CoroutinePersistent CoroutinePersistentTemplate "shims/coroutine_persistent.py"
    AwaitablePerCall AwaitablePerCallTemplate "shims/awaitable_per_call.py"
    AwaitablePersistent AwaitablePersistentTemplate "shims/awaitable_persistent.py"
    UntypedCoroutinePerCall UntypedCoroutinePerCallTemplate "shims/untyped_coroutine_per_call.py"
    UntypedCoroutinePersistent UntypedCoroutinePersistentTemplate "shims/untyped_coroutine_persistent.py"
    UntypedAwaitablePerCall UntypedAwaitablePerCallTemplate "shims/untyped_awaitable_per_call.py"
    UntypedAwaitablePersistent UntypedAwaitablePersistentTemplate "shims/untyped_awaitable_persistent.py"
    Iterator IteratorTemplate "shims/iterator.py"
    ContextManager ContextManagerTemplate "shims/context_manager.py"
}

/// A shim and the template that it takes.
pub(super) struct Shim<'a> {
    f: &'a AsyncFn,
    pub(super) traits: Traits,
    kind: ShimKind,
}

impl<'a> Shim<'a> {
    #[inline]
    pub(super) fn new(f: &'a AsyncFn, mode: Mode, timeouts: bool) -> Self {
        let traits = f.traits();
        // The bound on a call needs something to call: what it starts must start inside.
        let is_bare = f.shape == Shape::Coroutine && !timeouts;
        let kind = match (&f.shape, mode, is_bare, traits.is_untyped) {
            (Shape::AsyncIterator | Shape::AsyncGenerator { .. }, ..) => ShimKind::Iterator,
            (Shape::AsyncContextManager, ..) => ShimKind::ContextManager,
            (_, Mode::PerCall, true, false) => ShimKind::CoroutinePerCall,
            (_, Mode::PerCall, true, true) => ShimKind::UntypedCoroutinePerCall,
            (_, Mode::PerCall, false, false) => ShimKind::AwaitablePerCall,
            (_, Mode::PerCall, false, true) => ShimKind::UntypedAwaitablePerCall,
            (_, Mode::Persistent, true, false) => ShimKind::CoroutinePersistent,
            (_, Mode::Persistent, true, true) => ShimKind::UntypedCoroutinePersistent,
            (_, Mode::Persistent, false, false) => ShimKind::AwaitablePersistent,
            (_, Mode::Persistent, false, true) => ShimKind::UntypedAwaitablePersistent,
        };
        Self { f, traits, kind }
    }

    /// At least as much as the text takes and hardly more, so that it is never moved while it
    /// grows.
    #[inline]
    pub(super) fn capacity(&self) -> usize {
        /// What stands around the type that an iterator or a context manager gives.
        const RETURNS: usize = 64;
        let f = self.f;
        let mut capacity = self.kind.size_hint() + 2 * f.sync_name.len() + f.name.len();
        capacity += f.returns.len() + params_capacity(&f.params, self.traits.is_ordinary);
        if !matches!(
            self.kind,
            ShimKind::CoroutinePerCall | ShimKind::CoroutinePersistent
        ) {
            capacity += f.sync_name.len() + f.returns.len() + RETURNS;
        }
        if let Callee::Path(text) | Callee::Method(text) | Callee::Attribute(text) = &f.callee {
            capacity += text.len();
        }
        if let Some(statement) = &f.import_on_call {
            capacity += ImportTemplate::SIZE_HINT + statement.len();
        }
        if let Some(doc) = &f.doc {
            capacity += DocstringTemplate::SIZE_HINT + 2 * doc.len();
        }
        for overload in &f.overloads {
            capacity += OverloadTemplate::SIZE_HINT + f.sync_name.len() + overload.returns.len();
            capacity += params_capacity(&overload.params, false);
        }
        capacity
    }
}

/// The signatures for type checkers, each with the newline that ends it.
struct Overloads<'a>(&'a AsyncFn);

#[derive(Template)]
#[template(path = "shims/overload.py", escape = "none")]
struct OverloadTemplate<'a> {
    sync_name: Safe<&'a str>,
    params: Safe<Params<'a>>,
    returns: Safe<Returns<'a>>,
}

impl FastWritable for Overloads<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        for overload in &self.0.overloads {
            let template = OverloadTemplate {
                sync_name: Safe(&self.0.sync_name),
                params: Safe(Params {
                    params: &overload.params,
                    omitted: "...",
                }),
                returns: Safe(Returns {
                    shape: &self.0.shape,
                    annotation: &overload.returns,
                }),
            };
            template.write_into(dest, values)?;
            dest.write_char('\n')?;
        }
        Ok(())
    }
}

/// The docstring and the newline before it, or nothing.
struct Doc<'a>(Option<&'a str>);

#[derive(Template)]
#[template(path = "shims/docstring.py", escape = "none")]
struct DocstringTemplate<'a> {
    text: Safe<DocText<'a>>,
}

struct DocText<'a>(&'a str);

impl FastWritable for Doc<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        match self.0 {
            Some(doc) if !docstring::is_blank(doc) => {
                let text = Safe(DocText(doc));
                DocstringTemplate { text }.write_into(dest, values)
            }
            _ => Ok(()),
        }
    }
}

impl FastWritable for DocText<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, _: &dyn Values) -> Result<()> {
        Ok(docstring::write(self.0, dest)?)
    }
}

/// The newline before the import that the body makes, and that, or nothing.
struct BodyImport<'a>(Option<&'a str>);

#[derive(Template)]
#[template(path = "shims/import.py", escape = "none")]
struct ImportTemplate<'a> {
    statement: &'a str,
}

impl FastWritable for BodyImport<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        match self.0 {
            Some(statement) => ImportTemplate { statement }.write_into(dest, values),
            None => Ok(()),
        }
    }
}

/// The return annotation of a shim.
struct Returns<'a> {
    shape: &'a Shape,
    annotation: &'a str,
}

#[derive(Template)]
#[template(path = "returns/iterator.py", escape = "none")]
struct IteratorReturns<'a> {
    returns: &'a str,
}

#[derive(Template)]
#[template(path = "returns/generator.py", escape = "none")]
struct GeneratorReturns<'a> {
    returns: &'a str,
    send: &'a str,
}

#[derive(Template)]
#[template(path = "returns/context_manager.py", escape = "none")]
struct ContextManagerReturns<'a> {
    returns: &'a str,
}

impl FastWritable for Returns<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        let returns = self.annotation;
        match self.shape {
            Shape::Coroutine | Shape::Awaitable | Shape::MaybeAwaitable => {
                Ok(dest.write_str(returns)?)
            }
            Shape::AsyncIterator => IteratorReturns { returns }.write_into(dest, values),
            Shape::AsyncGenerator { send } => {
                GeneratorReturns { returns, send }.write_into(dest, values)
            }
            Shape::AsyncContextManager => {
                ContextManagerReturns { returns }.write_into(dest, values)
            }
        }
    }
}

/// The parameters of a signature.
struct Params<'a> {
    params: &'a [Param],
    /// What stands for a default that is left to the callable.
    omitted: &'static str,
}

impl FastWritable for Params<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, _: &dyn Values) -> Result<()> {
        let mut before = ParamKind::PositionalOrKeyword;
        join(self.params, ", ", dest, |param, dest| {
            if param.kind != before {
                dest.write_str(marks(before, param.kind))?;
                before = param.kind;
            }
            dest.write_str(&param.name)?;
            dest.write_str(": ")?;
            dest.write_str(&param.annotation)?;
            let default = match &param.default {
                None => return Ok(()),
                Some(ParamDefault::Expr(text)) => text,
                Some(ParamDefault::Omitted) => self.omitted,
            };
            dest.write_str(" = ")?;
            Ok(dest.write_str(default)?)
        })?;
        if before == ParamKind::PositionalOnly {
            dest.write_str(", /")?;
        }
        Ok(())
    }
}

/// What stands before a parameter of another kind than the one before it, or than the ordinary
/// kind if it is the first.
const fn marks(before: ParamKind, kind: ParamKind) -> &'static str {
    use ParamKind::{KeywordOnly, PositionalOnly, PositionalOrKeyword, VarKeyword, VarPositional};

    match (before, kind) {
        (PositionalOnly, PositionalOrKeyword) => "/, ",
        (PositionalOnly, VarPositional) => "/, *",
        (PositionalOnly, KeywordOnly) => "/, *, ",
        (PositionalOnly, VarKeyword) => "/, **",
        (PositionalOrKeyword, KeywordOnly) => "*, ",
        (_, VarPositional) => "*",
        (_, VarKeyword) => "**",
        (_, PositionalOnly | PositionalOrKeyword | KeywordOnly) => "",
    }
}

display_as_written! {
    Overloads<'_> Params<'_> Returns<'_> Doc<'_> DocText<'_> BodyImport<'_>
}

fn params_capacity(params: &[Param], is_ordinary: bool) -> usize {
    /// Colon, space and twice a comma and a space.
    const PLAIN: usize = 6;
    /// What a parameter of another kind or with a default can take beside its names.
    const OTHER: usize = 64;
    let length = |param: &Param| {
        let plain = PLAIN + 2 * param.name.len() + param.annotation.len();
        match &param.default {
            None if is_ordinary => plain,
            Some(ParamDefault::Expr(text)) => plain + OTHER + 2 * param.name.len() + text.len(),
            _ => plain + OTHER + 2 * param.name.len(),
        }
    };
    params.iter().map(length).sum()
}
