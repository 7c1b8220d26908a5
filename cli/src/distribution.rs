//! Which modules a distribution has, as pip recorded it: `pip install python-telegram-bot` is
//! `import telegram`.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
};

use crate::{
    editable,
    find::{Roots, is_identifier},
    source::read_file,
};

/// Records longer than this are not read.
const MAX_LEN: u64 = 64 << 20;

/// An installed distribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    /// Its name, as it is published.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The folder that describes it.
    folder: PathBuf,
}

impl Distribution {
    /// Reads what a `.dist-info` or `.egg-info` folder says.
    fn read(folder: &Path) -> Option<Self> {
        let headers = ["METADATA", "PKG-INFO"]
            .iter()
            .find_map(|file| headers(&folder.join(file)))?;
        let field = |name: &str| {
            let mut values = headers.lines().filter_map(|line| line.strip_prefix(name));
            values.next().map(|value| value.trim().to_owned())
        };
        Some(Self {
            name: field("Name:")?,
            version: field("Version:")?,
            folder: folder.to_owned(),
        })
    }

    /// The names that it can be imported by.
    fn modules(&self) -> BTreeSet<String> {
        if let Some(text) = read_text(&self.folder.join("top_level.txt")) {
            let names = text.lines().map(str::trim);
            return names
                .filter(|name| is_identifier(name))
                .map(str::to_owned)
                .collect();
        }
        let record = read_text(&self.folder.join("RECORD")).unwrap_or_default();
        let site = self.folder.parent().unwrap_or(&self.folder);
        let mut modules = BTreeSet::new();
        for line in record.lines() {
            // Names with commas or quotes are quoted, and are no modules.
            let path = Path::new(line.split(',').next().unwrap_or_default());
            modules.extend(imported(path, site));
        }
        modules
    }
}

/// What can be imported once a file is installed.
fn imported(path: &Path, site: &Path) -> Vec<String> {
    let Some(extension) = path.extension().and_then(|extension| extension.to_str()) else {
        return Vec::new();
    };
    let mut parts = path.iter().filter_map(|part| part.to_str());
    let (first, is_top) = (parts.next().unwrap_or_default(), parts.next().is_none());
    if is_top && extension == "pth" {
        let folders = editable::path_entries(&site.join(path), site);
        return folders.iter().flat_map(|folder| packages(folder)).collect();
    }
    if is_top && first.starts_with("__editable__") {
        let mapped = editable::finder(&site.join(path));
        return mapped.into_iter().map(|(name, _)| name).collect();
    }
    if !matches!(extension, "py" | "pyi" | "so" | "pyd") {
        return Vec::new();
    }
    let name = first.split('.').next().unwrap_or_default();
    let name = name.strip_suffix("-stubs").unwrap_or(name);
    let is_module = is_identifier(name);
    is_module.then(|| name.to_owned()).into_iter().collect()
}

/// The packages in a folder.
fn packages(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let folders = entries
        .map(|entry| entry.path())
        .filter(|path| path.join("__init__.py").is_file());
    let names = folders.filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()));
    names.filter(|name| is_identifier(name)).collect()
}

/// The distributions that are installed where modules are looked for, sorted.
fn all(roots: &Roots) -> Vec<PathBuf> {
    let entries = roots
        .folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten());
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| {
            let extension = path.extension();
            extension.is_some_and(|extension| extension == "dist-info" || extension == "egg-info")
        })
        .collect();
    folders.sort();
    folders
}

/// All distributions that are installed where modules are looked for.
#[derive(Clone, Debug, Default)]
pub struct Distributions(Vec<Distribution>);

impl Distributions {
    /// Reads what each says of itself.
    #[must_use]
    pub fn installed(roots: &Roots) -> Self {
        let folders = all(roots);
        let read = folders
            .iter()
            .filter_map(|folder| Distribution::read(folder));
        Self(read.collect())
    }

    /// The names that the distributions of a name can be imported by: the one that is like it, if
    /// there is one; nothing if there is no such distribution.
    #[must_use]
    pub fn top_level(&self, name: &str) -> Option<Vec<String>> {
        let wanted = normalized(name);
        let found = self
            .0
            .iter()
            .find(|distribution| normalized(&distribution.name) == wanted)?;
        let mut modules = found.modules();
        modules.retain(|module| !module.starts_with('_'));
        let like = modules.iter().find(|module| normalized(module) == wanted);
        Some(match like {
            Some(module) => vec![module.clone()],
            None => modules.into_iter().collect(),
        })
    }

    /// The distribution that a module is from: the one of the name of its package, else the only
    /// one that has such a package. Several share the package of a namespace, and it is none of
    /// them.
    #[must_use]
    pub fn providing(&self, module: &str) -> Option<Distribution> {
        let top = module.split('.').next().unwrap_or(module);
        let wanted = normalized(top);
        let provides = |distribution: &&Distribution| distribution.modules().contains(top);
        let (likely, others): (Vec<_>, Vec<_>) = self
            .0
            .iter()
            .partition(|distribution| normalized(&distribution.name) == wanted);
        if let Some(found) = likely.into_iter().find(provides) {
            return Some(found.clone());
        }
        let mut others = others.into_iter().filter(provides);
        let found = others.next()?;
        // One folder can be looked at twice, by two paths.
        others
            .all(|other| normalized(&other.name) == normalized(&found.name))
            .then(|| found.clone())
    }
}

/// A name as package indexes compare it.
fn normalized(name: &str) -> String {
    let parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

fn read_text(path: &Path) -> Option<String> {
    let bytes = read_file(path, MAX_LEN).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The fields of a distribution: what stands before the first empty line.
fn headers(path: &Path) -> Option<String> {
    // Opening a pipe would wait for someone to write to it.
    if !path.metadata().ok()?.is_file() {
        return None;
    }
    let mut file = BufReader::new(File::open(path).ok()?.take(MAX_LEN));
    let mut headers = Vec::new();
    loop {
        let before = headers.len();
        file.read_until(b'\n', &mut headers).ok()?;
        if headers[before..].trim_ascii().is_empty() {
            return Some(String::from_utf8_lossy(&headers).into_owned());
        }
    }
}
