//! What is said about things that were left out.

use std::{collections::BTreeMap, path::Path};

use annotate_snippets::Level;
use anstream::eprintln;
use mochi_asyncbridge_cli::{Options, Reason, Skip, decode, read_file};

use crate::{
    escape::shown,
    excerpt::{excerpt, line_span, title},
    failure::{Failure, note},
    output::Outcome,
};

/// Longer files are not shown.
const MAX_LEN: u64 = 16 << 20;

/// A package is given whole, or what is left of it is asked for; what is said then.
pub fn judge(
    unread: &[Skip],
    options: &Options,
    keep_going: bool,
) -> Result<(Outcome, Vec<String>), Failure> {
    if unread.is_empty() {
        return Ok((Outcome::Done, Vec::new()));
    }
    if keep_going {
        let mut warnings = described(unread.iter(), options, &Level::WARNING);
        warnings.push("these files were left out, and what is only defined there".to_owned());
        return Ok((Outcome::Incomplete, warnings));
    }
    let mut excerpts = described(unread.iter(), options, &Level::ERROR);
    excerpts.push("nothing is written; --keep-going leaves such files out".to_owned());
    Err(Failure::Excerpts(excerpts))
}

/// Says which other files could not be read, and how much has no shim.
pub fn summarize(skips: &[Skip], options: &Options) {
    for warning in of_files(skips, options) {
        eprintln!("{warning}");
    }
    let others = of_callables(skips);
    if !others.is_empty() {
        note(&format!(
            "no shim for {} (see `mochi-asyncbridge surface --skipped`)",
            listed(&others)
        ));
    }
}

/// Warnings of files that are no part of the package but could not be read.
pub fn of_files(skips: &[Skip], options: &Options) -> Vec<String> {
    let skips = skips.iter().filter(|skip| {
        // What this tool has written is left out as it should be.
        skip.reason.is_about_file() && skip.reason != Reason::Generated
    });
    described(skips, options, &Level::WARNING)
}

/// More files than that are no summary.
const MOST_FILES: usize = 20;

/// What is said about files, at most a screen of it.
fn described<'s>(
    skips: impl Iterator<Item = &'s Skip>,
    options: &Options,
    level: &Level<'_>,
) -> Vec<String> {
    let skips: Vec<&Skip> = skips.collect();
    let first = skips.iter().take(MOST_FILES);
    let mut said: Vec<String> = first
        .map(|skip| describe(skip, options, level.clone()))
        .collect();
    if let Some(more) = skips.len().checked_sub(MOST_FILES + 1) {
        let count = more + 1;
        said.push(format!(
            "and {count} files more (see `mochi-asyncbridge surface --skipped`)"
        ));
    }
    said
}

/// How many callables have no shim, by the reason.
pub fn of_callables(skips: &[Skip]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for skip in skips.iter().filter(|skip| !skip.reason.is_about_file()) {
        *counts.entry(skip.reason.as_str()).or_default() += 1;
    }
    counts
}

/// Counts in words.
pub fn listed<S: std::fmt::Display>(counts: &BTreeMap<S, usize>) -> String {
    let parts: Vec<String> = counts
        .iter()
        .map(|(reason, count)| format!("{count} {reason}"))
        .collect();
    parts.join(", ")
}

/// Something that was left out, with an excerpt where there is a line to show.
pub fn describe(skip: &Skip, options: &Options, level: Level<'_>) -> String {
    if !skip.reason.is_about_file() {
        return shown(&skip.to_string()).into_owned();
    }
    let path = skip.path.to_string_lossy();
    let heading = format!("{path}: {}", skip.reason);
    let unseen = match skip.line {
        0 => heading.clone(),
        line => format!("{path}:{line}: {}", skip.reason),
    };
    let text = (skip.line > 0)
        .then(|| source(&skip.path, options))
        .flatten();
    match text {
        Some(text) => {
            let span = line_span(&text, skip.line);
            excerpt(level, &heading, &skip.detail, &path, &text, span)
        }
        None if skip.detail.is_empty() => title(level, &unseen),
        None => title(level, &format!("{unseen}: {}", skip.detail)),
    }
}

/// The text of a file that a report names.
fn source(path: &Path, options: &Options) -> Option<String> {
    let path = options.roots.absolute(path)?;
    decode(read_file(&path, MAX_LEN).ok()?).ok()
}
