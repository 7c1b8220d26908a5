//! Modules at hand, and what names in them stand for.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use indexmap::IndexSet;
use ruff_python_ast::Expr;
use rustc_hash::{FxBuildHasher, FxHashMap as HashMap, FxHashSet as HashSet};

use crate::{
    find::{ModuleFile, Roots},
    index::{AllPart, Binding, Class, Def, Import, Index, Scope, dotted},
    parse,
    report::Skip,
    target::Target,
};

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
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

    pub(crate) fn member(&self, name: &str) -> Self {
        Self::new(self.module.clone(), format!("{}.{name}", self.name))
    }
}

/// How far aliases are followed.
const MAX_HOPS: usize = 64;

/// How many names, or modules, are looked through for one.
const MAX_SEEN: usize = 10_000;

/// Names in the order in which a module makes them public.
type Names = IndexSet<String, FxBuildHasher>;

pub(crate) struct World {
    pub roots: Roots,
    pub target: Target,
    modules: RefCell<HashMap<String, Option<Arc<Index>>>>,
    pub skips: RefCell<Vec<Skip>>,
    importable: RefCell<HashMap<String, Result<(), Obstacle>>>,
    resolved: RefCell<HashMap<Id, Entity>>,
    exports: RefCell<HashMap<String, Rc<Names>>>,
}

/// What is in the way of importing a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Obstacle {
    Missing(String),
    Effect(String),
}

pub(crate) fn is_stdlib(module: &str) -> bool {
    static NAMES: std::sync::LazyLock<HashSet<&str>> =
        std::sync::LazyLock::new(|| include_str!("stdlib.txt").lines().collect());
    let top = module.split('.').next().unwrap_or(module);
    // Type checkers bring stubs for it, and its own source is unlike them.
    top == "typing_extensions" || NAMES.contains(top)
}

impl World {
    pub(crate) fn new(roots: Roots, target: Target, loaded: Vec<Index>) -> Self {
        let modules = loaded
            .into_iter()
            .map(|index| (index.file.name.clone(), Some(Arc::new(index))))
            .collect();
        Self {
            roots,
            target,
            modules: RefCell::new(modules),
            skips: RefCell::default(),
            importable: RefCell::default(),
            resolved: RefCell::default(),
            exports: RefCell::default(),
        }
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
            Ok(index) => Some(Arc::new(index)),
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

    /// Remembers that a module of the package could not be read.
    pub(crate) fn set_unreadable(&self, name: &str) {
        self.modules.borrow_mut().insert(name.to_owned(), None);
    }

    /// What a dotted name stands for, seen from inside some classes of a module.
    pub(crate) fn resolve(&self, module: &str, classes: &[&str], path: &str) -> Entity {
        let mut parts = path.split('.');
        let head = parts.next().unwrap_or(path);
        let mut entity = self.resolve_head(module, classes, head);
        if let Entity::Module(name) = &entity
            && is_stdlib(name)
        {
            return self.foreign(module, name.clone(), parts);
        }
        for part in parts {
            entity = self.attribute(&entity, part);
            if entity == Entity::Missing {
                break;
            }
        }
        entity
    }

    /// `a.b.C` where only the import statements of the asking module tell modules from classes.
    fn foreign<'p>(
        &self,
        asking: &str,
        top: String,
        parts: impl Iterator<Item = &'p str>,
    ) -> Entity {
        let parts: Vec<&str> = parts.collect();
        let imported = self.module(asking);
        let known = |name: &str| {
            imported.as_ref().is_some_and(|index| {
                index.imported.iter().any(|m| {
                    m == name
                        || m.strip_prefix(name)
                            .is_some_and(|rest| rest.starts_with('.'))
                })
            })
        };
        let mut module = top;
        let mut rest = &parts[..];
        while let [first, tail @ ..] = rest {
            let longer = format!("{module}.{first}");
            if !known(&longer) {
                break;
            }
            module = longer;
            rest = tail;
        }
        if rest.is_empty() {
            Entity::Module(module)
        } else {
            Entity::Foreign {
                module,
                name: rest.join("."),
            }
        }
    }

    fn resolve_head(&self, module: &str, classes: &[&str], name: &str) -> Entity {
        if let Some(class) = classes.last() {
            let id = Id::new(module, *class).member(name);
            if self.with(&id, |binding, _| {
                matches!(
                    binding,
                    Binding::Class(_) | Binding::TypeAlias(_) | Binding::Import(_)
                )
            }) == Some(true)
            {
                return self.entity(&id);
            }
        }
        match self.name_in(module, name) {
            Entity::Missing if is_builtin(name) => Entity::Builtin(name.to_owned()),
            entity => entity,
        }
    }

    /// What a module's attribute stands for.
    pub(crate) fn name_in(&self, module: &str, name: &str) -> Entity {
        let id = Id::new(module, name);
        if let Some(known) = self.resolved.borrow().get(&id) {
            return known.clone();
        }
        // What is asked for again while it is looked for is nowhere.
        self.resolved
            .borrow_mut()
            .insert(id.clone(), Entity::Missing);
        let entity = self.name_in_bounded(module, name, &mut HashSet::default());
        self.resolved.borrow_mut().insert(id, entity.clone());
        entity
    }

    fn name_in_bounded(
        &self,
        module: &str,
        name: &str,
        seen: &mut HashSet<(String, String)>,
    ) -> Entity {
        if is_stdlib(module) {
            return Entity::Foreign {
                module: module.to_owned(),
                name: name.to_owned(),
            };
        }
        let bound = self.bound_in(module, name, seen);
        if bound == Entity::Missing && self.module(module).is_some_and(|m| m.file.is_package) {
            let child = format!("{module}.{name}");
            if self.module(&child).is_some() {
                return Entity::Module(child);
            }
        }
        bound
    }

    /// What a statement of a module binds a name to.
    fn bound_in(&self, module: &str, name: &str, seen: &mut HashSet<(String, String)>) -> Entity {
        let known = self.resolved.borrow().get(&Id::new(module, name)).cloned();
        // While it is looked for, it is missing there.
        if let Some(known) = known
            && known != Entity::Missing
        {
            return known;
        }
        if seen.len() > MAX_SEEN || !seen.insert((module.to_owned(), name.to_owned())) {
            return Entity::Missing;
        }
        let Some(index) = self.module(module) else {
            return Entity::Missing;
        };
        match index.scope.get(name) {
            Some(Binding::Import(import)) => return self.imported(import, seen),
            Some(_) => return Entity::Defined(Id::new(module, name)),
            None => {}
        }
        for star in index.stars.iter().filter(|star| !is_stdlib(star)) {
            let has_all = self.module(star).is_some_and(|star| star.all.is_some());
            let found = if has_all && self.exports(star).contains(name) {
                self.name_in_bounded(star, name, seen)
            } else if !has_all && !name.starts_with('_') {
                self.bound_in(star, name, seen)
            } else {
                Entity::Missing
            };
            if found != Entity::Missing {
                let id = Id::new(module, name);
                self.resolved.borrow_mut().insert(id, found.clone());
                return found;
            }
        }
        Entity::Missing
    }

    fn imported(&self, import: &Import, seen: &mut HashSet<(String, String)>) -> Entity {
        let Some(name) = &import.name else {
            return Entity::Module(import.module.clone());
        };
        match self.name_in_bounded(&import.module, name, seen) {
            Entity::Missing => {
                let child = format!("{}.{name}", import.module);
                if self.module(&child).is_some() {
                    Entity::Module(child)
                } else {
                    Entity::Missing
                }
            }
            found => found,
        }
    }

    fn attribute(&self, entity: &Entity, name: &str) -> Entity {
        match entity {
            Entity::Module(module) => match self.name_in(module, name) {
                Entity::Missing => {
                    let child = format!("{module}.{name}");
                    if self.module(&child).is_some() {
                        Entity::Module(child)
                    } else {
                        Entity::Missing
                    }
                }
                found => found,
            },
            Entity::Foreign {
                module,
                name: outer,
            } => Entity::Foreign {
                module: module.clone(),
                name: format!("{outer}.{name}"),
            },
            Entity::Defined(id) => self.entity(&id.member(name)),
            Entity::Builtin(_) | Entity::Missing => Entity::Missing,
        }
    }

    /// A qualified name as an entity, if something is defined there.
    fn entity(&self, id: &Id) -> Entity {
        match self.with(id, |binding, _| match binding {
            Binding::Import(import) => Some(import.clone()),
            _ => None,
        }) {
            Some(Some(import)) => self.imported(&import, &mut HashSet::default()),
            Some(None) => Entity::Defined(id.clone()),
            None => Entity::Missing,
        }
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

    pub(crate) fn is_class(&self, id: &Id) -> bool {
        self.with_class(id, |_, _| ()).is_some()
    }

    /// Follows `name = other` to the class or function behind it.
    pub(crate) fn behind(&self, entity: Entity) -> Entity {
        let mut entity = entity;
        for _ in 0..MAX_HOPS {
            let Entity::Defined(id) = &entity else { break };
            let target = self.with(id, |binding, _| match binding {
                Binding::Value {
                    value: Some(value), ..
                } => dotted(value),
                _ => None,
            });
            let Some(Some(path)) = target else { break };
            let classes: Vec<&str> = id
                .name
                .rsplit_once('.')
                .map(|(outer, _)| outer)
                .into_iter()
                .collect();
            let mut next = Entity::Missing;
            if let (Some(class), false) = (classes.first(), path.contains('.')) {
                next = self.entity(&Id::new(&*id.module, *class).member(&path));
            }
            if next == Entity::Missing {
                next = self.resolve(&id.module, &classes, &path);
            }
            if next == Entity::Missing {
                break;
            }
            entity = next;
        }
        entity
    }

    /// The names that a module makes public, as the typing specification says, in their order.
    pub(crate) fn exports(&self, module: &str) -> Rc<Names> {
        if let Some(known) = self.exports.borrow().get(module) {
            return known.clone();
        }
        // What is asked for again while it is looked for is nothing.
        self.exports
            .borrow_mut()
            .insert(module.to_owned(), Rc::default());
        let names = Rc::new(self.exports_bounded(module, &mut HashSet::default()));
        self.exports
            .borrow_mut()
            .insert(module.to_owned(), names.clone());
        names
    }

    fn exports_bounded(&self, module: &str, seen: &mut HashSet<String>) -> Names {
        let mut names = Names::default();
        if seen.len() > MAX_SEEN || !seen.insert(module.to_owned()) {
            return names;
        }
        let Some(index) = self.module(module) else {
            return names;
        };
        if let Some(parts) = &index.all {
            let mut removed = HashSet::default();
            for part in parts {
                match part {
                    AllPart::Name(name) => {
                        names.insert(name.clone());
                    }
                    AllPart::Remove(name) => {
                        removed.insert(name.clone());
                    }
                    AllPart::Of(path) => {
                        if let Entity::Module(other) = self.resolve(module, &[], path) {
                            names.extend(self.exports_bounded(&other, seen));
                        }
                    }
                }
            }
            names.retain(|name| !removed.contains(name));
            return names;
        }
        for star in &index.stars {
            names.extend(self.exports_bounded(star, seen));
        }
        for (name, binding) in &index.scope {
            let public = !name.starts_with('_');
            let exported = match binding {
                Binding::Import(import) => import.reexport,
                _ => true,
            };
            if public && exported {
                names.insert(name.clone());
            }
        }
        names
    }

    /// Whether importing a module works and does nothing else.
    pub(crate) fn importable(&self, module: &str) -> Result<(), Obstacle> {
        if let Some(known) = self.importable.borrow().get(module) {
            return known.clone();
        }
        // A cycle of imports is no obstacle.
        self.importable
            .borrow_mut()
            .insert(module.to_owned(), Ok(()));
        let verdict = self.importable_uncached(module);
        self.importable
            .borrow_mut()
            .insert(module.to_owned(), verdict.clone());
        verdict
    }

    fn importable_uncached(&self, module: &str) -> Result<(), Obstacle> {
        if let Some((parent, _)) = module.rsplit_once('.') {
            self.importable(parent)?;
        }
        if is_stdlib(module) && !module.starts_with("typing_extensions") {
            return Ok(());
        }
        let loaded = self.modules.borrow().get(module).cloned().flatten();
        let Some(index) = loaded else {
            return if self.roots.importable(module) {
                Ok(())
            } else {
                Err(Obstacle::Missing(module.to_owned()))
            };
        };
        if index.has_effects || module.ends_with("__main__") {
            return Err(Obstacle::Effect(module.to_owned()));
        }
        for needed in &index.needs {
            self.importable(needed)?;
        }
        for child in &index.may_need {
            let is_module = self
                .modules
                .borrow()
                .get(child)
                .is_some_and(Option::is_some);
            if is_module {
                self.importable(child)?;
            }
        }
        Ok(())
    }

    /// Whether `a.b.c` in Python gives the module of that name: no package on the way binds the
    /// name to something else.
    pub(crate) fn is_reachable(&self, module: &str) -> bool {
        let mut rest = module;
        while let Some((parent, child)) = rest.rsplit_once('.') {
            let shadowed = self
                .module(parent)
                .and_then(|index| {
                    index
                        .scope
                        .contains_key(child)
                        .then(|| self.name_in(parent, child))
                })
                .is_some_and(|entity| entity != Entity::Module(rest.to_owned()));
            if shadowed {
                return false;
            }
            rest = parent;
        }
        true
    }
}

/// Whether `builtins` has a class of this name.
fn is_builtin(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "ArithmeticError",
        "AssertionError",
        "AttributeError",
        "BaseException",
        "BaseExceptionGroup",
        "BlockingIOError",
        "BrokenPipeError",
        "BufferError",
        "BytesWarning",
        "ChildProcessError",
        "ConnectionAbortedError",
        "ConnectionError",
        "ConnectionRefusedError",
        "ConnectionResetError",
        "DeprecationWarning",
        "EOFError",
        "EncodingWarning",
        "EnvironmentError",
        "Exception",
        "ExceptionGroup",
        "FileExistsError",
        "FileNotFoundError",
        "FloatingPointError",
        "FutureWarning",
        "GeneratorExit",
        "IOError",
        "ImportError",
        "ImportWarning",
        "IndentationError",
        "IndexError",
        "InterruptedError",
        "IsADirectoryError",
        "KeyError",
        "KeyboardInterrupt",
        "LookupError",
        "MemoryError",
        "ModuleNotFoundError",
        "NameError",
        "NotADirectoryError",
        "NotImplementedError",
        "OSError",
        "OverflowError",
        "PendingDeprecationWarning",
        "PermissionError",
        "ProcessLookupError",
        "PythonFinalizationError",
        "RecursionError",
        "ReferenceError",
        "ResourceWarning",
        "RuntimeError",
        "RuntimeWarning",
        "StopAsyncIteration",
        "StopIteration",
        "SyntaxError",
        "SyntaxWarning",
        "SystemError",
        "SystemExit",
        "TabError",
        "TimeoutError",
        "TypeError",
        "UnboundLocalError",
        "UnicodeDecodeError",
        "UnicodeEncodeError",
        "UnicodeError",
        "UnicodeTranslateError",
        "UnicodeWarning",
        "UserWarning",
        "ValueError",
        "Warning",
        "ZeroDivisionError",
        "bool",
        "bytearray",
        "bytes",
        "classmethod",
        "complex",
        "dict",
        "enumerate",
        "filter",
        "float",
        "frozenset",
        "int",
        "list",
        "map",
        "memoryview",
        "object",
        "property",
        "range",
        "reversed",
        "set",
        "slice",
        "staticmethod",
        "str",
        "super",
        "tuple",
        "type",
        "zip",
    ];
    NAMES.contains(&name)
}

/// What an expression names, if it is a dotted name.
pub(crate) fn named(world: &World, module: &str, classes: &[&str], expr: &Expr) -> Option<Entity> {
    Some(world.resolve(module, classes, &dotted(expr)?))
}
