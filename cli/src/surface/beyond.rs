//! What is not for an event loop of asyncio, or not in Python?

use super::{Explorer, publish::is_public_module};
use crate::{
    index::Binding,
    report::{Reason, Skip},
    resolve::Id,
};

/// Frameworks whose awaitables no event loop of asyncio can run.
const FRAMEWORKS: [&str; 2] = ["trio", "curio"];

impl Explorer<'_, '_> {
    /// The framework without which the module of a definition cannot be imported, if that is not
    /// asyncio.
    pub(super) fn framework(&self, id: &Id) -> Option<&'static str> {
        let index = self.world.module(&id.module)?;
        let needs = |framework: &&str| {
            index.imports.needs.iter().any(|module| {
                let rest = module.strip_prefix(framework);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        FRAMEWORKS.into_iter().find(needs)
    }

    /// Reports public names that come from modules of the package without source.
    pub(super) fn compiled(&mut self) {
        let inside = format!("{}.", self.package);
        let mut found = Vec::new();
        for index in self
            .modules()
            .filter(|index| is_public_module(&index.file.name))
        {
            let module = &index.file.name;
            for name in self.world.exports(module).iter() {
                let Some(Binding::Import(import)) = index.scope.get(name) else {
                    continue;
                };
                if import.name.is_none()
                    || !import.module.starts_with(&inside)
                    || self.world.module(&import.module).is_some()
                {
                    continue;
                }
                found.push(Skip {
                    path: index.file.path.clone(),
                    line: 0,
                    name: format!("{module}.{name}"),
                    reason: Reason::Compiled,
                    detail: format!("`{}`", import.module),
                });
            }
        }
        self.skips.extend(found);
    }
}
