//! From installed packages to their modules, cold and warm, beside the parser alone, griffe, mypy's
//! stubgen and pyright's `--createstub`: `cargo bench -p mochi-asyncbridge-cli`.

#[path = "../tests/common/mod.rs"]
mod common;

use std::{
    fs,
    hint::black_box,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use common::{
    PACKAGES, command, options, scratch, site_packages,
    support::{Ran, pythons, tools, venv},
};
use mochi_asyncbridge::{Mode, Module};
use mochi_asyncbridge_cli::{decode, discover, index_serially, on_big_stack};
use ruff_python_parser::parse_module;

/// That of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 30;

fn main() {
    let options = options();
    let files: Vec<_> = PACKAGES
        .iter()
        .flat_map(|package| options.roots.package(package).0)
        .collect();
    let bytes: Vec<Vec<u8>> = files
        .iter()
        .map(|file| fs::read(&file.path).unwrap())
        .collect();
    let length: usize = bytes.iter().map(Vec::len).sum();
    #[expect(clippy::cast_precision_loss, reason = "it is printed with two digits")]
    let megabytes = length as f64 / 1e6;
    let texts: Vec<String> = bytes
        .into_iter()
        .map(|text| decode(text).unwrap())
        .collect();
    let out = scratch("bench");

    let parse = || {
        on_big_stack(|| {
            for text in &texts {
                black_box(parse_module(text).unwrap());
            }
        });
    };
    let extract = || assert!(index_serially(&files, &options.target) > 600);
    let render = || {
        for package in PACKAGES {
            let surface = discover(package, &options).unwrap();
            let module = Module {
                mode: Mode::Persistent,
                ..surface.module
            };
            let file = out.join(format!("{package}_sync.py"));
            fs::write(file, module.render().unwrap()).unwrap();
        }
    };
    let project = project(&out);
    let sync = |arguments: &[&str]| {
        let mut tool = command();
        tool.arg("sync").args(arguments).current_dir(&project);
        let ran = Ran::of(tool, "", Duration::from_mins(10));
        assert!(ran.status.success(), "{}", ran.stderr);
    };
    sync(&[]);
    let cold = || sync(&["--no-cache", "--check"]);
    let warm = || sync(&["--check"]);
    let [parse, extract, render, cold, warm] = best([&parse, &extract, &render, &cold, &warm]);

    println!("{} files, {megabytes:.2} MB\n", files.len());
    println!("| what | ms | MB/s | times the parser |\n|---|---|---|---|");
    let row = |what: &str, seconds: f64| {
        println!(
            "| {what} | {:.0} | {:.1} | {:.1} |",
            seconds * 1e3,
            megabytes / seconds,
            seconds / parse
        );
    };
    row("ruff's parser alone, from memory, one core", parse);
    row("read, parse and extract, one core", extract);
    row("from disk to five modules on disk", render);
    row("the command: sync --check, cold", cold);
    row("the command: sync --check, warm", warm);
    for reader in ["stubgen", "griffe"] {
        row(reader, peer(reader, &out));
    }
    row(
        "basedpyright --createstub, a command each",
        createstub(&out),
    );
}

/// A project with all of the packages.
fn project(out: &Path) -> PathBuf {
    let project = out.join("project");
    fs::create_dir(&project).unwrap();
    let site = site_packages().to_str().unwrap();
    let table = format!(
        "[tool.mochi-asyncbridge]\noutput = \"shims\"\nmode = \"persistent\"\n\
         packages = {PACKAGES:?}\nsite-packages = [{site:?}]\n"
    );
    fs::write(project.join("pyproject.toml"), table).unwrap();
    project
}

/// What pyright takes to write stubs for all packages, one after the other.
fn createstub(out: &Path) -> f64 {
    let folder = out.join("createstub");
    fs::create_dir(&folder).unwrap();
    let site = site_packages().to_str().unwrap();
    let settings = format!("{{\"extraPaths\": [{site:?}], \"stubPath\": \"typings\"}}");
    fs::write(folder.join("pyrightconfig.json"), settings).unwrap();
    let start = Instant::now();
    for package in PACKAGES {
        let mut pyright = tools().program("basedpyright");
        pyright.args(["--createstub", package]).current_dir(&folder);
        // How it ends says what it thinks of the package.
        let ran = Ran::of(pyright, "", Duration::from_mins(10));
        let stubs = folder.join("typings").join(package);
        assert!(stubs.is_dir(), "{}", ran.stdout);
    }
    start.elapsed().as_secs_f64()
}

/// The best of some rounds of each: what the machine can do when it is left alone. Every round
/// does all of them, so that all have the same load beside them.
fn best<const N: usize>(works: [&dyn Fn(); N]) -> [f64; N] {
    let mut best = [f64::INFINITY; N];
    for _ in 0..ROUNDS {
        for (work, best) in works.iter().zip(&mut best) {
            let start = Instant::now();
            work();
            *best = best.min(start.elapsed().as_secs_f64());
        }
    }
    best
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
