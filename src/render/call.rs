//! The call that a shim makes: what is called, on one line or on several.

use core::fmt::Write;

use askama::filters::Safe;
use askama::{FastWritable, Result, Template, Values};

use crate::descriptor::{AsyncFn, Callee, Param, Shape, Traits};
use crate::layout::{INDENT, WIDTH, width};
use crate::render::arguments::{Argument, Arguments, arguments};
use crate::render::written::{display_as_written, indented, written};

/// The expression that calls the callable, or what is itself awaited, iterated or entered.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    f: &'a AsyncFn,
    traits: Traits,
    /// What goes on; nothing where nothing is called.
    params: Option<&'a [Param]>,
}

#[derive(Template)]
#[template(path = "calls/call.py", escape = "none")]
struct CallTemplate<'a> {
    callee: Safe<CalleeView<'a>>,
    arguments: Safe<Arguments<'a>>,
}

#[derive(Template)]
#[template(path = "calls/call_tall.py", escape = "none")]
struct CallTallTemplate<'a> {
    callee: Safe<CalleeView<'a>>,
    arguments: &'a [String],
}

impl<'a> Call<'a> {
    pub(super) fn new(f: &'a AsyncFn) -> Self {
        Self {
            f,
            traits: f.traits(),
            params: match f.callee {
                Callee::Name | Callee::Path(_) => Some(&f.params),
                Callee::Method(_) => Some(&f.params[1..]),
                Callee::Attribute(_) | Callee::Receiver => None,
            },
        }
    }

    fn callee(&self) -> Safe<CalleeView<'a>> {
        let callee = Safe(CalleePath(self.f));
        Safe(if self.traits.is_untyped {
            CalleeView::Any(AnyCallee { callee })
        } else {
            CalleeView::Plain(callee.0)
        })
    }

    /// The same with `after` behind it, over several lines if one is too short.
    fn tall_callee(&self, columns: usize, before: usize, after: &str) -> Safe<CalleeView<'a>> {
        const HALF: &str = "typing.Any, ";
        let flat = self.callee();
        let line = columns + before + width(&written(&flat.0)) + after.len();
        if !self.traits.is_untyped || line <= WIDTH {
            return flat;
        }
        let callee = Safe(CalleePath(self.f));
        let half = columns + INDENT + HALF.len() + width(&written(&callee.0));
        Safe(if half <= WIDTH {
            CalleeView::HalfTall(AnyCalleeHalfTall { callee })
        } else {
            CalleeView::Tall(AnyCalleeTall { callee })
        })
    }

    /// The arguments where a parameter is of another kind than the ordinary one.
    fn arguments(&self) -> Vec<Argument<'a>> {
        arguments(self.params.unwrap_or_default(), &self.f.conversions)
    }

    /// With an argument a line, on lines that `columns` are missing of, the first one `before` more;
    /// nothing if it has none.
    pub(super) fn tall(&self, columns: usize, before: usize) -> Option<String> {
        if !self.is_awaited() {
            return self.plain_tall(columns, before);
        }
        let columns = columns + INDENT;
        let flat = written(&PlainCall(*self));
        let tall = || Some(indented(&self.plain_tall(columns, 0)?, INDENT));
        let call = if columns + width(&flat) <= WIDTH {
            flat
        } else {
            tall().unwrap_or(flat)
        };
        Some(written(&AwaitedTallTemplate { call }))
    }

    /// Whether the result is awaited if it can be.
    fn is_awaited(&self) -> bool {
        self.f.shape == Shape::MaybeAwaitable
    }

    fn plain_tall(&self, columns: usize, before: usize) -> Option<String> {
        self.params?;
        let arguments = self.arguments();
        let after = if arguments.is_empty() { "()" } else { "(" };
        let callee = self.tall_callee(columns, before, after);
        if callee.0.is_tall() {
            let short = written(&Arguments::Other(self.arguments()));
            if columns + ")()".len() + width(&short) <= WIDTH {
                let arguments = Safe(Arguments::Other(arguments));
                return Some(written(&CallTemplate { callee, arguments }));
            }
        } else if arguments.is_empty() {
            return None;
        }
        let columns = columns + INDENT;
        let lines = arguments.iter().map(|argument| {
            let short = written(argument);
            // A comma follows.
            if columns + width(&short) < WIDTH {
                short
            } else {
                indented(&argument.tall(), INDENT)
            }
        });
        Some(written(&CallTallTemplate {
            callee,
            arguments: &lines.collect::<Vec<_>>(),
        }))
    }

    /// The names of run-time parts that it reads.
    pub(super) fn reads(&self) -> Vec<&'static str> {
        let awaited = self.is_awaited().then_some("_mochi_awaited");
        let arguments = self.arguments();
        awaited
            .into_iter()
            .chain(arguments.iter().filter_map(Argument::reads))
            .collect()
    }
}

/// A call whose result is awaited if it can be.
#[derive(Template)]
#[template(path = "calls/awaited.py", escape = "none")]
struct AwaitedTemplate<'a> {
    call: Safe<PlainCall<'a>>,
}

#[derive(Template)]
#[template(path = "calls/awaited_tall.py", escape = "none")]
struct AwaitedTallTemplate {
    call: String,
}

/// A call whose result is taken as it is.
struct PlainCall<'a>(Call<'a>);

impl FastWritable for Call<'_> {
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        let call = PlainCall(*self);
        if self.is_awaited() {
            let call = Safe(call);
            return AwaitedTemplate { call }.write_into(dest, values);
        }
        call.write_into(dest, values)
    }
}

impl FastWritable for PlainCall<'_> {
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        let Self(call) = self;
        let callee = call.callee();
        let Some(params) = call.params else {
            return callee.0.write_into(dest, values);
        };
        let arguments = Safe(if call.traits.is_ordinary {
            Arguments::Ordinary(params)
        } else {
            Arguments::Other(call.arguments())
        });
        CallTemplate { callee, arguments }.write_into(dest, values)
    }
}

/// What is called, perhaps hidden from type checkers.
enum CalleeView<'a> {
    Plain(CalleePath<'a>),
    Any(AnyCallee<'a>),
    HalfTall(AnyCalleeHalfTall<'a>),
    Tall(AnyCalleeTall<'a>),
}

#[derive(Template)]
#[template(path = "calls/any_callee.py", escape = "none")]
struct AnyCallee<'a> {
    callee: Safe<CalleePath<'a>>,
}

#[derive(Template)]
#[template(path = "calls/any_callee_half_tall.py", escape = "none")]
struct AnyCalleeHalfTall<'a> {
    callee: Safe<CalleePath<'a>>,
}

#[derive(Template)]
#[template(path = "calls/any_callee_tall.py", escape = "none")]
struct AnyCalleeTall<'a> {
    callee: Safe<CalleePath<'a>>,
}

impl CalleeView<'_> {
    fn is_tall(&self) -> bool {
        matches!(self, Self::HalfTall(_) | Self::Tall(_))
    }
}

impl FastWritable for CalleeView<'_> {
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        match self {
            Self::Plain(path) => path.write_into(dest, values),
            Self::Any(template) => template.write_into(dest, values),
            Self::HalfTall(template) => template.write_into(dest, values),
            Self::Tall(template) => template.write_into(dest, values),
        }
    }
}

#[derive(Clone, Copy)]
pub(super) struct CalleePath<'a>(pub(super) &'a AsyncFn);

impl FastWritable for CalleePath<'_> {
    fn write_into(&self, dest: &mut dyn Write, _: &dyn Values) -> Result<()> {
        match &self.0.callee {
            Callee::Name => dest.write_str(&self.0.name)?,
            Callee::Path(path) => dest.write_str(&path.replace(' ', ""))?,
            Callee::Method(name) | Callee::Attribute(name) => {
                dest.write_str(&self.0.params[0].name)?;
                dest.write_char('.')?;
                dest.write_str(name)?;
            }
            Callee::Receiver => dest.write_str(&self.0.params[0].name)?,
        }
        Ok(())
    }
}

display_as_written! {
    Call<'_> PlainCall<'_> CalleeView<'_> CalleePath<'_>
}
