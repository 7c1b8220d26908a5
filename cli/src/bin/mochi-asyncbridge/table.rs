//! A surface for people.

use annotate_snippets::Level;
use anstream::println;
use mochi_asyncbridge::Shape;
use mochi_asyncbridge_cli::{Options, Surface};

use crate::{
    escape::shown,
    output::{HEADING, width},
    skips::describe,
};

const HEADINGS: [&str; 4] = ["shim", "returns", "stands for", "defined at"];

pub fn print(surface: &Surface, options: &Options, skipped: bool) {
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
    let width = width().unwrap_or(usize::MAX);
    let (heading, lines) = columns(&rows, width).unwrap_or_else(|| paragraphs(&rows, width));
    println!("{HEADING}{heading}{HEADING:#}");
    for line in lines {
        println!("{line}");
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
    for (name, count) in &counts.unresolved {
        say(&format!(
            "{count:6}  `{name}` in annotations is defined nowhere: typing.Any"
        ));
    }
    for (name, why) in &counts.absent {
        say(&format!("typing.Any for `{name}`: {why}"));
    }
    if skipped {
        println!();
        for skip in &surface.report.skips {
            let text = describe(skip, options, Level::INFO);
            if skip.reason.is_about_file() {
                println!("{text}");
            } else {
                say(&text);
            }
        }
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
