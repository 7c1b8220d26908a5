//! Which Python environment is active: where its packages are, and its version.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::source::read_file;

/// An environment that packages are installed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// The folders of its packages, in the order in which Python asks them.
    pub site_packages: Vec<PathBuf>,
    /// `sys.version_info[:2]`.
    pub version: (u8, u8),
}

/// `pyvenv.cfg` has a few lines.
const MAX_LEN: u64 = 1 << 16;

impl Environment {
    /// The active one: that of `VIRTUAL_ENV`, or else that of the `python3` on the path.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn active() -> Result<Option<Self>, String> {
        if let Some(folder) = env::var_os("VIRTUAL_ENV").filter(|folder| !folder.is_empty()) {
            return Self::virtual_environment(Path::new(&folder))
                .map(Some)
                .map_err(|problem| {
                    format!("VIRTUAL_ENV is `{}`: {problem}", folder.to_string_lossy())
                });
        }
        let Some(python) = on_path() else {
            return Ok(None);
        };
        let around = python.parent().and_then(Path::parent);
        match around.filter(|folder| folder.join("pyvenv.cfg").is_file()) {
            Some(folder) => Self::virtual_environment(folder)
                .map(Some)
                .map_err(|problem| format!("`{}`: {problem}", folder.display())),
            None => Ok(Self::ask(&python)),
        }
    }

    /// Reads a virtual environment; nothing of it is run.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn virtual_environment(folder: &Path) -> Result<Self, String> {
        let configuration = read_file(&folder.join("pyvenv.cfg"), MAX_LEN)
            .map_err(|error| format!("pyvenv.cfg: {error}"))?;
        let configuration = String::from_utf8_lossy(&configuration);
        let value = |wanted: &str| {
            let pairs = configuration
                .lines()
                .filter_map(|line| line.split_once('='));
            let mut values = pairs.filter(|(key, _)| key.trim().eq_ignore_ascii_case(wanted));
            values.next().map(|(_, value)| value.trim())
        };
        let version = value("version")
            .or_else(|| value("version_info"))
            .and_then(version)
            .ok_or("pyvenv.cfg names no version")?;
        let mut site_packages = own_packages(folder, version);
        if site_packages.is_empty() {
            return Err(format!(
                "it has no site-packages for Python {}.{}",
                version.0, version.1
            ));
        }
        let shares = value("include-system-site-packages")
            .is_some_and(|value| value.eq_ignore_ascii_case("true"));
        if shares && let Some(home) = value("home") {
            let base = ["python3", "python", "python.exe"]
                .iter()
                .map(|name| Path::new(home).join(name))
                .find(|python| python.is_file());
            let base = base.and_then(|python| Self::ask(&python));
            site_packages.extend(base.into_iter().flat_map(|base| base.site_packages));
        }
        Ok(Self {
            site_packages,
            version,
        })
    }

    /// Asks an interpreter. Without `site` it runs nothing that is installed.
    fn ask(python: &Path) -> Option<Self> {
        const QUESTION: &str = "import site, sys; print('%d.%d' % sys.version_info[:2]); \
             print(*[site.getusersitepackages(), *site.getsitepackages()], sep='\\n')";
        let output = Command::new(python)
            .args(["-I", "-S", "-c", QUESTION])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .ok()?;
        let answer = String::from_utf8(output.stdout).ok()?;
        let mut lines = answer.lines();
        let version = version(lines.next()?)?;
        let site_packages = lines.map(PathBuf::from).filter(|path| path.is_dir());
        Some(Self {
            site_packages: site_packages.collect(),
            version,
        })
    }
}

/// The folders of packages that a virtual environment itself has.
fn own_packages(folder: &Path, (major, minor): (u8, u8)) -> Vec<PathBuf> {
    let name = format!("python{major}.{minor}");
    let mut libraries: Vec<PathBuf> = fs::read_dir(folder.join("lib"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            // A free-threaded one has a `t` behind its version.
            let found = path.file_name().and_then(|name| name.to_str());
            found.is_some_and(|found| found.strip_suffix('t').unwrap_or(found) == name)
        })
        .collect();
    libraries.sort();
    libraries.push(folder.join("Lib"));
    let packages = libraries.iter().map(|path| path.join("site-packages"));
    let packages: Vec<PathBuf> = packages.filter(|path| path.is_dir()).collect();
    packages.into_iter().take(1).collect()
}

/// `3.12.1` or `3.12.1.final.0`.
fn version(text: &str) -> Option<(u8, u8)> {
    let mut parts = text.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// The interpreter that a shell would run. What the path names relative to the working folder is
/// not trusted.
fn on_path() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .collect();
    let names = ["python3", "python", "python3.exe", "python.exe"];
    let mut candidates = names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    candidates.find(|python| python.is_file())
}
