//! What one file defines, taken out of its tree so that the rest of the tree can go.

use std::collections::BTreeSet;

use indexmap::{IndexMap, map::Entry};
use ruff_python_ast::{
    Alias, ExceptHandler, Expr, Operator, Stmt, StmtClassDef, StmtFunctionDef, StmtIf,
    StmtImportFrom, StmtTry, TypeParams,
    visitor::{Visitor, walk_expr, walk_stmt},
};
use ruff_text_size::{Ranged, TextSize};

use crate::{find::ModuleFile, target::Target};

/// One module, indexed.
#[derive(Debug)]
pub(crate) struct Index {
    pub file: ModuleFile,
    pub source: String,
    pub scope: Scope,
    /// How `__all__` is put together, if it is.
    pub all: Option<Vec<AllPart>>,
    /// Modules that are imported with `*`.
    pub stars: Vec<String>,
    /// Every `async def` of the file.
    pub async_defs: Vec<AsyncDef>,
    /// Dotted modules that `import a.b` statements name.
    pub imported: BTreeSet<String>,
    /// Modules without which this one cannot be imported.
    pub needs: Vec<String>,
    /// What may be such a module, or a name in one.
    pub may_need: Vec<String>,
    /// Whether importing the module calls `warnings.warn` or exits.
    pub has_effects: bool,
}

#[derive(Debug)]
pub(crate) enum AllPart {
    Name(String),
    Remove(String),
    /// `submodule.__all__`, by the name in this module.
    Of(String),
}

#[derive(Debug, Clone)]
pub(crate) struct AsyncDef {
    pub qualname: String,
    pub line: usize,
    pub place: Place,
    pub generator: bool,
    pub live: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Module,
    Class,
    Function,
}

pub(crate) type Scope = IndexMap<String, Binding, rustc_hash::FxBuildHasher>;

#[derive(Debug)]
pub(crate) enum Binding {
    Class(Box<Class>),
    /// All definitions of one name, in order.
    Function(Vec<Def>),
    Import(Import),
    Value {
        value: Option<Expr>,
        annotation: Option<Expr>,
    },
    TypeAlias(Expr),
}

#[derive(Debug, Clone)]
pub(crate) struct Import {
    pub module: String,
    /// The name in the module; without it, the module itself.
    pub name: Option<String>,
    /// In a form that the typing specification takes for a re-export.
    pub reexport: bool,
}

#[derive(Debug)]
pub(crate) struct Def {
    /// The definition, its body left out.
    pub node: StmtFunctionDef,
    pub generator: bool,
    pub doc: Option<String>,
    pub line: usize,
}

impl Def {
    /// Whether a look at its types could show that what it gives is asynchronous.
    pub(crate) fn may_be_asynchronous(&self) -> bool {
        let returns = self.node.returns.as_deref();
        self.node.is_async
            || !self.node.decorator_list.is_empty()
            || returns.is_some_and(|returns| !returns.is_none_literal_expr())
    }
}

#[derive(Debug)]
pub(crate) struct Class {
    pub bases: Vec<Expr>,
    pub keywords: Vec<String>,
    pub decorators: Vec<Expr>,
    pub type_params: Option<Box<TypeParams>>,
    pub scope: Scope,
    pub doc: Option<String>,
    pub line: usize,
}

/// Takes a module apart.
pub(crate) fn index(
    file: ModuleFile,
    source: String,
    body: impl IntoIterator<Item = Stmt>,
    target: &Target,
) -> Index {
    let mut builder = Builder {
        target,
        lines: Lines::of(&source),
        async_defs: Vec::new(),
        imported: BTreeSet::new(),
        needs: Vec::new(),
        may_need: Vec::new(),
        stars: Vec::new(),
        all: None,
        has_effects: false,
        package: package_of(&file),
        is_init: file.is_package,
    };
    let mut scope = Scope::default();
    builder.block(body, &mut scope, &Context::module());
    Index {
        file,
        source,
        scope,
        all: builder.all,
        stars: builder.stars,
        async_defs: builder.async_defs,
        imported: builder.imported,
        needs: builder.needs,
        may_need: builder.may_need,
        has_effects: builder.has_effects,
    }
}

fn package_of(file: &ModuleFile) -> String {
    if file.is_package {
        file.name.clone()
    } else {
        file.name
            .rsplit_once('.')
            .map_or("", |(package, _)| package)
            .to_owned()
    }
}

/// Where a statement stands.
#[derive(Clone)]
struct Context {
    prefix: String,
    place: Place,
    live: bool,
    /// Whether the statement is run whenever the module is imported.
    unconditional: bool,
}

impl Context {
    fn module() -> Self {
        Self {
            prefix: String::new(),
            place: Place::Module,
            live: true,
            unconditional: true,
        }
    }

    fn with_live(&self, live: bool) -> Self {
        Self {
            live: self.live && live,
            unconditional: false,
            ..self.clone()
        }
    }

    fn is_run_on_import(&self) -> bool {
        self.place == Place::Module && self.unconditional && self.live
    }

    fn inside(&self, name: &str, place: Place) -> Self {
        let prefix = match place {
            Place::Function => format!("{}{name}.<locals>.", self.prefix),
            _ => format!("{}{name}.", self.prefix),
        };
        Self {
            prefix,
            place,
            unconditional: false,
            ..self.clone()
        }
    }
}

struct Builder<'a> {
    target: &'a Target,
    lines: Lines,
    async_defs: Vec<AsyncDef>,
    imported: BTreeSet<String>,
    needs: Vec<String>,
    may_need: Vec<String>,
    stars: Vec<String>,
    all: Option<Vec<AllPart>>,
    has_effects: bool,
    package: String,
    is_init: bool,
}

impl Builder<'_> {
    fn block(&mut self, body: impl IntoIterator<Item = Stmt>, scope: &mut Scope, at: &Context) {
        for stmt in body {
            self.statement(stmt, scope, at);
        }
    }

    /// A block that gives names only what nothing else gave them.
    fn fallback(&mut self, body: impl IntoIterator<Item = Stmt>, scope: &mut Scope, at: &Context) {
        let mut own = Scope::default();
        self.block(body, &mut own, at);
        if at.live {
            for (name, binding) in own {
                scope.entry(name).or_insert(binding);
            }
        }
    }

    fn statement(&mut self, stmt: Stmt, scope: &mut Scope, at: &Context) {
        match stmt {
            Stmt::FunctionDef(node) => self.function(node, scope, at),
            Stmt::ClassDef(node) => self.class(node, scope, at),
            Stmt::If(node) => self.branches(node, scope, at),
            Stmt::Try(node) => self.attempt(node, scope, at),
            Stmt::With(node) => self.block(node.body, scope, &at.with_live(true)),
            Stmt::For(node) => {
                self.block(node.body, scope, &at.with_live(true));
                self.block(node.orelse, scope, &at.with_live(true));
            }
            Stmt::While(node) => {
                self.block(node.body, scope, &at.with_live(true));
                self.block(node.orelse, scope, &at.with_live(true));
            }
            Stmt::Match(node) => {
                for case in node.cases {
                    self.fallback(case.body, scope, &at.with_live(true));
                }
            }
            Stmt::Import(node) => {
                for alias in node.names {
                    self.import(&alias, scope, at);
                }
            }
            Stmt::ImportFrom(node) => self.import_from(&node, scope, at),
            Stmt::Assign(node) => {
                if at.place == Place::Module && at.live {
                    self.all_from_assignment(&node.targets, &node.value);
                }
                if let [Expr::Name(name)] = &*node.targets {
                    let name = name.id.to_string();
                    bind(
                        scope,
                        name,
                        Binding::Value {
                            value: Some(*node.value),
                            annotation: None,
                        },
                    );
                } else {
                    for target in &node.targets {
                        bind_targets(target, scope);
                    }
                }
            }
            Stmt::AnnAssign(node) => {
                if let Expr::Name(name) = &*node.target {
                    if at.place == Place::Module
                        && at.live
                        && let Some(value) = &node.value
                    {
                        self.all_from_assignment(std::slice::from_ref(&node.target), value);
                    }
                    let name = name.id.to_string();
                    bind(
                        scope,
                        name,
                        Binding::Value {
                            value: node.value.map(|value| *value),
                            annotation: Some(*node.annotation),
                        },
                    );
                }
            }
            Stmt::AugAssign(node)
                if at.place == Place::Module
                    && at.live
                    && node.op == Operator::Add
                    && is_all(&node.target) =>
            {
                let parts = all_parts(&node.value);
                self.all.get_or_insert_default().extend(parts);
            }
            Stmt::TypeAlias(node) => {
                if let Expr::Name(name) = &*node.name {
                    bind(scope, name.id.to_string(), Binding::TypeAlias(*node.value));
                }
            }
            Stmt::Delete(node) => {
                for target in &node.targets {
                    if let Expr::Name(name) = target {
                        scope.shift_remove(name.id.as_str());
                    }
                }
            }
            Stmt::Expr(node) if at.place == Place::Module && at.live => {
                self.all_from_call(&node.value);
                self.has_effects |= at.unconditional && has_effect(&node.value);
            }
            Stmt::Raise(_) => {
                self.has_effects |= at.place == Place::Module && at.live && at.unconditional;
            }
            _ => {}
        }
    }

    fn branches(&mut self, node: StmtIf, scope: &mut Scope, at: &Context) {
        let mut decided = false;
        let first = std::iter::once((Some(*node.test), node.body));
        let rest = node.elif_else_clauses.into_iter();
        for (test, body) in first.chain(rest.map(|clause| (clause.test, clause.body))) {
            let verdict = match &test {
                _ if decided => Some(false),
                Some(test) => self.target.decide(test),
                None => Some(true),
            };
            let for_checkers = test.as_ref().is_some_and(mentions_type_checking);
            let mut inside = at.with_live(verdict != Some(false));
            inside.unconditional = at.unconditional && verdict == Some(true) && !for_checkers;
            if test.as_ref().is_some_and(is_main_guard) {
                self.fallback(body, &mut Scope::default(), &inside);
            } else if verdict == Some(true) {
                decided = true;
                self.block(body, scope, &inside);
            } else {
                self.fallback(body, scope, &inside);
            }
        }
    }

    fn attempt(&mut self, node: StmtTry, scope: &mut Scope, at: &Context) {
        let caught = Context {
            unconditional: at.unconditional && node.handlers.is_empty(),
            ..at.clone()
        };
        self.block(node.body, scope, &caught);
        self.block(node.orelse, scope, &caught);
        for ExceptHandler::ExceptHandler(handler) in node.handlers {
            self.fallback(handler.body, scope, &at.with_live(true));
        }
        self.block(node.finalbody, scope, at);
    }

    fn function(&mut self, mut node: StmtFunctionDef, scope: &mut Scope, at: &Context) {
        let line = self.lines.at(node.name.start());
        let generator = node.is_async && yields(&node.body);
        let qualname = format!("{}{}", at.prefix, node.name);
        if node.is_async {
            self.async_defs.push(AsyncDef {
                qualname,
                line,
                place: at.place,
                generator,
                live: at.live,
            });
        }
        let doc = docstring(&node.body);
        let body = std::mem::take(&mut node.body);
        let inside = at.inside(&node.name, Place::Function);
        self.nested(&body, &inside);
        drop(body);
        let name = node.name.to_string();
        let def = Def {
            node,
            generator,
            doc,
            line,
        };
        match scope.entry(name) {
            Entry::Occupied(mut entry) => match entry.get_mut() {
                Binding::Function(defs) => defs.push(def),
                other => *other = Binding::Function(vec![def]),
            },
            Entry::Vacant(entry) => {
                entry.insert(Binding::Function(vec![def]));
            }
        }
    }

    /// Counts what is defined inside a function, to whatever depth.
    fn nested(&mut self, body: &[Stmt], at: &Context) {
        for stmt in body {
            match stmt {
                Stmt::FunctionDef(node) => {
                    if node.is_async {
                        self.async_defs.push(AsyncDef {
                            qualname: format!("{}{}", at.prefix, node.name),
                            line: self.lines.at(node.name.start()),
                            place: Place::Function,
                            generator: yields(&node.body),
                            live: at.live,
                        });
                    }
                    self.nested(&node.body, &at.inside(&node.name, Place::Function));
                }
                Stmt::ClassDef(node) => {
                    self.nested(&node.body, &at.inside(&node.name, Place::Class));
                }
                Stmt::If(node) => {
                    let mut decided = false;
                    let first = std::iter::once((Some(&*node.test), &node.body));
                    let rest = node
                        .elif_else_clauses
                        .iter()
                        .map(|c| (c.test.as_ref(), &c.body));
                    for (test, body) in first.chain(rest) {
                        let verdict = match test {
                            _ if decided => Some(false),
                            Some(test) => self.target.decide(test),
                            None => Some(true),
                        };
                        decided |= verdict == Some(true);
                        self.nested(body, &at.with_live(verdict != Some(false)));
                    }
                }
                Stmt::Try(node) => {
                    self.nested(&node.body, at);
                    for ExceptHandler::ExceptHandler(handler) in &node.handlers {
                        self.nested(&handler.body, at);
                    }
                    self.nested(&node.orelse, at);
                    self.nested(&node.finalbody, at);
                }
                Stmt::With(node) => self.nested(&node.body, at),
                Stmt::For(node) => {
                    self.nested(&node.body, at);
                    self.nested(&node.orelse, at);
                }
                Stmt::While(node) => {
                    self.nested(&node.body, at);
                    self.nested(&node.orelse, at);
                }
                Stmt::Match(node) => {
                    for case in &node.cases {
                        self.nested(&case.body, at);
                    }
                }
                _ => {}
            }
        }
    }

    fn class(&mut self, node: StmtClassDef, scope: &mut Scope, at: &Context) {
        let line = self.lines.at(node.name.start());
        let name = node.name.to_string();
        let inside = at.inside(&name, Place::Class);
        let doc = docstring(&node.body);
        let mut members = Scope::default();
        self.block(node.body, &mut members, &inside);
        let (bases, keywords) = node.arguments.map_or_else(Default::default, |arguments| {
            let keywords = arguments.keywords.iter().filter_map(|k| k.arg.as_ref());
            let keywords = keywords.map(ToString::to_string).collect();
            (arguments.args.into_vec(), keywords)
        });
        let class = Class {
            bases,
            keywords,
            decorators: node
                .decorator_list
                .into_iter()
                .map(|d| d.expression)
                .collect(),
            type_params: node.type_params,
            scope: members,
            doc,
            line,
        };
        bind(scope, name, Binding::Class(Box::new(class)));
    }

    fn import(&mut self, alias: &Alias, scope: &mut Scope, at: &Context) {
        let module = alias.name.to_string();
        self.need(&module, at);
        self.imported.insert(module.clone());
        let (name, module, reexport) = if let Some(asname) = &alias.asname {
            (
                asname.to_string(),
                module.clone(),
                asname.as_str() == module,
            )
        } else {
            let top = module.split('.').next().unwrap_or(&module).to_owned();
            (top.clone(), top, false)
        };
        bind(
            scope,
            name,
            Binding::Import(Import {
                module,
                name: None,
                reexport,
            }),
        );
    }

    fn import_from(&mut self, node: &StmtImportFrom, scope: &mut Scope, at: &Context) {
        let relative = node.level > 0;
        let Some(module) = self.absolute(node) else {
            return;
        };
        self.need(&module, at);
        for alias in &node.names {
            if alias.name.as_str() == "*" {
                if at.place == Place::Module && at.live && !self.stars.contains(&module) {
                    self.stars.push(module.clone());
                }
                continue;
            }
            let name = alias.name.to_string();
            if at.is_run_on_import() {
                self.may_need.push(format!("{module}.{name}"));
            }
            let bound = alias
                .asname
                .as_ref()
                .map_or_else(|| name.clone(), ToString::to_string);
            let same = alias
                .asname
                .as_ref()
                .is_some_and(|asname| asname.as_str() == name);
            let sibling = relative && node.module.is_none() && alias.asname.is_none();
            bind(
                scope,
                bound,
                Binding::Import(Import {
                    module: module.clone(),
                    name: Some(name),
                    reexport: same || sibling,
                }),
            );
        }
        if self.is_init
            && node.level == 1
            && let Some(child) = &node.module
            && at.place == Place::Module
            && !child.contains('.')
        {
            // `from .child import x` in an `__init__` also binds `child`.
            let import = Import {
                module: module.clone(),
                name: None,
                reexport: true,
            };
            scope
                .entry(child.to_string())
                .or_insert(Binding::Import(import));
        }
    }

    /// The module that a `from` import names, or nothing when it goes beyond the top.
    fn absolute(&self, node: &StmtImportFrom) -> Option<String> {
        let named = node.module.as_ref().map_or("", |module| module.as_str());
        if node.level == 0 {
            return Some(named.to_owned());
        }
        let mut package = self.package.as_str();
        for _ in 1..node.level {
            package = package.rsplit_once('.')?.0;
        }
        Some(match (package, named) {
            ("", _) => return None,
            (package, "") => package.to_owned(),
            (package, named) => format!("{package}.{named}"),
        })
    }

    fn need(&mut self, module: &str, at: &Context) {
        if at.is_run_on_import() {
            self.needs.push(module.to_owned());
        }
    }

    fn all_from_assignment(&mut self, targets: &[impl std::borrow::Borrow<Expr>], value: &Expr) {
        if targets.iter().any(|target| is_all(target.borrow())) {
            self.all = Some(all_parts(value));
        }
    }

    /// `__all__.extend(...)`, `.append(...)`, `.remove(...)`.
    fn all_from_call(&mut self, expr: &Expr) {
        let Expr::Call(call) = expr else { return };
        let Expr::Attribute(method) = &*call.func else {
            return;
        };
        if !is_all(&method.value) {
            return;
        }
        let Some(argument) = call.arguments.args.first() else {
            return;
        };
        let all = self.all.get_or_insert_default();
        match (method.attr.as_str(), argument) {
            ("extend", argument) => all.extend(all_parts(argument)),
            ("append", Expr::StringLiteral(name)) => {
                all.push(AllPart::Name(name.value.to_str().to_owned()));
            }
            ("remove", Expr::StringLiteral(name)) => {
                all.push(AllPart::Remove(name.value.to_str().to_owned()));
            }
            _ => {}
        }
    }
}

/// A later binding replaces an earlier one.
fn bind(scope: &mut Scope, name: String, binding: Binding) {
    scope.insert(name, binding);
}

/// Names that an assignment binds to something that is not looked into.
fn bind_targets(target: &Expr, scope: &mut Scope) {
    match target {
        Expr::Name(name) => bind(
            scope,
            name.id.to_string(),
            Binding::Value {
                value: None,
                annotation: None,
            },
        ),
        Expr::Tuple(tuple) => tuple.elts.iter().for_each(|e| bind_targets(e, scope)),
        Expr::List(list) => list.elts.iter().for_each(|e| bind_targets(e, scope)),
        Expr::Starred(starred) => bind_targets(&starred.value, scope),
        _ => {}
    }
}

fn is_all(expr: &Expr) -> bool {
    matches!(expr, Expr::Name(name) if name.id == "__all__")
}

fn all_parts(value: &Expr) -> Vec<AllPart> {
    match value {
        Expr::List(list) => names(&list.elts),
        Expr::Tuple(tuple) => names(&tuple.elts),
        Expr::BinOp(sum) if sum.op == Operator::Add => {
            let mut parts = all_parts(&sum.left);
            parts.extend(all_parts(&sum.right));
            parts
        }
        Expr::Attribute(attribute) if attribute.attr.as_str() == "__all__" => {
            dotted(&attribute.value)
                .map(AllPart::Of)
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

fn names(elements: &[Expr]) -> Vec<AllPart> {
    let literal = |element: &Expr| match element {
        Expr::StringLiteral(name) => Some(AllPart::Name(name.value.to_str().to_owned())),
        _ => None,
    };
    elements.iter().filter_map(literal).collect()
}

/// `a.b.c` as text.
pub(crate) fn dotted(expr: &Expr) -> Option<String> {
    let mut parts = Vec::new();
    let mut expr = expr;
    loop {
        match expr {
            Expr::Attribute(attribute) => {
                parts.push(attribute.attr.as_str());
                expr = &attribute.value;
            }
            Expr::Name(name) => {
                parts.push(name.id.as_str());
                break;
            }
            _ => return None,
        }
    }
    parts.reverse();
    Some(parts.join("."))
}

fn mentions_type_checking(test: &Expr) -> bool {
    match test {
        Expr::BoolOp(op) => op.values.iter().any(mentions_type_checking),
        Expr::UnaryOp(op) => mentions_type_checking(&op.operand),
        Expr::Name(name) => name.id == "TYPE_CHECKING",
        Expr::Attribute(attribute) => attribute.attr.as_str() == "TYPE_CHECKING",
        _ => false,
    }
}

fn is_main_guard(test: &Expr) -> bool {
    matches!(test, Expr::Compare(compare)
        if matches!(&*compare.left, Expr::Name(name) if name.id == "__name__"))
}

/// Whether a statement at the top level warns or exits when the module is imported.
fn has_effect(expr: &Expr) -> bool {
    let Expr::Call(call) = expr else { return false };
    matches!(
        dotted(&call.func).as_deref(),
        Some("warnings.warn" | "warn" | "sys.exit" | "exit")
    )
}

fn docstring(body: &[Stmt]) -> Option<String> {
    let Stmt::Expr(first) = body.first()? else {
        return None;
    };
    let Expr::StringLiteral(text) = &*first.value else {
        return None;
    };
    Some(text.value.to_str().to_owned())
}

/// Whether a function body yields, not counting what is nested in it.
fn yields(body: &[Stmt]) -> bool {
    struct Yields(bool);
    impl<'a> Visitor<'a> for Yields {
        fn visit_stmt(&mut self, stmt: &'a Stmt) {
            if !self.0 && !matches!(stmt, Stmt::FunctionDef(_) | Stmt::ClassDef(_)) {
                walk_stmt(self, stmt);
            }
        }
        fn visit_expr(&mut self, expr: &'a Expr) {
            match expr {
                Expr::Yield(_) | Expr::YieldFrom(_) => self.0 = true,
                Expr::Lambda(_) => {}
                _ if self.0 => {}
                _ => walk_expr(self, expr),
            }
        }
    }
    let mut visitor = Yields(false);
    visitor.visit_body(body);
    visitor.0
}

/// Offsets of line starts.
pub(crate) struct Lines(Vec<u32>);

impl Lines {
    pub(crate) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for offset in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[offset] == b'\n' || bytes.get(offset + 1) != Some(&b'\n') {
                starts.push(u32::try_from(offset + 1).unwrap_or(u32::MAX));
            }
        }
        Self(starts)
    }

    /// The line of an offset, from 1.
    pub(crate) fn at(&self, offset: TextSize) -> usize {
        self.0.partition_point(|start| *start <= offset.to_u32())
    }
}
