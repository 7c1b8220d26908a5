//! The text of rendered modules is what `tests/snapshots` holds, it reads as a careful Python
//! programmer would have written it, and it runs.

mod cases;
mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    sync::Once,
    time::Duration,
};

use pretty_assertions::StrComparison;
use regex_lite::Regex;
use support::{Checks, Ran, pythons};

const ACCEPT: &str = "UPDATE_SNAPSHOTS=1 cargo test -p mochi-asyncbridge --test snapshots";

/// Where the snapshots are; before anybody looks, they are brought up to date if that was asked.
fn snapshots() -> PathBuf {
    static BLESSED: Once = Once::new();
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    if env::var_os("UPDATE_SNAPSHOTS").is_some_and(|value| value == "1") {
        BLESSED.call_once(|| bless(&dir));
    }
    dir
}

/// Writes what is rendered now and deletes what belongs to no case.
fn bless(dir: &Path) {
    let rendered = rendered();
    for name in on_disk(dir) {
        if !rendered.contains_key(&name) {
            fs::remove_file(dir.join(name)).expect("an orphan can be deleted");
        }
    }
    for (name, text) in &rendered {
        if fs::read_to_string(dir.join(name)).ok().as_ref() != Some(text) {
            fs::write(dir.join(name), text).expect("a snapshot can be written");
        }
    }
}

fn templates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")
}

/// The snapshots that there should be: file name and text.
fn rendered() -> BTreeMap<String, String> {
    cases::all()
        .into_iter()
        .map(|case| (format!("{}.py", case.module()), case.text))
        .collect()
}

/// The Python files below a directory, in order.
fn python_files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).expect("the directory can be read") {
        let path = entry.expect("the directory can be read").path();
        if path.is_dir() {
            files.extend(python_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "py") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().expect("a file has a name");
    name.to_string_lossy().into_owned()
}

/// Snapshots on disk: two underscores part the case from the mode.
fn on_disk(dir: &Path) -> BTreeSet<String> {
    python_files(dir)
        .iter()
        .map(|path| file_name(path))
        .filter(|name| name.contains("__") && !name.starts_with("__"))
        .collect()
}

#[test]
fn rendered_modules_are_what_the_snapshots_hold() {
    let dir = snapshots();
    let rendered = rendered();
    let orphans: Vec<String> = on_disk(&dir)
        .into_iter()
        .filter(|name| !rendered.contains_key(name))
        .collect();
    for (name, text) in &rendered {
        assert!(!text.contains('\r'), "{name}: holds a carriage return");
    }

    let mut failures: Vec<String> = orphans
        .iter()
        .map(|name| format!("{name}: belongs to no case"))
        .collect();
    for (name, text) in &rendered {
        match fs::read_to_string(dir.join(name)) {
            Ok(kept) if kept == *text => {}
            Ok(kept) => {
                assert!(!kept.contains('\r'), "{name}: holds a carriage return");
                let (line, kept, now) = where_they_differ(&kept, text);
                let difference = StrComparison::new(&kept, &now);
                failures.push(format!("{name}:{line}: {difference}"));
            }
            Err(error) => failures.push(format!("{name}: {error}")),
        }
    }
    assert!(
        failures.is_empty(),
        "{}\n\n{} of {} snapshots differ; to accept what is rendered now:\n    {ACCEPT}",
        failures.join("\n"),
        failures.len(),
        rendered.len() + orphans.len(),
    );
}

/// What two texts have between their common beginning and end, with some of these around, and
/// the number of its first line.
fn where_they_differ(a: &str, b: &str) -> (usize, String, String) {
    const AROUND: usize = 3;
    let (a, b): (Vec<_>, Vec<_>) = (a.lines().collect(), b.lines().collect());
    let common = |pairs: &mut dyn Iterator<Item = (&&str, &&str)>| {
        let length = pairs.take_while(|(a, b)| a == b).count();
        length.saturating_sub(AROUND)
    };
    let start = common(&mut a.iter().zip(&b));
    let end = common(&mut a[start..].iter().rev().zip(b[start..].iter().rev()));
    let part = |lines: &[&str]| lines[start..lines.len() - end].join("\n");
    (start + 1, part(&a), part(&b))
}

#[test]
fn snapshots_are_clean_text() {
    let mut failures = Vec::new();
    for (name, text) in rendered() {
        let mut complain =
            |line: usize, what: &str| failures.push(format!("{name}:{line}: {what}"));
        let mut blank = 0;
        for (number, line) in text.lines().enumerate() {
            if line.ends_with([' ', '\t']) {
                complain(number + 1, "trailing blanks");
            }
            if line.contains('\t') {
                complain(number + 1, "a tab");
            }
            // The case of docstrings shows that such text survives.
            if !name.starts_with("docstrings__") && !name.starts_with("signatures__") {
                for residue in ["{{", "{%", "{#", "}}", "%}", "#}"] {
                    if line.contains(residue) {
                        complain(number + 1, "what looks like a template");
                    }
                }
            }
            blank = if line.is_empty() { blank + 1 } else { 0 };
            if blank > 2 {
                complain(number + 1, "more than two blank lines");
            }
        }
        if !text.ends_with('\n') || text.ends_with("\n\n") {
            complain(text.lines().count(), "no single final newline");
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_template_is_seen_in_a_snapshot() {
    let rendered = rendered();
    let unseen: Vec<PathBuf> = python_files(&templates())
        .into_iter()
        .filter(|path| {
            let template = fs::read_to_string(path).expect("a template can be read");
            let shown = shown_by(&template);
            !rendered.values().any(|text| shown.is_match(text))
        })
        .collect();
    assert!(unseen.is_empty(), "no snapshot shows {unseen:#?}");
}

/// What a template can emit: its literals, and between them a part of a line, unquoted or quoted,
/// or anything where it has a loop.
fn shown_by(template: &str) -> Regex {
    let has_loop = template.contains("{%");
    let literals = literals(template.trim_end()).map(|literal| {
        // The dash of a tag drops blanks.
        regex_lite::escape(if has_loop { literal.trim() } else { literal })
    });
    let gap = if has_loop {
        r"[\s\S]*?"
    } else {
        r#"(?:[^\n"]*|"[^\n]*")"#
    };
    let pattern = literals.collect::<Vec<_>>().join(gap);
    Regex::new(&pattern).expect("it is a pattern")
}

/// What a template emits as it stands: all but comments, tags and placeholders.
fn literals(template: &str) -> impl Iterator<Item = &str> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (literal, tail) = rest.split_at(rest.find('{').unwrap_or(rest.len()));
        let closing = match tail.get(..2) {
            Some("{{") => "}}",
            Some("{%") => "%}",
            Some("{#") => "#}",
            _ => "{",
        };
        rest = tail
            .find(closing)
            .map_or("", |at| &tail[at + closing.len()..]);
        Some(literal)
    })
}

#[test]
fn snapshots_lint_and_type_check() {
    Checks::at(snapshots()).assert_clean(&python_files(&snapshots()));
}

#[test]
fn static_templates_are_python_files() {
    let dir = templates().join("runtime");
    let files = python_files(&dir);
    assert!(!files.is_empty());
    Checks::at(&dir).of_parts().assert_clean(&files);
    for python in pythons() {
        for file in &files {
            let mut command = python.strict();
            command.arg(file);
            let out = Ran::of(command, "", Duration::from_secs(60));
            out.expect_quiet(&format!("{python}: {}", file_name(file)));
        }
    }
}

#[test]
fn snapshots_run() {
    let mut failures = Vec::new();
    for case in cases::all() {
        for python in pythons() {
            let mut command = python.strict();
            command
                .arg(format!("{}_drive.py", case.name))
                .arg(case.module())
                .current_dir(snapshots());
            let ran = Ran::of(command, "", Duration::from_secs(120));
            if let Err(output) = ran.quiet() {
                failures.push(format!("{}, {python}: {output}", case.module()));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
