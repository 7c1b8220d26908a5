//! What do the annotations of a decorator say that it makes of a function?

use ruff_python_ast::ExprCall;

use super::{Colour, Takes, Value};
use crate::{
    index::Def,
    resolve::Id,
    types::{Scope, Substitution, Ty, Types, declared, free_params, substitute, typing_name},
};

/// `Callable[spec, gives]`
struct Callable {
    spec: Spec,
    gives: Ty,
}

/// What a callable type takes.
#[derive(PartialEq)]
enum Spec {
    /// `...`
    Anything,
    /// `[int, str]`
    Listed(Vec<Ty>),
    /// `P` or `Concatenate[int, P]`
    Param(Vec<Ty>, Ty),
}

impl Types<'_> {
    #[expect(
        clippy::too_many_arguments,
        reason = "a decorator, how it is used, and on what"
    )]
    pub(super) fn by_annotations(
        &self,
        id: &Id,
        def: &Def,
        call: Option<&ExprCall>,
        value: &Value,
        keeps_own: bool,
        in_class: bool,
        outer: &Scope,
        fuel: usize,
    ) -> Option<Value> {
        let mut scope = outer.clone();
        scope
            .params
            .extend(declared(id, def.node.type_params.as_deref()));
        let returns = self.read(def.node.returns.as_deref()?, &scope);
        let (takes, gives) = match call {
            None => {
                let mut parameters = def.node.parameters.iter();
                let first = parameters.next().filter(|first| !first.is_variadic())?;
                if parameters.any(|p| !p.is_variadic() && p.default().is_none()) {
                    return None;
                }
                (self.read(first.annotation()?, &scope), returns)
            }
            Some(call) => {
                if !accepts(def, call) {
                    return None;
                }
                let Callable { spec, gives } = self.callable(&returns)?;
                match spec {
                    Spec::Listed(takes) if takes.len() == 1 => (takes.into_iter().next()?, gives),
                    _ => return None,
                }
            }
        };
        self.decorate(&takes, &gives, value, keeps_own, in_class, fuel)
    }

    /// What a decorator from one type to another makes of a function.
    fn decorate(
        &self,
        takes: &Ty,
        gives: &Ty,
        value: &Value,
        keeps_own: bool,
        in_class: bool,
        fuel: usize,
    ) -> Option<Value> {
        if matches!(takes, Ty::Param(_)) && takes == gives {
            return Some(value.clone());
        }
        let mut map = Substitution::new();
        let from = match self.expanded(takes) {
            Ty::Param(_) => None,
            Ty::Union(members) => members.iter().find_map(|member| self.callable(member)),
            ty => Some(self.callable(&ty)?),
        };
        if let Some(from) = &from
            && !self.unify(&from.gives, &value.gives, &mut map)
        {
            return None;
        }
        // What only the decorator could tell is anything.
        let filled = |ty: &Ty, map: &Substitution| {
            let mut free = Vec::new();
            free_params(ty, &mut free);
            let rest = free
                .into_iter()
                .filter(|param| !map.iter().any(|(known, _)| known == param));
            let rest: Substitution = rest.map(|param| (param, Ty::Any)).collect();
            substitute(ty, &map.iter().cloned().chain(rest).collect())
        };
        let gives = self.expanded(gives);
        if let Some(to) = self.callable(&gives) {
            let takes = match (from.map(|from| from.spec), to.spec) {
                (Some(Spec::Param(dropped, from)), Spec::Param(added, to)) if from == to => {
                    if dropped.len() == added.len() {
                        value.takes.clone()
                    } else if value.takes == Takes::Own && self.begins(value, &dropped, &mut map) {
                        let added = added.iter().map(|ty| filled(ty, &map)).collect();
                        let dropped = dropped.len();
                        Takes::Shifted { dropped, added }
                    } else {
                        return None;
                    }
                }
                // `functools.wraps` keeps at run time what the annotations lose.
                (_, Spec::Anything) if keeps_own => value.takes.clone(),
                (_, Spec::Anything) => Takes::Anything,
                (_, Spec::Listed(types)) => {
                    Takes::Listed(types.iter().map(|ty| filled(ty, &map)).collect())
                }
                (_, Spec::Param(..)) => return None,
            };
            return Some(Value {
                takes,
                front: value.front.clone(),
                gives: filled(&to.gives, &map),
                colour: Colour::Plain,
                annotated: value.annotated,
            });
        }
        if in_class {
            // Whether the object knows what it was taken from is for its `__get__` to say.
            return None;
        }
        // An object that is called in the function's place.
        let (class, arguments) = match &gives {
            Ty::Apply(head, arguments) => match &**head {
                Ty::Defined(class) => (class, &arguments[..]),
                _ => return None,
            },
            Ty::Defined(class) => (class, &[][..]),
            _ => return None,
        };
        let spec = from.and_then(|from| match from.spec {
            Spec::Param(front, param) if front.is_empty() => Some(param),
            _ => None,
        });
        self.object(class, arguments, spec.as_ref(), value, &map, fuel)
    }

    /// Whether the first parameters of a function can be of some types.
    fn begins(&self, value: &Value, types: &[Ty], map: &mut Substitution) -> bool {
        types.len() <= value.front.len()
            && types.iter().zip(&value.front).all(|(wanted, own)| {
                matches!(own, Ty::Any | Ty::Unknown(_)) || self.unify(wanted, own, map)
            })
    }

    /// What calling an object of a class is like that a decorator made of a function.
    fn object(
        &self,
        class: &Id,
        arguments: &[Ty],
        spec: Option<&Ty>,
        value: &Value,
        map: &Substitution,
        fuel: usize,
    ) -> Option<Value> {
        let (owner, inherited) = self.member(class, arguments, "__call__")?;
        let method = owner.member("__call__");
        let scope = Scope {
            arguments: inherited,
            ..self.class_scope(&owner, None)
        };
        self.world.with_function(&method, |defs, _| {
            let [def] = defs else { return None };
            let parameters = &def.node.parameters;
            let annotation = parameters.vararg.as_ref()?.annotation()?;
            let Ty::Component(param, "args") = self.read(annotation, &scope) else {
                return None;
            };
            let ours = Ty::Param(param);
            let plain = parameters.args.len() + parameters.posonlyargs.len() == 1;
            if !plain || spec != Some(&ours) {
                return None;
            }
            let called = self.called_within(def, &scope, fuel);
            if called.unknown.is_some() {
                return None;
            }
            let gives = substitute(&called.value.gives, map);
            Some(Value {
                takes: value.takes.clone(),
                front: value.front.clone(),
                gives,
                colour: Colour::Plain,
                annotated: value.annotated,
            })
        })?
    }

    /// A type as a callable with known parameters or `...`.
    fn callable(&self, ty: &Ty) -> Option<Callable> {
        let Ty::Apply(head, arguments) = self.expanded(ty) else {
            return None;
        };
        let is_callable = matches!(&*head, Ty::Foreign { name, .. } if name == "Callable");
        let [takes, gives] = &arguments[..] else {
            return None;
        };
        let spec = match takes {
            Ty::Ellipsis => Spec::Anything,
            Ty::List(types) => Spec::Listed(types.clone()),
            Ty::Param(_) => Spec::Param(Vec::new(), takes.clone()),
            Ty::Apply(head, types) if typing_name(head) == Some("Concatenate") => {
                match types.split_last()? {
                    (Ty::Ellipsis, _) => Spec::Anything,
                    (last, front) => Spec::Param(front.to_vec(), last.clone()),
                }
            }
            _ => return None,
        };
        is_callable.then(|| Callable {
            spec,
            gives: gives.clone(),
        })
    }
}

/// Whether a function takes the arguments of a call, as far as their number and names tell.
fn accepts(def: &Def, call: &ExprCall) -> bool {
    let parameters = &def.node.parameters;
    let arguments = &call.arguments;
    let unpacks = arguments
        .args
        .iter()
        .any(ruff_python_ast::Expr::is_starred_expr)
        || arguments
            .keywords
            .iter()
            .any(|keyword| keyword.arg.is_none());
    if unpacks {
        return true;
    }
    let positional = parameters.posonlyargs.len() + parameters.args.len();
    if arguments.args.len() > positional && parameters.vararg.is_none() {
        return false;
    }
    let named = |name: &str| {
        arguments
            .keywords
            .iter()
            .any(|k| k.arg.as_ref().is_some_and(|a| a == name))
    };
    let ordinary = || parameters.posonlyargs.iter().chain(&parameters.args);
    let all = ordinary().chain(&parameters.kwonlyargs);
    let known = |name: &str| parameters.kwarg.is_some() || all.clone().any(|p| p.name() == name);
    let every_known = arguments
        .keywords
        .iter()
        .all(|k| k.arg.as_ref().is_some_and(|a| known(a)));
    let filled = ordinary()
        .skip(arguments.args.len())
        .chain(&parameters.kwonlyargs)
        .all(|p| p.default().is_some() || named(p.name()));
    every_known && filled
}
