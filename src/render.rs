//! From valid descriptors to Python text: the only file that names the template engine.

use core::fmt::{self, Write};
use std::collections::HashSet;

use askama::{FastWritable, NO_VALUES, Result, Template, Values};

use crate::Mode;
use crate::descriptor::{
    AsyncFn, Callee, Module, Param, ParamDefault, ParamKind, Shape, TypeParam, TypeParamKind,
};
use crate::docstring;
use crate::parts::{Needs, Part, Parts};
use crate::validate::strip_newline;

/// The text of a valid module.
pub(crate) fn module(module: &Module) -> String {
    let needs = Needs::of(module);
    let stdlib = needs.stdlib(module);
    let is_shared = module.shared_runtime.is_some();
    let type_params = type_params(&module.fns);
    let template = ModuleTemplate {
        imports: &sections(module, &stdlib, needs.parts),
        parts: &if is_shared {
            Vec::new()
        } else {
            needs.parts.iter().collect()
        },
        type_params: type_params.as_slice(),
        shims: Shims(module),
    };
    text_of(&template, capacity(module, needs.parts))
}

/// The text of the module that shim modules with these settings can share.
pub(crate) fn runtime_module(mode: Mode, timeouts: bool) -> String {
    let parts: Vec<Part> = Parts::all(mode, timeouts).iter().collect();
    let mut stdlib: Vec<&str> = parts
        .iter()
        .flat_map(|part| part.imports())
        .copied()
        .collect();
    stdlib.sort_unstable();
    stdlib.dedup();
    let template = RuntimeModuleTemplate {
        stdlib: StdlibTemplate {
            first: stdlib[0],
            rest: &stdlib[1..],
        },
        parts: &parts,
    };
    text_of(&template, 0)
}

/// The text of one shim of a valid function.
pub(crate) fn shim(f: &AsyncFn, mode: Mode) -> String {
    text_of(&Shim::new(f, mode, false), shim_capacity(f))
}

/// The text of one run-time part.
pub(crate) fn part(part: Part) -> String {
    text_of(&part, 0)
}

fn text_of(template: &impl FastWritable, capacity: usize) -> String {
    let mut text = String::with_capacity(capacity);
    template
        .write_into(&mut text, NO_VALUES)
        .expect("writing to a string does not fail");
    text.push('\n');
    text
}

/// At least as much as the text takes, so that it is never moved while it grows.
fn capacity(module: &Module, parts: Parts) -> usize {
    const PREAMBLE: usize = 1024;
    let imports = module.imports.iter().chain(&module.type_checking_imports);
    PREAMBLE
        + parts.iter().map(part_length).sum::<usize>()
        + module.source_import.len()
        + imports.map(|text| text.len() + 64).sum::<usize>()
        + module.fns.iter().map(shim_capacity).sum::<usize>()
}

fn shim_capacity(f: &AsyncFn) -> usize {
    const AROUND: usize = 192;
    const AROUND_PARAM: usize = 16;
    let params = |params: &[Param]| {
        let length = |p: &Param| 3 * p.name.len() + p.annotation.len() + AROUND_PARAM;
        params.iter().map(length).sum::<usize>()
    };
    let overloads = f.overloads.iter().map(|overload| {
        AROUND + f.sync_name.len() + params(&overload.params) + overload.returns.len()
    });
    AROUND
        + 3 * f.sync_name.len()
        + f.name.len()
        + f.returns.len()
        + params(&f.params)
        + f.doc.as_ref().map_or(0, String::len)
        + overloads.sum::<usize>()
}

fn part_length(part: Part) -> usize {
    match part {
        Part::Guard => GuardPart::SIZE_HINT,
        Part::Crossing => CrossingPart::SIZE_HINT,
        Part::Loop => LoopPart::SIZE_HINT,
        Part::Omitted => OmittedPart::SIZE_HINT,
        Part::Call => CallPart::SIZE_HINT,
        Part::CallTimeouts => CallTimeoutsPart::SIZE_HINT,
        Part::StepsPerCall => StepsPerCallPart::SIZE_HINT,
        Part::StepsPersistent => StepsPersistentPart::SIZE_HINT,
        Part::Steps => StepsPart::SIZE_HINT,
    }
}

#[derive(Template)]
#[template(path = "module.py", escape = "none")]
struct ModuleTemplate<'a> {
    imports: &'a [Section<'a>],
    parts: &'a [Part],
    type_params: &'a [TypeParams<'a>],
    shims: Shims<'a>,
}

#[derive(Template)]
#[template(path = "runtime_module.py", escape = "none")]
struct RuntimeModuleTemplate<'a> {
    stdlib: StdlibTemplate<'a>,
    parts: &'a [Part],
}

/// A group of imports.
enum Section<'a> {
    Stdlib(StdlibTemplate<'a>),
    Shared(SharedTemplate<'a>),
    Statements(Vec<&'a str>),
    TypeChecking(TypeCheckingTemplate<'a>),
}

#[derive(Template)]
#[template(path = "imports/stdlib.py", escape = "none")]
struct StdlibTemplate<'a> {
    first: &'a str,
    rest: &'a [&'a str],
}

#[derive(Template)]
#[template(path = "imports/shared.py", escape = "none")]
struct SharedTemplate<'a> {
    runtime: &'a str,
    names: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "imports/type_checking.py", escape = "none")]
struct TypeCheckingTemplate<'a> {
    lines: Vec<&'a str>,
}

fn stdlib_section<'a>(names: &'a [&'a str]) -> Option<StdlibTemplate<'a>> {
    let (first, rest) = names.split_first()?;
    Some(StdlibTemplate { first, rest })
}

fn sections<'a>(module: &'a Module, stdlib: &'a [&'a str], parts: Parts) -> Vec<Section<'a>> {
    let mut sections = Vec::with_capacity(4);
    sections.extend(stdlib_section(stdlib).map(Section::Stdlib));
    if let Some(runtime) = &module.shared_runtime {
        sections.push(Section::Shared(SharedTemplate {
            runtime,
            names: parts.iter().flat_map(Part::exports).copied().collect(),
        }));
    }
    // The module makes these imports already.
    let is_new = |text: &&str| match text.split_ascii_whitespace().collect::<Vec<_>>()[..] {
        ["import", name] => !stdlib.contains(&name),
        _ => true,
    };
    let source = Some(&module.source_import).filter(|text| !text.is_empty());
    let mut statements: Vec<&str> = source.map(|text| strip_newline(text)).into_iter().collect();
    statements.extend(
        module
            .imports
            .iter()
            .map(|text| strip_newline(text))
            .filter(is_new),
    );
    if !statements.is_empty() {
        sections.push(Section::Statements(statements));
    }
    let for_checkers = module.type_checking_imports.iter();
    let lines: Vec<&str> = for_checkers
        .map(|text| strip_newline(text))
        .filter(is_new)
        .flat_map(str::lines)
        .collect();
    if !lines.is_empty() {
        sections.push(Section::TypeChecking(TypeCheckingTemplate { lines }));
    }
    sections
}

impl FastWritable for Section<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        match self {
            Self::Stdlib(template) => template.write_into(dest, values),
            Self::Shared(template) => template.write_into(dest, values),
            Self::Statements(statements) => join(statements, "\n", dest, |text, dest| {
                Ok(dest.write_str(text)?)
            }),
            Self::TypeChecking(template) => template.write_into(dest, values),
        }
    }
}

/// Writes `items` with `separator` between them.
fn join<T>(
    items: impl IntoIterator<Item = T>,
    separator: &str,
    dest: &mut dyn Write,
    mut write: impl FnMut(T, &mut dyn Write) -> Result<()>,
) -> Result<()> {
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            dest.write_str(separator)?;
        }
        write(item, dest)?;
    }
    Ok(())
}

/// Declares the templates of run-time parts, which have no fields, and how a [`Part`] finds its.
macro_rules! part_templates {
    ($($part:ident $template:ident $path:literal)*) => {
        $(
            #[derive(Template)]
            #[template(path = $path, escape = "none")]
            struct $template;
        )*

        impl FastWritable for Part {
            #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
                match self {
                    $(Self::$part => $template.write_into(dest, values),)*
                }
            }
        }
    };
}

part_templates! {
    Guard GuardPart "runtime/guard.py"
    Crossing CrossingPart "runtime/crossing.py"
    Loop LoopPart "runtime/loop.py"
    Omitted OmittedPart "runtime/omitted.py"
    Call CallPart "runtime/call.py"
    CallTimeouts CallTimeoutsPart "runtime/call_timeouts.py"
    StepsPerCall StepsPerCallPart "runtime/steps_per_call.py"
    StepsPersistent StepsPersistentPart "runtime/steps_persistent.py"
    Steps StepsPart "runtime/steps.py"
}

/// The shims of a module, made while they are written.
struct Shims<'a>(&'a Module);

impl<'a> IntoIterator for &Shims<'a> {
    type Item = Shim<'a>;
    type IntoIter = ShimIter<'a>;

    fn into_iter(self) -> Self::IntoIter {
        ShimIter {
            fns: self.0.fns.iter(),
            mode: self.0.mode,
            timeouts: self.0.timeouts,
        }
    }
}

struct ShimIter<'a> {
    fns: core::slice::Iter<'a, AsyncFn>,
    mode: Mode,
    timeouts: bool,
}

impl<'a> Iterator for ShimIter<'a> {
    type Item = Shim<'a>;

    fn next(&mut self) -> Option<Shim<'a>> {
        let f = self.fns.next()?;
        Some(Shim::new(f, self.mode, self.timeouts))
    }
}

/// Declares the templates of shims, which have the same fields, and the choice between them.
macro_rules! shim_templates {
    ($($shim:ident $template:ident $path:literal)*) => {
        $(
            #[derive(Template)]
            #[template(path = $path, escape = "none")]
            struct $template<'a> {
                overloads: Overloads<'a>,
                sync_name: &'a str,
                params: Params<'a>,
                returns: Returns<'a>,
                doc: Doc<'a>,
                call: Call<'a>,
            }
        )*

        #[derive(Clone, Copy)]
        enum ShimKind {
            $($shim,)*
        }

        impl FastWritable for Shim<'_> {
            #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
                let f = self.f;
                match self.kind {
                    $(
                        ShimKind::$shim => $template {
                            overloads: Overloads(f),
                            sync_name: &f.sync_name,
                            params: Params { params: &f.params, omitted: "_MOCHI_OMITTED" },
                            returns: Returns { shape: &f.shape, annotation: &f.returns },
                            doc: Doc(f.doc.as_deref()),
                            call: Call(f),
                        }
                        .write_into(dest, values),
                    )*
                }
            }
        }
    };
}

shim_templates! {
    CoroutinePerCall CoroutinePerCallTemplate "shims/coroutine_per_call.py"
    CoroutinePersistent CoroutinePersistentTemplate "shims/coroutine_persistent.py"
    AwaitablePerCall AwaitablePerCallTemplate "shims/awaitable_per_call.py"
    AwaitablePersistent AwaitablePersistentTemplate "shims/awaitable_persistent.py"
    Iterator IteratorTemplate "shims/iterator.py"
    ContextManager ContextManagerTemplate "shims/context_manager.py"
}

/// A shim and the template that it takes.
struct Shim<'a> {
    f: &'a AsyncFn,
    kind: ShimKind,
}

impl<'a> Shim<'a> {
    fn new(f: &'a AsyncFn, mode: Mode, timeouts: bool) -> Self {
        // The bound on a call needs something to call: what it starts must start inside.
        let is_bare = f.shape == Shape::Coroutine && !timeouts;
        let kind = match (&f.shape, mode) {
            (Shape::AsyncIterator | Shape::AsyncGenerator { .. }, _) => ShimKind::Iterator,
            (Shape::AsyncContextManager, _) => ShimKind::ContextManager,
            (_, Mode::PerCall) if is_bare => ShimKind::CoroutinePerCall,
            (_, Mode::Persistent) if is_bare => ShimKind::CoroutinePersistent,
            (_, Mode::PerCall) => ShimKind::AwaitablePerCall,
            (_, Mode::Persistent) => ShimKind::AwaitablePersistent,
        };
        Self { f, kind }
    }
}

/// The signatures for type checkers, each with the newline that ends it.
struct Overloads<'a>(&'a AsyncFn);

#[derive(Template)]
#[template(path = "shims/overload.py", escape = "none")]
struct OverloadTemplate<'a> {
    sync_name: &'a str,
    params: Params<'a>,
    returns: Returns<'a>,
}

impl FastWritable for Overloads<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        for overload in &self.0.overloads {
            let template = OverloadTemplate {
                sync_name: &self.0.sync_name,
                params: Params {
                    params: &overload.params,
                    omitted: "...",
                },
                returns: Returns {
                    shape: &self.0.shape,
                    annotation: &overload.returns,
                },
            };
            template.write_into(dest, values)?;
            dest.write_char('\n')?;
        }
        Ok(())
    }
}

/// The docstring and the newline before it, or nothing.
struct Doc<'a>(Option<&'a str>);

#[derive(Template)]
#[template(path = "shims/docstring.py", escape = "none")]
struct DocstringTemplate<'a> {
    text: DocText<'a>,
}

struct DocText<'a>(&'a str);

impl FastWritable for Doc<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        match self.0 {
            Some(doc) if !docstring::is_blank(doc) => {
                let text = DocText(doc);
                DocstringTemplate { text }.write_into(dest, values)
            }
            _ => Ok(()),
        }
    }
}

impl FastWritable for DocText<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, _: &dyn Values) -> Result<()> {
        Ok(docstring::write(self.0, dest)?)
    }
}

/// The return annotation of a shim.
struct Returns<'a> {
    shape: &'a Shape,
    annotation: &'a str,
}

#[derive(Template)]
#[template(path = "returns/iterator.py", escape = "none")]
struct IteratorReturns<'a> {
    returns: &'a str,
}

#[derive(Template)]
#[template(path = "returns/generator.py", escape = "none")]
struct GeneratorReturns<'a> {
    returns: &'a str,
    send: &'a str,
}

#[derive(Template)]
#[template(path = "returns/context_manager.py", escape = "none")]
struct ContextManagerReturns<'a> {
    returns: &'a str,
}

impl FastWritable for Returns<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        let returns = self.annotation;
        match self.shape {
            Shape::Coroutine | Shape::Awaitable => Ok(dest.write_str(returns)?),
            Shape::AsyncIterator => IteratorReturns { returns }.write_into(dest, values),
            Shape::AsyncGenerator { send } => {
                GeneratorReturns { returns, send }.write_into(dest, values)
            }
            Shape::AsyncContextManager => {
                ContextManagerReturns { returns }.write_into(dest, values)
            }
        }
    }
}

/// The parameters of a signature.
struct Params<'a> {
    params: &'a [Param],
    /// What stands for a default that is left to the callable.
    omitted: &'static str,
}

impl FastWritable for Params<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, _: &dyn Values) -> Result<()> {
        let mut separator = "";
        let mut before = None;
        for param in self.params {
            dest.write_str(separator)?;
            separator = ", ";
            let was_positional_only = before == Some(ParamKind::PositionalOnly);
            if was_positional_only && param.kind != ParamKind::PositionalOnly {
                dest.write_str("/, ")?;
            }
            let had_star = matches!(
                before,
                Some(ParamKind::VarPositional | ParamKind::KeywordOnly)
            );
            match param.kind {
                ParamKind::KeywordOnly if !had_star => dest.write_str("*, ")?,
                kind => dest.write_str(stars(kind))?,
            }
            before = Some(param.kind);
            dest.write_str(&param.name)?;
            dest.write_str(": ")?;
            dest.write_str(&param.annotation)?;
            match &param.default {
                None => {}
                Some(ParamDefault::Expr(text)) => {
                    dest.write_str(" = ")?;
                    dest.write_str(text)?;
                }
                Some(ParamDefault::Omitted) => {
                    dest.write_str(" = ")?;
                    dest.write_str(self.omitted)?;
                }
            }
        }
        if before == Some(ParamKind::PositionalOnly) {
            dest.write_str(", /")?;
        }
        Ok(())
    }
}

/// The expression that calls the callable, or the receiver alone where that is not called.
struct Call<'a>(&'a AsyncFn);

#[derive(Template)]
#[template(path = "calls/call.py", escape = "none")]
struct CallTemplate<'a> {
    callee: CalleePath<'a>,
    arguments: Arguments<'a>,
}

/// No overload matches the parameters of the implementation.
#[derive(Template)]
#[template(path = "calls/overloaded.py", escape = "none")]
struct OverloadedCallTemplate<'a> {
    callee: CalleePath<'a>,
    arguments: Arguments<'a>,
}

impl FastWritable for Call<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        let f = self.0;
        let callee = CalleePath(f);
        let arguments = Arguments(match f.callee {
            Callee::Name | Callee::Path(_) => &f.params,
            Callee::Method(_) => &f.params[1..],
            Callee::Receiver => return Ok(dest.write_str(&f.params[0].name)?),
        });
        if f.overloads.is_empty() {
            CallTemplate { callee, arguments }.write_into(dest, values)
        } else {
            OverloadedCallTemplate { callee, arguments }.write_into(dest, values)
        }
    }
}

/// What is called.
struct CalleePath<'a>(&'a AsyncFn);

impl FastWritable for CalleePath<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, _: &dyn Values) -> Result<()> {
        match &self.0.callee {
            Callee::Name => dest.write_str(&self.0.name)?,
            Callee::Path(path) => dest.write_str(path)?,
            Callee::Method(name) => {
                dest.write_str(&self.0.params[0].name)?;
                dest.write_char('.')?;
                dest.write_str(name)?;
            }
            Callee::Receiver => dest.write_str(&self.0.params[0].name)?,
        }
        Ok(())
    }
}

/// The arguments that hand the parameters on.
struct Arguments<'a>(&'a [Param]);

#[derive(Template)]
#[template(path = "calls/given.py", escape = "none")]
struct GivenTemplate<'a> {
    keywords: Names<'a>,
}

#[derive(Template)]
#[template(path = "calls/after.py", escape = "none")]
struct AfterTemplate<'a> {
    keywords: Names<'a>,
}

#[derive(Template)]
#[template(path = "calls/leading.py", escape = "none")]
struct LeadingTemplate<'a> {
    names: Names<'a>,
}

/// Some parameters with commas between them.
struct Names<'a> {
    params: &'a [Param],
    which: Which,
    form: Form,
}

type Which = fn(&Param) -> bool;

#[derive(Clone, Copy)]
enum Form {
    /// `name`, with the stars of a variadic one.
    Positional,
    /// `name=name`
    Keyword,
}

impl Names<'_> {
    fn is_empty(&self) -> bool {
        !self.params.iter().any(self.which)
    }
}

impl FastWritable for Names<'_> {
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, _: &dyn Values) -> Result<()> {
        let params = self.params.iter().filter(|param| (self.which)(param));
        join(params, ", ", dest, |param, dest| {
            dest.write_str(stars(param.kind))?;
            dest.write_str(&param.name)?;
            if matches!(self.form, Form::Keyword) {
                dest.write_char('=')?;
                dest.write_str(&param.name)?;
            }
            Ok(())
        })
    }
}

const fn stars(kind: ParamKind) -> &'static str {
    match kind {
        ParamKind::VarPositional => "*",
        ParamKind::VarKeyword => "**",
        _ => "",
    }
}

fn is_omitted(param: &Param) -> bool {
    param.default == Some(ParamDefault::Omitted)
}

fn is_positional(param: &Param) -> bool {
    param.kind <= ParamKind::PositionalOrKeyword
}

impl FastWritable for Arguments<'_> {
    /// Positional parameters go on by position up to the first that may be omitted, the others
    /// by keyword. Only what is positional-only or has `*args` behind it cannot: of these the
    /// leading ones that were given go on by position.
    #[inline(always)]
    fn write_into(&self, dest: &mut dyn Write, values: &dyn Values) -> Result<()> {
        use ParamKind::{KeywordOnly, PositionalOnly, PositionalOrKeyword, VarKeyword};

        let certain = self
            .0
            .iter()
            .take_while(|p| is_positional(p) && !is_omitted(p));
        let (certain, rest) = self.0.split_at(certain.count());
        let uncertain = rest.iter().take_while(|p| is_positional(p)).count();
        let has_variadic = rest
            .get(uncertain)
            .is_some_and(|p| p.kind == ParamKind::VarPositional);
        let (positional, by_keyword) = rest.split_at(uncertain + usize::from(has_variadic));
        let names = |params, which: Which, form| Names {
            params,
            which,
            form,
        };

        let mut list = List::new(dest, values);
        list.names(&names(certain, |_| true, Form::Positional))?;
        if uncertain == 0 {
            list.names(&names(positional, |_| true, Form::Positional))?;
        } else if has_variadic {
            let names = names(positional, |_| true, Form::Positional);
            list.item(&LeadingTemplate { names })?;
        } else if positional[0].kind == PositionalOnly {
            let names = names(positional, |p| p.kind == PositionalOnly, Form::Positional);
            list.item(&LeadingTemplate { names })?;
        } else {
            list.names(&names(positional, |p| !is_omitted(p), Form::Keyword))?;
        }
        list.names(&names(
            by_keyword,
            |p| p.kind == KeywordOnly && !is_omitted(p),
            Form::Keyword,
        ))?;

        let (optional, which): (_, Which) = if has_variadic {
            (by_keyword, |p| p.kind == KeywordOnly && is_omitted(p))
        } else if positional.first().is_some_and(|p| p.kind == PositionalOnly) {
            // All of them: to a type checker the leading ones may have been any number.
            (rest, |p| {
                p.kind == PositionalOrKeyword || (p.kind == KeywordOnly && is_omitted(p))
            })
        } else {
            (rest, is_omitted)
        };
        let keywords = names(optional, which, Form::Keyword);
        if !keywords.is_empty() {
            list.item(&GivenTemplate { keywords })?;
        }
        if has_variadic
            && positional
                .iter()
                .skip(1)
                .any(|p| p.kind == PositionalOrKeyword)
        {
            let which: Which = |p| p.kind == PositionalOrKeyword || is_omitted(p);
            let keywords = names(&positional[..uncertain], which, Form::Keyword);
            if !keywords.is_empty() {
                list.item(&AfterTemplate { keywords })?;
            }
        }
        list.names(&names(
            by_keyword,
            |p| p.kind == VarKeyword,
            Form::Positional,
        ))
    }
}

/// What stands between the parentheses of a call.
struct List<'a> {
    dest: &'a mut dyn Write,
    values: &'a dyn Values,
    separator: &'static str,
}

impl<'a> List<'a> {
    fn new(dest: &'a mut dyn Write, values: &'a dyn Values) -> Self {
        Self {
            dest,
            values,
            separator: "",
        }
    }

    fn item(&mut self, item: &impl FastWritable) -> Result<()> {
        self.dest.write_str(self.separator)?;
        self.separator = ", ";
        item.write_into(self.dest, self.values)
    }

    fn names(&mut self, names: &Names<'_>) -> Result<()> {
        if names.is_empty() {
            return Ok(());
        }
        self.item(names)
    }
}

/// The definitions of type parameters, a line each.
struct TypeParams<'a>(Vec<&'a TypeParam>);

/// Each type parameter once, in one block, if there are any.
fn type_params(fns: &[AsyncFn]) -> Option<TypeParams<'_>> {
    let mut seen = HashSet::new();
    let all = fns.iter().flat_map(|f| &f.type_params);
    let distinct: Vec<_> = all.filter(|param| seen.insert(&*param.name)).collect();
    (!distinct.is_empty()).then_some(TypeParams(distinct))
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
    bound: Quoted<'a>,
}

#[derive(Template)]
#[template(path = "type_params/constrained_type_var.py", escape = "none")]
struct ConstrainedTypeVarTemplate<'a> {
    name: &'a str,
    constraints: QuotedList<'a>,
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
                    let bound = Quoted(bound);
                    BoundTypeVarTemplate { name, bound }.write_into(dest, values)
                }
                (TypeParamKind::TypeVar, None) if param.constraints.is_empty() => {
                    TypeVarTemplate { name }.write_into(dest, values)
                }
                (TypeParamKind::TypeVar, None) => {
                    let constraints = QuotedList(&param.constraints);
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

/// askama wants `Display` of what a template shows, though it prefers `FastWritable`.
macro_rules! display_as_written {
    ($($view:ty)*) => {
        $(
            impl fmt::Display for $view {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    self.write_into(f, NO_VALUES).map_err(|_| fmt::Error)
                }
            }
        )*
    };
}

display_as_written! {
    Section<'_> Part TypeParams<'_> Shim<'_> Overloads<'_> Params<'_> Returns<'_> Doc<'_>
    DocText<'_> Call<'_> CalleePath<'_> Arguments<'_> Names<'_> Quoted<'_> QuotedList<'_>
}
