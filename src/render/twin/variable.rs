//! Variables of originals: what declares one, and how that is laid out.

use askama::Template;

use crate::layout::{Aliases, INDENT, Place, annotation, flat_annotation, width};
use crate::render::arguments::back_from_twin;
use crate::render::twin::Reads;
use crate::render::twin::member::MemberOf;
use crate::render::twin::templates::pair_templates;
use crate::render::twin::value::to_twin;
use crate::render::written::{indented, written};

pair_templates! {
    own "twins/values/variable.py" "twins/values/variable_tall.py" (target)
    own_as "twins/values/variable_as.py" "twins/values/variable_as_tall.py" (target, convert, back)
    shared "twins/values/class_variable.py" "twins/values/class_variable_tall.py" (target)
    shared_as "twins/values/class_variable_as.py" "twins/values/class_variable_as_tall.py" (target, convert, back)
}

#[derive(Template)]
#[template(path = "twins/variable.py", escape = "none")]
struct VariableTemplate<'a> {
    name: &'a str,
    returns: &'a str,
    value: &'a str,
}

#[derive(Template)]
#[template(path = "twins/variable_tall.py", escape = "none")]
struct VariableTallTemplate<'a> {
    name: &'a str,
    returns: &'a str,
    value: &'a str,
}

/// What a variable is set to: on one line, and on several.
struct Value {
    /// The function of the run-time part.
    function: &'static str,
    /// The function and the parenthesis behind it, and an equals sign before it.
    tail: &'static str,
    short: String,
    tall: String,
}

impl Value {
    fn of(target: &str, class_level: bool, crossing: Option<(&str, &str)>) -> Self {
        let text = |is_tall| match (class_level, crossing) {
            (false, None) => own(is_tall, target),
            (true, None) => shared(is_tall, target),
            (false, Some((convert, back))) => own_as(is_tall, target, convert, back),
            (true, Some((convert, back))) => shared_as(is_tall, target, convert, back),
        };
        let (function, tail) = match (class_level, crossing) {
            (false, None) => ("_mochi_variable", " = _mochi_variable("),
            (true, None) => ("_mochi_class_variable", " = _mochi_class_variable("),
            (false, Some(_)) => ("_mochi_variable_as", " = _mochi_variable_as("),
            (true, Some(_)) => ("_mochi_class_variable_as", " = _mochi_class_variable_as("),
        };
        Self {
            function,
            tail,
            short: text(false),
            tall: text(true),
        }
    }
}

/// The text of a variable, of which all lines but the first are indented as in its class.
///
/// What it is set to has lines of its own where it does not fit beside the annotation; it stands in
/// parentheses where not even its first line does; and where there is no room for these, the
/// annotation has lines of its own.
pub(super) fn variable(of: MemberOf<'_>, class_level: bool, reads: &mut Reads) -> String {
    let MemberOf {
        member, aliases, ..
    } = of;
    // Both are there, or neither.
    let crossing = to_twin(member.result).zip(back_from_twin(member.result));
    if let Some((convert, back)) = crossing {
        reads.names.extend([convert, back]);
    }
    let value = Value::of(of.target(), class_level, crossing);
    reads.names.insert(value.function);
    indented(
        &laid_out(&member.name, &member.returns, &value, aliases),
        INDENT,
    )
}

fn laid_out(name: &str, text: &str, value: &Value, aliases: &Aliases) -> String {
    let Value {
        tail, short, tall, ..
    } = value;
    let widest = aliases.widest();
    let returns = &*flat_annotation(text, aliases);
    let in_one = |value| {
        written(&VariableTemplate {
            name,
            returns,
            value,
        })
    };
    let line = in_one(short);
    let before = width(name) + ": ".len() + width(returns);
    if width(&line) <= widest {
        line
    } else if before + tail.len() <= widest {
        in_one(tall)
    } else if before + " = (".len() <= widest {
        written(&VariableTallTemplate {
            name,
            returns,
            value: &indented(tall, INDENT),
        })
    } else {
        let place = (width(name) + ": ".len(), 0);
        let returns = &annotation(text, aliases, Place::Variable, place, tail);
        written(&VariableTemplate {
            name,
            returns,
            value: tall,
        })
    }
}
