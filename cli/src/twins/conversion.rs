//! What must happen to a value on its way between users of twins and originals?

use super::{
    colour::Coloured,
    evidence::{MAX_DEPTH, callable_result},
};
use crate::{
    surface::Explorer,
    types::{Scope, Ty, TypeVar, typing_name},
};

/// What happens to a value, the later ones doing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Convert {
    Nothing,
    /// An object that has a twin.
    Twin,
    /// Whatever it is: one look-up.
    Any,
    /// A container of what has twins.
    Twins,
    /// An asynchronous iterable.
    Items,
    /// A plain callable that gets or gives what has a twin.
    Callback,
    /// A callable that gives an awaitable.
    Handler,
}

impl Explorer<'_, '_> {
    pub(super) fn conversion(&self, ty: &Ty, coloured: &Coloured) -> Convert {
        self.conversion_bounded(ty, coloured, MAX_DEPTH)
    }

    fn conversion_bounded(&self, ty: &Ty, coloured: &Coloured, depth: usize) -> Convert {
        let Some(depth) = depth.checked_sub(1) else {
            return Convert::Nothing;
        };
        let within = |ty: &Ty| self.conversion_bounded(ty, coloured, depth);
        let ty = self.types.expanded(ty);
        if let Some(gives) = callable_result(&ty) {
            let is_awaited = self.is_awaitable(gives)
                || matches!(self.types.expanded(gives), Ty::Union(members)
                    if members.iter().any(|member| self.is_awaitable(member)));
            return if is_awaited {
                Convert::Handler
            } else if self.changes(&ty, coloured, MAX_DEPTH) {
                Convert::Callback
            } else {
                Convert::Nothing
            };
        }
        match &ty {
            Ty::Any | Ty::Unknown(_) => Convert::Any,
            Ty::Param(param) => self.of_param(param, coloured, depth),
            Ty::Builtin(name) if name == "object" => Convert::Any,
            Ty::Foreign { module, name } if module == "typing" && name == "Self" => Convert::Twin,
            Ty::Defined(class) if coloured.contains(class) => Convert::Twin,
            Ty::Foreign { module, name } if is_async_iterable(module, name) => Convert::Items,
            Ty::Union(members) => members.iter().map(within).max().unwrap_or(Convert::Nothing),
            Ty::Apply(head, arguments) => match &**head {
                Ty::Defined(class) if coloured.contains(class) => Convert::Twin,
                Ty::Foreign { module, name } if is_async_iterable(module, name) => Convert::Items,
                // Keyword arguments by name, of which some may be anything.
                head if typing_name(head) == Some("Unpack") => Convert::Any,
                head if is_container(head) => {
                    let inner = arguments.iter().map(within).max();
                    match inner.unwrap_or(Convert::Nothing) {
                        Convert::Nothing => Convert::Nothing,
                        // Of values of any type there is no telling: they are not walked through.
                        Convert::Any if !arguments.iter().any(|ty| self.is_open(ty)) => {
                            Convert::Nothing
                        }
                        _ => Convert::Twins,
                    }
                }
                _ => Convert::Nothing,
            },
            _ => Convert::Nothing,
        }
    }

    /// What a type parameter stands for: what its bound or its constraints say, or anything.
    fn of_param(&self, param: &TypeVar, coloured: &Coloured, depth: usize) -> Convert {
        let scope = Scope {
            module: param.id.module.clone(),
            ..Scope::default()
        };
        let all = param.bound.iter().chain(&param.constraints);
        let converts = all.map(|expr| {
            let ty = self.types.read(expr, &scope);
            self.conversion_bounded(&ty, coloured, depth)
        });
        converts.max().unwrap_or(Convert::Any)
    }

    /// Whether a type holds a type parameter that may stand for anything.
    fn is_open(&self, ty: &Ty) -> bool {
        match self.types.expanded(ty) {
            Ty::Param(param) => param.bound.is_none() && param.constraints.is_empty(),
            Ty::Apply(_, members) | Ty::Union(members) => {
                members.iter().any(|member| self.is_open(member))
            }
            _ => false,
        }
    }
}

pub(super) fn is_async_iterable(module: &str, name: &str) -> bool {
    module == "collections.abc"
        && matches!(name, "AsyncIterator" | "AsyncIterable" | "AsyncGenerator")
}

/// Whether a type is a container of the standard library, in which things are looked for.
pub(super) fn is_container(head: &Ty) -> bool {
    match head {
        Ty::Builtin(name) => matches!(&**name, "list" | "tuple" | "set" | "frozenset" | "dict"),
        Ty::Foreign { module, name } => match &**module {
            "collections.abc" => matches!(
                &**name,
                "Mapping"
                    | "MutableMapping"
                    | "Sequence"
                    | "MutableSequence"
                    | "Iterable"
                    | "Iterator"
                    | "Generator"
                    | "Collection"
                    | "Set"
                    | "MutableSet"
                    | "ValuesView"
                    | "KeysView"
                    | "ItemsView"
            ),
            "collections" => matches!(&**name, "deque" | "OrderedDict" | "defaultdict"),
            _ => matches!(
                typing_name(head),
                Some(
                    "List"
                        | "Dict"
                        | "Set"
                        | "FrozenSet"
                        | "Tuple"
                        | "Deque"
                        | "DefaultDict"
                        | "OrderedDict"
                )
            ),
        },
        _ => false,
    }
}
