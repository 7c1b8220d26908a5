//! Statements that are executed only sometimes: `if`, `try` and `match`.

use ruff_python_ast::{ExceptHandler, ExceptHandlerExceptHandler, Expr, Stmt, StmtIf, StmtTry};

use super::{Binding, Other, Place, Scope, builder::Builder};
use crate::target::Target;

/// Where a statement stands.
#[derive(Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says something of its own"
)]
pub(super) struct Context {
    pub(super) prefix: String,
    pub(super) place: Place,
    pub(super) live: bool,
    /// Whether it is not read because only type checkers see the other branch.
    at_run_time: bool,
    /// Whether the statement is run whenever the module is imported.
    unconditional: bool,
    /// Whether an `ImportError` here ends the import of the module: nothing catches it, or what
    /// catches it raises again.
    import_errors_pass: bool,
}

impl Context {
    pub(super) fn module() -> Self {
        Self {
            prefix: String::new(),
            place: Place::Module,
            live: true,
            at_run_time: false,
            unconditional: true,
            import_errors_pass: true,
        }
    }

    /// A place that is not always reached.
    pub(super) fn with_live(&self, live: bool) -> Self {
        Self {
            live: self.live && live,
            unconditional: false,
            import_errors_pass: false,
            ..self.clone()
        }
    }

    /// Whether an exception here always ends the import of the module.
    pub(super) fn is_run_on_import(&self) -> bool {
        self.place == Place::Module && self.unconditional && self.live
    }

    /// Whether the module cannot be imported without what is imported here.
    pub(super) fn is_needed_on_import(&self) -> bool {
        self.place == Place::Module && self.import_errors_pass && self.live
    }

    pub(super) fn inside(&self, name: &str, place: Place) -> Self {
        let prefix = match place {
            Place::Function => format!("{}{name}.<locals>.", self.prefix),
            _ => format!("{}{name}.", self.prefix),
        };
        Self {
            prefix,
            place,
            unconditional: false,
            import_errors_pass: false,
            ..self.clone()
        }
    }
}

/// Whether a branch is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Always,
    Never,
    /// Its own test, or one before it, cannot be decided.
    Perhaps,
}

/// Whether each branch of an `if` is taken, in order.
pub(super) fn verdicts(node: &StmtIf, target: &Target) -> Vec<Verdict> {
    let first = std::iter::once(Some(&*node.test));
    let rest = node
        .elif_else_clauses
        .iter()
        .map(|clause| clause.test.as_ref());
    let mut settled = false;
    let mut undecided = false;
    first
        .chain(rest)
        .map(|test| {
            if settled {
                return Verdict::Never;
            }
            match test.map_or(Some(true), |test| target.decide(test)) {
                Some(false) => Verdict::Never,
                Some(true) => {
                    settled = true;
                    if undecided {
                        Verdict::Perhaps
                    } else {
                        Verdict::Always
                    }
                }
                None => {
                    undecided = true;
                    Verdict::Perhaps
                }
            }
        })
        .collect()
}

impl Builder<'_> {
    /// A block that gives names only what nothing else gave them.
    pub(super) fn fallback(
        &mut self,
        body: impl IntoIterator<Item = Stmt>,
        scope: &mut Scope,
        at: &Context,
    ) {
        let mut own = Scope::default();
        let outer = std::mem::take(&mut self.others);
        self.block(body, &mut own, at);
        let inner = std::mem::replace(&mut self.others, outer);
        for (name, binding) in own {
            match scope.get_mut(&name) {
                _ if !at.live => self.other(name, binding, at),
                Some(known) if !is_placeholder(known) => self.other(name, binding, at),
                Some(known) => *known = binding,
                None => {
                    scope.insert(name, binding);
                }
            }
        }
        for (name, others) in inner {
            self.others.entry(name).or_default().extend(others);
        }
    }

    /// Keeps what a name of the module is bound to in another case.
    fn other(&mut self, name: String, binding: Binding, at: &Context) {
        if at.place == Place::Module && (at.live || at.at_run_time) && !is_placeholder(&binding) {
            self.others.entry(name).or_default().push(Other {
                binding,
                at_run_time: at.at_run_time,
            });
        }
    }

    pub(super) fn branches(&mut self, node: StmtIf, scope: &mut Scope, at: &Context) {
        let verdicts = verdicts(&node, self.target);
        let first = std::iter::once((Some(*node.test), node.body));
        let rest = node.elif_else_clauses.into_iter();
        let branches = first.chain(rest.map(|clause| (clause.test, clause.body)));
        let mut after_checkers = false;
        for (verdict, (test, body)) in verdicts.into_iter().zip(branches) {
            let for_checkers = test.as_ref().is_some_and(mentions_type_checking);
            after_checkers |= for_checkers;
            let mut inside = at.with_live(verdict != Verdict::Never);
            inside.at_run_time |= verdict == Verdict::Never && at.live && after_checkers;
            if verdict == Verdict::Always && !for_checkers {
                inside.unconditional = at.unconditional;
                inside.import_errors_pass = at.import_errors_pass;
            }
            if test.as_ref().is_some_and(is_main_guard) {
                self.fallback(body, &mut Scope::default(), &inside);
            } else if verdict == Verdict::Always {
                self.block(body, scope, &inside);
            } else {
                self.fallback(body, scope, &inside);
            }
        }
    }

    pub(super) fn attempt(&mut self, node: StmtTry, scope: &mut Scope, at: &Context) {
        let tried = Context {
            unconditional: at.unconditional && node.handlers.is_empty(),
            import_errors_pass: at.import_errors_pass
                && node.handlers.iter().all(lets_import_errors_pass),
            ..at.clone()
        };
        if at.place == Place::Module && !node.handlers.iter().all(lets_import_errors_pass) {
            self.need_imports(&node.body, &node.orelse);
        }
        self.block(node.body, scope, &tried);
        self.block(node.orelse, scope, &tried);
        for ExceptHandler::ExceptHandler(handler) in node.handlers {
            self.fallback(handler.body, scope, &at.with_live(true));
        }
        self.block(node.finalbody, scope, at);
    }
}

impl Builder<'_> {
    /// Remembers which functions and classes are not defined where an import fails that a handler
    /// catches.
    fn need_imports(&mut self, body: &[Stmt], orelse: &[Stmt]) {
        let mut modules = Vec::new();
        for stmt in body {
            match stmt {
                Stmt::Import(node) => {
                    modules.extend(node.names.iter().map(|alias| alias.name.to_string()));
                }
                Stmt::ImportFrom(node) => modules.extend(self.absolute(node)),
                _ => {}
            }
        }
        if modules.is_empty() {
            return;
        }
        for stmt in body.iter().chain(orelse) {
            let name = match stmt {
                Stmt::FunctionDef(node) => &node.name,
                Stmt::ClassDef(node) => &node.name,
                _ => continue,
            };
            let needed = self.conditional.entry(name.to_string()).or_default();
            needed.extend(modules.iter().cloned());
        }
    }
}

/// `name = None`, which another branch gives a meaning.
fn is_placeholder(binding: &Binding) -> bool {
    matches!(
        binding,
        Binding::Value {
            value: Some(Expr::NoneLiteral(_)),
            annotation: None,
        }
    )
}

fn lets_import_errors_pass(handler: &ExceptHandler) -> bool {
    let ExceptHandler::ExceptHandler(handler) = handler;
    !catches_import_errors(handler) || raises(handler)
}

fn catches_import_errors(handler: &ExceptHandlerExceptHandler) -> bool {
    let catches = |class: &Expr| match class {
        Expr::Name(name) => matches!(
            name.id.as_str(),
            "ImportError" | "ModuleNotFoundError" | "Exception" | "BaseException"
        ),
        // What the name of a module's attribute stands for is not known here.
        _ => true,
    };
    match handler.type_.as_deref() {
        Some(Expr::Tuple(tuple)) => tuple.elts.iter().any(catches),
        Some(class) => catches(class),
        None => true,
    }
}

/// Whether a handler always ends in an exception.
fn raises(handler: &ExceptHandlerExceptHandler) -> bool {
    handler
        .body
        .iter()
        .any(|stmt| matches!(stmt, Stmt::Raise(_)))
}

fn mentions_type_checking(test: &Expr) -> bool {
    match test {
        Expr::BoolOp(op) => op.values.iter().any(mentions_type_checking),
        Expr::UnaryOp(op) => mentions_type_checking(&op.operand),
        Expr::Name(name) => name.id == "TYPE_CHECKING",
        Expr::Attribute(attribute) => attribute.attr.as_str() == "TYPE_CHECKING",
        _ => false,
    }
}

fn is_main_guard(test: &Expr) -> bool {
    matches!(test, Expr::Compare(compare)
        if matches!(&*compare.left, Expr::Name(name) if name.id == "__name__"))
}
