//! Definitions of type parameters.

use core::fmt::{self, Write};
use std::collections::HashSet;

use askama::filters::Safe;
use askama::{FastWritable, Result, Template, Values};

use crate::descriptor::{Module, TypeParam, TypeParamKind};
use crate::render::{display_as_written, join};

/// The definitions of type parameters, a line each.
pub(super) struct TypeParams<'a>(Vec<&'a TypeParam>);

impl<'a> TypeParams<'a> {
    /// Those of the module, each once.
    pub(super) fn of(module: &'a Module) -> Self {
        let mut seen = HashSet::new();
        let all = module.fns.iter().flat_map(|f| &f.type_params);
        Self(all.filter(|param| seen.insert(&*param.name)).collect())
    }
}

#[derive(Template)]
#[template(path = "type_params/type_var.py", escape = "none")]
struct TypeVarTemplate<'a> {
    name: &'a str,
}

#[derive(Template)]
#[template(path = "type_params/bound_type_var.py", escape = "none")]
struct BoundTypeVarTemplate<'a> {
    name: &'a str,
    bound: Safe<Quoted<'a>>,
}

#[derive(Template)]
#[template(path = "type_params/constrained_type_var.py", escape = "none")]
struct ConstrainedTypeVarTemplate<'a> {
    name: &'a str,
    constraints: Safe<QuotedList<'a>>,
}

#[derive(Template)]
#[template(path = "type_params/param_spec.py", escape = "none")]
struct ParamSpecTemplate<'a> {
    name: &'a str,
}

#[derive(Template)]
#[template(path = "type_params/type_var_tuple.py", escape = "none")]
struct TypeVarTupleTemplate<'a> {
    name: &'a str,
}

impl FastWritable for TypeParams<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        join(&self.0, "\n", dest, |param, dest| {
            let name = &*param.name;
            match (param.kind, &param.bound) {
                (TypeParamKind::ParamSpec, _) => {
                    ParamSpecTemplate { name }.write_into(dest, values)
                }
                (TypeParamKind::TypeVarTuple, _) => {
                    TypeVarTupleTemplate { name }.write_into(dest, values)
                }
                (TypeParamKind::TypeVar, Some(bound)) => {
                    let bound = Safe(Quoted(bound));
                    BoundTypeVarTemplate { name, bound }.write_into(dest, values)
                }
                (TypeParamKind::TypeVar, None) if param.constraints.is_empty() => {
                    TypeVarTemplate { name }.write_into(dest, values)
                }
                (TypeParamKind::TypeVar, None) => {
                    let constraints = Safe(QuotedList(&param.constraints));
                    ConstrainedTypeVarTemplate { name, constraints }.write_into(dest, values)
                }
            }
        })
    }
}

/// A type expression as a string literal: it is read at run time, before its names may exist.
struct Quoted<'a>(&'a str);

impl FastWritable for Quoted<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, _: &dyn Values) -> Result<()> {
        dest.write_char('"')?;
        for c in self.0.chars() {
            if matches!(c, '"' | '\\') {
                dest.write_char('\\')?;
            }
            dest.write_char(c)?;
        }
        Ok(dest.write_char('"')?)
    }
}

struct QuotedList<'a>(&'a [String]);

impl FastWritable for QuotedList<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        join(self.0, ", ", dest, |text, dest| {
            Quoted(text).write_into(dest, values)
        })
    }
}

display_as_written! {
    TypeParams<'_> Quoted<'_> QuotedList<'_>
}
