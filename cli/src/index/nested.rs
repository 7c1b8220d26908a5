//! What is defined inside functions.

use ruff_python_ast::{
    ExceptHandler, Expr, Stmt,
    visitor::{Visitor, walk_expr, walk_stmt},
};
use ruff_text_size::Ranged;

use super::{
    AsyncDef, Place,
    branches::{Context, Verdict, verdicts},
    builder::Builder,
};

impl Builder<'_> {
    /// Counts what is defined inside a function, to whatever depth.
    pub(super) fn nested(&mut self, body: &[Stmt], at: &Context) {
        for stmt in body {
            match stmt {
                Stmt::FunctionDef(node) => {
                    if node.is_async {
                        self.async_defs.push(AsyncDef {
                            qualname: format!("{}{}", at.prefix, node.name),
                            line: self.lines.at(node.name.start()),
                            place: Place::Function,
                            generator: yields(&node.body),
                            live: at.live,
                        });
                    }
                    self.nested(&node.body, &at.inside(&node.name, Place::Function));
                }
                Stmt::ClassDef(node) => {
                    self.nested(&node.body, &at.inside(&node.name, Place::Class));
                }
                Stmt::If(node) => {
                    let bodies = std::iter::once(&node.body)
                        .chain(node.elif_else_clauses.iter().map(|clause| &clause.body));
                    for (verdict, body) in verdicts(node, self.target).into_iter().zip(bodies) {
                        self.nested(body, &at.with_live(verdict != Verdict::Never));
                    }
                }
                Stmt::Try(node) => {
                    self.nested(&node.body, at);
                    for ExceptHandler::ExceptHandler(handler) in &node.handlers {
                        self.nested(&handler.body, at);
                    }
                    self.nested(&node.orelse, at);
                    self.nested(&node.finalbody, at);
                }
                Stmt::With(node) => self.nested(&node.body, at),
                Stmt::For(node) => {
                    self.nested(&node.body, at);
                    self.nested(&node.orelse, at);
                }
                Stmt::While(node) => {
                    self.nested(&node.body, at);
                    self.nested(&node.orelse, at);
                }
                Stmt::Match(node) => {
                    for case in &node.cases {
                        self.nested(&case.body, at);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Whether a function body yields, not counting what is nested in it.
pub(super) fn yields(body: &[Stmt]) -> bool {
    struct Yields(bool);
    impl<'a> Visitor<'a> for Yields {
        fn visit_stmt(&mut self, stmt: &'a Stmt) {
            if !self.0 && !matches!(stmt, Stmt::FunctionDef(_) | Stmt::ClassDef(_)) {
                walk_stmt(self, stmt);
            }
        }
        fn visit_expr(&mut self, expr: &'a Expr) {
            match expr {
                Expr::Yield(_) | Expr::YieldFrom(_) => self.0 = true,
                Expr::Lambda(_) => {}
                _ if self.0 => {}
                _ => walk_expr(self, expr),
            }
        }
    }
    let mut visitor = Yields(false);
    visitor.visit_body(body);
    visitor.0
}
