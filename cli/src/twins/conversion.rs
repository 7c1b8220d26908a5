//! What must happen to a value on its way between users of twins and originals?

use mochi_asyncbridge::Conversion;

use super::{
    colour::Coloured,
    evidence::{MAX_DEPTH, callable_result},
};
use crate::{
    surface::Explorer,
    types::{Scope, Ty, TypeVar, typing_name},
};

/// What happens to values, the later ones doing more.
const ORDER: [Conversion; 7] = [
    Conversion::None,
    Conversion::Twin,
    Conversion::Any,
    Conversion::Twins,
    Conversion::Items,
    Conversion::Callback,
    Conversion::Handler,
];

/// Of what the parts of a type need, that which does most.
fn most(conversions: impl Iterator<Item = Conversion>) -> Option<Conversion> {
    conversions.max_by_key(|conversion| ORDER.iter().position(|known| known == conversion))
}

impl Explorer<'_, '_> {
    pub(super) fn conversion(&self, ty: &Ty, coloured: &Coloured) -> Conversion {
        self.conversion_bounded(ty, coloured, MAX_DEPTH)
    }

    fn conversion_bounded(&self, ty: &Ty, coloured: &Coloured, depth: usize) -> Conversion {
        let Some(depth) = depth.checked_sub(1) else {
            return Conversion::None;
        };
        let within = |ty: &Ty| self.conversion_bounded(ty, coloured, depth);
        let ty = self.types.expanded(ty);
        if let Some(gives) = callable_result(&ty) {
            let is_awaited = self.is_awaitable(gives)
                || matches!(self.types.expanded(gives), Ty::Union(members)
                    if members.iter().any(|member| self.is_awaitable(member)));
            return if is_awaited {
                Conversion::Handler
            } else if self.changes(&ty, coloured, MAX_DEPTH) {
                Conversion::Callback
            } else {
                Conversion::None
            };
        }
        match &ty {
            Ty::Any | Ty::Unknown(_) => Conversion::Any,
            Ty::Param(param) => self.of_param(param, coloured, depth),
            Ty::Builtin(name) if name == "object" => Conversion::Any,
            Ty::Foreign { module, name } if module == "typing" && name == "Self" => {
                Conversion::Twin
            }
            Ty::Defined(class) if coloured.contains(class) => Conversion::Twin,
            Ty::Foreign { module, name } if is_async_iterable(module, name) => Conversion::Items,
            Ty::Union(members) => most(members.iter().map(within)).unwrap_or_default(),
            Ty::Apply(head, arguments) => match &**head {
                Ty::Defined(class) if coloured.contains(class) => Conversion::Twin,
                Ty::Foreign { module, name } if is_async_iterable(module, name) => {
                    Conversion::Items
                }
                // Keyword arguments by name, of which some may be anything.
                head if typing_name(head) == Some("Unpack") => Conversion::Any,
                head if is_container(head) => {
                    match most(arguments.iter().map(within)).unwrap_or_default() {
                        Conversion::None => Conversion::None,
                        // Of values of any type there is no telling: they are not walked through.
                        Conversion::Any if !arguments.iter().any(|ty| self.is_open(ty)) => {
                            Conversion::None
                        }
                        _ => Conversion::Twins,
                    }
                }
                _ => Conversion::None,
            },
            _ => Conversion::None,
        }
    }

    /// What a type parameter stands for: what its bound or its constraints say, or anything.
    fn of_param(&self, param: &TypeVar, coloured: &Coloured, depth: usize) -> Conversion {
        let scope = Scope::of(&param.id.module);
        let all = param.bound.iter().chain(&param.constraints);
        let converts = all.map(|expr| {
            let ty = self.types.read(expr, &scope);
            self.conversion_bounded(&ty, coloured, depth)
        });
        most(converts).unwrap_or(Conversion::Any)
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
