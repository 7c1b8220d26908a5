//! Discovery on real packages, held against CPython and against committed numbers.

mod common;

use std::{collections::BTreeMap, fmt::Write as _, fs, path::PathBuf, time::Duration};

use common::{
    PACKAGES, assert_golden, command, environment, options, pythons_of_packages, scratch,
    site_packages,
    support::{Checks, Ran, pythons, tools},
    surface, test_file,
};
use mochi_asyncbridge::{Mode, Module, render_runtime};
use mochi_asyncbridge_cli::{Reason, dump};
use serde_json::Value;

const LIMIT: Duration = Duration::from_mins(5);

/// The rendered modules of all packages, as files of one folder.
fn rendered(
    folder: &str,
    mode: Mode,
    timeouts: bool,
    shared_runtime: Option<&str>,
) -> (PathBuf, Vec<PathBuf>) {
    let dir = scratch(folder);
    let files = PACKAGES.map(|package| {
        let module = Module {
            mode,
            timeouts,
            shared_runtime: shared_runtime.map(str::to_owned),
            ..surface(package).module
        };
        let file = dir.join(format!("{package}_sync.py"));
        fs::write(&file, module.render().unwrap()).unwrap();
        file
    });
    (dir, files.to_vec())
}

#[test]
fn counts_are_golden() {
    for package in PACKAGES {
        let surface = surface(package);
        let mut text = serde_json::to_string_pretty(&surface.report.counts).unwrap();
        text.push('\n');
        assert_golden(&format!("{package}.json"), &text);
        let mut listed = String::new();
        for (function, origin) in surface.module.fns.iter().zip(&surface.origins) {
            writeln!(listed, "{} <- {}", function.sync_name, origin.name).unwrap();
        }
        for skip in &surface.report.skips {
            writeln!(
                listed,
                "no shim: {}: {}: {}",
                skip.name, skip.reason, skip.detail
            )
            .unwrap();
        }
        let listed = listed.replace(": \n", "\n");
        assert_golden(&format!("{package}.txt"), &listed);
    }
}

#[test]
fn counts_are_those_of_cpython() {
    for python in pythons() {
        let mut oracle = python.command();
        oracle
            .arg(test_file("oracle/counts.py"))
            .arg(site_packages())
            .args(PACKAGES);
        let printed = Ran::of(oracle, "", LIMIT).expect_quiet("counts.py");
        assert_counts(&printed, &python.to_string());
    }
}

#[test]
fn public_counts_are_those_of_inspect() {
    let mut oracle = environment(&pythons()[0]).python.command();
    oracle.arg(test_file("oracle/public.py")).args(PACKAGES);
    let printed = Ran::of(oracle, "", LIMIT).expect_quiet("public.py");
    assert_counts(&printed, "inspect");
}

/// Holds our counts against an oracle's.
#[track_caller]
fn assert_counts(printed: &str, oracle: &str) {
    let expected: BTreeMap<String, BTreeMap<String, usize>> =
        serde_json::from_str(printed).unwrap();
    assert_eq!(expected.len(), PACKAGES.len());
    for (package, counts) in expected {
        let ours = serde_json::to_value(surface(&package).report.counts).unwrap();
        for (key, count) in counts {
            assert_eq!(ours[&key], Value::from(count), "{package}: {key}, {oracle}");
        }
    }
}

#[test]
fn definitions_are_those_of_cpython() {
    let mut dumped = BTreeMap::new();
    for package in PACKAGES {
        for file in options().roots.package(package).0 {
            let source = fs::read_to_string(&file.path).unwrap();
            dumped.insert(file.path.display().to_string(), dump(&source).unwrap());
        }
    }
    let total: usize = dumped.values().map(Vec::len).sum();
    let input = serde_json::to_string(&dumped).unwrap();
    for python in pythons() {
        let mut oracle = python.command();
        oracle.arg(test_file("oracle/definitions.py"));
        let printed = Ran::of(oracle, &input, LIMIT).expect_quiet("definitions.py");
        assert_eq!(printed.trim(), total.to_string(), "{python}");
    }
}

/// Every shim stands for what `inspect` finds, and everything that `inspect` finds is accounted
/// for.
#[test]
fn surfaces_are_those_of_inspect() {
    let (_, files) = rendered("inspect", Mode::Persistent, false, None);
    let python = environment(&pythons()[0]).python;
    for (package, file) in PACKAGES.iter().zip(files) {
        let mut tool = command();
        tool.args(["surface", package, "--format", "json", "--site-packages"])
            .arg(site_packages());
        let json = Ran::of(tool, "", LIMIT).expect_quiet("surface");
        let mut oracle = python.command();
        oracle.arg(test_file("oracle/surface.py")).arg(file);
        let checked = Ran::of(oracle, &json, LIMIT).expect_quiet(package);
        assert!(
            checked.trim().parse::<usize>().unwrap() > 20,
            "{package}: {checked}"
        );
    }
}

#[test]
fn modules_import_with_every_warning_an_error() {
    for (mode, timeouts) in [
        (Mode::PerCall, false),
        (Mode::Persistent, false),
        (Mode::Persistent, true),
    ] {
        let (dir, _) = rendered(&format!("import-{mode}-{timeouts}"), mode, timeouts, None);
        for python in pythons_of_packages() {
            for package in PACKAGES {
                let mut import = environment(&python).python.strict();
                import
                    .args(["-c", &format!("import {package}_sync")])
                    .current_dir(&dir);
                Ran::of(import, "", LIMIT).expect_quiet(&format!("{package}, {mode}, {python}"));
            }
        }
    }
}

#[test]
fn modules_share_a_runtime() {
    let (dir, _) = rendered("shared", Mode::Persistent, false, Some("mochi_runtime"));
    fs::write(
        dir.join("mochi_runtime.py"),
        render_runtime(Mode::Persistent, false),
    )
    .unwrap();
    let mut import = environment(&pythons()[0]).python.strict();
    let program = "import httpx_sync, aiohttp_sync, mochi_runtime\n\
        assert httpx_sync.MochiAsyncReentryError is aiohttp_sync.MochiAsyncReentryError";
    import.args(["-c", program]).current_dir(&dir);
    Ran::of(import, "", LIMIT).expect_quiet("shared run-time part");
}

#[test]
fn modules_are_clean_under_mypy_strict() {
    let (dir, files) = rendered("mypy", Mode::Persistent, false, None);
    let packages = environment(&pythons()[0]);
    let complaints = Checks::at(dir).with_packages(&packages).mypy(&files);
    if let Err(complaints) = complaints {
        panic!("{complaints}");
    }
}

/// What ruff and pyright in strict mode have against the modules, counted by rule: the packages'
/// own `Any` (ANN401), and what they leave without types or have deprecated. `ruff format` leaves
/// them as they are.
#[test]
fn what_ruff_and_pyright_say_is_golden() {
    let (dir, files) = rendered("checkers", Mode::Persistent, false, None);
    let mut counts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    let mut count = |file: &Value, rule: &Value| {
        let file = PathBuf::from(file.as_str().unwrap());
        let module = file.file_stem().unwrap().to_string_lossy().into_owned();
        let rule = rule.as_str().unwrap_or("syntax").to_owned();
        *counts.entry(module).or_default().entry(rule).or_default() += 1;
    };

    let mut format = tools().program("ruff");
    format
        .args(["format", "--isolated", "--no-cache", "--diff"])
        .args(&files);
    let formatted = Ran::of(format, "", LIMIT);
    assert!(formatted.status.success(), "{}", formatted.stdout);

    let mut ruff = tools().program("ruff");
    ruff.args(["check", "--isolated", "--no-cache", "--quiet"])
        .args(["--output-format", "json", "--target-version", "py311"])
        .args(["--select", "E4,E7,E9,F,I,UP,ANN"])
        .args(&files);
    let said: Value = serde_json::from_str(&Ran::of(ruff, "", LIMIT).stdout).unwrap();
    for complaint in said.as_array().unwrap() {
        count(&complaint["filename"], &complaint["code"]);
    }

    let config = dir.join("pyrightconfig.json");
    let settings = r#"{"typeCheckingMode": "strict", "pythonVersion": "3.11", "exclude": []}"#;
    fs::write(&config, settings).unwrap();
    let mut pyright = tools().program("basedpyright");
    pyright
        .args(["--outputjson", "--project"])
        .arg(&config)
        .arg("--pythonpath")
        .arg(environment(&pythons()[0]).python.executable)
        .args(&files)
        .current_dir(&dir);
    let said: Value = serde_json::from_str(&Ran::of(pyright, "", LIMIT).stdout).unwrap();
    assert_eq!(said["summary"]["filesAnalyzed"], PACKAGES.len());
    for complaint in said["generalDiagnostics"].as_array().unwrap() {
        count(&complaint["file"], &complaint["rule"]);
    }

    let mut text = serde_json::to_string_pretty(&counts).unwrap();
    text.push('\n');
    assert_golden("checkers.json", &text);
}

#[test]
fn the_renderer_refuses_nothing() {
    for package in PACKAGES {
        let report = surface(package).report;
        assert_eq!(
            report.counts.skipped.get(&Reason::Refused),
            None,
            "{package}"
        );
    }
}

#[test]
fn the_same_bytes_from_everywhere() {
    let elsewhere = scratch("elsewhere");
    for package in PACKAGES {
        let render = |folder: &std::path::Path, site: PathBuf| {
            let mut tool = command();
            tool.args(["surface", package, "--format", "json", "--site-packages"])
                .arg(site)
                .current_dir(folder);
            Ran::of(tool, "", LIMIT).expect_quiet("surface")
        };
        let site = site_packages();
        let here = render(site, ".".into());
        let there = render(&elsewhere, site.to_owned());
        assert!(here == there, "{package}");
    }
}
