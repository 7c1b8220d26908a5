//! What is in the output folder, and what should be?

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use mochi_asyncbridge_cli::{is_generated, read_file};

use super::make::{MADE_BY, Runtime};

/// No module that this tool writes is longer.
const MAX_LEN: u64 = 64 << 20;

/// The header of a module is in its first bytes.
const HEADER_LEN: usize = 4 << 10;

/// Modules that `sync` once made and that nothing in the table asks for any more.
pub fn orphans(folder: &Path, wanted: &BTreeSet<String>) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let runtimes: BTreeSet<String> = Runtime::all().map(Runtime::module).collect();
    let mut orphans = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let is_module = path.extension().is_some_and(|extension| extension == "py");
        let Some(name) = path.file_stem().and_then(|stem| stem.to_str()) else {
            continue;
        };
        if is_module && !wanted.contains(name) && is_ours(&path, runtimes.contains(name)) {
            orphans.push(path);
        }
    }
    orphans.sort();
    Ok(orphans)
}

/// Whether `sync` wrote a module. One that `render` wrote there is somebody else's.
fn is_ours(path: &Path, is_runtime: bool) -> bool {
    let Ok(bytes) = read_file(path, MAX_LEN) else {
        return false;
    };
    let header = String::from_utf8_lossy(&bytes[..bytes.len().min(HEADER_LEN)]);
    is_generated(&header) && (is_runtime || header.contains(MADE_BY))
}
