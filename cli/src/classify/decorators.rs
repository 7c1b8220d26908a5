//! What do the decorators of a definition make of it?

use ruff_python_ast::{Expr, ExprCall};
use rustc_hash::FxHashSet as HashSet;

use super::{Colour, Outcome, Takes, Value};
use crate::{
    index::{Binding, Def, dotted},
    resolve::{Entity, Id, named},
    types::{Ancestor, Scope, Ty, Types, canonical},
};

/// What the decorators of a definition say about it, its result left out.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says something of its own"
)]
pub(crate) struct Decoration {
    pub binding: Receiver,
    pub overload: bool,
    pub property: bool,
    pub is_abstract: bool,
    /// `@name.setter` and the like.
    pub accessor: bool,
}

/// What the first parameter of a function in a class is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Receiver {
    #[default]
    Instance,
    Class,
    None,
}

/// A definition with its decorators applied.
#[derive(Debug)]
pub(crate) struct Called {
    pub decoration: Decoration,
    pub value: Value,
    pub outcomes: Vec<Outcome>,
    /// A decorator that may do anything.
    pub unknown: Option<String>,
    /// Whether a wrapper looks at which arguments are given.
    pub looks_at_arguments: bool,
}

/// A decorator that makes something else of a function.
enum Step<'d> {
    /// `contextlib.asynccontextmanager`
    AsyncContext,
    /// `contextlib.contextmanager`
    Context,
    /// `types.coroutine`
    Coroutine,
    /// `functools.singledispatch`, which is a plain function.
    Dispatch,
    /// `unittest.mock.patch`, which passes what it has made besides.
    Patch,
    /// One that a package defines, with its call if it is a factory of decorators.
    Defined(Id, Option<&'d ExprCall>),
    /// A method of an object, as `router.get(...)`.
    Method(Id, Option<&'d ExprCall>),
    Unknown(String),
}

/// How many functions are looked into for one.
pub(super) const FUEL: usize = 8;

impl Types<'_> {
    /// Reads the decorators of a definition that do not change what it gives.
    pub(crate) fn decoration(&self, def: &Def, scope: &Scope) -> Decoration {
        self.decorators(def, scope).0
    }

    /// A definition with its decorators applied.
    pub(crate) fn called(&self, def: &Def, scope: &Scope) -> Called {
        self.called_within(def, scope, FUEL)
    }

    pub(super) fn called_within(&self, def: &Def, scope: &Scope, fuel: usize) -> Called {
        let (decoration, steps) = self.decorators(def, scope);
        let mut value = self.value(def, scope, fuel);
        let mut unknown = None;
        let mut looks_at_arguments = false;
        for step in steps.into_iter().rev() {
            if let Step::Defined(id, _) = &step {
                looks_at_arguments |= self.wrapper_looks_at_arguments(id);
            }
            match self.apply(step, &value, scope, fuel) {
                Ok(changed) => value = changed,
                Err(name) => unknown = Some(name),
            }
        }
        Called {
            decoration,
            outcomes: self.outcomes(&value),
            value,
            unknown,
            looks_at_arguments,
        }
    }

    /// Whether a function that a decorator defines looks at which arguments it is given.
    fn wrapper_looks_at_arguments(&self, decorator: &Id) -> bool {
        fn looks(def: &Def) -> bool {
            let body = def.body.as_deref();
            let mut inner = body.into_iter().flat_map(|body| &body.functions);
            inner.any(|(_, inner)| inner.looks_at_arguments || looks(inner))
        }
        self.world
            .with_function(decorator, |defs, _| defs.last().is_some_and(looks))
            .unwrap_or(false)
    }

    fn decorators<'d>(&self, def: &'d Def, scope: &Scope) -> (Decoration, Vec<Step<'d>>) {
        let mut decoration = Decoration::default();
        let mut steps = Vec::new();
        for decorator in &def.node.decorator_list {
            let name = &def.node.name;
            let step = self.decorator(&decorator.expression, name, scope, &mut decoration);
            steps.extend(step);
        }
        // These are class methods and static methods by themselves.
        match def.node.name.as_str() {
            "__new__" => decoration.binding = Receiver::None,
            "__init_subclass__" | "__class_getitem__" => decoration.binding = Receiver::Class,
            _ => {}
        }
        (decoration, steps)
    }

    fn decorator<'d>(
        &self,
        expr: &'d Expr,
        name: &str,
        scope: &Scope,
        decoration: &mut Decoration,
    ) -> Option<Step<'d>> {
        let (function, call) = match expr {
            Expr::Call(call) => (&*call.func, Some(call)),
            function => (function, None),
        };
        if let Expr::Attribute(attribute) = function
            && matches!(&*attribute.value, Expr::Name(owner) if owner.id == name)
        {
            decoration.accessor = true;
            return None;
        }
        let classes: Vec<&str> = scope.class.as_deref().into_iter().collect();
        let entity =
            named(self.world, &scope.module, &classes, function).unwrap_or(Entity::Missing);
        let (module, known) = match self.world.behind(entity) {
            Entity::Builtin(name) => ("builtins".to_owned(), name),
            Entity::Foreign { module, name } => canonical(module, name),
            Entity::Defined(id) => return Some(Step::Defined(id, call)),
            Entity::Module(_) | Entity::Missing => {
                if let Some(method) = self.method_of_object(function, scope) {
                    return Some(Step::Method(method, call));
                }
                let text = dotted(function).unwrap_or_else(|| "(expression)".to_owned());
                return Some(Step::Unknown(text));
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
            ("contextlib", "asynccontextmanager") => return Some(Step::AsyncContext),
            ("contextlib", "contextmanager") => return Some(Step::Context),
            ("types", "coroutine") => return Some(Step::Coroutine),
            ("unittest.mock", "patch" | "patch.object" | "patch.dict" | "patch.multiple") => {
                return Some(Step::Patch);
            }
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
            ("functools", "singledispatch") => return Some(Step::Dispatch),
            _ => return Some(Step::Unknown(format!("{module}.{known}"))),
        }
        None
    }

    /// A function as its `def` statement makes it.
    fn value(&self, def: &Def, scope: &Scope, fuel: usize) -> Value {
        let returns = def.node.returns.as_deref();
        let returns = returns.map(|returns| self.read(returns, scope));
        let mut annotated = true;
        let mut inferred = || {
            let inferred = self.inferred(def, scope, fuel)?;
            annotated = false;
            Some(inferred)
        };
        let (gives, colour) = if def.generator {
            let gives = match returns {
                None => Ty::standard("collections.abc", "AsyncGenerator", [Ty::Any, Ty::Any]),
                Some(ty) if self.is_generator(&ty) => ty,
                Some(ty) => {
                    let item = self.element(&ty).unwrap_or(Ty::Any);
                    Ty::standard("collections.abc", "AsyncIterator", [item])
                }
            };
            (gives, Colour::Generator)
        } else if def.node.is_async {
            let result = returns.or_else(&mut inferred).unwrap_or(Ty::Any);
            (coroutine(result), Colour::Coroutine)
        } else {
            let unknown = || Ty::Unknown("(result)".to_owned());
            let gives = returns.or_else(&mut inferred);
            (gives.unwrap_or_else(unknown), Colour::Plain)
        };
        let parameters = &def.node.parameters;
        let ordinary = parameters.posonlyargs.iter().chain(&parameters.args);
        let ty = |annotation| self.read(annotation, scope);
        Value {
            takes: Takes::Own,
            front: ordinary
                .map(|p| p.annotation().map_or(Ty::Any, ty))
                .collect(),
            gives,
            colour,
            annotated: annotated && !is_bare(def),
        }
    }

    /// What a decorator makes of a function, or the decorator's name.
    fn apply(
        &self,
        step: Step<'_>,
        value: &Value,
        scope: &Scope,
        fuel: usize,
    ) -> Result<Value, String> {
        let item = || self.element(&value.gives).unwrap_or(Ty::Any);
        let gives = match step {
            Step::Patch => {
                return Ok(Value {
                    takes: Takes::Anything,
                    annotated: false,
                    ..value.clone()
                });
            }
            Step::Dispatch => value.gives.clone(),
            Step::AsyncContext => {
                Ty::standard("contextlib", "AbstractAsyncContextManager", [item()])
            }
            Step::Context => Ty::standard("contextlib", "AbstractContextManager", [Ty::Any]),
            Step::Coroutine => coroutine(super::kinds::generator_return(&value.gives)),
            Step::Defined(id, call) => {
                let changed = self.decorated(&id, call, value, scope.class.is_some(), fuel);
                return changed.ok_or(id.name);
            }
            Step::Method(id, call) => {
                let changed = self.decorated_by_method(&id, call, value, scope, fuel);
                return changed.ok_or(id.name);
            }
            Step::Unknown(name) => return Err(name),
        };
        Ok(Value {
            takes: value.takes.clone(),
            front: value.front.clone(),
            gives,
            colour: Colour::Plain,
            annotated: value.annotated,
        })
    }

    /// What a decorator that a package defines makes of a function, if that can be told.
    pub(super) fn decorated(
        &self,
        id: &Id,
        call: Option<&ExprCall>,
        value: &Value,
        in_class: bool,
        fuel: usize,
    ) -> Option<Value> {
        let fuel = fuel.checked_sub(1)?;
        let outer = id.name.rsplit_once('.').map(|(outer, _)| outer.to_owned());
        let scope = Scope {
            module: id.module.clone(),
            class: outer,
            ..Scope::default()
        };
        self.world.with_function(id, |defs, _| {
            let is_overload = |def: &&Def| self.decoration(def, &scope).overload;
            let overloads: Vec<&Def> = defs.iter().filter(is_overload).collect();
            let last = defs.last()?;
            let described = if overloads.is_empty() {
                vec![last]
            } else {
                overloads
            };
            let keeps_own = self.wraps(last, call.is_some(), &scope);
            described
                .into_iter()
                .find_map(|def| {
                    self.by_annotations(id, def, call, value, keeps_own, in_class, &scope, fuel)
                })
                .or_else(|| {
                    let made = self.by_body(id, last, call, value, &scope, &[], fuel)?;
                    Some(Value {
                        annotated: false,
                        ..made
                    })
                })
        })?
    }

    /// The method that `object.method` names, where a module assigns the object.
    fn method_of_object(&self, function: &Expr, scope: &Scope) -> Option<Id> {
        let path = dotted(function)?;
        let (object, name) = path.rsplit_once('.')?;
        let entity = self.world.resolve(&scope.module, &[], object);
        let Entity::Defined(id) = self.world.behind(entity) else {
            return None;
        };
        let (class, arguments) = match self.value_type(&id)? {
            Ty::Apply(head, arguments) => (*head, arguments),
            head => (head, Vec::new()),
        };
        let Ty::Defined(class) = class else {
            return None;
        };
        let (owner, _) = self.member(&class, &arguments, name)?;
        Some(owner.member(name))
    }

    /// What a method makes of a function that it decorates, by its annotations.
    fn decorated_by_method(
        &self,
        id: &Id,
        call: Option<&ExprCall>,
        value: &Value,
        scope: &Scope,
        fuel: usize,
    ) -> Option<Value> {
        let fuel = fuel.checked_sub(1)?;
        let (owner, _) = id.name.rsplit_once('.')?;
        let outer = self.class_scope(&Id::new(&*id.module, owner), None);
        let in_class = scope.class.is_some();
        self.world.with_function(id, |defs, _| {
            defs.iter().find_map(|def| {
                // Without the object.
                let mut def = def.clone();
                let parameters = &mut def.node.parameters;
                if !parameters.posonlyargs.is_empty() {
                    parameters.posonlyargs.remove(0);
                } else if !parameters.args.is_empty() {
                    parameters.args.remove(0);
                }
                let keeps = self.wraps(&def, call.is_some(), &outer);
                self.by_annotations(id, &def, call, value, keeps, in_class, &outer, fuel)
            })
        })?
    }

    /// Whether a decorator of a class gives back the class.
    pub(crate) fn keeps_class(&self, decorator: &Id, call: Option<&ExprCall>) -> bool {
        // A class as a function that makes something.
        let class = Value {
            takes: Takes::Own,
            front: Vec::new(),
            gives: Ty::Unknown("(object)".to_owned()),
            colour: Colour::Plain,
            annotated: true,
        };
        self.decorated(decorator, call, &class, false, FUEL)
            .is_some_and(|made| made.takes == class.takes && made.gives == class.gives)
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

/// Whether a definition has no annotation at all, which type checkers call untyped.
pub(crate) fn is_bare(def: &Def) -> bool {
    let mut parameters = def.node.parameters.iter();
    def.node.returns.is_none() && parameters.all(|p| p.annotation().is_none())
}

/// What a call of a coroutine function gives.
pub(super) fn coroutine(result: Ty) -> Ty {
    Ty::standard("types", "CoroutineType", [Ty::Any, Ty::Any, result])
}
