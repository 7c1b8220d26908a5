//! What readers that are not ours find in a rendered module: exactly what its descriptor says,
//! and nothing else.

#![allow(dead_code, reason = "each test binary uses a part of this")]

mod calls;

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use mochi_asyncbridge::{
    AsyncFn, Mode, Module, Param, ParamDefault, ParamKind, Shape, TypeParam, TypeParamKind,
    render_runtime,
};
use ruff_python_ast::{
    self as ast, Expr, PythonVersion, Stmt, comparable::ComparableExpr, comparable::ComparableStmt,
};
use ruff_python_parser::{self as parser, ParseOptions, parse_expression};

/// What [`Module::helpers`] defines.
const HELPERS: [&str; 4] = ["await_sync", "call_sync", "enter_sync", "iter_sync"];

/// Compares a rendered module with its descriptor, as `ruff_python_parser` reads it.
///
/// # Errors
///
/// The first difference.
pub fn check(module: &Module, text: &str) -> Result<(), String> {
    let suite = parse(text)?;
    let mut rest = suite.as_slice();

    header(docstring(take(&mut rest)?).ok_or("no docstring")?, module)?;
    origins(text, module)?;
    same_stmt(
        take(&mut rest)?,
        &parse_one("from __future__ import annotations")?,
    )?;

    let imported = imports(&mut rest, module)?;
    if !module.type_checking_imports.is_empty() {
        type_checking_imports(&mut rest, module, &imported)?;
    }
    exports(take(&mut rest)?, module)?;
    if let Some(runtime) = &module.shared_runtime {
        shared_runtime(&mut rest, runtime, module.helpers)?;
    }
    for param in type_params(module) {
        type_param(take(&mut rest)?, param)?;
    }
    if module.shared_runtime.is_none() {
        run_time_parts(&mut rest, text, module);
    }
    for f in &module.fns {
        for overload in &f.overloads {
            let def = function(take(&mut rest)?, f)?;
            let decorator = def
                .decorator_list
                .first()
                .ok_or("an overload undecorated")?;
            same(&decorator.expression, "typing.overload")?;
            signature(def, &overload.params, &overload.returns, f, "...")?;
            let [Stmt::Expr(body)] = def.body.as_slice() else {
                return Err("an overload with a body".to_owned());
            };
            same(&body.value, "...")?;
        }
        let def = function(take(&mut rest)?, f)?;
        ensure(def.decorator_list.is_empty(), || "a decorator".to_owned())?;
        signature(def, &f.params, &f.returns, f, "_MOCHI_OMITTED")?;
        body(&def.body, f, module)?;
    }
    if !module.missing.is_empty() {
        missing(take(&mut rest)?, take(&mut rest)?, module)?;
    }
    if module.shared_runtime.is_none() {
        run_time_parts(&mut rest, text, module);
    }
    match rest {
        [] => Ok(()),
        [surplus, ..] => Err(format!("surplus: {surplus:?}")),
    }
}

/// The docstring of a module says what it was made of, each thing on a line of its own.
fn header(docstring: &str, module: &Module) -> Result<(), String> {
    let mut expected = vec![format!("Mode: {}", module.mode)];
    let options = docstring
        .lines()
        .filter(|line| line.starts_with("Options: "));
    expected.extend(options.map(str::to_owned));
    if let Some(from) = &module.generated_from {
        let version = from.version.as_ref();
        let version = version.map_or_else(String::new, |version| format!(" {version}"));
        expected.push(format!("Package: {}{version}", from.package));
        let command = from.command.as_ref();
        expected.extend(command.map(|command| format!("Made by: {command}")));
    }
    let lines: Vec<&str> = docstring.lines().skip(4).collect();
    ensure(lines == expected, || {
        format!("header: {lines:?} is not {expected:?}")
    })
}

/// Above each shim that has an origin, and above its overloads, a comment says it.
fn origins(text: &str, module: &Module) -> Result<(), String> {
    let mut rest = text;
    for f in &module.fns {
        let Some(origin) = &f.origin else { continue };
        let comment = format!("\n\n\n# {}:{}\n", origin.file, origin.line);
        let at = rest
            .find(&comment)
            .ok_or_else(|| format!("no {comment:?}"))?;
        rest = &rest[at + comment.len()..];
        let decorator = if f.overloads.is_empty() {
            ""
        } else {
            "@typing.overload\n"
        };
        let start = format!("{decorator}def {}(", f.sync_name);
        ensure(rest.starts_with(&start), || {
            format!("{comment:?} is not above {start:?}")
        })?;
    }
    Ok(())
}

/// Whether two modules are read alike; none if the second is not Python.
pub fn are_alike(a: &str, b: &str) -> Option<bool> {
    let (a, b) = (parse(a).expect("it is Python"), parse(b).ok()?);
    Some(a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| is_same_stmt(a, b)))
}

/// Parses a module as the oldest supported Python does.
fn parse(text: &str) -> Result<Vec<Stmt>, String> {
    let options =
        ParseOptions::from(parser::Mode::Module).with_target_version(PythonVersion::PY311);
    let parsed = parser::parse(text, options).map_err(|error| error.to_string())?;
    if let Some(error) = parsed.unsupported_syntax_errors().first() {
        return Err(error.to_string());
    }
    let module = parsed.try_into_module().ok_or("not a module")?;
    Ok(module.into_suite().into_iter().collect())
}

fn parse_one(text: &str) -> Result<Stmt, String> {
    let mut suite = parse(text)?;
    match suite.len() {
        1 => Ok(suite.remove(0)),
        n => Err(format!("{n} statements: {text:?}")),
    }
}

/// Parses an expression that stands alone.
fn parse_alone(text: &str) -> Result<Expr, String> {
    match parse_expression(text) {
        Ok(parsed) => Ok(parsed.into_expr()),
        Err(error) => Err(format!("{text:?} alone: {error}")),
    }
}

fn ensure(holds: bool, or: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(or()) }
}

fn take<'a>(rest: &mut &'a [Stmt]) -> Result<&'a Stmt, String> {
    let (first, others) = rest.split_first().ok_or("it ends too early")?;
    *rest = others;
    Ok(first)
}

/// Compares an expression with text that is parsed alone.
fn same(found: &Expr, text: &str) -> Result<(), String> {
    let alone = parse_alone(text)?;
    ensure(
        ComparableExpr::from(found) == ComparableExpr::from(&alone),
        || format!("{text:?} is read as {found:?}"),
    )
}

/// Compares a default with text that is parsed alone.
fn same_value(found: &Expr, text: &str) -> Result<(), String> {
    // The reader keeps integers of more than 64 bits as text.
    match text.strip_prefix("0x") {
        Some(digits) => same(found, &format!("0x{}", digits.to_ascii_uppercase())),
        None => same(found, text),
    }
}

/// Compares an annotation with text that is parsed alone: quotes around a type mean nothing.
fn same_annotation(found: &Expr, text: &str) -> Result<(), String> {
    let mut alone = parse_alone(text)?;
    unquote(&mut alone);
    let mut found = found.clone();
    unquote(&mut found);
    ensure(
        ComparableExpr::from(&found) == ComparableExpr::from(&alone),
        || format!("{text:?} is read as {found:?}"),
    )
}

/// Puts annotations that stand in quotes in their place.
fn unquote(annotation: &mut Expr) {
    match annotation {
        Expr::StringLiteral(string) => {
            if let Ok(mut inner) = parse_alone(string.value.to_str()) {
                unquote(&mut inner);
                *annotation = inner;
            }
        }
        Expr::BinOp(union) => {
            unquote(&mut union.left);
            unquote(&mut union.right);
        }
        Expr::Starred(starred) => unquote(&mut starred.value),
        Expr::List(list) => list.elts.iter_mut().for_each(unquote),
        Expr::Tuple(tuple) => tuple.elts.iter_mut().for_each(unquote),
        Expr::Subscript(subscript) => {
            let name = match &*subscript.value {
                Expr::Attribute(attribute) => attribute.attr.to_string(),
                Expr::Name(name) => name.id.to_string(),
                other => {
                    let mut inner = other.clone();
                    unquote(&mut inner);
                    *subscript.value = inner;
                    String::new()
                }
            };
            match (&*name, &mut *subscript.slice) {
                ("Literal", _) => {}
                // Only the first one is a type.
                ("Annotated", Expr::Tuple(tuple)) => unquote(&mut tuple.elts[0]),
                (_, slice) => unquote(slice),
            }
        }
        _ => {}
    }
}

fn same_stmt(found: &Stmt, expected: &Stmt) -> Result<(), String> {
    ensure(is_same_stmt(found, expected), || {
        format!("{found:?} instead of {expected:?}")
    })
}

fn is_same_stmt(found: &Stmt, expected: &Stmt) -> bool {
    ComparableStmt::from(found) == ComparableStmt::from(expected)
}

/// `_MOCHI_MISSING = {...}` and, under an `if`, the module's `__getattr__`, which CPython runs.
fn missing(table: &Stmt, getattr: &Stmt, module: &Module) -> Result<(), String> {
    let different = || format!("what is missing is read as {table:?}");
    let assign = table.as_assign_stmt().ok_or_else(different)?;
    let [target] = assign.targets.as_slice() else {
        return Err(different());
    };
    same(target, "_MOCHI_MISSING")?;
    let dict = assign.value.as_dict_expr().ok_or_else(different)?;
    ensure(dict.items.len() == module.missing.len(), different)?;
    for (item, missing) in dict.items.iter().zip(&module.missing) {
        let key = item.key.as_ref().and_then(string).ok_or_else(different)?;
        same_name(key, &missing.name)?;
        ensure(string(&item.value) == Some(&missing.reason), different)?;
    }
    // CPython runs it; here it is enough that the template is there, word for word.
    let (_, template) = include_str!("../../templates/missing.py")
        .split_once("}\n\n")
        .ok_or("another template")?;
    same_stmt(getattr, &parse_one(template)?)
}

/// Compares a name as Python does.
fn same_name(found: &str, name: &str) -> Result<(), String> {
    let is_same = found == name || matches!(parse_alone(name)?, Expr::Name(n) if n.id == found);
    ensure(is_same, || format!("{name:?} is read as {found:?}"))
}

fn docstring(stmt: &Stmt) -> Option<&str> {
    match stmt {
        Stmt::Expr(stmt) => Some(stmt.value.as_string_literal_expr()?.value.to_str()),
        _ => None,
    }
}

/// The statements of some import texts, each text parsed alone.
fn statements<'a>(texts: impl Iterator<Item = &'a String>) -> Result<Vec<Stmt>, String> {
    let mut all = Vec::new();
    for text in texts {
        let suite = parse(text)?;
        let is_import = |stmt: &Stmt| stmt.is_import_stmt() || stmt.is_import_from_stmt();
        ensure(suite.iter().all(is_import), || {
            format!("no import: {text:?}")
        })?;
        all.extend(suite);
    }
    Ok(all)
}

/// `x` of `import x`.
fn plain_import(stmt: &Stmt) -> Option<&str> {
    match stmt.as_import_stmt()?.names.as_slice() {
        [alias] if alias.asname.is_none() => Some(alias.name.as_str()),
        _ => None,
    }
}

/// What an import statement binds: the module with the dots before it, the name that is taken
/// from it, and the name that it gets if that is another.
type Bound = (String, Option<String>, Option<String>);

fn bound(statements: &[Stmt]) -> HashSet<Bound> {
    let mut all = HashSet::new();
    let other = |alias: &ast::Alias| {
        let name = alias.asname.as_ref().map(ToString::to_string);
        name.filter(|name| name != alias.name.as_str())
    };
    for stmt in statements {
        match stmt {
            Stmt::Import(stmt) => all.extend(
                stmt.names
                    .iter()
                    .map(|alias| (alias.name.to_string(), None, other(alias))),
            ),
            Stmt::ImportFrom(stmt) => {
                let dots = ".".repeat(stmt.level as usize);
                let module = stmt.module.as_ref().map(ToString::to_string);
                let module = format!("{dots}{}", module.unwrap_or_default());
                all.extend(stmt.names.iter().map(|alias| {
                    let name = Some(alias.name.to_string());
                    (module.clone(), name, other(alias))
                }));
            }
            _ => {}
        }
    }
    all
}

/// The standard library's modules and the descriptor's own imports, in an order that is for isort
/// to judge.
fn imports(rest: &mut &[Stmt], module: &Module) -> Result<HashSet<Bound>, String> {
    let is_import = |stmt: &&Stmt| stmt.is_import_stmt() || stmt.is_import_from_stmt();
    let count = rest.iter().take_while(is_import).count();
    let (found, others) = rest.split_at(count);
    *rest = others;

    let found = bound(found);
    let given = bound(&statements(
        [&module.source_import].into_iter().chain(&module.imports),
    )?);
    if let Some(missing) = given.difference(&found).next() {
        return Err(format!("{missing:?} is not imported"));
    }
    for surplus in found.difference(&given) {
        let is_ours = matches!(surplus, (module, None, None) if is_stdlib(module));
        ensure(is_ours, || format!("a surplus import: {surplus:?}"))?;
    }
    Ok(found)
}

/// `__all__ = ["MochiAsyncReentryError", "fetch_sync"]`
fn exports(found: &Stmt, module: &Module) -> Result<(), String> {
    let different = || format!("no list of what there is: {found:?}");
    let assign = found.as_assign_stmt().ok_or_else(different)?;
    let [target] = assign.targets.as_slice() else {
        return Err(different());
    };
    same(target, "__all__")?;
    let list = assign.value.as_list_expr().ok_or_else(different)?;
    let names: Option<Vec<&str>> = list.elts.iter().map(string).collect();
    let (run_time, shims): (Vec<&str>, Vec<&str>) = names
        .ok_or_else(different)?
        .into_iter()
        .partition(|name| name.starts_with("Mochi") || *name == "mochi_async_timeout");
    ensure(!run_time.is_empty(), different)?;
    let mut expected = Vec::new();
    if module.helpers {
        expected.extend(HELPERS.map(str::to_owned));
    }
    for f in &module.fns {
        match parse_alone(&f.sync_name)? {
            Expr::Name(name) => expected.push(name.id.to_string()),
            _ => return Err(different()),
        }
    }
    let shims: HashSet<&str> = shims.into_iter().collect();
    ensure(
        shims == expected.iter().map(|name| &**name).collect(),
        different,
    )
}

/// `from runtime import _MOCHI_RUNTIME`, the check of it, `from runtime import MochiX, _mochi_y`
fn shared_runtime(rest: &mut &[Stmt], runtime: &str, has_helpers: bool) -> Result<(), String> {
    let settings = format!("from {runtime} import _MOCHI_RUNTIME");
    same_stmt(take(rest)?, &parse_one(&settings)?)?;
    shared_runtime_check(take(rest)?)?;
    let found = take(rest)?;
    let names = found.as_import_from_stmt().map(|stmt| stmt.names.iter());
    let names: Vec<&str> = names
        .into_iter()
        .flatten()
        .map(|alias| &*alias.name)
        .collect();
    let prefixes = ["_mochi", "_MOCHI", "Mochi"];
    let is_ours = |name: &&str| {
        prefixes.iter().any(|prefix| name.starts_with(prefix))
            || *name == "mochi_async_timeout"
            || (has_helpers && HELPERS.contains(name))
    };
    ensure(names.iter().all(is_ours), || {
        format!("imports of {names:?}")
    })?;
    let names = names.join(", ");
    same_stmt(
        found,
        &parse_one(&format!("from {runtime} import {names}"))?,
    )
}

/// `if _MOCHI_RUNTIME != "0.1.0 per-call": raise ImportError(...)`
fn shared_runtime_check(found: &Stmt) -> Result<(), String> {
    let different = || format!("no check of the shared run-time part: {found:?}");
    let check = found.as_if_stmt().ok_or_else(different)?;
    let compare = check.test.as_compare_expr().ok_or_else(different)?;
    same(&compare.left, "_MOCHI_RUNTIME")?;
    let is_raise = matches!(check.body.as_slice(), [Stmt::Raise(_)]);
    ensure(is_raise && check.elif_else_clauses.is_empty(), different)
}

/// Whether a module is one that run-time parts or shims use.
fn is_stdlib(name: &str) -> bool {
    const SHIMS: [&str; 4] = ["asyncio", "collections.abc", "contextlib", "typing"];
    SHIMS.contains(&name)
        || RUN_TIME
            .values()
            .any(|module| module.imports.contains(name))
}

fn type_checking_imports(
    rest: &mut &[Stmt],
    module: &Module,
    imported: &HashSet<Bound>,
) -> Result<(), String> {
    let given = bound(&statements(module.type_checking_imports.iter())?);
    let expected: HashSet<Bound> = given.difference(imported).cloned().collect();
    let found = match rest.first() {
        Some(Stmt::If(stmt)) => {
            *rest = &rest[1..];
            same(&stmt.test, "typing.TYPE_CHECKING")?;
            let has_else = !stmt.elif_else_clauses.is_empty();
            ensure(!has_else, || "an else".to_owned())?;
            bound(&stmt.body)
        }
        _ => HashSet::new(),
    };
    ensure(found == expected, || {
        format!("imports for type checkers: {found:?} instead of {expected:?}")
    })
}

/// The run-time module of a mode.
struct RunTime {
    imports: HashSet<String>,
    /// The text of each statement.
    statements: Vec<String>,
}

static RUN_TIME: LazyLock<HashMap<(Mode, bool), RunTime>> = LazyLock::new(|| {
    let all = Mode::ALL
        .into_iter()
        .flat_map(|mode| [(mode, false), (mode, true)]);
    all.map(|(mode, timeouts)| {
        let text = render_runtime(mode, timeouts);
        let suite = parse(&text).expect("the run-time module is Python");
        let imports = suite.iter().filter_map(plain_import).map(str::to_owned);
        let statements = suite.iter().map(|stmt| slice(&text, stmt).to_owned());
        let run_time = RunTime {
            imports: imports.collect(),
            statements: statements.collect(),
        };
        ((mode, timeouts), run_time)
    })
    .collect()
});

fn slice<'a>(text: &'a str, stmt: &Stmt) -> &'a str {
    &text[ruff_text_size::Ranged::range(stmt)]
}

/// Goes over statements of the run-time module, in its order.
fn run_time_parts(rest: &mut &[Stmt], text: &str, module: &Module) {
    let run_time = &RUN_TIME[&(module.mode, module.timeouts)];
    let mut parts = run_time.statements.iter();
    while let Some(stmt) = rest.first()
        && parts.any(|part| part == slice(text, stmt))
    {
        *rest = &rest[1..];
    }
}

/// Those of all functions, once each.
fn type_params(module: &Module) -> Vec<&TypeParam> {
    let mut distinct: Vec<&TypeParam> = Vec::new();
    for param in module.fns.iter().flat_map(|f| &f.type_params) {
        if !distinct.contains(&param) {
            distinct.push(param);
        }
    }
    distinct
}

/// `T = typing.TypeVar("T", bound="int")`
fn type_param(found: &Stmt, param: &TypeParam) -> Result<(), String> {
    let different = || format!("{param:?} is read as {found:?}");
    let assign = found.as_assign_stmt().ok_or_else(different)?;
    let [Expr::Name(target)] = assign.targets.as_slice() else {
        return Err(different());
    };
    same_name(target.id.as_str(), &param.name)?;
    let call = assign.value.as_call_expr().ok_or_else(different)?;
    same(
        &call.func,
        match param.kind {
            TypeParamKind::TypeVar => "typing.TypeVar",
            TypeParamKind::ParamSpec => "typing.ParamSpec",
            TypeParamKind::TypeVarTuple => "typing.TypeVarTuple",
        },
    )?;
    let strings: Option<Vec<&str>> = call.arguments.args.iter().map(string).collect();
    let strings = strings.ok_or_else(different)?;
    let [name, constraints @ ..] = &*strings else {
        return Err(different());
    };
    same_name(name, &param.name)?;
    ensure(constraints.len() == param.constraints.len(), different)?;
    for (found, constraint) in constraints.iter().zip(&param.constraints) {
        same_annotation(&parse_alone(found)?, constraint)?;
    }
    match (&*call.arguments.keywords, &param.bound) {
        ([], None) => Ok(()),
        ([keyword], Some(bound)) => {
            let is_bound = keyword.arg.as_ref().is_some_and(|arg| arg == "bound");
            ensure(is_bound, different)?;
            let found = string(&keyword.value).ok_or_else(different)?;
            same_annotation(&parse_alone(found)?, bound)
        }
        _ => Err(different()),
    }
}

fn string(expr: &Expr) -> Option<&str> {
    Some(expr.as_string_literal_expr()?.value.to_str())
}

/// The definition of a shim, if it is one.
fn function<'a>(found: &'a Stmt, f: &AsyncFn) -> Result<&'a ast::StmtFunctionDef, String> {
    let def = found
        .as_function_def_stmt()
        .ok_or_else(|| format!("{:?} is read as {found:?}", f.sync_name))?;
    same_name(def.name.as_str(), &f.sync_name)?;
    ensure(!def.is_async && def.type_params.is_none(), || {
        format!("{:?} is async or generic", f.sync_name)
    })?;
    Ok(def)
}

fn signature(
    def: &ast::StmtFunctionDef,
    params: &[Param],
    returns: &str,
    f: &AsyncFn,
    omitted: &str,
) -> Result<(), String> {
    use ParamKind::{KeywordOnly, PositionalOnly, PositionalOrKeyword, VarKeyword, VarPositional};

    let found = &*def.parameters;
    let optional = |kind, params: &'_ [ast::ParameterWithDefault]| -> Vec<_> {
        let each = params.iter();
        each.map(|p| (kind, p.parameter.clone(), p.default.clone()))
            .collect()
    };
    let variadic = |kind, param: &Option<Box<ast::Parameter>>| {
        param.as_ref().map(|param| (kind, (**param).clone(), None))
    };
    let mut found_params = optional(PositionalOnly, &found.posonlyargs);
    found_params.extend(optional(PositionalOrKeyword, &found.args));
    found_params.extend(variadic(VarPositional, &found.vararg));
    found_params.extend(optional(KeywordOnly, &found.kwonlyargs));
    found_params.extend(variadic(VarKeyword, &found.kwarg));

    ensure(found_params.len() == params.len(), || {
        format!(
            "{} parameters instead of {}",
            found_params.len(),
            params.len()
        )
    })?;
    for ((kind, found, default), param) in found_params.iter().zip(params) {
        ensure(*kind == param.kind, || {
            format!("{:?} is {kind:?}", param.name)
        })?;
        same_name(found.name.as_str(), &param.name)?;
        let annotation = found.annotation.as_deref().ok_or("no annotation")?;
        match param.annotation.strip_prefix('*') {
            Some(unpacked) => {
                let starred = annotation.as_starred_expr().ok_or("no star")?;
                same_annotation(&starred.value, unpacked)?;
            }
            None => same_annotation(annotation, &param.annotation)?,
        }
        match (default, &param.default) {
            (None, None) => {}
            (Some(default), Some(ParamDefault::Expr(text))) => same_value(default, text)?,
            (Some(default), Some(ParamDefault::Omitted)) => same(default, omitted)?,
            _ => return Err(format!("the default of {:?} is {default:?}", param.name)),
        }
    }
    return_annotation(
        def.returns.as_deref().ok_or("no return annotation")?,
        returns,
        f,
    )
}

fn return_annotation(found: &Expr, returns: &str, f: &AsyncFn) -> Result<(), String> {
    let of = |path: &str| -> Result<&Expr, String> {
        let subscript = found.as_subscript_expr().ok_or("no subscript")?;
        same(&subscript.value, path)?;
        Ok(&subscript.slice)
    };
    match &f.shape {
        Shape::Coroutine | Shape::Awaitable | Shape::MaybeAwaitable => {
            same_annotation(found, returns)
        }
        Shape::AsyncIterator => same_annotation(of("collections.abc.Iterator")?, returns),
        Shape::AsyncContextManager => {
            same_annotation(of("contextlib.AbstractContextManager")?, returns)
        }
        Shape::AsyncGenerator { send } => {
            let Some(tuple) = of("collections.abc.Generator")?.as_tuple_expr() else {
                return Err("no tuple".to_owned());
            };
            let [items, sent, result] = tuple.elts.as_slice() else {
                return Err(format!("{} elements", tuple.elts.len()));
            };
            same_annotation(items, returns)?;
            same_annotation(sent, send)?;
            same(result, "None")
        }
        shape => Err(format!("unknown: {shape:?}")),
    }
}

/// The docstring, the guard and what is returned.
fn body(mut found: &[Stmt], f: &AsyncFn, module: &Module) -> Result<(), String> {
    let doc = f.doc.as_deref().unwrap_or_default();
    if !doc.trim().is_empty() {
        let text = docstring(take(&mut found)?).ok_or("no docstring")?;
        ensure(same_doc(text, doc), || {
            format!("{doc:?} is read as {text:?}")
        })?;
    }
    let name = &f.sync_name;
    let Stmt::Expr(guard) = take(&mut found)? else {
        return Err("no guard".to_owned());
    };
    same(
        &guard.value,
        &format!("_mochi_check_no_running_loop(\"{name}\")"),
    )?;
    if let Some(statement) = &f.import_on_call {
        let found = std::slice::from_ref(take(&mut found)?);
        let expected = parse(statement)?;
        ensure(bound(found) == bound(&expected), || {
            format!("{statement:?} is read as {found:?}")
        })?;
    }
    let result = result(found, f)?;

    let driven = |found| match module.mode {
        Mode::PerCall => calls::argument(found, "asyncio.run"),
        Mode::Persistent => calls::argument(found, "_mochi_get_loop().run_until_complete"),
    };
    let call = match &f.shape {
        Shape::Coroutine if !module.timeouts => driven(result)?,
        Shape::Coroutine | Shape::Awaitable => {
            calls::deferred(driven(result)?, "_mochi_call", name)?
        }
        Shape::MaybeAwaitable => {
            let call = calls::deferred(driven(result)?, "_mochi_call", name)?;
            calls::argument(call, "_mochi_awaited")?
        }
        Shape::AsyncIterator | Shape::AsyncGenerator { .. } => {
            calls::deferred(result, "_mochi_iterate", name)?
        }
        Shape::AsyncContextManager => calls::deferred(result, "_mochi_enter", name)?,
        shape => return Err(format!("unknown: {shape:?}")),
    };
    calls::call(call, f)
}

/// Whether a docstring says what it should: the same words, and the same lines where nothing in
/// them is escaped or a blank of another kind.
fn same_doc(found: &str, doc: &str) -> bool {
    let is_plain = doc.chars().all(|c| matches!(c, ' '..='~' | '\n'));
    found.split_whitespace().eq(doc.split_whitespace())
        && (!is_plain || cleaned(found) == cleaned(doc))
}

/// As `inspect.cleandoc`, and without blanks at the ends of lines.
fn cleaned(doc: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = doc.split('\n').collect();
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let texts = lines[1..].iter().filter(|line| !line.trim().is_empty());
    let margin = texts.map(indent).min().unwrap_or(0);
    lines[0] = lines[0].trim_start();
    for line in &mut lines[1..] {
        *line = line.get(margin..).unwrap_or_default();
    }
    for line in &mut lines {
        *line = line.trim_end();
    }
    let is_text = |line: &&str| !line.is_empty();
    let first = lines.iter().position(is_text).unwrap_or(0);
    let last = lines.iter().rposition(is_text).unwrap_or(0);
    lines[first..=last].to_vec()
}

/// What is returned, perhaps by way of a variable that gives it the type that a callable without
/// one does not.
fn result<'a>(found: &'a [Stmt], f: &AsyncFn) -> Result<&'a Expr, String> {
    let returned = |stmt: &'a ast::StmtReturn| stmt.value.as_deref().ok_or("nothing is returned");
    match found {
        [Stmt::Return(stmt)] => Ok(returned(stmt)?),
        [
            Stmt::AnnAssign(declared),
            Stmt::Assign(assign),
            Stmt::Return(stmt),
        ] => {
            same(&declared.target, "_mochi_result")?;
            same_annotation(&declared.annotation, &f.returns)?;
            ensure(declared.value.is_none(), || "two values".to_owned())?;
            let [target] = assign.targets.as_slice() else {
                return Err("several targets".to_owned());
            };
            same(target, "_mochi_result")?;
            same(returned(stmt)?, "_mochi_result")?;
            Ok(&assign.value)
        }
        _ => Err(format!("the body: {found:?}")),
    }
}
