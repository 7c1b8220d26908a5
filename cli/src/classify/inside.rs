//! What does the body of a decorator make of a function?
//!
//! Decorators without annotations mostly give back the function itself, or a function that they
//! define: a coroutine function, or one that returns what the function returns. With
//! `functools.wraps` it has the parameters of the original.

use ruff_python_ast::{BoolOp, CmpOp, Expr, ExprCall, UnaryOp};

use super::{Colour, Takes, Value, infer::Place};
use crate::{
    index::{Body, Def, Tests, dotted},
    resolve::{Entity, Id},
    types::{Scope, Types},
};

impl Types<'_> {
    /// What a decorator makes of a function, by its body.
    #[expect(
        clippy::too_many_arguments,
        reason = "a decorator, how it is used, and on what"
    )]
    pub(super) fn by_body(
        &self,
        id: &Id,
        def: &Def,
        call: Option<&ExprCall>,
        value: &Value,
        scope: &Scope,
        around: &[&Body],
        fuel: usize,
    ) -> Option<Value> {
        let fuel = fuel.checked_sub(1)?;
        let body = def.body.as_deref()?;
        if def.node.is_async || body.yields {
            return None;
        }
        let first = def.node.parameters.iter().next();
        let first = first.map(|first| first.name().as_str());
        // Options that a call gives are not looked into.
        let is_given = |name: &str| {
            call.is_some_and(|call| {
                let named =
                    |k: &ruff_python_ast::Keyword| k.arg.as_ref().is_some_and(|a| a == name);
                !call.arguments.args.is_empty() || call.arguments.keywords.iter().any(named)
            })
        };
        let tested = Tested {
            name: first.filter(|first| !is_given(first)),
            value: call.is_none().then_some(value),
        };
        let bodies: Vec<&Body> = around.iter().copied().chain([body]).collect();
        let mut made: Option<Value> = None;
        let mut settled = false;
        for returned in &body.returns {
            let verdict = tested.all(&returned.tests);
            if verdict == Some(false) {
                continue;
            }
            let expr = returned.value.as_ref()?;
            let found = if call.is_none() {
                let place = Place {
                    scope,
                    bodies: &bodies,
                    receiver: None,
                    decorated: Some((first?, value)),
                };
                self.decorated_by(id, expr, &tested, place, fuel)?
            } else {
                // A factory gives a decorator that it defines.
                let Expr::Name(name) = expr else { return None };
                let inner = defined(body, &name.id, &tested)?;
                self.inner_decorator(id, inner, value, scope, &bodies, fuel)?
            };
            if made.as_ref().is_some_and(|made| !made.is_same(&found)) {
                return None;
            }
            made = Some(found);
            if verdict == Some(true) {
                settled = true;
                break;
            }
        }
        made.filter(|_| settled || !body.ends)
    }

    /// What a decorator that returns `expr` makes of the function that it is given.
    fn decorated_by(
        &self,
        id: &Id,
        expr: &Expr,
        tested: &Tested<'_>,
        place: Place<'_>,
        fuel: usize,
    ) -> Option<Value> {
        let (name, value) = place.decorated?;
        let body = *place.bodies.last()?;
        match expr {
            Expr::Name(returned) if returned.id == name => Some(value.clone()),
            Expr::Name(returned) => {
                if let Some((_, assigned)) = body
                    .assigned
                    .iter()
                    .find(|(known, _)| *known == returned.id)
                {
                    let fuel = fuel.checked_sub(1)?;
                    return self.decorated_by(id, assigned, tested, place, fuel);
                }
                let inner = defined(body, &returned.id, tested)?;
                self.inner(inner, false, place, fuel)
            }
            Expr::Call(call) => {
                let [first, rest @ ..] = &call.arguments.args[..] else {
                    return None;
                };
                let is_it = matches!(first, Expr::Name(first) if first.id == name);
                if is_it && rest.is_empty() && call.arguments.keywords.is_empty() {
                    return self.passed_on(id, &call.func, tested, place, fuel);
                }
                let function = self.standard(&call.func, place.scope)?;
                match (&*function.0, &*function.1) {
                    // `update_wrapper(inner, function)`
                    ("functools", "update_wrapper") => {
                        let Expr::Name(returned) = first else {
                            return None;
                        };
                        let wraps = matches!(rest.first(), Some(Expr::Name(n)) if n.id == name);
                        let inner = defined(body, &returned.id, tested)?;
                        self.inner(inner, wraps, place, fuel)
                    }
                    ("typing", "cast") => self.decorated_by(id, rest.first()?, tested, place, fuel),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// What a decorator makes of a function that passes it on to another decorator.
    fn passed_on(
        &self,
        id: &Id,
        decorator: &Expr,
        tested: &Tested<'_>,
        place: Place<'_>,
        fuel: usize,
    ) -> Option<Value> {
        let (_, value) = place.decorated?;
        let in_class = place.scope.class.is_some();
        if let Expr::Name(name) = decorator
            && let Some(inner) = defined(place.bodies.last()?, &name.id, tested)
        {
            return self.inner_decorator(id, inner, value, place.scope, place.bodies, fuel);
        }
        let (function, call) = match decorator {
            Expr::Call(call) => (&*call.func, Some(call)),
            function => (function, None),
        };
        let entity = self
            .world
            .resolve(&place.scope.module, &[], &dotted(function)?);
        match self.world.behind(entity) {
            Entity::Defined(other) => self.decorated(&other, call, value, in_class, fuel),
            _ => None,
        }
    }

    /// What a decorator that a function defines makes of what it is given.
    fn inner_decorator(
        &self,
        id: &Id,
        inner: &Def,
        value: &Value,
        scope: &Scope,
        bodies: &[&Body],
        fuel: usize,
    ) -> Option<Value> {
        let keeps_own = self.wraps(inner, false, scope);
        let in_class = scope.class.is_some();
        self.by_annotations(id, inner, None, value, keeps_own, in_class, scope, fuel)
            .or_else(|| self.by_body(id, inner, None, value, scope, bodies, fuel))
    }

    /// A function that a decorator defines and returns.
    fn inner(&self, def: &Def, updated: bool, place: Place<'_>, fuel: usize) -> Option<Value> {
        let (name, value) = place.decorated?;
        let mut wraps = updated;
        for decorator in &def.node.decorator_list {
            // Any other could change it again.
            self.wrapped(&decorator.expression, place.scope)
                .filter(|wrapped| *wrapped == name)?;
            wraps = true;
        }
        let parameters = &def.node.parameters;
        let takes = if wraps {
            value.takes.clone()
        } else if parameters.vararg.is_some()
            && parameters.kwarg.is_some()
            && parameters.kwonlyargs.is_empty()
            && parameters.args.len() + parameters.posonlyargs.len() <= value.front.len()
        {
            Takes::Anything
        } else {
            return None;
        };
        self.inner_value(def, place, takes, fuel)
    }

    /// Whether what a decorator returns is made with `functools.wraps` of what it is given.
    pub(super) fn wraps(&self, def: &Def, called: bool, scope: &Scope) -> bool {
        let Some(body) = &def.body else { return false };
        let mut functions = body.functions.iter().map(|(_, inner)| inner);
        if called {
            return functions.any(|inner| self.wraps(inner, false, scope));
        }
        let Some(first) = def.node.parameters.iter().next() else {
            return false;
        };
        let wraps = |inner: &Def| {
            inner.node.decorator_list.iter().any(|decorator| {
                self.wrapped(&decorator.expression, scope)
                    .is_some_and(|wrapped| wrapped == first.name().as_str())
            })
        };
        functions.any(wraps)
    }

    /// What `functools.wraps(name)` is given.
    fn wrapped<'e>(&self, expr: &'e Expr, scope: &Scope) -> Option<&'e str> {
        let Expr::Call(call) = expr else { return None };
        let (module, name) = self.standard(&call.func, scope)?;
        if (&*module, &*name) != ("functools", "wraps") {
            return None;
        }
        match call.arguments.args.first() {
            Some(Expr::Name(name)) => Some(name.id.as_str()),
            _ => None,
        }
    }

    /// What an expression names in the standard library.
    fn standard(&self, expr: &Expr, scope: &Scope) -> Option<(String, String)> {
        let entity = self.world.resolve(&scope.module, &[], &dotted(expr)?);
        match self.world.behind(entity) {
            Entity::Foreign { module, name } => Some(crate::types::canonical(module, name)),
            _ => None,
        }
    }
}

impl Value {
    /// Whether two ways through a decorator come to the same.
    fn is_same(&self, other: &Self) -> bool {
        self.takes == other.takes && self.gives == other.gives && self.colour == other.colour
    }
}

/// The function of a name that a body defines, if only one is defined by what the tests say.
fn defined<'b>(body: &'b Body, name: &str, tested: &Tested<'_>) -> Option<&'b Def> {
    let mut found = body
        .functions
        .iter()
        .filter(|(tests, def)| def.node.name.as_str() == name && tested.all(tests) != Some(false))
        .map(|(_, def)| def);
    found.next().filter(|_| found.next().is_none())
}

/// What is known of the first parameter of a decorator: the function that it is given, or nothing
/// where it is called for its options.
struct Tested<'t> {
    name: Option<&'t str>,
    value: Option<&'t Value>,
}

impl Tested<'_> {
    /// Whether all tests come out as they must.
    fn all(&self, tests: &Tests) -> Option<bool> {
        let mut all = Some(true);
        for test in tests {
            let verdict = test.as_ref().and_then(|(test, wanted)| {
                let verdict = self.decide(test)?;
                Some(verdict == *wanted)
            });
            match verdict {
                Some(true) => {}
                Some(false) => return Some(false),
                None => all = None,
            }
        }
        all
    }

    fn is_it(&self, name: &str) -> bool {
        self.name == Some(name)
    }

    fn decide(&self, test: &Expr) -> Option<bool> {
        match test {
            Expr::Name(name) if self.is_it(&name.id) => Some(self.value.is_some()),
            Expr::UnaryOp(op) if op.op == UnaryOp::Not => Some(!self.decide(&op.operand)?),
            Expr::BoolOp(op) => {
                let settles = op.op == BoolOp::Or;
                let verdicts: Vec<_> = op.values.iter().map(|value| self.decide(value)).collect();
                if verdicts.contains(&Some(settles)) {
                    return Some(settles);
                }
                (!verdicts.contains(&None)).then_some(!settles)
            }
            Expr::Compare(compare) => {
                let is_it = matches!(&*compare.left, Expr::Name(name) if self.is_it(&name.id));
                if !is_it || !matches!(&compare.comparators[..], [Expr::NoneLiteral(_)]) {
                    return None;
                }
                match &compare.ops[..] {
                    [CmpOp::Is | CmpOp::Eq] => Some(self.value.is_none()),
                    [CmpOp::IsNot | CmpOp::NotEq] => Some(self.value.is_some()),
                    _ => None,
                }
            }
            Expr::Call(call) => {
                let [Expr::Name(name)] = &call.arguments.args[..] else {
                    return None;
                };
                if !self.is_it(&name.id) {
                    return None;
                }
                let path = dotted(&call.func)?;
                let colour = self.value.map(|value| value.colour);
                match path.rsplit('.').next()? {
                    "callable" => Some(colour.is_some()),
                    "iscoroutinefunction" => Some(colour == Some(Colour::Coroutine)),
                    "isasyncgenfunction" => Some(colour == Some(Colour::Generator)),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}
