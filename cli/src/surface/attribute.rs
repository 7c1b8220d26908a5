//! Attributes that are asynchronous, which no shim stands for.

use ruff_text_size::Ranged;

use super::Explorer;
use crate::{
    index::{Binding, Index, Lines},
    report::Reason,
    resolve::Id,
    types::{Scope, Ty},
};

impl Explorer<'_, '_> {
    /// Reports an annotated name whose value is asynchronous, or is when it is called.
    pub(super) fn attribute(&mut self, id: &Id) {
        let annotated = |binding: &Binding, index: &Index| match binding {
            Binding::Value {
                annotation: Some(annotation),
                ..
            } => {
                let class = id.name.rsplit_once('.').map(|(class, _)| class.to_owned());
                let scope = Scope {
                    module: id.module.clone(),
                    class,
                    ..Scope::default()
                };
                let ty = self.types.read(annotation, &scope);
                self.is_asynchronous(&ty).then(|| {
                    let line = Lines::of(&index.source).at(annotation.start());
                    let text = &index.source[annotation.range()];
                    let words: Vec<&str> = text.split_whitespace().collect();
                    (line, format!("`{}`", words.join(" ")))
                })
            }
            _ => None,
        };
        if let Some(Some((line, detail))) = self.world.with(id, annotated) {
            self.skip_at(id, line, Reason::Attribute, detail);
        }
    }

    /// Whether using or calling a value of a type is asynchronous, and no shim takes the value.
    pub(super) fn is_asynchronous(&self, ty: &Ty) -> bool {
        match self.types.expanded(ty) {
            Ty::Union(members) => members
                .iter()
                .any(|member| self.is_one_asynchronous(member)),
            ty => self.is_one_asynchronous(&ty),
        }
    }

    fn is_one_asynchronous(&self, ty: &Ty) -> bool {
        let ty = self.types.expanded(ty);
        let (head, arguments) = match &ty {
            Ty::Apply(head, arguments) => (&**head, &arguments[..]),
            head => (head, &[][..]),
        };
        match head {
            Ty::Foreign { name, .. } if name == "Callable" => arguments
                .last()
                .is_some_and(|gives| !self.types.kinds(gives).is_empty()),
            Ty::Defined(class)
                if self.public.contains_key(class) || self.reached.contains_key(class) =>
            {
                false
            }
            Ty::Defined(class) => {
                !self.types.kinds(&ty).is_empty() || self.is_called_asynchronously(class, arguments)
            }
            _ => !self.types.kinds(&ty).is_empty(),
        }
    }

    fn is_called_asynchronously(&self, class: &Id, arguments: &[Ty]) -> bool {
        let Some((owner, _)) = self.types.member(class, arguments, "__call__") else {
            return false;
        };
        let scope = self.types.class_scope(&owner, None);
        self.world
            .with_function(&owner.member("__call__"), |defs, _| {
                let outcomes = |def| self.types.called(def, &scope).outcomes;
                defs.iter().any(|def| !outcomes(def).is_empty())
            })
            .unwrap_or(false)
    }
}
