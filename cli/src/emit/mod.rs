//! Types as text in an emitted module, and the imports and type parameters that they need.

mod evaluated;

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use mochi_asyncbridge::{Callee, TypeParam, TypeParamKind};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use crate::{
    resolve::{Entity, Id},
    surface::SignatureParam,
    types::{Scope, Ty, TypeVar, Types, free_params, typing_name},
};

/// How a shim reaches its callable, and the import that its body makes for it.
pub(crate) struct Called {
    pub(crate) callee: Callee,
    pub(crate) import_on_call: Option<String>,
}

impl From<Callee> for Called {
    fn from(callee: Callee) -> Self {
        Self {
            callee,
            import_on_call: None,
        }
    }
}

/// In front of a type that is meant as it is, not as its twin.
pub(crate) const ORIGINAL: Ty = Ty::Ellipsis;

/// Writes types for one emitted module.
pub(crate) struct Writer<'t, 'w> {
    package: String,
    types: &'t Types<'w>,
    /// The public name of what has one: module and name.
    public: Rc<HashMap<Id, (String, String)>>,
    /// The same for other packages, those that have been asked for.
    elsewhere: HashMap<Id, (String, String)>,
    other_packages: BTreeSet<String>,
    /// What type checkers must import.
    checking: BTreeSet<String>,
    /// What the shims call, to import when the module is.
    called: BTreeSet<String>,
    /// Names that stand for definitions of modules that cannot be reached by a dotted path.
    aliases: BTreeMap<String, Id>,
    /// The names that type parameters got, by identity.
    params: HashMap<Id, String>,
    taken: BTreeSet<String>,
    /// What became `typing.Any` because nothing defines it.
    unknown: BTreeMap<String, usize>,
    /// The names of the twins that classes have, which stand for them.
    twins: HashMap<Id, String>,
    /// Whether classes themselves are meant, not their twins.
    originals: bool,
    /// Names that mean something else where the text will stand: members of the class around it.
    hidden: HashSet<String>,
    /// Whether annotations are to be evaluated when a program runs.
    pub(crate) is_evaluated: bool,
    /// What became `typing.Any` because it has no value then, and why.
    pub(crate) absent: BTreeMap<String, String>,
    /// The aliases around what is being written.
    inside: Vec<Id>,
}

impl<'t, 'w> Writer<'t, 'w> {
    pub(crate) fn new(
        package: &str,
        types: &'t Types<'w>,
        public: Rc<HashMap<Id, (String, String)>>,
    ) -> Self {
        Self {
            package: package.to_owned(),
            types,
            public,
            elsewhere: HashMap::default(),
            other_packages: BTreeSet::new(),
            checking: BTreeSet::new(),
            called: BTreeSet::new(),
            aliases: BTreeMap::new(),
            params: HashMap::default(),
            taken: BTreeSet::new(),
            unknown: BTreeMap::new(),
            twins: HashMap::default(),
            originals: false,
            hidden: HashSet::default(),
            is_evaluated: false,
            absent: BTreeMap::new(),
            inside: Vec::new(),
        }
    }

    /// The text of a type. A generic class that stands alone gets its parameters.
    pub(crate) fn text(&mut self, ty: &Ty) -> String {
        match self.missing_arguments(ty) {
            Some(arguments) => self.bare(&Ty::Apply(Box::new(ty.clone()), arguments)),
            None => self.bare(ty),
        }
    }

    /// What the parameters of a generic class are when an annotation leaves them out.
    fn missing_arguments(&self, ty: &Ty) -> Option<Vec<Ty>> {
        match ty {
            Ty::Builtin(name) => match &**name {
                "list" | "set" | "frozenset" | "type" => Some(vec![Ty::Any]),
                "dict" => Some(vec![Ty::Any, Ty::Any]),
                "tuple" => Some(vec![Ty::Any, Ty::Ellipsis]),
                _ => None,
            },
            Ty::Foreign { module, name } => foreign_arguments(module, name),
            Ty::Defined(id) => {
                let params = if self.types.world.is_class(id) {
                    self.types.class_params(id).to_vec()
                } else {
                    let mut params = Vec::new();
                    free_params(&self.types.alias(id)?, &mut params);
                    params
                };
                let plain = params
                    .iter()
                    .all(|param| param.kind == TypeParamKind::TypeVar && !param.has_default);
                (plain && !params.is_empty()).then(|| vec![Ty::Any; params.len()])
            }
            _ => None,
        }
    }

    fn bare(&mut self, ty: &Ty) -> String {
        if let Some(text) = self.evaluated(ty) {
            return text;
        }
        if let Some(generic) = generic_alias(ty) {
            return self.bare(&generic);
        }
        match ty {
            Ty::Any => {
                self.checking.insert("import typing".to_owned());
                "typing.Any".to_owned()
            }
            Ty::Unknown(what) => {
                *self.unknown.entry(what.clone()).or_default() += 1;
                self.text(&Ty::Any)
            }
            Ty::None => "None".to_owned(),
            Ty::Ellipsis => "...".to_owned(),
            Ty::Builtin(name) if self.hidden.contains(name) => {
                self.checking.insert("import builtins".to_owned());
                format!("builtins.{name}")
            }
            Ty::Builtin(name) | Ty::Literal(name) => name.clone(),
            Ty::Foreign { module, name } if module == "builtins" => name.clone(),
            Ty::Foreign { module, name } if self.hides(module) => {
                let (statement, path) = self.aliased(module, name, &[]);
                self.checking.insert(statement);
                path
            }
            Ty::Foreign { module, name } => {
                self.checking.insert(format!("import {module}"));
                format!("{module}.{name}")
            }
            Ty::Defined(id) => self.path(id),
            Ty::Member(id, member) => format!("{}.{member}", self.path(id)),
            Ty::Param(param) => self.param(param),
            Ty::Component(param, component) => format!("{}.{component}", self.param(param)),
            Ty::Apply(head, arguments) => {
                if **head == ORIGINAL {
                    let outer = std::mem::replace(&mut self.originals, true);
                    let text = self.list(arguments, ", ");
                    self.originals = outer;
                    return text;
                }
                let head = self.bare(head);
                format!("{head}[{}]", self.list(arguments, ", "))
            }
            Ty::Union(members) => self.list(&with_one_literal(members), " | "),
            Ty::List(members) => format!("[{}]", self.list(members, ", ")),
            Ty::Star(inner) => format!("*{}", self.text(inner)),
        }
    }

    fn list(&mut self, types: &[Ty], separator: &str) -> String {
        let texts: Vec<String> = types.iter().map(|ty| self.text(ty)).collect();
        texts.join(separator)
    }

    /// A definition as a path from an import for type checkers.
    pub(crate) fn path(&mut self, id: &Id) -> String {
        if let (false, Some(twin)) = (self.originals, self.twins.get(id)) {
            return twin.clone();
        }
        let (module, name) = self.place(id);
        let is_plain = self.types.world.is_reachable(&module) && !self.hides(&module);
        let (statement, path) = if is_plain {
            (format!("import {module}"), format!("{module}.{name}"))
        } else {
            self.aliased(&module, &name, &[])
        };
        self.checking.insert(statement);
        path
    }

    /// A definition, or an attribute of it, as what a shim with these parameters calls. Only the
    /// package itself is imported with the emitted module: a submodule may be for another
    /// platform, need something that is not installed, or take long.
    pub(crate) fn callee(
        &mut self,
        id: &Id,
        attribute: Option<&str>,
        params: &[SignatureParam],
    ) -> Called {
        let (module, mut name) = self.place(id);
        if let Some(attribute) = attribute {
            name = format!("{name}.{attribute}");
        }
        let top = module.split('.').next().unwrap_or(&module);
        let is_hidden = params.iter().any(|param| param.name == top);
        let (statement, path) = if self.types.world.is_reachable(&module) && !is_hidden {
            (format!("import {module}"), format!("{module}.{name}"))
        } else {
            self.aliased(&module, &name, params)
        };
        let import_on_call = if module == self.package {
            self.called.insert(statement);
            None
        } else {
            Some(statement)
        };
        Called {
            callee: Callee::Path(path),
            import_on_call,
        }
    }

    /// The names that stand for classes from here on: those of their twins.
    pub(crate) fn name_twins(&mut self, names: &HashMap<Id, String>) {
        self.taken.extend(names.values().cloned());
        self.twins.clone_from(names);
    }

    /// Sets which names mean something else where the text will stand.
    pub(crate) fn hide<'n>(&mut self, names: impl Iterator<Item = &'n String>) {
        self.hidden = names.cloned().collect();
    }

    /// Whether a dotted path would begin with a name that means something else.
    fn hides(&self, path: &str) -> bool {
        let top = path.split('.').next().unwrap_or(path);
        self.hidden.contains(top)
    }

    /// A class itself as a path from an import that is made when the module is.
    pub(crate) fn original(&mut self, id: &Id) -> String {
        // A package around the module that defines it has it when it is imported; another module
        // may have it for type checkers alone.
        let (module, name) = self.place(id);
        let is_around = id.module == module || id.module.starts_with(&format!("{module}."));
        let (module, name) = if is_around {
            (module, name)
        } else {
            (id.module.clone(), id.name.clone())
        };
        let (statement, path) = if self.types.world.is_reachable(&module) {
            (format!("import {module}"), format!("{module}.{name}"))
        } else {
            self.aliased(&module, &name, &[])
        };
        self.called.insert(statement);
        path
    }

    /// Where a definition is best taken from: a module and a path in it.
    fn place(&mut self, id: &Id) -> (String, String) {
        self.public
            .get(id)
            .cloned()
            .or_else(|| self.through_outer(id))
            .or_else(|| self.of_other_package(id))
            .filter(|(module, name)| !self.types.world.is_unseen(module, name))
            .unwrap_or_else(|| (id.module.clone(), id.name.clone()))
    }

    /// An import that gives a definition a name of its own, which is none of the parameters, and
    /// the path that begins with that name.
    fn aliased(&mut self, module: &str, name: &str, params: &[SignatureParam]) -> (String, String) {
        let (top, rest) = name
            .split_once('.')
            .map_or((name, None), |(top, rest)| (top, Some(rest)));
        let mut alias = format!("{}_{top}", module.replace('.', "_"));
        let target = Id::new(module, top);
        while self
            .aliases
            .get(&alias)
            .is_some_and(|known| *known != target)
            || params.iter().any(|param| param.name == alias)
        {
            alias.push('_');
        }
        self.aliases.insert(alias.clone(), target);
        let statement = format!("from {module} import {top} as {alias}");
        let path = rest.map_or_else(|| alias.clone(), |rest| format!("{alias}.{rest}"));
        (statement, path)
    }

    /// The path through the root of another package, when its module is private.
    fn of_other_package(&mut self, id: &Id) -> Option<(String, String)> {
        id.module.split('.').find(|part| part.starts_with('_'))?;
        let world = self.types.world;
        let top = id.module.split('.').next()?;
        if !self.other_packages.contains(top) {
            self.other_packages.insert(top.to_owned());
            for name in world.exports(top).iter() {
                if let Entity::Defined(id) = world.name_in(top, name) {
                    self.elsewhere
                        .entry(id)
                        .or_insert_with(|| (top.to_owned(), name.clone()));
                }
            }
        }
        self.elsewhere.get(id).cloned()
    }

    /// The path of a nested definition by that of the class around it.
    fn through_outer(&self, id: &Id) -> Option<(String, String)> {
        let (outer, name) = id.name.rsplit_once('.')?;
        let outer = Id::new(&*id.module, outer);
        let (module, path) = self
            .public
            .get(&outer)
            .cloned()
            .or_else(|| self.through_outer(&outer))?;
        Some((module, format!("{path}.{name}")))
    }

    fn param(&mut self, param: &Rc<TypeVar>) -> String {
        if let Some(name) = self.params.get(&param.id) {
            return name.clone();
        }
        let mut name = param.name.clone();
        let mut count = 1;
        while !self.taken.insert(name.clone()) {
            count += 1;
            name = format!("{}_{count}", param.name);
        }
        self.params.insert(param.id.clone(), name.clone());
        name
    }

    /// A type parameter as the renderer describes it.
    pub(crate) fn type_param(&mut self, param: &Rc<TypeVar>) -> TypeParam {
        let scope = Scope::of(&param.id.module);
        let read = |expr| self.types.read(expr, &scope);
        let bound = param.bound.as_ref().map(read);
        let constraints: Vec<Ty> = param.constraints.iter().map(read).collect();
        TypeParam {
            name: self.param(param),
            kind: param.kind,
            bound: bound.map(|ty| self.text(&ty)),
            constraints: constraints.iter().map(|ty| self.text(ty)).collect(),
        }
    }

    /// What became `typing.Any` because nothing defines it, and how often.
    pub(crate) fn unknown(&self) -> &BTreeMap<String, usize> {
        &self.unknown
    }

    /// The import statements for the run time and those for type checkers only.
    pub(crate) fn imports(self) -> (Vec<String>, Vec<String>) {
        let Self {
            mut checking,
            mut called,
            package,
            ..
        } = self;
        if called.is_empty() {
            called.insert(format!("import {package}"));
        }
        checking.retain(|statement| !called.contains(statement));
        (called.into_iter().collect(), checking.into_iter().collect())
    }
}

/// What took the place of a generic class of `typing` (PEP 585).
fn generic_alias(ty: &Ty) -> Option<Ty> {
    let Ty::Foreign { module, name } = ty else {
        return None;
    };
    let collection = |name: &str| Ty::Foreign {
        module: "collections".to_owned(),
        name: name.to_owned(),
    };
    match (&**module, &**name) {
        ("typing", "Dict" | "FrozenSet" | "List" | "Set" | "Tuple" | "Type") => {
            Some(Ty::Builtin(name.to_lowercase()))
        }
        ("typing", "DefaultDict" | "Deque") => Some(collection(&name.to_lowercase())),
        _ => None,
    }
}

/// The members of a union with all that are in `Literal[...]` in the first one.
fn with_one_literal(members: &[Ty]) -> Vec<Ty> {
    let is_literal =
        |ty: &Ty| matches!(ty, Ty::Apply(head, _) if typing_name(head) == Some("Literal"));
    let mut merged: Vec<Ty> = Vec::new();
    for member in members {
        let first = merged.iter_mut().find(|ty| is_literal(ty));
        match (first, member) {
            (Some(Ty::Apply(_, all)), Ty::Apply(_, values)) if is_literal(member) => {
                for value in values {
                    if !all.contains(value) {
                        all.push(value.clone());
                    }
                }
            }
            _ => merged.push(member.clone()),
        }
    }
    merged
}

/// The same for generic classes of the standard library.
fn foreign_arguments(module: &str, name: &str) -> Option<Vec<Ty>> {
    let count = match (module, name) {
        ("collections.abc" | "typing", "Callable") => return Some(vec![Ty::Ellipsis, Ty::Any]),
        ("typing", "Tuple") => return Some(vec![Ty::Any, Ty::Ellipsis]),
        (
            "collections.abc",
            "AsyncIterable" | "AsyncIterator" | "Awaitable" | "Collection" | "Container"
            | "Iterable" | "Iterator" | "MutableSequence" | "MutableSet" | "Reversible"
            | "Sequence" | "Set" | "KeysView" | "ValuesView",
        )
        | (
            "typing",
            "List" | "Set" | "FrozenSet" | "Type" | "Deque" | "IO" | "Pattern" | "Match",
        )
        | ("collections", "deque" | "Counter" | "UserList")
        | ("asyncio", "Future" | "Task" | "Queue")
        | ("re", "Pattern" | "Match")
        | ("contextvars", "ContextVar" | "Token")
        | ("os", "PathLike") => 1,
        ("collections.abc", "AsyncGenerator" | "ItemsView" | "Mapping" | "MutableMapping")
        | ("typing", "Dict" | "DefaultDict" | "OrderedDict")
        | ("collections", "OrderedDict" | "defaultdict" | "ChainMap" | "UserDict") => 2,
        ("collections.abc", "Coroutine" | "Generator") => 3,
        _ => return None,
    };
    Some(vec![Ty::Any; count])
}
