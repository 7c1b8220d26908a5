//! Which classes does a package define that a twin could stand for?

use crate::{
    index::{Binding, Scope},
    resolve::Id,
    surface::Explorer,
    types::{Ancestor, Ty},
};

impl Explorer<'_, '_> {
    /// The classes of the package, nested ones too, in the order of their definitions. Exceptions,
    /// enumerations and other plain data are no objects that anything is called on.
    pub(super) fn roster(&self) -> Vec<Id> {
        let mut found = Vec::new();
        for index in self.modules() {
            classes(&index.scope, &index.file.name, "", &mut found);
        }
        found.retain(|class| !self.is_data(class));
        found
    }

    /// Whether objects of a class cross as they are, whatever they hold.
    fn is_data(&self, class: &Id) -> bool {
        self.types.ancestors(class, &[]).iter().any(|ancestor| {
            let id = match ancestor {
                Ancestor::Defined(id, _) => id,
                Ancestor::Foreign(module, name, _) => {
                    return module == "enum"
                        || module == "typing" && matches!(&**name, "TypedDict" | "NamedTuple")
                        || module == "ctypes";
                }
            };
            let bases = self.types.bases(id);
            bases.iter().any(|base| {
                let head = base.head();
                matches!(head, Ty::Builtin(name) if is_data(name))
                    || matches!(head, Ty::Foreign { module, name }
                        if module == "typing" && matches!(&**name, "TypedDict" | "NamedTuple"))
            })
        })
    }
}

/// Whether objects of a builtin class are values, or are raised.
fn is_data(builtin: &str) -> bool {
    matches!(
        builtin,
        "str" | "bytes" | "int" | "float" | "bool" | "complex" | "tuple" | "type"
    ) || [
        "Error",
        "Exception",
        "Warning",
        "Interrupt",
        "Exit",
        "Iteration",
        "Group",
    ]
    .iter()
    .any(|end| builtin.ends_with(end))
}

fn classes(scope: &Scope, module: &str, prefix: &str, found: &mut Vec<Id>) {
    for (name, binding) in scope {
        if let Binding::Class(class) = binding {
            let name = format!("{prefix}{name}");
            found.push(Id::new(module, &*name));
            classes(&class.scope, module, &format!("{name}."), found);
        }
    }
}
