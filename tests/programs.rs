//! Random programs over rendered modules: threads, forks, signals, finalizers, generators, managers,
//! contexts and exits in random order. What they must do is what bare asyncio does.
//!
//! A program follows from its seed. `cargo test` runs a few seeds, always the same; for an hour of
//! others, a failing one of which is named:
//!
//! ```sh
//! MOCHI_MINUTES=60 cargo test --test programs
//! MOCHI_SEED=1234 cargo test --test programs -- persistent::3.13
//! ```

mod support;

#[path = "scenarios/modules.rs"]
mod modules;

use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use libtest_mimic::{Arguments, Failed, Trial};
use support::{Python, Ran, pythons};

const VARIANTS: [&str; 6] = [
    "per_call",
    "persistent",
    "per_call_timeouts",
    "persistent_timeouts",
    "standby",
    "standby_timeouts",
];

/// What `cargo test` runs of each module on each interpreter.
const SEEDS: u64 = 4;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(at_once());
    libtest_mimic::run(&arguments, trials()).exit_code()
}

/// How many tests run at once: they wait more than they compute.
fn at_once() -> usize {
    2 * thread::available_parallelism().map_or(1, usize::from)
}

fn trials() -> Vec<Trial> {
    let modules = Path::new(env!("CARGO_TARGET_TMPDIR")).join("programs");
    let modules = Arc::new(modules::render_all(modules));
    let seeds = Seeds::asked();
    let mut trials = Vec::new();
    for variant in VARIANTS {
        for python in pythons() {
            let name = format!("{variant}::{}", python.short());
            let modules = Arc::clone(&modules);
            let seeds = seeds.clone();
            trials.push(Trial::test(name, move || {
                seeds.run(&python, variant, &modules)
            }));
        }
    }
    trials
}

#[derive(Clone, Debug)]
enum Seeds {
    One(u64),
    Few,
    /// From this on for so long in each test, however many fail.
    For(u64, Duration),
}

impl Seeds {
    fn asked() -> Self {
        let number = |name: &str| {
            env::var(name)
                .ok()
                .map(|text| text.parse().unwrap_or_else(|_| panic!("{name}: no number")))
        };
        if let Some(seed) = number("MOCHI_SEED") {
            return Self::One(seed);
        }
        let Some(minutes) = number("MOCHI_MINUTES") else {
            return Self::Few;
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let first = now.expect("the clock is set").as_secs();
        // Each test gets the same part of the time, or the last ones would run nothing.
        let tests = u32::try_from(VARIANTS.len() * pythons().len()).expect("there are few");
        let at_once = u32::try_from(at_once()).expect("there are few");
        let all = Duration::from_secs(60 * minutes);
        Self::For(first, all * at_once.min(tests) / tests)
    }

    fn run(&self, python: &Python, variant: &str, modules: &Path) -> Result<(), Failed> {
        let (first, number, ends) = match *self {
            Self::One(seed) => (seed, 1, None),
            Self::Few => (0, SEEDS, None),
            Self::For(first, time) => (first, u64::MAX, Some(Instant::now() + time)),
        };
        let mut ran = 0;
        let mut failures = Vec::new();
        while ran < number && ends.is_none_or(|ends| Instant::now() < ends) {
            let seed = first + ran;
            ran += 1;
            if let Err(output) = program(python, variant, seed, modules) {
                let failure = format!("MOCHI_SEED={seed}: {output}");
                if ends.is_some() {
                    eprintln!("{variant}, {python}: {failure}");
                }
                failures.push(failure);
            }
        }
        if ends.is_some() {
            eprintln!(
                "{variant}, {python}: {ran} programs, {} failed",
                failures.len()
            );
        }
        if failures.is_empty() {
            return Ok(());
        }
        Err(failures.join("\n").into())
    }
}

fn program(python: &Python, variant: &str, seed: u64, modules: &Path) -> Result<(), String> {
    let mut command = python.strict();
    command
        .arg("program.py")
        .args([modules.as_os_str(), variant.as_ref()])
        .arg(seed.to_string())
        .current_dir(folder());
    let ran = Ran::within(command, "", Duration::from_secs(180))?;
    // What it was to end with: see `chance.py`.
    let ended = matches!(ran.status.code(), Some(0 | 3));
    let told = |event: char| ran.stdout.chars().filter(|c| *c == event).count();
    let cleaned = told('+') == told('-') && told('+') + told('-') == ran.stdout.len();
    if ended && cleaned && ran.stderr.is_empty() {
        return Ok(());
    }
    Err(format!("{}\n{}{}", ran.status, ran.stdout, ran.stderr))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs")
}
