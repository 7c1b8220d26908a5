//! Whether a module can be imported, and reached by its dotted name.

use std::sync::Arc;

use rustc_hash::FxHashSet as HashSet;

use super::{Entity, World, stdlib};
use crate::{
    index::{Imports, Index},
    parse,
};

/// What is in the way of importing a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Obstacle {
    Missing(String),
    Effect(String),
}

impl World {
    /// Whether importing a module works and does nothing else, as far as its source and that of
    /// the modules of its package tell.
    pub(crate) fn importable(&self, module: &str) -> Result<(), Obstacle> {
        // What is on its way through a circle of imports is not known to work yet, so only what
        // was looked through to the end is remembered.
        let mut seen = HashSet::default();
        if let Some(obstacle) = self.obstacle(module, &mut seen) {
            return Err(obstacle);
        }
        self.importable.borrow_mut().extend(seen);
        Ok(())
    }

    fn obstacle(&self, module: &str, seen: &mut HashSet<String>) -> Option<Obstacle> {
        if self.importable.borrow().contains(module) || !seen.insert(module.to_owned()) {
            return None;
        }
        if let Some((parent, _)) = module.rsplit_once('.')
            && let Some(obstacle) = self.obstacle(parent, seen)
        {
            return Some(obstacle);
        }
        if stdlib::has(&self.target, module) {
            return None;
        }
        if !self.own.contains(module) {
            // Only a package has submodules that can be looked for; what else has some, as `six`
            // has `six.moves`, makes them when it is imported.
            let made = module
                .rsplit_once('.')
                .and_then(|(parent, _)| self.roots.executed(parent))
                .is_some_and(|parent| !parent.is_package);
            let found = made || self.roots.importable(module);
            return (!found).then(|| Obstacle::Missing(module.to_owned()));
        }
        if !self.roots.importable(module) {
            return Some(Obstacle::Missing(module.to_owned()));
        }
        let imports = self.imports(module)?;
        if imports.has_effects || module.ends_with("__main__") {
            return Some(Obstacle::Effect(module.to_owned()));
        }
        let children = imports
            .may_need
            .iter()
            .filter(|child| self.own.contains(*child));
        let mut needs = imports.needs.iter().chain(children);
        needs.find_map(|needed| self.obstacle(needed, seen))
    }

    /// What importing a module imports.
    fn imports(&self, module: &str) -> Option<Arc<Imports>> {
        self.executed(module).map(|index| index.imports.clone())
    }

    /// What importing a module executes: not a stub, but what lies beside it.
    pub(crate) fn executed(&self, module: &str) -> Option<Arc<Index>> {
        let index = self.module(module)?;
        if !index.file.is_stub {
            return Some(index);
        }
        if let Some(known) = self.behind_stubs.borrow().get(module) {
            return known.clone();
        }
        let executed = self.roots.executed(module);
        let executed = executed
            .and_then(|file| parse::load(file, &self.target).ok())
            .map(Arc::new);
        self.behind_stubs
            .borrow_mut()
            .insert(module.to_owned(), executed.clone());
        executed
    }

    /// Whether `a.b.c` in Python gives the module of that name: no package on the way binds the
    /// name to something else.
    pub(crate) fn is_reachable(&self, module: &str) -> bool {
        let mut rest = module;
        while let Some((parent, child)) = rest.rsplit_once('.') {
            let shadowed = self
                .module(parent)
                .and_then(|index| {
                    index
                        .scope
                        .contains_key(child)
                        .then(|| self.name_in(parent, child))
                })
                .is_some_and(|entity| entity != Entity::Module(rest.to_owned()));
            if shadowed {
                return false;
            }
            rest = parent;
        }
        true
    }
}
