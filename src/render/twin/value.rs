//! What the body of a member gives: a call, what runs it, how its value crosses; and how wide all
//! that is.

use askama::Template;

use crate::descriptor::{Conversion, Shape};
use crate::layout::{INDENT, WIDTH, width};
use crate::render::twin::templates::pair_templates;
use crate::render::written::{indented, written};

/// An expression.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// An attribute or an object, by its path.
    Path(String),
    /// A call, each argument as it is on one line and as it is on several.
    Call {
        callee: String,
        arguments: Vec<(String, String)>,
    },
    /// Another expression, in something of the run-time part.
    Of(Around, Box<Value>),
}

/// What can stand around an expression.
#[derive(Clone, Debug)]
pub(super) enum Around {
    /// A function that takes it: how it crosses, or what awaits it.
    Function(&'static str),
    OnLoop,
    Run,
    /// A coroutine that makes the call on the loop, for the function or member of this name.
    Deferred(String),
    Iterate(String),
    IterateAs(&'static str, String),
    Enter(String),
    EnterAs(&'static str, String),
    Begin(String),
    Next(String),
    /// The twin itself, as a block begins.
    EnterTwin(String),
}

pair_templates! {
    converted "twins/values/converted.py" "twins/values/converted_tall.py" (convert, value)
    on_loop "twins/values/on_loop.py" "twins/values/on_loop_tall.py" (value)
    run "twins/values/run.py" "twins/values/run_tall.py" (value)
    deferred "twins/values/deferred.py" "twins/values/deferred_tall.py" (fn_name, value)
    iterate "twins/values/iterate.py" "twins/values/iterate_tall.py" (fn_name, value)
    iterate_as "twins/values/iterate_as.py" "twins/values/iterate_as_tall.py" (convert, fn_name, value)
    enter "twins/values/enter.py" "twins/values/enter_tall.py" (fn_name, value)
    enter_as "twins/values/enter_as.py" "twins/values/enter_as_tall.py" (convert, fn_name, value)
    begin "twins/values/begin.py" "twins/values/begin_tall.py" (fn_name, value)
    next "twins/values/next.py" "twins/values/next_tall.py" (fn_name, value)
    enter_twin "twins/values/enter_twin.py" "twins/values/enter_twin_tall.py" (fn_name, value)
}

#[derive(Template)]
#[template(path = "calls/call.py", escape = "none")]
struct CallTemplate<'a> {
    callee: &'a str,
    arguments: &'a str,
}

#[derive(Template)]
#[template(path = "calls/call_tall.py", escape = "none")]
struct CallTallTemplate<'a> {
    callee: &'a str,
    arguments: &'a [String],
}

#[derive(Template)]
#[template(path = "calls/parenthesized.py", escape = "none")]
struct ParenthesizedTemplate {
    call: String,
}

/// Where an expression begins.
#[derive(Clone, Copy)]
pub(super) struct Start {
    /// How far its line is indented.
    pub(super) indent: usize,
    /// The columns of what stands before it on its line.
    pub(super) before: usize,
    /// The columns of what follows it.
    pub(super) after: usize,
}

impl Value {
    pub(super) fn around(self, around: Around) -> Self {
        Self::Of(around, Box::new(self))
    }

    /// The same with `around` around it, if there is one.
    pub(super) fn perhaps(self, around: Option<Around>) -> Self {
        match around {
            Some(around) => self.around(around),
            None => self,
        }
    }

    fn flat(&self) -> String {
        match self {
            Self::Path(path) => path.clone(),
            Self::Call { callee, arguments } => {
                let arguments: Vec<&str> = arguments.iter().map(|(short, _)| &**short).collect();
                let arguments = &arguments.join(", ");
                written(&CallTemplate { callee, arguments })
            }
            Self::Of(around, value) => around.text(false, &value.flat()),
        }
    }

    /// The text: on one line if it fits, else on several that are indented relative to the first.
    pub(super) fn laid_out(&self, at: Start) -> String {
        let flat = self.flat();
        if at.indent + at.before + width(&flat) + at.after <= WIDTH {
            return flat;
        }
        match self {
            Self::Path(_) => flat,
            Self::Call { arguments, .. } if arguments.is_empty() => flat,
            Self::Call { callee, arguments } => {
                let columns = at.indent + INDENT;
                let lines = arguments.iter().map(|(short, tall)| {
                    // A comma follows.
                    if columns + width(short) < WIDTH {
                        short.clone()
                    } else {
                        indented(tall, INDENT)
                    }
                });
                let arguments = &lines.collect::<Vec<_>>();
                written(&CallTallTemplate { callee, arguments })
            }
            Self::Of(around, value) => {
                let after = usize::from(around.has_comma());
                let inside = Start {
                    indent: at.indent + INDENT,
                    before: 0,
                    after,
                };
                let text = if around.is_lambda() {
                    value.in_lambda(inside)
                } else {
                    value.laid_out(inside)
                };
                around.text(true, &indented(&text, INDENT))
            }
        }
    }

    /// The text behind `lambda: `, in parentheses where it does not fit beside that.
    fn in_lambda(&self, at: Start) -> String {
        let before = "lambda: ".len();
        let text = self.laid_out(Start { before, ..at });
        let head = text.lines().next().map_or(0, width);
        if at.indent + before + head <= WIDTH {
            return text;
        }
        let inside = Start {
            indent: at.indent + INDENT,
            before: 0,
            after: 0,
        };
        let call = indented(&self.laid_out(inside), INDENT);
        written(&ParenthesizedTemplate { call })
    }

    /// Adds the names of run-time parts that it reads.
    pub(super) fn reads(&self, names: &mut Vec<&'static str>) {
        if let Self::Of(around, value) = self {
            around.reads(names);
            value.reads(names);
        }
    }
}

impl Around {
    /// The text with `value` in it, on one line or on several.
    fn text(&self, is_tall: bool, value: &str) -> String {
        match self {
            Self::Function(convert) => converted(is_tall, convert, value),
            Self::OnLoop => on_loop(is_tall, value),
            Self::Run => run(is_tall, value),
            Self::Deferred(fn_name) => deferred(is_tall, fn_name, value),
            Self::Iterate(fn_name) => iterate(is_tall, fn_name, value),
            Self::IterateAs(convert, fn_name) => iterate_as(is_tall, convert, fn_name, value),
            Self::Enter(fn_name) => enter(is_tall, fn_name, value),
            Self::EnterAs(convert, fn_name) => enter_as(is_tall, convert, fn_name, value),
            Self::Begin(fn_name) => begin(is_tall, fn_name, value),
            Self::Next(fn_name) => next(is_tall, fn_name, value),
            Self::EnterTwin(fn_name) => enter_twin(is_tall, fn_name, value),
        }
    }

    fn is_lambda(&self) -> bool {
        !matches!(
            self,
            Self::Function(_) | Self::Run | Self::Next(_) | Self::EnterTwin(_)
        )
    }

    /// Whether a comma follows the expression where it stands on lines of its own.
    fn has_comma(&self) -> bool {
        !matches!(self, Self::Function(_) | Self::Run | Self::OnLoop)
    }

    fn reads(&self, names: &mut Vec<&'static str>) {
        match self {
            Self::Function(name) => names.push(name),
            Self::OnLoop => names.push("_mochi_on_loop"),
            Self::Run => names.push("_mochi_get_loop"),
            Self::Deferred(_) => names.push("_mochi_call"),
            Self::Iterate(_) => names.push("_mochi_iterate"),
            Self::IterateAs(convert, _) => names.extend([convert, "_mochi_iterate_as"]),
            Self::Enter(_) => names.push("_mochi_enter"),
            Self::EnterAs(convert, _) => names.extend([convert, "_mochi_enter_as"]),
            Self::Begin(_) => names.push("_mochi_begin"),
            Self::Next(_) => names.push("_mochi_next"),
            Self::EnterTwin(_) => names.push("_mochi_enter_twin"),
        }
    }
}

/// A path of which type checkers are to see no type.
pub(super) fn any(path: &str) -> String {
    converted(false, "_mochi_any", path)
}

/// The function of the run-time part that makes a twin of what crosses so.
pub(super) fn to_twin(conversion: Conversion) -> Option<&'static str> {
    match conversion {
        Conversion::None => None,
        Conversion::Twin => Some("_mochi_twin"),
        Conversion::Twins => Some("_mochi_twins"),
        Conversion::Any => Some("_mochi_any_twin"),
        Conversion::Handler | Conversion::Callback => Some("_mochi_function"),
        Conversion::Items => Some("_mochi_iterated"),
    }
}

/// What a call of some shape comes to.
pub(super) struct Outcome<'a> {
    pub(super) shape: &'a Shape,
    pub(super) result: Conversion,
    /// Whether type checkers see no type of it.
    pub(super) is_untyped: bool,
    /// The annotation of what callers get.
    pub(super) returns: &'a str,
    pub(super) timeouts: bool,
    pub(super) fn_name: &'a str,
}

impl Outcome<'_> {
    /// Whether it waits for the loop, which a thread must not that runs one.
    pub(super) fn is_guarded(&self) -> bool {
        *self.shape != Shape::Plain
    }

    /// The value that callers get of a call.
    pub(super) fn of(&self, call: Value) -> Value {
        let name = || self.fn_name.to_owned();
        let convert = to_twin(self.result);
        let run = |call: Value| call.around(Around::Deferred(name())).around(Around::Run);
        let value = match self.shape {
            Shape::Plain => call.around(Around::OnLoop),
            Shape::Coroutine if !self.timeouts => call.around(Around::Run),
            Shape::Coroutine | Shape::Awaitable => run(call),
            Shape::MaybeAwaitable => run(call.around(Around::Function("_mochi_awaited"))),
            Shape::AsyncIterator | Shape::AsyncGenerator { .. } => {
                return call.around(match convert {
                    Some(convert) => Around::IterateAs(convert, name()),
                    None => Around::Iterate(name()),
                });
            }
            Shape::AsyncContextManager => {
                return call.around(match convert {
                    Some(convert) => Around::EnterAs(convert, name()),
                    None => Around::Enter(name()),
                });
            }
            Shape::AwaitableContextManager => return call.around(Around::Begin(name())),
        };
        self.crossing(value)
    }

    /// The value as it crosses.
    pub(super) fn crossing(&self, value: Value) -> Value {
        let typed = match self.returns {
            _ if !self.is_untyped => None,
            "None" => Some("_mochi_none"),
            _ => Some("_mochi_typed"),
        };
        value.perhaps(to_twin(self.result).or(typed).map(Around::Function))
    }
}
