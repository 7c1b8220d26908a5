//! What are the bases of a class, in which order, and where does it get a member from?

use std::rc::Rc;

use rustc_hash::FxHashSet as HashSet;

use super::{
    Scope, Substitution, Ty, TypeVar, Types, declared, free_params, substitute, typing_name,
};
use crate::resolve::Id;

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
}
