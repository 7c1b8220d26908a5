//! From valid descriptors to Python text: the only module that names the template engine.
//!
//! [`plan`] decides what a module needs; the other files lay its pieces out, each choosing
//! between a template that is one line and one that is tall, by the width of the first.

mod arguments;
mod call;
mod exports;
mod head;
mod header;
mod imports;
mod parts;
mod plan;
mod shim;
mod signature;
mod statement;
mod twin;
mod type_params;
mod written;

use core::fmt;
use std::borrow::Cow;

use askama::filters::Safe;
use askama::{FastWritable, NO_VALUES, Template};

use crate::descriptor::{AsyncFn, Module};
use crate::layout::Aliases;
use crate::runtime::{Part, Parts, Settings};
use crate::syntax::normalized;
use crate::{Driver, Mode};
use plan::Plan;
use shim::Shim;
use statement::Statement;
use written::written;

/// What stands between definitions.
const SEPARATOR: &str = "\n\n\n";

/// The version of this crate, which emitted modules name.
const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Template)]
#[template(path = "module.py", escape = "none")]
struct ModuleTemplate<'a> {
    title: String,
    version: &'static str,
    /// Mode, options and origin, in words for people.
    header: &'a [String],
    /// Further comments for type checkers, each with the newline before it.
    checks: String,
    /// Imports, `__all__`, imports from a shared run-time part, type parameters.
    blocks: &'a [String],
    /// Run-time parts that must come first: shims or classes read them when they are defined.
    parts: &'a [Safe<Part>],
}

#[derive(Template)]
#[template(path = "runtime_module.py", escape = "none")]
struct RuntimeModuleTemplate<'a> {
    version: &'static str,
    settings: &'a str,
    imports: String,
    parts: &'a [Safe<Part>],
}

/// The text of a valid module.
pub(crate) fn module(module: &Module) -> String {
    let plan = Plan::of(module);
    let own = match module.shared_runtime {
        Some(_) => Parts::default(),
        None => plan.needs.parts,
    };
    // Classes read the run-time part when they are defined.
    let has_classes = !module.classes.is_empty();
    let is_first = |part: &Part| has_classes || *part == Part::Omitted;
    let (first, last): (Vec<Part>, Vec<Part>) = own.iter().partition(is_first);
    let (run_time, type_checking) = plan.imports();
    let mut blocks = imports::blocks(run_time, type_checking);
    blocks.push(exports::exports(&plan.public_names()));
    if let Some(runtime) = &module.shared_runtime {
        let settings = Settings::of(module).to_string();
        blocks.push(imports::shared(runtime, &settings, &plan.shared_names()));
    }
    let type_params = type_params::definitions(module, &plan.aliases);
    if !type_params.is_empty() {
        blocks.push(type_params.join("\n"));
    }
    if has_classes && !first.is_empty() {
        blocks.push(written(&RuntimeMark));
    }

    let mut text = String::with_capacity(plan.capacity());
    let template = ModuleTemplate {
        title: header::title(module),
        version: VERSION,
        header: &header::lines(module),
        checks: header::checks(module),
        blocks: &blocks,
        parts: &first.iter().copied().map(Safe).collect::<Vec<_>>(),
    };
    write(&template, &mut text);
    // One blank line after imports and assignments, two after definitions.
    let near = &SEPARATOR[1..];
    let before = if first.is_empty() { near } else { SEPARATOR };
    if has_classes {
        text.push_str(before);
        write(&TwinsMark, &mut text);
    }
    for class in &plan.classes {
        text.push_str(SEPARATOR);
        text.push_str(class);
    }
    if !module.fns.is_empty() {
        text.push_str(if has_classes { SEPARATOR } else { before });
        write(&ShimsMark, &mut text);
    }
    for (f, twinned) in module.fns.iter().zip(&plan.fns) {
        text.push_str(SEPARATOR);
        match twinned {
            Some(twinned) => text.push_str(twinned),
            None => Shim::new(f, module.mode, module.timeouts, &plan.aliases).write(&mut text),
        }
    }
    let has_shims = !module.fns.is_empty() || has_classes;
    let missing = &module.missing;
    if !missing.is_empty() {
        text.push_str(if has_shims { SEPARATOR } else { near });
        // A string is not normalized as names are.
        let names = missing.iter().map(|shim| normalized(&shim.name));
        let reasons = missing.iter().map(|shim| &*shim.reason);
        let missing = &*names.zip(reasons).collect::<Vec<_>>();
        write(&MissingTemplate { missing }, &mut text);
    }
    if !last.is_empty() {
        let is_first = !has_shims && missing.is_empty();
        text.push_str(if is_first { near } else { SEPARATOR });
        write(&RuntimeMark, &mut text);
    }
    for part in last {
        text.push_str(SEPARATOR);
        write(&part, &mut text);
    }
    text.push('\n');
    text
}

#[derive(Template)]
#[template(path = "marks/twins.py", escape = "none")]
struct TwinsMark;

#[derive(Template)]
#[template(path = "marks/shims.py", escape = "none")]
struct ShimsMark;

#[derive(Template)]
#[template(path = "missing.py", escape = "none")]
struct MissingTemplate<'a> {
    missing: &'a [(Cow<'a, str>, &'a str)],
}

#[derive(Template)]
#[template(path = "marks/runtime.py", escape = "none")]
struct RuntimeMark;

/// In words for people, and what a module compares with its shared run-time part.
impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            mode,
            driver,
            timeouts,
        } = *self;
        write!(f, "{VERSION} {mode}")?;
        if driver != Driver::default() {
            write!(f, " with the driver {driver}")?;
        }
        f.write_str(if timeouts { " with timeouts" } else { "" })
    }
}

/// The text of the module that shim modules with these settings can share.
pub(crate) fn runtime_module(settings: Settings) -> String {
    let parts = Parts::all(settings);
    let modules = parts.modules().iter().map(Statement::module).collect();
    let template = RuntimeModuleTemplate {
        version: VERSION,
        settings: &settings.to_string(),
        imports: imports::blocks(modules, Vec::new()).concat(),
        parts: &parts.iter().map(Safe).collect::<Vec<_>>(),
    };
    let mut text = written(&template);
    text.push('\n');
    text
}

/// The text of one shim of a valid function.
pub(crate) fn shim(f: &AsyncFn, mode: Mode) -> String {
    let mut text = String::new();
    Shim::new(f, mode, false, &Aliases::default()).write(&mut text);
    text.push('\n');
    text
}

/// The text of run-time parts that stand alone.
pub(crate) fn parts(parts: &[Part]) -> String {
    let texts: Vec<String> = parts.iter().map(written).collect();
    let mut text = texts.join(SEPARATOR);
    text.push('\n');
    text
}

fn write(view: &impl FastWritable, text: &mut String) {
    let result = view.write_into(text, NO_VALUES);
    result.expect("writing to a string does not fail");
}
