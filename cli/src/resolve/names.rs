//! What names stand for.

use ruff_python_ast::Expr;
use rustc_hash::FxHashSet as HashSet;

use super::{Entity, Id, MAX_SEEN, World, builtins::is_builtin, is_stdlib};
use crate::index::{Binding, Import, dotted};

/// How far aliases are followed.
const MAX_HOPS: usize = 64;

/// The steps that looking a name up in a module takes.
const LOOKUP: usize = 8;

impl World {
    /// What a dotted name stands for, seen from inside some classes of a module.
    pub(crate) fn resolve(&self, module: &str, classes: &[&str], path: &str) -> Entity {
        let mut parts = path.split('.');
        let head = parts.next().unwrap_or(path);
        let mut entity = self.resolve_head(module, classes, head);
        if let Entity::Module(name) = &entity
            && is_stdlib(name)
        {
            return self.foreign(module, name.clone(), parts);
        }
        for part in parts {
            entity = self.attribute(&entity, part);
            if entity == Entity::Missing {
                break;
            }
        }
        entity
    }

    /// `a.b.C` where only the import statements of the asking module tell modules from classes.
    fn foreign<'p>(
        &self,
        asking: &str,
        top: String,
        parts: impl Iterator<Item = &'p str>,
    ) -> Entity {
        let parts: Vec<&str> = parts.collect();
        let imported = self.module(asking);
        let known = |name: &str| {
            imported.as_ref().is_some_and(|index| {
                index.imported.iter().any(|m| {
                    m == name
                        || m.strip_prefix(name)
                            .is_some_and(|rest| rest.starts_with('.'))
                })
            })
        };
        let mut module = top;
        let mut rest = &parts[..];
        while let [first, tail @ ..] = rest {
            let longer = format!("{module}.{first}");
            if !known(&longer) {
                break;
            }
            module = longer;
            rest = tail;
        }
        if rest.is_empty() {
            Entity::Module(module)
        } else {
            Entity::Foreign {
                module,
                name: rest.join("."),
            }
        }
    }

    fn resolve_head(&self, module: &str, classes: &[&str], name: &str) -> Entity {
        if let Some(class) = classes.last() {
            let id = Id::new(module, *class).member(name);
            if self.with(&id, |binding, _| {
                matches!(
                    binding,
                    Binding::Class(_) | Binding::TypeAlias(_) | Binding::Import(_)
                )
            }) == Some(true)
            {
                return self.entity(&id);
            }
        }
        match self.name_in(module, name) {
            Entity::Missing if is_builtin(name) => Entity::Builtin(name.to_owned()),
            entity => entity,
        }
    }

    /// Whether type checkers do not see a name of a module: its `__getattr__` makes it, or it comes
    /// with a `*` from where it is computed which names there are.
    pub(crate) fn is_unseen(&self, module: &str, name: &str) -> bool {
        let top = name.split('.').next().unwrap_or(name);
        self.is_unseen_bounded(module, top, MAX_HOPS)
    }

    fn is_unseen_bounded(&self, module: &str, name: &str, hops: usize) -> bool {
        let Some(hops) = hops.checked_sub(1) else {
            return false;
        };
        let Some(index) = self.module(module) else {
            return false;
        };
        match index.scope.get(name) {
            Some(Binding::Import(import)) => import.on_demand,
            Some(_) => false,
            None => {
                let mut stars = index.stars.iter().filter(|star| !is_stdlib(star));
                let star = stars.find(|star| self.exports(star).contains(name));
                star.is_some_and(|star| {
                    let computed = self.module(star).is_some_and(|star| star.all_is_computed);
                    computed || self.is_unseen_bounded(star, name, hops)
                })
            }
        }
    }

    /// What a module's attribute stands for.
    pub(crate) fn name_in(&self, module: &str, name: &str) -> Entity {
        let id = Id::new(module, name);
        if let Some(known) = self.resolved.borrow().get(&id) {
            return known.clone();
        }
        // What is asked for again while it is looked for is nowhere.
        self.resolved
            .borrow_mut()
            .insert(id.clone(), Entity::Missing);
        let entity = self.name_in_bounded(module, name, &mut HashSet::default());
        self.resolved.borrow_mut().insert(id, entity.clone());
        entity
    }

    pub(super) fn name_in_bounded(
        &self,
        module: &str,
        name: &str,
        seen: &mut HashSet<(String, String)>,
    ) -> Entity {
        if is_stdlib(module) {
            return Entity::Foreign {
                module: module.to_owned(),
                name: name.to_owned(),
            };
        }
        let bound = self.bound_in(module, name, seen);
        if bound == Entity::Missing && self.module(module).is_some_and(|m| m.file.is_package) {
            let child = format!("{module}.{name}");
            if self.module(&child).is_some() {
                return Entity::Module(child);
            }
        }
        bound
    }

    /// What a statement of a module binds a name to.
    fn bound_in(&self, module: &str, name: &str, seen: &mut HashSet<(String, String)>) -> Entity {
        let known = self.resolved.borrow().get(&Id::new(module, name)).cloned();
        // While it is looked for, it is missing there.
        if let Some(known) = known
            && known != Entity::Missing
        {
            return known;
        }
        let is_new = seen.len() <= MAX_SEEN && seen.insert((module.to_owned(), name.to_owned()));
        if !is_new || !self.budget.spend(LOOKUP) {
            return Entity::Missing;
        }
        let Some(index) = self.module(module) else {
            return Entity::Missing;
        };
        match index.scope.get(name) {
            Some(Binding::Import(import)) => return self.imported(import, seen),
            Some(_) => return Entity::Defined(Id::new(module, name)),
            None => {}
        }
        for star in index.stars.iter().filter(|star| !is_stdlib(star)) {
            let has_all = self.module(star).is_some_and(|star| star.all.is_some());
            let found = if has_all && self.exports(star).contains(name) {
                self.name_in_bounded(star, name, seen)
            } else if !has_all && !name.starts_with('_') {
                self.bound_in(star, name, seen)
            } else {
                Entity::Missing
            };
            if found != Entity::Missing {
                let id = Id::new(module, name);
                self.resolved.borrow_mut().insert(id, found.clone());
                return found;
            }
        }
        Entity::Missing
    }

    /// The class that a name of a module stands for when it is executed, where type checkers see
    /// something else.
    pub(crate) fn class_at_run_time(&self, id: &Id) -> Option<Id> {
        let index = self.module(&id.module)?;
        let others = index.others.get(&id.name)?.iter();
        let mut found = others
            .filter(|other| other.at_run_time)
            .filter_map(|other| match &other.binding {
                Binding::Import(import) => Some(self.imported(import, &mut HashSet::default())),
                Binding::Value { value, .. } => {
                    Some(self.resolve(&id.module, &[], &dotted(value.as_ref()?)?))
                }
                _ => None,
            });
        found.find_map(|entity| match self.behind(entity) {
            Entity::Defined(class) if self.is_class(&class) => Some(class),
            _ => None,
        })
    }

    fn imported(&self, import: &Import, seen: &mut HashSet<(String, String)>) -> Entity {
        let Some(name) = &import.name else {
            return Entity::Module(import.module.clone());
        };
        match self.name_in_bounded(&import.module, name, seen) {
            Entity::Missing => {
                let child = format!("{}.{name}", import.module);
                if self.module(&child).is_some() {
                    Entity::Module(child)
                } else {
                    Entity::Missing
                }
            }
            found => found,
        }
    }

    fn attribute(&self, entity: &Entity, name: &str) -> Entity {
        match entity {
            Entity::Module(module) => match self.name_in(module, name) {
                Entity::Missing => {
                    let child = format!("{module}.{name}");
                    if self.module(&child).is_some() {
                        Entity::Module(child)
                    } else {
                        Entity::Missing
                    }
                }
                found => found,
            },
            Entity::Foreign {
                module,
                name: outer,
            } => Entity::Foreign {
                module: module.clone(),
                name: format!("{outer}.{name}"),
            },
            Entity::Defined(id) => self.entity(&id.member(name)),
            Entity::Builtin(_) | Entity::Missing => Entity::Missing,
        }
    }

    /// A qualified name as an entity, if something is defined there.
    fn entity(&self, id: &Id) -> Entity {
        match self.with(id, |binding, _| match binding {
            Binding::Import(import) => Some(import.clone()),
            _ => None,
        }) {
            Some(Some(import)) => self.imported(&import, &mut HashSet::default()),
            Some(None) => Entity::Defined(id.clone()),
            None => Entity::Missing,
        }
    }

    /// Follows `name = other` to the class or function behind it.
    pub(crate) fn behind(&self, entity: Entity) -> Entity {
        let mut entity = entity;
        for _ in 0..MAX_HOPS {
            let Entity::Defined(id) = &entity else { break };
            let target = self.with(id, |binding, _| match binding {
                Binding::Value {
                    value: Some(value), ..
                } => dotted(value),
                _ => None,
            });
            let Some(Some(path)) = target else { break };
            let classes: Vec<&str> = id
                .name
                .rsplit_once('.')
                .map(|(outer, _)| outer)
                .into_iter()
                .collect();
            let mut next = Entity::Missing;
            if let (Some(class), false) = (classes.first(), path.contains('.')) {
                next = self.entity(&Id::new(&*id.module, *class).member(&path));
            }
            if next == Entity::Missing {
                next = self.resolve(&id.module, &classes, &path);
            }
            if next == Entity::Missing {
                break;
            }
            entity = next;
        }
        entity
    }
}

/// What an expression names, if it is a dotted name.
pub(crate) fn named(world: &World, module: &str, classes: &[&str], expr: &Expr) -> Option<Entity> {
    Some(world.resolve(module, classes, &dotted(expr)?))
}
