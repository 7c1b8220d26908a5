//! Where text goes, and what is said about it.

use std::{
    io::{ErrorKind, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
};

use anstream::{eprintln, println};
use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use crate::{
    escape::{shown, shown_path},
    failure::Failure,
    write::{Content, Target},
};

pub const BAD: Style = AnsiColor::Red.on_default().bold();
pub const CAUTION: Style = AnsiColor::Yellow.on_default().bold();
pub const GOOD: Style = AnsiColor::Green.on_default();
pub const HEADING: Style = Style::new().bold();

/// How a command ended that did not fail.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// `--check` found a difference, or `--diff` one that breaks callers.
    Stale,
    /// `--keep-going` left out files that could not be read.
    Incomplete,
    /// Some packages of a project failed, which has been said.
    Failed,
}

/// The columns of the terminal that people look at, if there is one.
pub fn width() -> Option<usize> {
    let size = terminal_size::terminal_size_of(std::io::stdout())
        .or_else(|| terminal_size::terminal_size_of(std::io::stderr()));
    size.map(|(width, _)| usize::from(width.0))
}

/// Prints text; a reader that has gone away is no failure.
pub fn print(text: &str) -> Result<Outcome, Failure> {
    let mut stdout = std::io::stdout().lock();
    // A file or a program gets every byte, a terminal nothing that it would obey.
    let text = if stdout.is_terminal() {
        shown(text)
    } else {
        text.into()
    };
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(Outcome::Done),
    }
}

/// A text and the file that it is for.
pub struct Rendered {
    pub path: PathBuf,
    pub text: String,
}

/// Files that may not be replaced, and everything in folders that may not.
pub type Sources = [PathBuf];

/// Writes files, or compares them.
pub fn deliver(files: &[Rendered], check: bool, sources: &Sources) -> Result<Outcome, Failure> {
    let mut targets = Vec::new();
    for file in files {
        let target = Target::at(&file.path).map_err(|error| about(&file.path, &error))?;
        protect(&target, &file.path, sources)?;
        targets.push(target);
    }
    let mut outcome = Outcome::Done;
    for (file, target) in files.iter().zip(&targets) {
        if give(file, target, check)? == Delivered::Stale {
            outcome = Outcome::Stale;
        }
    }
    Ok(outcome)
}

/// What became of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Delivered {
    /// It held the text already.
    Same,
    Written,
    /// It does not hold the text, and was left as it is.
    Stale,
}

/// Writes a file that holds nothing, or what this tool has written; or compares it.
pub fn deliver_own(file: &Rendered, check: bool) -> Result<Delivered, Failure> {
    let target = Target::at(&file.path).map_err(|error| about(&file.path, &error))?;
    let is_taken = match &target {
        Target::Missing => false,
        Target::File(..) => {
            ![&*file.text, ""].iter().any(|text| target.holds(text)) && !target.is_ours()
        }
        Target::Special => true,
    };
    if is_taken {
        return Err(about(&file.path, &"this tool has not written it"));
    }
    give(file, &target, check)
}

fn give(file: &Rendered, target: &Target, check: bool) -> Result<Delivered, Failure> {
    if target.holds(&file.text) {
        return Ok(Delivered::Same);
    }
    if !check {
        target
            .write(&file.path, &file.text)
            .map_err(|error| about(&file.path, &error))?;
        return Ok(Delivered::Written);
    }
    if matches!(target, Target::Special) {
        let problem = "not a regular file: there is nothing to compare with";
        return Err(about(&file.path, &problem));
    }
    show_difference(&file.path, target, &file.text);
    Ok(Delivered::Stale)
}

fn about(path: &Path, problem: &impl std::fmt::Display) -> Failure {
    format!("{}: {problem}", path.display()).into()
}

/// Refuses to write over what is read.
fn protect(target: &Target, path: &Path, sources: &Sources) -> Result<(), Failure> {
    let Target::File(real, _) = target else {
        return Ok(());
    };
    let is_source = sources
        .iter()
        .filter_map(|source| source.canonicalize().ok())
        .any(|source| real.starts_with(source));
    if is_source && !target.is_ours() {
        let problem = "belongs to the package that is read, and this tool has not written it";
        return Err(about(path, &problem));
    }
    Ok(())
}

fn show_difference(path: &Path, target: &Target, new: &str) {
    let shown_path = shown_path(path);
    eprintln!("{BAD}stale:{BAD:#} {shown_path} is not what would be written");
    let old = match target {
        Target::File(_, Content::Bytes(bytes)) => String::from_utf8_lossy(bytes),
        Target::File(_, Content::Long) => {
            println!("it is longer than anything that this tool writes");
            return;
        }
        _ => "".into(),
    };
    if old.replace("\r\n", "\n") == new {
        println!("the lines are the same, but they do not end in a line feed alone");
        return;
    }
    println!("--- {shown_path}\n+++ (rendered)");
    let diff = TextDiff::from_lines(&*old, new);
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        println!("{}", hunk.header());
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ('-', BAD),
                ChangeTag::Insert => ('+', GOOD),
                ChangeTag::Equal => (' ', Style::new()),
            };
            let line = shown(change.value().trim_end_matches('\n'));
            println!("{style}{sign}{line}{style:#}");
        }
    }
}
