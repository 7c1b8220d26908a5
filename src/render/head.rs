//! What shims begin with, whatever they do then.

use core::fmt::Write;

use askama::filters::Safe;
use askama::{FastWritable, Result, Template, Values};

use crate::descriptor::{AsyncFn, Origin};
use crate::docstring;
use crate::layout::{Aliases, INDENT, WIDTH};
use crate::render::signature::{Returns, Signature};
use crate::render::statement;
use crate::render::written::{display_as_written, excess_in, indented, written};

/// What a shim begins with: comment, overloads, signature, docstring, guard.
#[derive(Clone, Copy)]
pub(super) struct Head<'a> {
    pub(super) f: &'a AsyncFn,
    pub(super) returns: Returns<'a>,
    pub(super) is_guarded: bool,
    pub(super) aliases: &'a Aliases,
}

#[derive(Template)]
#[template(path = "shims/head.py", escape = "none")]
struct HeadTemplate<'a> {
    origin: Safe<OriginComment<'a>>,
    overloads: Safe<Overloads<'a>>,
    signature: Safe<Signature<'a>>,
    doc: Safe<Doc<'a>>,
    guard: Safe<Guard<'a>>,
    import: Safe<BodyImport<'a>>,
}

impl FastWritable for Head<'_> {
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        let Self {
            f,
            returns,
            is_guarded,
            aliases,
        } = *self;
        HeadTemplate {
            origin: Safe(OriginComment(f.origin.as_ref())),
            overloads: Safe(Overloads(*self)),
            signature: Safe(Signature {
                sync_name: &f.sync_name,
                receiver: "",
                params: &f.params,
                returns,
                omitted: "_MOCHI_OMITTED",
                end: ":",
                aliases,
            }),
            doc: Safe(Doc(f.doc.as_deref())),
            guard: Safe(Guard {
                fn_name: is_guarded.then_some(&*f.sync_name),
                margin: 0,
            }),
            import: Safe(BodyImport(f.import_on_call.as_deref())),
        }
        .write_into(dest, values)
    }
}

/// Where the callable is defined, with the newline that ends it, or nothing.
pub(super) struct OriginComment<'a>(pub(super) Option<&'a Origin>);

#[derive(Template)]
#[template(path = "shims/origin.py", escape = "none")]
struct OriginTemplate<'a> {
    file: &'a str,
    line: usize,
}

impl FastWritable for OriginComment<'_> {
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        let Some(Origin { file, line }) = self.0 else {
            return Ok(());
        };
        OriginTemplate { file, line: *line }.write_into(dest, values)?;
        Ok(dest.write_char('\n')?)
    }
}

/// The signatures for type checkers, each with the newline that ends it.
pub(super) struct Overloads<'a>(pub(super) Head<'a>);

#[derive(Template)]
#[template(path = "shims/overload.py", escape = "none")]
struct OverloadTemplate<'a> {
    signature: Safe<Signature<'a>>,
}

impl FastWritable for Overloads<'_> {
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        let Head {
            f,
            returns,
            aliases,
            ..
        } = self.0;
        for overload in &f.overloads {
            let signature = Safe(Signature {
                sync_name: &f.sync_name,
                receiver: "",
                params: &overload.params,
                returns: Returns {
                    annotation: &overload.returns,
                    ..returns
                },
                omitted: "...",
                end: ": ...",
                aliases,
            });
            OverloadTemplate { signature }.write_into(dest, values)?;
            dest.write_char('\n')?;
        }
        Ok(())
    }
}

/// The docstring and the newline before it, or nothing.
pub(super) struct Doc<'a>(pub(super) Option<&'a str>);

#[derive(Template)]
#[template(path = "shims/docstring.py", escape = "none")]
struct DocstringTemplate<'a> {
    text: Safe<DocText<'a>>,
}

struct DocText<'a>(&'a str);

impl FastWritable for Doc<'_> {
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        match self.0 {
            Some(doc) if !docstring::is_blank(doc) => {
                let text = Safe(DocText(doc));
                DocstringTemplate { text }.write_into(dest, values)
            }
            _ => Ok(()),
        }
    }
}

impl FastWritable for DocText<'_> {
    fn write_into(&self, dest: &mut dyn Write, _: &dyn Values) -> Result<()> {
        Ok(docstring::write(self.0, dest)?)
    }
}

/// The guard and the newline before it, or nothing.
pub(super) struct Guard<'a> {
    /// What messages call the shim or the member that has one.
    pub(super) fn_name: Option<&'a str>,
    /// By how much all of it is indented afterwards.
    pub(super) margin: usize,
}

#[derive(Template)]
#[template(path = "shims/guard.py", escape = "none")]
struct GuardTemplate<'a> {
    sync_name: &'a str,
}

#[derive(Template)]
#[template(path = "shims/guard_tall.py", escape = "none")]
struct GuardTallTemplate<'a> {
    sync_name: &'a str,
}

impl FastWritable for Guard<'_> {
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        let Self { fn_name, margin } = *self;
        let Some(sync_name) = fn_name else {
            return Ok(());
        };
        dest.write_char('\n')?;
        let short = written(&GuardTemplate { sync_name });
        if excess_in(&short, WIDTH - margin) == 0 {
            return Ok(dest.write_str(&short)?);
        }
        GuardTallTemplate { sync_name }.write_into(dest, values)
    }
}

/// The import that the body makes, with the newlines around it, or nothing.
pub(super) struct BodyImport<'a>(pub(super) Option<&'a str>);

#[derive(Template)]
#[template(path = "shims/import.py", escape = "none")]
struct ImportTemplate<'a> {
    statement: &'a str,
}

impl FastWritable for BodyImport<'_> {
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        for statement in self
            .0
            .into_iter()
            .flat_map(|text| statement::read(text, false))
        {
            let statement = &indented(&statement.text(INDENT), INDENT);
            ImportTemplate { statement }.write_into(dest, values)?;
        }
        Ok(())
    }
}

display_as_written! {
    Head<'_> OriginComment<'_> Overloads<'_> Doc<'_> DocText<'_> Guard<'_> BodyImport<'_>
}
