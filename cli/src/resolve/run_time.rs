//! Does a name have a value when a program runs, and not only for type checkers?

use std::{fmt, sync::Arc};

use super::{Obstacle, World, stdlib};
use crate::{
    index::{Binding, Class, Index, Scope},
    parse,
    target::Target,
};

/// Why a type cannot be had when a program runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Absence {
    /// Its module cannot be imported.
    Module(Obstacle),
    /// Importing its module ends in a circle: at this module.
    Circle(String),
    /// Its module is for type checkers alone.
    Stub(String),
    /// Its module does not bind it, but in a stub or under `TYPE_CHECKING`.
    Unbound(String),
    /// The standard library keeps it for itself, so that any version may be without it.
    Private,
    /// It stands for itself, which text alone can say.
    Recursive,
}

impl fmt::Display for Absence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Module(Obstacle::Missing(module)) => {
                write!(f, "`{module}`, which importing it needs, is not installed")
            }
            Self::Module(Obstacle::Effect(module)) => {
                write!(f, "importing `{module}` has effects")
            }
            Self::Circle(module) => {
                write!(
                    f,
                    "importing its module is a circle of imports at `{module}`"
                )
            }
            Self::Stub(module) => write!(f, "`{module}` is for type checkers alone"),
            Self::Unbound(module) => {
                write!(f, "`{module}` has it for type checkers alone")
            }
            Self::Private => f.write_str("it is private to the standard library"),
            Self::Recursive => f.write_str("it is a recursive alias"),
        }
    }
}

impl World {
    /// Whether `module.path` has a value when it is imported.
    pub(crate) fn at_run_time(&self, module: &str, path: &str) -> Result<(), Absence> {
        if stdlib::is_stdlib(module) {
            return self.of_standard_library(module, path);
        }
        self.importable(module).map_err(Absence::Module)?;
        if let Some(absence) = self.failure(module) {
            return Err(absence);
        }
        let Some(index) = self.run_time(module) else {
            // Compiled: its stub is to be believed, but for what it has for itself.
            let is_private = path.starts_with('_');
            return if is_private {
                Err(Absence::Unbound(module.to_owned()))
            } else {
                Ok(())
            };
        };
        if binds(&index, path) {
            Ok(())
        } else {
            Err(Absence::Unbound(module.to_owned()))
        }
    }

    fn of_standard_library(&self, module: &str, path: &str) -> Result<(), Absence> {
        let is_private = |name: &str| name.starts_with('_');
        if !stdlib::has(&self.target, module) {
            Err(Absence::Stub(module.to_owned()))
        } else if module.split('.').any(is_private) || path.split('.').any(is_private) {
            Err(Absence::Private)
        } else {
            Ok(())
        }
    }

    /// Whether brackets can stand behind a class when a program runs: where type checkers read a
    /// stub the class itself need not be generic.
    pub(crate) fn is_generic_at_run_time(&self, module: &str, path: &str) -> bool {
        let Some(index) = self.run_time(module) else {
            return false;
        };
        let is_generic = |class: &Class| {
            class.type_params.is_some()
                || class
                    .bases
                    .iter()
                    .any(ruff_python_ast::Expr::is_subscript_expr)
                || class.scope.contains_key("__class_getitem__")
        };
        match binding(&index.scope, path) {
            Some(Binding::Class(class)) => is_generic(class),
            // Something else that an assignment made.
            _ => true,
        }
    }

    /// What importing a module binds: its text without what is for type checkers.
    pub(super) fn run_time(&self, module: &str) -> Option<Arc<Index>> {
        if let Some(known) = self.run_time.borrow().get(module) {
            return known.clone();
        }
        let target = Target {
            type_checking: false,
            ..self.target.clone()
        };
        let file = self.roots.executed(module);
        let index = file.and_then(|file| parse::load(file, &target).ok());
        let index = index.map(Arc::new);
        self.run_time
            .borrow_mut()
            .insert(module.to_owned(), index.clone());
        index
    }
}

/// Whether a module binds a name, as far as its text tells.
fn binds(index: &Index, path: &str) -> bool {
    let top = path.split('.').next().unwrap_or(path);
    let may_have_more = !index.stars.is_empty() || index.scope.contains_key("__getattr__");
    match index.scope.get(top) {
        // A nested class; what else an object has is not known.
        Some(Binding::Class(class)) if class.bases.is_empty() => {
            binding(&index.scope, path).is_some()
        }
        Some(_) => true,
        None => may_have_more,
    }
}

/// What a path of classes leads to.
fn binding<'i>(scope: &'i Scope, path: &str) -> Option<&'i Binding> {
    match path.split_once('.') {
        None => scope.get(path),
        Some((outer, rest)) => match scope.get(outer)? {
            Binding::Class(class) => binding(&class.scope, rest),
            _ => None,
        },
    }
}
