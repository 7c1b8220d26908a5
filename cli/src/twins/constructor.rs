//! What is an object of a class made with?

use super::reading::{Signature, this};
use crate::{
    classify::Colour,
    resolve::Id,
    surface::{self, Explorer, anything},
    types::{Ancestor, Substitution, Ty},
};

/// What makes the objects of a class.
pub(super) struct Constructor {
    /// The class that defines it.
    pub(super) owner: Id,
    pub(super) general: Signature,
    pub(super) overloads: Vec<Signature>,
    pub(super) doc: Option<String>,
    /// Where it is defined, if in a `def`.
    pub(super) line: Option<usize>,
    pub(super) untyped: bool,
}

/// Where a class has its constructor from.
enum Found {
    Method(Id, Substitution, &'static str),
    Dataclass(Id),
    /// A class without source.
    Unknown(Id),
}

impl Explorer<'_, '_> {
    /// What makes the objects of a class; nothing where `object` does.
    pub(super) fn constructor_of(&self, class: &Id) -> Option<Constructor> {
        let signature = |params| Signature {
            params,
            gives: Ty::None,
            colour: Colour::Plain,
        };
        let constructor = |owner: &Id, params, untyped| Constructor {
            owner: owner.clone(),
            general: signature(params),
            overloads: Vec::new(),
            doc: None,
            line: None,
            untyped,
        };
        match self.found(class)? {
            Found::Unknown(owner) => Some(constructor(&owner, anything().into(), true)),
            Found::Dataclass(owner) => {
                let nothing = surface::Signature {
                    params: Vec::new(),
                    outcomes: Vec::new(),
                    unannotated: 0,
                };
                let params = self.dataclass(class, nothing).params;
                Some(constructor(&owner, params, false))
            }
            Found::Method(owner, map, name) => {
                let scope = self.types.method_scope(&owner, map, this());
                let id = owner.member(name);
                let read = self.function_of(&id, &scope, Some(class), &this())?;
                let mut general = read.general;
                let mut overloads = read.overloads;
                if name == "__new__" {
                    // It is a static method, which is given the class.
                    for signature in std::iter::once(&mut general).chain(&mut overloads) {
                        if !signature.params.is_empty() {
                            signature.params.remove(0);
                        }
                    }
                }
                Some(Constructor {
                    general,
                    overloads,
                    doc: read.doc,
                    line: Some(read.line),
                    untyped: read.untyped,
                    owner,
                })
            }
        }
    }

    fn found(&self, class: &Id) -> Option<Found> {
        let arguments = self.types.own_arguments(class);
        for ancestor in self.types.ancestors(class, &arguments).iter() {
            let (id, map) = match ancestor {
                Ancestor::Defined(id, map) => (id, map),
                Ancestor::Foreign(module, name, _) => {
                    let plain = matches!(
                        (&**module, &**name),
                        ("typing", "Generic" | "Protocol")
                            | ("collections.abc" | "contextlib" | "abc", _)
                    );
                    if plain {
                        continue;
                    }
                    return Some(Found::Unknown(class.clone()));
                }
            };
            let has = |name: &str| {
                self.world
                    .with_class(id, |class, _| class.scope.contains_key(name))
                    == Some(true)
            };
            if has("__init__") {
                return Some(Found::Method(id.clone(), map.clone(), "__init__"));
            }
            if self.kept(id) == Some(surface::Kept::Dataclass) {
                return Some(Found::Dataclass(id.clone()));
            }
            if has("__new__") {
                return Some(Found::Method(id.clone(), map.clone(), "__new__"));
            }
        }
        None
    }
}
