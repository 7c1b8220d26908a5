//! What do the calls in the bodies of rendered shims hand on?

use mochi_asyncbridge::{AsyncFn, Callee, Param, ParamDefault, ParamKind};
use ruff_python_ast::{Expr, ExprCall};

use super::{ensure, same, same_name, string};

/// The only argument of a call of `function`.
pub(super) fn argument<'a>(found: &'a Expr, function: &str) -> Result<&'a Expr, String> {
    let call = found.as_call_expr().ok_or("no call")?;
    same(&call.func, function)?;
    match (&*call.arguments.args, &*call.arguments.keywords) {
        ([argument], []) => Ok(argument),
        _ => Err(format!("arguments of {function}: {:?}", call.arguments)),
    }
}

/// What `helper("name", lambda: ...)` calls.
pub(super) fn deferred<'a>(found: &'a Expr, helper: &str, name: &str) -> Result<&'a Expr, String> {
    let call = found.as_call_expr().ok_or("no call")?;
    same(&call.func, helper)?;
    match (&*call.arguments.args, &*call.arguments.keywords) {
        ([shim, Expr::Lambda(lambda)], [])
            if string(shim) == Some(name) && lambda.parameters.is_none() =>
        {
            Ok(&lambda.body)
        }
        _ => Err(format!("arguments of {helper}: {:?}", call.arguments)),
    }
}

/// The call of the callable, with the parameters of the shim as arguments.
pub(super) fn call(found: &Expr, f: &AsyncFn) -> Result<(), String> {
    let (callee, params) = match &f.callee {
        Callee::Name => (f.name.clone(), &*f.params),
        Callee::Path(path) => (path.clone(), &*f.params),
        Callee::Method(name) => (format!("{}.{name}", f.params[0].name), &f.params[1..]),
        Callee::Attribute(name) => return there(found, &format!("{}.{name}", f.params[0].name)),
        Callee::Receiver => return there(found, &f.params[0].name),
        callee => return Err(format!("unknown: {callee:?}")),
    };
    let call = found.as_call_expr().ok_or("the callable is not called")?;
    // To a type checker no overload may match what the shim hands on.
    let untyped = format!("typing.cast(typing.Any, {callee})");
    let callee = if call.func.is_call_expr() {
        same(&call.func, &untyped)?;
        untyped
    } else {
        same(&call.func, &callee)?;
        callee
    };
    if params.iter().any(is_omitted) {
        return omitting(call, params);
    }
    let arguments: Vec<String> = params.iter().map(handed_on).collect();
    same(found, &format!("{callee}({})", arguments.join(", ")))
}

/// What is not called but there already, perhaps without its type.
fn there(found: &Expr, text: &str) -> Result<(), String> {
    same(found, text).or_else(|_| same(found, &format!("typing.cast(typing.Any, {text})")))
}

/// The arguments of a call that leaves some out are all parameters and nothing else; whether
/// they arrive where they should is for those who run it.
fn omitting(call: &ExprCall, params: &[Param]) -> Result<(), String> {
    let mut names = Vec::new();
    let is_variadic = |found: &str, kind| {
        let mut params = params.iter().filter(|param| param.kind == kind);
        params.any(|param| same_name(found, &param.name).is_ok())
    };
    let arguments = &call.arguments;
    for argument in &arguments.args {
        let Expr::Starred(starred) = argument else {
            names.push(name(argument)?);
            continue;
        };
        match starred.value.as_call_expr() {
            Some(call) => leading(call, &mut names)?,
            None if is_variadic(name(&starred.value)?, ParamKind::VarPositional) => {
                names.push(name(&starred.value)?);
            }
            None => return Err(format!("a star before {:?}", starred.value)),
        }
    }
    for keyword in &arguments.keywords {
        match (&keyword.arg, keyword.value.as_call_expr()) {
            (Some(arg), _) => names.push(keyword_name(arg, &keyword.value)?),
            (None, Some(call)) => given(call, &mut names)?,
            (None, None) if is_variadic(name(&keyword.value)?, ParamKind::VarKeyword) => {
                names.push(name(&keyword.value)?);
            }
            (None, None) => return Err(format!("two stars before {:?}", keyword.value)),
        }
    }
    for param in params {
        let is_there = names
            .iter()
            .any(|name| same_name(name, &param.name).is_ok());
        ensure(is_there, || format!("{:?} is not handed on", param.name))?;
    }
    for name in names {
        let is_param = params
            .iter()
            .any(|param| same_name(name, &param.name).is_ok());
        ensure(is_param, || format!("{name:?} is handed on"))?;
    }
    Ok(())
}

/// `_mochi_leading(a, b, *args)`
fn leading<'a>(call: &'a ExprCall, names: &mut Vec<&'a str>) -> Result<(), String> {
    same(&call.func, "_mochi_leading")?;
    ensure(call.arguments.keywords.is_empty(), || {
        format!("keywords among the leading: {:?}", call.arguments)
    })?;
    for argument in &call.arguments.args {
        names.push(match argument {
            Expr::Starred(starred) => name(&starred.value)?,
            argument => name(argument)?,
        });
    }
    Ok(())
}

/// `_mochi_given(a=a)` or `_mochi_after(a=a)`
fn given<'a>(call: &'a ExprCall, names: &mut Vec<&'a str>) -> Result<(), String> {
    same(&call.func, "_mochi_given").or_else(|_| same(&call.func, "_mochi_after"))?;
    ensure(call.arguments.args.is_empty(), || {
        format!("positional: {:?}", call.arguments)
    })?;
    for keyword in &call.arguments.keywords {
        let arg = keyword.arg.as_ref().ok_or("two stars")?;
        names.push(keyword_name(arg, &keyword.value)?);
    }
    Ok(())
}

fn name(found: &Expr) -> Result<&str, String> {
    match found {
        Expr::Name(name) => Ok(name.id.as_str()),
        _ => Err(format!("no name: {found:?}")),
    }
}

/// `a` of `a=a`.
fn keyword_name<'a>(arg: &str, value: &'a Expr) -> Result<&'a str, String> {
    let name = name(value)?;
    ensure(name == arg, || format!("{arg}={name}"))?;
    Ok(name)
}

fn is_omitted(param: &Param) -> bool {
    param.default == Some(ParamDefault::Omitted)
}

/// How an argument reaches the parameter of the same name.
fn handed_on(param: &Param) -> String {
    let name = &param.name;
    match param.kind {
        ParamKind::PositionalOnly | ParamKind::PositionalOrKeyword => name.clone(),
        ParamKind::VarPositional => format!("*{name}"),
        ParamKind::KeywordOnly => format!("{name}={name}"),
        ParamKind::VarKeyword => format!("**{name}"),
    }
}
