//! How `__all__` is put together.

use ruff_python_ast::{Expr, Operator};

use super::{builder::Builder, dotted};

#[derive(Debug)]
pub(crate) enum AllPart {
    Name(String),
    Remove(String),
    /// `submodule.__all__`, by the name in this module.
    Of(String),
}

impl Builder<'_> {
    pub(super) fn all_from_assignment(
        &mut self,
        targets: &[impl std::borrow::Borrow<Expr>],
        value: &Expr,
    ) {
        if !targets.iter().any(|target| is_all(target.borrow())) {
            return;
        }
        self.all_is_computed = is_computed(value);
        if is_listed(value) {
            self.all = Some(all_parts(value));
        }
    }

    /// `__all__.extend(...)`, `.append(...)`, `.remove(...)`.
    pub(super) fn all_from_call(&mut self, expr: &Expr) {
        let Expr::Call(call) = expr else { return };
        let Expr::Attribute(method) = &*call.func else {
            return;
        };
        if !is_all(&method.value) {
            return;
        }
        let Some(argument) = call.arguments.args.first() else {
            return;
        };
        let all = self.all.get_or_insert_default();
        match (method.attr.as_str(), argument) {
            ("extend", argument) => all.extend(all_parts(argument)),
            ("append", Expr::StringLiteral(name)) => {
                all.push(AllPart::Name(name.value.to_str().to_owned()));
            }
            ("remove", Expr::StringLiteral(name)) => {
                all.push(AllPart::Remove(name.value.to_str().to_owned()));
            }
            _ => {}
        }
    }
}

pub(super) fn is_all(expr: &Expr) -> bool {
    matches!(expr, Expr::Name(name) if name.id == "__all__")
}

/// Whether a value of `__all__` says which names it has.
fn is_listed(value: &Expr) -> bool {
    match value {
        Expr::List(_) | Expr::Tuple(_) => true,
        Expr::BinOp(sum) => is_listed(&sum.left) || is_listed(&sum.right),
        Expr::Attribute(attribute) => attribute.attr.as_str() == "__all__",
        Expr::Call(_) => reordered(value).is_some_and(is_listed),
        _ => false,
    }
}

/// Whether type checkers do not follow a value of `__all__`.
fn is_computed(value: &Expr) -> bool {
    let is_name = |element: &Expr| match element {
        Expr::StringLiteral(_) => true,
        Expr::Starred(names) => !is_computed(&names.value),
        _ => false,
    };
    match value {
        Expr::List(list) => !list.elts.iter().all(is_name),
        Expr::Tuple(tuple) => !tuple.elts.iter().all(is_name),
        Expr::BinOp(sum) => is_computed(&sum.left) || is_computed(&sum.right),
        Expr::Attribute(attribute) => attribute.attr.as_str() != "__all__",
        _ => true,
    }
}

/// What `sorted`, `list` or `tuple` is given.
fn reordered(value: &Expr) -> Option<&Expr> {
    let Expr::Call(call) = value else { return None };
    match (dotted(&call.func).as_deref(), &call.arguments.args[..]) {
        (Some("sorted" | "list" | "tuple"), [names]) => Some(names),
        _ => None,
    }
}

pub(super) fn all_parts(value: &Expr) -> Vec<AllPart> {
    match value {
        Expr::Call(_) => reordered(value).map_or_else(Vec::new, all_parts),
        Expr::List(list) => names(&list.elts),
        Expr::Tuple(tuple) => names(&tuple.elts),
        Expr::BinOp(sum) if sum.op == Operator::Add => {
            let mut parts = all_parts(&sum.left);
            parts.extend(all_parts(&sum.right));
            parts
        }
        Expr::Attribute(attribute) if attribute.attr.as_str() == "__all__" => {
            dotted(&attribute.value)
                .map(AllPart::Of)
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

fn names(elements: &[Expr]) -> Vec<AllPart> {
    let part = |element: &Expr| match element {
        Expr::StringLiteral(name) => vec![AllPart::Name(name.value.to_str().to_owned())],
        Expr::Starred(names) => all_parts(&names.value),
        _ => Vec::new(),
    };
    elements.iter().flat_map(part).collect()
}
