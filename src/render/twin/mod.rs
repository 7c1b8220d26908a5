//! Twins: the text of classes, and of functions whose values cross as twins.

mod member;
mod templates;
mod value;
mod variable;

pub(super) use value::converted;

use std::collections::BTreeSet;

use askama::Template;
use askama::filters::Safe;

use crate::descriptor::{
    AsyncFn, Callee, Class, Member, MemberKind, Module, Param, Shape, TypeParam, TypeParamKind,
};
use crate::layout::{Aliases, INDENT, WIDTH, flat_annotation, quoted, subscript, width};
use crate::render::arguments::arguments;
use crate::render::call::CalleePath;
use crate::render::head::{Doc, Head, OriginComment};
use crate::render::shim::Shim;
use crate::render::twin::member::MemberOf;
use crate::render::twin::value::{Outcome, Start, Value, any};
use crate::render::written::{indented, written};

/// What a text reads of the module around it.
#[derive(Clone, Debug, Default)]
pub(super) struct Reads {
    /// Names of run-time parts.
    pub(super) names: BTreeSet<&'static str>,
    /// Modules of the standard library.
    pub(super) modules: BTreeSet<&'static str>,
}

impl Reads {
    fn add_value(&mut self, value: &Value) {
        let mut names = Vec::new();
        value.reads(&mut names);
        self.names.extend(names);
    }

    /// Notes what the signature of a function of this shape names.
    fn note_shape(&mut self, shape: &Shape, uses_typing: bool) {
        match shape {
            Shape::AsyncIterator | Shape::AsyncGenerator { .. } => {
                self.modules.insert("collections.abc");
            }
            Shape::AsyncContextManager => {
                self.modules.insert("contextlib");
            }
            _ => {}
        }
        if uses_typing {
            self.modules.insert("typing");
        }
    }
}

#[derive(Template)]
#[template(path = "twins/class.py", escape = "none")]
struct ClassTemplate<'a> {
    origin: Safe<OriginComment<'a>>,
    head: &'a str,
    doc: &'a str,
    original: &'a str,
    variables: &'a [String],
    members: &'a [String],
}

#[derive(Template)]
#[template(path = "twins/head.py", escape = "none")]
struct HeadTemplate<'a> {
    name: &'a str,
    bases: &'a str,
    original: &'a str,
}

#[derive(Template)]
#[template(path = "twins/head_tall.py", escape = "none")]
struct HeadTallTemplate<'a> {
    name: &'a str,
    bases: &'a [String],
    original: &'a str,
}

#[derive(Template)]
#[template(path = "twins/targets.py", escape = "none")]
struct TargetsTemplate<'a> {
    targets: &'a str,
}

#[derive(Template)]
#[template(path = "twins/targets_tall.py", escape = "none")]
struct TargetsTallTemplate<'a> {
    targets: &'a [String],
}

#[derive(Template)]
#[template(path = "twins/generic.py", escape = "none")]
struct GenericTemplate<'a> {
    params: &'a str,
}

/// The text of a class of twins.
pub(super) fn class(
    class: &Class,
    module: &Module,
    aliases: &Aliases,
    reads: &mut Reads,
) -> String {
    let aliases = &Aliases {
        margin: INDENT,
        ..aliases.clone()
    };
    let of = |member| MemberOf {
        class,
        member,
        aliases,
        timeouts: module.timeouts,
    };
    let mut variables = Vec::new();
    let mut members = Vec::new();
    for member in &class.members {
        match member.kind {
            MemberKind::Variable { class_level } => {
                variables.push(variable::variable(of(member), class_level, reads));
            }
            _ => members.push(of(member).text(reads)),
        }
    }
    let mut bases = bases(class, module, aliases, reads);
    bases.extend(targets(class));
    let original = class.original.replace(' ', "");
    let short = HeadTemplate {
        name: &class.name,
        bases: &bases.join(", "),
        original: &original,
    };
    let head = written(&short);
    // `class` before it, a colon behind it.
    let head = if "class :".len() + width(&head) <= WIDTH {
        head
    } else {
        written(&HeadTallTemplate {
            name: &class.name,
            bases: &bases,
            original: &original,
        })
    };
    let mut doc = written(&Doc(class.doc.as_deref()));
    if !doc.is_empty() {
        doc.push('\n'); // a blank line follows
    }
    written(&ClassTemplate {
        origin: Safe(OriginComment(class.origin.as_ref())),
        head: &head,
        doc: &doc,
        original: &original_type(class, &original),
        variables: &variables,
        members: &members,
    })
}

/// The class of the originals with type arguments, as type checkers want it: those of the twins are
/// twins, which mean nothing to an original.
fn original_type(class: &Class, original: &str) -> String {
    if class.type_params.is_empty() {
        return original.to_owned();
    }
    let argument = |param: &TypeParam| match param.kind {
        TypeParamKind::TypeVar => "typing.Any",
        TypeParamKind::ParamSpec => "...",
        TypeParamKind::TypeVarTuple => "*tuple[typing.Any, ...]",
    };
    let arguments: Vec<&str> = class.type_params.iter().map(argument).collect();
    format!("{original}[{}]", arguments.join(", "))
}

/// The members that have other names in the original, as an argument of the class.
fn targets(class: &Class) -> Option<String> {
    let target = |member: &Member| {
        let target = member
            .target
            .as_ref()
            .filter(|name| **name != member.name)?;
        Some(format!("\"{}\": \"{target}\"", member.name))
    };
    let targets: Vec<String> = class.members.iter().filter_map(target).collect();
    if targets.is_empty() {
        return None;
    }
    let short = written(&TargetsTemplate {
        targets: &format!("{{{}}}", targets.join(", ")),
    });
    if INDENT + width(&short) + ",".len() <= WIDTH {
        return Some(short);
    }
    Some(written(&TargetsTallTemplate { targets: &targets }))
}

fn type_arguments(class: &Class) -> String {
    let argument = |param: &TypeParam| match param.kind {
        TypeParamKind::TypeVarTuple => format!("*{}", param.name),
        _ => param.name.clone(),
    };
    let arguments: Vec<String> = class.type_params.iter().map(argument).collect();
    arguments.join(", ")
}

fn bases(class: &Class, module: &Module, aliases: &Aliases, reads: &mut Reads) -> Vec<String> {
    let base = |base: &String| base_text(base, module, aliases);
    let mut bases: Vec<String> = class.bases.iter().map(base).collect();
    if bases.is_empty() {
        reads.names.insert("MochiTwin");
        bases.push("MochiTwin".to_owned());
    }
    if !class.type_params.is_empty() {
        reads.modules.insert("typing");
        let params = &type_arguments(class);
        bases.push(written(&GenericTemplate { params }));
    }
    bases
}

/// A base as Python evaluates it: its arguments may not be there yet, so they are quoted unless
/// they are type parameters.
fn base_text(base: &str, module: &Module, aliases: &Aliases) -> String {
    let Some((head, arguments)) = subscript(base, aliases) else {
        return flat_annotation(base, aliases).into_owned();
    };
    let is_param = |text: &str| {
        let mut params = module.classes.iter().flat_map(|class| &class.type_params);
        params.any(|param| param.name == text)
    };
    let argument = |text: String| {
        if text.starts_with('*') || is_param(&text) {
            text
        } else {
            quoted(&text, aliases)
        }
    };
    let arguments: Vec<String> = arguments.into_iter().map(argument).collect();
    format!("{head}[{}]", arguments.join(", "))
}

#[derive(Template)]
#[template(path = "twins/function.py", escape = "none")]
struct FunctionTemplate<'a> {
    head: Safe<Head<'a>>,
    value: &'a str,
}

/// The text of a function whose values cross.
pub(super) fn function(
    f: &AsyncFn,
    module: &Module,
    aliases: &Aliases,
    reads: &mut Reads,
) -> String {
    let is_untyped = f.traits().is_untyped;
    let mut path = written(&CalleePath(f));
    if is_untyped {
        reads.names.insert("_mochi_any");
        path = any(&path);
    }
    let params = match f.callee {
        Callee::Name | Callee::Path(_) => Some(&*f.params),
        Callee::Method(_) => Some(&f.params[1..]),
        Callee::Attribute(_) | Callee::Receiver => None,
    };
    let subject = match params {
        None => Value::Path(path),
        Some(params) => {
            let arguments = arguments(params, &f.conversions);
            for argument in &arguments {
                reads.names.extend(argument.all_reads());
            }
            let texts = arguments.iter().map(|it| (written(it), it.tall()));
            Value::Call {
                callee: path,
                arguments: texts.collect(),
            }
        }
    };
    if f.params.iter().any(Param::is_omitted) {
        reads.names.insert("_MOCHI_OMITTED");
    }
    let outcome = Outcome {
        shape: &f.shape,
        result: f.result,
        is_untyped,
        returns: &f.returns,
        timeouts: module.timeouts,
        fn_name: &f.sync_name,
    };
    let value = outcome.of(subject);
    reads.add_value(&value);
    reads.note_shape(&f.shape, !f.overloads.is_empty());
    let value = value.laid_out(Start {
        indent: INDENT,
        before: "return ".len(),
        after: 0,
    });
    let value = &indented(&value, INDENT);
    let is_guarded = outcome.is_guarded();
    if is_guarded {
        reads.names.insert("_mochi_check_no_running_loop");
    }
    let shim = Shim::new(f, module.mode, module.timeouts, aliases);
    let head = Safe(Head {
        is_guarded,
        ..shim.head()
    });
    written(&FunctionTemplate { head, value })
}
