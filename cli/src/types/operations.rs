//! What are types with others put into them, and unions of types?

use std::rc::Rc;

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

/// A union without nesting and repetition.
pub(crate) fn union(members: Vec<Ty>) -> Ty {
    let mut flat: Vec<Ty> = Vec::with_capacity(members.len());
    for member in members {
        match member {
            Ty::Union(inner) => {
                for member in inner {
                    if !flat.contains(&member) {
                        flat.push(member);
                    }
                }
            }
            member if flat.contains(&member) => {}
            member => flat.push(member),
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
    let all = |types: &[Ty]| {
        types
            .iter()
            .map(|ty| substitute(ty, map))
            .collect::<Vec<_>>()
    };
    match ty {
        Ty::Param(param) => map
            .iter()
            .find(|(from, _)| from == param)
            .map_or_else(|| ty.clone(), |(_, to)| to.clone()),
        Ty::Component(param, component) => match map.iter().find(|(from, _)| from == param) {
            Some((_, Ty::Param(to))) => Ty::Component(to.clone(), component),
            Some(_) => Ty::Any,
            None => ty.clone(),
        },
        Ty::Apply(base, arguments) => Ty::Apply(base.clone(), all(arguments)),
        Ty::Union(members) => union(all(members)),
        Ty::List(members) => Ty::List(all(members)),
        Ty::Star(inner) => Ty::Star(Box::new(substitute(inner, map))),
        _ => ty.clone(),
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
