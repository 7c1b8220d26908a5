//! Which signatures has a function, and which of them are asynchronous?

use super::{Explorer, describe::Method, shims::Signatures, signature::Signature};
use crate::{
    classify::{Called, Kind, Receiver},
    index::{Def, Index},
    report::Reason,
    resolve::Id,
    types::{Scope, Ty, declared},
};

/// Why a function has no shim.
pub(super) enum Unbridged {
    /// It is not asynchronous.
    Synchronous,
    Reported(Reason, String),
}

/// One definition of a name that may have several.
struct Read<'d> {
    def: &'d Def,
    scope: Scope,
    called: Called,
    /// What an overload says that it is called on, if not just the class.
    on: On,
}

#[derive(Clone, Copy, PartialEq)]
enum On {
    /// An object of the class, or of what the annotation says.
    Class,
    /// What the class is by the protocol that it satisfies.
    Satisfied,
    /// What some objects of the class may be and others not.
    Perhaps,
}

impl On {
    /// The type of the receiver where it is not what the definition says.
    fn receiver(self, method: &Method<'_>, is_hidden: bool) -> Option<Ty> {
        match self {
            _ if is_hidden => Some(Ty::Any),
            Self::Class => None,
            Self::Satisfied => Some(method.receiver.clone()),
            Self::Perhaps => Some(Ty::Any),
        }
    }
}

impl Explorer<'_, '_> {
    pub(super) fn read_function(
        &self,
        id: &Id,
        defs: &[Def],
        scope: &Scope,
        method: Option<&Method<'_>>,
        index: &Index,
    ) -> Result<Signatures, Unbridged> {
        let all = defs.iter().map(|def| self.read(id, def, scope, method));
        let read: Vec<Read<'_>> = all
            .filter(|read| !read.called.decoration.accessor)
            .collect();
        let Some(last) = read.last() else {
            return Err(Unbridged::Synchronous);
        };
        let (overloads, implementation) = split_overloads(&read);
        // Where the class satisfies what some overloads ask for, the others are not about it.
        // The same goes for what it does not satisfy, where one overload is for all the rest.
        let decided = overloads
            .iter()
            .any(|read| read.on == On::Satisfied || read.on == On::Class);
        let overloads: Vec<&Read<'_>> = overloads
            .iter()
            .filter(|read| !decided || read.on != On::Perhaps)
            .collect();
        let described: Vec<&Read<'_>> = match implementation {
            Some(read) if overloads.is_empty() => vec![read],
            _ => overloads.clone(),
        };
        let run = implementation.filter(|read| read.called.unknown.is_none());
        let is_copied = method.is_some_and(|method| method.is_copied);
        let is_hidden = method.is_some_and(|method| self.is_hidden(id, method));
        let kinds = kinds(&described, run, is_copied);
        if kinds.is_empty() {
            // Overloads say more than what they are overloads of.
            return Err(match overloads.last() {
                Some(overload) => self.synchronous(overload),
                None => self.synchronous(last),
            });
        }
        let property = last.called.decoration.property;
        if property && method.is_none() {
            return Err(Unbridged::Reported(Reason::Property, String::new()));
        }
        // What has shims of its own needs none for the way to it.
        if property && !last.def.node.is_async && !self.is_asynchronous(&last.called.value.gives) {
            return Err(Unbridged::Synchronous);
        }
        if let Some(name) = described
            .iter()
            .find_map(|read| read.called.unknown.as_ref())
        {
            return Err(Unbridged::Reported(Reason::Decorator, format!("`@{name}`")));
        }
        let signature = |read: &Read<'_>| {
            let mut signature = self.signature(
                read.def,
                &read.scope,
                method.map(|method| &method.receiver),
                read.called.decoration.binding,
                &read.called.value.takes,
                read.called.outcomes.clone(),
                index,
            );
            if read.called.looks_at_arguments {
                signature.omit_defaults();
            }
            if let (Some(method), Receiver::Instance) = (method, read.called.decoration.binding)
                && let Some(ty) = read.on.receiver(method, is_hidden)
            {
                signature.params[0].ty = ty;
            }
            signature
        };
        let all: Vec<Signature> = overloads
            .iter()
            .filter(|read| !read.called.outcomes.is_empty())
            .map(|read| signature(read))
            .collect();
        let binding = last.called.decoration.binding;
        let general = match implementation {
            Some(read) if read.called.unknown.is_none() => {
                let mut general = signature(read);
                // What every overload is called on, and perhaps more.
                if !all.is_empty() && overloads.iter().any(|read| read.on == On::Perhaps) {
                    general.params[0].ty = Ty::Any;
                }
                general
            }
            _ => Signature::catch_all(&all[0], method.is_some() && binding == Receiver::Instance),
        };
        let doc = read.iter().rev().find_map(|read| read.def.doc.clone());
        Ok(Signatures {
            kinds,
            unannotated: general.unannotated,
            general,
            overloads: all,
            binding: if method.is_some() {
                binding
            } else {
                Receiver::None
            },
            doc,
            property,
            untyped: is_hidden
                || described
                    .iter()
                    .any(|read| self.types.is_less_nominally(&read.called.value.gives))
                || implementation.is_some_and(|read| !read.called.value.annotated)
                || overloads.iter().any(|read| read.on == On::Perhaps),
        })
    }

    /// Whether type checkers do not know that the class has the method.
    fn is_hidden(&self, id: &Id, method: &Method<'_>) -> bool {
        let is_unchecked = |owner: Id| self.is_unchecked_base(method.class, &owner);
        method.is_copied || id.outer().is_some_and(is_unchecked)
    }

    fn read<'d>(
        &self,
        id: &Id,
        def: &'d Def,
        scope: &Scope,
        method: Option<&Method<'_>>,
    ) -> Read<'d> {
        let mut scope = scope.clone();
        let own = declared(id, def.node.type_params.as_deref());
        scope.params.extend(own);
        let called = self.types.called(def, &scope);
        let on = self.on(def, &scope, &called, method);
        Read {
            def,
            scope,
            called,
            on,
        }
    }

    /// Why there is no shim for what has no asynchronous kind.
    fn synchronous(&self, last: &Read<'_>) -> Unbridged {
        let gives = &last.called.value.gives;
        if last.called.decoration.property {
            return if self.is_asynchronous(gives) {
                Unbridged::Reported(Reason::Property, String::new())
            } else {
                Unbridged::Synchronous
            };
        }
        if self.types.is_sometimes(gives) {
            return Unbridged::Reported(Reason::Union, String::new());
        }
        Unbridged::Synchronous
    }

    /// What a definition in a class says that it is called on.
    fn on(&self, def: &Def, scope: &Scope, called: &Called, method: Option<&Method<'_>>) -> On {
        let (Some(method), true) = (method, called.decoration.overload) else {
            return On::Class;
        };
        let first = def.node.parameters.iter().next();
        let Some(annotation) = first.and_then(ruff_python_ast::AnyParameterRef::annotation) else {
            return On::Class;
        };
        let ty = self.types.read(annotation, scope);
        let arguments = self.types.own_arguments(method.class);
        match self.types.fits_protocol(method.class, &arguments, &ty) {
            None => On::Class,
            Some(true) => On::Satisfied,
            Some(false) => On::Perhaps,
        }
    }
}

/// What calls by some signatures give, foremost first, when `run` is what runs, perhaps in a wrapper
/// that a metaclass makes.
fn kinds(described: &[&Read<'_>], run: Option<&Read<'_>>, is_copied: bool) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::new();
    for (kind, _) in described.iter().flat_map(|read| &read.called.outcomes) {
        match kinds.iter_mut().find(|known| known.is_like(kind)) {
            Some(known) if *known != *kind => *known = common(known, kind),
            Some(_) => {}
            None => kinds.push(kind.clone()),
        }
    }
    for kind in &mut kinds {
        let gives = |read: &Read<'_>| read.called.outcomes.iter().any(|(own, _)| own == kind);
        if run.is_some_and(|run| !gives(run)) {
            *kind = common(kind, kind);
        }
        if is_copied {
            *kind = kind.clone().perhaps();
        }
    }
    kinds.sort_by_key(Kind::rank);
    kinds
}

impl Kind {
    /// The kind where a wrapper may have awaited already.
    fn perhaps(self) -> Self {
        match self {
            Self::Coroutine | Self::Awaitable => Self::MaybeAwaitable,
            kind => kind,
        }
    }
}

/// What two kinds have in common that differ, but do the same.
fn common(kind: &Kind, other: &Kind) -> Kind {
    match kind {
        _ if [kind, other].contains(&&Kind::MaybeAwaitable) => Kind::MaybeAwaitable,
        Kind::Coroutine | Kind::Awaitable | Kind::MaybeAwaitable => Kind::Awaitable,
        Kind::Context => Kind::Context,
        Kind::Iterator | Kind::Generator(_) => Kind::Iterator,
    }
}

/// The overloads that stand directly before what they describe, and that, if it is there.
fn split_overloads<'r, 'd>(read: &'r [Read<'d>]) -> (&'r [Read<'d>], Option<&'r Read<'d>>) {
    let is_overload = |read: &Read<'_>| read.called.decoration.overload;
    let implementation = read.last().filter(|read| !is_overload(read));
    let end = read.len() - usize::from(implementation.is_some());
    let start = read[..end]
        .iter()
        .rposition(|read| !is_overload(read))
        .map_or(0, |at| at + 1);
    (&read[start..end], implementation)
}
