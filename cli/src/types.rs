//! Annotations as types whose names are resolved.

use std::{cell::RefCell, rc::Rc};

use mochi_asyncbridge::TypeParamKind;
use ruff_python_ast::{self as ast, Expr, Operator};
use ruff_python_parser::parse_expression;
use rustc_hash::FxHashMap as HashMap;

use crate::{
    index::{Binding, dotted},
    literal,
    shapes::Ancestor,
    world::{Entity, Id, World},
};

/// A type expression.
#[derive(Debug, Clone, PartialEq)]
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
}

type Ancestors = Rc<[Ancestor]>;

/// Answers that are asked for again and again.
#[derive(Default)]
pub(crate) struct Memo {
    pub(crate) bases: RefCell<HashMap<Id, Rc<[Ty]>>>,
    pub(crate) params: RefCell<HashMap<Id, Rc<[Rc<TypeVar>]>>>,
    /// Of a class with its own parameters, and of a bare one.
    pub(crate) ancestors: RefCell<HashMap<(Id, bool), Ancestors>>,
    type_vars: RefCell<HashMap<Id, Option<Rc<TypeVar>>>>,
}

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
        self.at_depth(expr, scope, MAX_DEPTH)
    }

    fn at_depth(&self, expr: &Expr, scope: &Scope, depth: usize) -> Ty {
        let Some(depth) = depth.checked_sub(1) else {
            return Ty::Unknown("(nested too deeply)".to_owned());
        };
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
                    ("typing", "Self") => scope.receiver.clone().unwrap_or(Ty::Any),
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

    /// The type variable that an assignment makes, if it makes one.
    fn type_var(&self, id: &Id) -> Option<Rc<TypeVar>> {
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

    /// Whether a definition can stand in an annotation.
    fn is_type(&self, id: &Id) -> bool {
        self.world
            .with(id, |binding, _| match binding {
                Binding::Class(_) | Binding::TypeAlias(_) => true,
                Binding::Value { value, annotation } => {
                    value.as_ref().is_some_and(may_be_type)
                        && annotation
                            .as_ref()
                            .and_then(dotted)
                            .is_none_or(|path| path.rsplit('.').next() == Some("TypeAlias"))
                }
                Binding::Function(_) | Binding::Import(_) => false,
            })
            .unwrap_or(false)
    }

    /// What an alias stands for, one step.
    pub(crate) fn alias(&self, id: &Id) -> Option<Ty> {
        let value = self.world.with(id, |binding, _| match binding {
            Binding::TypeAlias(value) => Some(value.clone()),
            Binding::Value {
                value: Some(value), ..
            } if !matches!(value, Expr::Call(_)) => Some(value.clone()),
            _ => None,
        })??;
        let scope = Scope {
            module: id.module.clone(),
            class: id.name.rsplit_once('.').map(|(class, _)| class.to_owned()),
            ..Scope::default()
        };
        Some(self.read(&value, &scope))
    }

    /// A type with the alias in front of it, if there is one, expanded.
    pub(crate) fn expanded(&self, ty: &Ty) -> Ty {
        let mut ty = ty.clone();
        for _ in 0..MAX_DEPTH {
            let next = match &ty {
                Ty::Defined(id) => self.alias(id),
                Ty::Apply(base, arguments) => match &**base {
                    Ty::Defined(id) => self.alias(id).map(|target| {
                        let mut params = Vec::new();
                        free_params(&target, &mut params);
                        let map: Substitution =
                            params.into_iter().zip(arguments.iter().cloned()).collect();
                        substitute(&target, &map)
                    }),
                    _ => None,
                },
                _ => None,
            };
            match next {
                Some(next) => ty = next,
                None => break,
            }
        }
        ty
    }

    /// Whether `None` is a value of the type, as far as can be told.
    pub(crate) fn takes_none(&self, ty: &Ty) -> bool {
        self.takes_none_bounded(ty, 8)
    }

    fn takes_none_bounded(&self, ty: &Ty, fuel: usize) -> bool {
        let Some(fuel) = fuel.checked_sub(1) else {
            return false;
        };
        match self.expanded(ty) {
            Ty::Any | Ty::Unknown(_) | Ty::None | Ty::Param(_) => true,
            Ty::Builtin(name) => name == "object",
            Ty::Union(members) => members
                .iter()
                .any(|member| self.takes_none_bounded(member, fuel)),
            Ty::Apply(base, arguments) => {
                typing_name(&base) == Some("Literal")
                    && arguments
                        .iter()
                        .any(|a| matches!(a, Ty::Literal(text) if text == "None"))
            }
            _ => false,
        }
    }
}

/// `typing.AnyStr`, which a module must define for itself like any other type variable: the
/// renderer declares what signatures use.
fn any_str() -> Rc<TypeVar> {
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

/// Whether the right side of an assignment can be a type.
fn may_be_type(value: &Expr) -> bool {
    match value {
        Expr::Name(_) | Expr::Attribute(_) | Expr::StringLiteral(_) => true,
        Expr::Subscript(item) => may_be_type(&item.value),
        Expr::BinOp(op) => {
            op.op == Operator::BitOr && (may_be_type(&op.left) || may_be_type(&op.right))
        }
        Expr::Call(call) => dotted(&call.func).is_some_and(|path| {
            matches!(
                path.rsplit('.').next(),
                Some(
                    "NewType"
                        | "TypedDict"
                        | "NamedTuple"
                        | "namedtuple"
                        | "Enum"
                        | "IntEnum"
                        | "TypeAliasType"
                )
            )
        }),
        _ => false,
    }
}

/// Python's own name of what has several.
pub(crate) fn canonical(module: String, name: String) -> (String, String) {
    const ADDED_TO_TYPING: &[&str] = &[
        "Annotated",
        "Any",
        "AnyStr",
        "AsyncContextManager",
        "AsyncGenerator",
        "AsyncIterable",
        "AsyncIterator",
        "Awaitable",
        "BinaryIO",
        "Callable",
        "ClassVar",
        "Concatenate",
        "ContextManager",
        "Coroutine",
        "Final",
        "Generator",
        "Generic",
        "IO",
        "Iterable",
        "Iterator",
        "Literal",
        "LiteralString",
        "Mapping",
        "NamedTuple",
        "Never",
        "NewType",
        "NoReturn",
        "NotRequired",
        "Optional",
        "ParamSpec",
        "Protocol",
        "Required",
        "Self",
        "Sequence",
        "SupportsAbs",
        "SupportsBytes",
        "SupportsFloat",
        "SupportsIndex",
        "SupportsInt",
        "TYPE_CHECKING",
        "Text",
        "TextIO",
        "Type",
        "TypeAlias",
        "TypeGuard",
        "TypeVar",
        "TypeVarTuple",
        "TypedDict",
        "Union",
        "Unpack",
        "final",
        "overload",
        "runtime_checkable",
        "assert_never",
    ];
    const ABSTRACT: &[&str] = &[
        "AsyncGenerator",
        "AsyncIterable",
        "AsyncIterator",
        "Awaitable",
        "ByteString",
        "Collection",
        "Coroutine",
        "Generator",
        "ItemsView",
        "Iterable",
        "Iterator",
        "KeysView",
        "Mapping",
        "MappingView",
        "MutableMapping",
        "MutableSequence",
        "MutableSet",
        "Reversible",
        "Sequence",
        "ValuesView",
    ];
    let module = match &*module {
        "typing_extensions" if ADDED_TO_TYPING.contains(&&*name) => "typing".to_owned(),
        // A plain `TypeVar` has no default before 3.13, and the renderer emits none.
        "_collections_abc" => "collections.abc".to_owned(),
        "asyncio.futures" | "asyncio.tasks" | "asyncio.events" | "asyncio.streams" => {
            "asyncio".to_owned()
        }
        _ => module,
    };
    match (&*module, &*name) {
        ("typing", name) if ABSTRACT.contains(&name) && name != "ByteString" => {
            ("collections.abc".to_owned(), name.to_owned())
        }
        ("typing", "AsyncContextManager") => (
            "contextlib".to_owned(),
            "AbstractAsyncContextManager".to_owned(),
        ),
        ("typing", "ContextManager") => {
            ("contextlib".to_owned(), "AbstractContextManager".to_owned())
        }
        ("typing", "Text") => ("builtins".to_owned(), "str".to_owned()),
        _ => (module, name),
    }
}

/// The name of a type of the `typing` module.
pub(crate) fn typing_name(ty: &Ty) -> Option<&str> {
    match ty {
        Ty::Foreign { module, name } if module == "typing" => Some(name),
        _ => None,
    }
}

/// A union without nesting and repetition.
pub(crate) fn union(members: Vec<Ty>) -> Ty {
    let mut flat: Vec<Ty> = Vec::with_capacity(members.len());
    for member in members {
        match member {
            Ty::Union(inner) => {
                for member in inner {
                    if !flat.contains(&member) {
                        flat.push(member);
                    }
                }
            }
            member if flat.contains(&member) => {}
            member => flat.push(member),
        }
    }
    match flat.len() {
        1 => flat.remove(0),
        _ => Ty::Union(flat),
    }
}

/// Puts types in the place of type parameters.
pub(crate) fn substitute(ty: &Ty, map: &Substitution) -> Ty {
    if map.is_empty() {
        return ty.clone();
    }
    let all = |types: &[Ty]| {
        types
            .iter()
            .map(|ty| substitute(ty, map))
            .collect::<Vec<_>>()
    };
    match ty {
        Ty::Param(param) => map
            .iter()
            .find(|(from, _)| from == param)
            .map_or_else(|| ty.clone(), |(_, to)| to.clone()),
        Ty::Apply(base, arguments) => Ty::Apply(base.clone(), all(arguments)),
        Ty::Union(members) => union(all(members)),
        Ty::List(members) => Ty::List(all(members)),
        Ty::Star(inner) => Ty::Star(Box::new(substitute(inner, map))),
        _ => ty.clone(),
    }
}

/// The type parameters of a type, in the order of their first use.
pub(crate) fn free_params(ty: &Ty, into: &mut Vec<Rc<TypeVar>>) {
    match ty {
        Ty::Param(param) | Ty::Component(param, _) if !into.contains(param) => {
            into.push(param.clone());
        }
        Ty::Apply(base, arguments) => {
            free_params(base, into);
            for ty in arguments {
                free_params(ty, into);
            }
        }
        Ty::Union(members) | Ty::List(members) => {
            for ty in members {
                free_params(ty, into);
            }
        }
        Ty::Star(inner) => free_params(inner, into),
        _ => {}
    }
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
