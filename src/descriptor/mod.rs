//! What is described: a module, its functions, their parameters and type parameters.

mod function;
#[cfg(feature = "serde")]
mod json;
mod module;
mod origin;
mod parameter;
mod tokens;
mod traits;
mod type_param;

pub use function::{AsyncFn, Callee, Overload, Shape, default_sync_name};
pub use module::{Missing, Module};
pub use origin::{GeneratedFrom, Origin};
pub use parameter::{Param, ParamDefault, ParamKind};
pub use tokens::ParseTokenError;
pub(crate) use traits::Traits;
pub use type_param::{TypeParam, TypeParamKind};
