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
        if targets.iter().any(|target| is_all(target.borrow())) {
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

pub(super) fn all_parts(value: &Expr) -> Vec<AllPart> {
    match value {
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
    let literal = |element: &Expr| match element {
        Expr::StringLiteral(name) => Some(AllPart::Name(name.value.to_str().to_owned())),
        _ => None,
    };
    elements.iter().filter_map(literal).collect()
}
