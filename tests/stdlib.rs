//! What validation knows about the standard library, held against that of every CPython.

mod support;

use std::{path::Path, time::Duration};

use mochi_asyncbridge::{AsyncFn, Module};
use support::{Ran, pythons};

fn is_accepted(module: &str, name: &str) -> bool {
    let import = format!("from {module} import {name} as Name_");
    Module {
        source_import: "from pkg import fetch".into(),
        type_checking_imports: vec![import],
        fns: vec![AsyncFn::new("fetch").param("x", "Name_")],
        ..Module::default()
    }
    .validate()
    .is_ok()
}

/// Whether an annotation may name it that no import binds and that is evaluated at run time.
fn is_evaluable(name: &str) -> bool {
    let f = AsyncFn::new("fetch").param("x", name);
    let module = Module::new("from pkg import fetch").function(f);
    module.runtime_annotations(true).validate().is_ok()
}

/// How many builtin types every version has.
const BUILTINS: usize = 95;

/// Those that not all versions have.
const NEWER: &[&str] = &[
    "ImportCycleError",
    "PythonFinalizationError",
    "frozendict",
    "sentinel",
];

/// Classes that nobody annotates with: what modules keep for themselves under a public name, or
/// export by accident.
const ODD: &[&str] = &[
    "addbase",
    "addclosehook",
    "addinfo",
    "boolean",
    "bucket",
    "bytes_",
    "c_make_encoder",
    "c_make_scanner",
    "dictConfigClass",
    "different_locale",
    "file_wrapper",
    "framelocalsproxy",
    "ftpwrapper",
    "getdouble",
    "getint",
    "int_",
    "io",
    "main",
    "make_option",
    "make_scanner",
    "make_weakref",
    "re",
    "sentinel",
    "socket_error",
    "tixCommand",
];

/// Here constants are spelt like classes, so what others define is not accepted.
const SPELT_OTHERWISE: &[&str] = &["imaplib", "tokenize"];

#[test]
fn text_is_refused_and_types_are_accepted() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cpython/stdlib.py");
    let mut wrong = Vec::new();
    for python in pythons() {
        let mut command = python.command();
        command.arg(&script);
        let limit = Duration::from_secs(300);
        let output = Ran::of(command, "", limit).expect_quiet("stdlib.py");
        let mut counts = (0, 0);
        let mut builtins = 0;
        for line in output.lines() {
            let [kind, module, name] = line.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{python}: {line}");
            };
            let is_public =
                !name.starts_with('_') && !module.contains("._") && !module.starts_with('_');
            if kind == "builtin" {
                // What some versions do not have is not to be counted on.
                if is_evaluable(name) {
                    builtins += 1;
                } else if !NEWER.contains(&name) {
                    wrong.push(format!("{python}: the builtin {name} is refused"));
                }
            } else if kind == "text" {
                counts.0 += 1;
                if is_accepted(module, name) {
                    wrong.push(format!("{python}: {module}.{name} is accepted"));
                }
            } else if is_public
                && !ODD.contains(&name)
                && !name.ends_with("iterator")
                && !SPELT_OTHERWISE.contains(&module)
            {
                counts.1 += 1;
                if !is_accepted(module, name) {
                    wrong.push(format!("{python}: {module}.{name} is refused"));
                }
            }
        }
        assert!(counts.0 > 500 && counts.1 > 1500, "{python}: {counts:?}");
        // All that are known are there.
        assert_eq!(builtins, BUILTINS, "{python}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
