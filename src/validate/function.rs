//! Whether the description of one function is valid, as far as its signature does not tell.

use std::collections::BTreeMap;

use crate::descriptor::{
    AsyncFn, Callee, Conversion, Param, ParamKind, Shape, TypeParam, TypeParamKind,
};
use crate::error::{Expected, Field, ParamPart, Problem, TypeParamPart};
use crate::syntax::{self, check_name, dotted_name, is_injected, normalized};
use crate::validate::signature::param_field;
use crate::validate::{Checked, Checker, check_top_level_name, in_slot};

impl<'a> Checker<'a> {
    pub(super) fn check_fn(&mut self, f: &'a AsyncFn) {
        if let Err(problem) = check_fn_name(f) {
            self.report(Field::Name, &f.name, problem);
        }
        if let Err(problem) = check_sync_name(f) {
            self.report(Field::SyncName, &f.sync_name, problem);
        }
        if let Some(origin) = &f.origin {
            self.check_origin(origin);
        }
        let root = self.check_callee(f);
        if let Some(statement) = &f.import_on_call
            && let Err(wrong) = check_import_on_call(statement, root)
        {
            self.report(Field::ImportOnCall, statement, wrong);
        }
        self.check_signature(&f.params, &f.returns);
        self.check_hidden(f, root);
        self.check_conversions(&f.params, &f.conversions);
        self.check_persistent(f);
        if let Shape::AsyncGenerator { send } = &f.shape
            && let Err(wrong) = self.read_annotation(send)
        {
            self.report(Field::Send, send, wrong);
        }
        for (index, param) in f.type_params.iter().enumerate() {
            self.check_type_param(index, param);
        }
        if f.overloads.len() == 1 {
            self.report(Field::Overloads, "", Problem::One);
        }
        for (index, overload) in f.overloads.iter().enumerate() {
            self.overload = Some(index);
            self.check_signature(&overload.params, &overload.returns);
        }
        self.overload = None;
    }

    /// Checks how the callable is reached and gives the name that the body reads for it.
    fn check_callee(&mut self, f: &'a AsyncFn) -> Option<&'a str> {
        let (value, checked) = match &f.callee {
            Callee::Name => (&*f.name, self.check_root(f, &f.name)),
            Callee::Path(path) => (&**path, self.check_path(f, path)),
            Callee::Method(name) => (&**name, check_method(f, name)),
            Callee::Attribute(name) => (&**name, check_attribute(f, name)),
            Callee::Receiver => ("", check_receiver(f)),
        };
        match checked {
            Ok(root) => root,
            Err(wrong) => {
                self.report(Field::Callee, value, wrong);
                None
            }
        }
    }

    fn check_path(&self, f: &AsyncFn, path: &'a str) -> Checked<Option<&'a str>> {
        let mut root = path;
        in_slot(path, Expected::DottedName, |path| {
            root = dotted_name(path)?;
            Ok(())
        })?;
        self.check_root(f, root)
    }

    /// What the body does not import itself, the module must.
    fn check_root(&self, f: &AsyncFn, root: &'a str) -> Checked<Option<&'a str>> {
        if f.import_on_call.is_none() {
            self.names.check_bound(root)?;
        }
        Ok(Some(root))
    }

    /// Whether the mode fits what the function gives and how values cross.
    fn check_persistent(&mut self, f: &AsyncFn) {
        if self.is_persistent {
            return;
        }
        if matches!(f.shape, Shape::Plain | Shape::AwaitableContextManager) {
            let shape = f.shape.to_string();
            self.report(Field::Shape, &shape, Problem::NeedsPersistent);
        }
        if !f.result.is_none() {
            self.report(Field::Result, f.result.as_str(), Problem::NeedsPersistent);
        }
        for (param, conversion) in &f.conversions {
            if !conversion.is_none() {
                let param = param.clone();
                let field = Field::Conversion { param };
                self.report(field, conversion.as_str(), Problem::NeedsPersistent);
            }
        }
    }

    /// Whether each conversion is that of a parameter.
    pub(super) fn check_conversions(
        &mut self,
        params: &[Param],
        conversions: &BTreeMap<String, Conversion>,
    ) {
        for (name, conversion) in conversions {
            if !params.iter().any(|param| param.name == *name) {
                let param = name.clone();
                let field = Field::Conversion { param };
                self.report(field, conversion.as_str(), Problem::NoSuchParam);
            }
        }
    }

    /// Whether each parameter leaves what the body reads in sight.
    fn check_hidden(&mut self, f: &AsyncFn, root: Option<&str>) {
        let root = root.map(normalized);
        let typing = f.traits().is_untyped.then_some("typing");
        for (index, param) in f.params.iter().enumerate() {
            let name = Some(normalized(&param.name));
            if name == root || name.as_deref() == typing {
                let field = param_field(index, param, ParamPart::Name);
                self.report(field, &param.name, Problem::Hides);
            }
        }
    }

    pub(super) fn check_type_param(&mut self, index: usize, param: &'a TypeParam) {
        let field = |part| type_param_field(index, param, part);
        if let Err(problem) = check_top_level_name(&param.name) {
            self.report(field(TypeParamPart::Name), &param.name, problem);
        }
        let has_constraints = !param.constraints.is_empty();
        let only_name = param.kind != TypeParamKind::TypeVar;
        if let Some(bound) = &param.bound {
            if only_name || has_constraints {
                self.report(field(TypeParamPart::Bound), bound, Problem::NotATypeVar);
            }
            if let Err(wrong) = self.read_annotation(bound) {
                self.report(field(TypeParamPart::Bound), bound, wrong);
            }
        }
        if has_constraints && only_name {
            self.report(field(TypeParamPart::Constraints), "", Problem::NotATypeVar);
        }
        if let [only] = &*param.constraints {
            self.report(field(TypeParamPart::Constraints), only, Problem::One);
        }
        for (index, constraint) in param.constraints.iter().enumerate() {
            if let Err(wrong) = self.read_annotation(constraint) {
                let part = TypeParamPart::Constraint { index };
                self.report(field(part), constraint, wrong);
            }
        }
    }
}

/// The name of a callable that is reached by another way is only what errors call it, and may be
/// dotted: `Client.get`.
fn check_fn_name(f: &AsyncFn) -> Result<(), Problem> {
    if f.callee == Callee::Name {
        return check_name(&f.name).map(drop);
    }
    f.name.split('.').try_for_each(|part| {
        check_name(part).map(drop).map_err(|problem| match problem {
            Problem::Empty if !f.name.is_empty() => Problem::NotAnIdentifier,
            problem => problem,
        })
    })
}

pub(super) fn check_sync_name(f: &AsyncFn) -> Result<(), Problem> {
    check_top_level_name(&f.sync_name)?;
    if normalized(&f.sync_name) == normalized(&f.name) {
        return Err(Problem::SyncNameIsName);
    }
    Ok(())
}

/// Whether the body of a shim can make an import for its callee, which begins with `root`.
fn check_import_on_call(statement: &str, root: Option<&str>) -> Checked {
    let mut names = Vec::new();
    in_slot(statement, Expected::Imports, |text| {
        syntax::imports(text, &mut |binding| names.push(binding.name))
    })?;
    let is_for_callee =
        matches!(names[..], [name] if root.map(normalized) == Some(normalized(name)));
    if !is_for_callee || statement.contains('\n') {
        return Err(Problem::NotForCallee.into());
    }
    for name in names {
        let name = check_name(name)?;
        // The body reads these.
        if is_injected(&name) || matches!(&*name, "asyncio" | "typing") {
            return Err(Problem::Reserved.into());
        }
    }
    Ok(())
}

fn check_attribute<'a>(f: &AsyncFn, name: &str) -> Checked<Option<&'a str>> {
    check_name(name)?;
    check_receiver(f)
}

fn check_method<'a>(f: &AsyncFn, name: &str) -> Checked<Option<&'a str>> {
    check_has_receiver(f)?;
    check_name(name)?;
    Ok(None)
}

fn check_receiver<'a>(f: &AsyncFn) -> Checked<Option<&'a str>> {
    check_has_receiver(f)?;
    if f.params.len() > 1 {
        return Err(Problem::ReceiverTakesNothing.into());
    }
    Ok(None)
}

fn check_has_receiver(f: &AsyncFn) -> Result<(), Problem> {
    match f.params.first() {
        Some(param) if param.kind == ParamKind::PositionalOnly && param.default.is_none() => Ok(()),
        _ => Err(Problem::NoReceiver),
    }
}

pub(super) fn type_param_field(index: usize, param: &TypeParam, part: TypeParamPart) -> Field {
    Field::TypeParam {
        index,
        name: param.name.clone(),
        part,
    }
}
