//! The templates of members, and what stands in their slots.

use askama::Template;
use askama::filters::Safe;

use crate::render::head::{Doc, Guard};
use crate::render::signature::Signature;

/// Declares functions that fill one of two templates, that of a line or that of several.
macro_rules! pair_templates {
    ($($name:ident $short:literal $tall:literal ($($slot:ident),*))*) => {
        $(
            pub(in crate::render) fn $name(is_tall: bool, $($slot: &str),*) -> String {
                #[derive(askama::Template)]
                #[template(path = $short, escape = "none")]
                struct Short<'a> {
                    $($slot: &'a str,)*
                }

                #[derive(askama::Template)]
                #[template(path = $tall, escape = "none")]
                struct Tall<'a> {
                    $($slot: &'a str,)*
                }

                if is_tall {
                    $crate::render::written::written(&Tall { $($slot),* })
                } else {
                    $crate::render::written::written(&Short { $($slot),* })
                }
            }
        )*
    };
}

pub(super) use pair_templates;

/// Declares the templates of members that give a value.
macro_rules! member_templates {
    ($($template:ident $path:literal { $($field:ident: $type:ty),* })*) => {
        $(
            #[derive(Template)]
            #[template(path = $path, escape = "none")]
            pub(super) struct $template<'a> {
                $(pub(super) $field: $type,)*
                pub(super) signature: Safe<Signature<'a>>,
                pub(super) doc: Safe<Doc<'a>>,
                pub(super) value: &'a str,
            }
        )*
    };
}

member_templates! {
    Method "twins/method.py" { overloads: &'a str, guard: Safe<Guard<'a>> }
    ClassMethod "twins/class_method.py" { overloads: &'a str, guard: Safe<Guard<'a>> }
    StaticMethod "twins/static_method.py" { overloads: &'a str, guard: Safe<Guard<'a>> }
    Property "twins/property.py" { guard: Safe<Guard<'a>> }
    IteratorTemplate "twins/iterator.py" {}
}

#[derive(Template)]
#[template(path = "twins/constructor.py", escape = "none")]
pub(super) struct Constructor<'a> {
    pub(super) overloads: &'a str,
    pub(super) signature: Safe<Signature<'a>>,
    pub(super) doc: Safe<Doc<'a>>,
    pub(super) call: &'a str,
}

#[derive(Template)]
#[template(path = "twins/context_manager.py", escape = "none")]
pub(super) struct ContextManager<'a> {
    pub(super) signature: Safe<Signature<'a>>,
    pub(super) doc: Safe<Doc<'a>>,
    pub(super) value: &'a str,
}

#[derive(Template)]
#[template(path = "twins/dynamic.py", escape = "none")]
pub(super) struct Dynamic<'a> {
    pub(super) signature: Safe<Signature<'a>>,
    pub(super) doc: Safe<Doc<'a>>,
}

#[derive(Template)]
#[template(path = "twins/setter.py", escape = "none")]
pub(super) struct SetterTemplate<'a> {
    pub(super) name: &'a str,
    pub(super) signature: Safe<Signature<'a>>,
    pub(super) original: &'a str,
    pub(super) target: &'a str,
    pub(super) value: &'a str,
}

#[derive(Template)]
#[template(path = "twins/overload.py", escape = "none")]
pub(super) struct OverloadTemplate<'a> {
    pub(super) signature: Safe<Signature<'a>>,
}

#[derive(Template)]
#[template(path = "twins/overload_class_method.py", escape = "none")]
pub(super) struct OverloadClassMethod<'a> {
    pub(super) signature: Safe<Signature<'a>>,
}

#[derive(Template)]
#[template(path = "twins/overload_static_method.py", escape = "none")]
pub(super) struct OverloadStaticMethod<'a> {
    pub(super) signature: Safe<Signature<'a>>,
}
