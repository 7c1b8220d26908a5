//! What is a type as text that can be evaluated when a program runs?
//!
//! `typing.get_type_hints` evaluates an annotation, and each string that it finds inside what that
//! gives, where the shims are. So every name must have a value there, and an alias, which may hold
//! strings that only its own module can read, stands for what it is made of.

use crate::{
    emit::Writer,
    resolve::{Absence, Id},
    types::Ty,
};

impl Writer<'_, '_> {
    /// What is evaluated in the place of a type, if it is not the type itself.
    pub(super) fn evaluated(&mut self, ty: &Ty) -> Option<String> {
        if !self.is_evaluated {
            return None;
        }
        match ty {
            Ty::Foreign { module, name } if module != "builtins" => self.foreign(module, name),
            Ty::Defined(id) if self.is_assigned(id) => Some(self.aliased_type(id, ty)),
            Ty::Defined(id) | Ty::Member(id, _) => self.absent(id),
            Ty::Apply(head, _) => match &**head {
                Ty::Defined(id) if self.is_assigned(id) => Some(self.aliased_type(id, ty)),
                Ty::Defined(id) => self.absent(id).or_else(|| self.bare_class(id)),
                Ty::Builtin(name) if !is_generic_builtin(name) => Some(name.clone()),
                // What stands in its brackets would be all that is left.
                Ty::Foreign { module, name } if module != "builtins" => self.foreign(module, name),
                _ => None,
            },
            Ty::Union(members) => self.union(members),
            _ => None,
        }
    }

    /// `typing.Any` for a type of the standard library without a value.
    fn foreign(&mut self, module: &str, name: &str) -> Option<String> {
        let absence = self.types.world.at_run_time(module, name).err()?;
        Some(self.any(&format!("{module}.{name}"), &absence))
    }

    /// The same for what is not in the module that it is best taken from.
    fn absent(&mut self, id: &Id) -> Option<String> {
        // Its twin stands for it.
        if !self.originals && self.twins.contains_key(id) {
            return None;
        }
        let (module, name) = self.place(id);
        let absence = self.types.world.at_run_time(&module, &name).err()?;
        Some(self.any(&format!("{module}.{name}"), &absence))
    }

    /// A class without its arguments, which takes none when a program runs.
    fn bare_class(&mut self, id: &Id) -> Option<String> {
        let world = self.types.world;
        let is_generic = !world.is_class(id) || world.is_generic_at_run_time(&id.module, &id.name);
        (!is_generic).then(|| self.path(id))
    }

    /// Whether a name stands for a type by assignment: not by a `type` statement, which makes an
    /// object of its own.
    fn is_assigned(&self, id: &Id) -> bool {
        self.types.world.is_value(id) && self.types.alias(id).is_some()
    }

    /// What an alias, perhaps with arguments, is made of.
    fn aliased_type(&mut self, id: &Id, ty: &Ty) -> String {
        if self.inside.contains(id) {
            return self.any(&format!("{}.{}", id.module, id.name), &Absence::Recursive);
        }
        self.inside.push(id.clone());
        let text = self.text(&self.types.expanded(ty));
        self.inside.pop();
        text
    }

    /// Members that have no `|`: `threading.Lock` is a function before 3.13.
    fn union(&mut self, members: &[Ty]) -> Option<String> {
        let is_function = |ty: &Ty| {
            matches!(ty, Ty::Foreign { module, name }
                if module == "threading" && matches!(&**name, "Lock" | "RLock"))
        };
        members.iter().any(is_function).then(|| {
            let members = self.list(members, ", ");
            self.checking.insert("import typing".to_owned());
            format!("typing.Union[{members}]")
        })
    }

    fn any(&mut self, name: &str, absence: &Absence) -> String {
        self.absent.insert(name.to_owned(), absence.to_string());
        self.text(&Ty::Any)
    }
}

/// Whether brackets can stand behind a builtin type: type checkers know of more.
fn is_generic_builtin(name: &str) -> bool {
    matches!(
        name,
        "BaseExceptionGroup"
            | "ExceptionGroup"
            | "dict"
            | "enumerate"
            | "frozenset"
            | "list"
            | "set"
            | "tuple"
            | "type"
    )
}
