//! Which module is a shim in, and what is in that module?

use std::collections::BTreeMap;

use mochi_asyncbridge::{Mode, Module};

use super::{Explorer, Options, Origin, cost, naming, publish::Candidate};
use crate::emit::Writer;

/// The shims of one public module of a package.
#[derive(Clone, Debug)]
pub struct Part {
    /// The module's path below the package, private modules on the way left out.
    pub path: Vec<String>,
    /// What to render.
    pub module: Module,
    /// What each function of it stands for.
    pub origins: Vec<Origin>,
}

impl Explorer<'_, '_> {
    /// The modules of all shims, that of the package itself first.
    pub(super) fn parts(&mut self, options: &Options) -> Vec<Part> {
        let mut modules: BTreeMap<Vec<String>, Vec<Candidate>> = BTreeMap::new();
        // The module of the package itself is there, whatever it has.
        modules.insert(Vec::new(), Vec::new());
        for candidate in self.candidates() {
            let path = self.part(&candidate);
            modules.entry(path).or_default().push(candidate);
        }
        let parts = modules.into_iter().map(|(path, candidates)| {
            let (module, origins) = self.module_of(&candidates, options);
            Part {
                path,
                module,
                origins,
            }
        });
        parts
            .filter(|part| part.path.is_empty() || !part.module.fns.is_empty())
            .collect()
    }

    /// The path of the module that the shims of a callable are in.
    fn part(&self, candidate: &Candidate) -> Vec<String> {
        if !self.is_mirrored {
            return Vec::new();
        }
        let module = &candidate.public.0;
        let below = module.strip_prefix(&*self.package).unwrap_or(module);
        let parts = below.split('.').filter(|part| !part.is_empty());
        let public = parts.filter(|part| !part.starts_with('_'));
        public.map(str::to_owned).collect()
    }

    /// The module of some callables.
    fn module_of(&mut self, candidates: &[Candidate], options: &Options) -> (Module, Vec<Origin>) {
        let mut writer = Writer::new(&self.package, self.types, self.public.clone());
        writer.is_evaluated = options.runtime_annotations;
        let mut fns = Vec::new();
        let mut origins = Vec::new();
        let mut owners = Vec::new();
        for candidate in candidates {
            if !self.affords(candidate) {
                break;
            }
            if !self.selects(&options.selection, candidate) {
                continue;
            }
            self.said = None;
            let described = self.describe(candidate, &mut writer);
            if described.is_empty() {
                self.miss(&candidate.base);
            }
            for function in described {
                self.world.budget.spend(cost::length(&function));
                origins.push(self.origin(candidate));
                owners.push(candidate.owner.clone());
                fns.push(function);
            }
        }
        naming::settle(&mut fns, &owners);
        for (name, count) in writer.unknown() {
            *self.counts.unresolved.entry(name.clone()).or_default() += count;
        }
        self.counts.absent.append(&mut writer.absent);
        let (called, checking) = writer.imports();
        let mut module = Module {
            source_import: called.join("\n"),
            mode: Mode::default(),
            fns,
            type_checking_imports: checking,
            runtime_annotations: options.runtime_annotations,
            ..Module::default()
        };
        self.refuse(&mut module, &mut origins);
        (module, origins)
    }
}
