//! What calls give, seen from their annotations.

use std::rc::Rc;

use ruff_python_ast::Expr;
use rustc_hash::FxHashSet as HashSet;

use crate::{
    index::{Binding, Def},
    types::{
        Scope, Substitution, Ty, TypeVar, Types, canonical, declared, free_params, substitute,
        typing_name,
    },
    world::{Entity, Id, named},
};

/// What a value is good for on a loop.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Coroutine,
    Awaitable,
    Context,
    Iterator,
    /// With what `send` takes.
    Generator(Ty),
}

/// A kind and what comes out of it.
pub(crate) type Outcome = (Kind, Ty);

/// What the decorators of a definition say.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says something of its own"
)]
#[derive(Debug, Default)]
pub(crate) struct Decoration {
    pub binding: Receiver,
    pub overload: bool,
    pub context: bool,
    pub property: bool,
    pub is_abstract: bool,
    /// `@name.setter` and the like.
    pub accessor: bool,
    /// A decorator that may do anything.
    pub unknown: Option<String>,
}

/// What the first parameter of a function in a class is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Receiver {
    #[default]
    Instance,
    Class,
    None,
}

/// A base class, with what its type parameters stand for.
pub(crate) enum Ancestor {
    Defined(Id, Substitution),
    Foreign(String, String, Vec<Ty>),
}

const MAX_ANCESTORS: usize = 1000;

impl Types<'_> {
    pub(crate) fn class_scope(&self, class: &Id, receiver: Option<Ty>) -> Scope {
        let params = self
            .world
            .with_class(class, |definition, _| {
                declared(class, definition.type_params.as_deref())
            })
            .unwrap_or_default();
        Scope {
            module: class.module.clone(),
            class: Some(class.name.clone()),
            params,
            receiver,
        }
    }

    /// The bases of a class, read.
    fn bases(&self, class: &Id) -> Rc<[Ty]> {
        if let Some(known) = self.memo.bases.borrow().get(class) {
            return known.clone();
        }
        let mut scope = self.class_scope(class, None);
        // Bases are evaluated outside of the class.
        scope.class = class
            .name
            .rsplit_once('.')
            .map(|(outer, _)| outer.to_owned());
        let bases = self
            .world
            .with_class(class, |definition, _| definition.bases.clone());
        let bases: Rc<[Ty]> = bases
            .unwrap_or_default()
            .iter()
            .map(|base| self.read(base, &scope))
            .collect();
        self.memo
            .bases
            .borrow_mut()
            .insert(class.clone(), bases.clone());
        bases
    }

    /// The type parameters of a class.
    pub(crate) fn class_params(&self, class: &Id) -> Rc<[Rc<TypeVar>]> {
        if let Some(known) = self.memo.params.borrow().get(class) {
            return known.clone();
        }
        let params: Rc<[_]> = self.class_params_uncached(class).into();
        self.memo
            .params
            .borrow_mut()
            .insert(class.clone(), params.clone());
        params
    }

    /// The type parameters of a class, as types.
    pub(crate) fn own_arguments(&self, class: &Id) -> Vec<Ty> {
        self.class_params(class)
            .iter()
            .cloned()
            .map(Ty::Param)
            .collect()
    }

    fn class_params_uncached(&self, class: &Id) -> Vec<Rc<TypeVar>> {
        let declared = self.class_scope(class, None).params;
        if !declared.is_empty() {
            return declared;
        }
        let bases = self.bases(class);
        let mut params = Vec::new();
        let generic = bases.iter().find(|base| {
            matches!(base, Ty::Apply(head, _) if matches!(typing_name(head), Some("Generic" | "Protocol")))
        });
        match generic {
            Some(base) => free_params(base, &mut params),
            None => bases.iter().for_each(|base| free_params(base, &mut params)),
        }
        params
    }

    /// A class as a type, applied to its own parameters.
    pub(crate) fn class_type(&self, class: &Id) -> Ty {
        let params = self.class_params(class);
        let name = Ty::Defined(class.clone());
        if params.is_empty() {
            return name;
        }
        Ty::Apply(Box::new(name), self.own_arguments(class))
    }

    /// A class and its bases in the order in which attributes are looked up.
    pub(crate) fn ancestors(&self, class: &Id, arguments: &[Ty]) -> Rc<[Ancestor]> {
        let own = arguments == self.own_arguments(class);
        if !own && !arguments.is_empty() {
            return self.ancestors_uncached(class, arguments).into();
        }
        let key = (class.clone(), own);
        if let Some(known) = self.memo.ancestors.borrow().get(&key) {
            return known.clone();
        }
        let ancestors: Rc<[_]> = self.ancestors_uncached(class, arguments).into();
        self.memo
            .ancestors
            .borrow_mut()
            .insert(key, ancestors.clone());
        ancestors
    }

    fn ancestors_uncached(&self, class: &Id, arguments: &[Ty]) -> Vec<Ancestor> {
        let mut found = Vec::new();
        self.climb(class, arguments, &mut Vec::new(), &mut found);
        // A base that several classes share comes after all of them.
        let mut seen = HashSet::default();
        let mut order: Vec<Ancestor> = Vec::new();
        for ancestor in found.into_iter().rev() {
            let fresh = match &ancestor {
                Ancestor::Defined(id, _) => seen.insert((id.module.clone(), id.name.clone())),
                Ancestor::Foreign(module, name, _) => seen.insert((module.clone(), name.clone())),
            };
            if fresh {
                order.push(ancestor);
            }
        }
        order.reverse();
        order
    }

    fn climb(&self, class: &Id, arguments: &[Ty], path: &mut Vec<Id>, found: &mut Vec<Ancestor>) {
        if path.contains(class) || found.len() > MAX_ANCESTORS {
            return;
        }
        let params = self.class_params(class);
        let map: Substitution = params
            .iter()
            .cloned()
            .enumerate()
            .map(|(at, param)| (param, arguments.get(at).cloned().unwrap_or(Ty::Any)))
            .collect();
        found.push(Ancestor::Defined(class.clone(), map.clone()));
        path.push(class.clone());
        for base in self.bases(class).iter() {
            let base = self.expanded(&substitute(base, &map));
            let (head, arguments) = match base {
                Ty::Apply(head, arguments) => (*head, arguments),
                head => (head, Vec::new()),
            };
            match head {
                Ty::Defined(id) if self.world.is_class(&id) => {
                    self.climb(&id, &arguments, path, found);
                }
                Ty::Foreign { module, name } => {
                    found.push(Ancestor::Foreign(module, name, arguments));
                }
                _ => {}
            }
        }
        path.pop();
    }

    /// Where a class gets a member from.
    pub(crate) fn member(
        &self,
        class: &Id,
        arguments: &[Ty],
        name: &str,
    ) -> Option<(Id, Substitution)> {
        self.ancestors(class, arguments)
            .iter()
            .find_map(|ancestor| match ancestor {
                Ancestor::Defined(id, map) => self
                    .world
                    .with_class(id, |class, _| class.scope.contains_key(name))
                    .unwrap_or(false)
                    .then(|| (id.clone(), map.clone())),
                Ancestor::Foreign(..) => None,
            })
    }

    /// What a value of a type is good for; the first is what it is foremost.
    pub(crate) fn kinds(&self, ty: &Ty) -> Vec<Outcome> {
        self.kinds_bounded(ty, 8)
    }

    fn kinds_bounded(&self, ty: &Ty, fuel: usize) -> Vec<Outcome> {
        let Some(fuel) = fuel.checked_sub(1) else {
            return Vec::new();
        };
        let ty = self.expanded(ty);
        let (head, arguments) = match &ty {
            Ty::Apply(head, arguments) => (&**head, &arguments[..]),
            head => (head, &[][..]),
        };
        match head {
            Ty::Foreign { module, name } => foreign_kinds(module, name, arguments),
            Ty::Defined(class) if self.world.is_class(class) => {
                let mut kinds = Vec::new();
                kinds.extend(
                    self.special(class, arguments, "__await__", fuel)
                        .map(|ty| (Kind::Awaitable, ty)),
                );
                if self.member(class, arguments, "__aexit__").is_some() {
                    let entered = self.special(class, arguments, "__aenter__", fuel);
                    kinds.extend(entered.map(|ty| (Kind::Context, ty)));
                }
                kinds.extend(
                    self.special(class, arguments, "__anext__", fuel)
                        .map(|ty| (Kind::Iterator, ty)),
                );
                for ancestor in self.ancestors(class, arguments).iter() {
                    let Ancestor::Foreign(module, name, arguments) = ancestor else {
                        continue;
                    };
                    for (kind, ty) in foreign_kinds(module, name, arguments) {
                        let known = kinds.iter().any(|(other, _)| {
                            core::mem::discriminant(other) == core::mem::discriminant(&kind)
                        });
                        if !known {
                            kinds.push((kind, ty));
                        }
                    }
                }
                kinds.sort_by_key(|(kind, _)| match kind {
                    Kind::Coroutine | Kind::Awaitable => 0,
                    Kind::Context => 1,
                    Kind::Generator(_) | Kind::Iterator => 2,
                });
                kinds
            }
            _ => Vec::new(),
        }
    }

    /// What awaiting a special method of a class gives.
    fn special(&self, class: &Id, arguments: &[Ty], name: &str, fuel: usize) -> Option<Ty> {
        let (owner, map) = self.member(class, arguments, name)?;
        let receiver = if arguments.is_empty() {
            Ty::Defined(class.clone())
        } else {
            Ty::Apply(Box::new(Ty::Defined(class.clone())), arguments.to_vec())
        };
        let scope = self.class_scope(&owner, Some(receiver.clone()));
        let method = owner.member(name);
        let (is_async, returns, own_self) = self.world.with_function(&method, |defs, _| {
            let def = defs.last()?;
            let own_self = def
                .node
                .parameters
                .iter()
                .next()
                .and_then(|p| p.annotation().cloned());
            Some((
                def.node.is_async,
                def.node.returns.as_deref().cloned(),
                own_self,
            ))
        })??;
        let Some(returns) = returns else {
            return Some(Ty::Any);
        };
        let mut ty = substitute(&self.read(&returns, &scope), &map);
        // `self: T -> T`
        if let Some(Ty::Param(param)) = own_self.map(|own| self.read(&own, &scope)) {
            ty = substitute(&ty, &vec![(param, receiver)]);
        }
        if is_async {
            return Some(ty);
        }
        if name == "__await__" {
            return Some(generator_return(&self.expanded(&ty)));
        }
        self.kinds_bounded(&ty, fuel)
            .into_iter()
            .find_map(|(kind, ty)| (kind == Kind::Awaitable).then_some(ty))
    }

    /// What `aiter` and `anext` on a class give.
    pub(crate) fn iterated(&self, class: &Id, arguments: &[Ty]) -> Option<Outcome> {
        let (owner, map) = self.member(class, arguments, "__aiter__")?;
        let receiver = self.class_type(class);
        let scope = self.class_scope(&owner, Some(receiver));
        let method = owner.member("__aiter__");
        let outcomes = self.world.with_function(&method, |defs, _| {
            let def = defs.last()?;
            Some(self.outcomes(def, &scope, &Decoration::default()))
        })??;
        let found = outcomes
            .into_iter()
            .find(|(kind, _)| matches!(kind, Kind::Iterator | Kind::Generator(_)))
            .map(|(kind, ty)| (kind, substitute(&ty, &map)));
        found.or_else(|| {
            self.special(class, arguments, "__anext__", 4)
                .map(|ty| (Kind::Iterator, ty))
        })
    }

    /// What a call of a function gives.
    pub(crate) fn outcomes(
        &self,
        def: &Def,
        scope: &Scope,
        decoration: &Decoration,
    ) -> Vec<Outcome> {
        let returns = def
            .node
            .returns
            .as_deref()
            .map(|returns| self.read(returns, scope));
        if decoration.context {
            let entered = returns.map_or(Ty::Any, |ty| self.element(&ty).unwrap_or(Ty::Any));
            return vec![(Kind::Context, entered)];
        }
        if def.generator {
            let Some(returns) = returns else {
                return vec![(Kind::Generator(Ty::Any), Ty::Any)];
            };
            return match &*self.kinds(&returns) {
                [(kind @ Kind::Generator(_), ty), ..] => vec![(kind.clone(), ty.clone())],
                _ => vec![(Kind::Iterator, self.element(&returns).unwrap_or(Ty::Any))],
            };
        }
        if def.node.is_async {
            let returns = returns.unwrap_or(Ty::Any);
            let mut outcomes = vec![(Kind::Coroutine, returns.clone())];
            if let Ty::Apply(head, _) = self.expanded(&returns)
                && matches!(&*head, Ty::Foreign { .. })
            {
                let iterated = self.kinds(&returns).into_iter();
                outcomes.extend(
                    iterated
                        .filter(|(kind, _)| matches!(kind, Kind::Iterator | Kind::Generator(_)))
                        .map(|(_, ty)| (Kind::Iterator, ty)),
                );
            }
            return outcomes;
        }
        returns
            .map(|returns| self.kinds(&returns))
            .unwrap_or_default()
    }

    /// Whether a plain function gives something asynchronous only sometimes.
    pub(crate) fn sometimes(&self, def: &Def, scope: &Scope) -> bool {
        let Some(returns) = def.node.returns.as_deref() else {
            return false;
        };
        match self.expanded(&self.read(returns, scope)) {
            Ty::Union(members) => members.iter().any(|member| !self.kinds(member).is_empty()),
            _ => false,
        }
    }

    /// The items of an asynchronous iterator or iterable, or of what a stub of a context manager
    /// function says.
    fn element(&self, ty: &Ty) -> Option<Ty> {
        match self.expanded(ty) {
            Ty::Apply(head, arguments) => match &*head {
                Ty::Foreign { name, .. } if name.starts_with("Async") => {
                    arguments.into_iter().next()
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Reads the decorators of a definition.
    pub(crate) fn decoration(&self, def: &Def, scope: &Scope) -> Decoration {
        let mut decoration = Decoration::default();
        for decorator in &def.node.decorator_list {
            self.decorator(
                &decorator.expression,
                &def.node.name,
                scope,
                &mut decoration,
            );
        }
        // These are class methods and static methods by themselves.
        match def.node.name.as_str() {
            "__new__" => decoration.binding = Receiver::None,
            "__init_subclass__" | "__class_getitem__" => decoration.binding = Receiver::Class,
            _ => {}
        }
        decoration
    }

    fn decorator(&self, expr: &Expr, name: &str, scope: &Scope, decoration: &mut Decoration) {
        let (function, called) = match expr {
            Expr::Call(call) => (&*call.func, true),
            function => (function, false),
        };
        if let Expr::Attribute(attribute) = function
            && matches!(&*attribute.value, Expr::Name(owner) if owner.id == name)
        {
            decoration.accessor = true;
            return;
        }
        let classes: Vec<&str> = scope.class.as_deref().into_iter().collect();
        let entity =
            named(self.world, &scope.module, &classes, function).unwrap_or(Entity::Missing);
        let (module, known) = match self.world.behind(entity) {
            Entity::Builtin(name) => ("builtins".to_owned(), name),
            Entity::Foreign { module, name } => canonical(module, name),
            Entity::Defined(id) => {
                if !self.keeps_type(&id, called) {
                    decoration.unknown.get_or_insert(id.name);
                }
                return;
            }
            Entity::Module(_) | Entity::Missing => {
                let text = crate::index::dotted(function);
                decoration
                    .unknown
                    .get_or_insert(text.unwrap_or_else(|| "(expression)".to_owned()));
                return;
            }
        };
        match (&*module, &*known) {
            ("builtins", "staticmethod") => decoration.binding = Receiver::None,
            ("builtins", "classmethod") => decoration.binding = Receiver::Class,
            ("builtins", "property")
            | ("functools", "cached_property")
            | ("abc", "abstractproperty")
            | ("types", "DynamicClassAttribute") => decoration.property = true,
            ("typing" | "typing_extensions", "overload") => decoration.overload = true,
            ("contextlib", "asynccontextmanager") => decoration.context = true,
            ("abc", "abstractmethod") => decoration.is_abstract = true,
            ("abc", "abstractclassmethod") => {
                decoration.binding = Receiver::Class;
                decoration.is_abstract = true;
            }
            ("abc", "abstractstaticmethod") => {
                decoration.binding = Receiver::None;
                decoration.is_abstract = true;
            }
            (
                "typing" | "typing_extensions",
                "final" | "override" | "no_type_check" | "deprecated" | "type_check_only",
            )
            | ("warnings", "deprecated")
            | ("functools", "wraps") => {}
            _ => {
                decoration
                    .unknown
                    .get_or_insert(format!("{module}.{known}"));
            }
        }
    }

    /// Whether a decorator gives back what it is given, by its annotations.
    fn keeps_type(&self, id: &Id, called: bool) -> bool {
        let scope = Scope {
            module: id.module.clone(),
            ..Scope::default()
        };
        let of = |def: &Def| {
            let scope = Scope {
                params: declared(id, def.node.type_params.as_deref()),
                ..scope.clone()
            };
            let returns = self.read(def.node.returns.as_deref()?, &scope);
            if called {
                let Ty::Apply(head, arguments) = returns else {
                    return None;
                };
                let callable = matches!(&*head, Ty::Foreign { name, .. } if name == "Callable");
                let [Ty::List(takes), gives] = &arguments[..] else {
                    return None;
                };
                return Some(callable && matches!(&takes[..], [one] if one == gives));
            }
            let first = def.node.parameters.iter().next()?;
            let takes = self.read(first.annotation()?, &scope);
            Some(matches!(takes, Ty::Param(_)) && takes == returns)
        };
        self.world
            .with_function(id, |defs, _| defs.last().and_then(of))
            .flatten()
            .unwrap_or(false)
    }

    /// Whether a class has an abstract member left.
    pub(crate) fn is_abstract(&self, class: &Id) -> bool {
        let mut decided = HashSet::default();
        for ancestor in self.ancestors(class, &[]).iter() {
            let Ancestor::Defined(id, _) = ancestor else {
                continue;
            };
            let scope = self.class_scope(id, None);
            let found = self.world.with_class(id, |definition, _| {
                definition.scope.iter().any(|(name, binding)| {
                    decided.insert(name.clone())
                        && matches!(binding, Binding::Function(defs)
                            if defs.iter().any(|def| self.decoration(def, &scope).is_abstract))
                })
            });
            if found == Some(true) {
                return true;
            }
        }
        false
    }
}

/// What `return` in a generator gives, by its annotation.
fn generator_return(ty: &Ty) -> Ty {
    match ty {
        Ty::Apply(head, arguments) => match (&**head, &arguments[..]) {
            (Ty::Foreign { name, .. }, [_, _, returned]) if name == "Generator" => returned.clone(),
            (Ty::Foreign { name, .. }, [_]) if name == "Generator" => Ty::None,
            _ => Ty::Any,
        },
        _ => Ty::Any,
    }
}

fn foreign_kinds(module: &str, name: &str, arguments: &[Ty]) -> Vec<Outcome> {
    let argument = |at: usize| arguments.get(at).cloned().unwrap_or(Ty::Any);
    match (module, name) {
        ("collections.abc", "Awaitable") | ("asyncio", "Future" | "Task") => {
            vec![(Kind::Awaitable, argument(0))]
        }
        ("collections.abc" | "types", "Coroutine" | "CoroutineType") => {
            vec![(Kind::Awaitable, argument(2))]
        }
        ("collections.abc", "AsyncIterator") => vec![(Kind::Iterator, argument(0))],
        ("collections.abc" | "types", "AsyncGenerator" | "AsyncGeneratorType") => {
            let send = arguments.get(1).cloned().unwrap_or(Ty::None);
            vec![(Kind::Generator(send), argument(0))]
        }
        ("contextlib", "AbstractAsyncContextManager") => vec![(Kind::Context, argument(0))],
        _ => Vec::new(),
    }
}
