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
use crate::parts::{Needs, Part, Parts, with_parts};
use imports::{Section, Sections, Shared, StdlibTemplate};
use shim::Shim;
use type_params::TypeParams;

/// The text of a valid module.
pub(crate) fn module(module: &Module) -> String {
    let mut needs = Needs::new(module);
    let mut type_params = Vec::new();
    let mut more = imports::length(module) + 1;
    for f in &module.fns {
        let shim = Shim::new(f, module.mode, module.timeouts);
        needs.add(f, shim.traits);
        type_params.extend(&f.type_params);
        more += shim.capacity();
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
        let sections = Sections::of(module, needs.shim_modules(), Some(&shared));
        let mut text = head(sections.as_slice(), &[], type_params.as_slice(), more);
        text.push_str(&shims);
        text.push('\n');
        return text;
    }
    let mut buffer = [const { Safe(Part::Guard) }; Part::ALL.len()];
    let parts = fill(&mut buffer, needs.parts.iter().map(Safe));
    let sections = Sections::of(module, needs.all_modules(), None);
    let mut text = head(sections.as_slice(), parts, type_params.as_slice(), more);
    write_shims(module, &mut text);
    text.push('\n');
    text
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
    imports: &[Safe<Section<'_>>],
    parts: &[Safe<Part>],
    type_params: &[TypeParams<'_>],
    more: usize,
) -> String {
    const AROUND: usize = 512;
    let parts_length: usize = parts.iter().map(|part| part.0.length()).sum();
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

#[derive(Template)]
#[template(path = "module.py", escape = "none")]
// Generic for the same reason as the templates of shims.
struct ModuleTemplate<'a, S: View, P: View> {
    imports: &'a [Safe<S>],
    first_part: &'a [Safe<P>],
    parts: &'a [Safe<P>],
    type_params: &'a [TypeParams<'a>],
}

#[derive(Template)]
#[template(path = "runtime_module.py", escape = "none")]
struct RuntimeModuleTemplate<'a> {
    stdlib: Safe<StdlibTemplate<'a>>,
    first_part: &'a [Safe<Part>],
    parts: &'a [Safe<Part>],
}

macro_rules! part_templates {
    ($($part:ident $path:literal $public_names:tt)*) => {
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

with_parts!(part_templates);

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
