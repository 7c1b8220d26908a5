//! Every definition of a file as the parser sees it, to be held against another parser.

use ruff_python_ast::{
    Expr, Stmt, StmtFunctionDef,
    token::TokenKind,
    visitor::{Visitor, walk_stmt},
};
use ruff_python_parser::Parsed;
use ruff_text_size::Ranged;
use serde::Serialize;

use crate::{
    index::Lines,
    parse::{self, on_big_stack},
    report::Skip,
};

/// A `def`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Definition {
    /// `__qualname__`.
    pub qualname: String,
    /// The line of its name.
    pub line: usize,
    /// Whether it is an `async def`.
    pub is_async: bool,
    /// Its parameters, in order.
    pub parameters: Vec<Parameter>,
    /// Its return annotation.
    pub returns: Option<String>,
}

/// A parameter, its texts on one line as far as strings allow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its kind, as `inspect.Parameter` calls it.
    pub kind: &'static str,
    /// Its annotation.
    pub annotation: Option<String>,
    /// Its default.
    pub default: Option<String>,
}

/// All definitions of a text, at whatever depth, in order.
///
/// # Errors
/// When the text is not Python, or nested too deeply.
pub fn dump(source: &str) -> Result<Vec<Definition>, Skip> {
    on_big_stack(|| {
        let parsed = parse::parse("".as_ref(), source)?;
        let mut dumper = Dumper {
            source,
            parsed: &parsed,
            lines: Lines::of(source),
            prefix: String::new(),
            definitions: Vec::new(),
        };
        dumper.visit_body(parsed.suite());
        Ok(dumper.definitions)
    })
}

struct Dumper<'a, T> {
    source: &'a str,
    parsed: &'a Parsed<T>,
    lines: Lines,
    prefix: String,
    definitions: Vec<Definition>,
}

impl<T> Dumper<'_, T> {
    /// The tokens of an expression, joined: comments and line breaks go, gaps become one space.
    fn text(&self, expr: &Expr) -> String {
        let mut text = String::new();
        let mut end = None;
        for token in self.parsed.tokens().in_range(expr.range()) {
            if matches!(
                token.kind(),
                TokenKind::Comment | TokenKind::NonLogicalNewline
            ) {
                continue;
            }
            if end.is_some_and(|end| end != token.start()) {
                text.push(' ');
            }
            text.push_str(&self.source[token.range()]);
            end = Some(token.end());
        }
        text
    }

    fn function(&self, node: &StmtFunctionDef) -> Definition {
        let parameters = &node.parameters;
        let mut dumped = Vec::new();
        let mut add = |kind, parameter: &ruff_python_ast::Parameter, default: Option<&Expr>| {
            dumped.push(Parameter {
                name: parameter.name.to_string(),
                kind,
                annotation: parameter
                    .annotation()
                    .map(|annotation| self.text(annotation)),
                default: default.map(|default| self.text(default)),
            });
        };
        for parameter in &parameters.posonlyargs {
            add("POSITIONAL_ONLY", &parameter.parameter, parameter.default());
        }
        for parameter in &parameters.args {
            add(
                "POSITIONAL_OR_KEYWORD",
                &parameter.parameter,
                parameter.default(),
            );
        }
        if let Some(parameter) = &parameters.vararg {
            add("VAR_POSITIONAL", parameter, None);
        }
        for parameter in &parameters.kwonlyargs {
            add("KEYWORD_ONLY", &parameter.parameter, parameter.default());
        }
        if let Some(parameter) = &parameters.kwarg {
            add("VAR_KEYWORD", parameter, None);
        }
        Definition {
            qualname: format!("{}{}", self.prefix, node.name),
            line: self.lines.at(node.name.start()),
            is_async: node.is_async,
            parameters: dumped,
            returns: node.returns.as_deref().map(|returns| self.text(returns)),
        }
    }

    fn within(&mut self, prefix: String, stmt: &Stmt) {
        let outer = std::mem::replace(&mut self.prefix, prefix);
        walk_stmt(self, stmt);
        self.prefix = outer;
    }
}

impl<T> Visitor<'_> for Dumper<'_, T> {
    fn visit_stmt(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::FunctionDef(node) => {
                let definition = self.function(node);
                let prefix = format!("{}.<locals>.", definition.qualname);
                self.definitions.push(definition);
                self.within(prefix, stmt);
            }
            Stmt::ClassDef(node) => self.within(format!("{}{}.", self.prefix, node.name), stmt),
            _ => walk_stmt(self, stmt),
        }
    }

    // Nothing is defined in an expression.
    fn visit_expr(&mut self, _: &Expr) {}
}
