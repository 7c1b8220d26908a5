//! The small part of Python's grammar that a descriptor may hold as text.
//!
//! Every text ends up in a file that is executed, so each grammar here is an allow-list: what it
//! accepts is read by Python as exactly one expression, or as import statements, and evaluating
//! it calls nothing.

mod annotation;
mod fail;
mod imports;
mod lexer;
mod name;
mod parser;
mod text;
mod value;

pub(crate) use annotation::{Meaning, Names, annotation, starred_annotation};
pub(crate) use fail::SyntaxError;
pub(crate) use imports::{Binding, imports, module_path, strip_newline};
pub(crate) use lexer::{Lexer, StringToken, Token};
pub(crate) use name::{check_name, is_dunder, is_injected, normalized};
pub(crate) use text::is_hidden;
pub(crate) use value::{dotted_name, value};
