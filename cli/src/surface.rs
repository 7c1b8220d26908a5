//! The asynchronous surface of a package as a module descriptor and a report.

use std::{collections::BTreeMap, path::Path, rc::Rc};

use mochi_asyncbridge::{
    AsyncFn, Callee, Mode, Module, Overload, Param, ParamDefault, ParamKind, Shape,
};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use ruff_python_ast::Expr;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use crate::{
    emit::Writer,
    find::Roots,
    index::{AsyncDef, Binding, Def, Index, Place},
    literal,
    parse::{self, on_big_stack},
    report::{Counts, Reason, Report, Skip},
    shapes::{Ancestor, Decoration, Kind, Receiver},
    target::Target,
    types::{Scope, Substitution, Ty, TypeVar, Types, free_params, substitute, typing_name, union},
    world::{Entity, Id, Obstacle, World},
};

/// How a package is read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Folders to look for modules in, like `sys.path`.
    pub roots: Roots,
    /// The interpreter to read for.
    pub target: Target,
}

/// A package's asynchronous surface.
#[derive(Clone, Debug)]
pub struct Surface {
    /// What to render: its [`Module::mode`] and options are the default ones.
    pub module: Module,
    /// What each function of the module stands for, in the same order.
    pub origins: Vec<Origin>,
    /// What was counted and what was left out.
    pub report: Report,
}

/// Where a shim comes from.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Origin {
    /// The public dotted name of the callable.
    pub name: String,
    /// The file of its definition.
    pub path: std::path::PathBuf,
    /// The line of its definition.
    pub line: usize,
}

/// Why there is no surface at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No root holds the package.
    #[error("no package or module `{name}` in {}", roots.join(", "))]
    NotFound {
        /// Its name.
        name: String,
        /// Where it was looked for.
        roots: Vec<String>,
    },
}

/// Reads a package and describes everything asynchronous that it makes public.
///
/// # Errors
/// When there is no such package. What cannot be read or described is in the report.
pub fn discover(name: &str, options: &Options) -> Result<Surface, Error> {
    discover_with(name, options, &|_| ())
}

/// [`discover`], calling back with the number of files for each one that was read.
///
/// # Errors
/// As [`discover`].
pub fn discover_with(
    name: &str,
    options: &Options,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Surface, Error> {
    on_big_stack(|| {
        let (files, skips) = options.roots.package(name);
        if files.is_empty() {
            return Err(Error::NotFound {
                name: name.to_owned(),
                roots: options
                    .roots
                    .0
                    .iter()
                    .map(|root| root.display().to_string())
                    .collect(),
            });
        }
        let total = files.len();
        let load = |file: crate::find::ModuleFile| {
            let name = file.name.clone();
            let loaded = parse::load(file, &options.target).map_err(|skip| (name, skip));
            progress(total);
            loaded
        };
        let loaded: Vec<Result<Index, (String, Skip)>> = match parse::pool() {
            Some(pool) if files.len() > 8 => {
                pool.install(|| files.into_par_iter().map(load).collect())
            }
            _ => files.into_iter().map(load).collect(),
        };
        let mut indexes = Vec::new();
        let mut unreadable = Vec::new();
        let mut skipped = skips;
        for result in loaded {
            match result {
                Ok(index) => indexes.push(index),
                Err((name, skip)) => {
                    unreadable.push(name);
                    skipped.push(skip);
                }
            }
        }
        let own: Vec<String> = indexes
            .iter()
            .map(|index| index.file.name.clone())
            .collect();
        let world = World::new(options.roots.clone(), options.target.clone(), indexes);
        for name in &unreadable {
            world.set_unreadable(name);
        }
        let types = Types::new(&world);
        Ok(Explorer::new(name, own, &types, skipped).run())
    })
}

/// How often a module is validated again after functions were taken out of it.
const MAX_REFUSALS: usize = 8;

/// One callable to describe.
struct Candidate {
    /// The name of the shim, without its suffixes.
    base: String,
    /// Where it is public.
    public: (String, String),
    id: Id,
    what: What,
    line: usize,
}

enum What {
    Function,
    /// A method of a class, found in one of its bases.
    Method {
        class: Id,
        name: String,
    },
    /// The constructor of a class.
    Constructor,
    /// An object of a class as a context manager, an awaitable or an iterator.
    Object(&'static str),
}

struct Explorer<'t, 'w> {
    package: String,
    own: Vec<String>,
    types: &'t Types<'w>,
    world: &'t World,
    public: Rc<HashMap<Id, (String, String)>>,
    counts: Counts,
    skips: Vec<Skip>,
    /// Definitions that a shim stands for, or that the report already names.
    accounted: HashSet<(String, String)>,
    unannotated: usize,
}

impl<'t, 'w> Explorer<'t, 'w> {
    fn new(package: &str, own: Vec<String>, types: &'t Types<'w>, skips: Vec<Skip>) -> Self {
        Self {
            package: package.to_owned(),
            own,
            types,
            world: types.world,
            public: Rc::default(),
            counts: Counts::default(),
            skips,
            accounted: HashSet::default(),
            unannotated: 0,
        }
    }

    fn run(mut self) -> Surface {
        self.count();
        self.publish();
        let candidates = self.candidates();
        let mut writer = Writer::new(self.types, self.public.clone());
        let mut fns = Vec::new();
        let mut origins = Vec::new();
        let mut keys = Vec::new();
        for candidate in &candidates {
            for function in self.describe(candidate, &mut writer) {
                origins.push(self.origin(candidate));
                keys.push((candidate.public.clone(), candidate.base.clone()));
                fns.push(function);
            }
        }
        rename(&self.package, &mut fns, &keys);
        self.counts.unresolved = writer.unknown().clone();
        let (called, checking) = writer.imports(&self.package);
        let mut module = Module {
            source_import: called.join("\n"),
            mode: Mode::default(),
            fns,
            type_checking_imports: checking,
            ..Module::default()
        };
        self.refuse(&mut module, &mut origins);
        self.leftovers();
        self.finish(module, origins)
    }

    fn modules(&self) -> impl Iterator<Item = std::sync::Arc<Index>> + '_ {
        self.own.iter().filter_map(|name| self.world.module(name))
    }

    fn count(&mut self) {
        let mut counts = Counts::default();
        for index in self.modules() {
            counts.modules += 1;
            counts.async_defs += index.async_defs.len();
            let mut names = HashSet::default();
            for def in index.async_defs.iter().filter(|def| def.live) {
                counts.live += 1;
                counts.unique += usize::from(names.insert(&def.qualname));
                counts.generators += usize::from(def.generator);
                match def.place {
                    Place::Module => counts.top_level += 1,
                    Place::Class => counts.methods += 1,
                    Place::Function => counts.nested += 1,
                }
            }
        }
        self.counts = counts;
    }

    /// Finds the best public name of every definition that has one.
    fn publish(&mut self) {
        let mut public: HashMap<Id, (String, String)> = HashMap::default();
        for module in self.own.iter().filter(|module| is_public_module(module)) {
            for name in self.world.exports(module) {
                let Entity::Defined(id) = self.world.name_in(module, &name) else {
                    continue;
                };
                let candidate = (module.clone(), name);
                match public.get_mut(&id) {
                    None => {
                        public.insert(id, candidate);
                    }
                    Some(best) if rank(&candidate) < rank(best) => *best = candidate,
                    Some(_) => {}
                }
            }
        }
        self.public = Rc::new(public);
    }

    fn candidates(&mut self) -> Vec<Candidate> {
        let mut names: Vec<(Id, (String, String))> = self
            .public
            .iter()
            .map(|(id, at)| (id.clone(), at.clone()))
            .collect();
        names.sort_by(|(a, at_a), (b, at_b)| {
            at_a.0
                .cmp(&at_b.0)
                .then_with(|| self.place(a).cmp(&self.place(b)))
        });
        let mut candidates = Vec::new();
        for (id, public) in names {
            let entity = self.world.behind(Entity::Defined(id.clone()));
            let Entity::Defined(target) = entity else {
                continue;
            };
            if target != id && self.public.contains_key(&target) {
                continue;
            }
            let base = public.1.clone();
            self.candidate(target, public, base, &mut candidates);
        }
        candidates
    }

    fn place(&self, id: &Id) -> (String, usize, String) {
        (id.module.clone(), self.line(id), id.name.clone())
    }

    fn line(&self, id: &Id) -> usize {
        self.world
            .with(id, |binding, _| match binding {
                Binding::Class(class) => class.line,
                Binding::Function(defs) => defs.last().map_or(0, |def| def.line),
                _ => 0,
            })
            .unwrap_or(0)
    }

    fn candidate(
        &mut self,
        id: Id,
        public: (String, String),
        base: String,
        into: &mut Vec<Candidate>,
    ) {
        let is_function = self.world.with_function(&id, |_, _| ()).is_some();
        let is_class = self.world.is_class(&id);
        if !is_function && !is_class {
            return;
        }
        if !self.own.contains(&id.module) {
            if self.has_async(&id) {
                self.skip(
                    &id,
                    Reason::DefinedElsewhere,
                    format!("public as `{}.{}`", public.0, public.1),
                );
            }
            return;
        }
        let line = self.line(&id);
        if is_function {
            into.push(Candidate {
                base,
                public,
                id,
                what: What::Function,
                line,
            });
        } else {
            self.class_candidates(&id, &public, &base, line, into);
        }
    }

    fn has_async(&self, id: &Id) -> bool {
        let Some(index) = self.world.module(&id.module) else {
            return false;
        };
        let prefix = format!("{}.", id.name);
        index.async_defs.iter().any(|def| {
            def.qualname == id.name
                || (def.place == Place::Class && def.qualname.starts_with(&prefix))
        })
    }

    fn class_candidates(
        &mut self,
        class: &Id,
        public: &(String, String),
        base: &str,
        line: usize,
        into: &mut Vec<Candidate>,
    ) {
        let mut push = |suffix: &str, id: Id, what: What, line: usize| {
            into.push(Candidate {
                base: format!("{base}_{suffix}"),
                public: public.clone(),
                id,
                what,
                line,
            });
        };
        push("new", class.clone(), What::Constructor, line);
        push("await", class.clone(), What::Object("__await__"), line);
        push("enter", class.clone(), What::Object("__aenter__"), line);
        push("iter", class.clone(), What::Object("__aiter__"), line);
        let params = self.types.own_arguments(class);
        let mut seen = HashSet::default();
        let mut inner = Vec::new();
        for ancestor in self.types.ancestors(class, &params).iter() {
            let owner = match ancestor {
                Ancestor::Defined(owner, _) => owner,
                Ancestor::Foreign(module, name, _) => {
                    let plain = matches!(
                        &**module,
                        "typing" | "abc" | "enum" | "builtins" | "collections.abc" | "contextlib"
                    );
                    if !plain {
                        *self
                            .counts
                            .opaque_bases
                            .entry(format!("{module}.{name}"))
                            .or_default() += 1;
                    }
                    continue;
                }
            };
            let members: Vec<(String, bool)> = self
                .world
                .with_class(owner, |definition, _| {
                    let member = |(name, binding): (&String, &Binding)| {
                        (name.clone(), matches!(binding, Binding::Class(_)))
                    };
                    definition.scope.iter().map(member).collect()
                })
                .unwrap_or_default();
            for (name, is_class) in members {
                if !seen.insert(name.clone()) {
                    continue;
                }
                let id = owner.member(&name);
                if is_class {
                    if owner == class && !name.starts_with('_') {
                        inner.push((id, name));
                    }
                    continue;
                }
                let spoken = match name
                    .strip_prefix("__")
                    .and_then(|name| name.strip_suffix("__"))
                {
                    Some("call") => "call",
                    Some(_) => continue,
                    None if name.starts_with('_') => continue,
                    None => &name,
                };
                let Entity::Defined(id) = self.world.behind(Entity::Defined(id)) else {
                    continue;
                };
                if self.world.with_function(&id, |_, _| ()).is_none() {
                    continue;
                }
                let line = self.line(&id);
                let what = What::Method {
                    class: class.clone(),
                    name: name.clone(),
                };
                push(spoken, id, what, line);
            }
        }
        for (id, name) in inner {
            let public = (public.0.clone(), format!("{}.{name}", public.1));
            let line = self.line(&id);
            self.class_candidates(&id, &public, &format!("{base}_{name}"), line, into);
        }
    }

    /// The shims of one callable.
    fn describe(&mut self, candidate: &Candidate, writer: &mut Writer<'t, 'w>) -> Vec<AsyncFn> {
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
                    Some((class, receiver, map.unwrap_or_default())),
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
        method: Option<(&Id, Ty, Substitution)>,
    ) -> Vec<AsyncFn> {
        let id = &candidate.id;
        let Some(index) = self.world.module(&id.module) else {
            return Vec::new();
        };
        let described = self.world.with_function(id, |defs, _| {
            self.read_function(id, defs, scope, method.as_ref(), &index)
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
        let callee = match (&method, signatures.binding) {
            (Some(_), Receiver::Instance) => Callee::Method(match &candidate.what {
                What::Method { name, .. } => name.clone(),
                _ => id.name.clone(),
            }),
            (in_class, _) => {
                if let Err(obstacle) = self.world.importable(&candidate.public.0) {
                    self.obstructed(id, &obstacle);
                    return Vec::new();
                }
                match in_class {
                    Some((class, ..)) => {
                        let path = writer.path(class, true);
                        let name = id.name.rsplit('.').next().unwrap_or(&id.name);
                        Callee::Path(format!("{path}.{name}"))
                    }
                    None => Callee::Path(writer.path(id, true)),
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
        let doc = signatures.doc.clone();
        let mut fns = Vec::new();
        for (at, (kind, _)) in signatures.shapes.iter().enumerate() {
            let base = if at == 0 {
                candidate.base.clone()
            } else {
                format!("{}_{}", candidate.base, suffix(kind))
            };
            fns.push(signatures.describe(&base, at, &callee, doc.clone(), writer));
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
        // Overloads stand directly before what they describe.
        let implementation = (!decoration.overload).then_some(*last);
        let end = decorated.len() - usize::from(implementation.is_some());
        let start = decorated[..end]
            .iter()
            .rposition(|(_, d)| !d.overload)
            .map_or(0, |at| at + 1);
        let overloads = &decorated[start..end];
        let scope_of = |def: &Def| {
            let mut scope = scope.clone();
            scope
                .params
                .extend(self.types.declared(id, def.node.type_params.as_deref()));
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
            let sometimes = self.types.sometimes(last, &scope_of(last));
            return Err((sometimes && !decoration.property).then(|| (Reason::Union, String::new())));
        }
        if decoration.property {
            return Err(Some((Reason::Property, String::new())));
        }
        let same = |kinds: &Vec<(Kind, Ty)>| {
            kinds.len() == shapes.len()
                && kinds.iter().zip(&shapes).all(|((a, _), (b, _))| {
                    core::mem::discriminant(a) == core::mem::discriminant(b)
                })
        };
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
                let own = if same(&own) {
                    own
                } else {
                    shapes
                        .iter()
                        .map(|(kind, _)| (kind.clone(), Ty::Any))
                        .collect()
                };
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

    fn signature(
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
            outcomes: outcomes
                .into_iter()
                .map(|(kind, ty)| {
                    let kind = match kind {
                        Kind::Generator(send) => Kind::Generator(substitute(&send, &map)),
                        kind => kind,
                    };
                    (kind, substitute(&ty, &map))
                })
                .collect(),
            unannotated: usize::from(def.node.returns.is_none()),
        };
        let parameters = &def.node.parameters;
        let mut first = true;
        let kinds = parameters
            .posonlyargs
            .iter()
            .map(|p| (ParamKind::PositionalOnly, p))
            .chain(
                parameters
                    .args
                    .iter()
                    .map(|p| (ParamKind::PositionalOrKeyword, p)),
            );
        let mut push = |kind,
                        parameter: &ruff_python_ast::Parameter,
                        default: Option<&Expr>,
                        unannotated: &mut usize| {
            let ty = match parameter.annotation() {
                Some(annotation) => {
                    let ty = self.types.read(annotation, scope);
                    // `*args: *Ts` and `**kwargs: Unpack[T]` keep their form.
                    substitute(&ty, &map)
                }
                None => {
                    *unannotated += 1;
                    Ty::Any
                }
            };
            let text = default.map(|default| literal::text(default, &index.source));
            let ty = match &text {
                Some(Some(text)) if text == "None" && !self.types.takes_none(&ty) => {
                    union(vec![ty, Ty::None])
                }
                _ => ty,
            };
            signature.params.push(SignatureParam {
                name: parameter.name.to_string(),
                ty,
                kind,
                default: text.map(|text| text.map_or(ParamDefault::Omitted, ParamDefault::Expr)),
            });
        };
        let mut unannotated = 0;
        let in_class = receiver.is_some();
        let mut own_self = None;
        for (kind, parameter) in kinds {
            if first && in_class && binding != Receiver::None {
                first = false;
                own_self = Some((
                    parameter.parameter.name.to_string(),
                    parameter.parameter.annotation(),
                ));
                continue;
            }
            first = false;
            push(
                kind,
                &parameter.parameter,
                parameter.default(),
                &mut unannotated,
            );
        }
        if let Some(parameter) = &parameters.vararg {
            push(ParamKind::VarPositional, parameter, None, &mut unannotated);
        }
        for parameter in &parameters.kwonlyargs {
            push(
                ParamKind::KeywordOnly,
                &parameter.parameter,
                parameter.default(),
                &mut unannotated,
            );
        }
        if let Some(parameter) = &parameters.kwarg {
            push(ParamKind::VarKeyword, parameter, None, &mut unannotated);
        }
        signature.unannotated += unannotated;
        if let Some((receiver, _)) = receiver
            && binding == Receiver::Instance
        {
            let (name, annotation) = own_self.unwrap_or_else(|| ("self".to_owned(), None));
            let ty = annotation.map_or_else(
                || receiver.clone(),
                |annotation| match self.types.read(annotation, scope) {
                    Ty::Any | Ty::Unknown(_) => receiver.clone(),
                    ty => substitute(&ty, &map),
                },
            );
            signature.params.insert(
                0,
                SignatureParam {
                    name,
                    ty,
                    kind: ParamKind::PositionalOnly,
                    default: None,
                },
            );
        } else if binding == Receiver::Class
            && let Some((_, Some(annotation))) = own_self
            && let Ty::Apply(_, arguments) = self.types.read(annotation, scope)
            && let [Ty::Param(param)] = &arguments[..]
            && let Some((receiver, _)) = receiver
        {
            // `cls: type[T]` stands for the class that the method is taken from.
            signature.substitute(&vec![(param.clone(), receiver.clone())]);
        }
        signature
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
                    scope.params.extend(
                        self.types
                            .declared(&owner.member("__init__"), def.node.type_params.as_deref()),
                    );
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
        let callee = Callee::Path(writer.path(class, true));
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
                signatures.describe(&base, at, &callee, signatures.doc.clone(), writer)
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
        vec![signatures.describe(&candidate.base, 0, &callee, None, writer)]
    }

    fn origin(&self, candidate: &Candidate) -> Origin {
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

    fn account(&mut self, id: &Id) {
        self.accounted.insert((id.module.clone(), id.name.clone()));
    }

    fn skip(&mut self, id: &Id, reason: Reason, detail: String) {
        if !self.accounted.insert((id.module.clone(), id.name.clone())) {
            return;
        }
        let path = self
            .world
            .module(&id.module)
            .map(|index| index.file.path.clone());
        self.skips.push(Skip {
            path: path.unwrap_or_default(),
            line: self.line(id),
            name: format!("{}.{}", id.module, id.name),
            reason,
            detail,
        });
    }

    fn obstructed(&mut self, id: &Id, obstacle: &Obstacle) {
        match obstacle {
            Obstacle::Missing(module) => {
                self.skip(id, Reason::ImportUnavailable, format!("`{module}`"))
            }
            Obstacle::Effect(module) => self.skip(id, Reason::ImportEffect, format!("`{module}`")),
        }
    }

    /// Takes out what the renderer does not take.
    fn refuse(&mut self, module: &mut Module, origins: &mut Vec<Origin>) {
        // What is wrong with one function can hide that it is in the way of another.
        for _ in 0..MAX_REFUSALS {
            let Err(errors) = module.validate() else {
                return;
            };
            let mut refused: BTreeMap<usize, String> = BTreeMap::new();
            for error in errors.iter() {
                let at = error.function.as_ref().and_then(|function| function.index);
                let Some(at) = at else { continue };
                refused.entry(at).or_insert_with(|| error.to_string());
            }
            if refused.is_empty() {
                return;
            }
            for (at, message) in refused.into_iter().rev() {
                module.fns.remove(at);
                let origin = origins.remove(at);
                self.skips.push(Skip {
                    path: origin.path,
                    line: origin.line,
                    name: origin.name,
                    reason: Reason::Refused,
                    detail: message,
                });
            }
        }
    }

    /// Every `async def` that no shim stands for is reported.
    fn leftovers(&mut self) {
        let mut left = Vec::new();
        for index in self.modules() {
            let public_classes: HashSet<&str> = self
                .public
                .keys()
                .filter(|id| id.module == index.file.name)
                .map(|id| &*id.name)
                .collect();
            let mut seen = HashSet::default();
            for def in &index.async_defs {
                let key = (index.file.name.clone(), def.qualname.clone());
                if self.accounted.contains(&key) || !seen.insert((&def.qualname, def.live)) {
                    continue;
                }
                left.push(Skip {
                    path: index.file.path.clone(),
                    line: def.line,
                    name: format!("{}.{}", index.file.name, def.qualname),
                    reason: leftover(def, &public_classes),
                    detail: String::new(),
                });
            }
        }
        self.skips.extend(left);
    }

    fn finish(mut self, module: Module, mut origins: Vec<Origin>) -> Surface {
        self.skips.extend(self.world.skips.take());
        let roots = self.world.roots.0.clone();
        let relative = |path: &Path| {
            let inside = roots.iter().find_map(|root| path.strip_prefix(root).ok());
            inside.unwrap_or(path).to_owned()
        };
        for skip in &mut self.skips {
            skip.path = relative(&skip.path);
        }
        for origin in &mut origins {
            origin.path = relative(&origin.path);
        }
        self.skips.sort();
        self.skips.dedup();
        let (functions, methods) = self.public_defs();
        let mut counts = std::mem::take(&mut self.counts);
        counts.public_functions = functions;
        counts.public_methods = methods;
        counts.shims = module.fns.len();
        counts.unannotated = self.unannotated;
        for function in &module.fns {
            *counts
                .shims_by_shape
                .entry(shape_name(&function.shape))
                .or_default() += 1;
        }
        let mut skipped = BTreeMap::new();
        for skip in &self.skips {
            *skipped.entry(skip.reason).or_default() += 1;
        }
        counts.skipped = skipped;
        Surface {
            module,
            origins,
            report: Report {
                counts,
                skips: self.skips,
            },
        }
    }

    /// Public coroutine functions and asynchronous generators, at the top level and in classes.
    fn public_defs(&self) -> (usize, usize) {
        let mut functions = 0;
        let mut methods = 0;
        for index in self.modules() {
            let mut seen = HashSet::default();
            for def in index.async_defs.iter().filter(|def| def.live) {
                if !seen.insert(&def.qualname) {
                    continue;
                }
                let id = Id::new(&*index.file.name, &*def.qualname);
                match def.place {
                    Place::Module => functions += usize::from(self.public.contains_key(&id)),
                    Place::Class => {
                        let (class, name) =
                            def.qualname.rsplit_once('.').unwrap_or(("", &def.qualname));
                        let outer = class.split('.').next().unwrap_or(class);
                        let public = self.public.contains_key(&Id::new(&*index.file.name, outer))
                            && class.split('.').skip(1).all(|part| !part.starts_with('_'))
                            && !name.starts_with('_');
                        methods += usize::from(public);
                    }
                    Place::Function => {}
                }
            }
        }
        (functions, methods)
    }
}

fn leftover(def: &AsyncDef, public: &HashSet<&str>) -> Reason {
    if !def.live {
        return Reason::OtherTarget;
    }
    let mut parts = def.qualname.split('.');
    let top = parts.next().unwrap_or_default();
    let last = def.qualname.rsplit('.').next().unwrap_or_default();
    match def.place {
        Place::Function => Reason::Nested,
        _ if !public.contains(top) => Reason::Private,
        _ if last.starts_with("__") && last.ends_with("__") => Reason::SpecialMethod,
        _ if last.starts_with('_') || parts.any(|part| part.starts_with('_')) => Reason::Private,
        _ => Reason::Replaced,
    }
}

fn is_public_module(name: &str) -> bool {
    !name.split('.').any(|part| part.starts_with('_'))
}

/// The order of public names, the best first: few parts, then short, then by name.
fn rank((module, name): &(String, String)) -> (usize, &str, &str) {
    (module.split('.').count(), module, name)
}

fn suffix(kind: &Kind) -> &'static str {
    match kind {
        Kind::Coroutine | Kind::Awaitable => "await",
        Kind::Context => "enter",
        Kind::Iterator | Kind::Generator(_) => "iter",
    }
}

fn shape_name(shape: &Shape) -> &'static str {
    match shape {
        Shape::Coroutine => "coroutine",
        Shape::Awaitable => "awaitable",
        Shape::AsyncIterator => "iterator",
        Shape::AsyncGenerator { .. } => "generator",
        Shape::AsyncContextManager => "context manager",
        _ => "other",
    }
}

/// Gives every shim a name of its own. Of several that want one, the one that is public at the
/// package's root keeps it; the others put the module in front; and those that still agree are
/// numbered in their order.
fn rename(package: &str, fns: &mut [AsyncFn], keys: &[((String, String), String)]) {
    let mut wanted: HashMap<String, Vec<usize>> = HashMap::default();
    for (at, function) in fns.iter().enumerate() {
        wanted.entry(function.name.clone()).or_default().push(at);
    }
    for group in wanted.values().filter(|group| group.len() > 1) {
        let at_root: Vec<usize> = group
            .iter()
            .copied()
            .filter(|&at| keys[at].0.0 == package)
            .collect();
        for &at in group {
            if at_root.first() == Some(&at) {
                continue;
            }
            let module = &keys[at].0.0;
            let inner = module
                .strip_prefix(package)
                .map_or(&**module, |rest| rest.trim_start_matches('.'));
            if !inner.is_empty() {
                fns[at].name = format!("{}_{}", inner.replace('.', "_"), fns[at].name);
            }
        }
    }
    let mut taken = HashSet::default();
    for function in fns.iter_mut() {
        let base = function.name.clone();
        let mut count = 1;
        while !taken.insert(function.name.clone()) {
            count += 1;
            function.name = format!("{base}_{count}");
        }
        function.sync_name = mochi_asyncbridge::default_sync_name(&function.name);
    }
}

struct SignatureParam {
    name: String,
    ty: Ty,
    kind: ParamKind,
    default: Option<ParamDefault>,
}

struct Signature {
    params: Vec<SignatureParam>,
    outcomes: Vec<(Kind, Ty)>,
    unannotated: usize,
}

impl Signature {
    /// What takes anything, for overloads without an implementation.
    fn catch_all(first: &Self, with_receiver: bool, shapes: &[(Kind, Ty)]) -> Self {
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
        for (_, ty) in &mut self.outcomes {
            *ty = substitute(ty, map);
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

struct Signatures {
    shapes: Vec<(Kind, Ty)>,
    general: Signature,
    overloads: Vec<Signature>,
    binding: Receiver,
    doc: Option<String>,
    unannotated: usize,
}

impl Signatures {
    fn describe(
        &self,
        base: &str,
        at: usize,
        callee: &Callee,
        doc: Option<String>,
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
            callee: callee.clone(),
            doc: doc.as_deref().and_then(crate::doc::clean),
            type_params: free.iter().map(|param| writer.type_param(param)).collect(),
            overloads,
        }
    }
}
