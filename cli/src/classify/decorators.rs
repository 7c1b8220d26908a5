//! What do the decorators of a definition make of it?

use ruff_python_ast::Expr;
use rustc_hash::FxHashSet as HashSet;

use crate::{
    index::{Binding, Def},
    resolve::{Entity, Id, named},
    types::{Ancestor, Scope, Ty, Types, canonical, declared},
};

/// What the decorators of a definition say.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says something of its own"
)]
#[derive(Debug, Default)]
pub(crate) struct Decoration {
    pub binding: Receiver,
    pub overload: bool,
    pub context: bool,
    pub property: bool,
    pub is_abstract: bool,
    /// `@name.setter` and the like.
    pub accessor: bool,
    /// A decorator that may do anything.
    pub unknown: Option<String>,
}

/// What the first parameter of a function in a class is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Receiver {
    #[default]
    Instance,
    Class,
    None,
}

impl Types<'_> {
    /// Reads the decorators of a definition.
    pub(crate) fn decoration(&self, def: &Def, scope: &Scope) -> Decoration {
        let mut decoration = Decoration::default();
        for decorator in &def.node.decorator_list {
            self.decorator(
                &decorator.expression,
                &def.node.name,
                scope,
                &mut decoration,
            );
        }
        // These are class methods and static methods by themselves.
        match def.node.name.as_str() {
            "__new__" => decoration.binding = Receiver::None,
            "__init_subclass__" | "__class_getitem__" => decoration.binding = Receiver::Class,
            _ => {}
        }
        decoration
    }

    fn decorator(&self, expr: &Expr, name: &str, scope: &Scope, decoration: &mut Decoration) {
        let (function, called) = match expr {
            Expr::Call(call) => (&*call.func, true),
            function => (function, false),
        };
        if let Expr::Attribute(attribute) = function
            && matches!(&*attribute.value, Expr::Name(owner) if owner.id == name)
        {
            decoration.accessor = true;
            return;
        }
        let classes: Vec<&str> = scope.class.as_deref().into_iter().collect();
        let entity =
            named(self.world, &scope.module, &classes, function).unwrap_or(Entity::Missing);
        let (module, known) = match self.world.behind(entity) {
            Entity::Builtin(name) => ("builtins".to_owned(), name),
            Entity::Foreign { module, name } => canonical(module, name),
            Entity::Defined(id) => {
                if !self.keeps_type(&id, called) {
                    decoration.unknown.get_or_insert(id.name);
                }
                return;
            }
            Entity::Module(_) | Entity::Missing => {
                let text = crate::index::dotted(function);
                decoration
                    .unknown
                    .get_or_insert(text.unwrap_or_else(|| "(expression)".to_owned()));
                return;
            }
        };
        match (&*module, &*known) {
            ("builtins", "staticmethod") => decoration.binding = Receiver::None,
            ("builtins", "classmethod") => decoration.binding = Receiver::Class,
            ("builtins", "property")
            | ("functools", "cached_property")
            | ("abc", "abstractproperty")
            | ("types", "DynamicClassAttribute") => decoration.property = true,
            ("typing" | "typing_extensions", "overload") => decoration.overload = true,
            ("contextlib", "asynccontextmanager") => decoration.context = true,
            ("abc", "abstractmethod") => decoration.is_abstract = true,
            ("abc", "abstractclassmethod") => {
                decoration.binding = Receiver::Class;
                decoration.is_abstract = true;
            }
            ("abc", "abstractstaticmethod") => {
                decoration.binding = Receiver::None;
                decoration.is_abstract = true;
            }
            (
                "typing" | "typing_extensions",
                "final" | "override" | "no_type_check" | "deprecated" | "type_check_only",
            )
            | ("warnings", "deprecated")
            | ("functools", "wraps") => {}
            _ => {
                decoration
                    .unknown
                    .get_or_insert(format!("{module}.{known}"));
            }
        }
    }

    /// Whether a decorator gives back what it is given, by its annotations.
    fn keeps_type(&self, id: &Id, called: bool) -> bool {
        let scope = Scope {
            module: id.module.clone(),
            ..Scope::default()
        };
        let of = |def: &Def| {
            let scope = Scope {
                params: declared(id, def.node.type_params.as_deref()),
                ..scope.clone()
            };
            let returns = self.read(def.node.returns.as_deref()?, &scope);
            if called {
                let Ty::Apply(head, arguments) = returns else {
                    return None;
                };
                let callable = matches!(&*head, Ty::Foreign { name, .. } if name == "Callable");
                let [Ty::List(takes), gives] = &arguments[..] else {
                    return None;
                };
                return Some(callable && matches!(&takes[..], [one] if one == gives));
            }
            let first = def.node.parameters.iter().next()?;
            let takes = self.read(first.annotation()?, &scope);
            Some(matches!(takes, Ty::Param(_)) && takes == returns)
        };
        self.world
            .with_function(id, |defs, _| defs.last().and_then(of))
            .flatten()
            .unwrap_or(false)
    }

    /// Whether a class has an abstract member left.
    pub(crate) fn is_abstract(&self, class: &Id) -> bool {
        let mut decided = HashSet::default();
        for ancestor in self.ancestors(class, &[]).iter() {
            let Ancestor::Defined(id, _) = ancestor else {
                continue;
            };
            let scope = self.class_scope(id, None);
            let found = self.world.with_class(id, |definition, _| {
                definition.scope.iter().any(|(name, binding)| {
                    decided.insert(name.clone())
                        && matches!(binding, Binding::Function(defs)
                            if defs.iter().any(|def| self.decoration(def, &scope).is_abstract))
                })
            });
            if found == Some(true) {
                return true;
            }
        }
        false
    }
}
