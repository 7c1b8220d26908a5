//! Which members does a class have, by itself and from its bases?

use indexmap::IndexMap;
use ruff_python_ast::Expr;

use crate::{
    index::{Assigned, Binding},
    resolve::{Entity, Id},
    surface::Explorer,
    types::{Ancestor, Substitution},
};

/// A member of a class.
#[derive(Clone)]
pub(super) struct Member {
    pub(super) name: String,
    /// The class whose body, or whose methods, define it.
    pub(super) owner: Id,
    /// What the type parameters of that class stand for.
    pub(super) map: Substitution,
    pub(super) what: What,
}

#[derive(Clone)]
pub(super) enum What {
    /// A function; where it is defined.
    Function(Id),
    Variable {
        annotation: Option<Expr>,
        value: Option<Expr>,
        /// Whether only the class has it, no object by itself.
        class_level: bool,
    },
}

impl Member {
    /// Where it is looked up.
    pub(super) fn id(&self) -> Id {
        self.owner.member(&self.name)
    }
}

pub(super) type Members = IndexMap<String, Member, rustc_hash::FxBuildHasher>;

/// Whether users write a name: it is public, or a special method's.
pub(super) fn is_written(name: &str) -> bool {
    !name.starts_with('_') || is_special(name)
}

pub(super) fn is_special(name: &str) -> bool {
    name.len() > 4 && name.starts_with("__") && name.ends_with("__")
}

impl Explorer<'_, '_> {
    /// The public members of a class, those of its bases included, the nearest definition of each.
    pub(super) fn members(&self, class: &Id) -> Members {
        let mut members = Members::default();
        let arguments = self.types.own_arguments(class);
        for ancestor in self.types.ancestors(class, &arguments).iter() {
            let Ancestor::Defined(owner, map) = ancestor else {
                continue;
            };
            for member in self.own_members(owner, map) {
                members.entry(member.name.clone()).or_insert(member);
            }
        }
        members
    }

    /// The public members that a class itself defines.
    fn own_members(&self, owner: &Id, map: &Substitution) -> Vec<Member> {
        let mut found = Members::default();
        let names: Vec<String> = self
            .world
            .with_class(owner, |class, _| {
                let names = class.scope.keys().filter(|name| is_written(name));
                names.cloned().collect()
            })
            .unwrap_or_default();
        let member = |name: &str, what: What| Member {
            name: name.to_owned(),
            owner: owner.clone(),
            map: map.clone(),
            what,
        };
        for name in names {
            if let Some(what) = self.what(&owner.member(&name)) {
                found.insert(name.clone(), member(&name, what));
            }
        }
        self.world.with_class(owner, |class, _| {
            for attribute in &class.attributes {
                let (annotation, value) = match &attribute.assigned {
                    Assigned::Type(annotation) => (Some(annotation), None),
                    Assigned::Value(value) => (None, Some(value)),
                    Assigned::Other => (None, None),
                };
                let entry = found.entry(attribute.name.clone());
                let known = entry.or_insert_with(|| {
                    let what = What::Variable {
                        annotation: None,
                        value: None,
                        class_level: false,
                    };
                    member(&attribute.name, what)
                });
                let What::Variable {
                    annotation: known_annotation,
                    value: known_value,
                    class_level,
                } = &mut known.what
                else {
                    continue;
                };
                // What the objects have goes before what the class has, and what says something
                // before what does not.
                if *class_level && known_annotation.is_none() {
                    *known_value = None;
                }
                *class_level = false;
                if known_annotation.is_none() && annotation.is_some() {
                    *known_annotation = annotation.cloned();
                } else if known_value.as_ref().is_none_or(Expr::is_none_literal_expr) {
                    *known_value = value.or(known_value.as_ref()).cloned();
                }
            }
        });
        found.into_values().collect()
    }

    /// What a name in a class body stands for, if for a member of its objects.
    fn what(&self, id: &Id) -> Option<What> {
        enum Seen {
            Function,
            Variable(What),
            Name(What),
        }
        let seen = self.world.with(id, |binding, _| match binding {
            Binding::Function(_) => Some(Seen::Function),
            Binding::Value { annotation, value } => {
                let what = What::Variable {
                    annotation: annotation.clone(),
                    value: value.clone(),
                    class_level: annotation.is_none(),
                };
                let is_name = value.as_ref().and_then(crate::index::dotted).is_some();
                Some(if annotation.is_none() && is_name {
                    Seen::Name(what)
                } else {
                    Seen::Variable(what)
                })
            }
            Binding::Class(_) | Binding::Import(_) | Binding::TypeAlias(_) => None,
        })??;
        match seen {
            Seen::Function => Some(What::Function(id.clone())),
            Seen::Variable(what) => Some(what),
            Seen::Name(what) => match self.world.behind(Entity::Defined(id.clone())) {
                Entity::Defined(behind) if self.world.is_class(&behind) => None,
                Entity::Defined(behind)
                    if self.world.with_function(&behind, |_, _| ()).is_some() =>
                {
                    Some(What::Function(behind))
                }
                _ => Some(what),
            },
        }
    }
}
