//! Which package is meant, and where it lies.

use std::{
    env,
    path::{Path, PathBuf},
};

use mochi_asyncbridge_cli::{Options, Roots, Surface, Target, discover_with, locate};

use crate::{Failure, args::PackageArgs, fetch};

/// Finds a package and reads it.
pub fn read(args: &PackageArgs) -> Result<(Surface, Options), Failure> {
    let mut roots = args.site_packages.clone();
    if roots.is_empty() {
        roots.extend(environment());
    }
    let path = Path::new(&args.package);
    let is_path = args.package.contains(['/', '\\'])
        || path
            .extension()
            .is_some_and(|ext| ext == "py" || ext == "pyi");
    let name = if is_path {
        let (folder, name) = locate(path)
            .ok_or_else(|| format!("`{}` is no Python package or module", args.package))?;
        roots.insert(0, folder);
        name
    } else {
        if roots.is_empty() {
            return Err("no --site-packages, and no virtual environment is active".into());
        }
        args.package.clone()
    };
    let options = Options {
        roots: Roots(roots),
        target: Target {
            version: args.python_version,
            platform: args.platform.clone(),
        },
    };
    if let (None, Some(requirements), Some(folder)) = (
        options.roots.module(&name),
        &args.requirements,
        args.site_packages.first(),
    ) {
        fetch::install(requirements, folder)?;
    }
    let bar = progress();
    let surface = discover_with(&name, &options, &|total| {
        bar.set_length(total as u64);
        bar.inc(1);
    })?;
    bar.finish_and_clear();
    Ok((surface, options))
}

/// A bar on standard error that shows only on a terminal, and only when reading takes long.
fn progress() -> indicatif::ProgressBar {
    let target = indicatif::ProgressDrawTarget::stderr_with_hz(10);
    let bar = indicatif::ProgressBar::with_draw_target(None, target);
    let template = if env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        "reading {bar:40} {pos}/{len} files"
    } else {
        "reading {bar:40.cyan} {pos}/{len} files"
    };
    match indicatif::ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// The packages of the active virtual environment.
fn environment() -> Option<PathBuf> {
    let base = PathBuf::from(env::var_os("VIRTUAL_ENV")?).join("lib");
    let mut versions: Vec<PathBuf> = base
        .read_dir()
        .ok()?
        .flatten()
        .map(|entry| entry.path().join("site-packages"))
        .filter(|path| path.is_dir())
        .collect();
    versions.sort();
    versions.pop()
}
