//! What do calls make where other code has `def`?
//!
//! `access = wrap(os.access)` makes a function, and a decorator of a class may set methods on it:
//! `for name in names: setattr(cls, name, delegate(name))`.

use ruff_python_ast::Expr;

use super::{Colour, Kind, Outcome, Takes, Value, decorators::FUEL, infer::Place};
use crate::{
    index::{Binding, Body, Def, dotted},
    resolve::{Entity, Id},
    types::{Scope, Ty, Types},
};

impl Types<'_> {
    /// What calls of a function give that a module makes by decorating another with a call.
    pub(crate) fn made_function(&self, id: &Id) -> Option<Vec<Outcome>> {
        let value = self.world.with(id, |binding, _| match binding {
            Binding::Value {
                value: Some(Expr::Call(call)),
                annotation: None,
            } => Some(call.clone()),
            _ => None,
        })??;
        let [argument, rest @ ..] = &value.arguments.args[..] else {
            return None;
        };
        let entity = |expr: &Expr| {
            let entity = self.world.resolve(&id.module, &[], &dotted(expr)?);
            Some(self.world.behind(entity))
        };
        let decorator = match entity(&value.func)? {
            Entity::Defined(decorator) => decorator,
            Entity::Foreign { module, name } if (&*module, &*name) == ("functools", "partial") => {
                let Entity::Defined(function) = entity(argument)? else {
                    return None;
                };
                let scope = Scope::of(&function.module);
                return self.partial(&function, &scope);
            }
            _ => return None,
        };
        let is_plain = rest.is_empty() && value.arguments.keywords.is_empty();
        if !is_plain || self.world.is_class(&decorator) {
            return None;
        }
        // A function of which nothing else is known.
        let function = match entity(argument)? {
            Entity::Foreign { .. } | Entity::Builtin(_) => unknown(),
            Entity::Defined(id) => self.world.with_function(&id, |defs, _| {
                let [def] = defs else { return None };
                let scope = Scope::of(&id.module);
                let called = self.called(def, &scope);
                called.unknown.is_none().then_some(called.value)
            })??,
            Entity::Module(_) | Entity::Missing => return None,
        };
        let made = self.decorated(&decorator, None, &function, false, FUEL)?;
        Some(self.outcomes(&made)).filter(|outcomes| !outcomes.is_empty())
    }

    /// The classes whose functions the metaclass of a class wraps for it.
    pub(crate) fn copied(&self, class: &Id) -> Vec<Id> {
        let made = self.world.with_class(class, |class, _| {
            let metaclass = dotted(class.metaclass.as_ref()?)?;
            Some((metaclass, class.flags.clone()))
        });
        let Some(Some((metaclass, flags))) = made else {
            return Vec::new();
        };
        let defined = |module: &str, path: &str| {
            let entity = self.world.resolve(module, &[], path);
            match self.world.behind(entity) {
                Entity::Defined(id) if self.world.is_class(&id) => Some(id),
                _ => None,
            }
        };
        let Some(metaclass) = defined(&class.module, &metaclass) else {
            return Vec::new();
        };
        let copied = self
            .world
            .with_class(&metaclass, |definition, _| definition.copied.clone())
            .unwrap_or_default();
        copied
            .into_iter()
            .filter(|copied| copied.when.as_ref().is_none_or(|flag| flags.contains(flag)))
            .filter_map(|copied| defined(&metaclass.module, &copied.of))
            .collect()
    }

    /// What a call of a function gives of which `functools.partial` fixes arguments.
    fn partial(&self, function: &Id, scope: &Scope) -> Option<Vec<Outcome>> {
        let outcomes = self.world.with_function(function, |defs, _| {
            let [def] = defs else { return None };
            let called = self.called(def, scope);
            called.unknown.is_none().then_some(called.outcomes)
        })??;
        // A partial object is no coroutine function.
        let outcome = |(kind, ty)| match kind {
            Kind::Coroutine => (Kind::Awaitable, ty),
            kind => (kind, ty),
        };
        let outcomes: Vec<Outcome> = outcomes.into_iter().map(outcome).collect();
        (!outcomes.is_empty()).then_some(outcomes)
    }

    /// What `name = functools.partialmethod(function, ...)` makes in a class.
    fn partial_methods(&self, class: &Id) -> Vec<(String, Vec<Outcome>)> {
        let made = self.world.with_class(class, |definition, _| {
            let made = definition.scope.iter().filter_map(|(name, binding)| {
                let Binding::Value {
                    value: Some(Expr::Call(call)),
                    annotation: None,
                } = binding
                else {
                    return None;
                };
                let function = dotted(call.arguments.args.first()?)?;
                Some((name.clone(), dotted(&call.func)?, function))
            });
            made.collect::<Vec<_>>()
        });
        let scope = self.class_scope(class, Some(self.class_type(class)));
        let outcomes = |(name, maker, function): (String, String, String)| {
            let maker = self.world.resolve(&class.module, &[], &maker);
            let Entity::Foreign { module, name: made } = self.world.behind(maker) else {
                return None;
            };
            if (&*module, &*made) != ("functools", "partialmethod") {
                return None;
            }
            let outcomes = self.partial(&class.member(&function), &scope)?;
            Some((name, outcomes))
        };
        made.unwrap_or_default()
            .into_iter()
            .filter_map(outcomes)
            .collect()
    }

    /// The functions that calls make in a class, and decorators of the class set on it, and what
    /// calls of them give.
    pub(crate) fn made_methods(&self, class: &Id) -> Vec<(String, Vec<Outcome>)> {
        let decorators = self
            .world
            .with_class(class, |class, _| class.decorators.clone())
            .unwrap_or_default();
        let mut made = self.partial_methods(class);
        for decorator in &decorators {
            let Expr::Call(call) = decorator else {
                continue;
            };
            let text = |argument: &Expr| match argument {
                Expr::StringLiteral(text) => Some(text.value.to_str().to_owned()),
                _ => None,
            };
            let given: Option<Vec<String>> = call.arguments.args.iter().map(text).collect();
            if let Some(given) = given
                && self.sets_coroutine_functions(class, &call.func) == Some(true)
            {
                let coroutine = vec![(Kind::Coroutine, Ty::Any)];
                made.extend(given.into_iter().map(|name| (name, coroutine.clone())));
            }
        }
        made
    }

    /// Whether a decorator of a class sets a coroutine function for each name that it is given.
    fn sets_coroutine_functions(&self, class: &Id, decorator: &Expr) -> Option<bool> {
        let entity = self.world.resolve(&class.module, &[], &dotted(decorator)?);
        let Entity::Defined(decorator) = self.world.behind(entity) else {
            return None;
        };
        let maker = self.world.with_function(&decorator, |defs, _| {
            let [def] = defs else { return None };
            let names = def.node.parameters.vararg.as_ref()?.name.as_str();
            let [(_, inner)] = &def.body.as_ref()?.functions[..] else {
                return None;
            };
            let owner = inner.node.parameters.iter().next()?;
            let [set] = &inner.body.as_ref()?.sets[..] else {
                return None;
            };
            let fits = set.names == names && set.owner == owner.name().as_str();
            fits.then(|| set.maker.clone())
        })??;
        let Entity::Defined(maker) = self.world.resolve(&decorator.module, &[], &maker) else {
            return None;
        };
        let scope = Scope::of(&maker.module);
        self.world.with_function(&maker, |defs, _| {
            let [
                Def {
                    body: Some(body), ..
                },
            ] = defs
            else {
                return None;
            };
            let ([(_, inner)], [returned]) = (&body.functions[..], &body.returns[..]) else {
                return None;
            };
            let Some(Expr::Name(name)) = &returned.value else {
                return None;
            };
            if name.id != inner.node.name.as_str() || !inner.node.decorator_list.is_empty() {
                return None;
            }
            let bodies: [&Body; 1] = [body];
            let place = Place {
                scope: &scope,
                bodies: &bodies,
                receiver: None,
                decorated: None,
            };
            let value = self.inner_value(inner, place, Takes::Anything, FUEL)?;
            Some(value.colour == Colour::Coroutine)
        })?
    }
}

/// A function without source.
fn unknown() -> Value {
    Value {
        takes: Takes::Anything,
        front: Vec::new(),
        gives: Ty::Unknown("(result)".to_owned()),
        colour: Colour::Plain,
        annotated: false,
    }
}
