//! Which type variables do assignments and brackets make?

use std::{
    hash::{Hash, Hasher},
    rc::Rc,
};

use mochi_asyncbridge::TypeParamKind;
use ruff_python_ast::{self as ast, Expr};
use ruff_python_parser::parse_expression;

use super::{Types, canonical};
use crate::{
    index::{Binding, dotted},
    resolve::{Entity, Id},
};

/// A type parameter; the same one wherever its identity is the same.
#[derive(Debug, Clone)]
pub(crate) struct TypeVar {
    /// Where it is defined.
    pub id: Id,
    pub name: String,
    pub kind: TypeParamKind,
    pub bound: Option<Expr>,
    pub constraints: Vec<Expr>,
    pub has_default: bool,
}

impl PartialEq for TypeVar {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for TypeVar {}

impl Hash for TypeVar {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

impl Types<'_> {
    /// The type variable that an assignment makes, if it makes one.
    pub(super) fn type_var(&self, id: &Id) -> Option<Rc<TypeVar>> {
        if let Some(known) = self.memo.type_vars.borrow().get(id) {
            return known.clone();
        }
        let found = self.type_var_uncached(id);
        self.memo
            .type_vars
            .borrow_mut()
            .insert(id.clone(), found.clone());
        found
    }

    fn type_var_uncached(&self, id: &Id) -> Option<Rc<TypeVar>> {
        let call = self.world.with(id, |binding, _| match binding {
            Binding::Value {
                value: Some(Expr::Call(call)),
                ..
            } => dotted(&call.func).map(|path| (path, call.arguments.clone())),
            _ => None,
        })??;
        let (path, arguments) = call;
        let Entity::Foreign { module, name } = self.world.resolve(&id.module, &[], &path) else {
            return None;
        };
        let (module, name) = canonical(module, name);
        let kind = match (&*module, &*name) {
            ("typing", "TypeVar") => TypeParamKind::TypeVar,
            ("typing", "ParamSpec") => TypeParamKind::ParamSpec,
            ("typing", "TypeVarTuple") => TypeParamKind::TypeVarTuple,
            _ => return None,
        };
        let bound = arguments.find_keyword("bound").map(|k| k.value.clone());
        Some(Rc::new(TypeVar {
            id: id.clone(),
            name: id.name.rsplit('.').next().unwrap_or(&id.name).to_owned(),
            kind,
            bound: if kind == TypeParamKind::TypeVar {
                bound
            } else {
                None
            },
            constraints: arguments.args.iter().skip(1).cloned().collect(),
            has_default: arguments.find_keyword("default").is_some(),
        }))
    }
}

/// `typing.AnyStr`, which a module must define for itself like any other type variable: the
/// renderer declares what signatures use.
pub(super) fn any_str() -> Rc<TypeVar> {
    let constraint = |name| parse_expression(name).expect("a name").into_expr();
    Rc::new(TypeVar {
        id: Id::new("builtins", "AnyStr"),
        name: "AnyStr".to_owned(),
        kind: TypeParamKind::TypeVar,
        bound: None,
        constraints: vec![constraint("str"), constraint("bytes")],
        has_default: false,
    })
}

/// What stands for `Self` until the receiver is known.
pub(super) fn this() -> Rc<TypeVar> {
    Rc::new(TypeVar {
        id: Id::new("typing", "Self"),
        name: "Self".to_owned(),
        kind: TypeParamKind::TypeVar,
        bound: None,
        constraints: Vec::new(),
        has_default: false,
    })
}

/// The type parameters that a definition declares in brackets.
pub(crate) fn declared(owner: &Id, params: Option<&ast::TypeParams>) -> Vec<Rc<TypeVar>> {
    let Some(params) = params else {
        return Vec::new();
    };
    let of = |param: &ast::TypeParam| {
        let (kind, bound, name) = match param {
            ast::TypeParam::TypeVar(p) => (TypeParamKind::TypeVar, p.bound.as_deref(), &p.name),
            ast::TypeParam::ParamSpec(p) => (TypeParamKind::ParamSpec, None, &p.name),
            ast::TypeParam::TypeVarTuple(p) => (TypeParamKind::TypeVarTuple, None, &p.name),
        };
        let (bound, constraints) = match bound {
            Some(Expr::Tuple(tuple)) => (None, tuple.elts.clone()),
            bound => (bound.cloned(), Vec::new()),
        };
        Rc::new(TypeVar {
            id: owner.member(&format!("[{name}]")),
            name: name.to_string(),
            kind,
            bound,
            constraints,
            has_default: param.default().is_some(),
        })
    };
    params.type_params.iter().map(of).collect()
}
