//! What the signature of a function decides about its shim.

use crate::descriptor::{AsyncFn, Module, Param, ParamKind, Shape};

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

impl Module {
    /// Whether anything in it crosses as a twin.
    pub(crate) fn has_twins(&self) -> bool {
        !self.classes.is_empty() || self.fns.iter().any(AsyncFn::is_twinned)
    }
}

impl AsyncFn {
    /// Whether its values cross as twins, or its shape is one that only twins have.
    pub(crate) fn is_twinned(&self) -> bool {
        !self.result.is_none()
            || self.conversions.values().any(|it| !it.is_none())
            || matches!(self.shape, Shape::Plain | Shape::AwaitableContextManager)
    }

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
