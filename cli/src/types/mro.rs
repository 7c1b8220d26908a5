//! What are the bases of a class, in which order, and where does it get a member from?

use std::{collections::VecDeque, rc::Rc};

use mochi_asyncbridge::TypeParamKind;
use rustc_hash::FxHashSet as HashSet;

use super::{
    Scope, Substitution, Ty, TypeVar, Types, bind, declared, free_params, substitute, typing_name,
};
use crate::resolve::Id;

/// A base class, with what its type parameters stand for.
#[derive(Debug, Clone)]
pub(crate) enum Ancestor {
    Defined(Id, Substitution),
    Foreign(String, String, Vec<Ty>),
}

impl Ancestor {
    /// What makes it the same class, whatever its arguments.
    fn key(&self) -> (bool, &str, &str) {
        match self {
            Self::Defined(id, _) => (true, &id.module, &id.name),
            Self::Foreign(module, name, _) => (false, module, name),
        }
    }

    /// Whether it only says that a class is generic, or a protocol.
    fn is_generic(&self) -> bool {
        matches!(self, Self::Foreign(module, name, _)
            if module == "typing" && matches!(&**name, "Generic" | "Protocol"))
    }

    fn substituted(&self, map: &Substitution) -> Self {
        match self {
            Self::Defined(id, own) => {
                let own = own.iter();
                let own = own.map(|(param, ty)| (param.clone(), substitute(ty, map)));
                Self::Defined(id.clone(), own.collect())
            }
            Self::Foreign(module, name, arguments) => {
                let arguments = arguments.iter().map(|ty| substitute(ty, map)).collect();
                Self::Foreign(module.clone(), name.clone(), arguments)
            }
        }
    }
}

/// More bases than any class has; the others of a class that has more are not looked at.
const MAX_ANCESTORS: usize = 1000;

/// Merges the linearizations of bases, and the order of the bases, as C3 does. What has no
/// consistent order, which Python does not define, comes in the order in which it is met.
fn merge(mut bases: Vec<Vec<Ancestor>>) -> Vec<Ancestor> {
    if bases.len() < 2 {
        return bases.pop().unwrap_or_default();
    }
    let direct = bases.iter().map(|base| base[0].clone()).collect();
    let mut rest: Vec<VecDeque<Ancestor>> = bases.into_iter().map(VecDeque::from).collect();
    rest.push(direct);
    let mut order = Vec::new();
    while order.len() < MAX_ANCESTORS {
        rest.retain(|list| !list.is_empty());
        let behind: HashSet<_> = rest
            .iter()
            .flat_map(|list| list.iter().skip(1).map(Ancestor::key))
            .collect();
        let mut heads = rest.iter().map(|list| &list[0]);
        let free = heads.find(|head| !behind.contains(&head.key()));
        let Some(next) = free.or(rest.first().map(|list| &list[0])).cloned() else {
            break;
        };
        for list in &mut rest {
            list.retain(|ancestor| ancestor.key() != next.key());
        }
        order.push(next);
    }
    order
}

/// A type parameter of a class as the argument that stands for itself.
fn own_argument(param: &Rc<TypeVar>) -> Ty {
    let itself = Ty::Param(param.clone());
    match param.kind {
        TypeParamKind::TypeVarTuple => Ty::Star(Box::new(itself)),
        _ => itself,
    }
}

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
            arguments: Substitution::new(),
        }
    }

    /// Where the annotations of a method stand that a class has from `owner`.
    pub(crate) fn method_scope(&self, owner: &Id, arguments: Substitution, receiver: Ty) -> Scope {
        Scope {
            arguments,
            ..self.class_scope(owner, Some(receiver))
        }
    }

    /// The bases of a class, read.
    pub(crate) fn bases(&self, class: &Id) -> Rc<[Ty]> {
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
        self.class_params(class).iter().map(own_argument).collect()
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
        let linearized = self.linearized(class);
        let params = self.class_params(class);
        let is_own = |(param, argument): (&Rc<TypeVar>, &Ty)| *argument == own_argument(param);
        if params.len() == arguments.len() && params.iter().zip(arguments).all(is_own) {
            return linearized;
        }
        let bare = arguments.is_empty();
        if bare && let Some(known) = self.memo.bare_ancestors.borrow().get(class) {
            return known.clone();
        }
        let map = bind(&params, arguments);
        let ancestors: Rc<[Ancestor]> = linearized
            .iter()
            .map(|ancestor| ancestor.substituted(&map))
            .collect();
        if bare {
            self.memo
                .bare_ancestors
                .borrow_mut()
                .insert(class.clone(), ancestors.clone());
        }
        ancestors
    }

    /// The linearization of a class, in terms of its own type parameters.
    fn linearized(&self, class: &Id) -> Rc<[Ancestor]> {
        if let Some(known) = self.memo.linearized.borrow().get(class) {
            return known.clone();
        }
        let params = self.class_params(class);
        let this = Ancestor::Defined(class.clone(), bind(&params, &self.own_arguments(class)));
        // A class that is among its own bases, by a name that is bound twice, has none there.
        self.memo
            .linearized
            .borrow_mut()
            .insert(class.clone(), [this.clone()].into());
        let mut bases = Vec::new();
        let mut generic = Vec::new();
        for base in self.bases(class).iter() {
            let (head, arguments) = match self.expanded(base) {
                Ty::Apply(head, arguments) => (*head, arguments),
                head => (head, Vec::new()),
            };
            match head {
                Ty::Defined(id) if id != *class && self.world.is_class(&id) => {
                    bases.push(self.ancestors(&id, &arguments).to_vec());
                }
                Ty::Foreign { module, name } => {
                    let base = Ancestor::Foreign(module, name, arguments);
                    if base.is_generic() {
                        generic.push(base);
                    } else {
                        bases.push(vec![base]);
                    }
                }
                _ => {}
            }
        }
        // Merging holds each class of several lists against all others.
        let held: usize = bases.iter().map(Vec::len).sum();
        let others = if bases.len() > 1 { held / 4 } else { 0 };
        if !self.world.budget.spend(held * (8 + others)) {
            return [this].into();
        }
        let mut order = vec![this];
        order.extend(merge(bases));
        // Python moves `Generic` behind all that is generic.
        order.extend(generic);
        let (mut order, generic): (Vec<_>, Vec<_>) = order
            .into_iter()
            .partition(|ancestor| !ancestor.is_generic());
        for base in generic {
            if order.iter().all(|other| other.key() != base.key()) {
                order.push(base);
            }
        }
        order.truncate(MAX_ANCESTORS);
        let order: Rc<[Ancestor]> = order.into();
        self.memo
            .linearized
            .borrow_mut()
            .insert(class.clone(), order.clone());
        order
    }

    /// What the type parameters stand for of a base of a class, which may be one of the standard
    /// library.
    pub(crate) fn base_arguments(&self, class: &Id, base: &Id) -> Substitution {
        let of_base = |ancestors: &[Ancestor]| {
            ancestors.iter().find_map(|ancestor| match ancestor {
                Ancestor::Defined(id, map) if id == base => Some(map.clone()),
                _ => None,
            })
        };
        let ancestors = self.ancestors(class, &self.own_arguments(class));
        let inherited = || {
            ancestors.iter().find_map(|ancestor| match ancestor {
                Ancestor::Foreign(module, name, arguments) => {
                    let known = self.world.standard_class(module, name)?;
                    of_base(&self.ancestors(&known, arguments))
                }
                Ancestor::Defined(..) => None,
            })
        };
        of_base(&ancestors).or_else(inherited).unwrap_or_default()
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
