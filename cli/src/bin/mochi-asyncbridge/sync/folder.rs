//! What is in the output folder, and what should be?

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use mochi_asyncbridge_cli::{is_generated, read_file};
use walkdir::WalkDir;

use super::make::{MADE_BY, Runtime};

/// No module that this tool writes is longer.
const MAX_LEN: u64 = 64 << 20;

/// The header of a module is in its first bytes.
const HEADER_LEN: usize = 4 << 10;

/// Modules that `sync` once made and that nothing in the table asks for any more; `wanted` are
/// files below the folder.
pub fn orphans(folder: &Path, wanted: &BTreeSet<PathBuf>) -> Result<Vec<PathBuf>, walkdir::Error> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let runtimes: BTreeSet<String> = Runtime::all().map(Runtime::module).collect();
    let mut orphans = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let path = entry?.into_path();
        let is_module = path.extension().is_some_and(|extension| extension == "py");
        let Some(name) = path.file_stem().and_then(|stem| stem.to_str()) else {
            continue;
        };
        let is_wanted = path
            .strip_prefix(folder)
            .is_ok_and(|below| wanted.contains(below));
        if is_module && !is_wanted && is_ours(&path, runtimes.contains(name)) {
            orphans.push(path);
        }
    }
    Ok(orphans)
}

/// Removes a module, and the folders below the output folder that have nothing left then but what
/// makes them packages.
pub fn remove(module: &Path, output: &Path) -> io::Result<()> {
    fs::remove_file(module)?;
    let around = module.ancestors().skip(1);
    for folder in around.take_while(|folder| *folder != output) {
        let entries: Vec<PathBuf> = fs::read_dir(folder)?
            .map(|entry| Ok(entry?.path()))
            .collect::<io::Result<_>>()?;
        let is_marker = |path: &PathBuf| {
            let is_empty = fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() == 0);
            path.ends_with("__init__.py") && is_empty
        };
        if !entries.iter().all(is_marker) {
            break;
        }
        for marker in entries {
            fs::remove_file(marker)?;
        }
        fs::remove_dir(folder)?;
    }
    Ok(())
}

/// Whether `sync` wrote a module. One that `render` wrote there is somebody else's.
fn is_ours(path: &Path, is_runtime: bool) -> bool {
    let Ok(bytes) = read_file(path, MAX_LEN) else {
        return false;
    };
    let header = String::from_utf8_lossy(&bytes[..bytes.len().min(HEADER_LEN)]);
    is_generated(&header) && (is_runtime || header.contains(MADE_BY))
}
