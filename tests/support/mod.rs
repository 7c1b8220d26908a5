//! What the tests need of the world: CPython interpreters, virtual environments, linters.
//!
//! Everything that is made lies under `target/` and is made once, on first use.

#![allow(
    dead_code,
    unused_imports,
    reason = "each test binary uses a part of this"
)]
#![allow(
    clippy::duration_suboptimal_units,
    clippy::incompatible_msrv,
    reason = "shared by two crates with different minimum versions of Rust"
)]

mod checks;
mod process;
mod python;
mod venv;

use std::{
    env,
    io::Write as _,
    path::{Path, PathBuf},
};

pub use checks::Checks;
pub use process::{Ran, in_parallel};
pub use python::{Python, pythons};
pub use venv::{Venv, tools, venv};

/// Tells of tests that cannot run here, past the capture of test output.
///
/// # Panics
///
/// If `CI` is set: there nothing may be missing.
#[track_caller]
pub fn skip(what: &str) {
    assert!(
        env::var_os("CI").is_none_or(|value| value.is_empty()),
        "{what}"
    );
    let _ = writeln!(std::io::stderr(), "skipped {what}");
}

/// Cargo's target directory.
pub fn target_dir() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("cargo's directory for tests lies in the target directory")
        .to_owned()
}
