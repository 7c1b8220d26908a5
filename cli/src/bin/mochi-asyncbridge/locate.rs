//! Which package is meant, and where it lies.

use std::{
    env,
    path::{Path, PathBuf},
};

use mochi_asyncbridge_cli::{
    Environment, Options, Roots, Surface, Target, discover_with, installed, locate, top_level,
};

use crate::{
    args::PackageArgs,
    failure::{Failure, note, warn},
    fetch,
    output::{Outcome, width},
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

/// Finds a package and reads it.
pub fn read(args: &PackageArgs) -> Result<Package, Failure> {
    let (mut roots, version) = search_path(args)?;
    let no_package = || {
        let name = args.package.to_string_lossy();
        format!("`{name}` is no Python package or module")
    };
    let name = if let Some(path) = named_path(args) {
        let (folder, name) = locate(path).ok_or_else(no_package)?;
        roots.folders.insert(0, folder);
        name
    } else {
        let name = args.package.to_str().ok_or_else(no_package)?;
        if roots.folders.is_empty() {
            return Err("no --site-packages, and no Python environment is active".into());
        }
        module_name(name, &mut roots, args)?
    };
    let options = Options {
        roots,
        target: Target {
            version,
            platform: args.platform.clone(),
        },
        max_steps: args.max_steps,
    };
    let bar = progress();
    let surface = discover_with(&name, &options, &|total| {
        bar.set_length(total as u64);
        bar.inc(1);
    })?;
    bar.finish_and_clear();
    let outcome = skips::judge(&surface.report.unread, &options, args.keep_going)?;
    if surface.module.fns.is_empty() {
        let what = if surface.missing.is_empty() {
            "makes nothing public that is asynchronous"
        } else {
            "has nothing public that gets a shim"
        };
        warn(&format!("`{name}` {what}"));
    }
    Ok(Package {
        name,
        surface,
        options,
        outcome,
    })
}

/// What is given as a path.
fn named_path(args: &PackageArgs) -> Option<&Path> {
    let path = Path::new(&args.package);
    let separated = args.package.as_encoded_bytes();
    let separated = separated.contains(&b'/') || separated.contains(&b'\\');
    let extension = path.extension();
    let is_source = extension.is_some_and(|extension| extension == "py" || extension == "pyi");
    (separated || is_source).then_some(path)
}

/// Where modules are looked for, and the version of Python that they are read for.
fn search_path(args: &PackageArgs) -> Result<(Roots, (u8, u8)), Failure> {
    const DEFAULT: (u8, u8) = (3, 11);
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
    let version = args.python_version.unwrap_or(environment.version);
    if version < DEFAULT {
        let (major, minor) = version;
        return Err(format!(
            "the active environment has Python {major}.{minor}, and shims need 3.11: \
             give --python-version"
        )
        .into());
    }
    Ok((installed(&environment.site_packages), version))
}

/// The module that is meant by its own name or by that of its distribution; installed if it is
/// not there.
fn module_name(name: &str, roots: &mut Roots, args: &PackageArgs) -> Result<String, Failure> {
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
    Ok(name.to_owned())
}

fn known_name(name: &str, roots: &Roots) -> Result<Option<String>, Failure> {
    if roots.module(name).is_some() || !roots.package_folders(name).is_empty() {
        return Ok(Some(name.to_owned()));
    }
    let Some(modules) = top_level(name, roots) else {
        return Ok(None);
    };
    match &*modules {
        [module] => {
            note(&format!("`{name}` is imported as `{module}`"));
            Ok(Some(module.clone()))
        }
        [] => Err(format!("the distribution `{name}` is installed without a module").into()),
        several => Err(format!(
            "the distribution `{name}` has several modules, name one of them: {}",
            several.join(", ")
        )
        .into()),
    }
}

/// A bar on standard error that shows only on a terminal, and only when reading takes long.
fn progress() -> indicatif::ProgressBar {
    /// What stands around the bar.
    const WORDS: usize = "reading  12345/12345 files ".len();
    let target = indicatif::ProgressDrawTarget::stderr_with_hz(10);
    let bar = indicatif::ProgressBar::with_draw_target(None, target);
    let length = width().unwrap_or(80).saturating_sub(WORDS).min(40);
    let colour = if env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        ""
    } else {
        ".cyan"
    };
    let template = match length {
        0 => "reading {pos}/{len} files".to_owned(),
        _ => format!("reading {{bar:{length}{colour}}} {{pos}}/{{len}} files"),
    };
    match indicatif::ProgressStyle::with_template(&template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
