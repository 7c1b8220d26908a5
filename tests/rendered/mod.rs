//! Where rendered modules are judged: as the templates render them now, beside what they wrap.
//!
//! What `tests/snapshots` holds is not read here, so that a mistake shows before it is accepted.

#![allow(dead_code, reason = "each test binary uses a part of this")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process,
    sync::OnceLock,
};

use crate::{cases, support::Checks};

/// Where the snapshots are, and by hand the programs that use them.
pub fn snapshots() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots")
}

/// What the snapshots should hold: file name and text.
pub fn texts() -> BTreeMap<String, String> {
    cases::all()
        .into_iter()
        .map(|case| (format!("{}.py", case.module()), case.text))
        .collect()
}

/// A directory with the modules of the snapshots.
pub fn as_snapshots() -> &'static Path {
    static DIR: OnceLock<PathBuf> = OnceLock::new();
    DIR.get_or_init(|| directory("as_snapshots", texts()))
}

/// A directory with the same shims, each module with a run-time part of its own.
pub fn alone() -> &'static Path {
    static DIR: OnceLock<PathBuf> = OnceLock::new();
    DIR.get_or_init(|| {
        let texts = cases::all()
            .into_iter()
            .filter_map(|case| Some((format!("{}.py", case.module()), case.alone?)))
            .collect();
        directory("alone", texts)
    })
}

/// A directory with the same shims, whose annotations can be evaluated.
pub fn evaluated() -> &'static Path {
    static DIR: OnceLock<PathBuf> = OnceLock::new();
    DIR.get_or_init(|| {
        let texts = cases::all()
            .into_iter()
            .filter_map(|case| Some((format!("{}.py", case.module()), case.evaluated?)))
            .collect();
        directory("evaluated", texts)
    })
}

/// Checks of a directory that is made here.
pub fn checks(dir: &Path) -> Checks {
    let sources = fs::read_dir(snapshots())
        .expect("the directory can be read")
        .map(|entry| entry.expect("the directory can be read").file_name())
        .map(|name| name.to_string_lossy().trim_end_matches(".py").to_owned())
        .filter(|name| !name.contains("__") && !name.ends_with("_drive") && name != "driving")
        .collect();
    Checks::at(dir).with_installed(sources)
}

/// Whether a file is rendered: two underscores part the case from the mode.
pub fn is_rendered(name: &str) -> bool {
    name.contains("__") && !name.starts_with("__")
}

/// The Python files below a directory, in order.
pub fn python_files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).expect("the directory can be read") {
        let path = entry.expect("the directory can be read").path();
        if path.is_dir() {
            files.extend(python_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "py") {
            files.push(path);
        }
    }
    files.sort();
    files
}

pub fn file_name(path: &Path) -> String {
    let name = path.file_name().expect("a file has a name");
    name.to_string_lossy().into_owned()
}

/// Makes a directory of `texts` and of all that is written by hand beside the snapshots.
fn directory(name: &str, mut texts: BTreeMap<String, String>) -> PathBuf {
    let (from, dir) = (
        snapshots(),
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(name),
    );
    for path in python_files(&from) {
        let relative = path.strip_prefix(&from).expect("it is below");
        if !is_rendered(&file_name(&path)) {
            let text = fs::read_to_string(&path).expect("a program can be read");
            texts.insert(relative.to_string_lossy().into_owned(), text);
        }
    }
    fs::create_dir_all(&dir).expect("target/ is writable");
    for path in python_files(&dir) {
        let relative = path.strip_prefix(&dir).expect("it is below");
        if !texts.contains_key(relative.to_string_lossy().as_ref()) {
            fs::remove_file(path).expect("target/ is writable");
        }
    }
    for (name, text) in &texts {
        write(&dir.join(name), text);
    }
    dir
}

/// In one step, as another test binary may be reading.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|kept| kept == text) {
        return;
    }
    fs::create_dir_all(path.parent().expect("it is in a directory")).expect("target/ is writable");
    let draft = path.with_extension(format!("{}.draft", process::id()));
    fs::write(&draft, text).expect("target/ is writable");
    fs::rename(draft, path).expect("target/ is writable");
}
