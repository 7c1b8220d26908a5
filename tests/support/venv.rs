//! How does an environment with pinned packages come about?

use std::{
    fs::{self, File},
    hash::{DefaultHasher, Hash, Hasher},
    path::PathBuf,
    process::Command,
    sync::OnceLock,
    time::Duration,
};

use super::{Python, Ran, python, pythons, target_dir};

/// A virtual environment with pinned packages.
#[derive(Clone, Debug)]
pub struct Venv {
    /// Its interpreter: same version, other `executable`.
    pub python: Python,
}

/// The environment of that name, made on first use from the text of a requirements file with
/// hashes (`include_str!("../requirements/<name>.txt")`).
///
/// # Panics
///
/// If it cannot be made; the message is what pip says.
#[track_caller]
pub fn venv(name: &str, requirements: &str, python: &Python) -> Venv {
    Venv::new(name, requirements, python)
        .unwrap_or_else(|error| panic!("environment `{name}` for {python}: {error}"))
}

/// The environment with ruff, mypy and basedpyright (pyright as one package from PyPI).
#[track_caller]
pub fn tools() -> &'static Venv {
    static TOOLS: OnceLock<Venv> = OnceLock::new();
    TOOLS.get_or_init(|| {
        let requirements = include_str!("../requirements/tools.txt");
        venv("tools", requirements, &pythons()[0])
    })
}

impl Venv {
    /// [`venv`](fn@venv) for packages that not every interpreter can have.
    pub fn new(name: &str, requirements: &str, python: &Python) -> Result<Self, String> {
        let mut hasher = DefaultHasher::new();
        let executable = python.executable.canonicalize();
        (requirements, python.version, python.gil, executable.ok()).hash(&mut hasher);
        let all = target_dir().join("venvs");
        let dir = all.join(format!("{name}-{:016x}", hasher.finish()));
        let venv = Self {
            python: Python {
                executable: dir.join(if cfg!(windows) {
                    "Scripts/python.exe"
                } else {
                    "bin/python"
                }),
                ..python.clone()
            },
        };
        fs::create_dir_all(&all).map_err(|error| error.to_string())?;
        let _lock = lock(dir.with_extension("lock")).map_err(|error| error.to_string())?;
        let complete = dir.join("complete");
        if !complete.exists() {
            let list = dir.join("requirements.txt");
            let mut make = python.command();
            make.args(["-m", "venv", "--clear"]).arg(&dir);
            run(make)?;
            fs::write(&list, requirements).map_err(|error| error.to_string())?;
            let mut install = venv.python.command();
            install
                .args(["-m", "pip", "install", "--quiet", "--no-input"])
                .args(["--disable-pip-version-check", "--require-hashes", "-r"])
                .arg(&list);
            run(install)?;
            File::create(&complete).map_err(|error| error.to_string())?;
        }
        Ok(venv)
    }

    /// A program of this environment that is a Python module, as in `python -m`.
    pub fn program(&self, module: &str) -> Command {
        let mut command = python::command(&self.python.executable);
        command.args(["-m", module]);
        command
    }
}

/// Waits for other test binaries that make the same environment.
fn lock(path: PathBuf) -> std::io::Result<File> {
    let file = File::create(path)?;
    file.lock()?;
    Ok(file)
}

fn run(command: Command) -> Result<(), String> {
    let ran = Ran::of(command, "", Duration::from_secs(600));
    if ran.status.success() {
        return Ok(());
    }
    Err(format!("{}{}", ran.stdout, ran.stderr))
}
