//! Definitions of type parameters.

use std::collections::HashSet;

use askama::Template;

use crate::descriptor::{Module, TypeParam, TypeParamKind};
use crate::layout::{Aliases, quoted};
use crate::render::written::short_or_tall;
use crate::syntax::normalized;

/// Declares the two templates of a definition.
macro_rules! templates {
    ($($short:ident $path:literal, $tall:ident $tall_path:literal { $($field:ident),* })*) => {
        $(
            #[derive(Template)]
            #[template(path = $path, escape = "none")]
            struct $short<'a> {
                name: &'a str,
                $($field: &'a str,)*
            }

            #[derive(Template)]
            #[template(path = $tall_path, escape = "none")]
            struct $tall<'a> {
                name: &'a str,
                $($field: &'a str,)*
            }
        )*
    };
}

templates! {
    TypeVar "type_params/type_var.py",
    TypeVarTall "type_params/type_var_tall.py" {}
    BoundTypeVar "type_params/bound_type_var.py",
    BoundTypeVarTall "type_params/bound_type_var_tall.py" { bound }
    ParamSpec "type_params/param_spec.py",
    ParamSpecTall "type_params/param_spec_tall.py" {}
    TypeVarTuple "type_params/type_var_tuple.py",
    TypeVarTupleTall "type_params/type_var_tuple_tall.py" {}
}

#[derive(Template)]
#[template(path = "type_params/constrained_type_var.py", escape = "none")]
struct ConstrainedTypeVar<'a> {
    name: &'a str,
    constraints: &'a str,
}

#[derive(Template)]
#[template(path = "type_params/constrained_type_var_tall.py", escape = "none")]
struct ConstrainedTypeVarTall<'a> {
    name: &'a str,
    constraints: &'a [String],
}

/// The definitions of the module's type parameters, each once.
pub(super) fn definitions(module: &Module, aliases: &Aliases) -> Vec<String> {
    let mut seen = HashSet::new();
    let of_fns = module.fns.iter().flat_map(|f| &f.type_params);
    let of_classes = module.classes.iter().flat_map(|class| {
        let of_members = class.members.iter().flat_map(|member| &member.type_params);
        class.type_params.iter().chain(of_members)
    });
    let all = of_fns.chain(of_classes);
    all.filter(|param| seen.insert(&*param.name))
        .map(|param| definition(param, aliases))
        .collect()
}

fn definition(param: &TypeParam, aliases: &Aliases) -> String {
    // A string is not normalized as names are.
    let name = &*normalized(&param.name);
    match (param.kind, &param.bound) {
        (TypeParamKind::ParamSpec, _) => {
            short_or_tall(&ParamSpec { name }, &ParamSpecTall { name })
        }
        (TypeParamKind::TypeVarTuple, _) => {
            short_or_tall(&TypeVarTuple { name }, &TypeVarTupleTall { name })
        }
        (TypeParamKind::TypeVar, Some(bound)) => {
            let bound = &quoted(bound, aliases);
            short_or_tall(
                &BoundTypeVar { name, bound },
                &BoundTypeVarTall { name, bound },
            )
        }
        (TypeParamKind::TypeVar, None) if param.constraints.is_empty() => {
            short_or_tall(&TypeVar { name }, &TypeVarTall { name })
        }
        (TypeParamKind::TypeVar, None) => {
            let quote = |text: &String| quoted(text, aliases);
            let constraints: &Vec<String> = &param.constraints.iter().map(quote).collect();
            short_or_tall(
                &ConstrainedTypeVar {
                    name,
                    constraints: &constraints.join(", "),
                },
                &ConstrainedTypeVarTall { name, constraints },
            )
        }
    }
}
