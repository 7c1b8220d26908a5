//! `sync` and `init`: the shim modules of a whole project.

mod cache;
mod folder;
mod github;
mod init;
mod make;
mod table;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use anstream::{eprintln, println};
use mochi_asyncbridge_cli::{
    Distributions, Environment, Roots, discover_with, installed, is_identifier, on_big_stack,
};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use toml::Spanned;

pub use init::init;

use crate::{
    args::{DEFAULT_PLATFORM, PackageArgs, SyncArgs, SyncFormat},
    escape::{shown, shown_path},
    failure::{Failure, note},
    generated_from, locate,
    output::{BAD, CAUTION, Delivered, Outcome, Rendered, deliver_own},
    progress::Progress,
    render::runtime_of,
    skips,
};
use cache::Cache;
use make::{COMMAND, Job, Made, Runtime};
use table::{Options, Project, TABLE};

/// Writes what a project's table asks for, or compares it.
pub fn sync(args: &SyncArgs) -> Result<Outcome, Failure> {
    let project = Project::read(&args.project.project)?;
    let (roots, version) = search_path(args, &project)?;
    let distributions = Distributions::installed(&roots);
    let mut found: Vec<(&Spanned<String>, Result<Job<'_>, Failure>)> = project
        .packages()
        .iter()
        .map(|package| {
            let job = find(&project, package, &roots, version, &distributions);
            (package, job)
        })
        .collect();
    refuse_namesakes(&mut found);
    let cache = (!args.no_cache).then(|| {
        let beside = || project.folder().join(cache::FOLDER);
        Cache::open(args.cache_dir.clone().unwrap_or_else(beside))
    });
    let progress = Progress::new(found.len());
    let made: Vec<Result<Made, Failure>> = on_big_stack(|| {
        let make = |(_, job): &(_, Result<Job<'_>, Failure>)| {
            let made = job.as_ref().map_err(Failure::clone);
            let made = made.and_then(|job| make(job, cache.as_ref(), &progress));
            progress.package_is_done();
            made
        };
        found.par_iter().map(make).collect()
    });
    if let Some(cache) = cache {
        let jobs = found.iter().filter_map(|(_, job)| job.as_ref().ok());
        cache.close(&jobs.map(Job::key).collect());
    }
    progress.finish();
    let packages = project.packages().iter();
    let mut delivery = Delivery::new(&project, args);
    delivery.take(packages.zip(made).collect());
    Ok(delivery.end())
}

/// What a package comes to, or came to when all was as it is now.
fn make(job: &Job<'_>, cache: Option<&Cache>, progress: &Progress) -> Result<Made, Failure> {
    let options = &job.found.options;
    let key = job.key();
    if let Some(made) = cache.and_then(|cache| cache.find(&key, &options.roots)) {
        return Ok(made);
    }
    let surface = discover_with(&job.found.name, options, &progress.package())?;
    let made = job.make(surface)?;
    if let Some(cache) = cache.filter(|_| !made.is_incomplete) {
        cache.keep(&key, &options.roots, &made);
    }
    Ok(made)
}

/// Where modules are looked for, and the version of Python that they are read for.
fn search_path(args: &SyncArgs, project: &Project) -> Result<(Roots, (u8, u8)), Failure> {
    let table = &project.table;
    let version = table.python_version.map(|version| version.0);
    let own = table.site_packages.iter();
    let own: Vec<PathBuf> = own.map(|path| project.folder().join(path)).collect();
    let folders = if args.site_packages.is_empty() {
        own
    } else {
        args.site_packages.clone()
    };
    for folder in &folders {
        if let Err(error) = folder.read_dir() {
            return Err(format!("{}: {error}", folder.display()).into());
        }
    }
    if !folders.is_empty() {
        return Ok((installed(&folders), version.unwrap_or(locate::DEFAULT)));
    }
    let beside = project.folder().join(".venv");
    let is_active = std::env::var_os("VIRTUAL_ENV").is_some_and(|folder| !folder.is_empty());
    let environment = if !is_active && beside.join("pyvenv.cfg").is_file() {
        let environment = Environment::virtual_environment(&beside)
            .map_err(|problem| format!("`{}`: {problem}", beside.display()))?;
        Some(environment)
    } else {
        Environment::active()?
    };
    match environment {
        Some(environment) => locate::of_environment(&environment, version),
        None => Ok((Roots::default(), version.unwrap_or(locate::DEFAULT))),
    }
}

/// Finds one package.
fn find<'p>(
    project: &'p Project,
    package: &'p Spanned<String>,
    roots: &Roots,
    version: (u8, u8),
    distributions: &Distributions,
) -> Result<Job<'p>, Failure> {
    let options = project.options(package.get_ref());
    let name = package.get_ref();
    let named = match locate::named_path(name.as_ref()) {
        Some(path) => project.folder().join(path).into_os_string(),
        None => name.into(),
    };
    let platform = project.table.platform.as_deref();
    let args = PackageArgs {
        package: named,
        site_packages: Vec::new(),
        requirements: None,
        python_version: Some(version),
        platform: platform.unwrap_or(DEFAULT_PLATFORM).to_owned(),
        keep_going: options.keep_going,
        runtime_annotations: project.table.runtime_annotations,
        max_steps: options.max_steps,
        style: make::style(project, &options),
    };
    let mut found = locate::find(&args, roots.unasked(), version)?;
    found.options.mirror =
        found.options.classes.is_none() && options.mirror.unwrap_or(project.table.mirror);
    let module = module(project, package, &options, &found.name)?;
    let generated_from = generated_from::by(COMMAND, &found.name, distributions);
    Ok(Job {
        project,
        package,
        options,
        module,
        found,
        generated_from,
    })
}

/// The name of a package's module of shims: `azure.storage.blob` has `azure_storage_blob_sync`.
fn module(
    project: &Project,
    package: &Spanned<String>,
    options: &Options,
    imported_as: &str,
) -> Result<String, Failure> {
    let Some(module) = &options.module else {
        return Ok(format!("{}_sync", imported_as.replace('.', "_")));
    };
    let name = module.get_ref();
    if !is_identifier(name) || name.starts_with('_') {
        let label = format!(
            "the module of `{}` needs a name that is an identifier without `_` before it",
            package.get_ref()
        );
        return Err(project.at(module.span(), "no name for a module", &label));
    }
    Ok(name.clone())
}

/// No two packages can have one module.
fn refuse_namesakes(found: &mut [(&Spanned<String>, Result<Job<'_>, Failure>)]) {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for (package, result) in found {
        let Ok(job) = result else { continue };
        if let Some(other) = taken.insert(job.module.clone(), package.get_ref()) {
            let label = format!(
                "`{}` is the module of `{other}` too: say `module` in [{TABLE}.options.\"{}\"]",
                job.module,
                package.get_ref()
            );
            let heading = "two packages with one module";
            *result = Err(job.project.at(package.span(), heading, &label));
        }
    }
}

/// What is written or compared, and what is said about it.
struct Delivery<'p> {
    project: &'p Project,
    output: PathBuf,
    check: bool,
    format: SyncFormat,
    /// Files that were written, removed or are stale.
    changed: Vec<String>,
    same: usize,
    failed: usize,
    is_incomplete: bool,
    annotations: Vec<String>,
}

/// More lines than a screen has are no summary.
const MOST_LINES: usize = 20;

impl<'p> Delivery<'p> {
    fn new(project: &'p Project, args: &SyncArgs) -> Self {
        Self {
            project,
            output: project.output(),
            check: args.check,
            format: args.format,
            changed: Vec::new(),
            same: 0,
            failed: 0,
            is_incomplete: false,
            annotations: Vec::new(),
        }
    }

    /// Delivers the packages that succeeded and says which others did not.
    fn take(&mut self, packages: Vec<(&Spanned<String>, Result<Made, Failure>)>) {
        let mut made = Vec::new();
        for (package, result) in packages {
            match result {
                Ok(one) => made.push((package, one)),
                Err(failure) => self.fail(Some(package), &failure),
            }
        }
        if self.failed == 0 {
            self.refuse_useless_patterns(&made);
        }
        for (package, made) in &made {
            self.warn(package, made);
        }
        // What the shims need is there before they are.
        let runtimes: BTreeSet<Runtime> = made.iter().map(|(_, made)| made.runtime).collect();
        for runtime in &runtimes {
            match runtime_of(&runtime.settings()) {
                Ok(text) => self.deliver(None, &format!("{}.py", runtime.module()), &text),
                Err(failure) => self.fail(None, &failure),
            }
        }
        self.package_marker();
        for (package, made) in &made {
            for (file, text) in &made.files {
                self.deliver(Some(package), file, text);
            }
        }
        self.tidy(&made, &runtimes);
        self.summarize(&made);
    }

    /// How all of it ended.
    fn end(self) -> Outcome {
        for annotation in &self.annotations {
            println!("{}", shown(annotation));
        }
        if self.failed > 0 {
            Outcome::Failed
        } else if self.check && !self.changed.is_empty() {
            Outcome::Stale
        } else if self.is_incomplete {
            Outcome::Incomplete
        } else {
            Outcome::Done
        }
    }

    /// Says why a package, or what all of them share, failed.
    fn fail(&mut self, package: Option<&Spanned<String>>, failure: &Failure) {
        self.failed += 1;
        let (line, title) = if let Some(package) = package {
            eprintln!("{BAD}{}:{BAD:#}", shown(package.get_ref()));
            let title = format!("no shims for {}", package.get_ref());
            (self.project.line(package.span()), title)
        } else {
            let output = self.project.table.output.span();
            (self.project.line(output), "no shims".to_owned())
        };
        failure.show();
        self.annotate(&self.project.path, line, &title, &failure.text());
    }

    fn annotate(&mut self, path: &Path, line: usize, title: &str, message: &str) {
        if self.format == SyncFormat::Github {
            self.annotations
                .push(github::annotation(path, line, title, message));
        }
    }

    /// A pattern that means nothing in any package is a mistake.
    fn refuse_useless_patterns(&mut self, made: &[(&Spanned<String>, Made)]) {
        let project = self.project;
        for (at, pattern) in project.patterns().enumerate() {
            if made.iter().any(|(_, made)| made.used.contains(&at)) {
                continue;
            }
            self.failed += 1;
            let heading = "a pattern that means nothing";
            let label = "no package has anything of this name that gets a shim";
            project.at(pattern.span(), heading, label).show();
            let line = project.line(pattern.span());
            self.annotate(&project.path, line, heading, label);
        }
    }

    fn warn(&mut self, package: &Spanned<String>, made: &Made) {
        self.is_incomplete |= made.is_incomplete;
        for warning in &made.warnings {
            let name = shown(package.get_ref());
            eprintln!("{CAUTION}{name}:{CAUTION:#} {}", shown(warning));
        }
    }

    /// Writes or compares a module.
    fn deliver(&mut self, package: Option<&Spanned<String>>, file: &str, text: &str) {
        let path = self.output.join(file);
        let rendered = Rendered {
            path: path.clone(),
            text: text.to_owned(),
        };
        match deliver_own(&rendered, self.check) {
            Ok(Delivered::Same) => self.same += 1,
            Ok(Delivered::Written) => self.changed.push(format!("wrote {}", path.display())),
            Ok(Delivered::Stale) => {
                self.changed.push(format!("stale: {}", path.display()));
                let message = "run `mochi-asyncbridge sync` and commit what it writes";
                self.annotate(&path, 1, "stale shims", message);
            }
            Err(failure) => self.fail(package, &failure),
        }
    }

    /// Makes the folder a package, unless it is one.
    fn package_marker(&mut self) {
        let path = self.output.join("__init__.py");
        if !path.exists() {
            self.deliver(None, "__init__.py", "");
        }
    }

    /// Removes modules of packages that the table has no more. While a package fails, nothing is
    /// known about what it had.
    fn tidy(&mut self, made: &[(&Spanned<String>, Made)], runtimes: &BTreeSet<Runtime>) {
        if self.failed > 0 {
            return;
        }
        let files = made.iter().flat_map(|(_, made)| &made.files);
        let files = files.map(|(file, _)| PathBuf::from(file));
        let runtimes = runtimes.iter().map(|runtime| runtime.module());
        let runtimes = runtimes.map(|module| PathBuf::from(format!("{module}.py")));
        let wanted = files.chain(runtimes);
        let orphans = match folder::orphans(&self.output, &wanted.collect()) {
            Ok(orphans) => orphans,
            Err(error) => {
                let failure = format!("{}: {error}", self.output.display());
                self.fail(None, &failure.into());
                return;
            }
        };
        for orphan in orphans {
            let path = shown_path(&orphan);
            if self.check {
                eprintln!("{BAD}stale:{BAD:#} {path} is of no package in the table");
                self.annotate(&orphan, 1, "stale shims", "no package in the table has it");
                self.changed.push(format!("stale: {path}"));
            } else if let Err(error) = folder::remove(&orphan, &self.output) {
                self.fail(None, &format!("{path}: {error}").into());
            } else {
                self.changed.push(format!("removed {path}"));
            }
        }
    }

    /// Says in at most a screen what became of all packages.
    fn summarize(&self, made: &[(&Spanned<String>, Made)]) {
        for line in self.changed.iter().take(MOST_LINES) {
            note(line);
        }
        if let Some(more) = self.changed.len().checked_sub(MOST_LINES + 1) {
            note(&format!("and {} files more", more + 1));
        }
        let shims: usize = made.iter().map(|(_, made)| made.shims).sum();
        let mut left_out = BTreeMap::new();
        for (reason, count) in made.iter().flat_map(|(_, made)| &made.left_out) {
            *left_out.entry(reason).or_default() += count;
        }
        let failed = match self.failed {
            0 => String::new(),
            count => format!(", {count} failed"),
        };
        let done = if self.check { "stale" } else { "changed" };
        let cached = match made.iter().filter(|(_, made)| made.is_cached).count() {
            0 => String::new(),
            count => format!(" ({count} from the cache)"),
        };
        let classes = match made.iter().map(|(_, made)| made.classes).sum() {
            0 => String::new(),
            count => format!(", {count} classes"),
        };
        note(&format!(
            "{} packages{cached}, {shims} shims{classes}: {} files {done}, {} as they were{failed}",
            made.len(),
            self.changed.len(),
            self.same
        ));
        if !left_out.is_empty() {
            let listed = skips::listed(&left_out);
            note(&format!(
                "no shim for {listed} (see `mochi-asyncbridge surface PACKAGE --skipped`)"
            ));
        }
    }
}
