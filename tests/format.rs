//! Every emitted module is as `ruff format` leaves it, and `ruff check` has nothing against it.

mod cases;
mod corpus;
mod generator;
mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use generator::Seeded;
use support::{Ran, target_dir, tools};

/// ruff's own defaults and what else the emitted modules promise.
const RULES: &str = "I,UP,ANN,F,E,B";

/// What is about the descriptor rather than its module: lines that hold one long word, names that
/// a generated descriptor imports and does not use, or uses and does not import, its mutable
/// defaults, and unions and literals that say a thing twice.
const OF_DESCRIPTORS: &str = "E501,F401,F821,B006,B033,F601,PYI,RUF013";

fn folder(name: &str, texts: impl Iterator<Item = (String, String)>) -> PathBuf {
    let dir = target_dir().join("format").join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).expect("the target directory can be written");
    for (name, text) in texts {
        fs::write(dir.join(name), text).expect("the target directory can be written");
    }
    dir
}

fn ruff(dir: &Path, arguments: &[&str]) -> Result<(), String> {
    let mut ruff: Command = tools().program("ruff");
    ruff.args(arguments)
        .args(["--isolated", "--no-cache", "--target-version", "py311", "."])
        .current_dir(dir);
    let ran = Ran::of(ruff, "", Duration::from_secs(300));
    if ran.status.success() {
        return Ok(());
    }
    // The first lines say enough.
    let all = format!("{}{}", ran.stdout, ran.stderr);
    Err(all.lines().take(200).collect::<Vec<_>>().join("\n"))
}

fn check(dir: &Path, ignored: &str) {
    let known = "lint.isort.known-third-party=['mochi_async_pkg']";
    let format = ruff(dir, &["format", "--diff"]);
    let select = ["check", "--output-format", "concise", "--config", known];
    let lint = ruff(
        dir,
        &[
            &select[..],
            &["--extend-select", RULES, "--ignore", ignored],
        ]
        .concat(),
    );
    let complaints: Vec<String> = [format, lint].into_iter().filter_map(Result::err).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn snapshots_are_as_ruff_leaves_them() {
    let texts = cases::all().into_iter().flat_map(|case| {
        let name = format!("{}.py", case.module());
        let alone = case.alone.map(|text| (format!("alone_{name}"), text));
        let evaluated = case
            .evaluated
            .map(|text| (format!("evaluated_{name}"), text));
        let given = [(name, case.text)].into_iter();
        given.chain(alone).chain(evaluated)
    });
    // Some wrap what takes `Any`.
    check(&folder("snapshots", texts), "ANN401");
}

/// Modules of at least `fns` functions together.
fn generated(fns: usize) -> impl Iterator<Item = (String, String)> {
    let mut choices = Seeded(88);
    let mut count = 0;
    std::iter::from_fn(move || {
        if count >= fns {
            return None;
        }
        let mut module = generator::module(&mut choices, false);
        let forms = "from typing import Annotated, Literal";
        module.type_checking_imports.push(forms.into());
        // The names of a source import stay in the order in which they were given.
        let source_import = std::mem::take(&mut module.source_import);
        module.imports.push(source_import);
        count += module.fns.len();
        let text = module.render().expect("it is valid");
        Some((format!("module_{count}.py"), text))
    })
}

#[test]
fn generated_modules_are_as_ruff_leaves_them() {
    check(&folder("generated", generated(10_000)), OF_DESCRIPTORS);
}
