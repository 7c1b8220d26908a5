//! Discovery of the asynchronous surface of Python packages.

mod find;
mod index;
mod literal;
mod parse;
mod report;
mod shapes;
mod source;
mod target;
mod types;
mod world;

pub use find::{ModuleFile, Roots, locate};
pub use report::{Counts, Reason, Report, Skip};
pub use target::Target;
