//! Which interpreters are there?

use std::{
    collections::HashSet,
    env, fmt,
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
    sync::OnceLock,
};

/// The oldest version that emitted modules support.
const OLDEST: (u32, u32) = (3, 11);

/// What is looked for on `PATH`.
const NAMES: [&str; 10] = [
    "python3.11",
    "python3.12",
    "python3.13",
    "python3.14",
    "python3.15",
    "python3.13t",
    "python3.14t",
    "python3.15t",
    "python3",
    "python",
];

/// An interpreter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Python {
    pub version: (u32, u32, u32),
    /// Whether the global interpreter lock is on: false on free-threaded builds.
    pub gil: bool,
    pub executable: PathBuf,
}

impl fmt::Display for Python {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (major, minor, micro) = self.version;
        let suffix = if self.gil { "" } else { "t" };
        write!(f, "CPython {major}.{minor}.{micro}{suffix}")
    }
}

impl Python {
    /// The version alone, with `t` for a free-threaded build.
    pub fn short(&self) -> String {
        let text = self.to_string();
        text.trim_start_matches("CPython ").to_owned()
    }

    /// A command that runs this interpreter, whatever the user's environment tells Python.
    pub fn command(&self) -> Command {
        command(&self.executable)
    }

    /// [`command`](Self::command) with everything that emitted modules must pass: development
    /// mode, in which every warning is an error.
    pub fn strict(&self) -> Command {
        let mut command = self.command();
        command.args(["-X", "dev", "-W", "error"]);
        command
    }

    fn probe(executable: impl Into<PathBuf>) -> Option<Self> {
        const PROBE: &str = "import os, sys\n\
            assert sys.implementation.name == 'cpython'\n\
            print(*sys.version_info[:3], int(getattr(sys, '_is_gil_enabled', lambda: True)()))\n\
            print(os.path.abspath(sys.executable))";
        let output = command(executable)
            .args(["-c", PROBE])
            .stderr(Stdio::null())
            .output()
            .ok()
            .filter(|output| output.status.success())?;
        let text = String::from_utf8(output.stdout).ok()?;
        let (numbers, executable) = text.split_once('\n')?;
        let numbers: Vec<u32> = numbers.split(' ').flat_map(str::parse).collect();
        let &[major, minor, micro, gil] = numbers.as_slice() else {
            return None;
        };
        ((major, minor) >= OLDEST).then(|| Self {
            version: (major, minor, micro),
            gil: gil == 1,
            executable: executable.trim_end().into(),
        })
    }
}

/// Every CPython that the machine offers from 3.11 on, oldest first.
///
/// They are those of the environment variable `MOCHI_PYTHONS`, a list like `PATH` of executables,
/// or else those with the usual names on `PATH`.
///
/// # Panics
///
/// If there is none, or one that `MOCHI_PYTHONS` names cannot be used.
pub fn pythons() -> Vec<Python> {
    static PYTHONS: OnceLock<Vec<Python>> = OnceLock::new();
    PYTHONS.get_or_init(discover).clone()
}

fn discover() -> Vec<Python> {
    let mut pythons: Vec<Python> = match env::var_os("MOCHI_PYTHONS").filter(|v| !v.is_empty()) {
        Some(paths) => env::split_paths(&paths)
            .map(|path| {
                Python::probe(&path).unwrap_or_else(|| {
                    panic!("MOCHI_PYTHONS: `{}` is no CPython >= 3.11", path.display())
                })
            })
            .collect(),
        None => NAMES.into_iter().filter_map(Python::probe).collect(),
    };
    let mut seen = HashSet::new();
    pythons.retain(|python| {
        let real = python.executable.canonicalize();
        seen.insert((real.unwrap_or_default(), python.version, python.gil))
    });
    pythons.sort();
    assert!(
        !pythons.is_empty(),
        "no CPython >= 3.11 found: install one so that `python3` runs it, \
         or set MOCHI_PYTHONS to a list of executables"
    );
    say_what_is_missing(&pythons);
    pythons
}

/// Tells which interpreters the tests do not run on, past the capture of test output.
fn say_what_is_missing(pythons: &[Python]) {
    let found: Vec<String> = pythons.iter().map(Python::to_string).collect();
    let mut missing: Vec<String> = (11..=15)
        .filter(|minor| !pythons.iter().any(|python| python.version.1 == *minor))
        .map(|minor| format!("3.{minor}"))
        .collect();
    if pythons.iter().all(|python| python.gil) {
        missing.push("a free-threaded one".to_owned());
    }
    if missing.is_empty() {
        missing.push("none".to_owned());
    }
    let _ = writeln!(
        std::io::stderr(),
        "tests run on {}; missing: {}",
        found.join(", "),
        missing.join(", ")
    );
}

pub(super) fn command(executable: impl Into<PathBuf>) -> Command {
    let mut command = Command::new(executable.into());
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("PYTHON") {
            command.env_remove(name);
        }
    }
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    command.env("PYTHONNOUSERSITE", "1");
    command
}
