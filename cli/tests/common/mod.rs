//! The five packages that discovery is held against, installed as pinned.

#![allow(dead_code, reason = "each test binary uses a part of this")]

#[path = "../../../tests/support/mod.rs"]
pub mod support;

use std::{
    ffi::OsStr,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
    time::Duration,
};

use mochi_asyncbridge_cli::{Options, Roots, Surface, Target, discover};
use support::{Python, Ran, Venv, pythons, venv};

/// The packages, by name.
pub const PACKAGES: [&str; 5] = ["httpx", "aiohttp", "fastapi", "starlette", "uvicorn"];

/// The interpreters that can have all of them: pydantic, which fastapi needs, supports no
/// free-threaded one before 3.14.
pub fn pythons_of_packages() -> Vec<Python> {
    let can = |python: &Python| python.gil || python.version >= (3, 14, 0);
    let (can, cannot): (Vec<_>, Vec<_>) = pythons().into_iter().partition(can);
    for python in cannot {
        let note = format!("not tried on {python}: fastapi, which cannot be installed there\n");
        let _ = std::io::stderr().write_all(note.as_bytes());
    }
    can
}

/// An environment with all of them.
pub fn environment(python: &Python) -> Venv {
    venv(
        "packages",
        include_str!("../requirements/packages.txt"),
        python,
    )
}

/// The folder that they are installed in, for the first interpreter.
pub fn site_packages() -> &'static Path {
    static SITE: OnceLock<PathBuf> = OnceLock::new();
    SITE.get_or_init(|| packages(&environment(&pythons()[0]).python))
}

/// The folder that an interpreter has its packages in.
pub fn packages(python: &Python) -> PathBuf {
    let mut command = python.command();
    command.args([
        "-c",
        "import sysconfig; print(sysconfig.get_path('purelib'))",
    ]);
    let printed = Ran::of(command, "", Duration::from_mins(1)).expect_quiet("sysconfig");
    printed.trim().into()
}

/// How tests read a package.
pub fn options() -> Options {
    Options {
        roots: Roots::from(vec![site_packages().to_owned()]),
        target: Target::default(),
        ..Options::default()
    }
}

/// The surface of an installed package.
#[track_caller]
pub fn surface(package: &str) -> Surface {
    discover(package, &options()).unwrap_or_else(|error| panic!("{error}"))
}

/// The command under test.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mochi-asyncbridge"));
    command.env("NO_COLOR", "1").env_remove("VIRTUAL_ENV");
    command
}

/// `command`, run by one of the programs in `launch/`.
pub fn launched(launcher: &str, arguments: &[impl AsRef<OsStr>], command: &Command) -> Command {
    let mut python = pythons()[0].command();
    python
        .arg(test_file("launch").join(launcher))
        .args(arguments)
        .arg(command.get_program())
        .args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => python.env(name, value),
            None => python.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        python.current_dir(folder);
    }
    python
}

/// An empty folder for one test.
pub fn scratch(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("cli")
        .join(name);
    if dir.exists() {
        fs::remove_dir_all(&dir).expect("the target directory can be written");
    }
    fs::create_dir_all(&dir).expect("the target directory can be written");
    dir
}

/// A file of the tests' own.
pub fn test_file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(path)
}

/// Holds a text against a committed file, or writes the file under `UPDATE_SNAPSHOTS=1`.
#[track_caller]
pub fn assert_golden(path: &str, text: &str) {
    let file = test_file("golden").join(path);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some_and(|value| value == "1") {
        if fs::read_to_string(&file).ok().as_deref() != Some(text) {
            fs::write(&file, text).expect("golden files can be written");
        }
        return;
    }
    let golden = fs::read_to_string(&file).unwrap_or_default();
    pretty_assertions::assert_str_eq!(
        golden,
        text,
        "{}: accept with UPDATE_SNAPSHOTS=1 cargo test -p mochi-asyncbridge-cli",
        file.display()
    );
}
