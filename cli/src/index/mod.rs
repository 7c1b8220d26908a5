//! What one file defines, taken out of its tree so that the rest of the tree can go.

mod all;
mod attributes;
mod body;
mod branches;
mod builder;
mod copied;
mod imports;
mod lines;
mod looks;
mod nested;

use std::{collections::BTreeSet, sync::Arc};

use indexmap::IndexMap;
use ruff_python_ast::{Expr, StmtFunctionDef, TypeParams};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::find::ModuleFile;

pub(crate) use all::AllPart;
pub(crate) use attributes::{Assigned, Attribute};
pub(crate) use body::{Body, Tests};
pub(crate) use builder::index;
pub(crate) use copied::Copied;
pub(crate) use lines::Lines;

/// One module, indexed.
#[derive(Debug)]
pub(crate) struct Index {
    pub file: ModuleFile,
    pub source: String,
    pub scope: Scope,
    /// How `__all__` is put together, if it is.
    pub all: Option<Vec<AllPart>>,
    /// Whether type checkers cannot tell what is in `__all__`, and what `*` imports.
    pub all_is_computed: bool,
    /// Modules that are imported with `*`.
    pub stars: Vec<String>,
    /// Every `async def` of the file.
    pub async_defs: Vec<AsyncDef>,
    /// Dotted modules that `import a.b` statements name.
    pub imported: BTreeSet<String>,
    pub imports: Arc<Imports>,
    /// What else binds the names of the scope, for another case than that which is read.
    pub others: Others,
    /// Functions and classes that are defined only where modules can be imported.
    pub conditional: FxHashMap<String, Vec<String>>,
    /// Those of them that are not there, each with a module that is not installed.
    pub unavailable: FxHashMap<String, String>,
    /// Names that stand for something else where more is installed.
    pub instead: FxHashSet<String>,
}

/// What binds names in other cases, in the order in which it is met: after a failed import, or when
/// the module is executed and not checked.
pub(crate) type Others = FxHashMap<String, Vec<Other>>;

#[derive(Debug)]
pub(crate) struct Other {
    pub binding: Binding,
    /// Whether type checkers do not see it.
    pub at_run_time: bool,
}

/// What importing a module does.
#[derive(Debug, Default, Clone)]
pub(crate) struct Imports {
    /// Modules without which this one cannot be imported.
    pub needs: Vec<String>,
    /// What may be such a module, or a name in one.
    pub may_need: Vec<String>,
    /// Whether it calls `warnings.warn`, raises or exits.
    pub has_effects: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct AsyncDef {
    pub qualname: String,
    pub line: usize,
    pub place: Place,
    pub generator: bool,
    pub live: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Module,
    Class,
    Function,
}

pub(crate) type Scope = IndexMap<String, Binding, rustc_hash::FxBuildHasher>;

#[derive(Debug)]
pub(crate) enum Binding {
    Class(Box<Class>),
    /// All definitions of one name, in order.
    Function(Vec<Def>),
    Import(Import),
    Value {
        value: Option<Expr>,
        annotation: Option<Expr>,
    },
    TypeAlias(Expr),
}

#[derive(Debug, Clone)]
pub(crate) struct Import {
    pub module: String,
    /// The name in the module; without it, the module itself.
    pub name: Option<String>,
    /// In a form that the typing specification takes for a re-export.
    pub reexport: bool,
    /// In the module's `__getattr__`, where type checkers do not look.
    pub on_demand: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Def {
    /// The definition, its body left out.
    pub node: StmtFunctionDef,
    pub generator: bool,
    pub doc: Option<String>,
    pub line: usize,
    /// What is kept of the body.
    pub body: Option<Box<Body>>,
    /// Whether it does more with `*args` and `**kwargs` than pass them on.
    pub looks_at_arguments: bool,
}

impl Def {
    /// Whether a look at its types could show that what it gives is asynchronous.
    pub(crate) fn may_be_asynchronous(&self) -> bool {
        let returns = self.node.returns.as_deref();
        self.node.is_async
            || !self.node.decorator_list.is_empty()
            || returns.is_some_and(|returns| !returns.is_none_literal_expr())
            || returns.is_none() && self.body.as_ref().is_some_and(|body| body.may_give())
    }
}

#[derive(Debug)]
pub(crate) struct Class {
    pub bases: Vec<Expr>,
    pub metaclass: Option<Expr>,
    /// Other keyword arguments that are true.
    pub flags: Vec<String>,
    /// What it puts into the classes that it makes, if it is a metaclass.
    pub copied: Vec<Copied>,
    pub decorators: Vec<Expr>,
    pub type_params: Option<Box<TypeParams>>,
    pub scope: Scope,
    /// What methods assign to public attributes of the objects.
    pub attributes: Vec<Attribute>,
    pub doc: Option<String>,
    pub line: usize,
}

/// `a.b.c` as text.
pub(crate) fn dotted(expr: &Expr) -> Option<String> {
    let mut parts = Vec::new();
    let mut expr = expr;
    loop {
        match expr {
            Expr::Attribute(attribute) => {
                parts.push(attribute.attr.as_str());
                expr = &attribute.value;
            }
            Expr::Name(name) => {
                parts.push(name.id.as_str());
                break;
            }
            _ => return None,
        }
    }
    parts.reverse();
    Some(parts.join("."))
}
