//! Which classes of a package get synchronous twins, and what do these have?
//!
//! [`colour`] finds the classes, over what [`evidence`] says of each member. [`describe`] makes
//! descriptors of members: [`reading`] gives their signatures in the terms of the originals,
//! [`shape`] what a call gives, [`face`] the types that users see, [`conversion`] how values cross.

mod classes;
mod colour;
mod constructor;
mod conversion;
mod describe;
mod evidence;
mod face;
mod functions;
mod member;
mod naming;
mod pairs;
mod reading;
mod roster;
mod shape;

/// How the twins of a package are made.
#[derive(Clone, Debug, Default)]
pub struct ClassStyle {
    /// Whether twins lose the word `Async` of their originals' names, where that makes no two the
    /// same.
    pub strip_async: bool,
}
