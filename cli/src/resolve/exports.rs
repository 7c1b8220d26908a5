//! Which names a module makes public.

use std::rc::Rc;

use rustc_hash::FxHashSet as HashSet;

use super::{Entity, MAX_SEEN, Names, World};
use crate::index::{AllPart, Binding};

impl World {
    /// The names that a module makes public, as the typing specification says, in their order.
    pub(crate) fn exports(&self, module: &str) -> Rc<Names> {
        if let Some(known) = self.exports.borrow().get(module) {
            return known.clone();
        }
        // What is asked for again while it is looked for is nothing.
        self.exports
            .borrow_mut()
            .insert(module.to_owned(), Rc::default());
        let names = Rc::new(self.exports_bounded(module, &mut HashSet::default()));
        self.exports
            .borrow_mut()
            .insert(module.to_owned(), names.clone());
        names
    }

    fn exports_bounded(&self, module: &str, seen: &mut HashSet<String>) -> Names {
        let mut names = Names::default();
        if seen.len() > MAX_SEEN || !seen.insert(module.to_owned()) {
            return names;
        }
        let Some(index) = self.module(module) else {
            return names;
        };
        if let Some(parts) = &index.all {
            let mut removed = HashSet::default();
            for part in parts {
                match part {
                    AllPart::Name(name) => {
                        names.insert(name.clone());
                    }
                    AllPart::Remove(name) => {
                        removed.insert(name.clone());
                    }
                    AllPart::Of(path) => {
                        if let Entity::Module(other) = self.resolve(module, &[], path) {
                            names.extend(self.exports_bounded(&other, seen));
                        }
                    }
                }
            }
            names.retain(|name| !removed.contains(name));
            return names;
        }
        for star in &index.stars {
            let exported = self.exports_bounded(star, seen);
            if !self.budget.spend(1 + 3 * exported.len()) {
                return names;
            }
            names.extend(exported);
        }
        for (name, binding) in &index.scope {
            let public = !name.starts_with('_');
            let exported = match binding {
                Binding::Import(import) => import.reexport,
                _ => true,
            };
            if public && exported {
                names.insert(name.clone());
            }
        }
        names
    }
}
