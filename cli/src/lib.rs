//! Discovery of the asynchronous surface of Python packages.

mod budget;
mod classify;
mod diff;
mod distribution;
mod doc;
mod dump;
mod editable;
mod emit;
mod environment;
mod find;
mod index;
mod json;
mod literal;
mod parse;
mod report;
mod resolve;
mod selection;
mod source;
mod surface;
mod target;
mod twins;
mod types;

pub use diff::{Change, ChangeKind, diff};
pub use distribution::{Distribution, providing, top_level};
pub use dump::{Definition, Parameter, dump};
pub use editable::installed;
pub use environment::Environment;
pub use find::{ModuleFile, Roots, is_identifier, locate};
pub use json::{from_json, surface_to_json, to_json};
pub use parse::{index_serially, on_big_stack};
pub use report::{Counts, Reason, Report, Skip};
pub use selection::{Pattern, Selection};
pub use source::{decode, is_generated, read_file};
pub use surface::{Error, Options, Origin, Surface, discover, discover_with};
pub use target::Target;
pub use twins::ClassStyle;
