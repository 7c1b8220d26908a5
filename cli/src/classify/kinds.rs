//! Which kinds has a type, and has what a function gives?

use super::{Colour, Kind, Outcome, Value};
use crate::{
    resolve::{Entity, Id},
    types::{Ancestor, Ty, Types, substitute, union},
};

impl Types<'_> {
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
                    let mut inherited = foreign_kinds(module, name, arguments);
                    // What gives itself when it is entered gives the object of the subclass.
                    if let ("contextlib", "AsyncExitStack") = (&**module, &**name) {
                        inherited = vec![(Kind::Context, ty.clone())];
                    }
                    for (kind, ty) in inherited {
                        let known = kinds.iter().any(|(other, _)| kind.is_like(other));
                        if !known {
                            kinds.push((kind, ty));
                        }
                    }
                }
                kinds.sort_by_key(|(kind, _)| kind.rank());
                kinds
            }
            Ty::Union(members) => self.common_kinds(members, fuel),
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
        // `__anext__ = next`
        let method = self.behind(owner.member(name));
        let owner = method.outer().unwrap_or(owner);
        let scope = self.method_scope(&owner, map, receiver.clone());
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
        let mut ty = self.read(&returns, &scope);
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
        let Some((owner, map)) = self.member(class, arguments, "__aiter__") else {
            return self.iterated_as_base(class, arguments);
        };
        let receiver = self.class_type(class);
        let method = self.behind(owner.member("__aiter__"));
        let owner = method.outer().unwrap_or(owner);
        let scope = self.method_scope(&owner, map, receiver);
        let outcomes = self.world.with_function(&method, |defs, _| {
            let def = defs.last()?;
            Some(self.called(def, &scope).outcomes)
        })??;
        let found = outcomes
            .into_iter()
            .find(|(kind, _)| matches!(kind, Kind::Iterator | Kind::Generator(_)));
        found.or_else(|| {
            self.special(class, arguments, "__anext__", 4)
                .map(|ty| (Kind::Iterator, ty))
        })
    }

    /// The same for a class that gets `__aiter__` from a base in the standard library.
    fn iterated_as_base(&self, class: &Id, arguments: &[Ty]) -> Option<Outcome> {
        let ancestors = self.ancestors(class, arguments);
        let mut inherited = ancestors.iter().filter_map(|ancestor| match ancestor {
            Ancestor::Foreign(module, name, arguments) => {
                let kinds = foreign_kinds(module, name, arguments).into_iter();
                kinds
                    .into_iter()
                    .find(|(kind, _)| matches!(kind, Kind::Iterator | Kind::Generator(_)))
            }
            Ancestor::Defined(..) => None,
        });
        let (kind, item) = inherited.next()?;
        let own = self.special(class, arguments, "__anext__", 4);
        Some((kind, own.unwrap_or(item)))
    }

    /// The definition that a name in a class stands for.
    fn behind(&self, id: Id) -> Id {
        match self.world.behind(Entity::Defined(id.clone())) {
            Entity::Defined(behind) => behind,
            _ => id,
        }
    }

    /// What calls of a function give, by the kinds that it has.
    pub(super) fn outcomes(&self, value: &Value) -> Vec<Outcome> {
        let kinds = self.kinds(&value.gives);
        if value.colour != Colour::Coroutine {
            if kinds.is_empty() {
                return self.maybe_awaitable(&value.gives).into_iter().collect();
            }
            return kinds;
        }
        let result = kinds.into_iter().next().map_or(Ty::Any, |(_, ty)| ty);
        let mut outcomes = vec![(Kind::Coroutine, result.clone())];
        if let Ty::Apply(head, _) = self.expanded(&result)
            && matches!(&*head, Ty::Foreign { .. })
        {
            let iterated = self.kinds(&result).into_iter();
            outcomes.extend(
                iterated
                    .filter(|(kind, _)| matches!(kind, Kind::Iterator | Kind::Generator(_)))
                    .map(|(_, ty)| (Kind::Iterator, ty)),
            );
        }
        outcomes
    }

    /// Whether a class says of itself by its bases that something less comes out of its objects
    /// than its own methods say, which is what type checkers go by.
    pub(crate) fn is_less_nominally(&self, ty: &Ty) -> bool {
        let (class, arguments) = match self.expanded(ty) {
            Ty::Apply(head, arguments) => match *head {
                Ty::Defined(class) => (class, arguments),
                _ => return false,
            },
            Ty::Defined(class) => (class, Vec::new()),
            _ => return false,
        };
        let kinds = self.kinds(ty);
        self.ancestors(&class, &arguments).iter().any(|ancestor| {
            let Ancestor::Foreign(module, name, arguments) = ancestor else {
                return false;
            };
            let said = foreign_kinds(module, name, arguments);
            said.iter().any(|(kind, said)| {
                let known = kinds.iter().find(|(other, _)| other.is_like(kind));
                known.is_some_and(|(_, known)| known != said)
            })
        })
    }

    /// What comes out of a union of which something is to be awaited.
    fn maybe_awaitable(&self, ty: &Ty) -> Option<Outcome> {
        let Ty::Union(members) = self.expanded(ty) else {
            return None;
        };
        let mut any = false;
        let mut awaited = Vec::new();
        for member in &members {
            match self.kinds(member).into_iter().next() {
                Some((Kind::Awaitable, ty)) => {
                    any = true;
                    awaited.push(ty);
                }
                _ => match self.maybe_awaitable(member) {
                    Some((_, ty)) => {
                        any = true;
                        awaited.push(ty);
                    }
                    None => awaited.push(member.clone()),
                },
            }
        }
        let is_anything = awaited
            .iter()
            .any(|ty| matches!(ty, Ty::Any | Ty::Unknown(_)));
        let ty = if is_anything { Ty::Any } else { union(awaited) };
        any.then_some((Kind::MaybeAwaitable, ty))
    }

    /// What all members of a union are good for.
    fn common_kinds(&self, members: &[Ty], fuel: usize) -> Vec<Outcome> {
        let mut all = members
            .iter()
            .map(|member| self.kinds_bounded(member, fuel));
        let mut common = all.next().unwrap_or_default();
        for kinds in all {
            common = common
                .into_iter()
                .filter_map(|(kind, ty)| {
                    let (other, other_ty) = kinds.iter().find(|(other, _)| kind.is_like(other))?;
                    let kind = match &kind {
                        Kind::Generator(_) if *other != kind => Kind::Iterator,
                        _ => kind,
                    };
                    Some((kind, union(vec![ty, other_ty.clone()])))
                })
                .collect();
        }
        common
    }

    /// Whether a type is asynchronous only sometimes.
    pub(crate) fn is_sometimes(&self, ty: &Ty) -> bool {
        match self.expanded(ty) {
            Ty::Union(members) => members.iter().any(|member| !self.kinds(member).is_empty()),
            _ => false,
        }
    }

    /// Whether a type is that of an asynchronous generator.
    pub(super) fn is_generator(&self, ty: &Ty) -> bool {
        matches!(&*self.kinds(ty), [(Kind::Generator(_), _), ..])
    }

    /// The items of an asynchronous iterator or iterable, or of what a stub of a context manager
    /// function says.
    pub(super) fn element(&self, ty: &Ty) -> Option<Ty> {
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
}

/// What `return` in a generator gives, by its annotation.
pub(super) fn generator_return(ty: &Ty) -> Ty {
    match ty {
        Ty::Apply(head, arguments) => match (&**head, &arguments[..]) {
            (Ty::Foreign { name, .. }, [_, _, returned]) if name == "Generator" => returned.clone(),
            (Ty::Foreign { name, .. }, [_]) if name == "Generator" => Ty::None,
            _ => Ty::Any,
        },
        _ => Ty::Any,
    }
}

pub(super) fn foreign_kinds(module: &str, name: &str, arguments: &[Ty]) -> Vec<Outcome> {
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
        ("contextlib", "AsyncExitStack") => {
            let this = Ty::Foreign {
                module: module.to_owned(),
                name: name.to_owned(),
            };
            vec![(Kind::Context, this)]
        }
        ("contextlib", "AbstractAsyncContextManager") => vec![(Kind::Context, argument(0))],
        _ => Vec::new(),
    }
}
