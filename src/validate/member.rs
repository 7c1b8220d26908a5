//! Whether the members of a class are valid: their names, what they take and give.

use std::collections::HashMap;

use crate::descriptor::{Binding, Class, Member, MemberKind, ParamDefault, ParamKind, Shape};
use crate::error::{Field, MemberLocation, ParamPart, Problem, Taken};
use crate::syntax::{Lexer, Token, check_name, is_dunder, is_injected, normalized, value};
use crate::validate::Checker;
use crate::validate::class::{is_private, names_of};
use crate::validate::signature::param_field;

impl<'a> Checker<'a> {
    pub(super) fn check_members(&mut self, class: &'a Class) {
        let mut seen = HashMap::new();
        for (index, member) in class.members.iter().enumerate() {
            self.enter_member(Some((index, member)));
            if let Err(problem) = check_member_name(member) {
                self.report(Field::Name, &member.name, problem);
            } else {
                for name in names_of(member) {
                    if let Some(&index) = seen.get(&name) {
                        let problem = Problem::Duplicate(Taken::Member { index });
                        self.report(Field::Name, &name, problem);
                    } else {
                        seen.insert(name, index);
                    }
                }
            }
            if let Some(target) = &member.target
                && let Err(problem) = check_target(target)
            {
                self.report(Field::Target, target, problem);
            }
            self.check_member(class, member);
        }
        self.enter_member(None);
    }

    fn enter_member(&mut self, member: Option<(usize, &Member)>) {
        if let Some(class) = &mut self.class {
            class.member = member.map(|(index, member)| MemberLocation {
                index,
                name: (&*member.name).into(),
            });
        }
    }

    fn check_member(&mut self, class: &'a Class, member: &'a Member) {
        self.check_signature(&member.params, &member.returns);
        self.check_conversions(&member.params, &member.conversions);
        self.check_params_of_member(class, member);
        let shape = match &member.kind {
            MemberKind::Property { shape, .. } | MemberKind::Method { shape, .. } => Some(shape),
            _ => None,
        };
        if let Some(Shape::AsyncGenerator { send }) = shape
            && let Err(wrong) = self.read_annotation(send)
        {
            self.report(Field::Send, send, wrong);
        }
        if let MemberKind::Property {
            setter: Some(setter),
            ..
        } = &member.kind
            && let Err(wrong) = self.read_annotation(&setter.annotation)
        {
            self.report(Field::Setter, &setter.annotation, wrong);
        }
        if member.kind == MemberKind::Constructor {
            if member.returns != "None" {
                let problem = Problem::ConstructorGives;
                self.report(Field::Returns, &member.returns, problem);
            }
            if !member.result.is_none() {
                let problem = Problem::ConstructorGives;
                self.report(Field::Result, member.result.as_str(), problem);
            }
        }
        let takes = matches!(
            member.kind,
            MemberKind::Constructor | MemberKind::Method { .. }
        );
        let takes_something = !member.params.is_empty() || !member.overloads.is_empty();
        if takes_something && !takes {
            self.report(Field::Params, "", Problem::TakesNothing);
        }
        for (index, param) in member.type_params.iter().enumerate() {
            self.check_type_param(index, param);
        }
        if let Some(origin) = &member.origin {
            self.check_origin(origin);
        }
        if member.overloads.len() == 1 {
            self.report(Field::Overloads, "", Problem::One);
        }
        for (index, overload) in member.overloads.iter().enumerate() {
            self.overload = Some(index);
            self.check_signature(&overload.params, &overload.returns);
        }
        self.overload = None;
    }

    /// Whether parameters leave what the body reads in sight, and defaults read what they name.
    fn check_params_of_member(&mut self, class: &Class, member: &'a Member) {
        let root = class.original.split('.').next().map(str::trim);
        let reads = match &member.kind {
            MemberKind::Method { binding, .. } => match binding {
                Binding::Instance => Some("self"),
                Binding::Class => Some("cls"),
                Binding::Static => root,
            },
            _ => Some("self"),
        };
        let reads = reads.map(normalized);
        for (index, param) in member.params.iter().enumerate() {
            let name = normalized(&param.name);
            if reads.as_ref() == Some(&name) || name == "typing" {
                let field = param_field(index, param, ParamPart::Name);
                self.report(field, &param.name, Problem::Hides);
            }
            // What goes on by position only is changed alike in both places.
            if is_private(&param.name) && param.kind != ParamKind::PositionalOnly {
                let field = param_field(index, param, ParamPart::Name);
                self.report(field, &param.name, Problem::Private);
            }
        }
        self.check_defaults(class, &member.params);
        for (index, overload) in member.overloads.iter().enumerate() {
            self.overload = Some(index);
            self.check_defaults(class, &overload.params);
        }
        self.overload = None;
    }

    /// Whether the names that defaults read mean in the body of the class what they mean outside.
    fn check_defaults(&mut self, class: &Class, params: &'a [crate::descriptor::Param]) {
        for (index, param) in params.iter().enumerate() {
            let Some(ParamDefault::Expr(text)) = &param.default else {
                continue;
            };
            let mut is_hidden = false;
            // A default that cannot be read has an error already.
            let _ = value(text, &mut |root| {
                let names = class.members.iter().flat_map(names_of);
                is_hidden |= names.into_iter().any(|name| name == normalized(root));
            });
            let problem = if is_hidden {
                Problem::Hides
            } else if has_private(text) {
                Problem::Private
            } else {
                continue;
            };
            self.report(param_field(index, param, ParamPart::Default), text, problem);
        }
    }
}

/// Whether a name in a text is one that Python changes in the body of a class.
fn has_private(text: &str) -> bool {
    let mut lexer = Lexer::new(text, false);
    let mut token = Token::End;
    while lexer.next(&mut token).is_ok() {
        match token {
            Token::End => return false,
            Token::Name(name) if is_private(name) => return true,
            _ => {}
        }
    }
    false
}

/// What the body of the class reads of an original.
fn check_target(target: &str) -> Result<(), Problem> {
    let name = check_name(target)?;
    if is_private(&name) {
        Err(Problem::Private)
    } else {
        Ok(())
    }
}

fn check_member_name(member: &Member) -> Result<(), Problem> {
    let fixed = match &member.kind {
        MemberKind::Constructor => Some("__init__"),
        MemberKind::Iterable => Some("__iter__"),
        MemberKind::Iterator => Some("__next__"),
        MemberKind::ContextManager => Some("__enter__"),
        MemberKind::Dynamic => Some("__getattr__"),
        _ => None,
    };
    if let Some(fixed) = fixed {
        return if member.name == fixed {
            Ok(())
        } else {
            Err(Problem::FixedName(fixed))
        };
    }
    let name = check_name(&member.name)?;
    let is_operator = matches!(
        &member.kind,
        MemberKind::Method {
            binding: Binding::Instance,
            ..
        }
    ) && OPERATORS.contains(&&*name);
    if is_injected(&name) || matches!(&*name, "mochi_async" | "mochi_twin") {
        Err(Problem::Reserved)
    } else if is_dunder(&name) && !is_operator {
        Err(Problem::NotAnOperator)
    } else if is_private(&name) {
        Err(Problem::Private)
    } else if matches!(
        &*name,
        // The body of the class reads these.
        "classmethod" | "property" | "staticmethod" | "typing"
    ) {
        Err(Problem::Hides)
    } else {
        Ok(())
    }
}

/// The dunder names that methods can have: what Python's syntax and builtins call. Twins have
/// equality, hash, texts, copies and pickles without them.
const OPERATORS: [&str; 73] = [
    "__abs__",
    "__add__",
    "__and__",
    "__bool__",
    "__bytes__",
    "__call__",
    "__ceil__",
    "__complex__",
    "__contains__",
    "__delitem__",
    "__divmod__",
    "__enter__",
    "__exit__",
    "__float__",
    "__floor__",
    "__floordiv__",
    "__fspath__",
    "__ge__",
    "__getitem__",
    "__gt__",
    "__iadd__",
    "__iand__",
    "__ifloordiv__",
    "__ilshift__",
    "__imatmul__",
    "__imod__",
    "__imul__",
    "__index__",
    "__int__",
    "__invert__",
    "__ior__",
    "__ipow__",
    "__irshift__",
    "__isub__",
    "__iter__",
    "__itruediv__",
    "__ixor__",
    "__le__",
    "__len__",
    "__length_hint__",
    "__lshift__",
    "__lt__",
    "__matmul__",
    "__missing__",
    "__mod__",
    "__mul__",
    "__neg__",
    "__next__",
    "__or__",
    "__pos__",
    "__pow__",
    "__radd__",
    "__rand__",
    "__rdivmod__",
    "__reversed__",
    "__rfloordiv__",
    "__rlshift__",
    "__rmatmul__",
    "__rmod__",
    "__rmul__",
    "__ror__",
    "__round__",
    "__rpow__",
    "__rrshift__",
    "__rshift__",
    "__rsub__",
    "__rtruediv__",
    "__rxor__",
    "__setitem__",
    "__sub__",
    "__truediv__",
    "__trunc__",
    "__xor__",
];
