//! What are types with others put into them, and unions of types?

use std::rc::Rc;

use mochi_asyncbridge::TypeParamKind;
use rustc_hash::FxHashSet as HashSet;

use super::{Substitution, Ty, TypeVar, typing_name};

impl Ty {
    /// A generic class of the standard library.
    pub(crate) fn standard<const N: usize>(module: &str, name: &str, arguments: [Ty; N]) -> Self {
        let class = Self::Foreign {
            module: module.to_owned(),
            name: name.to_owned(),
        };
        Self::Apply(Box::new(class), arguments.into())
    }

    /// What a type is, whatever it is applied to.
    pub(crate) fn head(&self) -> &Self {
        match self {
            Self::Apply(head, _) => head,
            head => head,
        }
    }

    /// Whether nothing is known of its values.
    pub(crate) fn is_anything(&self) -> bool {
        matches!(self, Self::Any | Self::Unknown(_))
    }

    /// The type of what a function with this result gives to a `return`, which type checkers do
    /// not allow in what never returns.
    pub(crate) fn returned(self) -> Self {
        match typing_name(&self) {
            Some("NoReturn" | "Never") => Self::Builtin("object".to_owned()),
            _ => self,
        }
    }
}

/// Types of more parts than this are not put together from others.
const MAX_SIZE: usize = 1_000;

/// A union without nesting and repetition.
#[expect(
    clippy::mutable_key_type,
    reason = "type variables are hashed by their identity"
)]
pub(crate) fn union(members: Vec<Ty>) -> Ty {
    let mut seen = HashSet::default();
    let mut flat: Vec<Ty> = Vec::with_capacity(members.len());
    for member in members {
        let inner = match member {
            Ty::Union(inner) => inner,
            member => vec![member],
        };
        for member in inner {
            if seen.insert(member.clone()) {
                flat.push(member);
            }
        }
    }
    match flat.len() {
        1 => flat.remove(0),
        _ => Ty::Union(flat),
    }
}

/// Puts types in the place of type parameters.
pub(crate) fn substitute(ty: &Ty, map: &Substitution) -> Ty {
    if map.is_empty() {
        return ty.clone();
    }
    let mut left = MAX_SIZE;
    substitute_bounded(ty, map, &mut left)
}

/// A type in which all type parameters but these are anything.
pub(crate) fn closed(ty: &Ty, params: &[Rc<TypeVar>]) -> Ty {
    let mut free = Vec::new();
    free_params(ty, &mut free);
    let map: Substitution = free
        .into_iter()
        .filter(|param| !params.contains(param))
        .map(|param| (param, Ty::Any))
        .collect();
    substitute(ty, &map)
}

fn substitute_bounded(ty: &Ty, map: &Substitution, left: &mut usize) -> Ty {
    // What literals there are was counted when they were read.
    if !matches!(ty, Ty::Literal(_) | Ty::Member(..)) {
        let Some(rest) = left.checked_sub(1) else {
            return Ty::Unknown("(too large)".to_owned());
        };
        *left = rest;
    }
    let mut all = |types: &[Ty]| {
        let mut all = Vec::with_capacity(types.len());
        for ty in types {
            match unpacked(ty, map) {
                Some(pack) => {
                    let size = pack.iter().map(size).sum();
                    *left = left.saturating_sub(size);
                    all.extend(pack.iter().cloned());
                }
                None => all.push(substitute_bounded(ty, map, left)),
            }
        }
        all
    };
    match ty {
        Ty::Param(param) => {
            let Some((_, to)) = map.iter().find(|(from, _)| from == param) else {
                return ty.clone();
            };
            match left.checked_sub(size(to)) {
                Some(rest) => {
                    *left = rest;
                    to.clone()
                }
                None => Ty::Unknown("(too large)".to_owned()),
            }
        }
        Ty::Component(param, component) => match map.iter().find(|(from, _)| from == param) {
            Some((_, Ty::Param(to))) => Ty::Component(to.clone(), component),
            Some(_) => Ty::Any,
            None => ty.clone(),
        },
        Ty::Apply(base, arguments) => Ty::Apply(base.clone(), all(arguments)),
        Ty::Union(members) => union(all(members)),
        Ty::List(members) => Ty::List(all(members)),
        Ty::Star(inner) => Ty::Star(Box::new(match substitute_bounded(inner, map, left) {
            Ty::List(types) => Ty::Apply(Box::new(Ty::Builtin("tuple".to_owned())), types),
            Ty::Any => Ty::Apply(
                Box::new(Ty::Builtin("tuple".to_owned())),
                vec![Ty::Any, Ty::Ellipsis],
            ),
            inner => inner,
        })),
        _ => ty.clone(),
    }
}

/// How many parts a type has.
fn size(ty: &Ty) -> usize {
    match ty {
        Ty::Apply(base, members) => size(base) + members.iter().map(size).sum::<usize>(),
        Ty::Union(members) | Ty::List(members) => 1 + members.iter().map(size).sum::<usize>(),
        Ty::Star(inner) => 1 + size(inner),
        _ => 1,
    }
}

/// The types that come in the place of `*Ts`.
fn unpacked<'m>(ty: &Ty, map: &'m Substitution) -> Option<&'m [Ty]> {
    let Ty::Star(inner) = ty else { return None };
    let Ty::Param(param) = &**inner else {
        return None;
    };
    match map.iter().find(|(from, _)| from == param) {
        Some((_, Ty::List(types))) => Some(types),
        _ => None,
    }
}

/// What type parameters stand for when a generic class is given arguments; anything where there
/// are none.
pub(crate) fn bind(params: &[Rc<TypeVar>], arguments: &[Ty]) -> Substitution {
    let nothing = |param: &Rc<TypeVar>| match param.kind {
        TypeParamKind::ParamSpec => Ty::Ellipsis,
        _ => Ty::Any,
    };
    if arguments.is_empty() {
        let all = params.iter().map(|param| (param.clone(), nothing(param)));
        return all.collect();
    }
    // `Z[int, str]` is `Z[[int, str]]` where a parameter specification is the only parameter.
    if let [only] = params
        && only.kind == TypeParamKind::ParamSpec
        && !matches!(
            arguments,
            [Ty::List(_) | Ty::Ellipsis | Ty::Param(_) | Ty::Apply(..)]
        )
    {
        return vec![(only.clone(), Ty::List(arguments.to_vec()))];
    }
    let pack = params
        .iter()
        .position(|param| param.kind == TypeParamKind::TypeVarTuple);
    let extra = arguments.len().saturating_sub(params.len());
    let mut given = arguments.iter();
    let mut map = Substitution::new();
    for (at, param) in params.iter().enumerate() {
        let ty = if pack == Some(at) {
            let short = arguments.len() + 1 == params.len();
            let count = if short { 0 } else { extra + 1 };
            Ty::List(given.by_ref().take(count).cloned().collect())
        } else {
            given.next().cloned().unwrap_or_else(|| nothing(param))
        };
        map.push((param.clone(), ty));
    }
    map
}

/// The type parameters of a type, in the order of their first use.
pub(crate) fn free_params(ty: &Ty, into: &mut Vec<Rc<TypeVar>>) {
    match ty {
        Ty::Param(param) | Ty::Component(param, _) if !into.contains(param) => {
            into.push(param.clone());
        }
        Ty::Apply(base, arguments) => {
            free_params(base, into);
            for ty in arguments {
                free_params(ty, into);
            }
        }
        Ty::Union(members) | Ty::List(members) => {
            for ty in members {
                free_params(ty, into);
            }
        }
        Ty::Star(inner) => free_params(inner, into),
        _ => {}
    }
}
