//! Messages that point into a text.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// A message with the lines that it is about.
pub fn excerpt(message: &str, label: &str, path: &str, text: &str, span: Range<usize>) -> String {
    let annotation = AnnotationKind::Primary.span(span).label(label);
    let snippet = Snippet::source(text).path(path).annotation(annotation);
    let report: &[Group<'_>] = &[Level::ERROR.primary_title(message).element(snippet)];
    Renderer::styled().render(report)
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
