//! What does a function without an annotation give, as its `return` statements tell?

use ruff_python_ast::Expr;

use super::{
    Colour, Kind, Receiver, Value,
    decorators::{FUEL, coroutine},
};
use crate::{
    index::{Binding, Body, Def, dotted},
    resolve::{Entity, Id},
    types::{Scope, Ty, Types, declared},
};

/// Where an expression stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    pub scope: &'p Scope,
    /// The bodies around it, the innermost last.
    pub bodies: &'p [&'p Body],
    /// What a method calls its object, and the class that a class method calls.
    pub receiver: Option<(&'p str, Receiver)>,
    /// What a decorator calls the function that it is given.
    pub decorated: Option<(&'p str, &'p Value)>,
}

impl Types<'_> {
    /// What the `return` statements of a function give, if they agree.
    pub(super) fn inferred(&self, def: &Def, scope: &Scope, fuel: usize) -> Option<Ty> {
        let body = def.body.as_ref()?;
        let binding = self.decoration(def, scope).binding;
        let first = def.node.parameters.iter().next();
        let receiver = first
            .filter(|_| scope.class.is_some())
            .map(|first| (first.name().as_str(), binding));
        let place = Place {
            scope,
            bodies: &[body],
            receiver,
            decorated: None,
        };
        self.returned(
            body,
            body.returns.iter().map(|r| r.value.as_ref()),
            place,
            fuel,
        )
    }

    /// What some returned expressions of a body give, if they agree.
    pub(super) fn returned<'e>(
        &self,
        body: &Body,
        returned: impl IntoIterator<Item = Option<&'e Expr>>,
        place: Place<'_>,
        fuel: usize,
    ) -> Option<Ty> {
        if body.ends || body.yields {
            return None;
        }
        let mut agreed = None;
        for value in returned {
            let ty = self.infer(value?, place, fuel)?;
            if agreed.as_ref().is_some_and(|agreed| *agreed != ty) {
                return None;
            }
            agreed = Some(ty);
        }
        agreed
    }

    /// The type of an expression, if it is plain.
    pub(super) fn infer(&self, expr: &Expr, place: Place<'_>, fuel: usize) -> Option<Ty> {
        let fuel = fuel.checked_sub(1)?;
        match expr {
            Expr::Name(name) => match place.receiver {
                Some((receiver, Receiver::Instance)) if name.id == receiver => {
                    place.scope.receiver.clone()
                }
                _ => {
                    let assigned = place.bodies.iter().rev().find_map(|body| {
                        let found = body.assigned.iter().find(|(known, _)| *known == name.id);
                        found.map(|(_, value)| value)
                    });
                    self.infer(assigned?, place, fuel)
                }
            },
            Expr::If(node) => {
                let body = self.infer(&node.body, place, fuel)?;
                (self.infer(&node.orelse, place, fuel)? == body).then_some(body)
            }
            Expr::Await(node) => {
                let awaited = self.infer(&node.value, place, fuel)?;
                self.out_of(&awaited, &Kind::Awaitable)
            }
            Expr::Call(call) => self.called_gives(&call.func, place, fuel),
            _ => None,
        }
    }

    /// What a call of something gives.
    fn called_gives(&self, function: &Expr, place: Place<'_>, fuel: usize) -> Option<Ty> {
        let path = dotted(function)?;
        let (head, rest) = path.split_once('.').unwrap_or((&path, ""));
        if let Some((name, value)) = place.decorated
            && name == head
        {
            return rest.is_empty().then(|| value.gives.clone());
        }
        if let Some((name, binding)) = place.receiver
            && name == head
        {
            let receiver = place.scope.receiver.clone();
            if rest.is_empty() {
                return receiver.filter(|_| binding == Receiver::Class);
            }
            let class = Id::new(&*place.scope.module, place.scope.class.as_deref()?);
            let (class, arguments) = match receiver {
                Some(Ty::Defined(class)) => (class, Vec::new()),
                Some(Ty::Apply(head, arguments)) => match *head {
                    Ty::Defined(class) => (class, arguments),
                    _ => return None,
                },
                _ => (class, Vec::new()),
            };
            let (owner, map) = self.member(&class, &arguments, rest)?;
            let receiver = if arguments.is_empty() {
                Ty::Defined(class)
            } else {
                Ty::Apply(Box::new(Ty::Defined(class)), arguments)
            };
            let scope = self.method_scope(&owner, map, receiver);
            return self.function_gives(&owner.member(rest), scope, fuel);
        }
        let is_local = |body: &&Body| {
            body.assigned.iter().any(|(name, _)| name == head)
                || body
                    .functions
                    .iter()
                    .any(|(_, def)| def.node.name.as_str() == head)
        };
        if place.bodies.iter().any(is_local) {
            return self.local_gives(&path, place, fuel);
        }
        let entity = self.world.resolve(&place.scope.module, &[], &path);
        match self.world.behind(entity) {
            Entity::Defined(id) if self.world.is_class(&id) => {
                self.makes_itself(&id).then_some(Ty::Defined(id))
            }
            Entity::Defined(id) if !id.name.contains('.') => {
                let scope = Scope::of(&id.module);
                self.function_gives(&id, scope, fuel)
            }
            _ => None,
        }
    }

    /// What a call of a function gives that a body defines around it, if it is defined once.
    fn local_gives(&self, name: &str, place: Place<'_>, fuel: usize) -> Option<Ty> {
        let body = place.bodies.last()?;
        let is_assigned = body.assigned.iter().any(|(known, _)| known == name);
        let mut defs = body
            .functions
            .iter()
            .map(|(_, def)| def)
            .filter(|def| def.node.name.as_str() == name);
        let def = defs
            .next()
            .filter(|_| defs.next().is_none() && !is_assigned)?;
        if !def.node.decorator_list.is_empty() {
            return None;
        }
        if let (Some(returns), false) = (&def.node.returns, def.generator) {
            let returns = self.read(returns, place.scope);
            return Some(if def.node.is_async {
                coroutine(returns)
            } else {
                returns
            });
        }
        let value = self.inner_value(def, place, super::Takes::Anything, fuel)?;
        Some(value.gives)
    }

    /// The type of what a module assigns to a name.
    pub(super) fn value_type(&self, id: &Id) -> Option<Ty> {
        let scope = Scope::of(&id.module);
        let (value, annotation) = self.world.with(id, |binding, _| match binding {
            Binding::Value { value, annotation } => Some((value.clone(), annotation.clone())),
            _ => None,
        })??;
        if let Some(annotation) = annotation {
            return Some(self.expanded(&self.read(&annotation, &scope)));
        }
        let place = Place {
            scope: &scope,
            bodies: &[],
            receiver: None,
            decorated: None,
        };
        self.infer(&value?, place, FUEL)
    }

    /// Whether calling a class gives an object of it, by all that is known.
    pub(crate) fn makes_itself(&self, class: &Id) -> bool {
        let Some((owner, _)) = self.member(class, &[], "__new__") else {
            return true;
        };
        let this = Ty::Defined(class.clone());
        let scope = self.class_scope(&owner, Some(this.clone()));
        let makes = |def: &Def| {
            let Some(returns) = &def.node.returns else {
                return true;
            };
            match self.expanded(&self.read(returns, &scope)) {
                // `cls: type[T]`
                Ty::Param(_) => true,
                Ty::Apply(head, _) => *head == this,
                ty => ty == this,
            }
        };
        self.world
            .with_function(&owner.member("__new__"), |defs, _| defs.iter().all(makes))
            == Some(true)
    }

    /// What calls of a function give, whatever the arguments.
    fn function_gives(&self, id: &Id, mut scope: Scope, fuel: usize) -> Option<Ty> {
        let gives = self.world.with(id, |binding, _| {
            let Binding::Function(defs) = binding else {
                return None;
            };
            let [def] = &defs[..] else { return None };
            scope
                .params
                .extend(declared(id, def.node.type_params.as_deref()));
            let called = self.called_within(def, &scope, fuel);
            let plain = called.unknown.is_none() && !called.decoration.property;
            plain.then_some(called.value.gives)
        })??;
        (!matches!(gives, Ty::Any | Ty::Unknown(_))).then_some(gives)
    }

    /// A function that a decorator defines, as it is when the decorator's names are known.
    pub(super) fn inner_value(
        &self,
        def: &Def,
        place: Place<'_>,
        takes: super::Takes,
        fuel: usize,
    ) -> Option<Value> {
        if def.generator {
            return Some(Value {
                takes,
                front: Vec::new(),
                gives: Ty::standard("collections.abc", "AsyncGenerator", [Ty::Any, Ty::Any]),
                colour: Colour::Generator,
                annotated: false,
            });
        }
        let body = def.body.as_deref();
        let gives = body.and_then(|body| {
            let bodies: Vec<&Body> = place.bodies.iter().copied().chain([body]).collect();
            let place = Place {
                bodies: &bodies,
                ..place
            };
            let returned = body.returns.iter().map(|r| r.value.as_ref());
            self.returned(body, returned, place, fuel)
        });
        if def.node.is_async {
            return Some(Value {
                takes,
                front: Vec::new(),
                gives: coroutine(gives.unwrap_or(Ty::Any)),
                colour: Colour::Coroutine,
                annotated: false,
            });
        }
        Some(Value {
            takes,
            front: Vec::new(),
            gives: gives?,
            colour: Colour::Plain,
            annotated: false,
        })
    }
}
