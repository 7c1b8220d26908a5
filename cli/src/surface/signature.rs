//! Signatures whose types are not yet text.

use std::rc::Rc;

use mochi_asyncbridge::{AsyncFn, Overload, Param, ParamDefault, ParamKind, Shape};
use ruff_python_ast::{Expr, Parameter};

use super::Explorer;
use crate::{
    classify::{Kind, Receiver},
    emit::{Called, Writer},
    index::{Def, Index},
    literal,
    types::{Scope, Substitution, Ty, TypeVar, free_params, substitute, typing_name, union},
};

pub(crate) struct SignatureParam {
    pub(crate) name: String,
    pub(super) ty: Ty,
    pub(super) kind: ParamKind,
    pub(super) default: Option<ParamDefault>,
}

pub(super) struct Signature {
    pub(super) params: Vec<SignatureParam>,
    pub(super) outcomes: Vec<(Kind, Ty)>,
    pub(super) unannotated: usize,
}

impl Signature {
    /// What takes anything, for overloads without an implementation.
    pub(super) fn catch_all(first: &Self, with_receiver: bool, shapes: &[(Kind, Ty)]) -> Self {
        let any = |name: &str, kind| SignatureParam {
            name: name.to_owned(),
            ty: Ty::Any,
            kind,
            default: None,
        };
        let mut params = Vec::new();
        if with_receiver && let Some(receiver) = first.params.first() {
            params.push(SignatureParam {
                name: receiver.name.clone(),
                ty: receiver.ty.clone(),
                kind: receiver.kind,
                default: None,
            });
        }
        params.push(any("args", ParamKind::VarPositional));
        params.push(any("kwargs", ParamKind::VarKeyword));
        Self {
            params,
            outcomes: shapes
                .iter()
                .map(|(kind, _)| (kind.clone(), Ty::Any))
                .collect(),
            unannotated: 0,
        }
    }

    fn substitute(&mut self, map: &Substitution) {
        for param in &mut self.params {
            param.ty = substitute(&param.ty, map);
        }
        for (kind, ty) in &mut self.outcomes {
            *ty = substitute(ty, map);
            if let Kind::Generator(send) = kind {
                *send = substitute(send, map);
            }
        }
    }

    fn push(&mut self, (param, unannotated): (SignatureParam, bool)) {
        self.params.push(param);
        self.unannotated += usize::from(unannotated);
    }

    /// Puts what a method is called on in front.
    fn receive(&mut self, binding: Receiver, name: &str, annotated: Option<Ty>, receiver: &Ty) {
        match (binding, annotated) {
            (Receiver::Instance, annotated) => {
                let ty = match annotated {
                    None | Some(Ty::Any | Ty::Unknown(_)) => receiver.clone(),
                    Some(ty) => ty,
                };
                let param = SignatureParam {
                    name: name.to_owned(),
                    ty,
                    kind: ParamKind::PositionalOnly,
                    default: None,
                };
                self.params.insert(0, param);
            }
            // `cls: type[T]` stands for the class that the method is taken from.
            (Receiver::Class, Some(Ty::Apply(_, arguments))) => {
                if let [Ty::Param(param)] = &arguments[..] {
                    self.substitute(&vec![(param.clone(), receiver.clone())]);
                }
            }
            _ => {}
        }
    }

    /// The types of one shape; a type parameter that no argument can decide is anything.
    fn result(&self, at: usize) -> (Kind, Ty) {
        let mut bound = Vec::new();
        self.params
            .iter()
            .for_each(|param| free_params(&param.ty, &mut bound));
        let (kind, ty) = &self.outcomes[at];
        let mut free = Vec::new();
        free_params(ty, &mut free);
        let map: Substitution = free
            .into_iter()
            .filter(|param| !bound.contains(param))
            .map(|param| (param, Ty::Any))
            .collect();
        (kind.clone(), substitute(ty, &map))
    }

    fn params(&self, writer: &mut Writer<'_, '_>) -> Vec<Param> {
        let text = |param: &SignatureParam, writer: &mut Writer<'_, '_>| Param {
            name: param.name.clone(),
            annotation: writer.text(&param.ty),
            kind: param.kind,
            default: param.default.clone(),
        };
        self.params
            .iter()
            .map(|param| text(param, writer))
            .collect()
    }
}

pub(super) struct Signatures {
    pub(super) shapes: Vec<(Kind, Ty)>,
    pub(super) general: Signature,
    pub(super) overloads: Vec<Signature>,
    pub(super) binding: Receiver,
    pub(super) doc: Option<String>,
    pub(super) unannotated: usize,
}

impl Signatures {
    pub(super) fn describe(
        &self,
        base: &str,
        at: usize,
        called: &Called,
        doc: Option<&str>,
        writer: &mut Writer<'_, '_>,
    ) -> AsyncFn {
        let (kind, ty) = self.general.result(at);
        // The shim has a `return`, which type checkers do not allow in what never returns.
        let never = matches!(typing_name(&ty), Some("NoReturn" | "Never"));
        let ty = if never {
            Ty::Builtin("object".to_owned())
        } else {
            ty
        };
        let mut free: Vec<Rc<TypeVar>> = Vec::new();
        for signature in std::iter::once(&self.general).chain(&self.overloads) {
            signature
                .params
                .iter()
                .for_each(|param| free_params(&param.ty, &mut free));
            free_params(&signature.result(at).1, &mut free);
        }
        let overloads = self
            .overloads
            .iter()
            .map(|signature| Overload {
                params: signature.params(writer),
                returns: writer.text(&signature.result(at).1),
            })
            .collect();
        AsyncFn {
            name: base.to_owned(),
            sync_name: String::new(),
            params: self.general.params(writer),
            returns: writer.text(&ty),
            shape: match kind {
                Kind::Coroutine => Shape::Coroutine,
                Kind::Awaitable => Shape::Awaitable,
                Kind::Context => Shape::AsyncContextManager,
                Kind::Iterator => Shape::AsyncIterator,
                Kind::Generator(send) => Shape::AsyncGenerator {
                    send: writer.text(&send),
                },
            },
            callee: called.callee.clone(),
            import_on_call: called.import_on_call.clone(),
            doc: doc.and_then(crate::doc::clean),
            type_params: free.iter().map(|param| writer.type_param(param)).collect(),
            overloads,
        }
    }
}

impl Explorer<'_, '_> {
    pub(super) fn signature(
        &self,
        def: &Def,
        scope: &Scope,
        receiver: Option<(&Ty, &Substitution)>,
        binding: Receiver,
        outcomes: Vec<(Kind, Ty)>,
        index: &Index,
    ) -> Signature {
        let map = receiver.map(|(_, map)| map.clone()).unwrap_or_default();
        let mut signature = Signature {
            params: Vec::new(),
            outcomes,
            unannotated: usize::from(def.node.returns.is_none()),
        };
        let parameters = &def.node.parameters;
        let ordinary = parameters.posonlyargs.iter().chain(&parameters.args);
        let takes_owner = receiver.is_some() && binding != Receiver::None;
        let owner = ordinary.clone().next().filter(|_| takes_owner);
        for (at, parameter) in ordinary.enumerate().skip(usize::from(owner.is_some())) {
            let kind = if at < parameters.posonlyargs.len() {
                ParamKind::PositionalOnly
            } else {
                ParamKind::PositionalOrKeyword
            };
            let default = parameter.default();
            signature.push(self.param(kind, &parameter.parameter, default, scope, index));
        }
        if let Some(parameter) = &parameters.vararg {
            signature.push(self.param(ParamKind::VarPositional, parameter, None, scope, index));
        }
        for parameter in &parameters.kwonlyargs {
            let default = parameter.default();
            let kind = ParamKind::KeywordOnly;
            signature.push(self.param(kind, &parameter.parameter, default, scope, index));
        }
        if let Some(parameter) = &parameters.kwarg {
            signature.push(self.param(ParamKind::VarKeyword, parameter, None, scope, index));
        }
        signature.substitute(&map);
        if let Some((receiver, _)) = receiver {
            let annotated = owner
                .and_then(|owner| owner.parameter.annotation())
                .map(|annotation| substitute(&self.types.read(annotation, scope), &map));
            let name = owner.map_or("self", |owner| owner.parameter.name.as_str());
            signature.receive(binding, name, annotated, receiver);
        }
        signature
    }

    /// A parameter, and whether it has no annotation.
    fn param(
        &self,
        kind: ParamKind,
        parameter: &Parameter,
        default: Option<&Expr>,
        scope: &Scope,
        index: &Index,
    ) -> (SignatureParam, bool) {
        let annotation = parameter.annotation();
        let ty = annotation.map_or(Ty::Any, |annotation| self.types.read(annotation, scope));
        let default = default.map(|default| {
            literal::text(default, &index.source).map_or(ParamDefault::Omitted, ParamDefault::Expr)
        });
        let ty = match &default {
            Some(ParamDefault::Expr(text)) if text == "None" && !self.types.takes_none(&ty) => {
                union(vec![ty, Ty::None])
            }
            _ => ty,
        };
        let param = SignatureParam {
            name: parameter.name.to_string(),
            ty,
            kind,
            default,
        };
        (param, annotation.is_none())
    }
}
