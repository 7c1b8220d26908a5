//! Whether parameters and a return annotation make a signature.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::descriptor::{Param, ParamDefault, ParamKind};
use crate::error::{Expected, Field, ParamPart, Problem, Taken};
use crate::syntax::{
    Names, SyntaxError, annotation, check_name, is_injected, starred_annotation, value,
};
use crate::validate::names::Evaluated;
use crate::validate::{Checked, Checker, in_slot};

impl<'a> Checker<'a> {
    pub(super) fn check_signature(&mut self, params: &'a [Param], returns: &'a str) {
        if let Err(wrong) = self.read_annotation(returns) {
            self.report(Field::Returns, returns, wrong);
        }
        self.check_param_names(params);
        let mut before = None;
        let mut has_default = false;
        for (index, param) in params.iter().enumerate() {
            let text = &*param.annotation;
            let annotated = match param.kind {
                ParamKind::VarPositional => self.read_slot(text, starred_annotation),
                _ => self.read_annotation(text),
            };
            if let Err(wrong) = annotated {
                let field = param_field(index, param, ParamPart::Annotation);
                self.report(field, text, wrong);
            }
            if let Err(problem) = kind_order(before, param.kind) {
                let field = param_field(index, param, ParamPart::Kind);
                self.report(field, param.kind.description(), problem);
            }
            before = Some(param.kind);
            if let Err(wrong) = self.check_default(param, has_default) {
                let value = match &param.default {
                    Some(ParamDefault::Expr(text)) => text,
                    _ => "",
                };
                self.report(param_field(index, param, ParamPart::Default), value, wrong);
            }
            has_default |= param.default.is_some() && is_positional(param.kind);
        }
    }

    pub(super) fn read_annotation(&self, text: &str) -> Checked {
        self.read_slot(text, annotation)
    }

    fn read_slot(
        &self,
        text: &str,
        grammar: fn(&str, &dyn Names) -> Result<(), SyntaxError>,
    ) -> Checked {
        if !self.evaluates_annotations {
            return in_slot(text, Expected::Annotation, |text| {
                grammar(text, &self.names)
            });
        }
        let names = Evaluated::new(&self.names);
        in_slot(text, Expected::Annotation, |text| grammar(text, &names))?;
        match names.unbound.into_inner() {
            Some(root) => Err(Problem::Unbound { root }.into()),
            None => Ok(()),
        }
    }

    fn check_param_names(&mut self, params: &'a [Param]) {
        let mut seen: HashMap<Cow<'a, str>, usize> = HashMap::with_capacity(params.len());
        for (index, param) in params.iter().enumerate() {
            let checked = check_name(&param.name).and_then(|name| {
                if let Some(&index) = seen.get(&name) {
                    return Err(Problem::Duplicate(Taken::Param { index }));
                }
                let is_reserved = is_injected(&name) || name == "asyncio";
                seen.insert(name, index);
                if is_reserved {
                    return Err(Problem::Reserved);
                }
                Ok(())
            });
            if let Err(problem) = checked {
                let field = param_field(index, param, ParamPart::Name);
                self.report(field, &param.name, problem);
            }
        }
    }

    fn check_default(&self, param: &'a Param, has_default: bool) -> Checked {
        let variadic = matches!(param.kind, ParamKind::VarPositional | ParamKind::VarKeyword);
        match &param.default {
            None if has_default && is_positional(param.kind) => Err(Problem::DefaultMissing.into()),
            Some(_) if variadic => Err(Problem::DefaultOfVariadic {
                kind: param.kind.description(),
            }
            .into()),
            None | Some(ParamDefault::Omitted) => Ok(()),
            Some(ParamDefault::Expr(text)) => {
                let mut unbound = Ok(());
                in_slot(text, Expected::Default, |text| {
                    value(text, &mut |root| {
                        if unbound.is_ok() {
                            unbound = self.names.check_bound(root);
                        }
                    })
                })?;
                Ok(unbound?)
            }
        }
    }
}

fn kind_order(before: Option<ParamKind>, kind: ParamKind) -> Result<(), Problem> {
    let Some(before) = before else { return Ok(()) };
    let is_single = matches!(kind, ParamKind::VarPositional | ParamKind::VarKeyword);
    if before > kind || (before == kind && is_single) {
        return Err(Problem::KindOrder {
            after: before.description(),
        });
    }
    Ok(())
}

fn is_positional(kind: ParamKind) -> bool {
    kind <= ParamKind::PositionalOrKeyword
}

pub(super) fn param_field(index: usize, param: &Param, part: ParamPart) -> Field {
    Field::Param {
        index,
        name: param.name.clone(),
        part,
    }
}
