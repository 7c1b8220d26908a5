use crate::Mode;
use crate::error::{Error, Errors, Field, FnLocation, Problem};

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

/// One asynchronous callable and the synchronous function, the shim, that stands for it.
///
/// ```
/// use mochi_asyncbridge::AsyncFn;
///
/// let fetch = AsyncFn::new("fetch").param("url", "str").returns("bytes");
/// assert_eq!(fetch.sync_name, "fetch_sync");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AsyncFn {
    /// The name of the callable; also what errors call it.
    pub name: String,
    /// The name of the shim.
    pub sync_name: String,
    /// The parameters of the shim, in the order of its signature. For a method the first one is
    /// the receiver.
    pub params: Vec<Param>,
    /// What the call gives, as an annotation: the awaited value of a coroutine or an awaitable,
    /// the items of an iterator or a generator, the value that a context manager enters with.
    pub returns: String,
    /// What the callable gives and so what the shim returns.
    pub shape: Shape,
    /// How the callable is reached.
    pub callee: Callee,
    /// The docstring of the shim, unescaped.
    pub doc: Option<String>,
    /// The type parameters that the annotations use.
    pub type_params: Vec<TypeParam>,
    /// The signatures for type checkers, when one does not say it all.
    pub overloads: Vec<Overload>,
    /// Whether type checkers see less of the callable than this says, as of one without
    /// annotations: the shim vouches for the types then.
    pub untyped: bool,
}

/// What an asynchronous callable gives when it is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shape {
    /// A coroutine: an `async def`. The shim returns its value.
    #[default]
    Coroutine,
    /// An awaitable, from a plain `def`. The call is made on the loop; the shim returns the
    /// awaited value.
    Awaitable,
    /// An asynchronous iterator, or an awaitable of one. The shim returns an `Iterator`.
    AsyncIterator,
    /// An asynchronous generator. The shim returns a `Generator`.
    AsyncGenerator {
        /// What `send` takes, as an annotation.
        send: String,
    },
    /// An asynchronous context manager. The shim returns an `AbstractContextManager`.
    AsyncContextManager,
}

/// How a shim reaches its callable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Callee {
    /// By [`AsyncFn::name`], which an import binds.
    #[default]
    Name,
    /// By a dotted path whose root an import binds: `alias.fetch`, `httpx.AsyncClient.from_url`.
    Path(String),
    /// As the attribute of this name of the first parameter: a method.
    Method(String),
    /// The first and only parameter is itself the awaitable, iterator or context manager.
    Receiver,
}

/// A parameter, in the terms of `inspect.Parameter`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Param {
    /// The name, without stars.
    pub name: String,
    /// The annotation: one type expression.
    pub annotation: String,
    /// How arguments reach it.
    pub kind: ParamKind,
    /// What it is when the caller gives nothing; without it an argument is required.
    pub default: Option<ParamDefault>,
}

/// How arguments reach a parameter: `inspect.Parameter.kind`, in the order that Python demands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ParamKind {
    /// Before a `/`.
    PositionalOnly,
    /// The ordinary kind.
    #[default]
    PositionalOrKeyword,
    /// `*args`; the annotation is that of one argument.
    VarPositional,
    /// After `*` or `*args`.
    KeywordOnly,
    /// `**kwargs`; the annotation is that of one argument.
    VarKeyword,
}

impl ParamKind {
    /// What `inspect` calls it: `positional-only`, `positional or keyword`, ...
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::PositionalOnly => "positional-only",
            Self::PositionalOrKeyword => "positional or keyword",
            Self::VarPositional => "variadic positional",
            Self::KeywordOnly => "keyword-only",
            Self::VarKeyword => "variadic keyword",
        }
    }
}

/// The default of a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ParamDefault {
    /// Python text: a literal as `ast.literal_eval` takes it, or a dotted name that an import
    /// binds.
    Expr(String),
    /// The callable's own default, whatever it is: the shim passes the argument on only when its
    /// caller gave it.
    Omitted,
}

/// A type parameter; the module defines it once for all shims that have an equal one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TypeParam {
    /// The name that annotations use.
    pub name: String,
    /// What it stands for.
    pub kind: TypeParamKind,
    /// The upper bound of a type variable: one type expression.
    pub bound: Option<String>,
    /// The constraints of a type variable, none or at least two: type expressions.
    pub constraints: Vec<String>,
}

/// What a type parameter stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TypeParamKind {
    /// `typing.TypeVar`: one type.
    #[default]
    TypeVar,
    /// `typing.ParamSpec`: the parameters of a callable.
    ParamSpec,
    /// `typing.TypeVarTuple`: any number of types.
    TypeVarTuple,
}

/// One signature of an overloaded callable, for type checkers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Overload {
    /// The parameters.
    pub params: Vec<Param>,
    /// As [`AsyncFn::returns`].
    pub returns: String,
}

/// What the signature of a function decides about its shim.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Traits {
    /// Whether each parameter is positional-or-keyword and always goes on.
    pub(crate) is_ordinary: bool,
    /// Whether a default is left to the callable.
    pub(crate) has_omitted: bool,
    /// Whether type checkers cannot match the call with the callable: it says less, no overload
    /// takes what the implementation does, or an unknown number of leading arguments may be any.
    pub(crate) is_untyped: bool,
}

/// The name of a shim that was given none: `name` with `_sync` behind it.
#[must_use]
pub fn default_sync_name(name: &str) -> String {
    format!("{name}_sync")
}

impl AsyncFn {
    /// A coroutine function without parameters that returns `None`; its shim is named by
    /// [`default_sync_name`].
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            sync_name: default_sync_name(&name),
            name,
            returns: "None".to_owned(),
            ..Self::default()
        }
    }

    /// A coroutine function from parallel lists of the names and the annotations of its
    /// parameters.
    ///
    /// # Errors
    ///
    /// [`Problem::LengthMismatch`] if one list is longer than the other.
    pub fn from_parallel_lists(
        name: impl Into<String>,
        sync_name: impl Into<String>,
        param_names: impl IntoIterator<Item = impl Into<String>>,
        annotations: impl IntoIterator<Item = impl Into<String>>,
        returns: impl Into<String>,
    ) -> Result<Self, Errors> {
        let name = name.into();
        let names: Vec<String> = param_names.into_iter().map(Into::into).collect();
        let annotations: Vec<String> = annotations.into_iter().map(Into::into).collect();
        if names.len() != annotations.len() {
            return Err(Errors(vec![Error {
                function: Some(FnLocation {
                    index: None,
                    name: name.into(),
                }),
                field: Field::ParallelLists,
                value: format!("({}) ({})", names.join(", "), annotations.join(", ")),
                problem: Problem::LengthMismatch {
                    names: names.len(),
                    annotations: annotations.len(),
                },
            }]));
        }
        let param = |(name, annotation): (String, String)| Param::new(name, annotation);
        Ok(Self {
            name,
            sync_name: sync_name.into(),
            params: names.into_iter().zip(annotations).map(param).collect(),
            returns: returns.into(),
            ..Self::default()
        })
    }

    #[inline]
    pub(crate) fn traits(&self) -> Traits {
        let bit = |kind| 1_u8 << kind as u8;
        let mut kinds = 0;
        let mut omitted = 0;
        for param in &self.params {
            kinds |= bit(param.kind);
            omitted |= bit(param.kind) * u8::from(param.is_omitted());
        }
        let positional = bit(ParamKind::PositionalOnly) | bit(ParamKind::PositionalOrKeyword);
        let is_uncertain = omitted & positional != 0;
        let has_variadic = kinds & bit(ParamKind::VarPositional) != 0;
        Traits {
            is_ordinary: (kinds & !bit(ParamKind::PositionalOrKeyword)) | omitted == 0,
            has_omitted: omitted != 0,
            is_untyped: self.untyped
                || !self.overloads.is_empty()
                || (is_uncertain && has_variadic),
        }
    }

    /// Adds a required positional-or-keyword parameter.
    #[must_use]
    pub fn param(self, name: impl Into<String>, annotation: impl Into<String>) -> Self {
        self.with(Param::new(name, annotation))
    }

    /// Adds a parameter of any kind.
    #[must_use]
    pub fn with(mut self, param: Param) -> Self {
        self.params.push(param);
        self
    }

    /// Sets the return annotation.
    #[must_use]
    pub fn returns(mut self, annotation: impl Into<String>) -> Self {
        self.returns = annotation.into();
        self
    }

    /// Sets the name of the shim.
    #[must_use]
    pub fn sync_name(mut self, name: impl Into<String>) -> Self {
        self.sync_name = name.into();
        self
    }

    /// Sets what the callable gives.
    #[must_use]
    pub fn shape(mut self, shape: Shape) -> Self {
        self.shape = shape;
        self
    }

    /// Sets how the callable is reached.
    #[must_use]
    pub fn callee(mut self, callee: Callee) -> Self {
        self.callee = callee;
        self
    }

    /// Sets the docstring.
    #[must_use]
    pub fn doc(mut self, text: impl Into<String>) -> Self {
        self.doc = Some(text.into());
        self
    }
}

impl Param {
    /// A required positional-or-keyword parameter.
    #[must_use]
    pub fn new(name: impl Into<String>, annotation: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            annotation: annotation.into(),
            ..Self::default()
        }
    }

    /// Sets how arguments reach it.
    #[must_use]
    pub fn kind(mut self, kind: ParamKind) -> Self {
        self.kind = kind;
        self
    }

    /// Gives it a default of Python text.
    #[must_use]
    pub fn default_expr(mut self, text: impl Into<String>) -> Self {
        self.default = Some(ParamDefault::Expr(text.into()));
        self
    }

    pub(crate) fn is_omitted(&self) -> bool {
        matches!(self.default, Some(ParamDefault::Omitted))
    }

    /// Leaves its default to the callable.
    #[must_use]
    pub fn omitted(mut self) -> Self {
        self.default = Some(ParamDefault::Omitted);
        self
    }
}
