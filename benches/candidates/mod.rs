//! What is measured: modules, and what a user would render them with instead.

use std::fmt::Write as _;

use minijinja::{Environment, Value, context};
use mochi_asyncbridge::{AsyncFn, Mode, Module, Param};

/// Functions of zero to four parameters, each of which fits on a line.
pub fn module(mode: Mode, shims: u32) -> Module {
    let fns: Vec<AsyncFn> = (0..shims)
        .map(|i| {
            let annotations = ["str", "float", "list[int]", "bytes | None"];
            let f = AsyncFn::new(format!("fetch_{i}")).returns("bytes");
            (0..i % 5).fold(f, |f, p| {
                f.with(Param::new(
                    format!("p{p}"),
                    annotations[p as usize % annotations.len()],
                ))
            })
        })
        .collect();
    let names: Vec<&str> = fns.iter().map(|f| f.name.as_str()).collect();
    Module {
        source_import: format!("from mochi_async_pkg import {}", names.join(", ")),
        mode,
        fns,
        ..Module::default()
    }
}

/// What the shims of a module stand in, and what runs their coroutines.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    before: &'a str,
    after: &'a str,
    driver: &'static str,
}

/// The frame of a rendered module.
pub fn frame(text: &str, mode: Mode) -> Frame<'_> {
    let (before, _) = text
        .split_once("\n\n\ndef fetch_0_sync")
        .expect("it has the first shim");
    let after = text
        .find("\n\n\n# --- Run-time part")
        .expect("it has a run-time part");
    let driver = match mode {
        Mode::PerCall => "asyncio.run(",
        Mode::Persistent => "_mochi_get_loop().run_until_complete(",
    };
    Frame {
        before,
        after: &text[after..],
        driver,
    }
}

/// Written by hand, into a string of exactly the length that it takes.
pub fn by_hand(module: &Module, frame: Frame<'_>) -> String {
    let Frame {
        before,
        after,
        driver,
    } = frame;
    let shim_length = |f: &AsyncFn| {
        let params = f.params.iter();
        let params = params.map(|p| 2 * p.name.len() + p.annotation.len() + 4 + 2);
        let fixed = "\n\n\ndef () -> :\n    _mochi_check_no_running_loop(\"\")\n    return ())";
        let separators = if f.params.is_empty() { 0 } else { 4 };
        fixed.len()
            + driver.len()
            + 2 * f.sync_name.len()
            + f.name.len()
            + f.returns.len()
            + params.sum::<usize>()
            - separators
    };
    let shims: usize = module.fns.iter().map(shim_length).sum();
    let length = before.len() + shims + after.len();
    let mut out = String::with_capacity(length);
    out.push_str(before);
    for f in &module.fns {
        out.push_str("\n\n\ndef ");
        out.push_str(&f.sync_name);
        out.push('(');
        for (i, param) in f.params.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            out.push_str(&param.name);
            out.push_str(": ");
            out.push_str(&param.annotation);
        }
        out.push_str(") -> ");
        out.push_str(&f.returns);
        out.push_str(":\n    _mochi_check_no_running_loop(\"");
        out.push_str(&f.sync_name);
        out.push_str("\")\n    return ");
        out.push_str(driver);
        out.push_str(&f.name);
        out.push('(');
        for (i, param) in f.params.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            out.push_str(&param.name);
        }
        out.push_str("))");
    }
    out.push_str(after);
    assert_eq!(out.len(), length);
    out
}

/// The same as a template of minijinja.
pub fn jinja(frame: Frame<'_>) -> Environment<'static> {
    let Frame {
        before,
        after,
        driver,
    } = frame;
    let mut source = String::from("{% raw %}");
    source.push_str(before);
    write!(
        source,
        "{{% endraw %}}{{% for f in fns %}}\n\n\ndef {{{{ f.sync_name }}}}({{% for p in f.params %}}\
         {{% if not loop.first %}}, {{% endif %}}{{{{ p.name }}}}: {{{{ p.annotation }}}}\
         {{% endfor %}}) -> {{{{ f.returns }}}}:\n    \
         _mochi_check_no_running_loop(\"{{{{ f.sync_name }}}}\")\n    return {driver}\
         {{{{ f.name }}}}({{% for p in f.params %}}{{% if not loop.first %}}, {{% endif %}}\
         {{{{ p.name }}}}{{% endfor %}})){{% endfor %}}{{% raw %}}{after}{{% endraw %}}"
    )
    .expect("writing to a string does not fail");
    let mut environment = Environment::new();
    environment.set_keep_trailing_newline(true);
    environment
        .add_template_owned("module", source)
        .expect("the template is valid");
    environment
}

/// The functions as minijinja takes them.
pub fn jinja_view(module: &Module) -> Vec<Value> {
    let fns = module.fns.iter();
    fns.map(|f| {
        let params = f.params.iter();
        let params: Vec<Value> = params
            .map(|p| context! { name => p.name, annotation => p.annotation })
            .collect();
        context! { name => f.name, sync_name => f.sync_name, returns => f.returns, params }
    })
    .collect()
}
