//! From valid descriptors to Python text: the only module that names the template engine.

#![expect(
    clippy::inline_always,
    reason = "the compiler sees through a writer only where it is known to be a string"
)]

mod call;
mod imports;
mod shim;
mod type_params;

use core::fmt::{self, Write};

use askama::filters::Safe;
use askama::{FastWritable, NO_VALUES, Result, Template, Values};

use crate::Mode;
use crate::descriptor::{AsyncFn, Module, ParamKind};
use crate::parts::{Needs, Part, Parts};
use imports::{Section, Shared, StdlibTemplate, sections};
use shim::{Shim, shim_capacity};
use type_params::TypeParams;

/// The text of a valid module.
pub(crate) fn module(module: &Module) -> String {
    let mut needs = Needs::new(module);
    let mut type_params = Vec::new();
    let mut more = imports::length(module) + 1;
    for f in &module.fns {
        needs.add(f);
        type_params.extend(&f.type_params);
        more += shim_capacity(f, module.timeouts);
    }
    let type_params = TypeParams::distinct(type_params);
    if let Some(runtime) = &module.shared_runtime {
        let mut shims = String::with_capacity(more);
        write_shims(module, &mut shims);
        let shared = Shared {
            runtime,
            parts: needs.parts,
            shims: &shims,
        };
        let sections = sections(module, needs.shim_modules(), Some(shared));
        let mut text = head(&sections, &[], type_params.as_slice(), more);
        text.push_str(&shims);
        text.push('\n');
        return text;
    }
    let mut buffer = [Part::Guard; Part::ALL.len()];
    let parts = fill(&mut buffer, needs.parts.iter());
    let sections = sections(module, needs.all_modules(), None);
    let mut text = head(&sections, parts, type_params.as_slice(), more);
    write_shims(module, &mut text);
    text.push('\n');
    text
}

/// The text of the module that shim modules with these settings can share.
pub(crate) fn runtime_module(mode: Mode, timeouts: bool) -> String {
    let parts = Parts::all(mode, timeouts);
    let modules: Vec<&str> = parts.modules().iter().collect();
    let (first, others) = modules.split_first().expect("every part imports something");
    let parts: Vec<Part> = parts.iter().collect();
    let (first_part, parts) = parts.split_at(1);
    let template = RuntimeModuleTemplate {
        stdlib: Safe(StdlibTemplate { first, others }),
        first_part,
        parts,
    };
    let mut text = String::new();
    written(template.render_into(&mut text));
    text.push('\n');
    text
}

/// The text of one shim of a valid function.
pub(crate) fn shim(f: &AsyncFn, mode: Mode) -> String {
    let mut text = String::with_capacity(shim_capacity(f, false));
    Shim::new(f, mode, false).render_into(&mut text);
    text.push('\n');
    text
}

/// The text of run-time parts that stand alone.
pub(crate) fn parts(parts: &[Part]) -> String {
    let mut text = String::new();
    written(join(parts, "\n\n\n", &mut text, |part, text| {
        part.write_into(text, NO_VALUES)
    }));
    text.push('\n');
    text
}

/// Everything of a module before its shims, in a string with room for `more` bytes.
fn head(
    imports: &[Section<'_>],
    parts: &[Part],
    type_params: &[TypeParams<'_>],
    more: usize,
) -> String {
    const AROUND: usize = 512;
    let parts_length: usize = parts.iter().copied().map(part_length).sum();
    let mut text = String::with_capacity(AROUND + parts_length + more);
    let (first_part, parts) = parts.split_at(parts.len().min(1));
    let template = ModuleTemplate {
        imports,
        first_part,
        parts,
        type_params,
    };
    written(template.render_into(&mut text));
    text
}

/// Writes the shims, two blank lines before each.
///
/// Not a loop in the template of the module: only where the writer is known to be a string does
/// the compiler see through it, and a shim takes a third of the time.
fn write_shims(module: &Module, text: &mut String) {
    for f in &module.fns {
        text.push_str("\n\n\n");
        Shim::new(f, module.mode, module.timeouts).render_into(text);
    }
}

/// Collects a few items without a heap.
fn fill<T, const N: usize>(buffer: &mut [T; N], items: impl Iterator<Item = T>) -> &[T] {
    let mut length = 0;
    for (slot, item) in buffer.iter_mut().zip(items) {
        *slot = item;
        length += 1;
    }
    &buffer[..length]
}

fn written(result: Result<()>) {
    result.expect("writing to a string does not fail");
}

fn part_length(part: Part) -> usize {
    match part {
        Part::Guard => GuardPart::SIZE_HINT,
        Part::Crossing => CrossingPart::SIZE_HINT,
        Part::Loop => LoopPart::SIZE_HINT,
        Part::Omitted => OmittedPart::SIZE_HINT,
        Part::Call => CallPart::SIZE_HINT,
        Part::CallTimeouts => CallTimeoutsPart::SIZE_HINT,
        Part::StepsPerCall => StepsPerCallPart::SIZE_HINT,
        Part::StepsPersistent => StepsPersistentPart::SIZE_HINT,
        Part::Steps => StepsPart::SIZE_HINT,
    }
}

#[derive(Template)]
#[template(path = "module.py", escape = "none")]
struct ModuleTemplate<'a> {
    imports: &'a [Section<'a>],
    first_part: &'a [Part],
    parts: &'a [Part],
    type_params: &'a [TypeParams<'a>],
}

#[derive(Template)]
#[template(path = "runtime_module.py", escape = "none")]
struct RuntimeModuleTemplate<'a> {
    stdlib: Safe<StdlibTemplate<'a>>,
    first_part: &'a [Part],
    parts: &'a [Part],
}

/// Declares the templates of run-time parts, which have no fields, and how a [`Part`] finds its.
macro_rules! part_templates {
    ($($part:ident $template:ident $path:literal)*) => {
        $(
            #[derive(Template)]
            #[template(path = $path, escape = "none")]
            struct $template;
        )*

        impl FastWritable for Part {
            fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
                match self {
                    $(Self::$part => $template.write_into(dest, values),)*
                }
            }
        }
    };
}

part_templates! {
    Guard GuardPart "runtime/guard.py"
    Crossing CrossingPart "runtime/crossing.py"
    Loop LoopPart "runtime/loop.py"
    Omitted OmittedPart "runtime/omitted.py"
    Call CallPart "runtime/call.py"
    CallTimeouts CallTimeoutsPart "runtime/call_timeouts.py"
    StepsPerCall StepsPerCallPart "runtime/steps_per_call.py"
    StepsPersistent StepsPersistentPart "runtime/steps_persistent.py"
    Steps StepsPart "runtime/steps.py"
}

/// What stands before the name of a parameter.
const fn stars(kind: ParamKind) -> &'static str {
    match kind {
        ParamKind::VarPositional => "*",
        ParamKind::VarKeyword => "**",
        _ => "",
    }
}

/// Writes `items` with `separator` between them.
#[inline(always)]
fn join<T>(
    items: impl IntoIterator<Item = T>,
    separator: &str,
    dest: &mut dyn Write,
    mut write: impl FnMut(T, &mut dyn Write) -> Result<()>,
) -> Result<()> {
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            dest.write_str(separator)?;
        }
        write(item, dest)?;
    }
    Ok(())
}

/// What a template can show.
trait View: FastWritable + fmt::Display {}

impl<T: FastWritable + fmt::Display> View for T {}

/// askama wants `Display` of what a template shows, though it prefers `FastWritable`.
macro_rules! display_as_written {
    ($($view:ty)*) => {
        $(
            impl fmt::Display for $view {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    askama::FastWritable::write_into(self, f, askama::NO_VALUES)
                        .map_err(|_| fmt::Error)
                }
            }
        )*
    };
}

use display_as_written;

display_as_written! { Part }
