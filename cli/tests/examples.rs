//! The examples of `examples/packages/`: real clients and real servers, and no asyncio in between.

mod common;

use std::{
    env, fs,
    io::Write as _,
    path::{Path, PathBuf},
    time::Duration,
};

use common::{
    command, packages, scratch,
    support::{Ran, pythons, venv},
};

/// What `serve.py` exits with when there is no server.
const NOT_INSTALLED: i32 = 3;

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../examples/packages")
        .join(name)
}

#[track_caller]
fn works(package: &str, server: &str) {
    let limit = Duration::from_mins(5);
    let python = &pythons()[0];
    let python = venv("recall", include_str!("requirements/recall.txt"), python).python;
    let dir = scratch(&format!("example-{package}"));
    let mut render = command();
    render
        .args(["render", package, "--mode", "persistent"])
        .arg("--site-packages")
        .arg(packages(&python))
        .arg("--output")
        .arg(dir.join(format!("{package}_sync.py")));
    let rendered = Ran::of(render, "", limit);
    assert!(rendered.status.success(), "{package}: {}", rendered.stderr);
    let data = dir.join("data");
    fs::create_dir(&data).unwrap();
    let mut run = python.command();
    run.arg(example("serve.py"))
        .arg(server)
        .arg(&data)
        .arg(example(&format!("{package}_client.py")))
        .env("PYTHONPATH", &dir);
    let ran = Ran::of(run, "", limit);
    if ran.status.code() == Some(NOT_INSTALLED) && env::var_os("CI").is_none() {
        // Past the capture of test output.
        let _ = write!(
            std::io::stderr(),
            "skipped: {package}_client.py: {}",
            ran.stderr
        );
        return;
    }
    assert!(
        ran.status.success() && ran.stdout == format!("{package}: ok\n"),
        "{package}: {}{}",
        ran.stdout,
        ran.stderr
    );
}

#[test]
fn redis_works() {
    works("redis", "redis");
}

#[test]
fn nats_works() {
    works("nats", "nats");
}

#[test]
fn asyncpg_works() {
    works("asyncpg", "postgres");
}

#[test]
fn psycopg_works() {
    works("psycopg", "postgres");
}

#[test]
fn sqlalchemy_works() {
    works("sqlalchemy", "postgres");
}

#[test]
fn asyncssh_works() {
    works("asyncssh", "none");
}

#[test]
fn openai_works() {
    works("openai", "fake");
}

#[test]
fn anthropic_works() {
    works("anthropic", "fake");
}
