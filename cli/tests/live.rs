//! Rendered modules at work: real clients and servers on loopback, in persistent mode.

mod common;

use std::{fs, time::Duration};

use common::{
    PACKAGES, environment, pythons_of_packages, scratch, support::Ran, surface, test_file,
};
use mochi_asyncbridge::{Mode, Module};

#[track_caller]
fn works(package: &str) {
    let dir = scratch(&format!("live-{package}"));
    for name in PACKAGES {
        let module = Module {
            mode: Mode::Persistent,
            ..surface(name).module
        };
        fs::write(
            dir.join(format!("{name}_sync.py")),
            module.render().unwrap(),
        )
        .unwrap();
    }
    for python in pythons_of_packages() {
        let mut command = environment(&python).python.strict();
        command
            .arg(test_file(&format!("live/{package}_drive.py")))
            .env("PYTHONPATH", &dir);
        let ran = Ran::of(command, "", Duration::from_mins(2));
        ran.expect_quiet(&format!("{package}, {python}"));
    }
}

#[test]
fn httpx_works() {
    works("httpx");
}

#[test]
fn aiohttp_works() {
    works("aiohttp");
}

#[test]
fn starlette_works() {
    works("starlette");
}

#[test]
fn fastapi_works() {
    works("fastapi");
}
