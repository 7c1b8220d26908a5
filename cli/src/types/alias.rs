//! What do names stand for that are types by assignment?

use ruff_python_ast::{Expr, Operator};

use super::{MAX_DEPTH, Scope, Ty, Types, bind, free_params, substitute, typing_name};
use crate::{
    index::{Binding, dotted},
    resolve::Id,
};

impl Types<'_> {
    /// Whether a definition can stand in an annotation.
    pub(super) fn is_type(&self, id: &Id) -> bool {
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
                        substitute(&target, &bind(&params, arguments))
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
