//! Does importing a module after its package work?
//!
//! Circles of imports are common, and mostly work: what a module takes from one that is not yet
//! executed to its end is there already. Types that only type checkers import need not be so lucky.
//! Here imports are made as Python makes them, statement by statement, but for bodies of functions.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::{Absence, World, stdlib};
use crate::index::{Binding, Import};

/// Modules as `sys.modules` has them, with the names that each has so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Imported {
    modules: HashMap<String, Progress>,
    /// Whether all that was imported until now is known to work.
    is_known_to_work: bool,
}

#[derive(Clone, Debug)]
enum Progress {
    Done,
    Under(HashSet<String>),
}

impl World {
    /// What importing `module` fails with, after its top-level package.
    pub(crate) fn failure(&self, module: &str) -> Option<Absence> {
        if let Some(known) = self.failures.borrow().get(module) {
            return known.clone();
        }
        let top = module.split('.').next().unwrap_or(module);
        let known = self.imported.borrow().get(top).cloned();
        let mut imported = known.unwrap_or_else(|| {
            let mut imported = Imported {
                is_known_to_work: true,
                ..Imported::default()
            };
            // What the package itself imports works, whatever it looks like here.
            let _ = self.import(top, top, &mut imported);
            imported.modules.insert(top.to_owned(), Progress::Done);
            imported.is_known_to_work = false;
            let mut all = self.imported.borrow_mut();
            all.entry(top.to_owned()).or_insert(imported).clone()
        });
        let failure = self.import(module, top, &mut imported).err();
        self.failures
            .borrow_mut()
            .insert(module.to_owned(), failure.clone());
        failure
    }

    /// Imports a module of the package `top` and the packages around it.
    fn import(&self, module: &str, top: &str, imported: &mut Imported) -> Result<(), Absence> {
        let is_inside = module == top || module.starts_with(&format!("{top}."));
        if !is_inside || stdlib::is_stdlib(module) {
            return Ok(());
        }
        if let Some((parent, _)) = module.rsplit_once('.') {
            self.import(parent, top, imported)?;
        }
        if imported.modules.contains_key(module) || !self.budget.spend(1) {
            return Ok(());
        }
        let Some(index) = self.run_time(module) else {
            return Ok(());
        };
        // Where stars stand among the definitions is not known.
        let is_early =
            |binding: &Binding| !index.stars.is_empty() && !matches!(binding, Binding::Import(_));
        let early = index.scope.iter().filter(|(_, binding)| is_early(binding));
        let early = early.map(|(name, _)| name.clone()).collect();
        imported
            .modules
            .insert(module.to_owned(), Progress::Under(early));
        let mut execute = || {
            for star in &index.stars {
                self.import(star, top, imported)?;
            }
            for (name, binding) in &index.scope {
                if let Binding::Import(import) = binding
                    && !import.on_demand
                {
                    self.execute(import, top, imported)?;
                }
                if let Some(Progress::Under(bound)) = imported.modules.get_mut(module) {
                    bound.insert(name.clone());
                }
            }
            Ok(())
        };
        let result = execute();
        match result {
            Ok(()) => imported.modules.insert(module.to_owned(), Progress::Done),
            Err(_) => imported.modules.remove(module),
        };
        result
    }

    fn execute(&self, import: &Import, top: &str, imported: &mut Imported) -> Result<(), Absence> {
        self.import(&import.module, top, imported)?;
        let (Some(name), Some(Progress::Under(bound))) =
            (&import.name, imported.modules.get(&import.module))
        else {
            return Ok(());
        };
        if bound.contains(name) {
            return Ok(());
        }
        let submodule = format!("{}.{name}", import.module);
        if self.roots.executed(&submodule).is_some() {
            return self.import(&submodule, top, imported);
        }
        if imported.is_known_to_work {
            return Ok(());
        }
        Err(Absence::Circle(import.module.clone()))
    }
}
