//! What are objects of a class that are asynchronous themselves?

use mochi_asyncbridge::{AsyncFn, Callee, ParamKind};

use super::{Explorer, publish::Candidate, shims::Signatures, signature::SignatureParam};
use crate::{
    classify::{Kind, Receiver, is_bare},
    emit::Writer,
    resolve::Id,
};

impl<'t, 'w> Explorer<'t, 'w> {
    /// Whether a method of a class has no annotations.
    fn is_bare_member(&self, class: &Id, name: &str) -> bool {
        let params = self.types.own_arguments(class);
        let Some((owner, _)) = self.types.member(class, &params, name) else {
            return false;
        };
        self.world
            .with_function(&owner.member(name), |defs, _| defs.iter().all(is_bare))
            .unwrap_or(false)
    }

    /// The shim for objects of a class that are themselves awaitable, a context manager or an
    /// iterator.
    pub(super) fn object(
        &mut self,
        candidate: &Candidate,
        special: &str,
        writer: &mut Writer<'t, 'w>,
    ) -> Vec<AsyncFn> {
        let class = &candidate.id;
        let receiver = self.types.class_type(class);
        let params = self.types.own_arguments(class);
        let kinds = self.types.kinds(&receiver);
        let wanted = |wanted: Kind| {
            let found = kinds.iter().find(|(kind, _)| *kind == wanted);
            found.map(|(kind, ty)| (kind.clone(), ty.clone(), Callee::Receiver))
        };
        let found = match special {
            "__await__" => wanted(Kind::Awaitable),
            "__aenter__" => wanted(Kind::Context),
            _ => self
                .types
                .iterated(class, &params)
                .map(|(kind, ty)| (kind, ty, Callee::Method("__aiter__".to_owned()))),
        };
        let Some((kind, ty, callee)) = found else {
            return Vec::new();
        };
        for name in [
            "__await__",
            "__aenter__",
            "__aexit__",
            "__aiter__",
            "__anext__",
        ] {
            let used = match special {
                "__await__" => name == "__await__",
                "__aenter__" => matches!(name, "__aenter__" | "__aexit__"),
                _ => matches!(name, "__aiter__" | "__anext__"),
            };
            if used && let Some((owner, _)) = self.types.member(class, &params, name) {
                self.account(&owner.member(name));
            }
        }
        let nominal = receiver.clone();
        // Shims of the other kinds leave it to Python to call the method.
        let is_bare = special == "__aiter__" && self.is_bare_member(class, special);
        let param = SignatureParam {
            name: "self".to_owned(),
            ty: receiver,
            kind: ParamKind::PositionalOnly,
            default: None,
        };
        let untyped = is_bare || self.is_unchecked(class) || self.types.is_less_nominally(&nominal);
        let outcomes = vec![(kind, ty)];
        let signatures = Signatures::of(vec![param], outcomes, Receiver::Instance, untyped);
        signatures.shims(&candidate.base, &callee.into(), writer)
    }
}
