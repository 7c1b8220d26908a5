//! The run-time part of emitted modules, as far as Rust must know it.

mod needs;
mod parts;
pub(crate) mod reserved;
mod settings;

pub(crate) use needs::{Needs, Parts};
pub(crate) use parts::Part;
pub(crate) use settings::Settings;
