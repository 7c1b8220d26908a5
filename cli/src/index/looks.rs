//! Does a function look at which arguments it was given?
//!
//! A wrapper that takes `*args` and `**kwargs` and does more than pass them on can tell an argument
//! that was given from one that was left out: it may warn of one that is deprecated.

use ruff_python_ast::{
    CmpOp, Expr, StmtFunctionDef,
    visitor::{Visitor, walk_expr},
};

/// Whether a function passes its `*args` or `**kwargs` to another one as they are, or looks for
/// names in them.
pub(super) fn looks_at_arguments(node: &StmtFunctionDef) -> bool {
    let names = [&node.parameters.vararg, &node.parameters.kwarg];
    let names: Vec<&str> = names
        .into_iter()
        .flatten()
        .map(|parameter| parameter.name.as_str())
        .collect();
    if names.is_empty() {
        return false;
    }
    let mut looks = Looks {
        names,
        found: false,
    };
    looks.visit_body(&node.body);
    looks.found
}

struct Looks<'a> {
    names: Vec<&'a str>,
    found: bool,
}

impl Looks<'_> {
    fn is_one(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::Name(name) if self.names.contains(&name.id.as_str()))
    }
}

impl<'a> Visitor<'a> for Looks<'_> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Call(call) => {
                let named = call.arguments.keywords.iter();
                let mut named = named.filter(|keyword| keyword.arg.is_some());
                self.found |= call.arguments.args.iter().any(|e| self.is_one(e))
                    || named.any(|keyword| self.is_one(&keyword.value));
            }
            Expr::Compare(compare) => {
                let within = compare.ops.iter().zip(&compare.comparators);
                let mut within = within.filter(|(op, _)| matches!(op, CmpOp::In | CmpOp::NotIn));
                self.found |= within.any(|(_, names)| self.is_one(names));
            }
            _ => {}
        }
        walk_expr(self, expr);
    }
}
