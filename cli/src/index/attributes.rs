//! What the methods of a class assign to attributes of `self`.

use ruff_python_ast::{
    Expr, Parameters, Stmt, StmtFunctionDef,
    visitor::{Visitor, walk_stmt},
};

/// What a public attribute of the objects of a class is.
#[derive(Debug)]
pub(crate) enum Assigned {
    /// Of this type, by an annotation or by that of the parameter that it is assigned.
    Type(Expr),
    Value(Expr),
}

/// What methods in a class body assign to public attributes.
pub(super) fn attributes(body: &[Stmt]) -> Vec<Assigned> {
    let mut found = Vec::new();
    for stmt in body {
        match stmt {
            Stmt::FunctionDef(method) => of_method(method, &mut found),
            Stmt::If(node) => {
                found.extend(attributes(&node.body));
                for clause in &node.elif_else_clauses {
                    found.extend(attributes(&clause.body));
                }
            }
            _ => {}
        }
    }
    found
}

fn of_method(method: &StmtFunctionDef, found: &mut Vec<Assigned>) {
    let Some(receiver) = method.parameters.iter().next() else {
        return;
    };
    let mut assignments = Assignments {
        receiver: receiver.name(),
        parameters: &method.parameters,
        found,
    };
    assignments.visit_body(&method.body);
}

struct Assignments<'a> {
    receiver: &'a str,
    parameters: &'a Parameters,
    found: &'a mut Vec<Assigned>,
}

impl Assignments<'_> {
    /// Whether a target is a public attribute of `self`.
    fn is_attribute(&self, target: &Expr) -> bool {
        let Expr::Attribute(attribute) = target else {
            return false;
        };
        let of_self = matches!(&*attribute.value, Expr::Name(name) if name.id == self.receiver);
        of_self && !attribute.attr.starts_with('_')
    }

    fn value(&mut self, value: &Expr) {
        let parameter = |parameter: &Expr| match parameter {
            Expr::Name(name) => {
                let mut parameters = self.parameters.iter();
                let found = parameters.find(|p| p.name().as_str() == name.id.as_str());
                found.and_then(|p| p.annotation().cloned())
            }
            _ => None,
        };
        let assigned = match (value, parameter(value)) {
            (_, Some(annotation)) => Assigned::Type(annotation),
            (Expr::Call(_), None) => Assigned::Value(value.clone()),
            // `given or Made()`, `given if given else Made()`
            (Expr::BoolOp(op), None) => {
                return op.values.iter().for_each(|value| self.value(value));
            }
            (Expr::If(choice), None) => {
                self.value(&choice.body);
                return self.value(&choice.orelse);
            }
            _ => return,
        };
        self.found.push(assigned);
    }
}

impl<'a> Visitor<'a> for Assignments<'_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            Stmt::Assign(node) if node.targets.iter().any(|target| self.is_attribute(target)) => {
                self.value(&node.value);
            }
            Stmt::AnnAssign(node) if self.is_attribute(&node.target) => {
                let annotation = (*node.annotation).clone();
                self.found.push(Assigned::Type(annotation));
            }
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, _: &'a Expr) {}
}
