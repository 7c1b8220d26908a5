//! Texts of descriptors as Python's formatters lay them out.

mod doc;
mod expression;
mod literal;
mod order;
mod width;

pub(crate) use doc::{INDENT, WIDTH};
pub(crate) use expression::{
    Aliases, Place, annotation, flat_annotation, flat_value, parameter, quoted,
};
pub(crate) use order::{MemberKey, export_key, member_key, natural};
pub(crate) use width::width;
