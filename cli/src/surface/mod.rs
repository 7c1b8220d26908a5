//! The asynchronous surface of a package as a module descriptor and a report.

mod account;
mod attribute;
mod beyond;
mod checked;
mod constructor;
mod cost;
mod dataclass;
mod describe;
mod held;
mod inherited;
mod made;
mod naming;
mod object;
mod overloads;
mod parts;
mod publish;
mod reach;
mod shims;
mod signature;

pub(crate) use constructor::Kept;
pub use parts::Part;
pub(crate) use reach::SPOKEN;
pub(crate) use signature::{Signature, SignatureParam, anything};

use std::{collections::BTreeMap, path::PathBuf, rc::Rc};

use mochi_asyncbridge::{AsyncFn, Missing, Mode, Module, Shape};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use crate::{
    emit::Writer,
    find::Roots,
    index::{Index, Place},
    parse::{self, on_big_stack},
    report::{self, Counts, Reason, Report, Skip},
    resolve::{Id, World},
    selection::Selection,
    target::Target,
    twins::ClassStyle,
    types::Types,
};

/// How a package is read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Folders to look for modules in, like `sys.path`.
    pub roots: Roots,
    /// The interpreter to read for.
    pub target: Target,
    /// Whether annotations are to have values when a program runs: what has none becomes
    /// `typing.Any`.
    pub runtime_annotations: bool,
    /// How many steps looking through the package may take; without it, in proportion to its
    /// length, and more than any sensible package takes.
    pub max_steps: Option<usize>,
    /// Which callables are wanted.
    pub selection: Selection,
    /// Whether shims are in modules like those of the package, and have names without the
    /// module's; not for twins.
    pub mirror: bool,
    /// How classes get synchronous twins; without it methods get shims that take the object.
    pub classes: Option<ClassStyle>,
}

/// A package's asynchronous surface.
#[derive(Clone, Debug)]
pub struct Surface {
    /// What to render: its [`Module::mode`] and options are the default ones.
    pub module: Module,
    /// What each function of the module stands for, in the same order.
    pub origins: Vec<Origin>,
    /// With [`Options::mirror`] the shims of the package's modules, in the order of their names;
    /// those of the package itself are in [`module`](Self::module).
    pub parts: Vec<Part>,
    /// Shims that a user would look for and that are not there, by the names they would have.
    pub missing: Vec<Missing>,
    /// What was counted and what was left out.
    pub report: Report,
}

/// Where a shim comes from.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Origin {
    /// The public dotted name of the callable.
    pub name: String,
    /// The file of its definition.
    #[serde(serialize_with = "report::lossy")]
    pub path: std::path::PathBuf,
    /// The line of its definition.
    pub line: usize,
}

/// Why there is no surface at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No root holds the package.
    #[error("no package or module `{name}` in {}", roots.join(", "))]
    NotFound {
        /// Its name.
        name: String,
        /// Where it was looked for.
        roots: Vec<String>,
    },
}

/// Reads a package and describes everything asynchronous that it makes public.
///
/// # Errors
/// When there is no such package. What cannot be read or described is in the report.
pub fn discover(name: &str, options: &Options) -> Result<Surface, Error> {
    discover_with(name, options, &|_| ())
}

/// [`discover`], calling back with the number of files for each one that was read.
///
/// # Errors
/// As [`discover`].
pub fn discover_with(
    name: &str,
    options: &Options,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Surface, Error> {
    on_big_stack(|| {
        let (files, skips) = options.roots.package(name);
        if files.is_empty() {
            return Err(Error::NotFound {
                name: name.to_owned(),
                roots: options.roots.described(),
            });
        }
        let total = files.len();
        let load = |file: crate::find::ModuleFile| {
            let name = file.name.clone();
            let loaded = parse::load(file, &options.target).map_err(|skip| (name, skip));
            progress(total);
            loaded
        };
        let loaded: Vec<Result<Index, (String, Skip)>> = files.into_par_iter().map(load).collect();
        let mut indexes = Vec::new();
        let mut unreadable = Vec::new();
        let (mut unread, mut skipped) = (Vec::new(), Vec::new());
        let mut leave = |skip: Skip| {
            // Nothing is lost with what this tool wrote, and with a second way to the same files.
            if matches!(
                skip.reason,
                Reason::Generated | Reason::SymlinkLoop | Reason::Compiled
            ) {
                skipped.push(skip);
            } else {
                unread.push(skip);
            }
        };
        for skip in skips {
            leave(skip);
        }
        for result in loaded {
            match result {
                Ok(index) => indexes.push(index),
                Err((name, skip)) => {
                    unreadable.push(name);
                    leave(skip);
                }
            }
        }
        let own: Vec<String> = indexes
            .iter()
            .map(|index| index.file.name.clone())
            .collect();
        let world = World::new(
            options.roots.clone(),
            options.target.clone(),
            indexes,
            unreadable,
            options.max_steps,
        );
        let types = Types::new(&world);
        Ok(Explorer::new(name, own, &types, skipped, unread).run(options))
    })
}

pub(crate) struct Explorer<'t, 'w> {
    pub(crate) package: String,
    own: Vec<String>,
    pub(crate) types: &'t Types<'w>,
    pub(crate) world: &'t World,
    pub(crate) public: Rc<HashMap<Id, (String, String)>>,
    /// Classes without a public name whose objects are public, and where they are defined.
    reached: Rc<HashMap<Id, (String, String)>>,
    /// Classes whose public name type checkers take for another class, and for which.
    unchecked: HashMap<Id, Id>,
    counts: Counts,
    skips: Vec<Skip>,
    unread: Vec<Skip>,
    missing: Vec<Missing>,
    /// Why the last thing that was looked at has no shim.
    said: Option<String>,
    /// Definitions that a shim stands for, or that the report already names.
    accounted: HashSet<(String, String)>,
    unannotated: usize,
    /// Whether shims are in modules like those of the package.
    is_mirrored: bool,
}

impl<'t, 'w> Explorer<'t, 'w> {
    fn new(
        package: &str,
        own: Vec<String>,
        types: &'t Types<'w>,
        skips: Vec<Skip>,
        unread: Vec<Skip>,
    ) -> Self {
        Self {
            package: package.to_owned(),
            own,
            types,
            world: types.world,
            public: Rc::default(),
            reached: Rc::default(),
            unchecked: HashMap::default(),
            counts: Counts::default(),
            skips,
            unread,
            missing: Vec::new(),
            said: None,
            accounted: HashSet::default(),
            unannotated: 0,
            is_mirrored: false,
        }
    }

    fn run(mut self, options: &Options) -> Surface {
        self.count();
        self.publish();
        self.reach();
        let selection = &options.selection;
        if let Some(style) = &options.classes {
            return self.in_classes(style, selection);
        }
        self.is_mirrored = options.mirror;
        let mut parts = self.parts(options);
        self.compiled();
        self.leftovers();
        self.left_out_of_stubs();
        self.report_budget();
        let Part {
            module, origins, ..
        } = parts.remove(0);
        self.finish(module, origins, parts)
    }

    /// The surface with twins of classes, and functions beside them.
    fn in_classes(mut self, style: &ClassStyle, selection: &Selection) -> Surface {
        let mut writer = Writer::new(&self.package, self.types, self.public.clone());
        let (classes, mut coloured) = self.twins(style, selection, &mut writer);
        let mut taken = classes.iter().map(|class| class.name.clone()).collect();
        let functions = self.functions_beside(selection, &mut coloured, &mut taken, &mut writer);
        let (fns, mut origins): (Vec<AsyncFn>, Vec<Origin>) = functions.into_iter().unzip();
        self.counts.unresolved = writer.unknown().clone();
        let (called, checking) = writer.imports();
        let mut module = Module {
            source_import: called.join("\n"),
            mode: Mode::Persistent,
            fns,
            classes,
            type_checking_imports: checking,
            ..Module::default()
        };
        self.refuse(&mut module, &mut origins);
        self.compiled();
        self.report_budget();
        self.finish(module, origins, Vec::new())
    }

    pub(crate) fn modules(&self) -> impl Iterator<Item = std::sync::Arc<Index>> + '_ {
        self.own.iter().filter_map(|name| self.world.module(name))
    }

    fn count(&mut self) {
        let mut counts = Counts::default();
        for index in self.modules() {
            counts.modules += 1;
            counts.async_defs += index.async_defs.len();
            let mut names = HashSet::default();
            for def in index.async_defs.iter().filter(|def| def.live) {
                counts.live += 1;
                counts.unique += usize::from(names.insert(&def.qualname));
                counts.generators += usize::from(def.generator);
                match def.place {
                    Place::Module => counts.top_level += 1,
                    Place::Class => counts.methods += 1,
                    Place::Function => counts.nested += 1,
                }
            }
        }
        self.counts = counts;
    }

    fn finish(
        mut self,
        mut module: Module,
        mut origins: Vec<Origin>,
        mut parts: Vec<Part>,
    ) -> Surface {
        self.skips.extend(self.world.skips.take());
        let roots = &self.world.roots;
        for skip in self.skips.iter_mut().chain(&mut self.unread) {
            skip.path = roots.relative(&skip.path);
        }
        let inner = parts
            .iter_mut()
            .flat_map(|part| part.module.fns.iter_mut().zip(&mut part.origins));
        for (function, origin) in module.fns.iter_mut().zip(&mut origins).chain(inner) {
            function.origin = shown_origin(roots.imported_as(&origin.path), origin.line);
            origin.path = roots.relative(&origin.path);
        }
        self.unread.sort();
        self.skips.sort();
        self.skips.dedup();
        let (functions, methods) = self.public_defs();
        let mut counts = std::mem::take(&mut self.counts);
        counts.public_functions = functions;
        counts.public_methods = methods;
        let all = parts.iter().flat_map(|part| &part.module.fns);
        let all: Vec<&AsyncFn> = module.fns.iter().chain(all).collect();
        counts.shims = all.len();
        counts.unannotated = self.unannotated;
        for function in &all {
            *counts
                .shims_by_shape
                .entry(shape_name(&function.shape))
                .or_default() += 1;
        }
        let mut skipped = BTreeMap::new();
        for skip in self.skips.iter().chain(&self.unread) {
            *skipped.entry(skip.reason).or_default() += 1;
        }
        counts.skipped = skipped;
        let shims: HashSet<&str> = module.fns.iter().map(|f| &*f.sync_name).collect();
        let mut missing = std::mem::take(&mut self.missing);
        missing.retain(|shim| !shims.contains(&*shim.name));
        missing.sort();
        missing.dedup_by(|one, other| one.name == other.name);
        Surface {
            module,
            origins,
            parts,
            missing,
            report: Report {
                counts,
                unread: self.unread,
                skips: self.skips,
            },
        }
    }

    /// Public coroutine functions and asynchronous generators, at the top level and in classes.
    fn public_defs(&self) -> (usize, usize) {
        let mut functions = 0;
        let mut methods = 0;
        for index in self.modules() {
            let mut seen = HashSet::default();
            for def in index.async_defs.iter().filter(|def| def.live) {
                if !seen.insert(&def.qualname) {
                    continue;
                }
                let id = Id::new(&*index.file.name, &*def.qualname);
                match def.place {
                    Place::Module => functions += usize::from(self.public.contains_key(&id)),
                    Place::Class => {
                        let (class, name) =
                            def.qualname.rsplit_once('.').unwrap_or(("", &def.qualname));
                        let outer = class.split('.').next().unwrap_or(class);
                        let public = self.public.contains_key(&Id::new(&*index.file.name, outer))
                            && class.split('.').skip(1).all(|part| !part.starts_with('_'))
                            && !name.starts_with('_');
                        methods += usize::from(public);
                    }
                    Place::Function => {}
                }
            }
        }
        (functions, methods)
    }
}

impl Explorer<'_, '_> {
    /// The line of a definition.
    pub(crate) fn line_of(&self, id: &Id) -> usize {
        self.line(id)
    }

    /// Where a definition is, as an emitted module shows it.
    pub(crate) fn shown(&self, id: &Id, line: usize) -> Option<mochi_asyncbridge::Origin> {
        let index = self.world.module(&id.module)?;
        shown_origin(self.world.roots.imported_as(&index.file.path), line)
    }
}

/// An origin as an emitted module shows it, if it can.
fn shown_origin(path: Option<PathBuf>, line: usize) -> Option<mochi_asyncbridge::Origin> {
    let path = path?;
    let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
    let shown = AsyncFn::new("f").origin(parts?.join("/"), line);
    shown.validate().is_ok().then_some(shown.origin).flatten()
}

fn shape_name(shape: &Shape) -> &'static str {
    match shape {
        Shape::Coroutine => "coroutine",
        Shape::Awaitable => "awaitable",
        Shape::MaybeAwaitable => "perhaps awaitable",
        Shape::AsyncIterator => "iterator",
        Shape::AsyncGenerator { .. } => "generator",
        Shape::AsyncContextManager => "context manager",
        _ => "other",
    }
}
