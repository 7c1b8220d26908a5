//! A class with an asynchronous surface, and the class of its synchronous twins.

use crate::descriptor::{Member, Origin, TypeParam};

/// A class and the class of its twins: synchronous objects that stand for its instances.
///
/// A twin delegates to its original, the instance of the class, and is none itself. Modules with
/// classes are of persistent mode: an object outlives the loop of one call.
///
/// Annotations name twins, as text that means something in the emitted module: `Response`,
/// `list[Response]`. Type checkers read the annotations of members in the scope of the class: where
/// a class has a member `list`, an annotation says `builtins.list`.
///
/// ```
/// use mochi_asyncbridge::{Class, Conversion, Member, Mode, Module, Shape};
///
/// let response = Class::new("Response", "pkg.Response")
///     .member(Member::variable("status", "int"))
///     .member(Member::method("read", Shape::Coroutine).returns("bytes"));
/// let client = Class::new("Client", "pkg.Client")
///     .member(Member::constructor().param("url", "str"))
///     .member(
///         Member::method("get", Shape::Coroutine)
///             .param("path", "str")
///             .returns("Response")
///             .result(Conversion::Twin),
///     );
/// let module = Module::new("import pkg")
///     .mode(Mode::Persistent)
///     .class(response)
///     .class(client);
/// module.validate()?;
/// # Ok::<(), mochi_asyncbridge::Errors>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Class {
    /// The name of the class of twins.
    pub name: String,
    /// The class of the originals: a dotted path whose root an import binds.
    pub original: String,
    /// The classes of twins that it inherits: dotted names, perhaps with type arguments
    /// (`AsyncPage[T]`), each an earlier class of the module or one that an import binds. What has
    /// none inherits what all twins have.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub bases: Vec<String>,
    /// The type parameters of the class, in their order; the original has as many.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub type_params: Vec<TypeParam>,
    /// The docstring, unescaped.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub doc: Option<String>,
    /// Where the original is defined: a comment above the class.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub origin: Option<Origin>,
    /// What the twins have of their own.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub members: Vec<Member>,
}

impl Class {
    /// A class of twins for the instances of `original`, without members.
    #[must_use]
    pub fn new(name: impl Into<String>, original: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            original: original.into(),
            ..Self::default()
        }
    }

    /// Adds a class that it inherits.
    #[must_use]
    pub fn base(mut self, base: impl Into<String>) -> Self {
        self.bases.push(base.into());
        self
    }

    /// Adds a type parameter.
    #[must_use]
    pub fn type_param(mut self, param: TypeParam) -> Self {
        self.type_params.push(param);
        self
    }

    /// Sets the docstring.
    #[must_use]
    pub fn doc(mut self, text: impl Into<String>) -> Self {
        self.doc = Some(text.into());
        self
    }

    /// Sets where the original is defined.
    #[must_use]
    pub fn origin(mut self, file: impl Into<String>, line: usize) -> Self {
        self.origin = Some(Origin::new(file, line));
        self
    }

    /// Adds a member.
    #[must_use]
    pub fn member(mut self, member: Member) -> Self {
        self.members.push(member);
        self
    }
}
