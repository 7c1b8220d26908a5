//! Which files does a package of shims have?

use std::path::PathBuf;

use mochi_asyncbridge::{Errors, Module};
use mochi_asyncbridge_cli::Part;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

/// A module of shims and where it lies in the package.
pub struct Placed {
    /// The names of the module and of the packages around it.
    pub path: Vec<String>,
    pub module: Module,
}

/// The modules of a package of shims that mirrors the one that was read: that of the package
/// itself with its options, and the others with the same ones.
pub fn placed(root: Module, parts: Vec<Part>) -> Vec<Placed> {
    let parts = parts.into_iter().map(|Part { path, module, .. }| Placed {
        path,
        module: Module {
            mode: root.mode,
            driver: root.driver,
            timeouts: root.timeouts,
            generated_from: root.generated_from.clone(),
            ..module
        },
    });
    let parts: Vec<Placed> = parts.collect();
    let root = Placed {
        path: Vec::new(),
        module: root,
    };
    [root].into_iter().chain(parts).collect()
}

/// The files of such modules, below the folder of the package, in their order. `runtime` is the
/// run-time module as the module of the package itself imports it: `._runtime`.
pub fn files(modules: &[Placed], runtime: &str) -> Result<Vec<(PathBuf, String)>, Errors> {
    let paths: Vec<&[String]> = modules.iter().map(|placed| &*placed.path).collect();
    let is_package = |path: &[String]| {
        let mut others = paths.iter();
        others.any(|other| other.len() > path.len() && other.starts_with(path))
    };
    let mut files: Vec<(PathBuf, String)> = modules
        .par_iter()
        .map(|Placed { path, module }| {
            let is_package = path.is_empty() || is_package(path);
            let up = path.len() - usize::from(!is_package);
            let module = Module {
                shared_runtime: Some(format!("{}{runtime}", ".".repeat(up))),
                ..module.clone()
            };
            let mut file: PathBuf = path.iter().collect();
            if is_package {
                file.push("__init__.py");
            } else {
                file.set_extension("py");
            }
            Ok((file, module.render()?))
        })
        .collect::<Result<_, Errors>>()?;
    // A folder without shims of its own is a package too.
    let folders = paths
        .iter()
        .flat_map(|path| (1..path.len()).map(|end| &path[..end]));
    let mut bare: Vec<PathBuf> = folders
        .filter(|folder| !paths.contains(folder))
        .map(|folder| folder.iter().collect::<PathBuf>().join("__init__.py"))
        .collect();
    bare.sort();
    bare.dedup();
    files.extend(bare.into_iter().map(|file| (file, String::new())));
    Ok(files)
}
