//! An asynchronous callable and the shim that stands for it.

use std::collections::BTreeMap;

use crate::descriptor::{Conversion, Origin, Param, TypeParam};
use crate::error::{Error, Errors, Field, FnLocation, Problem};

/// One asynchronous callable and the synchronous function, the shim, that stands for it.
///
/// ```
/// use mochi_asyncbridge::AsyncFn;
///
/// let fetch = AsyncFn::new("fetch").param("url", "str").returns("bytes");
/// assert_eq!(fetch.sync_name, "fetch_sync");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "super::json::Function", into = "super::json::Function")
)]
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
    /// One import statement that binds what [`callee`](Self::callee) names, for the body of the
    /// shim: what it imports is imported when the shim is first called, not with the module.
    pub import_on_call: Option<String>,
    /// The docstring of the shim, unescaped.
    pub doc: Option<String>,
    /// The type parameters that the annotations use.
    pub type_params: Vec<TypeParam>,
    /// The signatures for type checkers, when one does not say it all.
    pub overloads: Vec<Overload>,
    /// Whether type checkers see less of the callable than this says, as of one without
    /// annotations: the shim vouches for the types then.
    pub untyped: bool,
    /// Where the callable is defined: a comment above the shim.
    pub origin: Option<Origin>,
    /// How arguments cross, by the names of their parameters; the others cross as they are. This
    /// and [`result`](Self::result) are for modules of persistent mode.
    pub conversions: BTreeMap<String, Conversion>,
    /// How what the callable gives crosses.
    pub result: Conversion,
}

/// What an asynchronous callable gives when it is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum Shape {
    /// A coroutine: an `async def`. The shim returns its value.
    #[default]
    Coroutine,
    /// An awaitable, from a plain `def`. The call is made on the loop; the shim returns the
    /// awaited value.
    Awaitable,
    /// An awaitable or just a value, from a plain `def`, as `T | Awaitable[T]` says. The shim returns
    /// the awaited value, or the value.
    MaybeAwaitable,
    /// An asynchronous iterator, or an awaitable of one. The shim returns an `Iterator`.
    AsyncIterator,
    /// An asynchronous generator. The shim returns a `Generator`.
    AsyncGenerator {
        /// What `send` takes, as an annotation.
        send: String,
    },
    /// An asynchronous context manager. The shim returns an `AbstractContextManager`.
    AsyncContextManager,
    /// Something that can be awaited and is an asynchronous context manager as well. The call enters
    /// at once and gives what it entered with, the twin of which leaves at the end of a `with` block:
    /// `x = f()` and `with f() as x:` both work. For modules of persistent mode.
    AwaitableContextManager,
    /// A value: of a plain function, called where the loop runs. For modules of persistent mode.
    Plain,
}

/// How a shim reaches its callable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Callee {
    /// By [`AsyncFn::name`], which an import binds.
    #[default]
    Name,
    /// By a dotted path whose root an import binds: `alias.fetch`, `httpx.AsyncClient.from_url`.
    Path(String),
    /// As the attribute of this name of the first parameter: a method.
    Method(String),
    /// The attribute of this name of the first and only parameter is itself the awaitable, iterator
    /// or context manager: an asynchronous property. It is read where the call would be made.
    Attribute(String),
    /// The first and only parameter is itself the awaitable, iterator or context manager.
    Receiver,
}

/// One signature of an overloaded callable, for type checkers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Overload {
    /// The parameters.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub params: Vec<Param>,
    /// As [`AsyncFn::returns`].
    pub returns: String,
}

/// The name of a shim that was given none: `name` with `_sync` behind it. The dots of a method's
/// name become underscores: `Client_get_sync` for `Client.get`.
#[must_use]
pub fn default_sync_name(name: &str) -> String {
    format!("{name}_sync").replace('.', "_")
}

impl Overload {
    /// A signature without parameters.
    #[must_use]
    pub fn new(returns: impl Into<String>) -> Self {
        Self {
            params: Vec::new(),
            returns: returns.into(),
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
                class: None,
                field: Field::ParallelLists,
                value: format!("({}) ({})", names.join(", "), annotations.join(", ")),
                range: 0..0,
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

    /// Sets the import that the body of the shim makes.
    #[must_use]
    pub fn import_on_call(mut self, statement: impl Into<String>) -> Self {
        self.import_on_call = Some(statement.into());
        self
    }

    /// Adds a type parameter.
    #[must_use]
    pub fn type_param(mut self, param: TypeParam) -> Self {
        self.type_params.push(param);
        self
    }

    /// Adds a signature for type checkers.
    #[must_use]
    pub fn overload(mut self, overload: Overload) -> Self {
        self.overloads.push(overload);
        self
    }

    /// Sets whether type checkers see less of the callable than the descriptor says.
    #[must_use]
    pub fn untyped(mut self, untyped: bool) -> Self {
        self.untyped = untyped;
        self
    }

    /// Sets where the callable is defined.
    #[must_use]
    pub fn origin(mut self, file: impl Into<String>, line: usize) -> Self {
        self.origin = Some(Origin::new(file, line));
        self
    }

    /// Sets how the argument of a parameter crosses.
    #[must_use]
    pub fn conversion(mut self, param: impl Into<String>, conversion: Conversion) -> Self {
        self.conversions.insert(param.into(), conversion);
        self
    }

    /// Sets how what the callable gives crosses.
    #[must_use]
    pub fn result(mut self, conversion: Conversion) -> Self {
        self.result = conversion;
        self
    }

    /// Sets the docstring.
    #[must_use]
    pub fn doc(mut self, text: impl Into<String>) -> Self {
        self.doc = Some(text.into());
        self
    }
}
