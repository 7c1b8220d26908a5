//! Can the annotations of shims for packages be evaluated, where that is asked for, and what is
//! said of those that cannot?

mod common;

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use common::{
    PACKAGES, options, packages, pythons_of_packages, scratch,
    support::{Python, Ran, Venv, in_parallel, pythons, venv},
    test_file,
};
use mochi_asyncbridge_cli::{Options, Roots, Surface, discover};

const LIMIT: Duration = Duration::from_mins(5);

fn evaluated(package: &str, options: Options) -> Surface {
    let options = Options {
        runtime_annotations: true,
        ..options
    };
    discover(package, &options).unwrap_or_else(|error| panic!("{error}"))
}

/// Evaluates all annotations of modules of a folder; gives how many functions each has.
fn evaluate(folder: &Path, modules: &[String], python: &Python) -> Result<Vec<usize>, String> {
    let mut command = python.command();
    command
        .arg(test_file("../../tests/cpython/evaluate.py"))
        .args(modules)
        .current_dir(folder);
    let ran = Ran::of(command, "", LIMIT);
    let counts: Result<Vec<usize>, _> = ran.stdout.split_whitespace().map(str::parse).collect();
    counts.map_err(|_| format!("{python}: {}{}", ran.stdout, ran.stderr))
}

/// Of what packages ask, what their modules have.
fn module_name(package: &str) -> String {
    format!("{package}_evaluated")
}

#[test]
fn hints_of_five_packages_have_values() {
    let folder = scratch("hints-packages");
    for package in PACKAGES {
        let text = evaluated(package, options()).module.render().unwrap();
        fs::write(folder.join(module_name(package) + ".py"), text).unwrap();
    }
    let modules = PACKAGES.map(module_name);
    let failures = in_parallel(&pythons_of_packages(), |python| {
        let python = &common::environment(python).python;
        let counts = evaluate(&folder, &modules, python)?;
        if counts.len() == PACKAGES.len() && counts.iter().all(|count| *count > 30) {
            Ok(())
        } else {
            Err(format!("{python}: {counts:?}"))
        }
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The biggest one for which everything has been held against `inspect`.
#[test]
fn hints_of_redis_have_values() {
    let python = &pythons()[0];
    let Venv { python } = venv("recall", include_str!("requirements/recall.txt"), python);
    let options = Options {
        roots: Roots::from(vec![packages(&python)]),
        ..Options::default()
    };
    let folder = scratch("hints-redis");
    let text = evaluated("redis", options).module.render().unwrap();
    fs::write(folder.join("redis_evaluated.py"), text).unwrap();
    let counts = evaluate(&folder, &[module_name("redis")], &python);
    assert!(
        counts.as_ref().is_ok_and(|counts| counts[0] > 1000),
        "{counts:?}"
    );
}

const PACKAGE: &[(&str, &str)] = &[
    ("p/__init__.py", "from . import shop\n"),
    (
        "p/shop.py",
        "from __future__ import annotations\n\
         import threading\n\
         import typing\n\
         from typing import TYPE_CHECKING, Generic, TypeVar, Union\n\
         if TYPE_CHECKING:\n\
         \x20   from _typeshed import SupportsRead\n\
         \x20   from . import circle\n\
         \x20   from .apart import Apart\n\
         \x20   class Seen: ...\n\
         T = TypeVar('T')\n\
         class Box(Generic[T]): ...\n\
         Text = Union['Box[int]', str]\n\
         Boxes = dict[str, 'list[Box[T]]']\n\
         Json = Union[str, 'list[Json]']\n\
         async def alias(x: Text) -> None: ...\n\
         async def generic(x: Boxes[int], y: Boxes) -> None: ...\n\
         async def recursive(x: Json) -> None: ...\n\
         async def checkers(x: Seen | None) -> None: ...\n\
         async def stub(x: SupportsRead[str]) -> None: ...\n\
         async def later(x: Apart) -> None: ...\n\
         async def lock(x: threading.Lock | None) -> None: ...\n\
         async def view(x: memoryview[int]) -> None: ...\n\
         async def plain(x: Box[int] | None) -> None: ...\n\
         async def round(x: circle.Round) -> None: ...\n",
    ),
    ("p/apart.py", "class Apart: ...\n"),
    (
        "p/circle.py",
        "from .other import Other\nclass Round: ...\n",
    ),
    (
        "p/other.py",
        "from .circle import Round\nclass Other: ...\n",
    ),
];

/// What the annotations of a package come to, and what is said of the types that have no value.
#[test]
fn what_has_no_value_is_any_and_reported() {
    let root = scratch("hints-made");
    fs::create_dir_all(root.join("p")).unwrap();
    for (path, text) in PACKAGE {
        fs::write(root.join(path), text).unwrap();
    }
    let options = Options {
        roots: Roots::from(vec![root.clone()]),
        ..Options::default()
    };
    let surface = evaluated("p", options);
    let fns = surface.module.fns.iter();
    let found: BTreeMap<&str, Vec<&str>> = fns
        .map(|f| {
            let params = f.params.iter().map(|param| &*param.annotation);
            (f.sync_name.trim_end_matches("_sync"), params.collect())
        })
        .collect();
    let boxes = "dict[str, list[p.shop.Box[int]]]";
    let any = "dict[str, list[p.shop.Box[typing.Any]]]";
    let expected: BTreeMap<&str, Vec<&str>> = [
        ("shop_alias", vec!["p.shop.Box[int] | str"]),
        ("shop_generic", vec![boxes, any]),
        ("shop_recursive", vec!["str | list[typing.Any]"]),
        ("shop_checkers", vec!["typing.Any | None"]),
        ("shop_stub", vec!["typing.Any"]),
        ("shop_later", vec!["p.apart.Apart"]),
        ("shop_lock", vec!["typing.Union[threading.Lock, None]"]),
        ("shop_view", vec!["memoryview"]),
        ("shop_plain", vec!["p.shop.Box[int] | None"]),
        ("shop_round", vec!["typing.Any"]),
    ]
    .into();
    assert_eq!(found, expected);
    let absent = &surface.report.counts.absent;
    let reasons: BTreeMap<&str, &str> = absent.iter().map(|(k, v)| (&**k, &**v)).collect();
    let expected: BTreeMap<&str, &str> = [
        (
            "_typeshed.SupportsRead",
            "`_typeshed` is for type checkers alone",
        ),
        (
            "p.circle.Round",
            "importing its module is a circle of imports at `p.circle`",
        ),
        ("p.shop.Json", "it is a recursive alias"),
        ("p.shop.Seen", "`p.shop` has it for type checkers alone"),
    ]
    .into();
    assert_eq!(reasons, expected);

    fs::write(
        root.join("p_evaluated.py"),
        surface.module.render().unwrap(),
    )
    .unwrap();
    let failures = in_parallel(&pythons(), |python| {
        let counts = evaluate(&root, &[module_name("p")], python)?;
        if counts == [10] {
            Ok(())
        } else {
            Err(format!("{python}: {counts:?}"))
        }
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
