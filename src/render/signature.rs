//! The line that defines a shim, or the lines: its name, parameters and return annotation.

use core::fmt::Write;

use askama::filters::Safe;
use askama::{FastWritable, Result, Template, Values};

use crate::descriptor::{Param, ParamDefault, ParamKind, Shape};
use crate::layout::{Aliases, Place, annotation, flat_annotation, flat_value, parameter, width};
use crate::render::written::{display_as_written, excess_in, join, written};

/// The signature of a shim or of an overload of it.
#[derive(Clone, Copy)]
pub(super) struct Signature<'a> {
    pub(super) sync_name: &'a str,
    /// The first parameter of a method, which has no annotation; empty for functions.
    pub(super) receiver: &'static str,
    pub(super) params: &'a [Param],
    pub(super) returns: Returns<'a>,
    /// What stands for a default that is left to the callable.
    pub(super) omitted: &'static str,
    /// The colon, and what follows it on its line.
    pub(super) end: &'static str,
    pub(super) aliases: &'a Aliases,
}

#[derive(Template)]
#[template(path = "shims/signature.py", escape = "none")]
struct ShortTemplate<'a> {
    sync_name: Safe<&'a str>,
    params: Safe<Params<'a>>,
    returns: Safe<Returns<'a>>,
    end: Safe<&'a str>,
}

#[derive(Template)]
#[template(path = "shims/signature_tall.py", escape = "none")]
struct TallTemplate<'a> {
    sync_name: &'a str,
    params: &'a [String],
    returns: &'a str,
    end: &'a str,
}

#[derive(Template)]
#[template(path = "shims/signature_tall_returns.py", escape = "none")]
struct TallReturnsTemplate<'a> {
    sync_name: &'a str,
    returns: &'a str,
    end: &'a str,
}

/// The columns of `) -> `.
const ARROW: usize = 5;

impl FastWritable for Signature<'_> {
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        let Self { sync_name, end, .. } = *self;
        let short = ShortTemplate {
            sync_name: Safe(sync_name),
            params: Safe(Params(*self)),
            returns: Safe(self.returns),
            end: Safe(end),
        };
        let short = written(&short);
        if excess_in(&short, self.aliases.widest()) == 0 {
            return Ok(dest.write_str(&short)?);
        }
        let returns = written(&self.returns);
        if self.params.is_empty() && self.receiver.is_empty() {
            let head = written(&TallReturnsTemplate {
                sync_name,
                returns: "",
                end: "",
            });
            let place = Place::ReturnsOfNoParams;
            let returns = annotation(&returns, self.aliases, place, (width(&head), 0), end);
            return TallReturnsTemplate {
                sync_name,
                returns: &returns,
                end,
            }
            .write_into(dest, values);
        }
        TallTemplate {
            sync_name,
            params: &self.lines(),
            returns: &annotation(&returns, self.aliases, Place::Returns, (ARROW, 0), end),
            end,
        }
        .write_into(dest, values)
    }
}

impl<'a> Signature<'a> {
    /// The parameters and the marks between them, each to stand on lines of its own.
    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.receiver.is_empty() {
            lines.push(self.receiver.to_owned());
        }
        let mut before = ParamKind::PositionalOrKeyword;
        for param in self.params {
            lines.extend(
                marks(before, param.kind)
                    .iter()
                    .map(|&mark| mark.to_owned()),
            );
            before = param.kind;
            lines.push(parameter(
                format!("{}{}: ", stars(param.kind), param.name),
                &param.annotation,
                self.aliases,
                self.default(param),
            ));
        }
        if before == ParamKind::PositionalOnly {
            lines.push("/".to_owned());
        }
        lines
    }

    fn default(&self, param: &'a Param) -> Option<&'a str> {
        match &param.default {
            None => None,
            Some(ParamDefault::Expr(text)) => Some(text),
            Some(ParamDefault::Omitted) => Some(self.omitted),
        }
    }
}

/// The parameters on one line.
struct Params<'a>(Signature<'a>);

impl FastWritable for Params<'_> {
    fn write_into(&self, dest: &mut dyn Write, _: &dyn Values) -> Result<()> {
        let signature = self.0;
        let mut before = ParamKind::PositionalOrKeyword;
        dest.write_str(signature.receiver)?;
        if !(signature.receiver.is_empty() || signature.params.is_empty()) {
            dest.write_str(", ")?;
        }
        join(signature.params, ", ", dest, |param, dest| {
            for mark in marks(before, param.kind) {
                dest.write_str(mark)?;
                dest.write_str(", ")?;
            }
            before = param.kind;
            dest.write_str(stars(param.kind))?;
            dest.write_str(&param.name)?;
            dest.write_str(": ")?;
            dest.write_str(&flat_annotation(&param.annotation, signature.aliases))?;
            if let Some(default) = signature.default(param) {
                dest.write_str(" = ")?;
                dest.write_str(&flat_value(default))?;
            }
            Ok(())
        })?;
        if before == ParamKind::PositionalOnly {
            dest.write_str(", /")?;
        }
        Ok(())
    }
}

/// What stands between two parameters, or before the first: there `before` is the ordinary kind.
fn marks(before: ParamKind, kind: ParamKind) -> &'static [&'static str] {
    use ParamKind::{KeywordOnly, PositionalOnly, PositionalOrKeyword};

    match (before, kind) {
        (PositionalOnly, PositionalOnly) => &[],
        (PositionalOnly, KeywordOnly) => &["/", "*"],
        (PositionalOnly, _) => &["/"],
        (PositionalOrKeyword, KeywordOnly) => &["*"],
        _ => &[],
    }
}

/// What stands before the name of a parameter.
pub(super) const fn stars(kind: ParamKind) -> &'static str {
    match kind {
        ParamKind::VarPositional => "*",
        ParamKind::VarKeyword => "**",
        _ => "",
    }
}

/// The return annotation of a shim, on one line.
#[derive(Clone, Copy)]
pub(super) struct Returns<'a> {
    pub(super) shape: &'a Shape,
    pub(super) annotation: &'a str,
    pub(super) aliases: &'a Aliases,
}

#[derive(Template)]
#[template(path = "returns/iterator.py", escape = "none")]
struct IteratorReturns<'a> {
    returns: &'a str,
}

#[derive(Template)]
#[template(path = "returns/generator.py", escape = "none")]
struct GeneratorReturns<'a> {
    returns: &'a str,
    send: &'a str,
}

#[derive(Template)]
#[template(path = "returns/context_manager.py", escape = "none")]
struct ContextManagerReturns<'a> {
    returns: &'a str,
}

impl FastWritable for Returns<'_> {
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        let returns = &*flat_annotation(self.annotation, self.aliases);
        match self.shape {
            Shape::Coroutine
            | Shape::Awaitable
            | Shape::MaybeAwaitable
            | Shape::AwaitableContextManager
            | Shape::Plain => Ok(dest.write_str(returns)?),
            Shape::AsyncIterator => IteratorReturns { returns }.write_into(dest, values),
            Shape::AsyncGenerator { send } => {
                let send = &flat_annotation(send, self.aliases);
                GeneratorReturns { returns, send }.write_into(dest, values)
            }
            Shape::AsyncContextManager => {
                ContextManagerReturns { returns }.write_into(dest, values)
            }
        }
    }
}

display_as_written! {
    Signature<'_> Params<'_> Returns<'_>
}
