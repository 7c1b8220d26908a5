//! Which further folders and packages an installation leads to: `.pth` files and the import
//! finders of editable installs, which are read and never run.

use std::{
    fs,
    path::{Path, PathBuf},
};

use ruff_python_ast::{Expr, ExprDict, Stmt};

use crate::{
    find::{Roots, is_identifier},
    parse::{self, on_big_stack},
    redirected,
    source::{decode, read_file},
};

/// `.pth` files and finders are short.
const MAX_LEN: u64 = 1 << 20;

/// Where packages lie for an interpreter that has them installed in some folders.
#[must_use]
pub fn installed(site_packages: &[PathBuf]) -> Roots {
    let mut roots = Roots::default();
    for folder in site_packages {
        add_folder(&mut roots, folder.clone());
        for path in path_files(folder) {
            for entry in entries(&path, folder) {
                match entry {
                    Entry::Folder(folder) => add_folder(&mut roots, folder),
                    Entry::Finder(path) => roots.packages.extend(finder(&path)),
                }
            }
        }
    }
    roots
}

fn add_folder(roots: &mut Roots, folder: PathBuf) {
    if !roots.folders.contains(&folder) {
        roots.folders.push(folder);
    }
}

/// The `.pth` files of a folder, in the order in which `site` reads them.
fn path_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "pth"))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default();
            !name.as_encoded_bytes().starts_with(b".")
        })
        .collect();
    files.sort();
    files
}

/// What a line of a `.pth` file has.
enum Entry {
    /// A folder to look in.
    Folder(PathBuf),
    /// The file of a module that is imported, and may install a finder.
    Finder(PathBuf),
}

fn entries(path: &Path, site_packages: &Path) -> Vec<Entry> {
    let bytes = read_file(path, MAX_LEN).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.trim_start_matches('\u{feff}').lines();
    lines
        .filter_map(|line| entry(line.trim_end(), site_packages))
        .collect()
}

fn entry(line: &str, site_packages: &Path) -> Option<Entry> {
    if line.trim().is_empty() || line.starts_with('#') {
        return None;
    }
    let Some(imported) = line
        .strip_prefix("import")
        .filter(|rest| rest.starts_with([' ', '\t']))
    else {
        let folder = site_packages.join(line);
        return folder.is_dir().then_some(Entry::Folder(folder));
    };
    let module = imported.trim_start().split([';', ',', ' ']).next()?;
    is_identifier(module).then(|| Entry::Finder(site_packages.join(module).with_extension("py")))
}

/// The folders that a `.pth` file adds.
pub(crate) fn path_entries(path: &Path, site_packages: &Path) -> Vec<PathBuf> {
    let folders = entries(path, site_packages).into_iter();
    let folder = |entry| match entry {
        Entry::Folder(folder) => Some(folder),
        Entry::Finder(_) => None,
    };
    folders.filter_map(folder).collect()
}

/// What a finder maps: setuptools writes `MAPPING` and `NAMESPACES`, the library `editables`
/// writes calls of `map_module`, and other builds one of `install`.
pub(crate) fn finder(path: &Path) -> Vec<(String, PathBuf)> {
    let Some(source) = read_file(path, MAX_LEN)
        .ok()
        .and_then(|bytes| decode(bytes).ok())
    else {
        return Vec::new();
    };
    on_big_stack(|| {
        let Ok(parsed) = parse::parse(path, &source) else {
            return Vec::new();
        };
        parsed.suite().iter().flat_map(mapped).collect()
    })
}

fn mapped(stmt: &Stmt) -> Vec<(String, PathBuf)> {
    match stmt {
        Stmt::Assign(assign) => match &*assign.targets {
            [target] => mapping(target, &assign.value),
            _ => Vec::new(),
        },
        Stmt::AnnAssign(assign) => match &assign.value {
            Some(value) => mapping(&assign.target, value),
            None => Vec::new(),
        },
        Stmt::Expr(stmt) => match module_call(&stmt.value) {
            Some(module) => vec![module],
            None => redirected::installed(&stmt.value),
        },
        _ => Vec::new(),
    }
}

fn mapping(target: &Expr, value: &Expr) -> Vec<(String, PathBuf)> {
    let (Expr::Name(name), Expr::Dict(dict)) = (target, value) else {
        return Vec::new();
    };
    match &*name.id {
        "MAPPING" => items(dict)
            .filter_map(|(name, value)| Some((name, text(value)?.into())))
            .collect(),
        "NAMESPACES" => items(dict)
            .flat_map(|(name, value)| {
                let folders = match value {
                    Expr::List(list) => &*list.elts,
                    _ => &[],
                };
                let folders = folders.iter().filter_map(text).map(PathBuf::from);
                folders.map(move |folder| (name.clone(), folder))
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn items(dict: &ExprDict) -> impl Iterator<Item = (String, &Expr)> {
    let items = dict.items.iter();
    items.filter_map(|item| Some((text(item.key.as_ref()?)?, &item.value)))
}

/// `F.map_module('name', '/path/name/__init__.py')`.
fn module_call(expr: &Expr) -> Option<(String, PathBuf)> {
    let Expr::Call(call) = expr else { return None };
    let Expr::Attribute(function) = &*call.func else {
        return None;
    };
    let [name, path] = &*call.arguments.args else {
        return None;
    };
    if function.attr.as_str() != "map_module" {
        return None;
    }
    let path = PathBuf::from(text(path)?);
    let base = if path.file_stem()? == "__init__" {
        path.parent()?.to_owned()
    } else {
        path.with_extension("")
    };
    Some((text(name)?, base))
}

fn text(expr: &Expr) -> Option<String> {
    match expr {
        Expr::StringLiteral(literal) => Some(literal.value.to_str().to_owned()),
        _ => None,
    }
}
