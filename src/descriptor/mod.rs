//! What is described: a module, its functions and classes, their parameters and type parameters.

mod class;
mod conversion;
mod function;
#[cfg(feature = "serde")]
mod json;
mod member;
mod module;
mod origin;
mod parameter;
mod tokens;
mod traits;
mod type_param;

pub use class::Class;
pub use conversion::Conversion;
pub use function::{AsyncFn, Callee, Overload, Shape, default_sync_name};
pub use member::{Binding, Member, MemberKind, Setter};
pub use module::{Missing, Module};
pub use origin::{GeneratedFrom, Origin};
pub use parameter::{Param, ParamDefault, ParamKind};
pub use tokens::ParseTokenError;
pub(crate) use traits::Traits;
pub use type_param::{TypeParam, TypeParamKind};
