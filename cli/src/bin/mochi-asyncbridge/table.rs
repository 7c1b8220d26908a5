//! A surface for people.

use std::{cmp::Reverse, collections::BTreeMap};

use annotate_snippets::Level;
use anstream::println;
use mochi_asyncbridge::Shape;
use mochi_asyncbridge_cli::{Options, Pattern, Skip, Surface};

use crate::{
    args::SurfaceArgs,
    escape::shown,
    output::{HEADING, width},
    skips::describe,
};

const HEADINGS: [&str; 4] = ["shim", "returns", "stands for", "defined at"];

/// With more shims than that they are counted by what they belong to.
const MOST_SHIMS: usize = 100;

/// More lines of a kind than that are no summary.
const MOST_LINES: usize = 20;

pub fn print(surface: &Surface, options: &Options, args: &SurfaceArgs) {
    let width = width().unwrap_or(usize::MAX);
    if args.all || surface.module.fns.len() <= MOST_SHIMS {
        list(surface, width);
    } else {
        count(surface);
    }
    let say = |text: &str| {
        for line in wrapped(&shown(text), "  ", width) {
            println!("{line}");
        }
    };
    let counts = &surface.report.counts;
    println!();
    say(&format!(
        "{} shims; {} modules with {} async defs ({} at top level, {} methods, {} nested, {} generators)",
        counts.shims,
        counts.modules,
        counts.live,
        counts.top_level,
        counts.methods,
        counts.nested,
        counts.generators
    ));
    for (reason, count) in &counts.skipped {
        say(&format!("{count:6}  {reason}"));
    }
    let unresolved = counts.unresolved.iter().map(|(name, count)| {
        format!("{count:6}  `{name}` in annotations is defined nowhere: typing.Any")
    });
    let absent = counts.absent.iter();
    let absent = absent.map(|(name, why)| format!("typing.Any for `{name}`: {why}"));
    for lines in [unresolved.collect::<Vec<_>>(), absent.collect()] {
        let most = if args.skipped {
            lines.len()
        } else {
            MOST_LINES
        };
        for line in lines.iter().take(most) {
            say(line);
        }
        if let Some(more) = lines.len().checked_sub(most + 1) {
            say(&format!("        and {} more (see --skipped)", more + 1));
        }
    }
    if args.skipped {
        println!();
        let skips = surface.report.skips.iter();
        for skip in skips.filter(|skip| is_asked_for(skip, args)) {
            let text = describe(skip, options, Level::INFO);
            if skip.reason.is_about_file() {
                println!("{text}");
            } else {
                say(&text);
            }
        }
    }
}

fn is_asked_for(skip: &Skip, args: &SurfaceArgs) -> bool {
    let has_name = |pattern: &Pattern| pattern.matches(&skip.name);
    (args.reason.is_empty() || args.reason.contains(&skip.reason))
        && (args.named.is_empty() || args.named.iter().any(has_name))
}

/// Every shim.
fn list(surface: &Surface, width: usize) {
    let origins = surface.module.fns.iter().zip(&surface.origins);
    let rows: Vec<[String; 4]> = origins
        .map(|(function, origin)| {
            let place = format!("{}:{}", origin.path.display(), origin.line);
            [
                shown(&function.sync_name).into_owned(),
                returned(&function.shape).to_owned(),
                shown(&origin.name).into_owned(),
                shown(&place).into_owned(),
            ]
        })
        .collect();
    let (heading, lines) = columns(&rows, width).unwrap_or_else(|| paragraphs(&rows, width));
    println!("{HEADING}{heading}{HEADING:#}");
    for line in lines {
        println!("{line}");
    }
}

/// The classes and modules that have the most shims.
fn count(surface: &Surface) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for origin in &surface.origins {
        let owner = origin.name.rsplit_once('.').map_or("", |(owner, _)| owner);
        *counts.entry(owner).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|&(owner, count)| (Reverse(count), owner));
    println!("{HEADING} shims  of{HEADING:#}");
    for (owner, count) in counts.iter().take(MOST_LINES) {
        println!("{count:6}  {}", shown(owner));
    }
    let rest = counts.get(MOST_LINES..).unwrap_or_default();
    if !rest.is_empty() {
        let shims: usize = rest.iter().map(|(_, count)| count).sum();
        println!("{shims:6}  {} others (see --all)", rest.len());
    }
}

/// A line for each shim, if the terminal is wide enough.
fn columns(rows: &[[String; 4]], width: usize) -> Option<(String, Vec<String>)> {
    const GAP: usize = 2;
    let mut widths = HEADINGS.map(str::len);
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    if widths.iter().sum::<usize>() + GAP * (widths.len() - 1) > width {
        return None;
    }
    let line = |cells: [&str; 4]| {
        let cells = cells.iter().zip(widths);
        let cells = cells.map(|(cell, width)| format!("{cell:0$}", width + GAP));
        cells.collect::<String>().trim_end().to_owned()
    };
    let lines = rows
        .iter()
        .map(|row| line(row.each_ref().map(String::as_str)));
    Some((line(HEADINGS), lines.collect()))
}

/// A few lines for each shim.
fn paragraphs(rows: &[[String; 4]], width: usize) -> (String, Vec<String>) {
    let paragraph = |[shim, returned, name, place]: &[String; 4]| {
        let text = format!("{shim}: {returned} of {name}, {place}");
        wrapped(&text, "    ", width)
    };
    let lines = rows.iter().flat_map(paragraph);
    (HEADINGS.join(", "), lines.collect())
}

/// A text in lines of a width, broken at blanks, or anywhere in what is longer than a line.
pub fn wrapped(text: &str, indent: &str, width: usize) -> Vec<String> {
    let width = width.max(20);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut length = 0;
    let mut is_empty = true;
    for word in text.split_inclusive(' ') {
        let word_length = word.trim_end().chars().count();
        if length + word_length > width && !is_empty {
            lines.push(std::mem::replace(&mut line, indent.to_owned()));
            length = indent.len();
        }
        for letter in word.chars() {
            if length == width {
                lines.push(std::mem::replace(&mut line, indent.to_owned()));
                length = indent.len();
            }
            line.push(letter);
            length += 1;
        }
        is_empty = false;
    }
    lines.push(line);
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines
}

fn returned(shape: &Shape) -> &'static str {
    match shape {
        Shape::AsyncIterator => "iterator",
        Shape::AsyncGenerator { .. } => "generator",
        Shape::AsyncContextManager => "context manager",
        _ => "value",
    }
}

#[cfg(test)]
mod tests {
    use super::{columns, paragraphs, wrapped};

    #[test]
    fn lines_are_as_long_as_the_terminal_is_wide() {
        let row = ["fetch_sync", "value", "p.fetch", "p/__init__.py:1"].map(str::to_owned);
        let rows = [row];
        let (heading, lines) = columns(&rows, 80).unwrap();
        assert_eq!(heading, "shim        returns  stands for  defined at");
        assert_eq!(lines, ["fetch_sync  value    p.fetch     p/__init__.py:1"]);
        assert!(columns(&rows, 40).is_none());
        let (_, lines) = paragraphs(&rows, 40);
        assert_eq!(
            lines,
            ["fetch_sync: value of p.fetch,", "    p/__init__.py:1"]
        );
        let long = wrapped(&"x".repeat(50), "  ", 20);
        assert!(long.iter().all(|line| line.len() <= 20), "{long:?}");
        assert_eq!(long.concat().replace(' ', ""), "x".repeat(50));
    }
}
