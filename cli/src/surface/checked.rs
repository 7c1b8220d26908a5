//! Where do type checkers see something else than what is executed?

use super::Explorer;
use crate::{
    index::dotted,
    resolve::{Entity, Id},
    types::Ancestor,
};

impl Explorer<'_, '_> {
    /// The class of the package that users get by a name which type checkers take for a class of
    /// another package, and that one.
    pub(super) fn executed_class(&self, id: &Id) -> Option<(Id, Id)> {
        let Entity::Defined(checked) = self.world.behind(Entity::Defined(id.clone())) else {
            return None;
        };
        if self.world.is_own(&checked.module) {
            return None;
        }
        let class = self.world.class_at_run_time(id)?;
        let is_own = self.world.is_own(&class.module);
        is_own.then_some((class, checked))
    }

    /// Whether type checkers know another class in the place of this one.
    pub(super) fn is_unchecked(&self, class: &Id) -> bool {
        self.unchecked.contains_key(class) || self.is_instead(class)
    }

    /// Whether type checkers do not know that a class has the methods of one of its bases.
    pub(super) fn is_unchecked_base(&self, class: &Id, owner: &Id) -> bool {
        if let Some(checked) = self.unchecked.get(class) {
            let bases = self.types.ancestors(checked, &[]);
            return !bases
                .iter()
                .any(|base| matches!(base, Ancestor::Defined(id, _) if id == owner));
        }
        if self.is_instead(class) {
            return true;
        }
        let bases = self.types.ancestors(class, &[]);
        let mut named_instead = bases.iter().filter_map(|base| match base {
            Ancestor::Defined(id, _) => Some(id),
            Ancestor::Foreign(..) => None,
        });
        class != owner && named_instead.any(|base| self.has_base_instead(base))
    }

    /// Whether a class is there because what another one needs is not installed.
    fn is_instead(&self, class: &Id) -> bool {
        let top = class.name.split('.').next().unwrap_or(&class.name);
        self.world.is_instead(&class.module, top)
    }

    /// Whether a class takes one of its bases from an import in the place of another.
    fn has_base_instead(&self, class: &Id) -> bool {
        let named = self.world.with_class(class, |definition, _| {
            let heads = definition.bases.iter().filter_map(dotted);
            let heads = heads.map(|path| path.split('.').next().unwrap_or_default().to_owned());
            heads.collect::<Vec<_>>()
        });
        let mut named = named.unwrap_or_default().into_iter();
        named.any(|head| self.world.is_instead(&class.module, &head))
    }
}
