//! Programs that have an event loop of their own, fork, or wait for what comes between calls:
//! `IPython`, `FastAPI`, pytest-asyncio, subscriptions, prefork servers. Each calls shims of the standby.
//!
//! It installs these packages: `cargo test -p mochi-asyncbridge-cli --test places -- --ignored`.

mod common;

use std::{fs, time::Duration};

use common::{
    environment, pythons_of_packages, scratch,
    support::{Ran, venv},
    surface, test_file,
};
use mochi_asyncbridge::{Driver, Mode, Module};

#[track_caller]
fn works(place: &str) {
    let dir = scratch(&format!("places-{place}"));
    let module = Module {
        mode: Mode::Persistent,
        driver: Driver::Standby,
        helpers: true,
        ..surface("httpx").module
    };
    let text = module.render().expect("what was found can be rendered");
    fs::write(dir.join("httpx_sync.py"), text).expect("target/ is writable");
    let of_packages = pythons_of_packages();
    // The first one that the packages have wheels for.
    let python = environment(&of_packages[0]).python;
    let requirements = include_str!("requirements/places.txt");
    let mut command = venv("places", requirements, &python).python.command();
    command
        .arg(test_file(&format!("places/{place}.py")))
        .arg(&dir)
        .env("PYTHONPATH", &dir);
    let ran = Ran::of(command, "", Duration::from_mins(3));
    assert!(
        ran.status.success() && ran.stdout.ends_with("done\n"),
        "{}{}",
        ran.stdout,
        ran.stderr
    );
}

#[test]
#[ignore = "installs packages"]
fn cells_of_ipython() {
    works("in_ipython");
}

#[test]
#[ignore = "installs packages"]
fn handlers_of_fastapi() {
    works("in_handlers");
}

#[test]
#[ignore = "installs packages"]
fn tests_of_pytest_asyncio() {
    works("in_pytest");
}

#[test]
#[ignore = "installs packages, and sleeps"]
fn subscriptions_and_heartbeats() {
    works("subscription");
}

#[test]
#[ignore = "installs packages"]
fn forking_servers_and_pools() {
    works("prefork");
}
