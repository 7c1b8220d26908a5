//! The members of twins: which template each kind takes.

use askama::filters::Safe;

use crate::descriptor::{Binding, Class, Member, MemberKind, Param, ParamKind, Setter, Shape};
use crate::layout::{Aliases, INDENT, width};
use crate::render::arguments::{arguments, back_from_twin};
use crate::render::head::{Doc, Guard, OriginComment};
use crate::render::signature::{Returns, Signature};
use crate::render::twin::Reads;
use crate::render::twin::templates::{
    ClassMethod, Constructor, ContextManager, Dynamic, IteratorTemplate, Method,
    OverloadClassMethod, OverloadStaticMethod, OverloadTemplate, Property, SetterTemplate,
    StaticMethod,
};
use crate::render::twin::value::{Around, Outcome, Start, Value, any};
use crate::render::written::{indented, indented_lines, written};

/// A member and what is around it.
#[derive(Clone, Copy)]
pub(super) struct MemberOf<'a> {
    pub(super) class: &'a Class,
    pub(super) member: &'a Member,
    /// With the margin of a class.
    pub(super) aliases: &'a Aliases,
    pub(super) timeouts: bool,
}

const PLAIN: &Shape = &Shape::Plain;
const COROUTINE: &Shape = &Shape::Coroutine;
const ITERATOR: &Shape = &Shape::AsyncIterator;
const AWAITABLE: &Shape = &Shape::Awaitable;

impl<'a> MemberOf<'a> {
    /// What is read or called of the original, and so what reading or calling it gives.
    fn shape(&self) -> &'a Shape {
        match &self.member.kind {
            MemberKind::Method { shape, .. } | MemberKind::Property { shape, .. } => shape,
            MemberKind::Iterable => ITERATOR,
            MemberKind::Iterator => COROUTINE,
            MemberKind::Awaited => AWAITABLE,
            _ => PLAIN,
        }
    }

    fn binding(&self) -> Binding {
        match self.member.kind {
            MemberKind::Method { binding, .. } => binding,
            _ => Binding::Instance,
        }
    }

    fn receiver(&self) -> &'static str {
        match self.binding() {
            Binding::Instance => "self",
            Binding::Class => "cls",
            Binding::Static => "",
        }
    }

    /// Whether its value is of the class's type parameters and crosses as it is: the original is
    /// one of anything to type checkers.
    fn is_of_type_params(&self) -> bool {
        let is_letter = |c: char| c.is_alphanumeric() || c == '_';
        let mut words = self.member.returns.split(|c| !is_letter(c));
        let params = &self.class.type_params;
        self.member.result.is_none() && words.any(|word| params.iter().any(|p| p.name == word))
    }

    fn is_untyped(&self) -> bool {
        let member = self.member;
        let has = |test: fn(&Param) -> bool| member.params.iter().any(test);
        let has_uncertain = has(|p| p.is_omitted() && p.kind <= ParamKind::PositionalOrKeyword);
        let has_variadic = has(|p| p.kind == ParamKind::VarPositional);
        member.untyped
            || *self.shape() == Shape::MaybeAwaitable
            || self.is_of_type_params()
            || !member.overloads.is_empty()
            || (has_uncertain && has_variadic)
    }

    /// The name in the original.
    pub(super) fn target(&self) -> &'a str {
        let Member { name, target, .. } = self.member;
        target.as_ref().unwrap_or(name)
    }

    /// The name in messages.
    fn fn_name(&self) -> String {
        format!("{}.{}", self.class.name, self.member.name)
    }

    fn signature(&self) -> Safe<Signature<'a>> {
        let name = match self.member.kind {
            MemberKind::Iterator => "__next__",
            _ => &self.member.name,
        };
        self.signature_of(name, &self.member.params, &self.member.returns)
    }

    fn signature_of<'b>(
        &self,
        name: &'b str,
        params: &'b [Param],
        returns: &'b str,
    ) -> Safe<Signature<'b>>
    where
        'a: 'b,
    {
        let shape = match self.member.kind {
            MemberKind::Iterator | MemberKind::Awaited => PLAIN,
            _ => self.shape(),
        };
        Safe(Signature {
            sync_name: name,
            receiver: self.receiver(),
            params,
            returns: Returns {
                shape,
                annotation: returns,
                aliases: self.aliases,
            },
            omitted: "_MOCHI_OMITTED",
            end: ":",
            aliases: self.aliases,
        })
    }

    fn doc(&self) -> Safe<Doc<'a>> {
        Safe(Doc(self.member.doc.as_deref()))
    }

    /// The signatures for type checkers, each with the newline that ends it.
    fn overloads(&self) -> String {
        let mut text = String::new();
        for overload in &self.member.overloads {
            let name = &self.member.name;
            let signature = self.signature_of(name, &overload.params, &overload.returns);
            let signature = Safe(Signature {
                omitted: "...",
                end: ": ...",
                ..signature.0
            });
            text.push_str(&match self.binding() {
                Binding::Instance => written(&OverloadTemplate { signature }),
                Binding::Class => written(&OverloadClassMethod { signature }),
                Binding::Static => written(&OverloadStaticMethod { signature }),
            });
            text.push('\n');
        }
        text
    }

    /// The original, or its class, as type checkers are to see it.
    fn original(&self) -> String {
        let path = match self.binding() {
            Binding::Instance => "self.mochi_async",
            Binding::Class => return "cls._mochi_class".to_owned(),
            Binding::Static => &self.class.original.replace(' ', ""),
        };
        if self.is_untyped() {
            return any(path);
        }
        path.to_owned()
    }

    /// What is called, read, iterated or awaited.
    fn subject(&self) -> Value {
        let original = self.original();
        match self.member.kind {
            MemberKind::Iterable | MemberKind::Iterator | MemberKind::Awaited => {
                Value::Path(original)
            }
            MemberKind::Property { .. } => Value::Path(format!("{original}.{}", self.target())),
            _ => Value::Call {
                callee: format!("{original}.{}", self.target()),
                arguments: self.arguments().collect(),
            },
        }
    }

    fn arguments(&self) -> impl Iterator<Item = (String, String)> {
        let arguments = arguments(&self.member.params, &self.member.conversions);
        arguments
            .into_iter()
            .map(|argument| (written(&argument), argument.tall()))
    }

    fn outcome<'b>(&self, fn_name: &'b str) -> Outcome<'b>
    where
        'a: 'b,
    {
        Outcome {
            shape: self.shape(),
            result: self.member.result,
            is_untyped: self.is_untyped() || self.binding() == Binding::Class,
            returns: &self.member.returns,
            timeouts: self.timeouts,
            fn_name,
        }
    }

    fn value(&self, fn_name: &str) -> Value {
        let outcome = self.outcome(fn_name);
        let subject = self.subject();
        if self.member.kind == MemberKind::Iterator {
            return outcome.crossing(subject.around(Around::Next(fn_name.to_owned())));
        }
        outcome.of(subject)
    }

    /// Where what a body returns begins.
    fn in_return() -> Start {
        Start {
            indent: 2 * INDENT,
            before: "return ".len(),
            after: 0,
        }
    }

    /// The text of a member that is no variable, indented as in its class.
    pub(super) fn text(&self, reads: &mut Reads) -> String {
        self.note_signature(reads);
        let origin = written(&OriginComment(self.member.origin.as_ref()));
        let body = self.body(reads);
        indented_lines(&format!("{origin}{body}"), INDENT)
    }

    #[expect(clippy::too_many_lines, reason = "a list of templates")]
    fn body(&self, reads: &mut Reads) -> String {
        let (signature, doc) = (self.signature(), self.doc());
        let fn_name = &self.fn_name();
        match &self.member.kind {
            MemberKind::Constructor => {
                let itself = ("self".to_owned(), "self".to_owned());
                let call = Value::Call {
                    callee: "MochiTwin.__init__".to_owned(),
                    arguments: core::iter::once(itself).chain(self.arguments()).collect(),
                };
                reads.names.insert("MochiTwin");
                let call = &call.laid_out(Start {
                    indent: 2 * INDENT,
                    before: 0,
                    after: 0,
                });
                return written(&Constructor {
                    overloads: &self.overloads(),
                    signature,
                    doc,
                    call: &indented_in_body(call),
                });
            }
            MemberKind::ContextManager => {
                let enter = Around::EnterTwin(self.class.name.clone());
                let value = Value::Path("self".to_owned()).around(enter);
                reads.names.insert("_mochi_exit_twin");
                reads.add_value(&value);
                let value = &indented_in_body(&value.laid_out(Self::in_return()));
                return written(&ContextManager {
                    signature,
                    doc,
                    value,
                });
            }
            MemberKind::Dynamic => {
                reads.names.insert("_mochi_dynamic");
                let params = &[Param::new("name", "str")];
                let signature = Safe(Signature {
                    params,
                    ..signature.0
                });
                return written(&Dynamic { signature, doc });
            }
            _ => {}
        }
        let value = self.value(fn_name);
        reads.add_value(&value);
        let value = &indented_in_body(&value.laid_out(Self::in_return()));
        let overloads = &self.overloads();
        let is_guarded = self.outcome(fn_name).is_guarded();
        if is_guarded && self.member.kind != MemberKind::Iterator {
            reads.names.insert("_mochi_check_no_running_loop");
        }
        let guard = Safe(Guard {
            fn_name: is_guarded.then_some(&**fn_name),
            margin: INDENT,
        });
        match (&self.member.kind, self.binding()) {
            (MemberKind::Iterator, _) => {
                reads.names.insert("_mochi_iter");
                written(&IteratorTemplate {
                    signature,
                    doc,
                    value,
                })
            }
            (MemberKind::Property { setter, .. }, _) => {
                let mut text = written(&Property {
                    guard,
                    signature,
                    doc,
                    value,
                });
                if let Some(setter) = setter {
                    text.push_str("\n\n");
                    text.push_str(&self.setter(setter, reads));
                }
                text
            }
            (_, Binding::Instance) => written(&Method {
                overloads,
                guard,
                signature,
                doc,
                value,
            }),
            (_, Binding::Class) => written(&ClassMethod {
                overloads,
                guard,
                signature,
                doc,
                value,
            }),
            (_, Binding::Static) => written(&StaticMethod {
                overloads,
                guard,
                signature,
                doc,
                value,
            }),
        }
    }

    fn setter(&self, setter: &Setter, reads: &mut Reads) -> String {
        let name = &*self.member.name;
        let params = &[Param::new("value", &*setter.annotation)];
        let signature = self.signature_of(name, params, "None").0;
        let signature = Safe(Signature {
            returns: Returns {
                shape: PLAIN,
                ..signature.returns
            },
            ..signature
        });
        let original = &self.original();
        let back = back_from_twin(setter.conversion);
        let value = Value::Path("value".to_owned()).perhaps(back.map(Around::Function));
        reads.add_value(&value);
        let target = self.target();
        let before = width(&format!("{original}.{target} = "));
        let value = &indented_in_body(&value.laid_out(Start {
            indent: 2 * INDENT,
            before,
            after: 0,
        }));
        written(&SetterTemplate {
            name,
            signature,
            original,
            target,
            value,
        })
    }

    /// Notes what the signature, and what is around it, read.
    fn note_signature(&self, reads: &mut Reads) {
        let member = self.member;
        let params = &member.params;
        if params.iter().any(Param::is_omitted) {
            reads.names.insert("_MOCHI_OMITTED");
        }
        for argument in arguments(params, &member.conversions) {
            reads.names.extend(argument.all_reads());
        }
        let is_constructor = member.kind == MemberKind::Constructor;
        if self.binding() != Binding::Class && self.is_untyped() && !is_constructor {
            reads.names.insert("_mochi_any");
        }
        let uses_typing = !member.overloads.is_empty() || member.kind == MemberKind::Iterator;
        reads.note_shape(self.signature().0.returns.shape, uses_typing);
    }
}

/// Text in the body of a function that stands at the left edge.
fn indented_in_body(text: &str) -> String {
    indented(text, INDENT)
}
