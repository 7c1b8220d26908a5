//! Classes that no public name stands for, but whose objects users get all the same: from calls,
//! properties and attributes.

use std::rc::Rc;

use ruff_python_ast::{
    Expr,
    visitor::{Visitor, walk_expr},
};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::Explorer;
use crate::{
    index::{Assigned, Binding, Def, Index},
    resolve::{Entity, Id, named},
    types::{Ancestor, Scope, Ty, declared},
};

/// Special methods whose results users get without naming them.
pub(crate) const SPOKEN: &[&str] = &[
    "__aenter__",
    "__aiter__",
    "__anext__",
    "__await__",
    "__call__",
    "__enter__",
    "__getitem__",
    "__iter__",
    "__next__",
];

/// Types in each other, no deeper than this.
const MAX_DEPTH: usize = 16;

/// What has been found, and what of it is still to be looked at.
#[derive(Default)]
struct Search {
    found: HashSet<Id>,
    next: Vec<Id>,
    /// Classes whose members were looked at.
    scanned: HashSet<Id>,
}

impl Explorer<'_, '_> {
    /// Finds the classes of the package that are reached from what is public.
    pub(super) fn reach(&mut self) {
        let mut search = Search::default();
        let mut public: Vec<&Id> = self.public.keys().collect();
        public.sort();
        for id in public {
            self.look(id, &mut search);
        }
        self.look_behind_stubs(&mut search);
        while let Some(id) = search.next.pop() {
            self.look(&id, &mut search);
        }
        // A public name may stand for a class that has a private one.
        let named: HashSet<Entity> = self
            .public
            .keys()
            .map(|id| self.world.behind(Entity::Defined(id.clone())))
            .collect();
        let unnamed = |id: &Id| {
            let ends = id.name.match_indices('.').map(|(at, _)| at);
            let mut prefixes = ends.chain([id.name.len()]).map(|end| &id.name[..end]);
            !prefixes.any(|name| named.contains(&Entity::Defined(Id::new(&*id.module, name))))
        };
        let reached: HashMap<Id, (String, String)> = search
            .found
            .into_iter()
            .filter(unnamed)
            .map(|id| (id.clone(), (id.module, id.name)))
            .collect();
        self.reached = Rc::new(reached);
    }

    /// Looks at what methods give that a class has where it is executed, and that its stub leaves
    /// out: users get the objects all the same.
    fn look_behind_stubs(&self, search: &mut Search) {
        for index in self.modules().filter(|index| index.file.is_stub) {
            let Some(executed) = self.world.executed(&index.file.name) else {
                continue;
            };
            for (name, binding) in &executed.scope {
                let Binding::Class(class) = binding else {
                    continue;
                };
                let id = Id::new(&*index.file.name, &**name);
                if !self.public.contains_key(&id) {
                    continue;
                }
                for (member, binding) in &class.scope {
                    let Binding::Function(defs) = binding else {
                        continue;
                    };
                    let is_in_stub = self.world.with(&id.member(member), |_, _| ()).is_some();
                    if member.starts_with('_') || is_in_stub {
                        continue;
                    }
                    for def in defs {
                        self.look_at_imported(def, &executed, search);
                    }
                }
            }
        }
    }

    /// Finds the classes that an annotation names by imports of its module.
    fn look_at_imported(&self, def: &Def, index: &Index, search: &mut Search) {
        struct Named<'a>(Vec<&'a str>);
        impl<'a> Visitor<'a> for Named<'a> {
            fn visit_expr(&mut self, expr: &'a Expr) {
                if let Expr::Name(name) = expr {
                    self.0.push(&name.id);
                }
                walk_expr(self, expr);
            }
        }
        let Some(returns) = def.node.returns.as_deref() else {
            return;
        };
        let mut named = Named(Vec::new());
        named.visit_expr(returns);
        for name in named.0 {
            let Some(Binding::Import(import)) = index.scope.get(name) else {
                continue;
            };
            let Some(name) = &import.name else { continue };
            let entity = self.world.name_in(&import.module, name);
            if let Entity::Defined(id) = self.world.behind(entity)
                && self.world.is_class(&id)
            {
                self.add(&id, search);
            }
        }
    }

    /// Looks at what a definition gives.
    fn look(&self, id: &Id, search: &mut Search) {
        let Entity::Defined(id) = self.world.behind(Entity::Defined(id.clone())) else {
            return;
        };
        if self.world.is_class(&id) {
            self.look_at_class(&id, search);
            return;
        }
        let scope = Scope::of(&id.module);
        self.look_at_binding(&id, &scope, search);
    }

    fn look_at_class(&self, class: &Id, search: &mut Search) {
        for ancestor in self
            .types
            .ancestors(class, &self.types.own_arguments(class))
            .iter()
        {
            let Ancestor::Defined(owner, arguments) = ancestor else {
                continue;
            };
            for (_, ty) in arguments {
                self.collect(ty, search, MAX_DEPTH);
            }
            if !search.scanned.insert(owner.clone()) {
                continue;
            }
            let scope = self.types.class_scope(owner, None);
            let names = self.world.with_class(owner, |definition, _| {
                let names = definition.scope.keys();
                let public = |name: &&String| !name.starts_with('_') || SPOKEN.contains(&&***name);
                names.filter(public).cloned().collect::<Vec<_>>()
            });
            for name in names.unwrap_or_default() {
                self.look_at_binding(&owner.member(&name), &scope, search);
            }
            self.world.with_class(owner, |definition, _| {
                for attribute in &definition.attributes {
                    match &attribute.assigned {
                        Assigned::Type(annotation) => {
                            let ty = self.types.read(annotation, &scope);
                            self.collect(&ty, search, MAX_DEPTH);
                        }
                        Assigned::Value(value) => self.look_at_value(value, &scope, search),
                        Assigned::Other => {}
                    }
                }
            });
        }
    }

    fn look_at_binding(&self, id: &Id, scope: &Scope, search: &mut Search) {
        self.world.with(id, |binding, _| match binding {
            Binding::Function(defs) => {
                for def in defs {
                    self.look_at_result(id, def, scope, search);
                }
            }
            Binding::Value { value, annotation } => {
                if let Some(annotation) = annotation {
                    let ty = self.types.read(annotation, scope);
                    self.collect(&ty, search, MAX_DEPTH);
                }
                // It may be of a subclass of what the annotation says.
                if let Some(value) = value {
                    self.look_at_value(value, scope, search);
                }
            }
            _ => {}
        });
    }

    fn look_at_result(&self, id: &Id, def: &Def, scope: &Scope, search: &mut Search) {
        let Some(returns) = def.node.returns.as_deref() else {
            return;
        };
        let mut scope = scope.clone();
        scope
            .params
            .extend(declared(id, def.node.type_params.as_deref()));
        let ty = self.types.read(returns, &scope);
        self.collect(&ty, search, MAX_DEPTH);
    }

    /// `Class(...)`, or a call of a function whose annotation says what it gives.
    fn look_at_value(&self, value: &Expr, scope: &Scope, search: &mut Search) {
        let Expr::Call(call) = value else { return };
        let function = match &*call.func {
            Expr::Subscript(generic) => &*generic.value,
            function => function,
        };
        let classes: Vec<&str> = scope.class.as_deref().into_iter().collect();
        let entity = named(self.world, &scope.module, &classes, function);
        let Some(Entity::Defined(id)) = entity.map(|entity| self.world.behind(entity)) else {
            return;
        };
        if self.world.is_class(&id) {
            self.add(&id, search);
            return;
        }
        self.world.with_function(&id, |defs, _| {
            let class = id.name.rsplit_once('.').map(|(class, _)| class.to_owned());
            let receiver = class
                .as_deref()
                .map(|class| Ty::Defined(Id::new(&*id.module, class)));
            let scope = Scope {
                module: id.module.clone(),
                class,
                receiver,
                ..Scope::default()
            };
            for def in defs {
                self.look_at_result(&id, def, &scope, search);
            }
        });
    }

    /// Finds the classes in a type.
    fn collect(&self, ty: &Ty, search: &mut Search, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        match self.types.expanded(ty) {
            Ty::Defined(id) if self.world.is_class(&id) => self.add(&id, search),
            Ty::Apply(head, arguments) => {
                self.collect(&head, search, depth);
                let is_callable = matches!(&*head, Ty::Foreign { name, .. } if name == "Callable");
                // What a callable takes, users make themselves.
                let skipped = usize::from(is_callable);
                for ty in arguments.iter().skip(skipped) {
                    self.collect(ty, search, depth);
                }
            }
            Ty::Union(members) | Ty::List(members) => {
                for ty in &members {
                    self.collect(ty, search, depth);
                }
            }
            Ty::Star(inner) => self.collect(&inner, search, depth),
            _ => {}
        }
    }

    fn add(&self, id: &Id, search: &mut Search) {
        if self.world.is_own(&id.module) && search.found.insert(id.clone()) {
            search.next.push(id.clone());
        }
    }
}
