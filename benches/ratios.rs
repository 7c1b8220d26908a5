//! What rendering and validation cost beside what a user would do instead, as ratios:
//! `cargo bench --bench ratios`.
//!
//! All candidates of a row take turns in one run, and the fastest turn of each counts.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use minijinja::{Environment, Value, context};
use mochi_asyncbridge::{AsyncFn, Mode, Module, Param};

fn main() {
    println!("| mode | shims | ns a shim | / push_str | minijinja / | validation / |");
    println!("|---|---:|---:|---:|---:|---:|");
    for mode in Mode::ALL {
        for shims in [1, 10, 100, 1_000, 10_000] {
            println!("{}", row(mode, shims));
        }
    }
}

fn row(mode: Mode, shims: u32) -> String {
    let module = module(mode, shims);
    let valid = module.validate().expect("the module is valid");
    let text = valid.render();
    let (preamble, driver) = by_hand_parts(&text, mode);
    assert_eq!(by_hand(&module, preamble, driver), text);
    let jinja = jinja(preamble, driver);
    let template = jinja.get_template("module").expect("it was added");
    let view = Value::from_serialize(jinja_view(&module));
    let by_jinja = || {
        template
            .render(context! { fns => view })
            .expect("it renders")
    };
    assert_eq!(by_jinja(), text);

    let [render, hand, jinja, validate] = fastest(
        shims,
        [
            &mut || drop(black_box(valid.render())),
            &mut || drop(black_box(by_hand(&module, preamble, driver))),
            &mut || drop(black_box(by_jinja())),
            &mut || _ = black_box(module.validate()),
        ],
    );
    format!(
        "| {mode} | {shims} | {:.0} | {:.2} | {:.1} | {:.1} |",
        render * 1e9 / f64::from(shims),
        render / hand,
        jinja / render,
        validate / render,
    )
}

/// Seconds that the fastest turn of each candidate took.
fn fastest<const N: usize>(shims: u32, mut candidates: [&mut dyn FnMut(); N]) -> [f64; N] {
    const TURNS: usize = 60;
    let repeats = (4_000 / shims).max(1);
    let mut best = [Duration::MAX; N];
    for _ in 0..TURNS {
        for (best, run) in best.iter_mut().zip(&mut candidates) {
            run(); // what the one before left in the caches is not its merit
            let start = Instant::now();
            for _ in 0..repeats {
                run();
            }
            *best = (*best).min(start.elapsed());
        }
    }
    best.map(|time| time.as_secs_f64() / f64::from(repeats))
}

/// Functions of zero to four parameters.
fn module(mode: Mode, shims: u32) -> Module {
    let fns: Vec<AsyncFn> = (0..shims)
        .map(|i| {
            let annotations = ["str", "float", "list[int]", "bytes | None"];
            let f = AsyncFn::new(format!("fetch_{i}")).returns("dict[str, bytes]");
            (0..i % 5).fold(f, |f, p| {
                f.with(Param::new(
                    format!("param_{p}"),
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

/// What stands before the shims, and what runs a coroutine.
fn by_hand_parts(text: &str, mode: Mode) -> (&str, &'static str) {
    let shims = text
        .find("\n\n\ndef fetch_0_sync")
        .expect("it has the first shim");
    let driver = match mode {
        Mode::PerCall => "asyncio.run(",
        Mode::Persistent => "_mochi_get_loop().run_until_complete(",
    };
    (&text[..shims], driver)
}

fn by_hand(module: &Module, preamble: &str, driver: &str) -> String {
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
    let length = preamble.len() + module.fns.iter().map(shim_length).sum::<usize>() + 1;
    let mut out = String::with_capacity(length);
    out.push_str(preamble);
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
    out.push('\n');
    assert_eq!(out.len(), length);
    out
}

fn jinja(preamble: &str, driver: &str) -> Environment<'static> {
    let mut source = String::from("{% raw %}");
    source.push_str(preamble);
    write!(
        source,
        "{{% endraw %}}{{% for f in fns %}}\n\n\ndef {{{{ f.sync_name }}}}({{% for p in f.params %}}\
         {{% if not loop.first %}}, {{% endif %}}{{{{ p.name }}}}: {{{{ p.annotation }}}}\
         {{% endfor %}}) -> {{{{ f.returns }}}}:\n    \
         _mochi_check_no_running_loop(\"{{{{ f.sync_name }}}}\")\n    return {driver}\
         {{{{ f.name }}}}({{% for p in f.params %}}{{% if not loop.first %}}, {{% endif %}}\
         {{{{ p.name }}}}{{% endfor %}})){{% endfor %}}\n"
    )
    .expect("writing to a string does not fail");
    let mut environment = Environment::new();
    environment.set_keep_trailing_newline(true);
    environment
        .add_template_owned("module", source)
        .expect("the template is valid");
    environment
}

fn jinja_view(module: &Module) -> Vec<Value> {
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
