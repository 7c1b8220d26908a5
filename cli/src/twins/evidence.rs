//! Is a member asynchronous by itself, and which classes of the package does its type mention?

use std::rc::Rc;

use rustc_hash::FxHashMap as HashMap;

use super::{
    member::{Member, What, is_special, is_written},
    reading::{Function, Signature},
};
use crate::{
    classify::{Colour, Kind, Receiver},
    resolve::Id,
    surface::{Explorer, SPOKEN},
    types::{Ty, typing_name},
};

/// Types in each other, no deeper than this.
pub(super) const MAX_DEPTH: usize = 16;

/// Special methods that make a class asynchronous.
pub(super) const PROTOCOLS: &[&str] = &[
    "__aenter__",
    "__aexit__",
    "__aiter__",
    "__anext__",
    "__await__",
];

/// A class that a type mentions.
#[derive(Clone, PartialEq)]
pub(super) struct Mention {
    pub(super) class: Id,
    /// Whether an object of it is there for sure: not one thing or another.
    pub(super) sure: bool,
}

/// What a member says about its class.
#[derive(Default)]
pub(super) struct Evidence {
    pub(super) is_async: bool,
    /// The names of its parameters, if it is a function that is called.
    pub(super) takes: Option<Vec<String>>,
    /// What it gives or holds.
    pub(super) gives: Vec<Mention>,
    /// What its parameters take.
    pub(super) given: Vec<Mention>,
}

/// What was found out about members, by where they are defined.
#[derive(Default)]
pub(super) struct Findings(HashMap<Id, Rc<Evidence>>);

impl Explorer<'_, '_> {
    pub(super) fn evidence(&self, member: &Member, findings: &mut Findings) -> Rc<Evidence> {
        let id = member.id();
        if let Some(known) = findings.0.get(&id) {
            return known.clone();
        }
        self.world.budget.spend(16);
        let evidence = Rc::new(self.evidence_uncached(member));
        findings.0.insert(id, evidence.clone());
        evidence
    }

    fn evidence_uncached(&self, member: &Member) -> Evidence {
        let mut evidence = Evidence::default();
        let name = &*member.name;
        if PROTOCOLS.contains(&name) {
            evidence.is_async = true;
        }
        let receiver = self.types.class_type(&member.owner);
        let scope = self.scope_of(member, &receiver);
        match &member.what {
            What::Function(id) => {
                let Some(function) = self.function_of(id, &scope, Some(&member.owner), &receiver)
                else {
                    return evidence;
                };
                if !function.property {
                    let names = function.general.params.iter();
                    evidence.takes = Some(names.map(|param| param.name.clone()).collect());
                }
                let is_async = |signature: &Signature| {
                    signature.colour != Colour::Plain
                        || self.is_asynchronous_value(&signature.gives)
                };
                // What only some overloads give says nothing of the class that has them all.
                evidence.is_async |= is_async(&function.general)
                    || !function.overloads.is_empty() && function.overloads.iter().all(is_async);
                let counts = (!is_special(name) || SPOKEN.contains(&name))
                    && function.binding != Receiver::None;
                let decided = function.overloads.len() < 2;
                let signatures = std::iter::once(&function.general).chain(&function.overloads);
                for signature in signatures {
                    let gives = &mut evidence.gives;
                    self.mentions(&signature.gives, counts && decided, gives, MAX_DEPTH);
                    for param in &signature.params {
                        self.mentions(&param.ty, true, &mut evidence.given, MAX_DEPTH);
                    }
                }
                if let Some((_, ty)) = &function.setter {
                    self.mentions(ty, true, &mut evidence.given, MAX_DEPTH);
                }
            }
            What::Variable {
                annotation, value, ..
            } if is_written(name) => {
                let ty = self.variable_of(annotation.as_ref(), value.as_ref(), &scope);
                evidence.is_async |= self.is_asynchronous_value(&ty);
                self.mentions(&ty, true, &mut evidence.gives, MAX_DEPTH);
            }
            What::Variable { .. } => {}
        }
        evidence
    }

    /// Whether a value of a type is to be awaited, entered or iterated over on a loop, or gives
    /// such a value when it is called; what the package itself defines is looked at by its class.
    pub(super) fn is_asynchronous_value(&self, ty: &Ty) -> bool {
        let ty = self.types.expanded(ty);
        if let Some(gives) = callable_result(&ty) {
            return self.is_awaitable(gives);
        }
        matches!(ty.head(), Ty::Foreign { .. }) && !self.types.kinds(&ty).is_empty()
    }

    /// Whether a value of a type that no class of the package is, is to be awaited.
    pub(super) fn is_awaitable(&self, ty: &Ty) -> bool {
        let ty = self.types.expanded(ty);
        matches!(ty.head(), Ty::Foreign { .. })
            && matches!(&*self.types.kinds(&ty), [(Kind::Awaitable, _), ..])
    }

    /// The classes of the package that a function gives or takes.
    pub(super) fn mentioned(&self, function: &Function) -> Vec<Mention> {
        let mut found = Vec::new();
        for signature in std::iter::once(&function.general).chain(&function.overloads) {
            self.mentions(&signature.gives, true, &mut found, MAX_DEPTH);
            for param in &signature.params {
                self.mentions(&param.ty, true, &mut found, MAX_DEPTH);
            }
        }
        found
    }

    /// Finds the classes of the package in a type.
    pub(super) fn mentions(&self, ty: &Ty, sure: bool, found: &mut Vec<Mention>, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        match self.types.expanded(ty) {
            Ty::Defined(class) => {
                let mention = Mention { class, sure };
                if self.world.is_own(&mention.class.module) && !found.contains(&mention) {
                    found.push(mention);
                }
            }
            Ty::Apply(head, arguments) => {
                if typing_name(&head) == Some("Literal") {
                    return;
                }
                // Of a class object nothing is called on a loop.
                let sure = sure && !matches!(&*head, Ty::Builtin(name) if name == "type");
                self.mentions(&head, sure, found, depth);
                for argument in &arguments {
                    self.mentions(argument, sure, found, depth);
                }
            }
            Ty::Union(members) => {
                let some = members.iter().filter(|member| **member != Ty::None);
                let sure = sure && some.count() < 2;
                for member in &members {
                    self.mentions(member, sure, found, depth);
                }
            }
            Ty::List(members) => {
                for member in &members {
                    self.mentions(member, sure, found, depth);
                }
            }
            Ty::Star(inner) => self.mentions(&inner, sure, found, depth),
            Ty::Param(param) => {
                let scope = crate::types::Scope::of(&param.id.module);
                if let Some(bound) = &param.bound {
                    let bound = self.types.read(bound, &scope);
                    self.mentions(&bound, false, found, depth);
                }
            }
            _ => {}
        }
    }
}

/// What a call of a value of a type gives, if it is a callable.
pub(super) fn callable_result(ty: &Ty) -> Option<&Ty> {
    match ty {
        Ty::Apply(head, arguments) => {
            let is_callable = matches!(&**head, Ty::Foreign { name, .. } if name == "Callable");
            is_callable.then(|| arguments.last())?
        }
        _ => None,
    }
}
