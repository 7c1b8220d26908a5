//! The text of rendered modules is what `tests/snapshots` holds, it reads as a careful Python
//! programmer would have written it, and it runs.

mod cases;
mod rendered;
mod support;

use std::{
    collections::BTreeSet,
    env, fmt, fs,
    path::{Path, PathBuf},
    sync::Once,
    time::Duration,
};

use regex_lite::Regex;
use rendered::{file_name, is_rendered, python_files, snapshots, texts};
use similar::{ChangeTag, TextDiff};
use support::{Checks, Python, Ran, in_parallel, pythons};

const ACCEPT: &str = "UPDATE_SNAPSHOTS=1 cargo test -p mochi-asyncbridge --test snapshots";

/// Writes what is rendered now and deletes what belongs to no case, if that was asked for.
fn bless() {
    static BLESSED: Once = Once::new();
    if env::var_os("UPDATE_SNAPSHOTS").is_none_or(|value| value != "1") {
        return;
    }
    BLESSED.call_once(|| {
        let (dir, texts) = (snapshots(), texts());
        for name in on_disk() {
            if !texts.contains_key(&name) {
                fs::remove_file(dir.join(name)).expect("an orphan can be deleted");
            }
        }
        for (name, text) in &texts {
            if fs::read_to_string(dir.join(name)).ok().as_ref() != Some(text) {
                fs::write(dir.join(name), text).expect("a snapshot can be written");
            }
        }
    });
}

fn on_disk() -> BTreeSet<String> {
    python_files(&snapshots())
        .iter()
        .map(|path| file_name(path))
        .filter(|name| is_rendered(name))
        .collect()
}

fn templates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")
}

#[test]
fn rendered_modules_are_what_the_snapshots_hold() {
    bless();
    let (dir, texts) = (snapshots(), texts());
    let mut failures: Vec<String> = on_disk()
        .into_iter()
        .filter(|name| !texts.contains_key(name))
        .map(|name| format!("{name}: belongs to no case"))
        .collect();
    let mut hunks = Hunks::default();
    for (name, text) in &texts {
        assert!(!text.contains('\r'), "{name}: holds a carriage return");
        match fs::read_to_string(dir.join(name)) {
            Ok(kept) => hunks.add(name, &kept, text),
            Err(error) => failures.push(format!("{name}: {error}")),
        }
    }
    failures.extend(hunks.0.iter().map(Hunk::to_string));
    assert!(
        failures.is_empty(),
        "{}\n\nTo accept what is rendered now:\n    {ACCEPT}",
        failures.join("\n"),
    );
}

/// The distinct places where snapshots and what is rendered differ.
#[derive(Debug, Default)]
struct Hunks(Vec<Hunk>);

/// Lines that change, with some around them, and where they do: file and line.
#[derive(Debug)]
struct Hunk {
    text: String,
    places: Vec<String>,
}

impl Hunks {
    fn add(&mut self, name: &str, kept: &str, now: &str) {
        const AROUND: usize = 3;
        let diff = TextDiff::from_lines(kept, now);
        for group in diff.grouped_ops(AROUND) {
            let mut text = String::new();
            for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
                text.push(match change.tag() {
                    ChangeTag::Equal => ' ',
                    ChangeTag::Delete => '-',
                    ChangeTag::Insert => '+',
                });
                text.push_str(&change.to_string_lossy());
            }
            let place = format!("{name}:{}", group[0].old_range().start + 1);
            match self.0.iter_mut().find(|hunk| hunk.text == text) {
                Some(hunk) => hunk.places.push(place),
                None => self.0.push(Hunk {
                    text,
                    places: vec![place],
                }),
            }
        }
    }
}

impl fmt::Display for Hunk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, places } = self;
        match places.as_slice() {
            [place] => writeln!(f, "{place}:")?,
            _ => writeln!(f, "in {} files, {}:", places.len(), places.join(", "))?,
        }
        f.write_str(text)
    }
}

#[test]
fn what_differs_alike_is_shown_once() {
    let mut hunks = Hunks::default();
    hunks.add("a.py", "x\nold\n", "x\nnew\n");
    hunks.add("b.py", "x\nold\n", "x\nnew\n");
    hunks.add("c.py", "old\n", "new\n");
    hunks.add("d.py", "same\n", "same\n");
    let shown: Vec<String> = hunks.0.iter().map(Hunk::to_string).collect();
    let expected = [
        "in 2 files, a.py:1, b.py:1:\n x\n-old\n+new\n",
        "c.py:1:\n-old\n+new\n",
    ];
    assert_eq!(shown, expected);
}

#[test]
fn snapshots_are_clean_text() {
    let mut failures = Vec::new();
    for (name, text) in texts() {
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
    let texts = texts();
    let unseen: Vec<PathBuf> = python_files(&templates())
        .into_iter()
        .filter(|path| {
            let mut template = fs::read_to_string(path).expect("a template can be read");
            if path.ends_with("loop_caller.py") {
                let comment = template.find("{#").expect("it is a run-time part");
                template.replace_range(..comment, ""); // it goes on with the part before
            }
            let shown = shown_by(template.trim_start());
            let parts: Vec<&str> = literals(template.trim())
                .flat_map(str::lines)
                .map(str::trim)
                .collect();
            // Far faster than the pattern, which says the rest.
            let may_show = |text: &&String| parts.iter().all(|part| text.contains(part));
            !texts
                .values()
                .filter(may_show)
                .any(|text| shown.is_match(text))
        })
        .collect();
    assert!(unseen.is_empty(), "no snapshot shows {unseen:#?}");
}

#[test]
fn every_template_says_when_it_is_chosen() {
    let silent: Vec<PathBuf> = python_files(&templates())
        .into_iter()
        .filter(|path| {
            let template = fs::read_to_string(path).expect("a template can be read");
            let is_part = path.parent() == Some(&templates().join("runtime"));
            !template.starts_with(if is_part { "# " } else { "{# " })
        })
        .collect();
    assert!(silent.is_empty(), "no first line says it in {silent:#?}");
}

/// What a template can emit: its literals, and between them a part of a line, unquoted or quoted,
/// or anything where it has a loop.
fn shown_by(template: &str) -> Regex {
    let has_loop = template.contains("{%");
    let literals = literals(template.trim_end()).map(|literal| {
        // The dash of a tag drops blanks.
        let literal = regex_lite::escape(if has_loop { literal.trim() } else { literal });
        // A tall piece is indented as much as what it is a piece of.
        literal.replace("\n    ", "\n").replace('\n', "\n *")
    });
    let gap = if has_loop {
        r"[\s\S]*?"
    } else {
        // Quotes in it are closed in it, so that those of literals stay theirs.
        r#"(?:[^\n"]|"[^\n"]*")*"#
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
fn rendered_modules_lint_and_type_check() {
    let dir = rendered::as_snapshots();
    rendered::checks(dir).assert_clean(&python_files(dir));
}

#[test]
fn modules_that_stand_alone_lint_and_type_check() {
    let dir = rendered::alone();
    rendered::checks(dir).assert_clean(&python_files(dir));
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
fn rendered_modules_run() {
    run_all(rendered::as_snapshots());
}

#[test]
fn modules_that_stand_alone_run() {
    run_all(rendered::alone());
}

/// Runs what uses each module of a directory, on every interpreter.
fn run_all(dir: &Path) {
    let modules: Vec<String> = python_files(dir)
        .iter()
        .map(|path| file_name(path))
        .filter(|name| is_rendered(name))
        .collect();
    assert!(!modules.is_empty());
    let runs: Vec<(&str, Python)> = modules
        .iter()
        .filter_map(|file| file.strip_suffix(".py"))
        .flat_map(|module| pythons().into_iter().map(move |python| (module, python)))
        .collect();
    let failures = in_parallel(&runs, |(module, python)| {
        let (case, _) = module.split_once("__").expect("it is rendered");
        let mut command = python.strict();
        command
            .args([&format!("{case}_drive.py"), *module])
            .current_dir(dir);
        let ran = Ran::of(command, "", Duration::from_secs(120));
        ran.quiet()
            .map_err(|output| format!("{module}, {python}: {output}"))
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
