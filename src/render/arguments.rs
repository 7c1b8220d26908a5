//! The arguments of the call that a shim makes: how its parameters go on.

use core::fmt::Write;
use std::collections::BTreeMap;

use askama::{FastWritable, Result, Template, Values};

use crate::descriptor::{Conversion, Param, ParamKind};
use crate::render::signature::stars;
use crate::render::twin::converted;
use crate::render::written::{display_as_written, join, written};

/// What stands between the parentheses.
pub(super) enum Arguments<'a> {
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

/// An argument, or several in one, and how values cross on the way.
pub(super) struct Argument<'a> {
    form: Form<'a>,
    conversions: &'a BTreeMap<String, Conversion>,
}

/// How an argument is passed.
enum Form<'a> {
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
        let positional = |param: &Param| format!("{}{}", stars(param.kind), self.value(param));
        let keyword = |param: &Param| format!("{}={}", param.name, self.value(param));
        match &self.form {
            Form::Positional(param) => vec![positional(param)],
            Form::Keyword(param) => vec![keyword(param)],
            Form::Leading(params) => params.iter().map(|param| positional(param)).collect(),
            Form::Given(params) | Form::After(params) => {
                params.iter().map(|param| keyword(param)).collect()
            }
        }
    }

    fn value(&self, param: &Param) -> String {
        match back(param, self.conversions) {
            Some(convert) => converted(false, convert, &param.name),
            None => param.name.clone(),
        }
    }

    /// Laid out on several lines, where it can be.
    pub(super) fn tall(&self) -> String {
        let names = &self.names();
        match self.form {
            Form::Positional(_) | Form::Keyword(_) => names.concat(),
            Form::Leading(_) => written(&LeadingTall { names }),
            Form::Given(_) => written(&GivenTall { names }),
            Form::After(_) => written(&AfterTall { names }),
        }
    }

    pub(super) fn reads(&self) -> Option<&'static str> {
        match self.form {
            Form::Positional(_) | Form::Keyword(_) => None,
            Form::Leading(_) => Some("_mochi_leading"),
            Form::Given(_) => Some("_mochi_given"),
            Form::After(_) => Some("_mochi_after"),
        }
    }

    /// The names of run-time parts that it reads, those of conversions too.
    pub(super) fn all_reads(&self) -> Vec<&'static str> {
        let params: Vec<&Param> = match &self.form {
            Form::Positional(param) | Form::Keyword(param) => vec![param],
            Form::Leading(params) | Form::Given(params) | Form::After(params) => params.clone(),
        };
        let conversions = params.iter().filter_map(|p| back(p, self.conversions));
        self.reads().into_iter().chain(conversions).collect()
    }
}

/// What makes an original of an argument, if it crosses as one.
fn back(param: &Param, conversions: &BTreeMap<String, Conversion>) -> Option<&'static str> {
    let conversion = conversions.get(&param.name).copied().unwrap_or_default();
    match param.kind {
        _ if conversion.is_none() => None,
        ParamKind::VarPositional => Some("_mochi_arguments"),
        ParamKind::VarKeyword => Some("_mochi_keywords"),
        _ => back_from_twin(conversion),
    }
}

/// The function of the run-time part that makes an original of what crosses so.
pub(super) fn back_from_twin(conversion: Conversion) -> Option<&'static str> {
    match conversion {
        Conversion::None => None,
        Conversion::Twin => Some("_mochi_original"),
        Conversion::Twins => Some("_mochi_originals"),
        Conversion::Any => Some("_mochi_any_original"),
        Conversion::Handler => Some("_mochi_handler"),
        Conversion::Callback => Some("_mochi_callback"),
        Conversion::Items => Some("_mochi_items"),
    }
}

impl FastWritable for Argument<'_> {
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        let names = &self.names().join(", ");
        match self.form {
            Form::Positional(_) | Form::Keyword(_) => Ok(dest.write_str(names)?),
            Form::Leading(_) => Leading { names }.write_into(dest, values),
            Form::Given(_) => Given { names }.write_into(dest, values),
            Form::After(_) => After { names }.write_into(dest, values),
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
pub(super) fn arguments<'a>(
    params: &'a [Param],
    conversions: &'a BTreeMap<String, Conversion>,
) -> Vec<Argument<'a>> {
    let forms = forms(params).into_iter();
    forms.map(|form| Argument { form, conversions }).collect()
}

fn forms(params: &[Param]) -> Vec<Form<'_>> {
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

    let mut arguments: Vec<Form<'_>> = certain.iter().map(Form::Positional).collect();
    if uncertain == 0 {
        arguments.extend(positional.iter().map(Form::Positional));
    } else if has_variadic {
        arguments.push(Form::Leading(positional.iter().collect()));
    } else if is_positional_only {
        let leading = positional.iter().filter(|p| p.kind == PositionalOnly);
        arguments.push(Form::Leading(leading.collect()));
    } else {
        let required = positional.iter().filter(|p| !p.is_omitted());
        arguments.extend(required.map(Form::Keyword));
    }
    let required = by_keyword
        .iter()
        .filter(|p| p.kind == KeywordOnly && !p.is_omitted());
    arguments.extend(required.map(Form::Keyword));

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
        arguments.push(Form::Given(given));
    }
    let has_names = |params: &[Param]| params.iter().any(|p| p.kind == PositionalOrKeyword);
    if has_variadic && positional.get(1..).is_some_and(has_names) {
        let named = positional[..uncertain]
            .iter()
            .filter(|p| p.kind == PositionalOrKeyword || p.is_omitted());
        arguments.push(Form::After(named.collect()));
    }
    let variadic = by_keyword.iter().filter(|p| p.kind == VarKeyword);
    arguments.extend(variadic.map(Form::Positional));
    arguments
}

display_as_written! {
    Arguments<'_>
}
