//! What do the type variables of an annotation stand for, given a type that it describes?

use super::Kind;
use crate::types::{Substitution, Ty, Types};

impl Types<'_> {
    /// Finds what `pattern` with type variables says of `actual`; false if it does not describe it.
    pub(super) fn unify(&self, pattern: &Ty, actual: &Ty, map: &mut Substitution) -> bool {
        let pattern = self.expanded(pattern);
        match &pattern {
            Ty::Any | Ty::Unknown(_) => true,
            Ty::Param(param) => {
                if !map.iter().any(|(known, _)| known == param) {
                    map.push((param.clone(), actual.clone()));
                }
                true
            }
            Ty::Union(members) => {
                let (free, exact): (Vec<&Ty>, Vec<&Ty>) = members
                    .iter()
                    .partition(|member| matches!(member, Ty::Param(_) | Ty::Any));
                exact.into_iter().chain(free).any(|member| {
                    let mut tried = map.clone();
                    let fits = self.unify(member, actual, &mut tried);
                    if fits {
                        *map = tried;
                    }
                    fits
                })
            }
            Ty::Apply(head, arguments) => {
                let actual = self.expanded(actual);
                if let Ty::Apply(other, given) = &actual
                    && other == head
                    && given.len() == arguments.len()
                {
                    return arguments
                        .iter()
                        .zip(given)
                        .all(|(pattern, actual)| self.unify(pattern, actual, map));
                }
                // An awaitable, iterator or context manager described by a wider class.
                let Ty::Foreign { module, name } = &**head else {
                    return false;
                };
                let wanted = super::kinds::foreign_kinds(module, name, arguments);
                let Some((kind, pattern)) = wanted.first() else {
                    return name == "AsyncIterable"
                        && self
                            .out_of(&actual, &Kind::Iterator)
                            .is_some_and(|item| self.unify(&arguments[0], &item, map));
                };
                self.out_of(&actual, kind)
                    .is_some_and(|actual| self.unify(pattern, &actual, map))
            }
            pattern => *pattern == self.expanded(actual),
        }
    }

    /// What comes out of a value of a kind.
    pub(super) fn out_of(&self, ty: &Ty, kind: &Kind) -> Option<Ty> {
        let kinds = self.kinds(ty).into_iter();
        kinds
            .filter(|(found, _)| found.is_like(kind))
            .map(|(_, ty)| ty)
            .next()
    }
}
