//! The call that a shim makes: what is called, and how its parameters go on.

use core::fmt::Write;

use askama::filters::Safe;
use askama::{FastWritable, Result, Template, Values};

use crate::descriptor::{AsyncFn, Callee, Param, ParamKind, Shape, Traits};
use crate::layout::{INDENT, WIDTH, width};
use crate::render::signature::stars;
use crate::render::written::{display_as_written, indented, join, written};

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
        arguments(self.params.unwrap_or_default())
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
struct CalleePath<'a>(&'a AsyncFn);

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

/// What stands between the parentheses.
enum Arguments<'a> {
    /// Each parameter by its name.
    Ordinary(&'a [Param]),
    Other(Vec<Argument<'a>>),
}

impl FastWritable for Arguments<'_> {
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        match self {
            Self::Ordinary(params) => join(*params, ", ", dest, |param, dest| {
                Ok(dest.write_str(&param.name)?)
            }),
            Self::Other(arguments) => join(arguments, ", ", dest, |argument, dest| {
                argument.write_into(dest, values)
            }),
        }
    }
}

/// An argument, or several in one.
enum Argument<'a> {
    /// `name`, with the stars of a variadic parameter.
    Positional(&'a Param),
    /// `name=name`
    Keyword(&'a Param),
    /// The leading ones that were given.
    Leading(Vec<&'a Param>),
    /// Those that were given, by keyword.
    Given(Vec<&'a Param>),
    /// Those that were given, by keyword, but not what the leading ones are.
    After(Vec<&'a Param>),
}

/// Declares the two templates of arguments that a run-time part chooses.
macro_rules! chosen_templates {
    ($($short:ident $path:literal, $tall:ident $tall_path:literal)*) => {
        $(
            #[derive(Template)]
            #[template(path = $path, escape = "none")]
            struct $short<'a> {
                names: &'a str,
            }

            #[derive(Template)]
            #[template(path = $tall_path, escape = "none")]
            struct $tall<'a> {
                names: &'a [String],
            }
        )*
    };
}

chosen_templates! {
    Leading "calls/leading.py", LeadingTall "calls/leading_tall.py"
    Given "calls/given.py", GivenTall "calls/given_tall.py"
    After "calls/after.py", AfterTall "calls/after_tall.py"
}

impl Argument<'_> {
    fn names(&self) -> Vec<String> {
        let positional = |param: &Param| format!("{}{}", stars(param.kind), param.name);
        let keyword = |param: &Param| format!("{0}={0}", param.name);
        match self {
            Self::Positional(param) => vec![positional(param)],
            Self::Keyword(param) => vec![keyword(param)],
            Self::Leading(params) => params.iter().map(|param| positional(param)).collect(),
            Self::Given(params) | Self::After(params) => {
                params.iter().map(|param| keyword(param)).collect()
            }
        }
    }

    fn tall(&self) -> String {
        let names = &self.names();
        match self {
            Self::Positional(_) | Self::Keyword(_) => names.concat(),
            Self::Leading(_) => written(&LeadingTall { names }),
            Self::Given(_) => written(&GivenTall { names }),
            Self::After(_) => written(&AfterTall { names }),
        }
    }

    fn reads(&self) -> Option<&'static str> {
        match self {
            Self::Positional(_) | Self::Keyword(_) => None,
            Self::Leading(_) => Some("_mochi_leading"),
            Self::Given(_) => Some("_mochi_given"),
            Self::After(_) => Some("_mochi_after"),
        }
    }
}

impl FastWritable for Argument<'_> {
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        let names = &self.names().join(", ");
        match self {
            Self::Positional(_) | Self::Keyword(_) => Ok(dest.write_str(names)?),
            Self::Leading(_) => Leading { names }.write_into(dest, values),
            Self::Given(_) => Given { names }.write_into(dest, values),
            Self::After(_) => After { names }.write_into(dest, values),
        }
    }
}

/// The arguments that hand the parameters on.
///
/// Positional parameters go on by position up to the first that may be omitted, the others by
/// keyword. Only what is positional-only or has `*args` behind it cannot: of these the leading
/// ones that were given go on by position. By what follows the first that may be omitted:
///
/// | what follows | goes on as |
/// |---|---|
/// | nothing that may be omitted | each as it is |
/// | `*args` | leading ones by position, and behind a gap those that have a keyword |
/// | positional-only ones | leading ones of these by position, the others by keyword if given |
/// | others | by keyword, those that may be omitted if given |
fn arguments(params: &[Param]) -> Vec<Argument<'_>> {
    use ParamKind::{KeywordOnly, PositionalOnly, PositionalOrKeyword, VarKeyword, VarPositional};

    let is_positional = |p: &&Param| p.kind <= PositionalOrKeyword;
    let certain = params
        .iter()
        .take_while(|p| is_positional(p) && !p.is_omitted());
    let (certain, rest) = params.split_at(certain.count());
    let uncertain = rest.iter().take_while(is_positional).count();
    let has_variadic = rest.get(uncertain).is_some_and(|p| p.kind == VarPositional);
    let (positional, by_keyword) = rest.split_at(uncertain + usize::from(has_variadic));
    let is_positional_only = positional.first().is_some_and(|p| p.kind == PositionalOnly);

    let mut arguments: Vec<Argument<'_>> = certain.iter().map(Argument::Positional).collect();
    if uncertain == 0 {
        arguments.extend(positional.iter().map(Argument::Positional));
    } else if has_variadic {
        arguments.push(Argument::Leading(positional.iter().collect()));
    } else if is_positional_only {
        let leading = positional.iter().filter(|p| p.kind == PositionalOnly);
        arguments.push(Argument::Leading(leading.collect()));
    } else {
        let required = positional.iter().filter(|p| !p.is_omitted());
        arguments.extend(required.map(Argument::Keyword));
    }
    let required = by_keyword
        .iter()
        .filter(|p| p.kind == KeywordOnly && !p.is_omitted());
    arguments.extend(required.map(Argument::Keyword));

    let given: Vec<&Param> = if has_variadic {
        let omitted = by_keyword.iter().filter(|p| p.is_omitted());
        omitted.collect()
    } else if is_positional_only {
        // All of them: to a type checker the leading ones may have been any number.
        let named =
            |p: &&Param| p.kind == PositionalOrKeyword || (p.kind == KeywordOnly && p.is_omitted());
        rest.iter().filter(named).collect()
    } else {
        rest.iter().filter(|p| p.is_omitted()).collect()
    };
    if !given.is_empty() {
        arguments.push(Argument::Given(given));
    }
    let has_names = |params: &[Param]| params.iter().any(|p| p.kind == PositionalOrKeyword);
    if has_variadic && positional.get(1..).is_some_and(has_names) {
        let named = positional[..uncertain]
            .iter()
            .filter(|p| p.kind == PositionalOrKeyword || p.is_omitted());
        arguments.push(Argument::After(named.collect()));
    }
    let variadic = by_keyword.iter().filter(|p| p.kind == VarKeyword);
    arguments.extend(variadic.map(Argument::Positional));
    arguments
}

display_as_written! {
    Call<'_> PlainCall<'_> CalleeView<'_> CalleePath<'_> Arguments<'_>
}
