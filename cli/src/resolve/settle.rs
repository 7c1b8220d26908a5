//! Which of several definitions of a name is there, by what is installed?

use super::{World, stdlib};
use crate::index::{Binding, Index};

impl World {
    /// Gives the names of a module that need what is not installed the meaning that they have then:
    /// what a handler of the failed import binds, or none.
    pub(super) fn settle(&self, index: &mut Index) {
        let missing = |module: &String| !self.is_installed(module);
        let mut unavailable: Vec<(String, String)> = Vec::new();
        for (name, modules) in &index.conditional {
            if let Some(module) = modules.iter().find(|module| missing(module)) {
                unavailable.push((name.clone(), module.clone()));
            }
        }
        for name in index.others.keys() {
            if let Some(Binding::Import(import)) = index.scope.get(name)
                && missing(&import.module)
            {
                unavailable.push((name.clone(), import.module.clone()));
            }
        }
        for (name, module) in unavailable {
            let others = index.others.get_mut(&name);
            let instead = others.and_then(|others| {
                let is_there = |binding: &Binding| match binding {
                    Binding::Import(import) => !missing(&import.module),
                    _ => true,
                };
                let at = others.iter().position(|other| is_there(&other.binding))?;
                Some(others.remove(at).binding)
            });
            match instead {
                Some(binding) => {
                    index.instead.insert(name.clone());
                    index.scope.insert(name, binding);
                }
                None if index.conditional.contains_key(&name) => {
                    index.scope.shift_remove(&name);
                    index.unavailable.insert(name, module);
                }
                None => {}
            }
        }
    }

    /// Whether a name of a module stands for something else where all is installed.
    pub(crate) fn is_instead(&self, module: &str, name: &str) -> bool {
        self.module(module)
            .is_some_and(|index| index.instead.contains(name))
    }

    fn is_installed(&self, module: &str) -> bool {
        stdlib::has(&self.target, module)
            || self.own.contains(module)
            || self.roots.importable(module)
    }
}
