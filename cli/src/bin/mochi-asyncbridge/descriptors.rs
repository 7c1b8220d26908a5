//! Descriptors as JSON on standard input, and errors that point into them.

use std::{io::Read as _, ops::Range};

use annotate_snippets::Level;
use mochi_asyncbridge::{Errors, Module};
use mochi_asyncbridge_cli::from_json;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    excerpt::{excerpt, line_span, title},
    failure::Failure,
};

/// How messages call standard input.
const STDIN: &str = "<stdin>";

/// No package has that many descriptors.
const MAX_LEN: u64 = 256 << 20;

/// What `surface --format json` prints, as far as it is wanted here.
#[derive(Deserialize)]
struct Printed<'a> {
    #[serde(borrow)]
    module: &'a RawValue,
}

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
    let module = serde_json::from_str::<Printed<'_>>(text).map(|printed| printed.module.get());
    let module = module.unwrap_or(text);
    from_json(module).map_err(|error| {
        let start = line_span(module, error.line());
        let start = module[..start.end].rfind('\n').map_or(0, |at| at + 1);
        let at = (start + error.column().saturating_sub(1)).min(module.len());
        let at = module.floor_char_boundary(at);
        let length = module[at..].chars().next().map_or(0, char::len_utf8);
        // The module is a part of the text.
        let before = module.as_ptr().addr() - text.as_ptr().addr();
        let span = before + at..before + at + length;
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
