//! What twins have: methods, properties, variables, the constructor, what Python's syntax calls.

use std::collections::BTreeMap;

use crate::descriptor::{Conversion, Origin, Overload, Param, Shape, TypeParam};

/// A member of a [`Class`](crate::Class).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Member {
    /// Its name, the same in the original unless [`target`](Self::target) says another one: also that of an operator, such as `__getitem__`. Some
    /// kinds have a name of their own, see [`MemberKind`].
    pub name: String,
    /// Its name in the original, where that is another one: `close` can stand for `aclose`, `read`
    /// for `aread`. For methods, properties and variables.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub target: Option<String>,
    /// What it is.
    #[cfg_attr(feature = "serde", serde(default))]
    pub kind: MemberKind,
    /// The parameters, without the receiver.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub params: Vec<Param>,
    /// How arguments cross, by the names of their parameters; the others cross as they are.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "BTreeMap::is_empty")
    )]
    pub conversions: BTreeMap<String, Conversion>,
    /// What it gives, as an annotation: of a method, what [`AsyncFn::returns`] says; of a property
    /// or a variable its value; of an iterator the items; of a context manager what it enters with.
    ///
    /// [`AsyncFn::returns`]: crate::AsyncFn::returns
    pub returns: String,
    /// How that crosses.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Conversion::is_none")
    )]
    pub result: Conversion,
    /// Whether type checkers see less of the original than this says.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "std::ops::Not::not")
    )]
    pub untyped: bool,
    /// The type parameters that the annotations use, beside those of the class.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub type_params: Vec<TypeParam>,
    /// The signatures for type checkers, when one does not say it all; without the receiver.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub overloads: Vec<Overload>,
    /// The docstring, unescaped.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub doc: Option<String>,
    /// Where it is defined: a comment above the member.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub origin: Option<Origin>,
}

/// What a member is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum MemberKind {
    /// `__init__`: makes an original, where the loop runs. Gives `None`.
    Constructor,
    /// An attribute of the original that is no property there: read and written as it is.
    Variable {
        /// Whether the class of the originals has it too, as a default or for all.
        class_level: bool,
    },
    /// A property of the original. One that can be set has a [`Setter`].
    Property {
        /// What reading it gives: [`Shape::Plain`], or something to await or to iterate.
        shape: Shape,
        /// What it takes.
        #[cfg_attr(
            feature = "serde",
            serde(default, skip_serializing_if = "Option::is_none")
        )]
        setter: Option<Setter>,
    },
    /// A method.
    Method {
        /// What it is called on.
        #[cfg_attr(feature = "serde", serde(default))]
        binding: Binding,
        /// What the call gives.
        shape: Shape,
    },
    /// `__iter__`, of a class with `__aiter__` that is not its own iterator.
    Iterable,
    /// `__next__`, of a class with `__anext__`; `__iter__` gives the twin itself.
    Iterator,
    /// `__enter__`, of a class with `__aenter__` and `__aexit__`: `__exit__` comes with it. A class
    /// whose instances a [`Shape::AwaitableContextManager`] gives has it too.
    ContextManager,
    /// A method of any name that awaits the original, of a class with `__await__`.
    Awaited,
    /// `__getattr__`, of a class that has one: whatever attributes it makes up.
    Dynamic,
}

impl Default for MemberKind {
    /// A method that gives a coroutine.
    fn default() -> Self {
        Self::Method {
            binding: Binding::default(),
            shape: Shape::default(),
        }
    }
}

/// What a method is called on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Binding {
    /// An instance.
    #[default]
    Instance,
    /// The class: a `classmethod`.
    Class,
    /// Nothing: a `staticmethod`.
    Static,
}

/// What a property can be set to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Setter {
    /// Its annotation, which need not be that of the property.
    pub annotation: String,
    /// How it crosses.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Conversion::is_none")
    )]
    pub conversion: Conversion,
}

impl Setter {
    /// What crosses as it is.
    #[must_use]
    pub fn new(annotation: impl Into<String>) -> Self {
        Self {
            annotation: annotation.into(),
            conversion: Conversion::None,
        }
    }

    /// Sets how it crosses.
    #[must_use]
    pub fn conversion(mut self, conversion: Conversion) -> Self {
        self.conversion = conversion;
        self
    }
}

impl Member {
    /// A member of this name and kind that takes nothing and gives `None`.
    #[must_use]
    pub fn new(name: impl Into<String>, kind: MemberKind) -> Self {
        Self {
            name: name.into(),
            kind,
            returns: "None".to_owned(),
            ..Self::default()
        }
    }

    /// The constructor.
    #[must_use]
    pub fn constructor() -> Self {
        Self::new("__init__", MemberKind::Constructor)
    }

    /// A variable of instances.
    #[must_use]
    pub fn variable(name: impl Into<String>, annotation: impl Into<String>) -> Self {
        Self::new(name, MemberKind::Variable { class_level: false }).returns(annotation)
    }

    /// A variable of the class.
    #[must_use]
    pub fn class_variable(name: impl Into<String>, annotation: impl Into<String>) -> Self {
        Self::new(name, MemberKind::Variable { class_level: true }).returns(annotation)
    }

    /// A property that cannot be set.
    #[must_use]
    pub fn property(name: impl Into<String>, annotation: impl Into<String>) -> Self {
        let shape = Shape::Plain;
        let kind = MemberKind::Property {
            shape,
            setter: None,
        };
        Self::new(name, kind).returns(annotation)
    }

    /// A method of instances.
    #[must_use]
    pub fn method(name: impl Into<String>, shape: Shape) -> Self {
        let binding = Binding::Instance;
        Self::new(name, MemberKind::Method { binding, shape })
    }

    /// A class method.
    #[must_use]
    pub fn class_method(name: impl Into<String>, shape: Shape) -> Self {
        let binding = Binding::Class;
        Self::new(name, MemberKind::Method { binding, shape })
    }

    /// A static method.
    #[must_use]
    pub fn static_method(name: impl Into<String>, shape: Shape) -> Self {
        let binding = Binding::Static;
        Self::new(name, MemberKind::Method { binding, shape })
    }

    /// `__iter__`, which gives such items.
    #[must_use]
    pub fn iterable(item: impl Into<String>) -> Self {
        Self::new("__iter__", MemberKind::Iterable).returns(item)
    }

    /// `__next__`, which gives such items.
    #[must_use]
    pub fn iterator(item: impl Into<String>) -> Self {
        Self::new("__next__", MemberKind::Iterator).returns(item)
    }

    /// `__enter__`, which gives such a value.
    #[must_use]
    pub fn context_manager(value: impl Into<String>) -> Self {
        Self::new("__enter__", MemberKind::ContextManager).returns(value)
    }

    /// Sets its name in the original.
    #[must_use]
    pub fn target(mut self, name: impl Into<String>) -> Self {
        self.target = Some(name.into());
        self
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

    /// Sets how the argument of a parameter crosses.
    #[must_use]
    pub fn conversion(mut self, param: impl Into<String>, conversion: Conversion) -> Self {
        self.conversions.insert(param.into(), conversion);
        self
    }

    /// Sets what it gives.
    #[must_use]
    pub fn returns(mut self, annotation: impl Into<String>) -> Self {
        self.returns = annotation.into();
        self
    }

    /// Sets how what it gives crosses.
    #[must_use]
    pub fn result(mut self, conversion: Conversion) -> Self {
        self.result = conversion;
        self
    }

    /// Makes it one that can be set, if it is a property.
    #[must_use]
    pub fn setter(mut self, takes: Setter) -> Self {
        if let MemberKind::Property { setter, .. } = &mut self.kind {
            *setter = Some(takes);
        }
        self
    }

    /// Sets whether type checkers see less of the original than the descriptor says.
    #[must_use]
    pub fn untyped(mut self, untyped: bool) -> Self {
        self.untyped = untyped;
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

    /// Sets the docstring.
    #[must_use]
    pub fn doc(mut self, text: impl Into<String>) -> Self {
        self.doc = Some(text.into());
        self
    }

    /// Sets where it is defined.
    #[must_use]
    pub fn origin(mut self, file: impl Into<String>, line: usize) -> Self {
        self.origin = Some(Origin::new(file, line));
        self
    }
}
