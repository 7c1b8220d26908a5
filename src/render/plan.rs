//! What a module needs: run-time parts, imports, names.

use std::collections::BTreeSet;

use crate::descriptor::{AsyncFn, Module};
use crate::layout::Aliases;
use crate::render::parts;
use crate::render::shim::Shim;
use crate::render::statement::{self, Statement};
use crate::render::twin::{self, Reads};
use crate::runtime::{Needs, Part};
use crate::syntax::normalized;

/// What one pass over a module tells about its text.
pub(super) struct Plan<'a> {
    module: &'a Module,
    pub(super) needs: Needs,
    pub(super) aliases: Aliases,
    run_time: Vec<Statement>,
    type_checking: Vec<Statement>,
    /// The texts of classes, and of the functions whose values cross as twins.
    pub(super) classes: Vec<String>,
    pub(super) fns: Vec<Option<String>>,
    reads: Reads,
}

impl<'a> Plan<'a> {
    pub(super) fn of(module: &'a Module) -> Self {
        let mut needs = Needs::new(module);
        for f in &module.fns {
            needs.add(f, f.traits());
        }
        let read = |texts: &'a [String]| texts.iter().flat_map(|text| statement::read(text, false));
        let mut run_time = statement::read(&module.source_import, true);
        run_time.extend(read(&module.imports));
        let mut type_checking: Vec<Statement> = read(&module.type_checking_imports).collect();
        let aliases = aliases(run_time.iter().chain(&type_checking));
        if module.runtime_annotations {
            run_time.append(&mut type_checking);
        }
        let mut reads = Reads::default();
        let classes = module.classes.iter();
        let classes = classes
            .map(|class| twin::class(class, module, &aliases, &mut reads))
            .collect();
        let mut text_of = |f: &AsyncFn| {
            f.is_twinned()
                .then(|| twin::function(f, module, &aliases, &mut reads))
        };
        let fns = module.fns.iter().map(&mut text_of).collect();
        needs.add_modules(reads.modules.iter().copied());
        Self {
            module,
            needs,
            aliases,
            run_time,
            type_checking,
            classes,
            fns,
            reads,
        }
    }

    /// The imports when the module runs, and those of type checkers alone.
    pub(super) fn imports(&self) -> (Vec<Statement>, Vec<Statement>) {
        let stdlib = match self.module.shared_runtime {
            Some(_) => self.needs.shim_modules(),
            None => self.needs.all_modules(),
        };
        let mut run_time: Vec<Statement> = stdlib.iter().map(Statement::module).collect();
        run_time.extend(self.run_time.iter().cloned());
        (run_time, self.type_checking.clone())
    }

    /// What users of the module can name, in the form in which Python knows it.
    pub(super) fn public_names(&self) -> Vec<String> {
        let own = self.needs.parts.iter().flat_map(Part::public_names);
        let shims = self.module.fns.iter().map(|f| normalized(&f.sync_name));
        let classes = self.module.classes.iter();
        let classes = classes.map(|class| normalized(&class.name));
        own.map(|name| (*name).to_owned())
            .chain(shims.map(Into::into))
            .chain(classes.map(Into::into))
            .collect()
    }

    /// What the module imports from a shared run-time part: what users can name and what shims
    /// read.
    pub(super) fn shared_names(&self) -> Vec<&'static str> {
        let public = self.needs.parts.iter().flat_map(Part::public_names);
        let mut names: BTreeSet<&'static str> = public.copied().collect();
        names.extend(&self.reads.names);
        for f in self.module.fns.iter().filter(|f| !f.is_twinned()) {
            names.extend(
                Shim::new(f, self.module.mode, self.module.timeouts, &self.aliases).reads(),
            );
        }
        names.into_iter().collect()
    }

    /// About as much as the text takes.
    pub(super) fn capacity(&self) -> usize {
        const HEAD: usize = 1024;
        const SHIM: usize = 256;
        let parts: usize = match self.module.shared_runtime {
            Some(_) => 0,
            None => self.needs.parts.iter().map(parts::length).sum(),
        };
        let classes: usize = self.classes.iter().map(String::len).sum();
        HEAD + parts + classes + SHIM * self.module.fns.len()
    }
}

/// The other names of `Literal` and `Annotated`.
fn aliases<'a>(statements: impl Iterator<Item = &'a Statement>) -> Aliases {
    let mut aliases = Aliases::default();
    for statement in statements {
        let Statement::From { module, names, .. } = statement else {
            continue;
        };
        if !matches!(&**module, "typing" | "typing_extensions") {
            continue;
        }
        for name in names {
            match (&*name.name, &name.alias) {
                ("Literal", Some(alias)) => aliases.literal.push(alias.clone()),
                ("Annotated", Some(alias)) => aliases.annotated.push(alias.clone()),
                _ => {}
            }
        }
    }
    aliases
}
