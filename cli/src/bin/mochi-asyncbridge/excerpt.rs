//! Messages that point into a text.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::{
    escape::{shown, shown_source},
    output::width,
};

/// A message with the lines that it is about.
pub fn excerpt(
    level: Level<'_>,
    message: &str,
    label: &str,
    path: &str,
    text: &str,
    span: Range<usize>,
) -> String {
    // What stands around the lines is not looked at: there can be much of it.
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..]
        .find('\n')
        .map_or(text.len(), |at| span.end + at);
    let parts = [
        &text[start..span.start],
        &text[span.clone()],
        &text[span.end..end],
    ]
    .map(shown_source);
    let lines = parts.concat();
    let span = parts[0].len()..parts[0].len() + parts[1].len();
    let (label, message, path) = (shown(label), shown(message), shown(path));
    let annotation = AnnotationKind::Primary.span(span).label(&*label);
    let snippet = Snippet::source(&*lines)
        .path(&*path)
        .line_start(1 + text[..start].matches('\n').count())
        .annotation(annotation);
    renderer().render(&[level.primary_title(&*message).element(snippet)])
}

/// A message that points nowhere.
pub fn title(level: Level<'_>, message: &str) -> String {
    renderer().render(&[Group::with_title(level.primary_title(shown(message)))])
}

fn renderer() -> Renderer {
    let renderer = Renderer::styled();
    match width() {
        Some(width) => renderer.term_width(width),
        None => renderer,
    }
}

/// The range of a line, from 1, without its end.
pub fn line_span(text: &str, line: usize) -> Range<usize> {
    let start = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum::<usize>()
        .min(text.len());
    let rest = &text[start..];
    let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
    let indent = rest[..length].len() - rest[..length].trim_start().len();
    start + indent..start + length
}
