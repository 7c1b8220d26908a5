//! The imports of a module, block by block.

use std::collections::HashSet;

use askama::Template;

use crate::layout::INDENT;
use crate::render::statement::{Statement, sorted};
use crate::render::written::written;

#[derive(Template)]
#[template(path = "imports/run_time.py", escape = "none")]
struct RunTimeTemplate<'a> {
    statements: &'a str,
}

#[derive(Template)]
#[template(path = "imports/type_checking.py", escape = "none")]
struct TypeCheckingTemplate<'a> {
    lines: Vec<&'a str>,
}

/// The blocks of imports at the top of a module: those made when it runs, and those that only
/// type checkers make, without what is imported anyway.
pub(super) fn blocks(run_time: Vec<Statement>, type_checking: Vec<Statement>) -> Vec<String> {
    let run_time = sorted(run_time);
    let mut type_checking = sorted(type_checking);
    let made: HashSet<&Statement> = run_time.iter().collect();
    type_checking.retain(|statement| !made.contains(statement));

    let mut blocks = Vec::new();
    if !run_time.is_empty() {
        blocks.push(sections(&run_time, 0));
    }
    if type_checking.is_empty() {
        return blocks;
    }
    for statements in &mut blocks {
        *statements = written(&RunTimeTemplate { statements });
    }
    let statements = sections(&type_checking, INDENT);
    let lines = statements.split('\n').collect();
    blocks.push(written(&TypeCheckingTemplate { lines }));
    blocks
}

/// Sorted statements, with a blank line between sections. Each line but blank ones is indented.
fn sections(statements: &[Statement], indent: usize) -> String {
    let mut text = String::new();
    for (i, statement) in statements.iter().enumerate() {
        if i > 0 {
            text.push('\n');
            if statement.section() != statements[i - 1].section() {
                text.push('\n');
            }
        }
        for (i, line) in statement.text(indent).split('\n').enumerate() {
            text.push_str(if i > 0 { "\n" } else { "" });
            text.extend(core::iter::repeat_n(' ', indent));
            text.push_str(line);
        }
    }
    text
}

#[derive(Template)]
#[template(path = "imports/shared.py", escape = "none")]
struct SharedTemplate<'a> {
    runtime: &'a str,
    settings: &'a str,
    settings_import: String,
    names_import: String,
}

/// The imports from the shared run-time part `runtime`, which must be one of these settings.
pub(super) fn shared(runtime: &str, settings: &str, names: &[&str]) -> String {
    written(&SharedTemplate {
        runtime,
        settings,
        settings_import: Statement::names(runtime, &["_MOCHI_RUNTIME"]).text(0),
        names_import: Statement::names(runtime, names).text(0),
    })
}
