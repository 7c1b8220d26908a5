//! What becomes of everything that no shim stands for.

use std::collections::BTreeMap;

use mochi_asyncbridge::{Errors, Module, default_sync_name};
use ruff_python_ast::Decorator;
use ruff_text_size::Ranged;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::{
    Explorer, Missing, Origin,
    naming::prefix,
    publish::{Candidate, What},
};
use crate::{
    index::{AsyncDef, Place},
    report::{Reason, Skip},
    resolve::{Id, Obstacle},
    selection::Selection,
};

/// How often a module is validated again after functions were taken out of it.
pub(super) const MAX_REFUSALS: usize = 8;

impl Explorer<'_, '_> {
    pub(super) fn account(&mut self, id: &Id) {
        self.accounted.insert((id.module.clone(), id.name.clone()));
    }

    pub(super) fn skip(&mut self, id: &Id, reason: Reason, detail: String) {
        self.skip_at(id, self.line(id), reason, detail);
    }

    /// Remembers that the shim of what was just looked at would have this name, if something was
    /// said against it.
    pub(super) fn miss(&mut self, base: &str) {
        if let Some(reason) = self.said.take() {
            let name = default_sync_name(base);
            self.missing.push(Missing { name, reason });
        }
    }

    /// Reports what a public name of the package stands for in another one.
    pub(super) fn skip_public(&mut self, id: &Id, public: &(String, String), reason: Reason) {
        let path = self
            .world
            .module(&id.module)
            .map(|index| index.file.path.clone());
        let detail = format!("`{}.{}`", id.module, id.name);
        self.said = Some(words(reason, &detail));
        self.miss(&prefix(&self.package, &public.0, &public.1));
        self.skips.push(Skip {
            path: path.unwrap_or_default(),
            line: self.line(id),
            name: format!("{}.{}", public.0, public.1),
            reason,
            detail,
        });
    }

    /// Whether a callable is wanted; what is not, is reported by its public name.
    pub(super) fn selects(&mut self, selection: &Selection, candidate: &Candidate) -> bool {
        let origin = self.origin(candidate);
        if selection.takes(&origin.name) {
            return true;
        }
        self.account(&candidate.id);
        if selection.excludes(&origin.name) {
            self.said = Some(words(Reason::Excluded, ""));
            self.miss(&candidate.base);
        }
        self.skips.push(Skip {
            path: origin.path,
            line: origin.line,
            name: origin.name,
            reason: Reason::Excluded,
            detail: String::new(),
        });
        false
    }

    pub(super) fn skip_at(&mut self, id: &Id, line: usize, reason: Reason, detail: String) {
        self.said = Some(words(reason, &detail));
        if !self.accounted.insert((id.module.clone(), id.name.clone())) {
            return;
        }
        let path = self
            .world
            .module(&id.module)
            .map(|index| index.file.path.clone());
        self.skips.push(Skip {
            path: path.unwrap_or_default(),
            line,
            name: format!("{}.{}", id.module, id.name),
            reason,
            detail,
        });
    }

    /// Reports an `async def` that is not asynchronous for those who call it.
    pub(super) fn made_synchronous(&mut self, id: &Id) {
        let decorators = self.world.with_function(id, |defs, index| {
            let last = defs.last().filter(|def| def.node.is_async)?;
            let text = |decorator: &Decorator| index.source[decorator.range()].to_owned();
            Some(
                last.node
                    .decorator_list
                    .iter()
                    .map(text)
                    .collect::<Vec<_>>(),
            )
        });
        if let Some(Some(decorators)) = decorators {
            let detail = format!("`{}`", decorators.join("`, `"));
            self.skip(id, Reason::Synchronous, detail);
        }
    }

    /// Whether what a shim calls can be imported: the module that makes it public may go on without
    /// the one that defines it, and then has no such name.
    pub(super) fn importable(&self, candidate: &Candidate) -> Result<(), Obstacle> {
        let class = match &candidate.what {
            What::Method { class, .. } | What::Copied { class, .. } => class,
            _ => &candidate.id,
        };
        self.world.importable(&candidate.public.0)?;
        self.world.importable(&class.module)
    }

    pub(super) fn obstructed(&mut self, id: &Id, obstacle: &Obstacle) {
        match obstacle {
            Obstacle::Missing(module) => {
                self.skip(id, Reason::ImportUnavailable, format!("`{module}`"));
            }
            Obstacle::Effect(module) => self.skip(id, Reason::ImportEffect, format!("`{module}`")),
        }
    }

    /// Takes out what the renderer does not take.
    pub(super) fn refuse(&mut self, module: &mut Module, origins: &mut Vec<Origin>) {
        // What is wrong with one function can hide that it is in the way of another.
        for _ in 0..MAX_REFUSALS {
            let Err(errors) = module.validate() else {
                return;
            };
            let mut refused: BTreeMap<usize, String> = BTreeMap::new();
            for error in &errors {
                let at = error.function.as_ref().and_then(|function| function.index);
                let Some(at) = at else { continue };
                refused.entry(at).or_insert_with(|| error.to_string());
            }
            let members = self.refuse_members(module, &errors);
            if refused.is_empty() && !members {
                return;
            }
            for (at, message) in refused.into_iter().rev() {
                let shim = module.fns.remove(at);
                let origin = origins.remove(at);
                self.missing.push(Missing {
                    name: shim.sync_name,
                    reason: words(Reason::Refused, &message),
                });
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

    /// The same for classes: their members, and those of which more than a member is refused.
    fn refuse_members(&mut self, module: &mut Module, errors: &Errors) -> bool {
        let mut members: BTreeMap<(usize, usize), String> = BTreeMap::new();
        let mut classes: BTreeMap<usize, String> = BTreeMap::new();
        for error in errors {
            let Some(class) = &error.class else { continue };
            if let Some(member) = &class.member {
                let at = (class.index, member.index);
                members.entry(at).or_insert_with(|| error.to_string());
            } else {
                let said = || error.to_string();
                classes.entry(class.index).or_insert_with(said);
            }
        }
        let any = !members.is_empty() || !classes.is_empty();
        for ((class, member), message) in members.into_iter().rev() {
            let class = &mut module.classes[class];
            let member = class.members.remove(member);
            let name = format!("{}.{}", class.original, member.name);
            let origin = member.origin.or(class.origin.clone());
            self.refused(name, origin, message);
        }
        for (class, message) in classes.into_iter().rev() {
            let class = module.classes.remove(class);
            self.refused(class.original, class.origin, message);
        }
        any
    }

    fn refused(&mut self, name: String, origin: Option<mochi_asyncbridge::Origin>, detail: String) {
        let (file, line) =
            origin.map_or_else(Default::default, |origin| (origin.file, origin.line));
        self.skips.push(Skip {
            path: file.into(),
            line,
            name,
            reason: Reason::Refused,
            detail,
        });
    }

    /// Every `async def` that no shim stands for is reported.
    pub(super) fn leftovers(&mut self) {
        let mut left = Vec::new();
        let mut public: HashMap<&str, HashSet<&str>> = HashMap::default();
        for id in self.public.keys() {
            public.entry(&id.module).or_default().insert(&id.name);
        }
        let none = HashSet::default();
        for index in self.modules() {
            let public_classes = public.get(&*index.file.name).unwrap_or(&none);
            let mut seen = HashSet::default();
            for def in &index.async_defs {
                let key = (index.file.name.clone(), def.qualname.clone());
                if self.accounted.contains(&key) || !seen.insert((&def.qualname, def.live)) {
                    continue;
                }
                let top = def.qualname.split('.').next().unwrap_or_default();
                let (reason, detail) = match index.unavailable.get(top) {
                    Some(module) => (Reason::ImportUnavailable, format!("`{module}`")),
                    None => (leftover(def, public_classes), String::new()),
                };
                left.push(Skip {
                    path: index.file.path.clone(),
                    line: def.line,
                    name: format!("{}.{}", index.file.name, def.qualname),
                    reason,
                    detail,
                });
            }
        }
        self.skips.extend(left);
    }

    /// What is executed may have more than the stub that stands for it.
    pub(super) fn left_out_of_stubs(&mut self) {
        let mut left = Vec::new();
        let mut missing = Vec::new();
        for index in self.modules().filter(|index| index.file.is_stub) {
            let module = &index.file.name;
            let Some(executed) = self.world.executed(module) else {
                continue;
            };
            for def in &executed.async_defs {
                let id = Id::new(&**module, &*def.qualname);
                let is_private = def.qualname.split('.').any(|part| {
                    part.starts_with('_') && !(part.starts_with("__") && part.ends_with("__"))
                });
                let is_in_stub = self.world.with(&id, |_, _| ()).is_some();
                if def.place == Place::Function || !def.live || is_private || is_in_stub {
                    continue;
                }
                let (top, member) = def.qualname.split_once('.').unwrap_or((&def.qualname, ""));
                if let Some((at, name)) = self.public.get(&Id::new(&**module, top)) {
                    let base = prefix(&self.package, at, name);
                    let parts = [&*base, member].into_iter().filter(|part| !part.is_empty());
                    missing.push(Missing {
                        name: default_sync_name(&parts.collect::<Vec<_>>().join("_")),
                        reason: words(Reason::NotInStub, ""),
                    });
                }
                left.push(Skip {
                    path: executed.file.path.clone(),
                    line: def.line,
                    name: format!("{module}.{}", def.qualname),
                    reason: Reason::NotInStub,
                    detail: String::new(),
                });
            }
        }
        self.skips.extend(left);
        self.missing.extend(missing);
    }
}

fn words(reason: Reason, detail: &str) -> String {
    if detail.is_empty() {
        reason.to_string()
    } else {
        format!("{reason}: {detail}")
    }
}

pub(super) fn leftover(def: &AsyncDef, public: &HashSet<&str>) -> Reason {
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
