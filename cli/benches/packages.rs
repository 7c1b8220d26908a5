//! From installed packages to their modules, beside griffe and mypy's stubgen:
//! `cargo bench -p mochi-asyncbridge-cli`.

#[path = "../tests/common/mod.rs"]
mod common;

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use common::{
    PACKAGES, options, scratch, site_packages,
    support::{Ran, pythons, venv},
};
use mochi_asyncbridge::{Mode, Module};
use mochi_asyncbridge_cli::{discover, index_serially};

/// The best of some rounds: what the machine can do when it is left alone.
fn best(rounds: usize, mut work: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..rounds {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed().as_secs_f64());
    }
    best
}

fn main() {
    let options = options();
    let files: Vec<_> = PACKAGES
        .iter()
        .flat_map(|package| options.roots.package(package).0)
        .collect();
    let bytes: u64 = files
        .iter()
        .map(|file| fs::metadata(&file.path).unwrap().len())
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "it is printed with two digits")]
    let megabytes = bytes as f64 / 1e6;

    let index = best(20, || {
        assert!(index_serially(&files, &options.target) > 600);
    });
    let out = scratch("bench");
    let render = best(20, || {
        for package in PACKAGES {
            let surface = discover(package, &options).unwrap();
            let module = Module {
                mode: Mode::Persistent,
                ..surface.module
            };
            fs::write(
                out.join(format!("{package}_sync.py")),
                module.render().unwrap(),
            )
            .unwrap();
        }
    });
    println!("{} files, {megabytes:.2} MB\n", files.len());
    println!("| what | ms | MB/s | times ours |\n|---|---|---|---|");
    let row = |what: &str, seconds: f64| {
        println!(
            "| {what} | {:.0} | {:.1} | {:.2} |",
            seconds * 1e3,
            megabytes / seconds,
            seconds / render
        );
    };
    row("read, parse and index, one core", index);
    row("from disk to five modules on disk", render);
    for reader in ["griffe", "stubgen"] {
        row(reader, peer(reader, &out));
    }
}

/// What another reader takes for the same packages.
fn peer(reader: &str, out: &Path) -> f64 {
    let python = venv("peers", include_str!("peers.txt"), &pythons()[0]).python;
    let mut command = python.command();
    command
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers.py"))
        .arg(reader)
        .arg(site_packages())
        .arg(out.join("stubs"))
        .args(PACKAGES);
    let ran = Ran::of(command, "", Duration::from_mins(10));
    assert!(ran.status.success(), "{}", ran.stderr);
    ran.stdout.trim().parse().unwrap()
}
