//! What are types with others put into them, and unions of types?

use std::rc::Rc;

use rustc_hash::FxHashSet as HashSet;

use super::{Substitution, Ty, TypeVar};

impl Ty {
    /// A generic class of the standard library.
    pub(crate) fn standard<const N: usize>(module: &str, name: &str, arguments: [Ty; N]) -> Self {
        let class = Self::Foreign {
            module: module.to_owned(),
            name: name.to_owned(),
        };
        Self::Apply(Box::new(class), arguments.into())
    }
}

/// Types of more parts than this are not put together from others.
const MAX_SIZE: usize = 4_000;

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

fn substitute_bounded(ty: &Ty, map: &Substitution, left: &mut usize) -> Ty {
    // What literals there are was counted when they were read.
    if !matches!(ty, Ty::Literal(_) | Ty::Member(..)) {
        let Some(rest) = left.checked_sub(1) else {
            return Ty::Unknown("(too large)".to_owned());
        };
        *left = rest;
    }
    let mut all = |types: &[Ty]| {
        types
            .iter()
            .map(|ty| substitute_bounded(ty, map, left))
            .collect::<Vec<_>>()
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
        Ty::Star(inner) => Ty::Star(Box::new(substitute_bounded(inner, map, left))),
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
