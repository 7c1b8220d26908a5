//! Callables as descriptors.

use mochi_asyncbridge::{AsyncFn, Callee, ParamKind};

use super::{
    Explorer, Origin,
    publish::{Candidate, What},
    signature::{Signature, SignatureParam, Signatures},
};
use crate::{
    classify::{Decoration, Kind, Outcome, Receiver},
    emit::Writer,
    index::{Def, Index},
    report::Reason,
    resolve::Id,
    types::{Ancestor, Scope, Substitution, Ty, declared},
};

impl<'t, 'w> Explorer<'t, 'w> {
    /// The shims of one callable.
    pub(super) fn describe(
        &mut self,
        candidate: &Candidate,
        writer: &mut Writer<'t, 'w>,
    ) -> Vec<AsyncFn> {
        match &candidate.what {
            What::Function => {
                let scope = Scope {
                    module: candidate.id.module.clone(),
                    ..Scope::default()
                };
                self.function(candidate, writer, &scope, None)
            }
            What::Method { class, .. } => {
                let owner = candidate
                    .id
                    .name
                    .rsplit_once('.')
                    .map_or("", |(owner, _)| owner);
                let owner = Id::new(&*candidate.id.module, owner);
                let receiver = self.types.class_type(class);
                let scope = self.types.class_scope(&owner, Some(receiver.clone()));
                let params = self.types.own_arguments(class);
                let map =
                    self.types.ancestors(class, &params).iter().find_map(
                        |ancestor| match ancestor {
                            Ancestor::Defined(id, map) if *id == owner => Some(map.clone()),
                            _ => None,
                        },
                    );
                self.function(
                    candidate,
                    writer,
                    &scope,
                    Some(&(class, receiver, map.unwrap_or_default())),
                )
            }
            What::Constructor => self.constructor(candidate, writer),
            What::Object(special) => self.object(candidate, special, writer),
        }
    }

    fn function(
        &mut self,
        candidate: &Candidate,
        writer: &mut Writer<'t, 'w>,
        scope: &Scope,
        method: Option<&(&Id, Ty, Substitution)>,
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
            Err(None) => return Vec::new(),
            Err(Some((reason, detail))) => {
                self.skip(id, reason, detail);
                return Vec::new();
            }
        };
        let called = match (&method, signatures.binding) {
            (Some(_), Receiver::Instance) => Callee::Method(match &candidate.what {
                What::Method { name, .. } => name.clone(),
                _ => id.name.clone(),
            })
            .into(),
            (in_class, _) => {
                if let Err(obstacle) = self.world.importable(&candidate.public.0) {
                    self.obstructed(id, &obstacle);
                    return Vec::new();
                }
                match in_class {
                    Some((class, ..)) => {
                        let name = id.name.rsplit('.').next().unwrap_or(&id.name);
                        writer.callee(class, Some(name), &signatures.general.params)
                    }
                    None => writer.callee(id, None, &signatures.general.params),
                }
            }
        };
        self.account(id);
        if let Some((class, ..)) = &method
            && !id
                .name
                .strip_prefix(&class.name)
                .is_some_and(|rest| rest.starts_with('.'))
        {
            self.counts.inherited += signatures.shapes.len();
        }
        self.unannotated += signatures.unannotated;
        let doc = signatures.doc.as_deref();
        let mut fns = Vec::new();
        for (at, (kind, _)) in signatures.shapes.iter().enumerate() {
            let base = if at == 0 {
                candidate.base.clone()
            } else {
                format!("{}_{}", candidate.base, suffix(kind))
            };
            fns.push(signatures.describe(&base, at, &called, doc, writer));
        }
        fns
    }

    /// A function's signatures, or why there are none; `Err(None)` when it is not asynchronous.
    fn read_function(
        &self,
        id: &Id,
        defs: &[Def],
        scope: &Scope,
        method: Option<&(&Id, Ty, Substitution)>,
        index: &Index,
    ) -> Result<Signatures, Option<(Reason, String)>> {
        let decorated: Vec<(&Def, Decoration)> = defs
            .iter()
            .map(|def| (def, self.types.decoration(def, scope)))
            .filter(|(_, decoration)| !decoration.accessor)
            .collect();
        let Some((last, decoration)) = decorated.last() else {
            return Err(None);
        };
        let (overloads, implementation) = split_overloads(&decorated);
        let scope_of = |def: &Def| {
            let mut scope = scope.clone();
            scope
                .params
                .extend(declared(id, def.node.type_params.as_deref()));
            scope
        };
        let outcomes = |def: &Def, decoration: &Decoration| {
            self.types.outcomes(def, &scope_of(def), decoration)
        };
        let per_overload: Vec<_> = overloads
            .iter()
            .map(|(def, decoration)| outcomes(def, decoration))
            .collect();
        let shapes = match implementation {
            Some(def) if overloads.is_empty() => outcomes(def, decoration),
            _ => per_overload.first().cloned().unwrap_or_default(),
        };
        if shapes.is_empty() && per_overload.iter().all(Vec::is_empty) {
            let scope = scope_of(last);
            if decoration.property {
                let returns = last.node.returns.as_deref();
                let ty = returns.map_or(Ty::Any, |returns| self.types.read(returns, &scope));
                let reason = (Reason::Property, String::new());
                return Err(self.is_asynchronous(&ty).then_some(reason));
            }
            let sometimes = self.types.sometimes(last, &scope);
            return Err(sometimes.then(|| (Reason::Union, String::new())));
        }
        if decoration.property {
            return Err(Some((Reason::Property, String::new())));
        }
        let same = |kinds: &Vec<Outcome>| same_kinds(kinds, &shapes);
        if !per_overload.iter().all(same) {
            return Err(Some((Reason::MixedOverloads, String::new())));
        }
        if let Some(name) = &decoration.unknown {
            return Err(Some((Reason::Decorator, format!("`@{name}`"))));
        }
        let receiver = method.map(|(_, receiver, map)| (receiver, map));
        let read = |def: &Def, decoration: &Decoration, outcomes: Vec<(Kind, Ty)>| {
            self.signature(
                def,
                &scope_of(def),
                receiver,
                decoration.binding,
                outcomes,
                index,
            )
        };
        let mut all: Vec<Signature> = overloads
            .iter()
            .zip(per_overload)
            .map(|((def, decoration), outcomes)| read(def, decoration, outcomes))
            .collect();
        let general = match implementation {
            Some(def) if all.is_empty() => read(def, decoration, shapes.clone()),
            Some(def) => {
                // Without an annotation of its own the implementation is as wide as can be.
                let own = outcomes(def, decoration);
                let own = if same(&own) { own } else { anything(&shapes) };
                read(def, decoration, own)
            }
            None => Signature::catch_all(
                &all[0],
                receiver.is_some() && decoration.binding == Receiver::Instance,
                &shapes,
            ),
        };
        if all.len() == 1 {
            all.clear();
        }
        let unannotated = general.unannotated;
        let doc = decorated.iter().rev().find_map(|(def, _)| def.doc.clone());
        Ok(Signatures {
            shapes,
            general,
            overloads: all,
            binding: if method.is_some() {
                decoration.binding
            } else {
                Receiver::None
            },
            doc,
            unannotated,
        })
    }

    fn constructor(&mut self, candidate: &Candidate, writer: &mut Writer<'t, 'w>) -> Vec<AsyncFn> {
        let class = &candidate.id;
        let receiver = self.types.class_type(class);
        let shapes: Vec<(Kind, Ty)> = self
            .types
            .kinds(&receiver)
            .into_iter()
            .filter(|(kind, _)| matches!(kind, Kind::Awaitable | Kind::Context))
            .collect();
        if shapes.is_empty() || !self.is_constructible(class) {
            return Vec::new();
        }
        let params = self.types.own_arguments(class);
        let mut general = Signature {
            params: Vec::new(),
            outcomes: shapes.clone(),
            unannotated: 0,
        };
        if let Some((owner, map)) = self.types.member(class, &params, "__init__") {
            let scope = self.types.class_scope(&owner, Some(receiver.clone()));
            let Some(index) = self.world.module(&owner.module) else {
                return Vec::new();
            };
            let read = self
                .world
                .with_function(&owner.member("__init__"), |defs, _| {
                    let def = defs.last()?;
                    let mut scope = scope;
                    scope.params.extend(declared(
                        &owner.member("__init__"),
                        def.node.type_params.as_deref(),
                    ));
                    let mut signature = self.signature(
                        def,
                        &scope,
                        Some((&receiver, &map)),
                        Receiver::Class,
                        shapes.clone(),
                        &index,
                    );
                    signature.unannotated = signature
                        .unannotated
                        .saturating_sub(usize::from(def.node.returns.is_none()));
                    Some(signature)
                });
            match read.flatten() {
                Some(signature) => general = signature,
                None => return Vec::new(),
            }
        }
        if let Err(obstacle) = self.world.importable(&candidate.public.0) {
            self.obstructed(class, &obstacle);
            return Vec::new();
        }
        let called = writer.callee(class, None, &general.params);
        self.unannotated += general.unannotated;
        let doc = self
            .world
            .with_class(class, |class, _| class.doc.clone())
            .flatten();
        let signatures = Signatures {
            shapes,
            general,
            overloads: Vec::new(),
            binding: Receiver::None,
            doc,
            unannotated: 0,
        };
        (0..signatures.shapes.len())
            .map(|at| {
                let base = match at {
                    0 => candidate.base.clone(),
                    at => format!("{}_{}", candidate.base, suffix(&signatures.shapes[at].0)),
                };
                signatures.describe(&base, at, &called, signatures.doc.as_deref(), writer)
            })
            .collect()
    }

    /// Whether calling a class makes an object of it, by a constructor that can be read.
    fn is_constructible(&self, class: &Id) -> bool {
        let plain = self
            .types
            .ancestors(class, &[])
            .iter()
            .all(|ancestor| match ancestor {
                Ancestor::Defined(id, _) => self
                    .world
                    .with_class(id, |class, _| {
                        class.decorators.is_empty()
                            && class.keywords.iter().all(|keyword| keyword != "metaclass")
                            && !class.scope.contains_key("__new__")
                    })
                    .unwrap_or(false),
                Ancestor::Foreign(module, name, _) => {
                    matches!(
                        &**module,
                        "typing" | "collections.abc" | "contextlib" | "abc"
                    ) && name != "Protocol"
                }
            });
        plain && !self.types.is_abstract(class)
    }

    /// The shim for objects of a class that are themselves awaitable, a context manager or an
    /// iterator.
    fn object(
        &mut self,
        candidate: &Candidate,
        special: &str,
        writer: &mut Writer<'t, 'w>,
    ) -> Vec<AsyncFn> {
        let class = &candidate.id;
        let receiver = self.types.class_type(class);
        let params = self.types.own_arguments(class);
        let kinds = self.types.kinds(&receiver);
        let wanted = |wanted: Kind| {
            let found = kinds.iter().find(|(kind, _)| *kind == wanted);
            found.map(|(kind, ty)| (kind.clone(), ty.clone(), Callee::Receiver))
        };
        let found = match special {
            "__await__" => wanted(Kind::Awaitable),
            "__aenter__" => wanted(Kind::Context),
            _ => self
                .types
                .iterated(class, &params)
                .map(|(kind, ty)| (kind, ty, Callee::Method("__aiter__".to_owned()))),
        };
        let Some((kind, ty, callee)) = found else {
            return Vec::new();
        };
        for name in [
            "__await__",
            "__aenter__",
            "__aexit__",
            "__aiter__",
            "__anext__",
        ] {
            let used = match special {
                "__await__" => name == "__await__",
                "__aenter__" => matches!(name, "__aenter__" | "__aexit__"),
                _ => matches!(name, "__aiter__" | "__anext__"),
            };
            if used && let Some((owner, _)) = self.types.member(class, &params, name) {
                self.account(&owner.member(name));
            }
        }
        let param = SignatureParam {
            name: "self".to_owned(),
            ty: receiver,
            kind: ParamKind::PositionalOnly,
            default: None,
        };
        let shapes = vec![(kind, ty)];
        let signatures = Signatures {
            general: Signature {
                params: vec![param],
                outcomes: shapes.clone(),
                unannotated: 0,
            },
            shapes,
            overloads: Vec::new(),
            binding: Receiver::Instance,
            doc: None,
            unannotated: 0,
        };
        vec![signatures.describe(&candidate.base, 0, &callee.into(), None, writer)]
    }

    pub(super) fn origin(&self, candidate: &Candidate) -> Origin {
        let path = self
            .world
            .module(&candidate.id.module)
            .map(|index| index.file.path.clone());
        let mut name = format!("{}.{}", candidate.public.0, candidate.public.1);
        match &candidate.what {
            What::Method { name: method, .. } => {
                name.push('.');
                name.push_str(method);
            }
            What::Object(special) => {
                name.push('.');
                name.push_str(special);
            }
            What::Function | What::Constructor => {}
        }
        Origin {
            name,
            path: path.unwrap_or_default(),
            line: candidate.line,
        }
    }
}

pub(super) fn suffix(kind: &Kind) -> &'static str {
    match kind {
        Kind::Coroutine | Kind::Awaitable => "await",
        Kind::Context => "enter",
        Kind::Iterator | Kind::Generator(_) => "iter",
    }
}

/// The overloads that stand directly before what they describe, and that, if it is there.
fn split_overloads<'d>(
    decorated: &'d [(&'d Def, Decoration)],
) -> (&'d [(&'d Def, Decoration)], Option<&'d Def>) {
    let implementation = decorated
        .last()
        .filter(|(_, decoration)| !decoration.overload)
        .map(|(def, _)| *def);
    let end = decorated.len() - usize::from(implementation.is_some());
    let start = decorated[..end]
        .iter()
        .rposition(|(_, decoration)| !decoration.overload)
        .map_or(0, |at| at + 1);
    (&decorated[start..end], implementation)
}

fn same_kinds(a: &[Outcome], b: &[Outcome]) -> bool {
    let same = |((a, _), (b, _)): (&Outcome, &Outcome)| {
        core::mem::discriminant(a) == core::mem::discriminant(b)
    };
    a.len() == b.len() && a.iter().zip(b).all(same)
}

/// The same kinds with anything as what comes out.
fn anything(outcomes: &[Outcome]) -> Vec<Outcome> {
    let any = |(kind, _): &Outcome| (kind.clone(), Ty::Any);
    outcomes.iter().map(any).collect()
}
