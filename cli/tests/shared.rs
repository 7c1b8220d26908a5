//! A package of shims with one run-time part: written, checked, imported on every interpreter,
//! and called.

mod common;

use std::{fs, path::Path, process::Command, time::Duration};

use common::{
    command, scratch,
    support::{Checks, Ran, pythons},
};

const SOURCE: &str = r#"
import asyncio
import collections.abc
import contextlib


class Client:
    """Bound to the loop that it was first used on."""

    def __init__(self, name: str = "none") -> None:
        self.name = name
        self.loop: asyncio.AbstractEventLoop | None = None

    async def __aenter__(self) -> "Client":
        return self

    async def __aexit__(self, *exc: object) -> None:
        self.name = "closed"

    async def get(self, key: int, *, times: int = 1) -> list[str]:
        loop = asyncio.get_running_loop()
        if self.loop not in (None, loop):
            raise RuntimeError("another loop")
        self.loop = loop
        await asyncio.sleep(0)
        return [f"{self.name}{key}"] * times

    async def pages(self) -> collections.abc.AsyncIterator[int]:
        for page in range(3):
            yield page


async def fetch(url: str) -> bytes:
    await asyncio.sleep(0)
    return url.encode()


@contextlib.asynccontextmanager
async def opened(name: str) -> collections.abc.AsyncIterator[Client]:
    async with Client(name) as client:
        yield client
"#;

const CALLS: &str = r#"
import source
import shims

client = source.Client("a")
assert shims.Client_get_sync(client, 1) == ["a1"]
assert shims.Client_get_sync(client, 2, times=2) == ["a2", "a2"]
assert list(shims.Client_pages_sync(client)) == [0, 1, 2]
assert shims.fetch_sync("x") == b"x"
with shims.opened_sync("b") as opened:
    assert shims.Client_get_sync(opened, 3) == ["b3"]
assert opened.name == "closed"
token = shims.mochi_async_timeout.set(30)
assert shims.fetch_sync("y") == b"y"
shims.mochi_async_timeout.reset(token)
names = {name for name in vars(shims) if not name.startswith("__")}
helpers = {name for name in names if name.lower().startswith("_mochi")}
for name in helpers:
    assert getattr(shims, name) is getattr(shims._runtime, name, None), name
"#;

fn render(root: &Path, arguments: &[&str]) -> Ran {
    let mut tool = command();
    tool.args(["render", "source.py", "--timeouts", "--output"])
        .args(arguments)
        .current_dir(root);
    Ran::of(tool, "", Duration::from_mins(2))
}

#[test]
fn a_package_has_one_run_time_part() {
    let root = scratch("shared-package");
    fs::write(root.join("source.py"), SOURCE).unwrap();
    let missing = render(&root, &["shims/", "--check"]);
    assert_eq!(missing.status.code(), Some(1), "{}", missing.stderr);
    assert!(!root.join("shims").exists());
    assert!(
        missing.stdout.contains("shims/_runtime.py")
            && missing.stdout.contains("shims/__init__.py")
    );
    render(&root, &["shims/"]).expect_quiet("render");
    render(&root, &["shims", "--check"]).expect_quiet("check");

    let read = |file: &str| fs::read_to_string(root.join("shims").join(file)).unwrap();
    let (shims, runtime) = (read("__init__.py"), read("_runtime.py"));
    assert!(shims.contains("from ._runtime import"), "{shims}");
    assert!(
        !shims.contains("def _mochi") && !shims.contains("class _Mochi"),
        "{shims}"
    );
    assert!(runtime.contains("def _mochi_get_loop("), "{runtime}");

    for python in pythons() {
        let mut calls = python.strict();
        calls.args(["-c", CALLS]).current_dir(&root);
        Ran::of(calls, "", Duration::from_mins(2)).expect_quiet(&python.to_string());
    }

    let files = ["shims/__init__.py", "shims/_runtime.py"].map(|file| root.join(file));
    if let Err(complaints) = Checks::at(&root).mypy(&files) {
        panic!("{complaints}");
    }

    // Either file can be stale, and a run-time part for other options does not import.
    fs::write(root.join("shims/_runtime.py"), format!("{runtime}\n")).unwrap();
    let stale = render(&root, &["shims/", "--check"]);
    assert_eq!(stale.status.code(), Some(1));
    assert!(
        stale.stdout.contains("--- shims/_runtime.py"),
        "{}",
        stale.stdout
    );
    assert!(
        !stale.stdout.contains("--- shims/__init__.py"),
        "{}",
        stale.stdout
    );
    let mut other = command();
    other
        .args([
            "runtime",
            "--mode",
            "persistent",
            "--output",
            "shims/_runtime.py",
        ])
        .current_dir(&root);
    Ran::of(other, "", Duration::from_mins(2)).expect_quiet("runtime");
    let mut import = pythons()[0].strict();
    import.args(["-c", "import shims"]).current_dir(&root);
    let ran = Ran::of(import, "", Duration::from_mins(1));
    assert!(
        !ran.status.success() && ran.stderr.contains("ImportError"),
        "{}",
        ran.stderr
    );
}

#[test]
fn what_cannot_be_such_a_package_is_refused() {
    let root = scratch("shared-refused");
    fs::write(root.join("source.py"), SOURCE).unwrap();
    for (arguments, expected) in [
        (&["no-name/"][..], "no name that Python could import"),
        (
            &["shims/", "--shared-runtime", "rt"],
            "leave --shared-runtime out",
        ),
        (&["source.py/"], "source.py"),
    ] {
        let ran = render(&root, arguments);
        assert_eq!(ran.status.code(), Some(2), "{arguments:?}: {}", ran.stderr);
        assert!(
            ran.stderr.contains(expected),
            "{arguments:?}: {}",
            ran.stderr
        );
    }
    let mut tool = command();
    tool.args(["runtime", "--output", "shims/"])
        .current_dir(&root);
    let ran = Ran::of(tool, "", Duration::from_mins(1));
    assert_eq!(ran.status.code(), Some(2), "{}", ran.stderr);
}

/// Descriptors make one as well.
#[test]
fn descriptors_make_a_package() {
    let root = scratch("shared-descriptors");
    fs::write(root.join("m.py"), "async def f() -> int:\n    return 1\n").unwrap();
    let json = r#"{"source_import": "from m import f", "fns": [{"name": "f", "returns": "int"}]}"#;
    let mut tool: Command = command();
    tool.args(["render", "-", "--output", "made/by/shims/"])
        .current_dir(&root);
    Ran::of(tool, json, Duration::from_mins(1)).expect_quiet("render");
    let mut call = pythons()[0].strict();
    call.args(["-c", "import made.by.shims as s; assert s.f_sync() == 1"])
        .current_dir(&root);
    Ran::of(call, "", Duration::from_mins(1)).expect_quiet("call");
}
