//! Which type does an annotation name?

mod alias;
mod mro;
mod operations;
mod protocol;
mod standard;
mod type_var;

use std::{cell::RefCell, rc::Rc};

use mochi_asyncbridge::TypeParamKind;
use ruff_python_ast::{self as ast, Expr, Operator};
use ruff_python_parser::parse_expression;
use rustc_hash::FxHashMap as HashMap;

use self::type_var::any_str;
pub(crate) use self::{
    mro::Ancestor,
    operations::{bind, closed, free_params, substitute, union},
    standard::{canonical, is_asynchronous, typing_name},
    type_var::{TypeVar, declared},
};
use crate::{
    index::dotted,
    literal,
    resolve::{Entity, Id, World},
};

/// A type expression.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Ty {
    Any,
    /// What nothing defines, or is no type; `typing.Any` in the end.
    Unknown(String),
    None,
    Ellipsis,
    Builtin(String),
    /// What the source of a module defines.
    Defined(Id),
    /// What a module of the standard library defines.
    Foreign {
        module: String,
        name: String,
    },
    Param(Rc<TypeVar>),
    /// `P.args`.
    Component(Rc<TypeVar>, &'static str),
    Apply(Box<Ty>, Vec<Ty>),
    Union(Vec<Ty>),
    List(Vec<Ty>),
    Star(Box<Ty>),
    /// What stands in `Literal[...]`, as text.
    Literal(String),
    /// A member of an enumeration in `Literal[...]`.
    Member(Id, String),
}

/// Where an annotation stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    pub module: String,
    /// The qualified name of the innermost class, if any.
    pub class: Option<String>,
    /// Type parameters of PEP 695.
    pub params: Vec<Rc<TypeVar>>,
    /// What `Self` stands for.
    pub receiver: Option<Ty>,
    /// What the type parameters of a class stand for that a subclass inherits from.
    pub arguments: Substitution,
}

impl Scope {
    /// The top level of a module.
    pub(crate) fn of(module: &str) -> Self {
        Self {
            module: module.to_owned(),
            ..Self::default()
        }
    }
}

type Ancestors = Rc<[Ancestor]>;

/// Answers that are asked for again and again.
#[derive(Default)]
pub(crate) struct Memo {
    pub(crate) bases: RefCell<HashMap<Id, Rc<[Ty]>>>,
    pub(crate) params: RefCell<HashMap<Id, Rc<[Rc<TypeVar>]>>>,
    /// The ancestors of a class with its own parameters, and of a bare one.
    pub(crate) linearized: RefCell<HashMap<Id, Ancestors>>,
    pub(crate) bare_ancestors: RefCell<HashMap<Id, Ancestors>>,
    type_vars: RefCell<HashMap<Id, Option<Rc<TypeVar>>>>,
}

/// The steps that reading a part of an annotation takes.
const READ: usize = 5;

/// Types nested deeper than this become `typing.Any`.
const MAX_DEPTH: usize = 64;

pub(crate) type Substitution = Vec<(Rc<TypeVar>, Ty)>;

/// Reads annotations.
pub(crate) struct Types<'w> {
    pub world: &'w World,
    /// What was found out about classes.
    pub(crate) memo: Memo,
}

impl<'w> Types<'w> {
    pub(crate) fn new(world: &'w World) -> Self {
        Self {
            world,
            memo: Memo::default(),
        }
    }

    pub(crate) fn read(&self, expr: &Expr, scope: &Scope) -> Ty {
        let ty = self.at_depth(expr, scope, MAX_DEPTH);
        // The receiver may use the same type parameters for something else.
        match &scope.receiver {
            Some(receiver) => {
                let this = (type_var::this(), receiver.clone());
                let arguments = scope.arguments.iter().cloned();
                substitute(&ty, &arguments.chain([this]).collect())
            }
            None => substitute(&ty, &scope.arguments),
        }
    }

    fn at_depth(&self, expr: &Expr, scope: &Scope, depth: usize) -> Ty {
        let Some(depth) = depth.checked_sub(1) else {
            return Ty::Unknown("(nested too deeply)".to_owned());
        };
        if !self.world.budget.spend(READ) {
            return Ty::Unknown("(too much)".to_owned());
        }
        match expr {
            Expr::NoneLiteral(_) => Ty::None,
            Expr::EllipsisLiteral(_) => Ty::Ellipsis,
            Expr::Name(_) | Expr::Attribute(_) => match dotted(expr) {
                Some(path) => self.named(&path, scope),
                None => Ty::Unknown("(expression)".to_owned()),
            },
            Expr::StringLiteral(text) => {
                let text = text.value.to_str();
                let joined = format!("({})", text.trim());
                match parse_expression(&joined) {
                    Ok(parsed) => self.at_depth(parsed.expr(), scope, depth),
                    Err(_) => Ty::Unknown(text.to_owned()),
                }
            }
            Expr::BinOp(op) if op.op == Operator::BitOr => {
                let mut members = Vec::new();
                let mut left = expr;
                while let Expr::BinOp(op) = left {
                    if op.op != Operator::BitOr {
                        break;
                    }
                    members.push(self.at_depth(&op.right, scope, depth));
                    left = &op.left;
                }
                members.push(self.at_depth(left, scope, depth));
                members.reverse();
                union(members)
            }
            Expr::List(list) => Ty::List(
                list.elts
                    .iter()
                    .map(|e| self.at_depth(e, scope, depth))
                    .collect(),
            ),
            Expr::Starred(star) => Ty::Star(Box::new(self.at_depth(&star.value, scope, depth))),
            Expr::Subscript(item) => self.subscript(item, scope, depth),
            _ => Ty::Unknown("(expression)".to_owned()),
        }
    }

    fn subscript(&self, item: &ast::ExprSubscript, scope: &Scope, depth: usize) -> Ty {
        let base = self.at_depth(&item.value, scope, depth);
        let arguments = match &*item.slice {
            Expr::Tuple(tuple) => &tuple.elts[..],
            one => std::slice::from_ref(one),
        };
        match typing_name(&base) {
            Some("Literal") => {
                let members = arguments.iter().map(|e| self.literal(e, scope)).collect();
                return Ty::Apply(Box::new(base), members);
            }
            // Metadata says nothing to a type checker, and may be a call.
            Some("Annotated") => {
                return arguments
                    .first()
                    .map_or(Ty::Any, |first| self.at_depth(first, scope, depth));
            }
            _ => {}
        }
        let empty_tuple = matches!(&*item.slice, Expr::Tuple(tuple) if tuple.elts.is_empty());
        if empty_tuple {
            // `tuple[()]`
            return Ty::Apply(Box::new(base), vec![Ty::Literal("()".to_owned())]);
        }
        let arguments: Vec<Ty> = arguments
            .iter()
            .map(|e| self.at_depth(e, scope, depth))
            .collect();
        match typing_name(&base) {
            Some("Union") => union(arguments),
            Some("Optional") => union(arguments.into_iter().chain([Ty::None]).collect()),
            Some("Unpack") if matches!(&arguments[..], [one] if is_pack(one)) => {
                Ty::Star(Box::new(arguments[0].clone()))
            }
            _ if matches!(base, Ty::Any | Ty::Unknown(_)) => base,
            _ => Ty::Apply(Box::new(base), arguments),
        }
    }

    fn literal(&self, expr: &Expr, scope: &Scope) -> Ty {
        if let Expr::NumberLiteral(number) = expr
            && let ast::Number::Int(value) = &number.value
        {
            return Ty::Literal(value.to_string());
        }
        if let Expr::UnaryOp(op) = expr
            && op.op == ast::UnaryOp::USub
            && let Ty::Literal(text) = self.literal(&op.operand, scope)
        {
            return Ty::Literal(format!("-{text}"));
        }
        if let Some(text) = literal::text(expr, "") {
            return Ty::Literal(text);
        }
        if let Some(path) = dotted(expr)
            && let Some((class, member)) = path.rsplit_once('.')
            && let Ty::Defined(id) = self.named(class, scope)
        {
            return Ty::Member(id, member.to_owned());
        }
        if let Expr::Subscript(inner) = expr {
            return self.subscript(inner, scope, MAX_DEPTH);
        }
        if let Some(path) = dotted(expr) {
            return self.named(&path, scope);
        }
        Ty::Unknown("(literal)".to_owned())
    }

    fn named(&self, path: &str, scope: &Scope) -> Ty {
        let (head, component) = match path.rsplit_once('.') {
            Some((head, "args")) => (head, "args"),
            Some((head, "kwargs")) => (head, "kwargs"),
            _ => (path, ""),
        };
        if let Some(param) = scope.params.iter().rev().find(|p| p.name == head) {
            return match component {
                "" => Ty::Param(param.clone()),
                component => Ty::Component(param.clone(), component),
            };
        }
        if !component.is_empty()
            && let Ty::Param(param) = self.named(head, scope)
        {
            return Ty::Component(param, component);
        }
        let classes: Vec<&str> = scope.class.as_deref().into_iter().collect();
        let entity = self.world.resolve(&scope.module, &classes, path);
        self.entity(entity, path, scope)
    }

    fn entity(&self, entity: Entity, path: &str, scope: &Scope) -> Ty {
        match entity {
            Entity::Builtin(name) => Ty::Builtin(name),
            Entity::Foreign { module, name } => {
                let (module, name) = canonical(module, name);
                match (&*module, &*name) {
                    ("typing", "Any") => Ty::Any,
                    ("typing", "Self") => match scope.receiver {
                        Some(_) => Ty::Param(type_var::this()),
                        None => Ty::Any,
                    },
                    ("typing", "AnyStr") => Ty::Param(any_str()),
                    _ => Ty::Foreign { module, name },
                }
            }
            Entity::Defined(id) => match self.type_var(&id) {
                Some(param) => Ty::Param(param),
                None if self.is_type(&id) => Ty::Defined(id),
                None => Ty::Unknown(path.to_owned()),
            },
            Entity::Module(_) | Entity::Missing => Ty::Unknown(path.to_owned()),
        }
    }
}

/// Whether a type stands for several, so that `Unpack[...]` of it is `*`.
fn is_pack(ty: &Ty) -> bool {
    match ty {
        Ty::Param(param) => param.kind == TypeParamKind::TypeVarTuple,
        Ty::Apply(head, _) => {
            matches!(&**head, Ty::Builtin(name) if name == "tuple")
                || typing_name(head) == Some("Tuple")
        }
        _ => false,
    }
}
