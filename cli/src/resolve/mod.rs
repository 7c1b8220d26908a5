//! Modules at hand, and what names in them stand for.

mod builtins;
mod cycles;
mod exports;
mod importable;
mod names;
mod run_time;
mod settle;
mod standard;
mod stdlib;

use std::{cell::RefCell, rc::Rc, sync::Arc};

use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap as HashMap, FxHashSet as HashSet};

use crate::{
    budget::Budget,
    find::{ModuleFile, Roots},
    index::{Binding, Class, Def, Index, Scope},
    parse,
    report::Skip,
    target::Target,
};

pub(crate) use importable::Obstacle;
pub(crate) use names::named;
pub(crate) use run_time::Absence;
pub(crate) use stdlib::is_stdlib;

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Entity {
    Module(String),
    /// Something that the source of a module defines.
    Defined(Id),
    /// Something of a module whose source is not read: the standard library.
    Foreign {
        module: String,
        name: String,
    },
    Builtin(String),
    /// Nothing that can be found.
    Missing,
}

/// A definition: its module and its qualified name there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id {
    pub module: String,
    pub name: String,
}

impl Id {
    pub(crate) fn new(module: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            module: module.into(),
            name: name.into(),
        }
    }

    /// The class around a definition.
    pub(crate) fn outer(&self) -> Option<Self> {
        let (outer, _) = self.name.rsplit_once('.')?;
        Some(Self::new(&*self.module, outer))
    }

    pub(crate) fn member(&self, name: &str) -> Self {
        Self::new(self.module.clone(), format!("{}.{name}", self.name))
    }
}

/// How many names, or modules, are looked through for one.
const MAX_SEEN: usize = 10_000;

/// Names in the order in which a module makes them public.
type Names = IndexSet<String, FxBuildHasher>;

pub(crate) struct World {
    pub roots: Roots,
    pub target: Target,
    modules: RefCell<HashMap<String, Option<Arc<Index>>>>,
    pub skips: RefCell<Vec<Skip>>,
    /// The modules of the package.
    own: HashSet<String>,
    /// Modules that can be imported.
    importable: RefCell<HashSet<String>>,
    /// What is executed where there is a stub.
    behind_stubs: RefCell<HashMap<String, Option<Arc<Index>>>>,
    /// What is bound when a module is imported.
    run_time: RefCell<HashMap<String, Option<Arc<Index>>>>,
    /// What importing a top-level package imports.
    imported: RefCell<HashMap<String, cycles::Imported>>,
    /// What importing other modules fails with.
    failures: RefCell<HashMap<String, Option<Absence>>>,
    resolved: RefCell<HashMap<Id, Entity>>,
    exports: RefCell<HashMap<String, Rc<Names>>>,
    pub(crate) budget: Budget,
}

impl World {
    /// The modules of a package: those that were read, and the names of those that could not be.
    pub(crate) fn new(
        roots: Roots,
        target: Target,
        loaded: Vec<Index>,
        unreadable: Vec<String>,
        max_steps: Option<usize>,
    ) -> Self {
        let bytes = loaded.iter().map(|index| index.source.len()).sum();
        let names = loaded.iter().map(|index| index.file.name.clone());
        let own = names.chain(unreadable.iter().cloned()).collect();
        let world = Self {
            roots,
            target,
            own,
            modules: RefCell::default(),
            skips: RefCell::default(),
            importable: RefCell::default(),
            behind_stubs: RefCell::default(),
            run_time: RefCell::default(),
            imported: RefCell::default(),
            failures: RefCell::default(),
            resolved: RefCell::default(),
            exports: RefCell::default(),
            budget: max_steps.map_or_else(|| Budget::of_source(bytes), Budget::new),
        };
        let settled = loaded.into_iter().map(|mut index| {
            world.settle(&mut index);
            (index.file.name.clone(), Some(Arc::new(index)))
        });
        let unreadable = unreadable.into_iter().map(|name| (name, None));
        let standard = standard::stub(&world.target);
        let standard = standard.map(|(name, index)| (name, Some(Arc::new(index))));
        let modules = settled.chain(unreadable).chain(standard).collect();
        world.modules.replace(modules);
        world
    }

    /// Whether a module is one of the package.
    pub(crate) fn is_own(&self, module: &str) -> bool {
        self.own.contains(module)
    }

    /// A module's index, read when it is first asked for.
    pub(crate) fn module(&self, name: &str) -> Option<Arc<Index>> {
        if let Some(known) = self.modules.borrow().get(name) {
            return known.clone();
        }
        let file = if is_stdlib(name) {
            None
        } else {
            self.roots.module(name)
        };
        let index = file.and_then(|file: ModuleFile| match parse::load(file, &self.target) {
            Ok(mut index) => {
                self.settle(&mut index);
                Some(Arc::new(index))
            }
            Err(skip) => {
                self.skips.borrow_mut().push(skip);
                None
            }
        });
        self.modules
            .borrow_mut()
            .insert(name.to_owned(), index.clone());
        index
    }

    /// Looks at a definition.
    pub(crate) fn with<T>(&self, id: &Id, look: impl FnOnce(&Binding, &Index) -> T) -> Option<T> {
        let index = self.module(&id.module)?;
        let mut scope: &Scope = &index.scope;
        let mut parts = id.name.split('.').peekable();
        while let Some(part) = parts.next() {
            let binding = scope.get(part)?;
            if parts.peek().is_none() {
                return Some(look(binding, &index));
            }
            let Binding::Class(class) = binding else {
                return None;
            };
            scope = &class.scope;
        }
        None
    }

    pub(crate) fn with_class<T>(
        &self,
        id: &Id,
        look: impl FnOnce(&Class, &Index) -> T,
    ) -> Option<T> {
        self.with(id, |binding, index| match binding {
            Binding::Class(class) => Some(look(class, index)),
            _ => None,
        })
        .flatten()
    }

    pub(crate) fn with_function<T>(
        &self,
        id: &Id,
        look: impl FnOnce(&[Def], &Index) -> T,
    ) -> Option<T> {
        self.with(id, |binding, index| match binding {
            Binding::Function(defs) => Some(look(defs, index)),
            _ => None,
        })
        .flatten()
    }

    /// Whether an assignment makes it.
    pub(crate) fn is_value(&self, id: &Id) -> bool {
        let is_value = |binding: &Binding, _: &Index| matches!(binding, Binding::Value { .. });
        self.with(id, is_value).unwrap_or(false)
    }

    pub(crate) fn is_class(&self, id: &Id) -> bool {
        self.with_class(id, |_, _| ()).is_some()
    }
}
