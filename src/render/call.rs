//! The call that a shim makes: what is called, and how its parameters go on.

use core::fmt::{self, Write};

use askama::filters::Safe;
use askama::{FastWritable, Result, Template, Values};

use crate::descriptor::{AsyncFn, Callee, Param, ParamKind, Shape, Traits};
use crate::render::{display_as_written, join, stars};

/// The expression that calls the callable, or what is itself awaited, iterated or entered.
pub(super) struct Call<'a> {
    pub(super) f: &'a AsyncFn,
    pub(super) traits: Traits,
}

/// A callable that type checkers are not to match with its arguments.
#[derive(Template)]
#[template(path = "calls/untyped.py", escape = "none")]
struct UntypedTemplate<'a> {
    callee: Safe<CalleePath<'a>>,
}

/// A call whose result is awaited if it can be.
#[derive(Template)]
#[template(path = "calls/awaited.py", escape = "none")]
struct AwaitedTemplate<'a> {
    call: Safe<PlainCall<'a>>,
}

/// A call whose result is taken as it is.
struct PlainCall<'a> {
    f: &'a AsyncFn,
    traits: Traits,
}

impl FastWritable for Call<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        let Self { f, traits } = *self;
        let call = PlainCall { f, traits };
        if f.shape == Shape::MaybeAwaitable {
            let call = Safe(call);
            return AwaitedTemplate { call }.write_into(dest, values);
        }
        call.write_into(dest, values)
    }
}

impl FastWritable for PlainCall<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        let Self { f, traits } = *self;
        let callee = CalleePath(f);
        if traits.is_untyped {
            let callee = Safe(callee);
            UntypedTemplate { callee }.write_into(dest, values)?;
        } else {
            callee.write_into(dest, values)?;
        }
        let params = match f.callee {
            Callee::Name | Callee::Path(_) => &*f.params,
            Callee::Method(_) => &f.params[1..],
            Callee::Attribute(_) | Callee::Receiver => return Ok(()),
        };
        dest.write_str("(")?;
        if traits.is_ordinary {
            join(params, ", ", dest, |param, dest| {
                Ok(dest.write_str(&param.name)?)
            })?;
        } else {
            Arguments(params).write_into(dest, values)?;
        }
        Ok(dest.write_str(")")?)
    }
}

/// What is called.
struct CalleePath<'a>(&'a AsyncFn);

impl FastWritable for CalleePath<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, _: &dyn Values) -> Result<()> {
        match &self.0.callee {
            Callee::Name => dest.write_str(&self.0.name)?,
            Callee::Path(path) => dest.write_str(path)?,
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

/// The arguments that hand the parameters on.
struct Arguments<'a>(&'a [Param]);

#[derive(Template)]
#[template(path = "calls/given.py", escape = "none")]
struct GivenTemplate<'a> {
    keywords: Safe<Names<'a>>,
}

#[derive(Template)]
#[template(path = "calls/after.py", escape = "none")]
struct AfterTemplate<'a> {
    keywords: Safe<Names<'a>>,
}

#[derive(Template)]
#[template(path = "calls/leading.py", escape = "none")]
struct LeadingTemplate<'a> {
    names: Safe<Names<'a>>,
}

/// Some parameters with commas between them.
struct Names<'a> {
    params: &'a [Param],
    which: Which,
    form: Form,
}

type Which = fn(&Param) -> bool;

#[derive(Clone, Copy)]
enum Form {
    /// `name`, with the stars of a variadic one.
    Positional,
    /// `name=name`
    Keyword,
}

impl Names<'_> {
    fn is_empty(&self) -> bool {
        !self.params.iter().any(self.which)
    }
}

impl FastWritable for Names<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, _: &dyn Values) -> Result<()> {
        let params = self.params.iter().filter(|param| (self.which)(param));
        join(params, ", ", dest, |param, dest| {
            dest.write_str(stars(param.kind))?;
            dest.write_str(&param.name)?;
            if matches!(self.form, Form::Keyword) {
                dest.write_char('=')?;
                dest.write_str(&param.name)?;
            }
            Ok(())
        })
    }
}

fn is_positional(param: &Param) -> bool {
    param.kind <= ParamKind::PositionalOrKeyword
}

impl Arguments<'_> {
    /// Positional parameters go on by position up to the first that may be omitted, the others
    /// by keyword. Only what is positional-only or has `*args` behind it cannot: of these the
    /// leading ones that were given go on by position.
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        use ParamKind::{KeywordOnly, PositionalOnly, PositionalOrKeyword, VarKeyword};

        let certain = self
            .0
            .iter()
            .take_while(|p| is_positional(p) && !p.is_omitted());
        let (certain, rest) = self.0.split_at(certain.count());
        let uncertain = rest.iter().take_while(|p| is_positional(p)).count();
        let has_variadic = rest
            .get(uncertain)
            .is_some_and(|p| p.kind == ParamKind::VarPositional);
        let (positional, by_keyword) = rest.split_at(uncertain + usize::from(has_variadic));
        let names = |params, which: Which, form| Names {
            params,
            which,
            form,
        };

        let mut list = List::new(dest, values);
        list.names(&names(certain, |_| true, Form::Positional))?;
        if uncertain == 0 {
            list.names(&names(positional, |_| true, Form::Positional))?;
        } else if has_variadic {
            let names = names(positional, |_| true, Form::Positional);
            list.item(&LeadingTemplate { names: Safe(names) })?;
        } else if positional[0].kind == PositionalOnly {
            let names = names(positional, |p| p.kind == PositionalOnly, Form::Positional);
            list.item(&LeadingTemplate { names: Safe(names) })?;
        } else {
            list.names(&names(positional, |p| !p.is_omitted(), Form::Keyword))?;
        }
        list.names(&names(
            by_keyword,
            |p| p.kind == KeywordOnly && !p.is_omitted(),
            Form::Keyword,
        ))?;

        let (optional, which): (_, Which) = if has_variadic {
            (by_keyword, |p| p.kind == KeywordOnly && p.is_omitted())
        } else if positional.first().is_some_and(|p| p.kind == PositionalOnly) {
            // All of them: to a type checker the leading ones may have been any number.
            (rest, |p| {
                p.kind == PositionalOrKeyword || (p.kind == KeywordOnly && p.is_omitted())
            })
        } else {
            (rest, Param::is_omitted)
        };
        let keywords = names(optional, which, Form::Keyword);
        if !keywords.is_empty() {
            list.item(&GivenTemplate {
                keywords: Safe(keywords),
            })?;
        }
        if has_variadic
            && positional
                .iter()
                .skip(1)
                .any(|p| p.kind == PositionalOrKeyword)
        {
            let which: Which = |p| p.kind == PositionalOrKeyword || p.is_omitted();
            let keywords = names(&positional[..uncertain], which, Form::Keyword);
            if !keywords.is_empty() {
                list.item(&AfterTemplate {
                    keywords: Safe(keywords),
                })?;
            }
        }
        list.names(&names(
            by_keyword,
            |p| p.kind == VarKeyword,
            Form::Positional,
        ))
    }
}

/// What stands between the parentheses of a call.
struct List<'a> {
    dest: &'a mut dyn Write,
    values: &'a dyn Values,
    separator: &'static str,
}

impl<'a> List<'a> {
    fn new(dest: &'a mut dyn Write, values: &'a dyn Values) -> Self {
        Self {
            dest,
            values,
            separator: "",
        }
    }

    fn item(&mut self, item: &impl FastWritable) -> Result<()> {
        self.dest.write_str(self.separator)?;
        self.separator = ", ";
        item.write_into(self.dest, self.values)
    }

    fn names(&mut self, names: &Names<'_>) -> Result<()> {
        if names.is_empty() {
            return Ok(());
        }
        self.item(names)
    }
}

display_as_written! {
    Call<'_> PlainCall<'_> CalleePath<'_> Names<'_>
}
