//! Where text goes, and what is said about it.

use std::{
    fs,
    io::{ErrorKind, Write as _},
    path::Path,
};

use anstream::{eprintln, println};
use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use crate::{Failure, args::OutputArgs};

pub const BAD: Style = AnsiColor::Red.on_default().bold();
pub const GOOD: Style = AnsiColor::Green.on_default();
pub const HEADING: Style = Style::new().bold();

/// How a command ended that did not fail.
pub enum Outcome {
    Done,
    /// `--check` found a difference.
    Stale,
}

/// Prints bytes; a reader that has gone away is no failure.
pub fn print(bytes: &[u8]) -> Result<Outcome, Failure> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(Outcome::Done),
    }
}

/// Writes, compares or prints a module.
pub fn deliver(text: &str, args: &OutputArgs) -> Result<Outcome, Failure> {
    let Some(path) = &args.output else {
        return print(text.as_bytes());
    };
    let on_disk = match fs::read(path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(format!("{}: {error}", path.display()).into()),
    };
    let same = on_disk.as_deref() == Some(text.as_bytes());
    if args.check {
        if same {
            return Ok(Outcome::Done);
        }
        let old = on_disk.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        show_difference(path, &old.unwrap_or_default(), text);
        return Ok(Outcome::Stale);
    }
    if !same {
        write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(Outcome::Done)
}

/// Writes beside the file and renames, so that nobody reads half of it.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let draft = path.with_file_name(name);
    fs::write(&draft, text)
        .and_then(|()| fs::rename(&draft, path))
        .inspect_err(|_| drop(fs::remove_file(&draft)))
}

fn show_difference(path: &Path, old: &str, new: &str) {
    eprintln!(
        "{BAD}stale:{BAD:#} {} is not what would be written",
        path.display()
    );
    if old.replace("\r\n", "\n") == new {
        println!("the lines are the same, but they do not end in a line feed alone");
        return;
    }
    println!("--- {}\n+++ (rendered)", path.display());
    let diff = TextDiff::from_lines(old, new);
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        println!("{}", hunk.header());
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ('-', BAD),
                ChangeTag::Insert => ('+', GOOD),
                ChangeTag::Equal => (' ', Style::new()),
            };
            println!(
                "{style}{sign}{}{style:#}",
                change.value().trim_end_matches('\n')
            );
        }
    }
}
