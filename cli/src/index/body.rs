//! What does the body of a function say about what a call gives?
//!
//! Kept of a body are its `return` statements with the tests that lead to them, the functions
//! defined in it, and what its names are assigned once. That is enough to see that a decorator
//! gives back what it is given, or that a function without an annotation makes an object.

use ruff_python_ast::{
    ExceptHandler, Expr, Stmt, StmtFor, StmtFunctionDef,
    visitor::{Visitor, walk_stmt},
};

use super::{Def, Lines, dotted, looks::looks_at_arguments, nested::yields};

#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    pub returns: Vec<Return>,
    /// Functions defined in the function itself.
    pub functions: Vec<(Tests, Def)>,
    /// `name = value`, for names that nothing else in the function binds.
    pub assigned: Vec<(String, Expr)>,
    /// Whether the end is reached without `return` or `raise`.
    pub ends: bool,
    /// Attributes that it sets on what it is given.
    pub sets: Vec<Set>,
    /// Whether it yields, which makes a generator of a plain function.
    pub yields: bool,
}

/// `for name in names: setattr(owner, name, maker(name))`
#[derive(Clone, Debug)]
pub(crate) struct Set {
    pub names: String,
    pub owner: String,
    pub maker: String,
}

/// Tests that stand around a statement, with how they must come out to reach it; nothing for what
/// is no test, as a loop.
pub(crate) type Tests = Vec<Option<(Expr, bool)>>;

#[derive(Clone, Debug)]
pub(crate) struct Return {
    pub tests: Tests,
    pub value: Option<Expr>,
}

impl Body {
    /// What is kept of a body, which is nothing where annotations say it all.
    pub(crate) fn of(node: &StmtFunctionDef, body: &[Stmt], lines: &Lines) -> Option<Box<Self>> {
        let mut found = Self::default();
        let nests = nests(body);
        if !nests && node.returns.is_some() {
            return None;
        }
        let mut bound = Vec::new();
        found.ends = found.block(body, &mut Vec::new(), &mut bound, lines);
        found.yields = yields(body);
        found
            .assigned
            .retain(|(name, _)| bound.iter().filter(|other| *other == name).count() == 1);
        Some(Box::new(found))
    }

    /// Whether a `return` gives what a look at types could show to be asynchronous.
    pub(crate) fn may_give(&self) -> bool {
        let gives = |value: &Expr| matches!(value, Expr::Call(_) | Expr::Name(_) | Expr::If(_));
        !self.yields
            && self
                .returns
                .iter()
                .any(|r| r.value.as_ref().is_some_and(gives))
    }

    /// Reads statements; whether the end of them is reached.
    fn block(
        &mut self,
        body: &[Stmt],
        tests: &mut Tests,
        bound: &mut Vec<String>,
        lines: &Lines,
    ) -> bool {
        let outer = tests.len();
        let mut ends = true;
        for stmt in body {
            if !ends {
                break;
            }
            ends = self.statement(stmt, tests, bound, lines);
        }
        tests.truncate(outer);
        ends
    }

    /// Reads statements that are run or not, for reasons that are not looked into.
    fn perhaps(
        &mut self,
        body: &[Stmt],
        tests: &mut Tests,
        bound: &mut Vec<String>,
        lines: &Lines,
    ) -> bool {
        tests.push(None);
        let ends = self.block(body, tests, bound, lines);
        tests.pop();
        ends
    }

    fn statement(
        &mut self,
        stmt: &Stmt,
        tests: &mut Tests,
        bound: &mut Vec<String>,
        lines: &Lines,
    ) -> bool {
        match stmt {
            Stmt::Return(node) => {
                self.returns.push(Return {
                    tests: tests.clone(),
                    value: node.value.as_deref().cloned(),
                });
                return false;
            }
            Stmt::Raise(_) => return false,
            Stmt::FunctionDef(node) => {
                bound.push(node.name.to_string());
                self.functions
                    .push((tests.clone(), Def::inner(node, lines)));
            }
            Stmt::If(node) => {
                let first = std::iter::once((Some(&*node.test), &node.body));
                let rest = node.elif_else_clauses.iter();
                let branches = first.chain(rest.map(|c| (c.test.as_ref(), &c.body)));
                let (outer, mut any, mut has_else) = (tests.len(), false, false);
                // Tests that must fail for what comes after the statement to be reached.
                let mut passed = Vec::new();
                for (test, body) in branches {
                    let depth = tests.len();
                    tests.extend(test.map(|test| Some((test.clone(), true))));
                    let ends = self.block(body, tests, bound, lines);
                    any |= ends;
                    tests.truncate(depth);
                    match test {
                        Some(test) => {
                            tests.push(Some((test.clone(), false)));
                            if !ends {
                                passed.push(Some((test.clone(), false)));
                            }
                        }
                        None => has_else = true,
                    }
                }
                tests.truncate(outer);
                tests.extend(passed);
                return any || !has_else;
            }
            Stmt::Try(node) => {
                let mut ends = self.block(&node.body, tests, bound, lines)
                    && self.block(&node.orelse, tests, bound, lines);
                for ExceptHandler::ExceptHandler(handler) in &node.handlers {
                    ends |= self.perhaps(&handler.body, tests, bound, lines);
                }
                return self.block(&node.finalbody, tests, bound, lines) && ends;
            }
            Stmt::With(node) => return self.block(&node.body, tests, bound, lines),
            Stmt::For(node) => {
                self.sets.extend(set(node));
                names(&node.target, bound);
                self.perhaps(&node.body, tests, bound, lines);
                self.perhaps(&node.orelse, tests, bound, lines);
            }
            Stmt::While(node) => {
                self.perhaps(&node.body, tests, bound, lines);
                self.perhaps(&node.orelse, tests, bound, lines);
                let endless = matches!(&*node.test, Expr::BooleanLiteral(test) if test.value);
                return !endless;
            }
            Stmt::Match(node) => {
                for case in &node.cases {
                    self.perhaps(&case.body, tests, bound, lines);
                }
            }
            Stmt::Assign(node) => {
                for target in &node.targets {
                    names(target, bound);
                }
                if let [Expr::Name(name)] = &node.targets[..] {
                    let value = (*node.value).clone();
                    self.assigned.push((name.id.to_string(), value));
                }
            }
            Stmt::AnnAssign(node) => {
                names(&node.target, bound);
                if let (Expr::Name(name), Some(value)) = (&*node.target, &node.value) {
                    self.assigned.push((name.id.to_string(), (**value).clone()));
                }
            }
            Stmt::AugAssign(node) => names(&node.target, bound),
            _ => {}
        }
        true
    }
}

impl Def {
    /// A function in a function.
    fn inner(node: &StmtFunctionDef, lines: &Lines) -> Self {
        use ruff_text_size::Ranged;
        let body = Body::of(node, &node.body, lines);
        let generator = node.is_async && yields(&node.body);
        let looks_at_arguments = looks_at_arguments(node);
        let mut node = node.clone();
        node.body = Vec::new().into();
        Self {
            line: lines.at(node.name.start()),
            node,
            generator,
            doc: None,
            body,
            looks_at_arguments,
        }
    }
}

/// Whether a body defines functions.
fn nests(body: &[Stmt]) -> bool {
    struct Nests(bool);
    impl<'a> Visitor<'a> for Nests {
        fn visit_stmt(&mut self, stmt: &'a Stmt) {
            match stmt {
                Stmt::FunctionDef(_) => self.0 = true,
                Stmt::ClassDef(_) => {}
                _ if self.0 => {}
                _ => walk_stmt(self, stmt),
            }
        }
        fn visit_expr(&mut self, _: &'a Expr) {}
    }
    let mut visitor = Nests(false);
    visitor.visit_body(body);
    visitor.0
}

/// The attributes that a loop sets.
fn set(node: &StmtFor) -> Option<Set> {
    let [Stmt::Expr(stmt)] = &node.body[..] else {
        return None;
    };
    let Expr::Call(call) = &*stmt.value else {
        return None;
    };
    let [Expr::Name(owner), name, Expr::Call(made)] = &call.arguments.args[..] else {
        return None;
    };
    let is_item = |expr: &Expr| match (expr, &*node.target) {
        (Expr::Name(name), Expr::Name(item)) => name.id == item.id,
        _ => false,
    };
    let sets = matches!(&*call.func, Expr::Name(function) if function.id == "setattr");
    let by_name = matches!(&made.arguments.args[..], [name] if is_item(name));
    if !sets || !is_item(name) || !by_name {
        return None;
    }
    Some(Set {
        names: dotted(&node.iter)?,
        owner: owner.id.to_string(),
        maker: dotted(&made.func)?,
    })
}

/// The names that a target binds.
fn names(target: &Expr, into: &mut Vec<String>) {
    match target {
        Expr::Name(name) => into.push(name.id.to_string()),
        Expr::Tuple(tuple) => tuple.elts.iter().for_each(|e| names(e, into)),
        Expr::List(list) => list.elts.iter().for_each(|e| names(e, into)),
        Expr::Starred(starred) => names(&starred.value, into),
        _ => {}
    }
}
