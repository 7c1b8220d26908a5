//! Whether a descriptor describes something that Python accepts and that means what it says.

mod class;
mod function;
mod member;
mod names;
mod origin;
mod signature;

use core::ops::Range;
use std::sync::Arc;

use crate::descriptor::{AsyncFn, Missing, Module, TypeParam};
use crate::error::{
    ClassLocation, Error, Errors, Expected, Field, FnLocation, MissingPart, Problem, Taken,
    TypeParamPart,
};
use crate::syntax::{self, SyntaxError, check_name, is_dunder, is_injected, strip_newline};
use crate::{Driver, Mode, ValidModule, runtime::reserved, validate::names::ModuleNames};

impl AsyncFn {
    /// Checks what can be checked without the module: names, annotations, defaults, the order of
    /// the parameters, the callee.
    ///
    /// # Errors
    ///
    /// Every field that breaks a rule.
    pub fn validate(&self) -> Result<(), Errors> {
        let mut checker = Checker::new(ModuleNames::unknown());
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
        let mut checker = Checker::new(ModuleNames::of(self.fns.len()));
        checker.check_module(self);
        checker.finish()?;
        Ok(ValidModule { module: self })
    }
}

/// Goes over a descriptor and collects what is wrong with it.
struct Checker<'a> {
    errors: Vec<Error>,
    /// The function that is looked at.
    function: Option<(Option<usize>, &'a str)>,
    /// The name of the function once an error has told it.
    function_name: Option<Arc<str>>,
    /// The class that is looked at, perhaps with its member.
    class: Option<ClassLocation>,
    /// Whether what is looked at stands in a module of persistent mode.
    is_persistent: bool,
    /// The overload that is looked at.
    overload: Option<usize>,
    names: ModuleNames<'a>,
    /// Whether each name of an annotation must be bound when the module runs.
    evaluates_annotations: bool,
}

/// What a check found: where in the text that it looked at, and what.
type Checked<T = ()> = Result<T, Wrong>;

/// A rule that a text breaks.
struct Wrong {
    /// The bytes of the text that break it; nothing if all of it does.
    range: Option<Range<usize>>,
    problem: Problem,
}

impl From<Problem> for Wrong {
    fn from(problem: Problem) -> Self {
        Self {
            range: None,
            problem,
        }
    }
}

impl<'a> Checker<'a> {
    fn new(names: ModuleNames<'a>) -> Self {
        Self {
            errors: Vec::new(),
            function: None,
            function_name: None,
            class: None,
            is_persistent: false,
            overload: None,
            names,
            evaluates_annotations: false,
        }
    }

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

    fn report(&mut self, field: Field, value: &str, wrong: impl Into<Wrong>) {
        let Wrong { range, problem } = wrong.into();
        let function = self.function.map(|(index, name)| FnLocation {
            index,
            name: self
                .function_name
                .get_or_insert_with(|| name.into())
                .clone(),
        });
        self.errors.push(Error {
            function,
            class: self.class.clone(),
            field: match self.overload {
                Some(index) => Field::Overload {
                    index,
                    field: Box::new(field),
                },
                None => field,
            },
            value: value.to_owned(),
            range: range.unwrap_or(0..value.len()),
            problem,
        });
    }

    fn check_module(&mut self, module: &'a Module) {
        self.is_persistent = module.mode == Mode::Persistent;
        if !module.classes.is_empty() && !self.is_persistent {
            self.report(Field::Mode, module.mode.as_str(), Problem::NeedsPersistent);
        }
        if module.driver == Driver::Standby && !self.is_persistent {
            let driver = module.driver.as_str();
            self.report(Field::Driver, driver, Problem::LoopNotShared);
        }
        self.evaluates_annotations = module.runtime_annotations;
        if module.helpers {
            self.names.bind_helpers();
        }
        if module.has_twins() {
            self.names.bind_twins(module.shared_runtime.is_none());
        }
        if !module.source_import.is_empty() {
            let text = strip_newline(&module.source_import);
            self.check_import(text, &Field::SourceImport, true);
        }
        for (index, text) in module.imports.iter().enumerate() {
            self.check_import(strip_newline(text), &Field::Import { index }, true);
        }
        for (index, text) in module.type_checking_imports.iter().enumerate() {
            let field = Field::TypeCheckingImport { index };
            self.check_import(strip_newline(text), &field, module.runtime_annotations);
        }
        if let Some(name) = &module.shared_runtime
            && let Err(wrong) = in_slot(name, Expected::DottedName, syntax::module_path)
        {
            self.report(Field::SharedRuntime, name, wrong);
        }
        for (index, f) in module.fns.iter().enumerate() {
            self.enter(Some(index), &f.name);
            let taken = |at| Taken::TypeParam {
                function: index,
                index: at,
            };
            self.bind_type_params(&f.type_params, taken);
        }
        self.function = None;
        self.bind_classes(&module.classes);
        for (index, f) in module.fns.iter().enumerate() {
            self.enter(Some(index), &f.name);
            self.check_fn(f);
            if let Err(taken) = self.names.bind_shim(index, &f.sync_name)
                && function::check_sync_name(f).is_ok()
            {
                self.report(Field::SyncName, &f.sync_name, Problem::Duplicate(taken));
            }
        }
        self.function = None;
        self.check_classes(&module.classes);
        if let Some(from) = &module.generated_from {
            self.check_generated_from(from);
        }
        for (index, missing) in module.missing.iter().enumerate() {
            self.check_missing(index, missing);
        }
    }

    fn check_missing(&mut self, index: usize, missing: &'a Missing) {
        let Missing { name, reason } = missing;
        let part = MissingPart::Name;
        if let Err(problem) = check_top_level_name(name) {
            self.report(Field::Missing { index, part }, name, problem);
        } else if let Err(taken) = self.names.bind_missing(index, name) {
            let problem = Problem::Duplicate(taken);
            self.report(Field::Missing { index, part }, name, problem);
        }
        let part = MissingPart::Reason;
        let is_plain =
            |c: char| !c.is_control() && !matches!(c, '"' | '\\' | '\u{2028}' | '\u{2029}');
        if reason.is_empty() {
            self.report(Field::Missing { index, part }, reason, Problem::Empty);
        } else if let Some(c) = reason.chars().find(|&c| !is_plain(c)) {
            self.report(Field::Missing { index, part }, reason, Problem::NotPlain(c));
        }
    }

    fn check_import(&mut self, text: &'a str, field: &Field, at_run_time: bool) {
        let mut bindings = Vec::new();
        let read = |text| syntax::imports(text, &mut |binding| bindings.push(binding));
        if let Err(wrong) = in_slot(text, Expected::Imports, read) {
            // What it was to bind is not known, so nobody is told that it is missing.
            self.names.miss_imports();
            return self.report(field.clone(), text, wrong);
        }
        for binding in bindings {
            let (name, range) = (binding.name, binding.range.clone());
            let bound = self.names.bind_import(binding, field, at_run_time);
            if let Err(problem) = bound {
                let range = Some(range);
                self.report(field.clone(), name, Wrong { range, problem });
            }
        }
    }

    /// Binds type parameters of one owner; `taken` says of each what later ones are told.
    fn bind_type_params(&mut self, params: &'a [TypeParam], taken: impl Fn(usize) -> Taken) {
        for (index, param) in params.iter().enumerate() {
            if let Err(taken) = self.names.bind_type_param(param, taken(index)) {
                let part = TypeParamPart::Name;
                let field = function::type_param_field(index, param, part);
                self.report(field, &param.name, Problem::Duplicate(taken));
            }
        }
    }
}

/// Reads text that must not be empty.
fn in_slot<'a>(
    text: &'a str,
    expected: Expected,
    grammar: impl FnOnce(&'a str) -> Result<(), SyntaxError>,
) -> Checked {
    if text.is_empty() {
        return Err(Problem::Empty.into());
    }
    grammar(text).map_err(|SyntaxError { range, problem }| Wrong {
        range: Some(range),
        problem: Problem::Syntax { expected, problem },
    })
}

/// Whether a name can stand at the top level of the emitted module.
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
