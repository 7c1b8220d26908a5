//! Programs that use rendered modules type-check where they should, and nowhere else.

mod cases;
mod rendered;
mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use rendered::file_name;
use support::Checks;

/// The errors of each line, by file and number.
type Codes = BTreeMap<(String, usize), BTreeSet<String>>;

fn programs(folder: &str) -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/typing")
        .join(folder);
    let files: Vec<PathBuf> = fs::read_dir(dir)
        .expect("the directory can be read")
        .map(|entry| entry.expect("the directory can be read").path())
        .collect();
    assert!(!files.is_empty());
    files
}

fn checks() -> Checks {
    rendered::checks(rendered::as_snapshots())
}

#[test]
fn what_must_pass_passes() {
    checks().assert_clean(&programs("must_pass"));
}

#[test]
fn what_must_fail_fails_for_the_stated_reason() {
    let programs = programs("must_fail");
    let mut expected = Codes::new();
    for path in &programs {
        let text = fs::read_to_string(path).expect("the program can be read");
        for (index, line) in text.lines().enumerate() {
            if let Some((_, codes)) = line.split_once("# error: ") {
                let codes = codes.split(", ").map(str::to_owned).collect();
                expected.insert((file_name(path), index + 1), codes);
            }
        }
    }

    let output = checks().mypy(&programs).expect_err("mypy finds something");
    let mut found = Codes::new();
    for line in output.lines() {
        let Some((place, message)) = line.split_once(": error: ") else {
            continue;
        };
        let (file, number) = place.rsplit_once(':').expect("errors have a line");
        let number = number.parse().expect("lines have a number");
        let code = message.rsplit_once('[').expect("errors have a code").1;
        found
            .entry((file_name(Path::new(file)), number))
            .or_default()
            .insert(code.trim_end_matches(']').to_owned());
    }
    pretty_assertions::assert_eq!(found, expected, "{output}");
}
