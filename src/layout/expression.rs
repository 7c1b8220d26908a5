//! Annotations and defaults: read, freed of needless parentheses and quotes, and laid out.

use std::borrow::Cow;

use crate::layout::doc::{Doc, INDENT, print};
use crate::layout::expr::{Expr, Place};
use crate::layout::literal;
use crate::layout::read::{Aliases, Reader, read_annotation};

/// An annotation on one line.
pub(crate) fn flat_annotation<'a>(text: &'a str, aliases: &Aliases) -> Cow<'a, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(read_annotation(text, aliases).flat())
}

/// What a type is applied to, and its arguments, each on one line.
pub(crate) fn subscript(text: &str, aliases: &Aliases) -> Option<(String, Vec<String>)> {
    match read_annotation(text, aliases) {
        Expr::Subscript(value, elements, _) => {
            Some((value.flat(), elements.iter().map(Expr::flat).collect()))
        }
        _ => None,
    }
}

/// A default on one line.
pub(crate) fn flat_value(text: &str) -> Cow<'_, str> {
    if is_plain(text) && !text.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(Reader::new(text, &Aliases::default()).value().flat())
}

/// A dotted name: nothing about it can be different.
fn is_plain(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
}

/// An annotation that begins at `column` of a line indented by `indent`, before `tail`.
pub(crate) fn annotation(
    text: &str,
    aliases: &Aliases,
    place: Place,
    (column, indent): (usize, usize),
    tail: &'static str,
) -> String {
    let expr = read_annotation(text, aliases);
    print(&expr.alone(place), (column, indent), aliases.widest(), tail)
}

/// A parameter on a line of its own, or on several: `start` is its name and what is before and
/// right behind it.
pub(crate) fn parameter(
    start: String,
    text: &str,
    aliases: &Aliases,
    default: Option<&str>,
) -> String {
    let mut docs = vec![Doc::Text(start), read_annotation(text, aliases).inside()];
    if let Some(default) = default {
        docs.push(Doc::text(" = "));
        docs.push(Reader::new(default, aliases).value().inside());
    }
    print(&Doc::Indent(docs), (INDENT, 0), aliases.widest(), ",")
}

/// An annotation as a string literal, for what is read before its names may exist.
pub(crate) fn quoted(text: &str, aliases: &Aliases) -> String {
    let text = flat_annotation(text, aliases).replace('\\', "\\\\");
    let quote = literal::preferred_quote(&text);
    let text = text.replace(quote, &format!("\\{quote}"));
    format!("{quote}{text}{quote}")
}
