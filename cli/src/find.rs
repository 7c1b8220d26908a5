use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use crate::report::{Reason, Skip};

/// A module and the file that a type checker reads for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModuleFile {
    /// Its dotted name.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// Whether it is the `__init__` of a package.
    pub is_package: bool,
    /// Whether it is a stub.
    pub is_stub: bool,
}

/// Where a module is looked for.
#[derive(Clone, Debug, Default)]
pub struct Roots(pub Vec<PathBuf>);

impl Roots {
    /// The file of one module, in PEP 561 order: stub packages, then what is inline.
    #[must_use]
    pub fn module(&self, name: &str) -> Option<ModuleFile> {
        if name
            .split('.')
            .any(|part| part.is_empty() || part.contains(['/', '\\', '\0']))
        {
            return None;
        }
        let (top, rest) = name.split_once('.').unwrap_or((name, ""));
        let rest: PathBuf = rest.split('.').collect();
        let stubs = self.0.iter().find_map(|root| {
            let package = root.join(format!("{top}-stubs"));
            package.is_dir().then_some(package)
        });
        if let Some(package) = stubs {
            if let Some(found) = at(name, &package.join(&rest)) {
                return Some(found);
            }
            let partial = std::fs::read_to_string(package.join("py.typed"))
                .is_ok_and(|text| text.trim() == "partial");
            if !partial {
                return None;
            }
        }
        self.0
            .iter()
            .find_map(|root| at(name, &root.join(top).join(&rest)))
    }

    /// The file that Python executes when it imports a module, if it is no compiled one.
    #[must_use]
    pub(crate) fn executed(&self, name: &str) -> Option<ModuleFile> {
        let path: PathBuf = name.split('.').collect();
        self.0.iter().find_map(|root| {
            let base = root.join(&path);
            let candidates = [
                (base.join("__init__.py"), true),
                (base.with_extension("py"), false),
            ];
            let found = candidates.into_iter().find(|(path, _)| path.is_file());
            found.map(|(path, is_package)| ModuleFile {
                name: name.to_owned(),
                path,
                is_package,
                is_stub: false,
            })
        })
    }

    /// Whether Python could import something of this name, be it compiled or a bare folder.
    #[must_use]
    pub fn importable(&self, name: &str) -> bool {
        let path: PathBuf = name.split('.').collect();
        self.0.iter().any(|root| {
            let base = root.join(&path);
            base.is_dir() || base.with_extension("py").is_file() || has_extension_module(&base)
        })
    }

    /// All modules of a package, sorted by name, and what could not be walked.
    #[must_use]
    pub fn package(&self, name: &str) -> (Vec<ModuleFile>, Vec<Skip>) {
        let mut modules = BTreeSet::new();
        let mut skips = Vec::new();
        let path: PathBuf = name.split('.').collect();
        let (top, rest) = name.split_once('.').unwrap_or((name, ""));
        let stub_path: PathBuf =
            Path::new(&format!("{top}-stubs")).join(rest.split('.').collect::<PathBuf>());
        for folder in [stub_path, path] {
            for root in &self.0 {
                walk(name, &root.join(&folder), &mut modules, &mut skips);
            }
        }
        // What the walk met decides the names, the order of PEP 561 decides the files.
        if let Some(file) = self.module(name) {
            modules.insert(file.name);
        }
        let files = modules
            .iter()
            .filter_map(|name| self.module(name))
            .collect();
        (files, skips)
    }
}

fn at(name: &str, base: &Path) -> Option<ModuleFile> {
    // `with_extension` would cut `a.b` at its dot; the parts of a module name have none.
    let candidates = [
        (base.join("__init__.pyi"), true, true),
        (base.with_extension("pyi"), false, true),
        (base.join("__init__.py"), true, false),
        (base.with_extension("py"), false, false),
    ];
    candidates
        .into_iter()
        .find(|(path, ..)| path.is_file())
        .map(|(path, is_package, is_stub)| ModuleFile {
            name: name.to_owned(),
            path,
            is_package,
            is_stub,
        })
}

fn has_extension_module(base: &Path) -> bool {
    let (Some(parent), Some(stem)) = (base.parent(), base.file_name().and_then(|n| n.to_str()))
    else {
        return false;
    };
    let Ok(entries) = parent.read_dir() else {
        return false;
    };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        let Some((first, rest)) = name.to_str().and_then(|name| name.split_once('.')) else {
            return false;
        };
        let rest = Path::new(rest).extension().or(Some(rest.as_ref()));
        first == stem && rest.is_some_and(|ext| ext == "so" || ext == "pyd")
    })
}

fn walk(package: &str, folder: &Path, modules: &mut BTreeSet<String>, skips: &mut Vec<Skip>) {
    if !folder.is_dir() {
        return;
    }
    let entries = walkdir::WalkDir::new(folder)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| {
            entry.depth() == 0
                || !entry.file_type().is_dir()
                || entry.file_name().to_str().is_some_and(is_identifier)
        });
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(folder);
                let skip = if let Some(ancestor) = error.loop_ancestor() {
                    let back = ancestor.strip_prefix(folder).unwrap_or(ancestor);
                    let detail = format!("leads back to `./{}`", back.display());
                    Skip::file(path, Reason::SymlinkLoop, detail)
                } else {
                    let detail = error.io_error().map(ToString::to_string);
                    Skip::file(path, Reason::Unreadable, detail.unwrap_or_default())
                };
                skips.push(skip);
                continue;
            }
        };
        if entry.file_type().is_dir() {
            continue;
        }
        if let Some(name) = entry
            .path()
            .strip_prefix(folder)
            .ok()
            .and_then(|path| module_name(package, path))
        {
            modules.insert(name);
        }
    }
}

/// The dotted name of a file below a package.
fn module_name(package: &str, path: &Path) -> Option<String> {
    let extension = path.extension()?;
    if extension != "py" && extension != "pyi" {
        return None;
    }
    let mut name = package.to_owned();
    for part in &path.with_extension("") {
        let part = part.to_str()?;
        if part == "__init__" {
            break;
        }
        if !is_identifier(part) {
            return None;
        }
        name.push('.');
        name.push_str(part);
    }
    Some(name)
}

fn is_identifier(name: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class",
        "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global",
        "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return",
        "try", "while", "with", "yield",
    ];
    name != "__pycache__"
        && !name.is_empty()
        && !KEYWORDS.contains(&name)
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c == '_' || c.is_alphanumeric())
}

/// A path on disk as a module: the folder to look in and the dotted name from there.
#[must_use]
pub fn locate(path: &Path) -> Option<(PathBuf, String)> {
    let path = path.canonicalize().ok()?;
    let stem = if path.is_dir() {
        path.file_name()?
    } else {
        path.file_stem()?
    };
    let mut parts = vec![stem.to_str()?.to_owned()];
    let mut folder = path.parent()?.to_owned();
    while folder.join("__init__.py").is_file() || folder.join("__init__.pyi").is_file() {
        parts.push(folder.file_name()?.to_str()?.to_owned());
        folder.pop();
    }
    if parts[0] == "__init__" {
        parts.remove(0);
    }
    parts.reverse();
    if let Some(top) = parts[0].strip_suffix("-stubs") {
        parts[0] = String::from(top);
    }
    let valid = !parts.is_empty() && parts.iter().all(|part| is_identifier(part));
    valid.then(|| (folder, parts.join(".")))
}
