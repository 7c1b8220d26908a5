//! Renders synchronous Python shims for asynchronous callables.

mod descriptor;
mod mode;
mod unicode;

pub use descriptor::{
    AsyncFn, Callee, Module, Overload, Param, ParamDefault, ParamKind, Shape, TypeParam,
    TypeParamKind, default_sync_name,
};
pub use mode::{Mode, ParseModeError};
