//! What is described: a module, its functions, their parameters and type parameters.

mod function;
mod module;
mod parameter;
mod traits;
mod type_param;

pub use function::{AsyncFn, Callee, Overload, Shape, default_sync_name};
pub use module::Module;
pub use parameter::{Param, ParamDefault, ParamKind};
pub(crate) use traits::Traits;
pub use type_param::{TypeParam, TypeParamKind};
