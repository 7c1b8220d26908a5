use std::{collections::BTreeMap, io::Read as _, ops::Range};

use anstream::eprintln;
use mochi_asyncbridge::{Errors, Module, render_runtime};
use mochi_asyncbridge_cli::{Options, Reason, Skip, from_json};

use crate::{
    Failure,
    args::{RenderArgs, RuntimeArgs},
    excerpt::{excerpt, line_span},
    locate,
    output::{Outcome, deliver},
};

/// How messages call standard input.
const STDIN: &str = "<stdin>";

pub fn render(args: &RenderArgs) -> Result<Outcome, Failure> {
    let (mut module, descriptors) = if args.package.package == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        (parse(&text)?, Some(text))
    } else {
        let (surface, options) = locate::read(&args.package)?;
        warn(&surface.report.skips, &options);
        (surface.module, None)
    };
    if let Some(mode) = args.module.mode {
        module.mode = mode;
    }
    module.timeouts |= args.module.timeouts;
    if args.shared_runtime.is_some() {
        module.shared_runtime.clone_from(&args.shared_runtime);
    }
    let text = module.render().map_err(|errors| match &descriptors {
        Some(text) => explain(&errors, text),
        None => errors.to_string(),
    })?;
    deliver(&text, &args.output)
}

pub fn runtime(args: &RuntimeArgs) -> Result<Outcome, Failure> {
    let text = render_runtime(args.module.mode.unwrap_or_default(), args.module.timeouts);
    deliver(&text, &args.output)
}

fn parse(text: &str) -> Result<Module, Failure> {
    from_json(text).map_err(|error| {
        let line = line_span(text, error.line());
        let start = text[..line.end].rfind('\n').map_or(0, |at| at + 1);
        let column =
            text.floor_char_boundary((start + error.column().saturating_sub(1)).min(text.len()));
        let end = text[column..]
            .chars()
            .next()
            .map_or(column, |letter| column + letter.len_utf8());
        excerpt(
            "these are no descriptors",
            &error.to_string(),
            STDIN,
            text,
            column..end,
        )
        .into()
    })
}

/// Errors with the places in the descriptors that they are about.
fn explain(errors: &Errors, text: &str) -> String {
    let one = |error: &mochi_asyncbridge::Error| {
        let message = error.to_string();
        match find(text, &error.value) {
            Some(span) => excerpt(&message, &error.problem.to_string(), STDIN, text, span),
            None => message,
        }
    };
    let all: Vec<String> = errors.iter().map(one).collect();
    format!("the descriptors cannot be rendered\n{}", all.join("\n"))
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

/// Says what could not be read, and how much has no shim.
fn warn(skips: &[Skip], options: &Options) {
    let mut others: BTreeMap<Reason, usize> = BTreeMap::new();
    for skip in skips {
        if !skip.reason.is_about_file() {
            *others.entry(skip.reason).or_default() += 1;
            continue;
        }
        eprintln!("{}", describe(skip, options));
    }
    if !others.is_empty() {
        let parts: Vec<String> = others
            .iter()
            .map(|(reason, count)| format!("{count} {reason}"))
            .collect();
        eprintln!(
            "no shim for {} (see `mochi-asyncbridge surface --skipped`)",
            parts.join(", ")
        );
    }
}

/// A skipped file, with an excerpt where there is a line to show.
pub fn describe(skip: &Skip, options: &Options) -> String {
    let path = options
        .roots
        .0
        .iter()
        .map(|root| root.join(&skip.path))
        .find(|path| path.is_file());
    let text = path.and_then(|path| std::fs::read_to_string(path).ok());
    match text {
        Some(text) if skip.line > 0 && skip.reason.is_about_file() => {
            let span = line_span(&text, skip.line);
            let message = format!("{}: {}", skip.path.display(), skip.reason);
            excerpt(
                &message,
                &skip.detail,
                &skip.path.display().to_string(),
                &text,
                span,
            )
        }
        _ => skip.to_string(),
    }
}
