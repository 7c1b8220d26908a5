//! Where do the finders lead to that builds with compiled parts install for editable packages?
//!
//! scikit-build-core passes a dictionary of modules and their files to `install`. meson-python
//! passes the names of packages and the folder of a build, whose install plan has the files.

use std::path::{Path, PathBuf};

use ruff_python_ast::{Expr, ExprCall};
use serde_json::Value;

use crate::source::read_file;

/// An install plan has a few hundred bytes for each file.
const MAX_LEN: u64 = 1 << 26;

/// The packages that a call of `install` at the end of a finder's file makes importable.
pub(crate) fn installed(expr: &Expr) -> Vec<(String, PathBuf)> {
    let Expr::Call(call) = expr else {
        return Vec::new();
    };
    if !matches!(&*call.func, Expr::Name(name) if name.id == "install") {
        return Vec::new();
    }
    match call.arguments.args.first() {
        Some(Expr::Dict(modules)) => {
            let items = modules.items.iter();
            let items = items.filter_map(|item| Some((item.key.as_ref()?, &item.value)));
            items
                .filter_map(|(name, file)| base(text(name)?, Path::new(text(file)?)))
                .collect()
        }
        _ => planned(call).unwrap_or_default(),
    }
}

/// What the install plan of a build has of the packages that a call names.
fn planned(call: &ExprCall) -> Option<Vec<(String, PathBuf)>> {
    let mut arguments = call.arguments.args.iter();
    let names: Vec<&str> = arguments.by_ref().find_map(|argument| match argument {
        Expr::Set(names) => names.elts.iter().map(text).collect(),
        _ => None,
    })?;
    let build = Path::new(text(arguments.next()?)?);
    let plan = build.join("meson-info").join("intro-install_plan.json");
    let plan: Value = serde_json::from_slice(&read_file(&plan, MAX_LEN).ok()?).ok()?;
    let files = plan.as_object()?.values().filter_map(Value::as_object);
    let mut found = Vec::new();
    for (source, target) in files.flatten() {
        let Some(destination) = target.get("destination").and_then(Value::as_str) else {
            continue;
        };
        let Some((root, path)) = destination.split_once(['/', '\\']) else {
            continue;
        };
        if !matches!(root, "{py_purelib}" | "{py_platlib}") {
            continue;
        }
        let source = PathBuf::from(source);
        let parts: Vec<&str> = path.split(['/', '\\']).collect();
        found.extend(match parts[..] {
            // A whole folder.
            [name] if names.contains(&name) && source.is_dir() => Some((name.to_owned(), source)),
            [file] => {
                let name = file.strip_suffix(".py").filter(|name| names.contains(name));
                name.and_then(|name| base(name, &source))
            }
            [name, "__init__.py"] if names.contains(&name) => base(name, &source),
            _ => None,
        });
    }
    Some(found)
}

/// A package of the top level, or a module there, and its place without what ends its file's name.
fn base(name: &str, file: &Path) -> Option<(String, PathBuf)> {
    if name.contains('.') {
        return None;
    }
    let base = if file.file_stem()? == "__init__" {
        file.parent()?.to_owned()
    } else {
        file.with_extension("")
    };
    Some((name.to_owned(), base))
}

fn text(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::StringLiteral(literal) => Some(literal.value.to_str()),
        _ => None,
    }
}
