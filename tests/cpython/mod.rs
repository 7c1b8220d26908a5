//! What CPython itself makes of rendered modules; `check.py` and `hints.py` do the work.

#![allow(dead_code, reason = "each test binary uses a part of this")]

use std::{fmt::Write as _, path::Path, time::Duration};

use mochi_asyncbridge::{
    AsyncFn, Callee, Module, Overload, Param, ParamDefault, ParamKind, Shape, TypeParam,
    render_runtime,
};
use serde_json::{Value, json};

use crate::support::{Python, Ran, in_parallel, pythons};

/// Compiles and runs rendered modules on every interpreter, each beside its descriptor.
///
/// Gives every difference that was found.
pub fn check(rendered: &[(Module, String)]) -> Vec<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cpython/check.py");
    // A module of its own has a loop of its own, which is open until its process ends.
    let runs: Vec<(Python, String)> = rendered
        .chunks(250)
        .flat_map(|some| {
            let mut lines = String::new();
            for (module, text) in some {
                writeln!(lines, "{}", described(module, text)).expect("a string can be written");
            }
            pythons()
                .into_iter()
                .map(move |python| (python, lines.clone()))
        })
        .collect();
    in_parallel(&runs, |(python, lines)| {
        // Development mode would complain about steps that take long on a busy machine.
        let mut command = python.command();
        command.args(["-W", "error"]).arg(&script);
        match Ran::of(command, lines, Duration::from_secs(600)).quiet() {
            Ok(found) if found.is_empty() => Ok(()),
            Ok(found) | Err(found) => Err(format!("{python}: {found}")),
        }
    })
}

/// Evaluates the hints of modules on every interpreter and gives, for each interpreter, what that
/// made Python do beyond reading them.
///
/// # Panics
///
/// If an interpreter fails, or evaluates next to nothing.
pub fn evaluate_hints(texts: &[&str]) -> Vec<(Python, Vec<String>)> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cpython/hints.py");
    let lines: Vec<String> = texts.iter().map(|text| json!(text).to_string()).collect();
    let mut smuggled = Vec::new();
    for python in pythons() {
        let mut found = Vec::new();
        for some in lines.chunks(250) {
            let mut command = python.command();
            command.args(["-W", "error"]).arg(&script);
            let limit = Duration::from_secs(600);
            let output = Ran::of(command, &some.join("\n"), limit).expect_quiet("hints.py");
            let mut printed: Vec<&str> = output.lines().collect();
            let counts = printed.pop().expect("it counts what it did");
            let (done, seen) = counts.split_once(' ').expect("two counts");
            let at_least = |count: &str| count.parse::<usize>().expect("a count") >= some.len();
            assert!(
                at_least(seen) && (at_least(done) || !printed.is_empty()),
                "{python}: of {} only {counts}",
                some.len()
            );
            found.extend(printed.into_iter().map(str::to_owned));
        }
        smuggled.push((python, found));
    }
    smuggled
}

fn described(module: &Module, text: &str) -> Value {
    let imports: Vec<&String> = [&module.source_import]
        .into_iter()
        .chain(&module.imports)
        .collect();
    json!({
        "text": text,
        "imports": imports,
        "runtime": render_runtime(module.mode, module.timeouts),
        "type_checking_imports": module.type_checking_imports,
        "shared_runtime": module.shared_runtime,
        "helpers": module.helpers,
        "missing": module.missing.iter().map(|m| (&m.name, &m.reason)).collect::<Vec<_>>(),
        "fns": module.fns.iter().map(function).collect::<Vec<_>>(),
    })
}

fn function(f: &AsyncFn) -> Value {
    let (callee, path) = match &f.callee {
        Callee::Name => ("path", f.name.as_str()),
        Callee::Path(path) => ("path", path.as_str()),
        Callee::Method(name) => ("method", name.as_str()),
        Callee::Attribute(name) => ("attribute", name.as_str()),
        Callee::Receiver => ("receiver", ""),
        callee => unreachable!("{callee:?}"),
    };
    let (shape, send) = match &f.shape {
        Shape::Coroutine => ("coroutine", ""),
        Shape::Awaitable => ("awaitable", ""),
        Shape::MaybeAwaitable => ("maybe awaitable", ""),
        Shape::AsyncIterator => ("iterator", ""),
        Shape::AsyncGenerator { send } => ("generator", send.as_str()),
        Shape::AsyncContextManager => ("context manager", ""),
        shape => unreachable!("{shape:?}"),
    };
    json!({
        "sync_name": f.sync_name,
        "params": f.params.iter().map(param).collect::<Vec<_>>(),
        "returns": f.returns,
        "shape": shape,
        "send": send,
        "callee": callee,
        "path": path,
        "import_on_call": f.import_on_call,
        "doc": f.doc,
        "type_params": f.type_params.iter().map(type_param).collect::<Vec<_>>(),
        "overloads": f.overloads.iter().map(overload).collect::<Vec<_>>(),
    })
}

fn overload(overload: &Overload) -> Value {
    json!({
        "params": overload.params.iter().map(param).collect::<Vec<_>>(),
        "returns": overload.returns,
    })
}

fn param(param: &Param) -> Value {
    let (default, text) = match &param.default {
        None => ("none", ""),
        Some(ParamDefault::Omitted) => ("omitted", ""),
        Some(ParamDefault::Expr(text)) => ("text", text.as_str()),
    };
    json!({
        "name": param.name,
        "annotation": param.annotation,
        "kind": match param.kind {
            ParamKind::PositionalOnly => "POSITIONAL_ONLY",
            ParamKind::PositionalOrKeyword => "POSITIONAL_OR_KEYWORD",
            ParamKind::VarPositional => "VAR_POSITIONAL",
            ParamKind::KeywordOnly => "KEYWORD_ONLY",
            ParamKind::VarKeyword => "VAR_KEYWORD",
        },
        "default": default,
        "text": text,
    })
}

fn type_param(param: &TypeParam) -> Value {
    json!({ "name": param.name, "bound": param.bound, "constraints": param.constraints })
}
