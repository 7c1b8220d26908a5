//! How do the signatures of a callable become descriptors, one for each kind?

use std::rc::Rc;

use mochi_asyncbridge::{AsyncFn, Overload, Param, ParamDefault, Shape};

use super::signature::{Signature, SignatureParam};
use crate::{
    classify::{Kind, Outcome, Receiver},
    emit::{Called, Writer},
    types::{Ty, TypeVar, closed, free_params},
};

/// What is known of a callable.
pub(super) struct Signatures {
    /// What it gives, foremost first.
    pub(super) kinds: Vec<Kind>,
    /// What a call takes at run time.
    pub(super) general: Signature,
    /// What type checkers see instead, if anything.
    pub(super) overloads: Vec<Signature>,
    pub(super) binding: Receiver,
    pub(super) doc: Option<String>,
    pub(super) unannotated: usize,
    /// Whether it is an attribute, not called.
    pub(super) property: bool,
    /// Whether type checkers see less.
    pub(super) untyped: bool,
}

impl Signatures {
    /// Those of what has no `def` of its own: a call makes it, or a name holds it.
    pub(super) fn of(
        params: Vec<SignatureParam>,
        outcomes: Vec<Outcome>,
        binding: Receiver,
        untyped: bool,
    ) -> Self {
        Self {
            kinds: outcomes.iter().map(|(kind, _)| kind.clone()).collect(),
            general: Signature {
                params,
                outcomes,
                unannotated: 0,
            },
            overloads: Vec::new(),
            binding,
            doc: None,
            property: false,
            unannotated: 0,
            untyped,
        }
    }

    pub(super) fn shims(
        &self,
        base: &str,
        called: &Called,
        writer: &mut Writer<'_, '_>,
    ) -> Vec<AsyncFn> {
        let mut shims = Vec::new();
        for (at, kind) in self.kinds.iter().enumerate() {
            let name = match at {
                0 => base.to_owned(),
                _ => format!("{base}_{}", suffix(kind)),
            };
            shims.push(self.shim(name, kind, called, writer));
        }
        shims
    }

    fn shim(
        &self,
        name: String,
        kind: &Kind,
        called: &Called,
        writer: &mut Writer<'_, '_>,
    ) -> AsyncFn {
        let of_kind = |signature: &&Signature| signature.outcome(kind).is_some();
        let overloads: Vec<&Signature> = self.overloads.iter().filter(of_kind).collect();
        // One overload that takes what the function itself takes says more about the types.
        let lone = match &overloads[..] {
            [one] => Some(*one),
            _ => None,
        };
        let merged = lone.and_then(|one| one.with_defaults_of(&self.general));
        let untyped = self.untyped || lone.is_some() && merged.is_none();
        let (general, overloads) = match (merged, lone) {
            (Some(merged), _) => (merged, Vec::new()),
            (None, Some(one)) => (self.general.giving(one.outcome(kind)), Vec::new()),
            (None, None) => (self.general.clone(), overloads),
        };
        let ty = general.result(kind).returned();
        let mut free: Vec<Rc<TypeVar>> = Vec::new();
        for signature in std::iter::once(&general).chain(overloads.iter().copied()) {
            signature
                .params
                .iter()
                .for_each(|param| free_params(&param.ty, &mut free));
            free_params(&signature.result(kind), &mut free);
        }
        let overloads = overloads
            .iter()
            .map(|signature| Overload {
                params: params(signature, writer),
                returns: writer.text(&signature.result(kind)),
            })
            .collect();
        AsyncFn {
            name,
            sync_name: String::new(),
            params: params(&general, writer),
            returns: writer.text(&ty),
            shape: match kind {
                Kind::Coroutine => Shape::Coroutine,
                Kind::Awaitable => Shape::Awaitable,
                Kind::MaybeAwaitable => Shape::MaybeAwaitable,
                Kind::Context => Shape::AsyncContextManager,
                Kind::Iterator => Shape::AsyncIterator,
                Kind::Generator(send) => Shape::AsyncGenerator {
                    send: writer.text(send),
                },
            },
            callee: called.callee.clone(),
            import_on_call: called.import_on_call.clone(),
            doc: self.doc.as_deref().and_then(crate::doc::clean),
            type_params: free.iter().map(|param| writer.type_param(param)).collect(),
            overloads,
            untyped,
            origin: None,
            ..AsyncFn::default()
        }
    }
}

impl Signature {
    fn outcome(&self, kind: &Kind) -> Option<&Ty> {
        let found = self.outcomes.iter().find(|(own, _)| own.is_like(kind));
        found.map(|(_, ty)| ty)
    }

    /// What comes out; a type parameter that no argument can decide is anything.
    fn result(&self, kind: &Kind) -> Ty {
        let Some(ty) = self.outcome(kind) else {
            return Ty::Any;
        };
        let mut bound = Vec::new();
        self.params
            .iter()
            .for_each(|param| free_params(&param.ty, &mut bound));
        closed(ty, &bound)
    }

    /// The same parameters with another result.
    fn giving(&self, ty: Option<&Ty>) -> Self {
        let mut same = self.clone();
        if let Some(ty) = ty {
            // All kinds have it, for one is asked for.
            same.outcomes = [Kind::Awaitable, Kind::Context, Kind::Iterator]
                .map(|kind| (kind, ty.clone()))
                .into();
        }
        same
    }

    /// An overload with the defaults that the function has at run time, if the rest agrees.
    fn with_defaults_of(&self, general: &Self) -> Option<Self> {
        Some(Self {
            params: SignatureParam::merged(&self.params, &general.params)?,
            outcomes: self.outcomes.clone(),
            unannotated: general.unannotated,
        })
    }
}

impl SignatureParam {
    /// The parameters of an overload with the defaults that the function has at run time, if the
    /// rest agrees.
    pub(crate) fn merged(overload: &[Self], general: &[Self]) -> Option<Vec<Self>> {
        if overload.len() != general.len() {
            return None;
        }
        let merge = |(own, actual): (&Self, &Self)| {
            let agrees = own.name == actual.name
                && own.kind == actual.kind
                && own.default.is_some() == actual.default.is_some();
            let is_none = actual.default == Some(ParamDefault::Expr("None".to_owned()));
            let ty = if is_none && own.default != actual.default {
                crate::types::union(vec![own.ty.clone(), Ty::None])
            } else {
                own.ty.clone()
            };
            agrees.then(|| Self {
                ty,
                ..actual.clone()
            })
        };
        overload.iter().zip(general).map(merge).collect()
    }
}

fn params(signature: &Signature, writer: &mut Writer<'_, '_>) -> Vec<Param> {
    signature
        .params
        .iter()
        .map(|param| Param {
            name: param.name.clone(),
            annotation: writer.text(&param.ty),
            kind: param.kind,
            default: param.default.clone(),
        })
        .collect()
}

fn suffix(kind: &Kind) -> &'static str {
    match kind {
        Kind::Coroutine | Kind::Awaitable | Kind::MaybeAwaitable => "await",
        Kind::Context => "enter",
        Kind::Iterator | Kind::Generator(_) => "iter",
    }
}
