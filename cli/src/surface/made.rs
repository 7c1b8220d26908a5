//! Shims for functions and methods that calls make.

use mochi_asyncbridge::{AsyncFn, Callee, ParamKind};

use super::{
    Explorer,
    publish::Candidate,
    shims::Signatures,
    signature::{SignatureParam, anything},
};
use crate::{
    classify::{Outcome, Receiver},
    emit::{Called, Writer},
    types::Ty,
};

impl<'t, 'w> Explorer<'t, 'w> {
    pub(super) fn made_function(
        &mut self,
        candidate: &Candidate,
        writer: &mut Writer<'t, 'w>,
    ) -> Vec<AsyncFn> {
        let id = &candidate.id;
        let Some(outcomes) = self.types.made_function(id) else {
            return Vec::new();
        };
        if let Err(obstacle) = self.importable(candidate) {
            self.obstructed(id, &obstacle);
            return Vec::new();
        }
        let params: Vec<SignatureParam> = anything().into();
        let called = writer.callee(id, None, &params);
        self.account(id);
        // Type checkers see nothing of it.
        let signatures = Signatures::of(params, outcomes, Receiver::None, true);
        signatures.shims(&candidate.base, &called, writer)
    }

    pub(super) fn made_method(
        candidate: &Candidate,
        name: &str,
        outcomes: &[Outcome],
        writer: &mut Writer<'t, 'w>,
    ) -> Vec<AsyncFn> {
        let receiver = SignatureParam {
            name: "self".to_owned(),
            // Type checkers do not know that the class has the method.
            ty: Ty::Any,
            kind: ParamKind::PositionalOnly,
            default: None,
        };
        let params = std::iter::once(receiver).chain(anything()).collect();
        let called = Called::from(Callee::Method(name.to_owned()));
        let signatures = Signatures::of(params, outcomes.to_vec(), Receiver::Instance, true);
        signatures.shims(&candidate.base, &called, writer)
    }
}
