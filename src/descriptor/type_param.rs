//! A type parameter: a type variable or one of its relatives.

/// A type parameter; the module defines it once for all shims that have an equal one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct TypeParam {
    /// The name that annotations use.
    pub name: String,
    /// What it stands for.
    #[cfg_attr(feature = "serde", serde(default))]
    pub kind: TypeParamKind,
    /// The upper bound of a type variable: one type expression.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub bound: Option<String>,
    /// The constraints of a type variable, none or at least two: type expressions.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub constraints: Vec<String>,
}

/// What a type parameter stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum TypeParamKind {
    /// `typing.TypeVar`: one type.
    #[default]
    TypeVar,
    /// `typing.ParamSpec`: the parameters of a callable.
    ParamSpec,
    /// `typing.TypeVarTuple`: any number of types.
    TypeVarTuple,
}

impl TypeParam {
    /// A type variable without bound and constraints.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// Sets what it stands for.
    #[must_use]
    pub fn kind(mut self, kind: TypeParamKind) -> Self {
        self.kind = kind;
        self
    }

    /// Sets the upper bound.
    #[must_use]
    pub fn bound(mut self, annotation: impl Into<String>) -> Self {
        self.bound = Some(annotation.into());
        self
    }

    /// Adds a constraint.
    #[must_use]
    pub fn constraint(mut self, annotation: impl Into<String>) -> Self {
        self.constraints.push(annotation.into());
        self
    }
}
