//! Texts of descriptors as Python's formatters lay them out.

mod doc;
mod expr;
mod expression;
mod literal;
mod order;
mod read;
mod width;

pub(crate) use doc::{INDENT, WIDTH};
pub(crate) use expr::Place;
pub(crate) use expression::{
    annotation, flat_annotation, flat_value, parameter, quoted, subscript,
};
pub(crate) use order::{MemberKey, export_key, member_key, natural};
pub(crate) use read::Aliases;
pub(crate) use width::width;
