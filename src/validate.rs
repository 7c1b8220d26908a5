//! Whether a descriptor describes something that Python accepts and that means what it says.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::ValidModule;
use crate::descriptor::{
    AsyncFn, Callee, Module, Param, ParamDefault, ParamKind, Shape, TypeParam, TypeParamKind,
};
use crate::error::{
    Error, Errors, Expected, Field, FnLocation, ParamPart, Problem, Taken, TypeParamPart,
};
use crate::render::Plan;
use crate::reserved;
use crate::syntax::{
    self, Binding, Fail, annotation, check_name, dotted_name, is_dunder, is_injected, normalized,
    starred_annotation, value,
};

impl AsyncFn {
    /// Checks what can be checked without the module: names, annotations, defaults, the order of
    /// the parameters, the callee.
    ///
    /// # Errors
    ///
    /// Every field that breaks a rule.
    pub fn validate(&self) -> Result<(), Errors> {
        let mut checker = Checker::default();
        checker.enter(None, &self.name);
        checker.check_fn(self);
        checker.finish()
    }
}

impl Module {
    /// Checks the whole module: what [`AsyncFn::validate`] checks, the imports, and that no two
    /// things have one name.
    ///
    /// Takes time in proportion to the text, and stack space that is bounded.
    ///
    /// # Errors
    ///
    /// Every field that breaks a rule, of every function.
    pub fn validate(&self) -> Result<ValidModule<'_>, Errors> {
        let mut checker = Checker::default();
        checker.check_module(self);
        checker.finish()?;
        Ok(ValidModule {
            module: self,
            plan: Plan::of(self),
        })
    }
}

#[derive(Default)]
struct Checker<'a> {
    errors: Vec<Error>,
    function: Option<(Option<usize>, &'a str)>,
    /// The name of the function once an error has told it.
    function_name: Option<Arc<str>>,
    overload: Option<usize>,
    /// Annotations that were accepted, each at the place that its length gives: most are repeated.
    accepted: [&'a str; 8],
    /// The names at the top level of the module; none while a function is checked alone.
    names: Option<HashMap<Cow<'a, str>, Bound<'a>>>,
}

/// What has a name at the top level of a module.
enum Bound<'a> {
    Import { is_module: bool, at_run_time: bool },
    TypeParam(&'a TypeParam),
    Shim,
}

impl Bound<'_> {
    fn taken(&self) -> Taken {
        match self {
            Self::Import { .. } => Taken::Import,
            Self::TypeParam(_) => Taken::TypeParam,
            Self::Shim => Taken::Shim,
        }
    }
}

impl<'a> Checker<'a> {
    fn finish(self) -> Result<(), Errors> {
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(Errors(self.errors))
        }
    }

    fn enter(&mut self, index: Option<usize>, name: &'a str) {
        self.function = Some((index, name));
        self.function_name = None;
    }

    #[cold]
    fn report(&mut self, field: Field, value: &str, problem: Problem) {
        let function = self.function.map(|(index, name)| FnLocation {
            index,
            name: self
                .function_name
                .get_or_insert_with(|| name.into())
                .clone(),
        });
        self.errors.push(Error {
            function,
            field: match self.overload {
                Some(index) => Field::Overload {
                    index,
                    field: Box::new(field),
                },
                None => field,
            },
            value: value.to_owned(),
            problem,
        });
    }

    fn check_module(&mut self, module: &'a Module) {
        self.names = Some(HashMap::with_capacity(2 * module.fns.len()));
        if !module.source_import.is_empty() {
            let text = strip_newline(&module.source_import);
            self.check_import(text, &Field::SourceImport, true);
        }
        for (index, text) in module.imports.iter().enumerate() {
            self.check_import(strip_newline(text), &Field::Import { index }, true);
        }
        for (index, text) in module.type_checking_imports.iter().enumerate() {
            let field = Field::TypeCheckingImport { index };
            self.check_import(strip_newline(text), &field, false);
        }
        if let Some(name) = &module.shared_runtime
            && let Err(problem) = in_slot(name, Expected::DottedName, syntax::module_path)
        {
            self.report(Field::SharedRuntime, name, problem);
        }
        for (index, f) in module.fns.iter().enumerate() {
            self.enter(Some(index), &f.name);
            self.bind_type_params(&f.type_params);
        }
        for (index, f) in module.fns.iter().enumerate() {
            self.enter(Some(index), &f.name);
            self.check_fn(f);
            self.bind_shim(&f.sync_name);
        }
    }

    fn check_import(&mut self, text: &'a str, field: &Field, at_run_time: bool) {
        let mut bindings = Vec::new();
        let read = |text| syntax::imports(text, &mut |binding| bindings.push(binding));
        if let Err(problem) = in_slot(text, Expected::Imports, read) {
            return self.report(field.clone(), text, problem);
        }
        for binding in bindings {
            if let Err(problem) = self.bind_import(binding, at_run_time) {
                self.report(field.clone(), binding.name, problem);
            }
        }
    }

    fn bind_import(&mut self, binding: Binding<'a>, at_run_time: bool) -> Result<(), Problem> {
        let Binding {
            name, is_module, ..
        } = binding;
        let name = check_name(name)?;
        if is_dunder(&name) {
            return Err(Problem::Dunder);
        }
        // `import os` binds what the emitted module's own `import os` does.
        if is_reserved(&name) && !(is_module && reserved::is_module(&name)) {
            return Err(Problem::Reserved);
        }
        if binding.is_renamed && matches!(&*name, "Literal" | "Annotated") {
            return Err(Problem::Renamed);
        }
        let Some(names) = &mut self.names else {
            return Ok(());
        };
        match names.get_mut(&name) {
            None => {
                let bound = Bound::Import {
                    is_module,
                    at_run_time,
                };
                names.insert(name, bound);
                Ok(())
            }
            Some(Bound::Import {
                is_module: true,
                at_run_time: known,
            }) if is_module => {
                *known |= at_run_time;
                Ok(())
            }
            Some(bound) => Err(Problem::Duplicate(bound.taken())),
        }
    }

    fn bind_type_params(&mut self, type_params: &'a [TypeParam]) {
        for (index, param) in type_params.iter().enumerate() {
            let Some(names) = &mut self.names else { return };
            let name = normalized(&param.name);
            let taken = match names.get(&name) {
                Some(Bound::TypeParam(other)) if *other == param => None,
                Some(bound) => Some(bound.taken()),
                None => {
                    names.insert(name, Bound::TypeParam(param));
                    None
                }
            };
            if let Some(taken) = taken {
                let field = type_param_field(index, param, TypeParamPart::Name);
                self.report(field, &param.name, Problem::Duplicate(taken));
            }
        }
    }

    fn bind_shim(&mut self, sync_name: &'a str) {
        let Some(names) = &mut self.names else { return };
        match names.entry(normalized(sync_name)) {
            Entry::Vacant(entry) => {
                entry.insert(Bound::Shim);
            }
            // An empty one is reported as that.
            Entry::Occupied(_) if sync_name.is_empty() => {}
            Entry::Occupied(entry) => {
                let problem = Problem::Duplicate(entry.get().taken());
                self.report(Field::SyncName, sync_name, problem);
            }
        }
    }

    fn check_fn(&mut self, f: &'a AsyncFn) {
        if let Err(problem) = check_name(&f.name) {
            self.report(Field::Name, &f.name, problem);
        }
        if let Err(problem) = check_sync_name(f) {
            self.report(Field::SyncName, &f.sync_name, problem);
        }
        let root = self.check_callee(f);
        self.check_signature(&f.params, &f.returns);
        let root = root.map(normalized);
        let typing = f.traits().is_untyped.then_some("typing");
        for (index, param) in f.params.iter().enumerate() {
            let name = Some(normalized(&param.name));
            if name == root || name.as_deref() == typing {
                let field = param_field(index, param, ParamPart::Name);
                self.report(field, &param.name, Problem::Hides);
            }
        }
        if let Shape::AsyncGenerator { send } = &f.shape
            && let Err(problem) = self.read_annotation(send)
        {
            self.report(Field::Send, send, problem);
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
        let receiver = f.params.first().is_some_and(|param| {
            param.kind == ParamKind::PositionalOnly && param.default.is_none()
        });
        let (root, problem) = match &f.callee {
            Callee::Name => (Some(&*f.name), self.check_bound(&f.name)),
            Callee::Path(path) => {
                let mut root = None;
                let read = |path| {
                    root = Some(dotted_name(path)?);
                    Ok(())
                };
                match in_slot(path, Expected::DottedName, read) {
                    Err(problem) => (None, Err(problem)),
                    Ok(()) => (root, root.map_or(Ok(()), |root| self.check_bound(root))),
                }
            }
            Callee::Method(_) | Callee::Receiver if !receiver => (None, Err(Problem::NoReceiver)),
            Callee::Method(name) => (None, check_name(name).map(drop)),
            Callee::Receiver if f.params.len() > 1 => (None, Err(Problem::ReceiverTakesNothing)),
            Callee::Receiver => (None, Ok(())),
        };
        if let Err(problem) = problem {
            let value = match &f.callee {
                Callee::Name => &f.name,
                Callee::Path(text) | Callee::Method(text) => text,
                Callee::Receiver => "",
            };
            self.report(Field::Callee, value, problem);
        }
        root
    }

    /// Whether an import of the module binds `root` when the module runs.
    fn check_bound(&self, root: &str) -> Result<(), Problem> {
        let Some(names) = &self.names else {
            return Ok(());
        };
        match names.get(&normalized(root)) {
            Some(Bound::Import {
                at_run_time: true, ..
            }) => Ok(()),
            _ => Err(Problem::Unbound {
                root: root.to_owned(),
            }),
        }
    }

    fn check_signature(&mut self, params: &'a [Param], returns: &'a str) {
        if let Err(problem) = self.read_annotation(returns) {
            self.report(Field::Returns, returns, problem);
        }
        self.check_param_names(params);
        let mut before = None;
        let mut has_default = false;
        for (index, param) in params.iter().enumerate() {
            let text = &*param.annotation;
            let annotated = match param.kind {
                ParamKind::VarPositional => in_slot(text, Expected::Annotation, starred_annotation),
                _ => self.read_annotation(text),
            };
            if let Err(problem) = annotated {
                let field = param_field(index, param, ParamPart::Annotation);
                self.report(field, text, problem);
            }
            if let Err(problem) = kind_order(before, param.kind) {
                let field = param_field(index, param, ParamPart::Kind);
                self.report(field, param.kind.description(), problem);
            }
            before = Some(param.kind);
            if let Err(problem) = self.check_default(param, has_default) {
                let value = match &param.default {
                    Some(ParamDefault::Expr(text)) => text,
                    _ => "",
                };
                self.report(
                    param_field(index, param, ParamPart::Default),
                    value,
                    problem,
                );
            }
            has_default |= param.default.is_some() && is_positional(param.kind);
        }
    }

    fn read_annotation(&mut self, text: &'a str) -> Result<(), Problem> {
        let place = text.len() % self.accepted.len();
        if text.is_empty() || self.accepted[place] != text {
            in_slot(text, Expected::Annotation, annotation)?;
            self.accepted[place] = text;
        }
        Ok(())
    }

    fn check_param_names(&mut self, params: &'a [Param]) {
        /// From here on a table is faster than looking at all that came before.
        const MANY: usize = 16;
        let is_few = params.len() < MANY && params.iter().all(|param| param.name.is_ascii());
        let mut seen = HashSet::new();
        for (index, param) in params.iter().enumerate() {
            let is_taken = |name: &Cow<'a, str>| {
                if is_few {
                    let before = &params[..index];
                    before.iter().any(|other| other.name == *name)
                } else {
                    !seen.insert(name.clone())
                }
            };
            if let Err(problem) = check_param_name(&param.name, is_taken) {
                let field = param_field(index, param, ParamPart::Name);
                self.report(field, &param.name, problem);
            }
        }
    }

    fn check_default(&self, param: &'a Param, has_default: bool) -> Result<(), Problem> {
        let variadic = matches!(param.kind, ParamKind::VarPositional | ParamKind::VarKeyword);
        match &param.default {
            None if has_default && is_positional(param.kind) => Err(Problem::DefaultMissing),
            Some(_) if variadic => Err(Problem::DefaultOfVariadic {
                kind: param.kind.description(),
            }),
            None | Some(ParamDefault::Omitted) => Ok(()),
            Some(ParamDefault::Expr(text)) => {
                let mut unbound = Ok(());
                in_slot(text, Expected::Default, |text| {
                    value(text, &mut |root| {
                        if unbound.is_ok() {
                            unbound = self.check_bound(root);
                        }
                    })
                })?;
                unbound
            }
        }
    }

    fn check_type_param(&mut self, index: usize, param: &'a TypeParam) {
        let mut report = |part, value: &str, problem| {
            self.report(type_param_field(index, param, part), value, problem);
        };
        if let Err(problem) = check_top_level_name(&param.name) {
            report(TypeParamPart::Name, &param.name, problem);
        }
        let has_constraints = !param.constraints.is_empty();
        let only_name = param.kind != TypeParamKind::TypeVar;
        if let Some(bound) = &param.bound {
            if only_name || has_constraints {
                report(TypeParamPart::Bound, bound, Problem::NotATypeVar);
            }
            if let Err(problem) = in_slot(bound, Expected::Annotation, annotation) {
                report(TypeParamPart::Bound, bound, problem);
            }
        }
        if has_constraints && only_name {
            report(TypeParamPart::Constraints, "", Problem::NotATypeVar);
        }
        if param.constraints.len() == 1 {
            report(
                TypeParamPart::Constraints,
                &param.constraints[0],
                Problem::One,
            );
        }
        for constraint in &param.constraints {
            if let Err(problem) = in_slot(constraint, Expected::Annotation, annotation) {
                report(TypeParamPart::Constraints, constraint, problem);
            }
        }
    }
}

/// Reads text that must not be empty.
fn in_slot<'a>(
    text: &'a str,
    expected: Expected,
    grammar: impl FnOnce(&'a str) -> Result<(), Fail>,
) -> Result<(), Problem> {
    if text.is_empty() {
        return Err(Problem::Empty);
    }
    grammar(text).map_err(|fail| fail.into_problem(expected))
}

fn check_sync_name(f: &AsyncFn) -> Result<(), Problem> {
    check_top_level_name(&f.sync_name)?;
    if normalized(&f.sync_name) == normalized(&f.name) {
        return Err(Problem::SyncNameIsName);
    }
    Ok(())
}

fn check_param_name<'a>(
    name: &'a str,
    is_taken: impl FnOnce(&Cow<'a, str>) -> bool,
) -> Result<(), Problem> {
    let name = check_name(name)?;
    if is_taken(&name) {
        Err(Problem::Duplicate(Taken::Param))
    } else if is_injected(&name) || name == "asyncio" {
        Err(Problem::Reserved)
    } else {
        Ok(())
    }
}

fn check_top_level_name(name: &str) -> Result<(), Problem> {
    let name = check_name(name)?;
    if is_dunder(&name) {
        Err(Problem::Dunder)
    } else if is_reserved(&name) {
        Err(Problem::Reserved)
    } else {
        Ok(())
    }
}

fn is_reserved(name: &str) -> bool {
    is_injected(name) || reserved::is_module(name) || reserved::is_builtin(name)
}

fn kind_order(before: Option<ParamKind>, kind: ParamKind) -> Result<(), Problem> {
    let Some(before) = before else { return Ok(()) };
    let is_single = matches!(kind, ParamKind::VarPositional | ParamKind::VarKeyword);
    if before > kind || (before == kind && is_single) {
        return Err(Problem::KindOrder {
            after: before.description(),
        });
    }
    Ok(())
}

fn is_positional(kind: ParamKind) -> bool {
    matches!(
        kind,
        ParamKind::PositionalOnly | ParamKind::PositionalOrKeyword
    )
}

fn param_field(index: usize, param: &Param, part: ParamPart) -> Field {
    Field::Param {
        index,
        name: param.name.clone(),
        part,
    }
}

fn type_param_field(index: usize, param: &TypeParam, part: TypeParamPart) -> Field {
    Field::TypeParam {
        index,
        name: param.name.clone(),
        part,
    }
}

/// An import statement may come with the newline that ends it.
pub(crate) fn strip_newline(text: &str) -> &str {
    text.strip_suffix('\n').unwrap_or(text)
}
