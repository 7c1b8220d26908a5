//! What does one package of a project come to?

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    path::PathBuf,
};

use anstream::adapter::strip_str;
use mochi_asyncbridge::{Driver, GeneratedFrom, Mode, Module};
use mochi_asyncbridge_cli::{Pattern, Surface, is_identifier};
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::cache;
use super::table::{Options, Project, TABLE};
use crate::{
    args::{Style, StyleArgs},
    failure::Failure,
    locate::{Found, emptiness},
    mirror::{self, placed},
    output::Outcome,
    render::{complete, default_mode},
    skips,
};

/// The command that makes all of it again.
pub const COMMAND: &str = "mochi-asyncbridge sync";

/// What a module says that `sync` made.
pub const MADE_BY: &str = "\nMade by: mochi-asyncbridge sync\n";

/// A package of a project that has been found.
pub struct Job<'p> {
    pub project: &'p Project,
    /// As `packages` names it.
    pub package: &'p Spanned<String>,
    pub options: Options,
    /// The name of its module of shims.
    pub module: String,
    pub found: Found,
    pub generated_from: Option<GeneratedFrom>,
}

/// What a package comes to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Made {
    /// The files below the output folder, with `/` between names, and their texts.
    pub files: Vec<(String, String)>,
    /// The name of the run-time module that it imports.
    pub runtime: Runtime,
    pub shims: usize,
    pub classes: usize,
    /// How many callables have no shim, by the reason.
    pub left_out: BTreeMap<String, usize>,
    pub warnings: Vec<String>,
    /// Whether files could not be read.
    pub is_incomplete: bool,
    /// The places of the table's own patterns that mean something in this package.
    pub used: BTreeSet<usize>,
    /// Whether it is from the cache.
    #[serde(skip)]
    pub is_cached: bool,
}

/// The options of a run-time module, which all modules that import it share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Runtime {
    pub is_persistent: bool,
    pub has_standby: bool,
    pub timeouts: bool,
}

impl Runtime {
    /// Every run-time module that there can be.
    pub fn all() -> impl Iterator<Item = Self> {
        let loops = [(false, false), (true, false), (true, true)].into_iter();
        loops.flat_map(|(is_persistent, has_standby)| {
            [false, true].map(|timeouts| Self {
                is_persistent,
                has_standby,
                timeouts,
            })
        })
    }

    /// A name that stays when a package with other options comes or goes.
    pub fn module(self) -> String {
        let mode = self.mode().as_str().replace('-', "_");
        let standby = if self.has_standby { "_standby" } else { "" };
        let timeouts = if self.timeouts { "_timeouts" } else { "" };
        format!("_runtime_{mode}{standby}{timeouts}")
    }

    /// A module that needs nothing else.
    pub fn settings(self) -> Module {
        let driver = if self.has_standby {
            Driver::Standby
        } else {
            Driver::Caller
        };
        Module::default()
            .mode(self.mode())
            .driver(driver)
            .timeouts(self.timeouts)
    }

    pub fn mode(self) -> Mode {
        if self.is_persistent {
            Mode::Persistent
        } else {
            Mode::PerCall
        }
    }
}

impl Job<'_> {
    /// Everything but the contents of files that decides about what the package comes to.
    pub fn key(&self) -> String {
        let table = &self.project.table;
        let Options { names, .. } = &self.options;
        let names: Vec<_> = names
            .iter()
            .map(|(old, new)| (old.get_ref(), new.get_ref()))
            .collect();
        let found = &self.found;
        let style = style(self.project, &self.options);
        let patterns = (
            &style.include,
            &style.exclude,
            self.options.include.is_some(),
        );
        cache::key(&format!(
            "{:?}",
            (
                cache::build(),
                (&self.package.get_ref(), &self.module, &found.name),
                (&found.options.target, &found.options.max_steps),
                (found.options.runtime_annotations, found.options.mirror),
                (&found.options.roots.folders, &found.options.roots.packages),
                (
                    style.style,
                    style.strip_async,
                    patterns,
                    table.include.len()
                ),
                (self.options.mode.or(table.mode), names),
                self.options.timeouts.unwrap_or(table.timeouts),
                &self.generated_from,
            )
        ))
    }

    /// Renders what was read.
    pub fn make(&self, surface: Surface) -> Result<Made, Failure> {
        let found = &self.found;
        let (outcome, mut warnings) = skips::judge(
            &surface.report.unread,
            &found.options,
            self.options.keep_going,
        )?;
        let used = self.used()?;
        warnings.extend(skips::of_files(&surface.report.skips, &found.options));
        warnings.extend(emptiness(&found.name, &surface));
        let left_out = skips::of_callables(&surface.report.skips);
        let Surface {
            mut module,
            parts,
            missing,
            ..
        } = surface;
        self.rename(&mut module)?;
        let table = &self.project.table;
        module.mode = self.options.mode.or(table.mode).unwrap_or_else(|| {
            let inner = parts.iter().map(|part| &part.module);
            default_mode([&module].into_iter().chain(inner))
        });
        module.driver = self.options.driver.or(table.driver).unwrap_or_default();
        module.timeouts = self.options.timeouts.unwrap_or(table.timeouts);
        let runtime = Runtime {
            is_persistent: module.mode == Mode::Persistent,
            has_standby: module.driver == Driver::Standby,
            timeouts: module.timeouts,
        };
        module.generated_from.clone_from(&self.generated_from);
        let missing = if found.options.mirror {
            Vec::new()
        } else {
            missing
        };
        warnings.extend(complete(&mut module, missing));
        let inner = parts.iter().map(|part| &part.module);
        let modules: Vec<&Module> = [&module].into_iter().chain(inner).collect();
        let shims = modules.iter().map(|module| module.fns.len()).sum();
        let classes = modules.iter().map(|module| module.classes.len()).sum();
        let runtime_module = runtime.module();
        let files = if found.options.mirror {
            let files = mirror::files(&placed(module, parts), &format!("..{runtime_module}"));
            let files = files.map_err(|errors| Failure::from(errors.to_string()))?;
            let below = |(file, text): (PathBuf, String)| {
                let names = file.iter().map(OsStr::to_string_lossy);
                let names: Vec<_> = [Cow::from(&self.module)].into_iter().chain(names).collect();
                (names.join("/"), text)
            };
            files.into_iter().map(below).collect()
        } else {
            module.shared_runtime = Some(format!(".{runtime_module}"));
            let text = module
                .render()
                .map_err(|errors| Failure::from(errors.to_string()))?;
            vec![(format!("{}.py", self.module), text)]
        };
        Ok(Made {
            files,
            runtime,
            shims,
            classes,
            left_out: left_out
                .into_iter()
                .map(|(reason, count)| (reason.to_owned(), count))
                .collect(),
            warnings: warnings
                .iter()
                .map(|warning| strip_str(warning).to_string())
                .collect(),
            is_incomplete: outcome == Outcome::Incomplete,
            used,
            is_cached: false,
        })
    }

    /// Gives shims the names that the table has for them.
    fn rename(&self, module: &mut Module) -> Result<(), Failure> {
        let at = |place: &Spanned<String>, heading: &str, label: &str| {
            self.project.at(place.span(), heading, label)
        };
        let mut wanted = Vec::new();
        for (old, new) in &self.options.names {
            let shim = module
                .fns
                .iter()
                .position(|f| f.sync_name == *old.get_ref());
            let Some(shim) = shim else {
                let label = format!("`{}` has no such shim", self.package.get_ref());
                return Err(at(old, "a name for no shim", &label));
            };
            if !is_identifier(new.get_ref()) {
                return Err(at(
                    new,
                    "no name for a shim",
                    "expected a Python identifier",
                ));
            }
            wanted.push((shim, new));
        }
        for &(shim, new) in &wanted {
            module.fns[shim].sync_name.clone_from(new.get_ref());
        }
        for (shim, new) in wanted {
            let mut others = module.fns.iter().enumerate();
            if others.any(|(at, other)| at != shim && other.sync_name == *new.get_ref()) {
                let label = "another shim has this name";
                return Err(at(new, "two shims have one name", label));
            }
        }
        Ok(())
    }

    /// Which of the table's patterns mean something in the package. Each of the package's own
    /// ones has to.
    fn used(&self) -> Result<BTreeSet<usize>, Failure> {
        let table = &self.project.table;
        let selection = &self.found.options.selection;
        let mut met = selection.include.iter().chain(&selection.exclude);
        let mut met = || met.next().is_some_and(Pattern::has_met);
        let own = |pattern: &Spanned<Pattern>, has_met: bool| {
            if has_met {
                return Ok(());
            }
            let label = format!("`{}` has nothing of this name", self.package.get_ref());
            let heading = format!("a pattern in [{TABLE}.options] that means nothing");
            Err(self.project.at(pattern.span(), &heading, &label))
        };
        let mut used = BTreeSet::new();
        match &self.options.include {
            Some(include) => {
                for pattern in include {
                    own(pattern, met())?;
                }
            }
            None => used.extend((0..table.include.len()).filter(|_| met())),
        }
        let excluded = table.include.len()..table.include.len() + table.exclude.len();
        used.extend(excluded.filter(|_| met()));
        for pattern in &self.options.exclude {
            own(pattern, met())?;
        }
        Ok(used)
    }
}

/// What is asked for of one package: its own options, then those of the table.
pub fn style(project: &Project, options: &Options) -> StyleArgs {
    let table = &project.table;
    let include = options.include.as_ref().unwrap_or(&table.include);
    let exclude = table.exclude.iter().chain(&options.exclude);
    let fresh = |pattern: &Spanned<Pattern>| pattern.get_ref().fresh();
    let style = options.style.or(table.style).unwrap_or_default();
    let strip_async = options.strip_async.unwrap_or(table.strip_async);
    StyleArgs {
        style,
        strip_async: strip_async && style == Style::Classes,
        include: include.iter().map(fresh).collect(),
        exclude: exclude.map(fresh).collect(),
    }
}
