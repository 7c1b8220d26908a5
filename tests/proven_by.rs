//! Do the scenarios exist that the run-time part and `docs/guarantees.md` name as proofs, and the
//! files that documents point to?

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use regex_lite::{Regex, escape};

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    files
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("the file can be read")
}

/// The scenarios of each file of `tests/scenarios/cases`.
fn scenarios() -> BTreeMap<String, Vec<String>> {
    let declared = Regex::new(r"(?m)^@scenario\([^@]*?^def (\w+)\(").expect("it is a pattern");
    files("tests/scenarios/cases", "py")
        .into_iter()
        .map(|path| {
            let stem = path.file_stem().expect("a file has a name");
            let names = declared
                .captures_iter(&read(&path))
                .map(|found| found[1].to_owned())
                .collect();
            (stem.to_string_lossy().into_owned(), names)
        })
        .collect()
}

#[test]
fn every_scenario_that_is_named_exists() {
    let scenarios = scenarios();
    let stems: Vec<&str> = scenarios.keys().map(String::as_str).collect();
    let reference = Regex::new(&format!(r"\b({})\.([\w*]+)", stems.join("|")));
    let reference = reference.expect("it is a pattern");
    let mut texts = files("templates/runtime", "py");
    texts.extend(files("templates/runtime", "md"));
    texts.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guarantees.md"));

    let mut named = 0;
    let mut missing = Vec::new();
    for path in texts {
        let text = read(&path);
        let is_markdown = path.extension().is_some_and(|found| found == "md");
        let lines = text
            .lines()
            .filter(|line| !is_markdown || line.starts_with("| G") || line.starts_with("| T"));
        for (line, found) in lines.flat_map(|line| {
            let found = reference.captures_iter(line);
            found.map(move |found| (line, found))
        }) {
            let (stem, pattern) = (&found[1], &found[2]);
            let end = found.get(0).expect("it matched").end();
            // A file, or a call of a method in code.
            if matches!(pattern, "py" | "rs") || line[end..].starts_with('(') {
                continue;
            }
            named += 1;
            let pattern = escape(pattern).replace(r"\*", r"\w*");
            let pattern = Regex::new(&format!("^{pattern}$")).expect("it is a pattern");
            if !scenarios[stem].iter().any(|name| pattern.is_match(name)) {
                missing.push(format!("{}: {}", path.display(), &found[0]));
            }
        }
    }
    assert!(named > 50, "the pattern finds next to nothing");
    assert!(missing.is_empty(), "{missing:#?}");
}

/// What cannot be had ends with the names of its scenarios, in parentheses.
#[test]
fn every_limit_has_its_scenario() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = read(&root.join("docs/guarantees.md"));
    let (_, limits) = text
        .split_once("## What cannot be had")
        .expect("there is such a section");
    let known = &scenarios()["impossible"];
    let name = Regex::new(r"`([\w*]+)`").expect("it is a pattern");
    let mut named = 0;
    for line in limits.lines().filter(|line| line.starts_with("- ")) {
        let (_, proofs) = line.rsplit_once('(').expect("a limit names its scenario");
        for found in name.captures_iter(proofs) {
            named += 1;
            let pattern = format!("^{}$", found[1].replace('*', r"\w*"));
            let pattern = Regex::new(&pattern).expect("it is a pattern");
            assert!(
                known.iter().any(|name| pattern.is_match(name)),
                "no scenario {}",
                &found[1]
            );
        }
    }
    assert!(named > 8, "the pattern finds next to nothing");
}

#[test]
fn documents_point_to_what_there_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut documents = vec![
        root.join("README.md"),
        root.join("CONTRIBUTING.md"),
        root.join("CHANGELOG.md"),
    ];
    for folder in ["cli", "docs", "templates", "templates/runtime"] {
        documents.extend(files(folder, "md"));
    }
    let link = Regex::new(r"\]\(([^)\s#]*)(?:#([^)\s]*))?\)").expect("it is a pattern");
    let mut links = 0;
    let mut missing = Vec::new();
    for document in documents {
        let text = read(&document);
        for found in link.captures_iter(&text) {
            let (path, heading) = (&found[1], found.get(2));
            if path.contains("://") {
                continue;
            }
            links += 1;
            let folder = document.parent().expect("a file is in a folder");
            let target = match path {
                "" => document.clone(),
                _ => folder.join(path),
            };
            let has_heading = |heading: &str| {
                let text = read(&target);
                let mut headings = text.lines().filter(|line| line.starts_with('#'));
                headings.any(|line| anchor(line) == heading)
            };
            if !target.exists() || heading.is_some_and(|found| !has_heading(found.as_str())) {
                missing.push(format!("{}: {}", document.display(), &found[0]));
            }
        }
    }
    assert!(links > 20, "the pattern finds next to nothing");
    assert!(missing.is_empty(), "{missing:#?}");
}

/// What a heading is linked by.
fn anchor(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase();
    let is_kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    words
        .chars()
        .filter(is_kept)
        .collect::<String>()
        .replace(' ', "-")
}
