//! Where are the files of a package, in the order in which Python looks?

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::{
    report::{Reason, Skip},
    source,
};

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
pub struct Roots {
    /// Folders, like those of `sys.path`, in their order.
    pub folders: Vec<PathBuf>,
    /// Packages that lie elsewhere, as the import finders of editable installs have them: a
    /// dotted name and what it is a name for, a folder or a file without its extension. Python
    /// asks them last.
    pub packages: Vec<(String, PathBuf)>,
    /// The first parts of all names that were looked for.
    asked: Arc<Mutex<BTreeSet<String>>>,
}

impl From<Vec<PathBuf>> for Roots {
    fn from(folders: Vec<PathBuf>) -> Self {
        Self {
            folders,
            ..Self::default()
        }
    }
}

impl Roots {
    /// The same places, and nothing looked for yet.
    #[must_use]
    pub fn unasked(&self) -> Self {
        Self {
            folders: self.folders.clone(),
            packages: self.packages.clone(),
            asked: Arc::default(),
        }
    }

    /// The first parts of all names that were looked for: what is found depends on nothing else.
    #[must_use]
    pub fn asked(&self) -> BTreeSet<String> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.clone()
    }

    /// Remembers that a name was looked for.
    fn ask(&self, name: &str) {
        let top = name.split('.').next().unwrap_or(name);
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if !asked.contains(top) {
            asked.insert(top.to_owned());
        }
    }

    /// Where a name may lie: in each folder, then where an import finder has it.
    pub(crate) fn bases<'a>(&'a self, name: &'a str) -> impl Iterator<Item = PathBuf> + 'a {
        self.ask(name);
        let path: PathBuf = name.split('.').collect();
        let in_folders = self.folders.iter().map(move |folder| folder.join(&path));
        let mapped = self.packages.iter().filter_map(move |(package, target)| {
            let rest = name.strip_prefix(&**package)?;
            match rest.strip_prefix('.') {
                Some(rest) => Some(target.join(rest.split('.').collect::<PathBuf>())),
                None => rest.is_empty().then(|| target.clone()),
            }
        });
        in_folders.chain(mapped)
    }

    /// The folders that hold a package: its stubs and its source.
    #[must_use]
    pub fn package_folders(&self, name: &str) -> Vec<PathBuf> {
        [stub_name(name), name.to_owned()]
            .iter()
            .flat_map(|name| self.bases(name).collect::<Vec<_>>())
            .filter(|folder| folder.is_dir())
            .collect()
    }

    /// Where it was looked, in words: what is not there says so.
    pub(crate) fn described(&self) -> Vec<String> {
        let folders = self.folders.iter().map(|folder| {
            let problem = folder.read_dir().err();
            let problem = problem.map_or_else(String::new, |error| format!(" ({error})"));
            format!("{}{problem}", folder.display())
        });
        let packages = self.packages.iter();
        folders
            .chain(packages.map(|(name, target)| format!("{} (as `{name}`)", target.display())))
            .collect()
    }

    /// A path as reports give it: from the folder that modules are looked for in.
    #[must_use]
    pub fn relative(&self, path: &Path) -> PathBuf {
        self.around()
            .find_map(|root| path.strip_prefix(root).ok())
            .unwrap_or(path)
            .to_owned()
    }

    /// A path from the folder that holds its package, by the names that Python imports it by.
    pub(crate) fn imported_as(&self, path: &Path) -> Option<PathBuf> {
        let mut folders = self.folders.iter();
        if let Some(inside) = folders.find_map(|folder| path.strip_prefix(folder).ok()) {
            return Some(inside.to_owned());
        }
        self.packages.iter().find_map(|(name, target)| {
            let named: PathBuf = name.split('.').collect();
            match path.strip_prefix(target) {
                Ok(inside) => Some(named.join(inside)),
                Err(_) if path.with_extension("") == *target => {
                    Some(named.with_extension(path.extension()?))
                }
                Err(_) => None,
            }
        })
    }

    /// The file that such a path means.
    #[must_use]
    pub fn absolute(&self, path: &Path) -> Option<PathBuf> {
        let mut files = self.around().map(|root| root.join(path));
        files.find(|file| file.is_file())
    }

    /// The folders that hold packages.
    fn around(&self) -> impl Iterator<Item = &Path> {
        let outside = self.packages.iter().filter_map(|(name, target)| {
            let above = target.parent()?;
            // Where a package is not called what its folder is, the whole path is the clearer one.
            target.ends_with(name).then_some(above)
        });
        self.folders.iter().map(PathBuf::as_path).chain(outside)
    }

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
        let stubs = self.bases(&stub_name(top)).find(|package| package.is_dir());
        if let Some(package) = stubs {
            let rest: PathBuf = rest.split('.').collect();
            if let Some(found) = at(name, &package.join(&rest)) {
                return Some(found);
            }
            let partial = source::read_file(&package.join("py.typed"), MARKER_LEN)
                .is_ok_and(|text| text.trim_ascii() == b"partial");
            if !partial {
                return None;
            }
        }
        self.bases(name).find_map(|base| at(name, &base))
    }

    /// The file that Python executes when it imports a module, if it is no compiled one.
    #[must_use]
    pub(crate) fn executed(&self, name: &str) -> Option<ModuleFile> {
        self.bases(name).find_map(|base| {
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
        self.bases(name).any(|base| {
            base.is_dir() || base.with_extension("py").is_file() || has_extension_module(&base)
        })
    }

    /// All modules of a package, sorted by name, and what could not be walked.
    #[must_use]
    pub fn package(&self, name: &str) -> (Vec<ModuleFile>, Vec<Skip>) {
        let mut modules = BTreeSet::new();
        let mut skips = Vec::new();
        for folder in self.package_folders(name) {
            walk(name, &folder, &mut modules, &mut skips);
            skips.extend(self.compiled(name, &folder));
        }
        // What the walk met decides the names, the order of PEP 561 decides the files.
        if let Some(file) = self.module(name) {
            modules.insert(file.name);
        }
        let modules: Vec<String> = modules.into_iter().collect();
        let files = modules
            .par_iter()
            .filter_map(|name| self.module(name))
            .collect();
        (files, skips)
    }
}

impl Roots {
    /// Public modules of a package that are compiled and have no stub.
    fn compiled(&self, package: &str, folder: &Path) -> Vec<Skip> {
        let files = walkdir::WalkDir::new(folder).sort_by_file_name();
        let mut found = Vec::new();
        for entry in files.into_iter().flatten() {
            let Some(stem) = extension_module(entry.path()) else {
                continue;
            };
            let source = entry.path().with_file_name(format!("{stem}.py"));
            let name = source
                .strip_prefix(folder)
                .ok()
                .and_then(|path| module_name(package, path));
            let Some(name) = name else { continue };
            let is_private = name.split('.').any(|part| part.starts_with('_'));
            if !is_private && self.module(&name).is_none() {
                found.push(Skip {
                    name,
                    ..Skip::file(entry.path(), Reason::Compiled, "")
                });
            }
        }
        found
    }
}

/// `a.b` in the package of stubs for `a`.
fn stub_name(name: &str) -> String {
    let (top, rest) = name.split_at(name.find('.').unwrap_or(name.len()));
    format!("{top}-stubs{rest}")
}

/// `py.typed` holds a word.
const MARKER_LEN: u64 = 1 << 10;

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
    entries
        .flatten()
        .any(|entry| extension_module(Path::new(&entry.file_name())) == Some(stem))
}

/// The name of the module that a file is, if it is a compiled one.
pub(crate) fn extension_module(path: &Path) -> Option<&str> {
    let (stem, rest) = path.file_name()?.to_str()?.split_once('.')?;
    let rest = Path::new(rest).extension().or(Some(rest.as_ref()));
    rest.is_some_and(|ext| ext == "so" || ext == "pyd")
        .then_some(stem)
}

fn walk(package: &str, folder: &Path, modules: &mut BTreeSet<String>, skips: &mut Vec<Skip>) {
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

/// Whether a word can be a name in Python.
#[must_use]
pub fn is_identifier(name: &str) -> bool {
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
        let extension = path.extension()?;
        if extension != "py" && extension != "pyi" {
            return None;
        }
        path.file_stem()?
    };
    let mut parts = vec![stem.to_str()?.to_owned()];
    let mut folder = path.parent()?.to_owned();
    while folder.join("__init__.py").is_file() || folder.join("__init__.pyi").is_file() {
        parts.push(folder.file_name()?.to_str()?.to_owned());
        folder.pop();
    }
    // The file `__init__` is the package around it; without one it is nothing.
    if parts[0] == "__init__" && path.is_file() {
        parts.remove(0);
    }
    parts.reverse();
    let top = parts.first_mut()?;
    if let Some(stubbed) = top.strip_suffix("-stubs") {
        *top = stubbed.to_owned();
    }
    let valid = parts
        .iter()
        .all(|part| part != "__init__" && is_identifier(part));
    valid.then(|| (folder, parts.join(".")))
}
