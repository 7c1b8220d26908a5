//! Signatures whose types are not yet text.

use mochi_asyncbridge::{ParamDefault, ParamKind};
use ruff_python_ast::{Expr, Parameter};

use super::Explorer;
use crate::{
    classify::{Kind, Outcome, Receiver, Takes},
    index::{Def, Index},
    literal,
    types::{Scope, Substitution, Ty, substitute, union},
};

#[derive(Clone)]
pub(crate) struct SignatureParam {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    pub(crate) kind: ParamKind,
    pub(crate) default: Option<ParamDefault>,
}

#[derive(Clone)]
pub(crate) struct Signature {
    pub(crate) params: Vec<SignatureParam>,
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) unannotated: usize,
}

impl Signature {
    /// What takes anything, where only overloads are known.
    pub(super) fn catch_all(first: &Self, with_receiver: bool) -> Self {
        let receiver = first.params.iter().take(usize::from(with_receiver));
        let mut params: Vec<_> = receiver.cloned().collect();
        params.extend(anything());
        Self {
            params,
            outcomes: Vec::new(),
            unannotated: 0,
        }
    }

    /// Leaves the defaults to the callable, which can tell what it is given.
    pub(crate) fn omit_defaults(&mut self) {
        for param in &mut self.params {
            param.default = param.default.take().map(|_| ParamDefault::Omitted);
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

    /// Puts in place what decorators made of the parameters, of which a method's first is not yet
    /// among them.
    fn take(&mut self, takes: &Takes, has_owner: bool) {
        let owner = usize::from(has_owner);
        match takes {
            Takes::Own => {}
            Takes::Anything => self.params = anything().into(),
            Takes::Listed(types) => {
                let types = types.iter().skip(owner);
                self.params = types.enumerate().map(positional).collect();
            }
            Takes::Shifted { dropped, added } => {
                let dropped = dropped.saturating_sub(owner).min(self.params.len());
                let added = added.iter().skip(owner).enumerate().map(positional);
                self.params.splice(..dropped, added);
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
}

impl Explorer<'_, '_> {
    #[expect(
        clippy::too_many_arguments,
        reason = "a definition, and how it is seen"
    )]
    pub(crate) fn signature(
        &self,
        def: &Def,
        scope: &Scope,
        receiver: Option<&Ty>,
        binding: Receiver,
        takes: &Takes,
        outcomes: Vec<Outcome>,
        index: &Index,
    ) -> Signature {
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
        signature.take(takes, takes_owner);
        if let Some(receiver) = receiver {
            let annotated = owner
                .and_then(|owner| owner.parameter.annotation())
                .map(|annotation| self.types.read(annotation, scope));
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

/// `*args` and `**kwargs`.
pub(crate) fn anything() -> [SignatureParam; 2] {
    let any = |name: &str, kind| SignatureParam {
        name: name.to_owned(),
        ty: Ty::Any,
        kind,
        default: None,
    };
    [
        any("args", ParamKind::VarPositional),
        any("kwargs", ParamKind::VarKeyword),
    ]
}

/// A parameter of which only the type is known.
pub(super) fn positional((at, ty): (usize, &Ty)) -> SignatureParam {
    SignatureParam {
        name: format!("arg{}", at + 1),
        ty: ty.clone(),
        kind: ParamKind::PositionalOnly,
        default: None,
    }
}
