//! `surface --diff`: what a new version of a package means for those who call the shims.

use std::{ffi::OsStr, path::Path};

use anstream::println;
use mochi_asyncbridge::Module;
use mochi_asyncbridge_cli::{Change, diff, from_json, read_file};
use serde_json::{Value, json};

use crate::{
    args::{Format, PackageArgs, SurfaceArgs},
    escape::{shown, shown_json},
    failure::Failure,
    locate,
    output::{BAD, HEADING, Outcome, print, width},
    table::wrapped,
};

/// No surface is longer.
const MAX_LEN: u64 = 256 << 20;

/// Compares an old surface with the one that the arguments name.
pub fn compare(old: &OsStr, args: &SurfaceArgs) -> Result<Outcome, Failure> {
    let before = module(old, &args.package)?;
    let after = module(&args.package.package, &args.package)?;
    let changes = diff(&before, &after);
    let breaking = changes.iter().filter(|change| change.kind.is_breaking());
    let breaking = breaking.count();
    match args.format {
        Format::Json => {
            let changes: Vec<Value> = changes.iter().map(as_json).collect::<Result<_, _>>()?;
            let document = json!({ "version": 1, "breaking": breaking, "changes": changes });
            let mut text = serde_json::to_string_pretty(&document)?;
            text.push('\n');
            print(&shown_json(&text))?;
        }
        Format::Table => show(&changes, breaking),
    }
    Ok(if breaking > 0 {
        Outcome::Stale
    } else {
        Outcome::Done
    })
}

/// The module of a package, or of a file that `surface --format json` wrote.
fn module(named: &OsStr, args: &PackageArgs) -> Result<Module, Failure> {
    let path = Path::new(named);
    if path
        .extension()
        .is_some_and(|extension| extension == "json")
    {
        let about = |problem: String| Failure::from(format!("{}: {problem}", path.display()));
        let bytes = read_file(path, MAX_LEN).map_err(|error| about(error.to_string()))?;
        let text = String::from_utf8(bytes).map_err(|error| about(error.to_string()))?;
        return from_json(&text).map_err(|error| about(error.to_string()));
    }
    let args = PackageArgs {
        package: named.to_owned(),
        ..args.clone()
    };
    Ok(locate::read(&args)?.surface.module)
}

fn as_json(change: &Change) -> Result<Value, Failure> {
    let mut value = serde_json::to_value(change)?;
    value["breaking"] = change.kind.is_breaking().into();
    Ok(value)
}

/// A table for people.
fn show(changes: &[Change], breaking: usize) {
    let (bad, good) = changes.split_at(breaking);
    let longest = |cell: fn(&Change) -> usize| changes.iter().map(cell).max().unwrap_or(0);
    let name = longest(|change| change.name.chars().count());
    let kind = longest(|change| change.kind.as_str().len());
    for (heading, style, part) in [
        ("breaks callers", BAD, bad),
        ("does not break callers", HEADING, good),
    ] {
        if part.is_empty() {
            continue;
        }
        println!("{style}{heading}{style:#}");
        for change in part {
            let line = format!(
                "  {:name$}  {:kind$}  {}",
                change.name,
                change.kind,
                change.detail()
            );
            let width = width().unwrap_or(usize::MAX);
            for line in wrapped(&shown(line.trim_end()), "      ", width) {
                println!("{line}");
            }
        }
        println!();
    }
    println!(
        "{breaking} changes break callers, {} do not",
        changes.len() - breaking
    );
}
