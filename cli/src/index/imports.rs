//! What import statements bind, and what importing the module needs.

use ruff_python_ast::{
    Alias, Expr, Stmt, StmtImportFrom,
    visitor::{Visitor, walk_stmt},
};

use super::{
    Binding, Import, Place, Scope,
    branches::Context,
    builder::{Builder, bind},
};

impl Builder<'_> {
    pub(super) fn import(&mut self, alias: &Alias, scope: &mut Scope, at: &Context) {
        let module = alias.name.to_string();
        self.need(&module, at);
        self.imported.insert(module.clone());
        let (name, module, reexport) = if let Some(asname) = &alias.asname {
            (
                asname.to_string(),
                module.clone(),
                asname.as_str() == module,
            )
        } else {
            let top = module.split('.').next().unwrap_or(&module).to_owned();
            (top.clone(), top, false)
        };
        bind(
            scope,
            name,
            Binding::Import(Import {
                module,
                name: None,
                reexport,
                on_demand: false,
            }),
        );
    }

    pub(super) fn import_from(&mut self, node: &StmtImportFrom, scope: &mut Scope, at: &Context) {
        let relative = node.level > 0;
        let Some(module) = self.absolute(node) else {
            return;
        };
        self.need(&module, at);
        for alias in &node.names {
            if alias.name.as_str() == "*" {
                if at.place == Place::Module && at.live && !self.stars.contains(&module) {
                    self.stars.push(module.clone());
                }
                continue;
            }
            let name = alias.name.to_string();
            if at.is_needed_on_import() {
                self.imports.may_need.push(format!("{module}.{name}"));
            }
            let bound = alias
                .asname
                .as_ref()
                .map_or_else(|| name.clone(), ToString::to_string);
            let same = alias
                .asname
                .as_ref()
                .is_some_and(|asname| asname.as_str() == name);
            let sibling = relative && node.module.is_none() && alias.asname.is_none();
            bind(
                scope,
                bound,
                Binding::Import(Import {
                    module: module.clone(),
                    name: Some(name),
                    reexport: same || sibling,
                    on_demand: false,
                }),
            );
        }
        if self.is_init
            && node.level == 1
            && let Some(child) = &node.module
            && at.place == Place::Module
            && !child.contains('.')
        {
            // `from .child import x` in an `__init__` also binds `child`.
            let import = Import {
                module: module.clone(),
                name: None,
                reexport: true,
                on_demand: false,
            };
            scope
                .entry(child.to_string())
                .or_insert(Binding::Import(import));
        }
    }

    /// Binds what `__getattr__` of the module imports when it is asked for.
    pub(super) fn import_on_demand(&self, body: &[Stmt], scope: &mut Scope) {
        struct Statements<'a>(Vec<&'a StmtImportFrom>);
        impl<'a> Visitor<'a> for Statements<'a> {
            fn visit_stmt(&mut self, stmt: &'a Stmt) {
                match stmt {
                    Stmt::ImportFrom(node) => self.0.push(node),
                    _ => walk_stmt(self, stmt),
                }
            }
            fn visit_expr(&mut self, _: &'a Expr) {}
        }
        let mut statements = Statements(Vec::new());
        statements.visit_body(body);
        for node in statements.0 {
            let Some(module) = self.absolute(node) else {
                continue;
            };
            for alias in &node.names {
                let bound = alias.asname.as_ref().unwrap_or(&alias.name);
                let import = Import {
                    module: module.clone(),
                    name: Some(alias.name.to_string()),
                    reexport: false,
                    on_demand: true,
                };
                scope
                    .entry(bound.to_string())
                    .or_insert(Binding::Import(import));
            }
        }
    }

    /// The module that a `from` import names, or nothing when it goes beyond the top.
    pub(super) fn absolute(&self, node: &StmtImportFrom) -> Option<String> {
        let named = node.module.as_ref().map_or("", |module| module.as_str());
        if node.level == 0 {
            return Some(named.to_owned());
        }
        let mut package = self.package.as_str();
        for _ in 1..node.level {
            package = package.rsplit_once('.')?.0;
        }
        Some(match (package, named) {
            ("", _) => return None,
            (package, "") => package.to_owned(),
            (package, named) => format!("{package}.{named}"),
        })
    }

    fn need(&mut self, module: &str, at: &Context) {
        if at.is_needed_on_import() {
            self.imports.needs.push(module.to_owned());
        }
    }
}
