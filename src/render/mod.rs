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
use crate::descriptor::{AsyncFn, Missing, Module, ParamKind};
use crate::runtime::{Needs, Part, Parts};
use imports::{Section, Sections, Shared, StdlibTemplate};
use shim::Shim;
use type_params::TypeParams;

/// What one pass over the functions of a module tells about its text.
#[derive(Clone, Copy, Debug)]
struct Plan {
    needs: Needs,
    /// Room for the shims.
    capacity: usize,
}

impl Plan {
    fn of(module: &Module) -> Self {
        let mut needs = Needs::new(module);
        let mut capacity = 0;
        for f in &module.fns {
            let shim = Shim::new(f, module.mode, module.timeouts);
            needs.add(f, shim.traits);
            capacity += SEPARATOR.len() + shim.capacity();
        }
        Self { needs, capacity }
    }
}

/// The text of a valid module.
pub(crate) fn module(module: &Module) -> String {
    let Plan { needs, capacity } = &Plan::of(module);
    let type_params = needs.has_type_params.then(|| TypeParams::of(module));
    let Some(runtime) = &module.shared_runtime else {
        let sections = Sections::of(module, needs.all_modules(), None);
        let mut text = head(&sections, needs.parts, type_params.as_slice(), *capacity);
        write_shims(module, &mut text);
        write_missing(module, &mut text);
        text.push('\n');
        return text;
    };
    let mut shims = String::with_capacity(*capacity);
    write_shims(module, &mut shims);
    let settings = settings(module.mode, module.timeouts);
    let shared = Shared {
        runtime,
        settings: &settings,
        parts: needs.parts,
        shims: &shims,
    };
    let sections = Sections::of(module, needs.shim_modules(), Some(&shared));
    let mut text = head(
        &sections,
        Parts::default(),
        type_params.as_slice(),
        *capacity,
    );
    text.push_str(&shims);
    write_missing(module, &mut text);
    text.push('\n');
    text
}

/// What a run-time part and a module that imports it must agree on, in words for people.
fn settings(mode: Mode, timeouts: bool) -> String {
    let timeouts = if timeouts { " with timeouts" } else { "" };
    format!("{} {mode}{timeouts}", env!("CARGO_PKG_VERSION"))
}

/// The text of the module that shim modules with these settings can share.
pub(crate) fn runtime_module(mode: Mode, timeouts: bool) -> String {
    let parts = Parts::all(mode, timeouts);
    let modules: Vec<&str> = parts.modules().iter().collect();
    let (first, others) = modules.split_first().expect("every part imports something");
    let parts: Vec<Safe<Part>> = parts.iter().map(Safe).collect();
    let (first_part, parts) = parts.split_at(1);
    let template = RuntimeModuleTemplate {
        stdlib: Safe(StdlibTemplate { first, others }),
        settings: &settings(mode, timeouts),
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
    let shim = Shim::new(f, mode, false);
    let mut text = String::with_capacity(shim.capacity() + 1);
    shim.render_into(&mut text);
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
    sections: &Sections<'_>,
    parts: Parts,
    type_params: &[TypeParams<'_>],
    more: usize,
) -> String {
    const HEAD: usize = ModuleTemplate::<Section<'_>, Part>::SIZE_HINT;
    let mut buffer = [const { Safe(Part::Guard) }; Part::ALL.len()];
    let mut count = 0;
    let mut capacity = HEAD + sections.capacity() + more + 1;
    for part in parts.iter() {
        buffer[count] = Safe(part);
        count += 1;
        capacity += part.length();
    }
    let (first_part, parts) = buffer[..count].split_at(count.min(1));
    let template = ModuleTemplate {
        sections: sections.as_slice(),
        first_part,
        parts,
        type_params,
    };
    let mut text = String::with_capacity(capacity);
    written(template.render_into(&mut text));
    text
}

/// What stands before each shim.
const SEPARATOR: &str = "\n\n\n";

/// Not a loop in the template of the module: only where the writer is known to be a string does
/// the compiler see through it, and a shim takes a third of the time.
fn write_shims(module: &Module, text: &mut String) {
    for f in &module.fns {
        text.push_str(SEPARATOR);
        Shim::new(f, module.mode, module.timeouts).render_into(text);
    }
}

/// What says why a shim is not there, below those that are.
fn write_missing(module: &Module, text: &mut String) {
    if !module.missing.is_empty() {
        text.push_str(SEPARATOR);
        let missing = &module.missing;
        written(MissingTemplate { missing }.render_into(text));
    }
}

fn written(result: Result<()>) {
    result.expect("writing to a string does not fail");
}

#[derive(Template)]
#[template(path = "module.py", escape = "none")]
// Generic for the same reason as the templates of shims.
struct ModuleTemplate<'a, S: View, P: View> {
    sections: &'a [Safe<S>],
    first_part: &'a [Safe<P>],
    parts: &'a [Safe<P>],
    type_params: &'a [TypeParams<'a>],
}

#[derive(Template)]
#[template(path = "missing.py", escape = "none")]
struct MissingTemplate<'a> {
    missing: &'a [Missing],
}

#[derive(Template)]
#[template(path = "runtime_module.py", escape = "none")]
struct RuntimeModuleTemplate<'a> {
    stdlib: Safe<StdlibTemplate<'a>>,
    settings: &'a str,
    first_part: &'a [Safe<Part>],
    parts: &'a [Safe<Part>],
}

macro_rules! part_templates {
    ($($part:ident $path:literal)*) => {
        /// The templates of run-time parts, which have no slots.
        mod part_templates {
            $(
                #[derive(askama::Template)]
                #[template(path = $path, escape = "none")]
                pub(super) struct $part;
            )*
        }

        impl Part {
            fn length(self) -> usize {
                match self {
                    $(Self::$part => part_templates::$part::SIZE_HINT,)*
                }
            }
        }

        impl FastWritable for Part {
            #[inline(always)]
            fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
                match self {
                    $(Self::$part => part_templates::$part.write_into(dest, values),)*
                }
            }
        }
    };
}

part_templates! {
    Guard "runtime/guard.py"
    Outcome "runtime/outcome.py"
    Fork "runtime/fork.py"
    LoopCall "runtime/loop_call.py"
    Loop "runtime/loop.py"
    Omitted "runtime/omitted.py"
    Task "runtime/task.py"
    Call "runtime/call.py"
    CallTimeouts "runtime/call_timeouts.py"
    Awaited "runtime/awaited.py"
    StepRunnerPerCall "runtime/step_runner_per_call.py"
    StepRunnerPersistent "runtime/step_runner_persistent.py"
    StepTask "runtime/step_task.py"
    Iterator "runtime/iterator.py"
    ContextManager "runtime/context_manager.py"
    AwaitSyncPerCall "runtime/await_sync_per_call.py"
    AwaitSyncPersistent "runtime/await_sync_persistent.py"
    CallSyncPerCall "runtime/call_sync_per_call.py"
    CallSyncPersistent "runtime/call_sync_persistent.py"
    EnterSync "runtime/enter_sync.py"
    IterSync "runtime/iter_sync.py"
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
