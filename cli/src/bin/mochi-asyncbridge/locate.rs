//! Which package is meant, and where it lies.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

use anstream::eprintln;
use mochi_asyncbridge_cli::{
    ClassStyle, Distributions, Environment, Options, Roots, Selection, Surface, Target,
    discover_with, installed, locate,
};

use crate::{
    args::{PackageArgs, Style, StyleArgs},
    failure::{Failure, note, warn},
    fetch,
    output::Outcome,
    progress::Progress,
    skips,
};

/// A package that has been read.
pub struct Package {
    /// Its dotted name.
    pub name: String,
    pub surface: Surface,
    pub options: Options,
    /// How reading it ended.
    pub outcome: Outcome,
}

impl Package {
    /// The files and folders that hold its source.
    pub fn sources(&self) -> Vec<PathBuf> {
        let roots = &self.options.roots;
        let mut sources = roots.package_folders(&self.name);
        sources.extend(roots.module(&self.name).map(|module| module.path));
        sources
    }
}

/// A package that has been found.
pub struct Found {
    /// Its dotted name.
    pub name: String,
    pub options: Options,
    /// What is said about the name.
    pub note: Option<String>,
}

/// Finds a package and reads it.
pub fn read(args: &PackageArgs) -> Result<Package, Failure> {
    read_as(args, false)
}

/// Finds a package and reads it, perhaps for modules like its own.
pub fn read_as(args: &PackageArgs, mirror: bool) -> Result<Package, Failure> {
    let (roots, version) = search_path(args)?;
    let Found {
        name,
        mut options,
        note: said,
    } = find(args, roots, version)?;
    options.mirror = mirror;
    if let Some(said) = said {
        note(&said);
    }
    let progress = Progress::new(1);
    let surface = discover_with(&name, &options, &progress.package())?;
    progress.finish();
    let (outcome, warnings) = skips::judge(&surface.report.unread, &options, args.keep_going)?;
    for warning in warnings {
        eprintln!("{warning}");
    }
    if let Some(warning) = emptiness(&name, &surface) {
        warn(&warning);
    }
    Ok(Package {
        name,
        surface,
        options,
        outcome,
    })
}

/// Finds a package in a search path.
pub fn find(args: &PackageArgs, mut roots: Roots, version: (u8, u8)) -> Result<Found, Failure> {
    let no_package = || {
        let name = args.package.to_string_lossy();
        format!("`{name}` is no Python package or module")
    };
    let (name, note) = if let Some(path) = named_path(&args.package) {
        let (folder, name) = locate(path).ok_or_else(no_package)?;
        roots.folders.insert(0, folder);
        (name, None)
    } else {
        let name = args.package.to_str().ok_or_else(no_package)?;
        if roots.folders.is_empty() {
            return Err("no --site-packages, and no Python environment is active".into());
        }
        module_name(name, &mut roots, args)?
    };
    let target = Target {
        version,
        platform: args.platform.clone(),
        ..Target::default()
    };
    let options = Options {
        mirror: false,
        roots,
        target,
        max_steps: args.max_steps,
        classes: class_style(&args.style)?,
        selection: Selection {
            include: args.style.include.clone(),
            exclude: args.style.exclude.clone(),
        },
        runtime_annotations: args.runtime_annotations,
    };
    Ok(Found {
        name,
        options,
        note,
    })
}

/// How classes get twins, if they do.
fn class_style(args: &StyleArgs) -> Result<Option<ClassStyle>, Failure> {
    match args.style {
        Style::Classes => Ok(Some(ClassStyle {
            strip_async: args.strip_async,
        })),
        Style::Functions if args.strip_async => {
            Err("--strip-async is for `--style classes`".into())
        }
        Style::Functions => Ok(None),
    }
}

/// What is said of a package that gets no shims at all.
pub fn emptiness(name: &str, surface: &Surface) -> Option<String> {
    let is_empty = surface.module.fns.is_empty() && surface.module.classes.is_empty();
    if !is_empty || !surface.parts.is_empty() {
        return None;
    }
    let what = if surface.missing.is_empty() {
        "makes nothing public that is asynchronous"
    } else {
        "has nothing public that gets a shim"
    };
    Some(format!("`{name}` {what}"))
}

/// What is given as a path.
pub fn named_path(package: &OsStr) -> Option<&Path> {
    let path = Path::new(package);
    let separated = package.as_encoded_bytes();
    let separated = separated.contains(&b'/') || separated.contains(&b'\\');
    let extension = path.extension();
    let is_source = extension.is_some_and(|extension| extension == "py" || extension == "pyi");
    (separated || is_source).then_some(path)
}

/// Where modules are looked for, and the version of Python that they are read for.
pub fn search_path(args: &PackageArgs) -> Result<(Roots, (u8, u8)), Failure> {
    if !args.site_packages.is_empty() {
        for (at, folder) in args.site_packages.iter().enumerate() {
            // The first one is made when a package is installed there.
            let is_made = at == 0 && args.requirements.is_some() && !folder.exists();
            if let (false, Err(error)) = (is_made, folder.read_dir()) {
                return Err(format!("--site-packages {}: {error}", folder.display()).into());
            }
        }
        let version = args.python_version.unwrap_or(DEFAULT);
        return Ok((installed(&args.site_packages), version));
    }
    let Some(environment) = Environment::active()? else {
        return Ok((Roots::default(), args.python_version.unwrap_or(DEFAULT)));
    };
    of_environment(&environment, args.python_version)
}

/// The oldest version that shims run on.
pub const DEFAULT: (u8, u8) = (3, 11);

/// The search path of an environment, and its version unless another is given.
pub fn of_environment(
    environment: &Environment,
    version: Option<(u8, u8)>,
) -> Result<(Roots, (u8, u8)), Failure> {
    let version = version.unwrap_or(environment.version);
    if version < DEFAULT {
        let (major, minor) = version;
        return Err(format!(
            "the active environment has Python {major}.{minor}, and shims need 3.11: \
             give --python-version, or `python-version` in a project's table"
        )
        .into());
    }
    Ok((installed(&environment.site_packages), version))
}

/// The module that is meant by its own name or by that of its distribution; installed if it is
/// not there.
fn module_name(name: &str, roots: &mut Roots, args: &PackageArgs) -> Result<Known, Failure> {
    if let Some(found) = known_name(name, roots)? {
        return Ok(found);
    }
    if let (Some(requirements), Some(folder)) = (&args.requirements, args.site_packages.first()) {
        fetch::install(requirements, folder)?;
        *roots = installed(&args.site_packages);
        if let Some(found) = known_name(name, roots)? {
            return Ok(found);
        }
    }
    // Reading it says where it was looked for.
    Ok((name.to_owned(), None))
}

/// A module's name, and what is said where another one was given.
type Known = (String, Option<String>);

fn known_name(name: &str, roots: &Roots) -> Result<Option<Known>, Failure> {
    if roots.module(name).is_some() || !roots.package_folders(name).is_empty() {
        return Ok(Some((name.to_owned(), None)));
    }
    let Some(modules) = Distributions::installed(roots).top_level(name) else {
        return Ok(None);
    };
    match &*modules {
        [module] => {
            let said = format!("`{name}` is imported as `{module}`");
            Ok(Some((module.clone(), Some(said))))
        }
        [] => Err(format!("the distribution `{name}` is installed without a module").into()),
        several => Err(format!(
            "the distribution `{name}` has several modules, name one of them: {}",
            several.join(", ")
        )
        .into()),
    }
}
