//! Descriptors as JSON on standard input, and errors that point into them.

use std::{io::Read as _, ops::Range};

use annotate_snippets::Level;
use mochi_asyncbridge::{Errors, Module};
use mochi_asyncbridge_cli::from_json;

use crate::{
    excerpt::{excerpt, line_span, title},
    failure::Failure,
};

/// How messages call standard input.
const STDIN: &str = "<stdin>";

/// No package has that many descriptors.
const MAX_LEN: u64 = 256 << 20;

/// The text on standard input.
pub fn read() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(MAX_LEN + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_LEN {
        return Err(format!("{STDIN}: longer than {MAX_LEN} bytes").into());
    }
    String::from_utf8(bytes).map_err(|error| format!("{STDIN}: {error}").into())
}

/// A module descriptor, alone or in what `surface` prints.
pub fn parse(text: &str) -> Result<Module, Failure> {
    from_json(text).map_err(|error| {
        let start = line_span(text, error.line());
        let start = text[..start.end].rfind('\n').map_or(0, |at| at + 1);
        let at = (start + error.column().saturating_sub(1)).min(text.len());
        let at = text.floor_char_boundary(at);
        let length = text[at..].chars().next().map_or(0, char::len_utf8);
        let span = at..at + length;
        let heading = "these are no descriptors";
        let message = error.to_string();
        Failure::Excerpts(vec![excerpt(
            Level::ERROR,
            heading,
            &message,
            STDIN,
            text,
            span,
        )])
    })
}

/// Errors with the places in the descriptors that they are about.
pub fn explain(errors: &Errors, text: &str) -> Failure {
    let excerpts = errors.iter().map(|error| {
        let message = error.to_string();
        match find(text, &error.value) {
            Some(span) => {
                let label = error.problem.to_string();
                excerpt(Level::ERROR, &message, &label, STDIN, text, span)
            }
            None => title(Level::ERROR, &message),
        }
    });
    Failure::Excerpts(excerpts.collect())
}

/// Where a value stands in JSON, if it stands there once.
fn find(text: &str, value: &str) -> Option<Range<usize>> {
    let written = serde_json::to_string(value).ok()?;
    let mut places = text.match_indices(&written);
    let (start, _) = places.next()?;
    places
        .next()
        .is_none()
        .then_some(start..start + written.len())
}
