//! The imports of a module, group by group.

use core::fmt::{self, Write};

use askama::filters::Safe;
use askama::{FastWritable, Result, Template, Values};

use crate::descriptor::Module;
use crate::render::{display_as_written, join};
use crate::runtime::{MODULES, Modules, Part, Parts, SHIM_NAMES};
use crate::syntax::strip_newline;

/// A group of imports.
#[derive(Clone, Copy)]
pub(super) enum Section<'a> {
    Stdlib(Modules),
    Statements(&'a Module, Modules),
    Shared(&'a Shared<'a>),
    TypeChecking(&'a Module, Modules),
}

#[derive(Template)]
#[template(path = "imports/stdlib.py", escape = "none")]
pub(super) struct StdlibTemplate<'a> {
    pub(super) first: &'a str,
    pub(super) others: &'a [&'a str],
}

#[derive(Template)]
#[template(path = "imports/reexport.py", escape = "none")]
struct ReexportTemplate<'a> {
    runtime: &'a str,
    name: &'a str,
}

#[derive(Template)]
#[template(path = "imports/shared_check.py", escape = "none")]
struct SharedCheckTemplate<'a> {
    runtime: &'a str,
    settings: &'a str,
}

#[derive(Template)]
#[template(path = "imports/shared.py", escape = "none")]
struct SharedTemplate<'a> {
    runtime: &'a str,
    names: &'a [&'a str],
}

#[derive(Template)]
#[template(path = "imports/type_checking.py", escape = "none")]
struct TypeCheckingTemplate<'a> {
    lines: Vec<Indented<'a>>,
}

/// The imports from a shared run-time part.
pub(super) struct Shared<'a> {
    pub(super) runtime: &'a str,
    /// What the run-time part must have been rendered for.
    pub(super) settings: &'a str,
    pub(super) parts: Parts,
    /// The text that shows which names are read.
    pub(super) shims: &'a str,
}

impl FastWritable for Shared<'_> {
    /// In the order of isort, which goes by the first name of a statement: constants, classes, then
    /// what starts with an underscore, then variables.
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        let Self {
            runtime, settings, ..
        } = *self;
        SharedCheckTemplate { runtime, settings }.write_into(dest, values)?;
        dest.write_str("\n\n")?;
        let public = || self.parts.iter().flat_map(Part::public_names).copied();
        let mut classes: Vec<&str> = public().filter(|name| name.starts_with('M')).collect();
        classes.sort_unstable();
        let is_read = |name: &&str| self.shims.contains(*name);
        let private: Vec<&str> = SHIM_NAMES.into_iter().filter(is_read).collect();
        let mut variables: Vec<&str> = public().filter(|name| !name.starts_with('M')).collect();
        variables.sort_unstable();

        let names = &private;
        let has_constant = names.first() == Some(&"_MOCHI_OMITTED");
        if has_constant {
            SharedTemplate { runtime, names }.write_into(dest, values)?;
            dest.write_char('\n')?;
        }
        join(classes, "\n", dest, |name, dest| {
            ReexportTemplate { runtime, name }.write_into(dest, values)
        })?;
        if !names.is_empty() && !has_constant {
            dest.write_char('\n')?;
            SharedTemplate { runtime, names }.write_into(dest, values)?;
        }
        for name in variables {
            dest.write_char('\n')?;
            ReexportTemplate { runtime, name }.write_into(dest, values)?;
        }
        Ok(())
    }
}

/// The groups of one module, in its order.
pub(super) struct Sections<'a> {
    sections: [Safe<Section<'a>>; 4],
    length: usize,
}

impl<'a> Sections<'a> {
    pub(super) fn of(module: &'a Module, stdlib: Modules, shared: Option<&'a Shared<'a>>) -> Self {
        let mut sections = Self {
            sections: [const { Safe(Section::Stdlib(Modules::NONE)) }; 4],
            length: 0,
        };
        if !stdlib.is_empty() {
            sections.push(Section::Stdlib(stdlib));
        }
        if statements(module, stdlib).next().is_some() {
            sections.push(Section::Statements(module, stdlib));
        }
        if let Some(shared) = shared {
            sections.push(Section::Shared(shared));
        }
        if !module.type_checking_imports.is_empty()
            && lines_for_checkers(module, stdlib).next().is_some()
        {
            sections.push(Section::TypeChecking(module, stdlib));
        }
        sections
    }

    /// What most of them take, or a bit more.
    pub(super) fn capacity(&self) -> usize {
        const IMPORT: usize = 24;
        const INDENTED: usize = 64;
        const SHARED: usize = 1024;
        let lines =
            |texts: &[String]| -> usize { texts.iter().map(|text| text.len() + INDENTED).sum() };
        let length = |section: &Safe<Section<'_>>| match section.0 {
            Section::Stdlib(modules) => modules.len() * IMPORT,
            Section::Statements(module, _) => module.source_import.len() + lines(&module.imports),
            Section::Shared(_) => SHARED,
            Section::TypeChecking(module, _) => lines(&module.type_checking_imports),
        };
        self.as_slice().iter().map(length).sum()
    }

    fn push(&mut self, section: Section<'a>) {
        self.sections[self.length] = Safe(section);
        self.length += 1;
    }

    pub(super) fn as_slice(&self) -> &[Safe<Section<'a>>] {
        &self.sections[..self.length]
    }
}

/// What is imported when the module runs, beside the standard library's.
fn statements(module: &Module, stdlib: Modules) -> impl Iterator<Item = &str> {
    let source = Some(&*module.source_import).filter(|text| !text.is_empty());
    let imports = module.imports.iter().map(|text| &**text);
    let imports = imports.filter(move |text| !is_made(text, stdlib));
    source.into_iter().chain(imports).map(strip_newline)
}

fn lines_for_checkers(module: &Module, stdlib: Modules) -> impl Iterator<Item = &str> {
    let imports = module.type_checking_imports.iter().map(|text| &**text);
    let imports = imports.filter(move |text| !is_made(text, stdlib));
    imports.map(strip_newline).flat_map(|text| text.split('\n'))
}

/// Whether the module makes this import already.
fn is_made(text: &str, stdlib: Modules) -> bool {
    let mut words = text.split_ascii_whitespace();
    words.next() == Some("import")
        && words
            .next()
            .is_some_and(|name| stdlib.iter().any(|module| module == name))
        && words.next().is_none()
}

impl FastWritable for Section<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        match *self {
            Self::Stdlib(modules) => {
                let mut names = [""; MODULES.len()];
                for (slot, name) in names.iter_mut().zip(modules.iter()) {
                    *slot = name;
                }
                let Some((first, others)) = names[..modules.len()].split_first() else {
                    return Ok(());
                };
                StdlibTemplate { first, others }.write_into(dest, values)
            }
            Self::Statements(module, stdlib) => {
                join(statements(module, stdlib), "\n", dest, |text, dest| {
                    Ok(dest.write_str(text)?)
                })
            }
            Self::Shared(shared) => shared.write_into(dest, values),
            Self::TypeChecking(module, stdlib) => {
                let lines = lines_for_checkers(module, stdlib).map(Indented).collect();
                TypeCheckingTemplate { lines }.write_into(dest, values)
            }
        }
    }
}

/// A line inside a block, or a blank one.
struct Indented<'a>(&'a str);

impl FastWritable for Indented<'_> {
    fn write_into(&self, dest: &mut dyn Write, _: &dyn Values) -> Result<()> {
        if !self.0.is_empty() {
            dest.write_str("    ")?;
        }
        Ok(dest.write_str(self.0)?)
    }
}

display_as_written! {
    Section<'_> Indented<'_>
}
