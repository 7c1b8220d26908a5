//! Which functions of another class does a metaclass put into the classes that it makes?
//!
//! A class that stands in front of objects of another one may have all its functions made by its
//! metaclass: `for name in dir(Other)`, with `namespace[name] = wrapper`, where the wrapper says by
//! `functools.update_wrapper` or `functools.wraps` what it wraps.

use ruff_python_ast::{
    Expr, Stmt, StmtFor, StmtFunctionDef,
    visitor::{Visitor, walk_expr, walk_stmt},
};

use super::dotted;

/// What a metaclass copies.
#[derive(Debug, Clone)]
pub(crate) struct Copied {
    /// The class whose functions it wraps.
    pub of: String,
    /// The keyword argument that a class must set to get them.
    pub when: Option<String>,
}

/// What the `__new__` or `__init__` in the body of a metaclass copies.
pub(super) fn copied(body: &[Stmt]) -> Vec<Copied> {
    let mut found = Vec::new();
    for stmt in body {
        if let Stmt::FunctionDef(method) = stmt
            && matches!(method.name.as_str(), "__new__" | "__init__")
        {
            of_method(method, &mut found);
        }
    }
    found
}

fn of_method(method: &StmtFunctionDef, found: &mut Vec<Copied>) {
    let is_keyword = |name: &str| {
        let mut keywords = method.parameters.kwonlyargs.iter();
        keywords.any(|keyword| keyword.parameter.name.as_str() == name)
    };
    for stmt in &method.body {
        match stmt {
            Stmt::For(node) => found.extend(of_loop(node).map(|of| Copied { of, when: None })),
            Stmt::If(node) => {
                let Expr::Name(test) = &*node.test else {
                    continue;
                };
                if !is_keyword(&test.id) {
                    continue;
                }
                for stmt in &node.body {
                    let Stmt::For(node) = stmt else { continue };
                    let when = Some(test.id.to_string());
                    found.extend(of_loop(node).map(|of| Copied { of, when }));
                }
            }
            _ => {}
        }
    }
}

/// The class whose functions a loop wraps and keeps by their names.
fn of_loop(node: &StmtFor) -> Option<String> {
    let Expr::Name(name) = &*node.target else {
        return None;
    };
    let Expr::Call(names) = &*node.iter else {
        return None;
    };
    let [of] = &names.arguments.args[..] else {
        return None;
    };
    if dotted(&names.func)? != "dir" {
        return None;
    }
    let of = dotted(of)?;
    let mut body = Loop {
        name: &name.id,
        of: &of,
        function: None,
        keeps: false,
        wraps: false,
    };
    body.visit_body(&node.body);
    (body.keeps && body.wraps).then_some(of)
}

struct Loop<'a> {
    /// What the loop calls the name at hand.
    name: &'a str,
    of: &'a str,
    /// What it calls the function of that name.
    function: Option<String>,
    keeps: bool,
    wraps: bool,
}

impl Loop<'_> {
    fn is_name(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::Name(name) if name.id == self.name)
    }

    /// `getattr(Other, name)`
    fn is_function(&self, expr: &Expr) -> bool {
        let Expr::Call(call) = expr else { return false };
        let [of, name] = &call.arguments.args[..] else {
            return false;
        };
        dotted(&call.func).as_deref() == Some("getattr")
            && dotted(of).as_deref() == Some(self.of)
            && self.is_name(name)
    }
}

impl<'a> Visitor<'a> for Loop<'_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if let Stmt::Assign(node) = stmt {
            for target in &node.targets {
                match target {
                    Expr::Name(local) if self.is_function(&node.value) => {
                        self.function = Some(local.id.to_string());
                    }
                    Expr::Subscript(item) => self.keeps |= self.is_name(&item.slice),
                    _ => {}
                }
            }
        }
        walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Call(call) = expr {
            let arguments = &call.arguments.args;
            let is_it = |expr: &Expr| match (expr, &self.function) {
                (Expr::Name(name), Some(function)) => name.id == function.as_str(),
                _ => false,
            };
            let path = dotted(&call.func).unwrap_or_default();
            match path.rsplit('.').next() {
                Some("update_wrapper") => self.wraps |= arguments.get(1).is_some_and(is_it),
                Some("wraps") => self.wraps |= arguments.first().is_some_and(is_it),
                Some("setattr") => self.keeps |= arguments.get(1).is_some_and(|e| self.is_name(e)),
                _ => {}
            }
        }
        walk_expr(self, expr);
    }
}
