//! Installing a pinned package, for those who have none.

use std::{
    env,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    failure::{Failure, note},
    requirements,
};

/// Installs a requirements file with pip, every file checked against its hash.
pub fn install(file: &Path, folder: &Path) -> Result<(), Failure> {
    // pip gets what has been checked, and nothing that was written there since.
    let mut checked = tempfile::NamedTempFile::new()?;
    checked.write_all(requirements::read(file)?.as_bytes())?;
    let python =
        python().ok_or("no Python 3.11 or later with pip was found to install packages with")?;
    note(&format!(
        "installing {} into {}",
        file.display(),
        folder.display()
    ));
    let status = isolated(&python)
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-input",
        ])
        .args([
            "--no-compile",
            "--no-deps",
            "--only-binary=:all:",
            "--require-hashes",
        ])
        .args(["--root-user-action=ignore", "--target"])
        .arg(folder)
        .arg("--requirement")
        .arg(checked.path())
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("pip could not install {}", file.display()).into())
    }
}

/// An interpreter: of `MOCHI_PYTHONS`, or else on the path.
fn python() -> Option<PathBuf> {
    let listed = env::var_os("MOCHI_PYTHONS").unwrap_or_default();
    let listed: Vec<PathBuf> = env::split_paths(&listed)
        .filter(|path| !path.as_os_str().is_empty())
        .collect();
    let on_path = [
        "python3.13",
        "python3.12",
        "python3.11",
        "python3.14",
        "python3",
        "python",
    ]
    .map(PathBuf::from);
    listed.into_iter().chain(on_path).find(|python| {
        isolated(python)
            .args([
                "-c",
                "import pip, sys; sys.exit(sys.version_info < (3, 11))",
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    })
}

/// An interpreter that imports nothing from the working folder: a `pip.py` there would be run.
fn isolated(python: &Path) -> Command {
    let mut command = Command::new(python);
    command.arg("-I");
    command
}
