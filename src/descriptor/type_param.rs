//! A type parameter: a type variable or one of its relatives.

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
