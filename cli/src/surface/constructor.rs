//! What does calling a class make?

use mochi_asyncbridge::AsyncFn;

use super::{Explorer, publish::Candidate, shims::Signatures, signature::Signature};
use crate::{
    classify::{Kind, Receiver, Takes, is_bare},
    emit::Writer,
    resolve::Id,
    types::{Ancestor, Ty, declared},
};

impl<'t, 'w> Explorer<'t, 'w> {
    pub(super) fn constructor(
        &mut self,
        candidate: &Candidate,
        writer: &mut Writer<'t, 'w>,
    ) -> Vec<AsyncFn> {
        let class = &candidate.id;
        let receiver = self.types.class_type(class);
        let shapes: Vec<(Kind, Ty)> = self
            .types
            .kinds(&receiver)
            .into_iter()
            .filter(|(kind, _)| matches!(kind, Kind::Awaitable | Kind::Context))
            .collect();
        if shapes.is_empty() || !self.is_constructible(class) {
            return Vec::new();
        }
        let params = self.types.own_arguments(class);
        let mut general = Signature {
            params: Vec::new(),
            outcomes: shapes.clone(),
            unannotated: 0,
        };
        let mut untyped = false;
        if let Some((owner, map)) = self.types.member(class, &params, "__init__") {
            let scope = self.types.class_scope(&owner, Some(receiver.clone()));
            let Some(index) = self.world.module(&owner.module) else {
                return Vec::new();
            };
            let read = self
                .world
                .with_function(&owner.member("__init__"), |defs, _| {
                    let def = defs.last()?;
                    let mut scope = scope;
                    scope.params.extend(declared(
                        &owner.member("__init__"),
                        def.node.type_params.as_deref(),
                    ));
                    let mut signature = self.signature(
                        def,
                        &scope,
                        Some((&receiver, &map)),
                        Receiver::Class,
                        &Takes::Own,
                        shapes.clone(),
                        &index,
                    );
                    signature.unannotated = signature
                        .unannotated
                        .saturating_sub(usize::from(def.node.returns.is_none()));
                    Some((signature, is_bare(def)))
                });
            match read.flatten() {
                Some((signature, is_bare)) => {
                    general = signature;
                    untyped = is_bare;
                }
                None => return Vec::new(),
            }
        }
        if let Err(obstacle) = self.importable(candidate) {
            self.obstructed(class, &obstacle);
            return Vec::new();
        }
        let called = writer.callee(class, None, &general.params);
        self.unannotated += general.unannotated;
        let doc = self
            .world
            .with_class(class, |class, _| class.doc.clone())
            .flatten();
        let signatures = Signatures {
            kinds: shapes.into_iter().map(|(kind, _)| kind).collect(),
            general,
            overloads: Vec::new(),
            binding: Receiver::None,
            doc,
            unannotated: 0,
            property: false,
            untyped,
        };
        signatures.shims(&candidate.base, &called, writer)
    }

    /// Whether calling a class makes an object of it, by a constructor that can be read.
    fn is_constructible(&self, class: &Id) -> bool {
        let plain = self
            .types
            .ancestors(class, &[])
            .iter()
            .all(|ancestor| match ancestor {
                Ancestor::Defined(id, _) => self
                    .world
                    .with_class(id, |class, _| {
                        class.decorators.is_empty()
                            && class.keywords.iter().all(|keyword| keyword != "metaclass")
                            && !class.scope.contains_key("__new__")
                    })
                    .unwrap_or(false),
                Ancestor::Foreign(module, name, _) => {
                    matches!(
                        &**module,
                        "typing" | "collections.abc" | "contextlib" | "abc"
                    ) && name != "Protocol"
                }
            });
        plain && !self.types.is_abstract(class)
    }
}
