//! Shims: which template a function takes, and what stands in its slots.

use core::fmt::Write;
use core::iter;

use askama::filters::Safe;
use askama::{FastWritable, NO_VALUES, Result, Template, Values};

use crate::Mode;
use crate::descriptor::{AsyncFn, Shape};
use crate::layout::{Aliases, INDENT, Place, WIDTH, annotation, width};
use crate::render::call::Call;
use crate::render::head::Head;
use crate::render::signature::Returns;
use crate::render::written::{display_as_written, excess, indented, written};

/// A function and how it is driven.
#[derive(Clone, Copy)]
pub(super) struct Shim<'a> {
    f: &'a AsyncFn,
    call: Call<'a>,
    kind: Kind,
    aliases: &'a Aliases,
}

/// What the body of a shim does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Runs a coroutine.
    Run(Mode, Coroutine),
    /// The same, and tells type checkers what they cannot see that it gives.
    RunCast(Mode, Coroutine),
    Iterate,
    Enter,
}

/// What is run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Coroutine {
    /// What the call gives.
    Called,
    /// One that makes the call: that of a plain function, which must be made on the loop, and one
    /// that is bounded, for what it starts must start inside the bound.
    Calling,
}

impl<'a> Shim<'a> {
    pub(super) fn new(f: &'a AsyncFn, mode: Mode, timeouts: bool, aliases: &'a Aliases) -> Self {
        let coroutine = if f.shape == Shape::Coroutine && !timeouts {
            Coroutine::Called
        } else {
            Coroutine::Calling
        };
        let kind = match f.shape {
            Shape::AsyncIterator | Shape::AsyncGenerator { .. } => Kind::Iterate,
            Shape::AsyncContextManager => Kind::Enter,
            _ if f.traits().is_untyped => Kind::RunCast(mode, coroutine),
            _ => Kind::Run(mode, coroutine),
        };
        Self {
            f,
            call: Call::new(f),
            kind,
            aliases,
        }
    }

    /// The names of run-time parts that it reads.
    pub(super) fn reads(&self) -> Vec<&'static str> {
        let mut names = self.call.reads();
        names.push("_mochi_check_no_running_loop");
        if self.f.traits().has_omitted {
            names.push("_MOCHI_OMITTED");
        }
        match self.kind {
            Kind::Iterate => names.push("_mochi_iterate"),
            Kind::Enter => names.push("_mochi_enter"),
            Kind::Run(mode, coroutine) | Kind::RunCast(mode, coroutine) => {
                if coroutine == Coroutine::Calling {
                    names.push("_mochi_call");
                }
                if mode == Mode::Persistent {
                    names.push("_mochi_get_loop");
                }
            }
        }
        names
    }

    /// Writes the whole function: with the first layout of its body that fits, or the tallest.
    pub(super) fn write(&self, text: &mut String) {
        let head = written(&self.head());
        // What is too wide in the head is so in every layout.
        let unavoidable = excess(&head);
        let short = self.laid_out(
            &head,
            &Layout {
                is_tall: false,
                call: CallText::Flat(self.flat_call()),
            },
        );
        if excess(&short) == unavoidable {
            text.push_str(&short);
            return;
        }
        // A long name is too wide in all of them: the rest of the call decides then.
        let tall = self.tall_layouts().into_iter();
        let tall = tall.map(|layout| self.laid_out(&head, &layout));
        let chosen = tall.min_by_key(|text| excess(text));
        text.push_str(&chosen.expect("there is one on several lines"));
    }

    pub(super) fn head(&self) -> Head<'a> {
        Head {
            f: self.f,
            returns: self.returns(),
            is_guarded: true,
            aliases: self.aliases,
        }
    }

    fn laid_out(&self, head: &str, layout: &Layout<'a>) -> String {
        let mut text = String::with_capacity(head.len() + 2 * WIDTH);
        let result = self.write_body(head, layout, &mut text);
        result.expect("writing to a string does not fail");
        text
    }

    /// Whether the call is what a lambda gives.
    fn is_in_lambda(&self) -> bool {
        matches!(self.kind, Kind::Iterate | Kind::Enter) || self.flat_call().is_deferred
    }

    fn flat_call(&self) -> FlatCall<'a> {
        let is_calling = matches!(
            self.kind,
            Kind::Run(_, Coroutine::Calling) | Kind::RunCast(_, Coroutine::Calling)
        );
        FlatCall {
            sync_name: &self.f.sync_name,
            call: self.call,
            is_deferred: is_calling,
        }
    }

    /// The layouts on several lines, the lower ones first.
    fn tall_layouts(&self) -> Vec<Layout<'a>> {
        const INSIDE: usize = 2 * INDENT;
        let flat = self.flat_call();
        let columns = INSIDE + if flat.is_deferred { INDENT } else { 0 };
        let call = written(&self.call);
        let before = if self.is_in_lambda() {
            "lambda: ".len()
        } else {
            0
        };
        let tall = self.call.tall(columns, before);
        let head = tall.as_deref().unwrap_or(&call).lines().next();
        let head = width(head.expect("a call is not empty"));
        let texts: Vec<String> = if before > 0 && columns + before + head > WIDTH {
            let tall = self.call.tall(columns + INDENT, 0);
            let texts = iter::once(call).chain(tall).map(|call| {
                let call = indented(&call, INDENT);
                written(&ParenthesizedTemplate { call })
            });
            texts.collect()
        } else {
            let call = flat.is_deferred.then_some(call);
            call.into_iter().chain(tall).collect()
        };
        let sync_name = &self.f.sync_name;
        let calls = texts.into_iter().map(|call| {
            CallText::Tall(if flat.is_deferred {
                let call = indented(&call, INDENT);
                let tall = DeferredTallTemplate { sync_name, call };
                indented(&written(&tall), INSIDE)
            } else {
                indented(&call, INSIDE)
            })
        });
        let calls = iter::once(CallText::Flat(flat)).chain(calls);
        let layout = |call| Layout {
            is_tall: true,
            call,
        };
        calls.map(layout).collect()
    }

    fn write_body(&self, head: &str, layout: &Layout<'_>, dest: &mut dyn Write) -> Result<()> {
        let call = Safe(&layout.call);
        let head = Safe(head);
        let sync_name = &*self.f.sync_name;
        let values = NO_VALUES;
        match (self.kind, layout.is_tall) {
            (Kind::Run(Mode::PerCall, _), false) => {
                RunPerCall { head, call }.write_into(dest, values)
            }
            (Kind::Run(Mode::PerCall, _), true) => {
                RunPerCallTall { head, call }.write_into(dest, values)
            }
            (Kind::Run(Mode::Persistent, _), false) => {
                RunPersistent { head, call }.write_into(dest, values)
            }
            (Kind::Run(Mode::Persistent, _), true) => {
                RunPersistentTall { head, call }.write_into(dest, values)
            }
            (Kind::RunCast(Mode::PerCall, _), false) => {
                let declaration = self.declaration();
                RunCastPerCall {
                    head,
                    declaration,
                    call,
                }
                .write_into(dest, values)
            }
            (Kind::RunCast(Mode::PerCall, _), true) => {
                let declaration = self.declaration();
                RunCastPerCallTall {
                    head,
                    declaration,
                    call,
                }
                .write_into(dest, values)
            }
            (Kind::RunCast(Mode::Persistent, _), false) => {
                let declaration = self.declaration();
                RunCastPersistent {
                    head,
                    declaration,
                    call,
                }
                .write_into(dest, values)
            }
            (Kind::RunCast(Mode::Persistent, _), true) => {
                let declaration = self.declaration();
                RunCastPersistentTall {
                    head,
                    declaration,
                    call,
                }
                .write_into(dest, values)
            }
            (Kind::Iterate, false) => Iterate {
                head,
                sync_name,
                call,
            }
            .write_into(dest, values),
            (Kind::Iterate, true) => IterateTall {
                head,
                sync_name,
                call,
            }
            .write_into(dest, values),
            (Kind::Enter, false) => Enter {
                head,
                sync_name,
                call,
            }
            .write_into(dest, values),
            (Kind::Enter, true) => EnterTall {
                head,
                sync_name,
                call,
            }
            .write_into(dest, values),
        }
    }

    fn returns(&self) -> Returns<'a> {
        Returns {
            shape: &self.f.shape,
            annotation: &self.f.returns,
            aliases: self.aliases,
        }
    }

    /// The declaration of the variable that holds a result of which type checkers see no type.
    fn declaration(&self) -> String {
        let start = written(&DeclarationTemplate { returns: "" });
        let place = (INDENT + start.trim_end().len() + 1, INDENT);
        let returns = written(&self.returns());
        let returns = &annotation(&returns, self.aliases, Place::Variable, place, "");
        written(&DeclarationTemplate { returns })
    }
}

/// Declares the templates of shims.
macro_rules! shim_templates {
    ($($template:ident $path:literal { $($field:ident: $type:ty),* })*) => {
        $(
            #[derive(Template)]
            #[template(path = $path, escape = "none")]
            struct $template<'a> {
                head: Safe<&'a str>,
                $($field: $type,)*
                call: Safe<&'a CallText<'a>>,
            }
        )*
    };
}

shim_templates! {
    RunPerCall "shims/run_per_call.py" {}
    RunPerCallTall "shims/run_per_call_tall.py" {}
    RunPersistent "shims/run_persistent.py" {}
    RunPersistentTall "shims/run_persistent_tall.py" {}
    RunCastPerCall "shims/run_cast_per_call.py" { declaration: String }
    RunCastPerCallTall "shims/run_cast_per_call_tall.py" { declaration: String }
    RunCastPersistent "shims/run_cast_persistent.py" { declaration: String }
    RunCastPersistentTall "shims/run_cast_persistent_tall.py" { declaration: String }
    Iterate "shims/iterate.py" { sync_name: &'a str }
    IterateTall "shims/iterate_tall.py" { sync_name: &'a str }
    Enter "shims/enter.py" { sync_name: &'a str }
    EnterTall "shims/enter_tall.py" { sync_name: &'a str }
}

#[derive(Template)]
#[template(path = "shims/declaration.py", escape = "none")]
struct DeclarationTemplate<'a> {
    returns: &'a str,
}

/// How the body of a shim is laid out.
struct Layout<'a> {
    /// Whether the call has lines of its own.
    is_tall: bool,
    call: CallText<'a>,
}

enum CallText<'a> {
    Flat(FlatCall<'a>),
    Tall(String),
}

impl FastWritable for CallText<'_> {
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        match self {
            Self::Flat(call) => call.write_into(dest, values),
            Self::Tall(text) => Ok(dest.write_str(text)?),
        }
    }
}

/// The call on one line, perhaps made by a coroutine.
#[derive(Clone, Copy)]
struct FlatCall<'a> {
    sync_name: &'a str,
    call: Call<'a>,
    is_deferred: bool,
}

#[derive(Template)]
#[template(path = "calls/deferred.py", escape = "none")]
struct DeferredTemplate<'a> {
    sync_name: &'a str,
    call: Safe<Call<'a>>,
}

#[derive(Template)]
#[template(path = "calls/deferred_tall.py", escape = "none")]
struct DeferredTallTemplate<'a> {
    sync_name: &'a str,
    call: String,
}

#[derive(Template)]
#[template(path = "calls/parenthesized.py", escape = "none")]
struct ParenthesizedTemplate {
    call: String,
}

impl FastWritable for FlatCall<'_> {
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        let Self {
            sync_name, call, ..
        } = *self;
        if self.is_deferred {
            let call = Safe(call);
            DeferredTemplate { sync_name, call }.write_into(dest, values)
        } else {
            call.write_into(dest, values)
        }
    }
}

display_as_written! {
    CallText<'_> FlatCall<'_>
}
