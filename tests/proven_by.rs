//! Scenarios that the run-time part and the READMEs name as proofs exist.

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
    texts.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));

    let mut named = 0;
    let mut missing = Vec::new();
    for path in texts {
        let text = read(&path);
        let is_markdown = path.extension().is_some_and(|found| found == "md");
        let lines = text
            .lines()
            .filter(|line| !is_markdown || line.starts_with("| G"));
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
