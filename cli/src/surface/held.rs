//! Callables that attributes and names of modules hold, as their annotations say.

use mochi_asyncbridge::{AsyncFn, Callee, ParamKind};
use ruff_python_ast::Expr;

use super::{
    Explorer,
    publish::Candidate,
    shims::Signatures,
    signature::{SignatureParam, anything, positional},
};
use crate::{
    classify::{Outcome, Receiver},
    emit::{Called, Writer},
    index::Binding,
    resolve::Id,
    types::{Scope, Ty},
};

/// What calling a value of a type takes and gives.
struct Held {
    params: Vec<SignatureParam>,
    outcomes: Vec<Outcome>,
}

impl<'t, 'w> Explorer<'t, 'w> {
    /// Whether a name holds a callable whose calls are asynchronous.
    pub(super) fn is_held(&self, id: &Id) -> bool {
        let scope = match id.outer() {
            Some(class) => self.types.class_scope(&class, None),
            None => Scope::of(&id.module),
        };
        self.held(id, &scope).is_some()
    }

    fn held(&self, id: &Id, scope: &Scope) -> Option<Held> {
        let in_class = id.name.contains('.');
        let annotation: Expr = self.world.with(id, |binding, _| match binding {
            // What a class has itself, its objects may have as a method.
            Binding::Value {
                annotation: Some(annotation),
                value,
            } if !(in_class && value.is_some()) => Some(annotation.clone()),
            _ => None,
        })??;
        let Ty::Apply(head, arguments) = self.types.expanded(&self.types.read(&annotation, scope))
        else {
            return None;
        };
        let is_callable = matches!(&*head, Ty::Foreign { name, .. } if name == "Callable");
        let [takes, gives] = &arguments[..] else {
            return None;
        };
        let params = match takes {
            Ty::Ellipsis => anything().into(),
            Ty::List(types) => types.iter().enumerate().map(positional).collect(),
            _ => return None,
        };
        let outcomes = self.types.kinds(gives);
        (is_callable && !outcomes.is_empty()).then_some(Held { params, outcomes })
    }

    /// The shim for a callable that the objects of a class hold.
    pub(super) fn held_by_object(
        &mut self,
        candidate: &Candidate,
        class: &Id,
        name: &str,
        writer: &mut Writer<'t, 'w>,
    ) -> Vec<AsyncFn> {
        let Some(owner) = candidate.id.outer() else {
            return Vec::new();
        };
        let receiver = self.types.class_type(class);
        let map = self.types.base_arguments(class, &owner);
        let scope = self.types.method_scope(&owner, map, receiver.clone());
        let Some(held) = self.held(&candidate.id, &scope) else {
            return Vec::new();
        };
        let this = SignatureParam {
            name: "self".to_owned(),
            ty: receiver,
            kind: ParamKind::PositionalOnly,
            default: None,
        };
        let params = std::iter::once(this).chain(held.params).collect();
        let called = Called::from(Callee::Method(name.to_owned()));
        let signatures = Signatures::of(params, held.outcomes, Receiver::Instance, false);
        signatures.shims(&candidate.base, &called, writer)
    }

    /// The shim for a callable that a name of a module holds.
    pub(super) fn held_by_module(
        &mut self,
        candidate: &Candidate,
        writer: &mut Writer<'t, 'w>,
    ) -> Vec<AsyncFn> {
        let id = &candidate.id;
        let scope = Scope::of(&id.module);
        let Some(held) = self.held(id, &scope) else {
            return Vec::new();
        };
        if let Err(obstacle) = self.importable(candidate) {
            self.obstructed(id, &obstacle);
            return Vec::new();
        }
        let called = writer.callee(id, None, &held.params);
        let signatures = Signatures::of(held.params, held.outcomes, Receiver::None, false);
        signatures.shims(&candidate.base, &called, writer)
    }
}
