//! Callables as descriptors.

use mochi_asyncbridge::{AsyncFn, Callee};

use super::{
    Explorer, Origin,
    overloads::Unbridged,
    publish::{Candidate, What},
};
use crate::{
    classify::Receiver,
    emit::Writer,
    report::Reason,
    resolve::Id,
    types::{Scope, Ty},
};

/// The class that a method is a shim for, which may inherit it.
pub(super) struct Method<'m> {
    pub(super) class: &'m Id,
    pub(super) receiver: Ty,
    /// Whether its metaclass wraps the method of another class, which says what is given in the
    /// end, but not that it must be awaited.
    pub(super) is_copied: bool,
}

impl<'t, 'w> Explorer<'t, 'w> {
    /// The shims of one callable.
    pub(super) fn describe(
        &mut self,
        candidate: &Candidate,
        writer: &mut Writer<'t, 'w>,
    ) -> Vec<AsyncFn> {
        if let Some(framework) = self.framework(&candidate.id) {
            if self.has_async(&candidate.id) {
                let detail = format!("`{framework}`");
                self.skip(&candidate.id, Reason::OtherFramework, detail);
            }
            return Vec::new();
        }
        match &candidate.what {
            What::Function => {
                let scope = Scope::of(&candidate.id.module);
                self.function(candidate, writer, &scope, None)
            }
            What::Method { class, .. } | What::Copied { class, .. } => {
                let owner = candidate
                    .id
                    .name
                    .rsplit_once('.')
                    .map_or("", |(owner, _)| owner);
                let owner = Id::new(&*candidate.id.module, owner);
                let receiver = self.types.class_type(class);
                let map = self.types.base_arguments(class, &owner);
                let scope = self.types.method_scope(&owner, map, receiver.clone());
                let method = Method {
                    class,
                    receiver,
                    is_copied: matches!(candidate.what, What::Copied { .. }),
                };
                self.function(candidate, writer, &scope, Some(&method))
            }
            What::Constructor => self.constructor(candidate, writer),
            What::MadeFunction => self.made_function(candidate, writer),
            What::MadeMethod(name, outcomes) => {
                Self::made_method(candidate, name, outcomes, writer)
            }
            What::Held { class, name } => self.held_by_object(candidate, class, name, writer),
            What::HeldFunction => self.held_by_module(candidate, writer),
            What::Object(special) => self.object(candidate, special, writer),
        }
    }

    fn function(
        &mut self,
        candidate: &Candidate,
        writer: &mut Writer<'t, 'w>,
        scope: &Scope,
        method: Option<&Method<'_>>,
    ) -> Vec<AsyncFn> {
        let id = &candidate.id;
        let Some(index) = self.world.module(&id.module) else {
            return Vec::new();
        };
        let described = self.world.with_function(id, |defs, _| {
            self.read_function(id, defs, scope, method, &index)
        });
        let Some(described) = described else {
            return Vec::new();
        };
        let signatures = match described {
            Ok(signatures) => signatures,
            Err(Unbridged::Synchronous) => {
                self.made_synchronous(id);
                return Vec::new();
            }
            Err(Unbridged::Reported(reason, detail)) => {
                self.skip(id, reason, detail);
                return Vec::new();
            }
        };
        let called = match (method, signatures.binding) {
            (Some(_), Receiver::Instance) => {
                let name = match &candidate.what {
                    What::Method { name, .. } | What::Copied { name, .. } => name.clone(),
                    _ => id.name.clone(),
                };
                if signatures.property {
                    Callee::Attribute(name).into()
                } else {
                    Callee::Method(name).into()
                }
            }
            (in_class, _) => {
                if let Err(obstacle) = self.importable(candidate) {
                    self.obstructed(id, &obstacle);
                    return Vec::new();
                }
                match in_class {
                    Some(method) => {
                        let name = id.name.rsplit('.').next().unwrap_or(&id.name);
                        writer.callee(method.class, Some(name), &signatures.general.params)
                    }
                    None => writer.callee(id, None, &signatures.general.params),
                }
            }
        };
        self.account(id);
        if let Some(method) = method
            && !id
                .name
                .strip_prefix(&method.class.name)
                .is_some_and(|rest| rest.starts_with('.'))
        {
            self.counts.inherited += signatures.kinds.len();
        }
        self.unannotated += signatures.unannotated;
        signatures.shims(&candidate.base, &called, writer)
    }

    pub(super) fn origin(&self, candidate: &Candidate) -> Origin {
        // What a class has from the standard library is where the class is.
        let defined = match &candidate.what {
            What::Method { class, .. } if candidate.id.is_standard() => class,
            _ => &candidate.id,
        };
        let path = self
            .world
            .module(&defined.module)
            .map(|index| index.file.path.clone());
        let mut name = format!("{}.{}", candidate.public.0, candidate.public.1);
        match &candidate.what {
            What::Method { name: method, .. }
            | What::Copied { name: method, .. }
            | What::Held { name: method, .. }
            | What::MadeMethod(method, _) => {
                name.push('.');
                name.push_str(method);
            }
            What::Object(special) => {
                name.push('.');
                name.push_str(special);
            }
            What::Function | What::MadeFunction | What::HeldFunction | What::Constructor => {}
        }
        Origin {
            name,
            path: path.unwrap_or_default(),
            line: candidate.line,
        }
    }
}
