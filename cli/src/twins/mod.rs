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
mod pattern;
mod reading;
mod roster;
mod shape;

pub use pattern::Pattern;

/// How the twins of a package are made.
#[derive(Clone, Debug, Default)]
pub struct ClassStyle {
    /// Whether twins lose the word `Async` of their originals' names, where that makes no two the
    /// same.
    pub strip_async: bool,
    /// The classes and functions that are wanted, by their dotted names: all without one. What
    /// they lead to comes with them.
    pub include: Vec<Pattern>,
    /// What is left out all the same, and crosses as it is.
    pub exclude: Vec<Pattern>,
}

impl ClassStyle {
    fn includes(&self, name: &str) -> bool {
        self.include.is_empty() || self.include.iter().any(|pattern| pattern.matches(name))
    }

    fn excludes(&self, name: &str) -> bool {
        self.exclude.iter().any(|pattern| pattern.matches(name))
    }
}
