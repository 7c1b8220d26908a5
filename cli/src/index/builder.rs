//! Takes a module apart, statement by statement.

use std::collections::BTreeSet;

use indexmap::map::Entry;
use ruff_python_ast::{Decorator, Expr, Operator, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::Ranged;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    AllPart, AsyncDef, Binding, Body, Class, Def, Imports, Index, Lines, Others, Place, Scope,
    all::{all_parts, is_all},
    attributes::attributes,
    branches::Context,
    copied::copied,
    dotted,
    looks::looks_at_arguments,
    nested::yields,
};
use crate::{find::ModuleFile, target::Target};

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
        imports: Imports::default(),
        stars: Vec::new(),
        all: None,
        all_is_computed: false,
        package: package_of(&file),
        is_init: file.is_package,
        others: Others::default(),
        conditional: FxHashMap::default(),
    };
    let mut scope = Scope::default();
    builder.block(body, &mut scope, &Context::module());
    Index {
        file,
        source,
        scope,
        all: builder.all,
        all_is_computed: builder.all_is_computed,
        stars: builder.stars,
        async_defs: builder.async_defs,
        imported: builder.imported,
        imports: builder.imports.into(),
        others: builder.others,
        conditional: builder.conditional,
        unavailable: FxHashMap::default(),
        instead: FxHashSet::default(),
    }
}

pub(super) struct Builder<'a> {
    pub(super) target: &'a Target,
    pub(super) lines: Lines,
    pub(super) async_defs: Vec<AsyncDef>,
    pub(super) imported: BTreeSet<String>,
    pub(super) imports: Imports,
    pub(super) stars: Vec<String>,
    pub(super) all: Option<Vec<AllPart>>,
    pub(super) all_is_computed: bool,
    pub(super) package: String,
    pub(super) is_init: bool,
    pub(super) others: Others,
    pub(super) conditional: FxHashMap<String, Vec<String>>,
}

impl Builder<'_> {
    pub(super) fn block(
        &mut self,
        body: impl IntoIterator<Item = Stmt>,
        scope: &mut Scope,
        at: &Context,
    ) {
        for stmt in body {
            self.statement(stmt, scope, at);
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
                    if decorate(scope, &name, &node.value) {
                        return;
                    }
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
                self.imports.has_effects |= at.is_run_on_import() && has_effect(&node.value);
            }
            Stmt::Raise(_) => {
                self.imports.has_effects |= at.is_run_on_import();
            }
            _ => {}
        }
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
        let looks_at_arguments = looks_at_arguments(&node);
        let body = std::mem::take(&mut node.body);
        let kept = Body::of(&node, &body, &self.lines);
        let inside = at.inside(&node.name, Place::Function);
        self.nested(&body, &inside);
        if at.place == Place::Module && node.name.as_str() == "__getattr__" {
            self.import_on_demand(&body, scope);
        }
        drop(body);
        let name = node.name.to_string();
        let def = Def {
            node,
            generator,
            doc,
            line,
            body: kept,
            looks_at_arguments,
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

    fn class(&mut self, node: StmtClassDef, scope: &mut Scope, at: &Context) {
        let line = self.lines.at(node.name.start());
        let name = node.name.to_string();
        let inside = at.inside(&name, Place::Class);
        let doc = docstring(&node.body);
        let attributes = attributes(&node.body);
        let copied = copied(&node.body);
        let mut members = Scope::default();
        self.block(node.body, &mut members, &inside);
        let (bases, metaclass, flags) = node.arguments.map_or_else(Default::default, |arguments| {
            let metaclass = arguments.find_keyword("metaclass");
            let metaclass = metaclass.map(|keyword| keyword.value.clone());
            let is_true = |value: &Expr| matches!(value, Expr::BooleanLiteral(b) if b.value);
            let set = arguments.keywords.iter().filter(|k| is_true(&k.value));
            let flags = set.filter_map(|keyword| keyword.arg.as_ref().map(ToString::to_string));
            let flags: Vec<String> = flags.collect();
            (arguments.args.into_vec(), metaclass, flags)
        });
        let class = Class {
            bases,
            metaclass,
            flags,
            copied,
            decorators: node
                .decorator_list
                .into_iter()
                .map(|d| d.expression)
                .collect(),
            type_params: node.type_params,
            scope: members,
            attributes,
            doc,
            line,
        };
        bind(scope, name, Binding::Class(Box::new(class)));
    }
}

/// A later binding replaces an earlier one.
pub(super) fn bind(scope: &mut Scope, name: String, binding: Binding) {
    scope.insert(name, binding);
}

/// `function = decorator(function)`, which does what a decorator does.
fn decorate(scope: &mut Scope, name: &str, value: &Expr) -> bool {
    let Expr::Call(call) = value else {
        return false;
    };
    let is_it = matches!(&call.arguments.args[..], [Expr::Name(given)] if given.id == name);
    if !is_it || !call.arguments.keywords.is_empty() {
        return false;
    }
    let Some(Binding::Function(defs)) = scope.get_mut(name) else {
        return false;
    };
    let Some(def) = defs.last_mut() else {
        return false;
    };
    let decorator = Decorator {
        range: call.func.range(),
        node_index: call.node_index.clone(),
        expression: (*call.func).clone(),
    };
    def.node.decorator_list.insert(0, decorator);
    true
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
