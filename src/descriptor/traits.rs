//! What the signature of a function decides about its shim.

use crate::descriptor::{AsyncFn, Param, ParamKind, Shape};

/// What the signature of a function decides about its shim.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Traits {
    /// Whether each parameter is positional-or-keyword and always goes on.
    pub(crate) is_ordinary: bool,
    /// Whether a default is left to the callable.
    pub(crate) has_omitted: bool,
    /// Whether type checkers cannot match the call with the callable: it says less, no overload
    /// takes what the implementation does, an unknown number of leading arguments may be any, or
    /// what the call gives is awaited only sometimes.
    pub(crate) is_untyped: bool,
}

impl AsyncFn {
    pub(crate) fn traits(&self) -> Traits {
        let has = |test: fn(&Param) -> bool| self.params.iter().any(test);
        let has_uncertain = has(|p| p.is_omitted() && p.kind <= ParamKind::PositionalOrKeyword);
        let has_variadic = has(|p| p.kind == ParamKind::VarPositional);
        Traits {
            is_ordinary: !has(|p| p.is_omitted() || p.kind != ParamKind::PositionalOrKeyword),
            has_omitted: has(Param::is_omitted),
            is_untyped: self.untyped
                || self.shape == Shape::MaybeAwaitable
                || !self.overloads.is_empty()
                || (has_uncertain && has_variadic),
        }
    }
}
