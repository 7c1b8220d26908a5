//! What the methods of a class assign to attributes of `self`.

use ruff_python_ast::{
    Expr, Parameters, Stmt, StmtFunctionDef,
    visitor::{Visitor, walk_stmt},
};

/// What methods assign to one public attribute of the objects of a class.
#[derive(Debug)]
pub(crate) struct Attribute {
    pub name: String,
    pub assigned: Assigned,
}

/// What a public attribute of the objects of a class is.
#[derive(Debug)]
pub(crate) enum Assigned {
    /// Of this type, by an annotation or by that of the parameter that it is assigned.
    Type(Expr),
    /// What a call gives, or a literal.
    Value(Expr),
    /// Something else.
    Other,
}

/// What methods in a class body assign to public attributes.
pub(super) fn attributes(body: &[Stmt]) -> Vec<Attribute> {
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

fn of_method(method: &StmtFunctionDef, found: &mut Vec<Attribute>) {
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
    found: &'a mut Vec<Attribute>,
}

impl Assignments<'_> {
    /// The name of a target that is a public attribute of `self`.
    fn attribute<'e>(&self, target: &'e Expr) -> Option<&'e str> {
        let Expr::Attribute(attribute) = target else {
            return None;
        };
        let of_self = matches!(&*attribute.value, Expr::Name(name) if name.id == self.receiver);
        (of_self && !attribute.attr.starts_with('_')).then_some(attribute.attr.as_str())
    }

    fn push(&mut self, name: &str, assigned: Assigned) {
        self.found.push(Attribute {
            name: name.to_owned(),
            assigned,
        });
    }

    fn value(&mut self, name: &str, value: &Expr) {
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
            (value, None) if value.is_literal_expr() => Assigned::Value(value.clone()),
            // `given or Made()`, `given if given else Made()`
            (Expr::BoolOp(op), None) => {
                return op.values.iter().for_each(|value| self.value(name, value));
            }
            (Expr::If(choice), None) => {
                self.value(name, &choice.body);
                return self.value(name, &choice.orelse);
            }
            _ => Assigned::Other,
        };
        self.push(name, assigned);
    }
}

impl<'a> Visitor<'a> for Assignments<'_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            Stmt::Assign(node) => {
                for target in &node.targets {
                    match target {
                        Expr::Tuple(tuple) => {
                            for target in &tuple.elts {
                                if let Some(name) = self.attribute(target) {
                                    self.push(name, Assigned::Other);
                                }
                            }
                        }
                        target => {
                            if let Some(name) = self.attribute(target) {
                                self.value(name, &node.value);
                            }
                        }
                    }
                }
            }
            Stmt::AnnAssign(node) => {
                if let Some(name) = self.attribute(&node.target) {
                    let annotation = (*node.annotation).clone();
                    self.push(name, Assigned::Type(annotation));
                }
            }
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, _: &'a Expr) {}
}
