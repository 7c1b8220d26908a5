//! A surface for people.

use std::fmt::Write as _;

use anstream::println;
use mochi_asyncbridge::Shape;
use mochi_asyncbridge_cli::{Options, Surface};

use crate::{output::HEADING, render::describe};

pub fn print(surface: &Surface, options: &Options, skipped: bool) {
    let rows: Vec<[String; 4]> = surface
        .module
        .fns
        .iter()
        .zip(&surface.origins)
        .map(|(function, origin)| {
            [
                function.sync_name.clone(),
                returned(&function.shape).to_owned(),
                origin.name.clone(),
                format!("{}:{}", origin.path.display(), origin.line),
            ]
        })
        .collect();
    let header = ["shim", "returns", "stands for", "defined at"];
    let mut widths = header.map(str::len);
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: [&str; 4]| {
        let mut text = String::new();
        for (cell, width) in cells.iter().zip(widths) {
            let _ = write!(text, "{cell:width$}  ");
        }
        text.trim_end().to_owned()
    };
    println!("{HEADING}{}{HEADING:#}", line(header));
    for row in &rows {
        println!("{}", line(row.each_ref().map(String::as_str)));
    }
    let counts = &surface.report.counts;
    println!();
    println!(
        "{} shims; {} modules with {} async defs ({} at top level, {} methods, {} nested, {} generators)",
        counts.shims,
        counts.modules,
        counts.live,
        counts.top_level,
        counts.methods,
        counts.nested,
        counts.generators
    );
    for (reason, count) in &counts.skipped {
        println!("{count:6}  {reason}");
    }
    for (name, count) in &counts.unresolved {
        println!("{count:6}  `{name}` in annotations is defined nowhere: typing.Any");
    }
    if skipped {
        println!();
        for skip in &surface.report.skips {
            println!("{}", describe(skip, options));
        }
    }
}

fn returned(shape: &Shape) -> &'static str {
    match shape {
        Shape::AsyncIterator => "iterator",
        Shape::AsyncGenerator { .. } => "generator",
        Shape::AsyncContextManager => "context manager",
        _ => "value",
    }
}
