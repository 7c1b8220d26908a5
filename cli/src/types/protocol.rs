//! Do objects of a class satisfy a protocol?

use super::{Ancestor, Scope, Ty, Types, typing_name};
use crate::{index::Binding, literal, resolve::Id};

impl Types<'_> {
    /// Whether objects of a class satisfy a protocol; nothing if the type is none.
    pub(crate) fn fits_protocol(&self, class: &Id, arguments: &[Ty], ty: &Ty) -> Option<bool> {
        let wanted = match self.expanded(ty) {
            Ty::Apply(head, _) => *head,
            ty => ty,
        };
        let Ty::Defined(wanted) = wanted else {
            return None;
        };
        if !self.is_protocol(&wanted) {
            return None;
        }
        let is_base = self
            .ancestors(class, arguments)
            .iter()
            .any(|ancestor| matches!(ancestor, Ancestor::Defined(id, _) if *id == wanted));
        Some(is_base || self.has_members(class, arguments, &wanted))
    }

    fn is_protocol(&self, class: &Id) -> bool {
        self.bases(class)
            .iter()
            .any(|base| typing_name(base.head()) == Some("Protocol"))
    }

    /// Whether a class has all members of a protocol, as far as their values can be compared.
    fn has_members(&self, class: &Id, arguments: &[Ty], protocol: &Id) -> bool {
        self.ancestors(protocol, &[]).iter().all(|ancestor| {
            let Ancestor::Defined(part, _) = ancestor else {
                return true;
            };
            let names: Vec<String> = self
                .world
                .with_class(part, |part, _| part.scope.keys().cloned().collect())
                .unwrap_or_default();
            names.iter().all(|name| {
                let own = |name: &str| name.starts_with("__") && name.ends_with("__");
                if own(name) && name != "__call__" && self.is_plain(&part.member(name)) {
                    return true;
                }
                let Some((owner, _)) = self.member(class, arguments, name) else {
                    return false;
                };
                let wanted = self.values(&part.member(name));
                let given = self.values(&owner.member(name));
                match (wanted, given) {
                    (Some(wanted), Some(given)) => given.iter().all(|value| wanted.contains(value)),
                    _ => true,
                }
            })
        })
    }

    /// Whether a member is a value, as `__slots__` is.
    fn is_plain(&self, member: &Id) -> bool {
        self.world
            .with(member, |binding, _| {
                matches!(binding, Binding::Value { .. })
            })
            .unwrap_or(false)
    }

    /// The values that an attribute has, if they are literals.
    fn values(&self, attribute: &Id) -> Option<Vec<String>> {
        let scope = Scope {
            module: attribute.module.clone(),
            class: attribute
                .name
                .rsplit_once('.')
                .map(|(class, _)| class.to_owned()),
            ..Scope::default()
        };
        self.world.with(attribute, |binding, index| match binding {
            Binding::Value {
                annotation: Some(annotation),
                ..
            } => {
                let ty = self.expanded(&self.read(annotation, &scope));
                let Ty::Apply(head, arguments) = ty else {
                    return None;
                };
                let text = |ty: &Ty| match ty {
                    Ty::Literal(text) => Some(text.clone()),
                    _ => None,
                };
                let texts = arguments.iter().map(text).collect();
                (typing_name(&head) == Some("Literal")).then_some(texts)?
            }
            Binding::Value {
                value: Some(value), ..
            } => literal::text(value, &index.source).map(|text| vec![text]),
            _ => None,
        })?
    }
}
