//! What is public, and which callables that makes.

use std::rc::Rc;

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::{
    Explorer,
    naming::{Owner, prefix},
};
use crate::{
    classify::Outcome,
    index::{Binding, Def, Place},
    report::{Reason, Skip},
    resolve::{Entity, Id},
    types::{Ancestor, is_asynchronous},
};

/// One callable to describe.
pub(super) struct Candidate {
    /// The function or the outermost class that it belongs to.
    pub(super) owner: Rc<Owner>,
    /// The name of the shim, without its suffixes.
    pub(super) base: String,
    /// Where it is public.
    pub(super) public: Rc<(String, String)>,
    pub(super) id: Id,
    pub(super) what: What,
    pub(super) line: usize,
}

pub(super) enum What {
    Function,
    /// A method of a class, found in one of its bases.
    Method {
        class: Rc<Id>,
        name: String,
    },
    /// A function of another class that the metaclass wraps.
    Copied {
        class: Rc<Id>,
        name: String,
    },
    /// A function that a call makes.
    MadeFunction,
    /// A method that a call makes, or a decorator of the class sets, and what it gives.
    MadeMethod(String, Vec<Outcome>),
    /// A callable that an attribute of the objects holds.
    Held {
        class: Rc<Id>,
        name: String,
    },
    /// A callable that a name of a module holds.
    HeldFunction,
    /// The constructor of a class.
    Constructor,
    /// An object of a class as a context manager, an awaitable or an iterator.
    Object(&'static str),
}

/// What a member of a class is, as far as that matters here.
pub(super) enum Member {
    Class,
    Function,
    /// A function that is not asynchronous.
    Plain,
    /// A name for something else, perhaps for a function.
    Other,
}

impl Member {
    fn of(binding: &Binding) -> Self {
        match binding {
            Binding::Class(_) => Self::Class,
            Binding::Function(defs) if defs.iter().any(Def::may_be_asynchronous) => Self::Function,
            Binding::Function(_) => Self::Plain,
            _ => Self::Other,
        }
    }
}

/// What a public member is called in the name of its shim.
fn spoken(name: &str) -> Option<&str> {
    match name {
        "__call__" => Some("call"),
        name => (!name.starts_with('_')).then_some(name),
    }
}

impl Explorer<'_, '_> {
    /// Finds the best public name of every definition that has one.
    pub(super) fn publish(&mut self) {
        let mut public: HashMap<Id, (String, String)> = HashMap::default();
        let mut unchecked = HashMap::default();
        let mut foreign = Vec::new();
        // What is asked for by name is public, whatever its name.
        let within = |module: &str| is_public_module(&module[self.package.len()..]);
        for module in self.own.iter().filter(|module| within(module)) {
            for name in self.world.exports(module).iter() {
                let id = match self.world.name_in(module, name) {
                    Entity::Defined(id) => id,
                    Entity::Foreign {
                        module: of,
                        name: it,
                    } if is_asynchronous(&of, &it) => {
                        foreign.push((module.clone(), name.clone(), format!("`{of}.{it}`")));
                        continue;
                    }
                    _ => continue,
                };
                let id = match self.executed_class(&id) {
                    Some((class, checked)) => {
                        unchecked.insert(class.clone(), checked);
                        class
                    }
                    None => id,
                };
                let candidate = (module.clone(), name.clone());
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
        self.unchecked = unchecked;
        for (module, name, detail) in foreign {
            let path = self.world.module(&module);
            self.skips.push(Skip {
                path: path
                    .map(|index| index.file.path.clone())
                    .unwrap_or_default(),
                line: 0,
                name: format!("{module}.{name}"),
                reason: Reason::DefinedElsewhere,
                detail,
            });
        }
    }

    pub(super) fn candidates(&mut self) -> Vec<Candidate> {
        let mut names: Vec<(Id, (String, String))> = self
            .public
            .iter()
            .chain(&*self.reached)
            .map(|(id, at)| (id.clone(), at.clone()))
            .collect();
        names.sort_by_cached_key(|(id, at)| {
            (
                at.0.clone(),
                id.module.clone(),
                self.line(id),
                id.name.clone(),
            )
        });
        let mut candidates = Vec::new();
        for (at, (id, public)) in names.into_iter().enumerate() {
            if self.world.budget.is_spent() {
                break;
            }
            let entity = self.world.behind(Entity::Defined(id.clone()));
            let Entity::Defined(target) = entity else {
                continue;
            };
            if target != id && self.public.contains_key(&target) {
                continue;
            }
            self.candidate(target, at, public, &mut candidates);
        }
        candidates
    }

    pub(super) fn line(&self, id: &Id) -> usize {
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
        at: usize,
        public: (String, String),
        into: &mut Vec<Candidate>,
    ) {
        let is_function = self.is_worth_a_look(&id) == Some(true);
        let is_class = self.world.is_class(&id);
        let is_made = !is_function && !is_class && self.types.made_function(&id).is_some();
        let is_held = !is_function && !is_class && !is_made && self.is_held(&id);
        if !is_function && !is_class && !is_made && !is_held {
            self.said = None;
            self.attribute(&id);
            self.miss(&prefix(&self.package, &public.0, &public.1));
            return;
        }
        if !self.world.is_own(&id.module) {
            if self.has_async(&id) {
                self.skip_public(&id, &public, Reason::DefinedElsewhere);
            }
            return;
        }
        let name = if self.reached.contains_key(&id) {
            let parts = public.1.split('.').map(|part| part.trim_start_matches('_'));
            parts.collect::<Vec<_>>().join(".")
        } else {
            public.1.clone()
        };
        let base = if self.is_mirrored {
            name.replace('.', "_")
        } else {
            prefix(&self.package, &public.0, &name)
        };
        let owner = Rc::new(Owner {
            at,
            prefix: base.clone(),
        });
        let public = Rc::new(public);
        let line = self.line(&id);
        if is_function || is_made || is_held {
            into.push(Candidate {
                owner,
                base,
                public,
                id,
                what: match (is_made, is_held) {
                    (true, _) => What::MadeFunction,
                    (_, true) => What::HeldFunction,
                    _ => What::Function,
                },
                line,
            });
        } else {
            self.class_candidates(&id, &owner, &public, &base, line, into);
        }
    }

    /// Whether a function may turn out to be asynchronous; nothing for what is no function.
    fn is_worth_a_look(&self, id: &Id) -> Option<bool> {
        self.world
            .with_function(id, |defs, _| defs.iter().any(Def::may_be_asynchronous))
    }

    pub(super) fn has_async(&self, id: &Id) -> bool {
        let Some(index) = self.world.module(&id.module) else {
            return false;
        };
        let prefix = format!("{}.", id.name);
        index.async_defs.iter().any(|def| {
            def.qualname == id.name
                || (def.place == Place::Class && def.qualname.starts_with(&prefix))
        })
    }

    /// The function that a member of a class is a name for, if it may be asynchronous.
    fn method(&mut self, id: Id, member: &Member) -> Option<Id> {
        match member {
            Member::Class | Member::Plain => None,
            Member::Function => Some(id),
            Member::Other => {
                let Entity::Defined(behind) = self.world.behind(Entity::Defined(id)) else {
                    return None;
                };
                match self.is_worth_a_look(&behind) {
                    Some(true) => Some(behind),
                    Some(false) => None,
                    None => {
                        self.attribute(&behind);
                        None
                    }
                }
            }
        }
    }

    /// The public members of a class, its own ones.
    pub(super) fn public_members(&self, class: &Id) -> Vec<(String, Member)> {
        let public = |(name, binding): (&String, &Binding)| {
            spoken(name).map(|_| (name.clone(), Member::of(binding)))
        };
        self.world
            .with_class(class, |definition, _| {
                definition.scope.iter().filter_map(public).collect()
            })
            .unwrap_or_default()
    }

    fn class_candidates(
        &mut self,
        class: &Id,
        owner: &Rc<Owner>,
        public: &Rc<(String, String)>,
        base: &str,
        line: usize,
        into: &mut Vec<Candidate>,
    ) {
        let mut push = |suffix: &str, id: Id, what: What, line: usize| {
            into.push(Candidate {
                owner: owner.clone(),
                base: format!("{base}_{suffix}"),
                public: public.clone(),
                id,
                what,
                line,
            });
        };
        if !self.reached.contains_key(class) {
            push("new", class.clone(), What::Constructor, line);
        }
        push("await", class.clone(), What::Object("__await__"), line);
        push("enter", class.clone(), What::Object("__aenter__"), line);
        push("iter", class.clone(), What::Object("__aiter__"), line);
        let params = self.types.own_arguments(class);
        let ancestors = self.types.ancestors(class, &params);
        if !self.affords_class(class, ancestors.len()) {
            return;
        }
        let shared = Rc::new(class.clone());
        let mut seen = HashSet::default();
        let mut inner = Vec::new();
        let mut opaque = Vec::new();
        let is_coroutine = ancestors.iter().any(is_coroutine);
        for ancestor in ancestors.iter() {
            let definer = match ancestor {
                Ancestor::Defined(definer, _) => definer,
                Ancestor::Foreign(module, name, _) => {
                    let Some(known) = self.world.standard_class(module, name) else {
                        opaque.extend(self.opaque_base(module, name));
                        continue;
                    };
                    for (name, id) in self.standard_members(&known, &mut seen) {
                        let class = shared.clone();
                        push(&name.clone(), id, What::Method { class, name }, line);
                    }
                    continue;
                }
            };
            for (name, outcomes) in self.types.made_methods(definer) {
                if !name.starts_with('_') && seen.insert(name.clone()) {
                    let (suffix, line) = (name.clone(), self.line(definer));
                    let what = What::MadeMethod(name, outcomes);
                    push(&suffix, definer.clone(), what, line);
                }
            }
            let members = self.public_members(definer);
            for (name, member) in members {
                if !seen.insert(name.clone()) {
                    continue;
                }
                let id = definer.member(&name);
                if matches!(member, Member::Other) && self.is_held(&id) {
                    let (suffix, line) = (name.clone(), self.line(definer));
                    let class = shared.clone();
                    push(&suffix, id, What::Held { class, name }, line);
                    continue;
                }
                if matches!(member, Member::Class) {
                    if definer == class {
                        inner.push((id, name));
                    }
                    continue;
                }
                let suffix = spoken(&name).unwrap_or(&name).to_owned();
                self.said = None;
                let Some(id) = self.method(id, &member) else {
                    self.miss(&format!("{base}_{suffix}"));
                    continue;
                };
                // Who awaits calls these, and nobody else.
                if is_coroutine && matches!(&*name, "send" | "throw" | "close") {
                    self.skip(&id, Reason::SpecialMethod, String::new());
                    continue;
                }
                if !self.world.budget.spend(64) {
                    return;
                }
                let line = self.line(&id);
                let what = What::Method {
                    class: shared.clone(),
                    name,
                };
                push(&suffix, id, what, line);
            }
            for (name, id) in self.copied_members(definer, &mut seen) {
                let (suffix, line) = (name.clone(), self.line(&id));
                let class = shared.clone();
                push(&suffix, id, What::Copied { class, name }, line);
            }
        }
        if !opaque.is_empty() {
            self.skip(class, Reason::OpaqueBase, opaque.join(", "));
        }
        for (id, name) in inner {
            let public = Rc::new((public.0.clone(), format!("{}.{name}", public.1)));
            let line = self.line(&id);
            self.class_candidates(&id, owner, &public, &format!("{base}_{name}"), line, into);
        }
    }
}

fn is_coroutine(ancestor: &Ancestor) -> bool {
    matches!(ancestor, Ancestor::Foreign(module, name, _)
        if module == "collections.abc" && name == "Coroutine")
}

pub(super) fn is_public_module(name: &str) -> bool {
    !name.split('.').any(|part| part.starts_with('_'))
}

/// The order of public names, the best first: few parts, then short, then by name.
pub(super) fn rank((module, name): &(String, String)) -> (usize, &str, &str) {
    (module.split('.').count(), module, name)
}
