//! The names at the top level of the emitted module: who has which, and what each stands for.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;

use crate::descriptor::TypeParam;
use crate::error::{Field, Problem, Taken};
use crate::syntax::{Binding, Meaning, Names, check_name, is_dunder, is_injected, normalized};
use crate::validate::is_reserved;
use crate::{runtime::reserved, stdlib};

/// The names that a module has so far.
pub(super) struct ModuleNames<'a> {
    bound: HashMap<Cow<'a, str>, Bound<'a>>,
    /// Whether each name that an import binds is here: not if a function is checked alone, nor
    /// if an import could not be read.
    has_all_imports: bool,
}

/// What has a name.
enum Bound<'a> {
    Import {
        binding: Binding<'a>,
        field: Field,
        at_run_time: bool,
    },
    TypeParam {
        param: &'a TypeParam,
        taken: Taken,
    },
    Class {
        index: usize,
    },
    Shim {
        function: usize,
    },
    Missing {
        index: usize,
    },
    Helper,
    /// Nothing yet, but what twins read under the name.
    RunTime,
}

impl Bound<'_> {
    fn taken(&self) -> Taken {
        match self {
            Self::Import { field, .. } => Taken::Import {
                field: Box::new(field.clone()),
            },
            Self::TypeParam { taken, .. } => taken.clone(),
            Self::Class { index } => Taken::Class { index: *index },
            Self::Shim { function } => Taken::Shim {
                function: *function,
            },
            Self::Missing { index } => Taken::Missing { index: *index },
            Self::Helper => Taken::Helper,
            Self::RunTime => Taken::RunTime,
        }
    }
}

impl<'a> ModuleNames<'a> {
    /// Those of a module with so many functions.
    pub(super) fn of(fns: usize) -> Self {
        Self {
            bound: HashMap::with_capacity(2 * fns),
            has_all_imports: true,
        }
    }

    /// Those of a module that nobody knows.
    pub(super) fn unknown() -> Self {
        Self {
            bound: HashMap::new(),
            has_all_imports: false,
        }
    }

    /// An import could not be read.
    pub(super) fn miss_imports(&mut self) {
        self.has_all_imports = false;
    }

    pub(super) fn bind_import(
        &mut self,
        binding: Binding<'a>,
        field: &Field,
        at_run_time: bool,
    ) -> Result<(), Problem> {
        let name = check_name(binding.name)?;
        let is_module = binding.is_module;
        let result = if is_dunder(&name) {
            Err(Problem::Dunder)
        } else if is_reserved(&name) && !(is_module && reserved::is_module(&name)) {
            // `import os` binds what the emitted module's own `import os` does.
            Err(Problem::Reserved)
        } else {
            Ok(())
        };
        // `import copy` binds what the emitted module's own `import copy` does.
        let is_of_twins = is_module && reserved::MODULES_OF_TWINS.contains(&&*name);
        match self.bound.get_mut(&name) {
            Some(Bound::Import {
                binding: known,
                at_run_time: known_at_run_time,
                ..
            }) if is_module && known.is_module => {
                *known_at_run_time |= at_run_time;
                result
            }
            Some(bound) if !(is_of_twins && matches!(bound, Bound::RunTime)) => {
                result.and(Err(Problem::Duplicate(bound.taken())))
            }
            _ => {
                // A name that cannot be had is known all the same: one error is enough.
                let bound = Bound::Import {
                    binding,
                    field: field.clone(),
                    at_run_time,
                };
                self.bound.insert(name, bound);
                result
            }
        }
    }

    /// Equal type parameters are one.
    pub(super) fn bind_type_param(
        &mut self,
        param: &'a TypeParam,
        taken: Taken,
    ) -> Result<(), Taken> {
        match self.bound.get(&normalized(&param.name)) {
            Some(Bound::TypeParam { param: other, .. }) if *other == param => Ok(()),
            _ => self.bind(&param.name, Bound::TypeParam { param, taken }),
        }
    }

    pub(super) fn bind_class(&mut self, index: usize, name: &'a str) -> Result<(), Taken> {
        self.bind(name, Bound::Class { index })
    }

    /// The place of the class that has this name.
    pub(super) fn class(&self, name: &str) -> Option<usize> {
        match self.bound.get(&normalized(name)) {
            Some(Bound::Class { index }) => Some(*index),
            _ => None,
        }
    }

    pub(super) fn bind_shim(&mut self, function: usize, sync_name: &'a str) -> Result<(), Taken> {
        self.bind(sync_name, Bound::Shim { function })
    }

    pub(super) fn bind_missing(&mut self, index: usize, name: &'a str) -> Result<(), Taken> {
        self.bind(name, Bound::Missing { index })
    }

    /// The helpers that a module has beside its shims.
    pub(super) fn bind_helpers(&mut self) {
        for name in reserved::HELPERS {
            self.bound.insert(Cow::Borrowed(name), Bound::Helper);
        }
    }

    /// What twins read, all of it where the module has a run-time part of its own.
    pub(super) fn bind_twins(&mut self, has_own_runtime: bool) {
        let mut names = reserved::BUILTINS_OF_CLASSES.to_vec();
        if has_own_runtime {
            names.extend(reserved::BUILTINS_OF_TWINS);
            names.extend(reserved::MODULES_OF_TWINS);
        }
        for name in names {
            self.bound.insert(Cow::Borrowed(name), Bound::RunTime);
        }
    }

    fn bind(&mut self, name: &'a str, bound: Bound<'a>) -> Result<(), Taken> {
        // An empty one is reported as that.
        if name.is_empty() {
            return Ok(());
        }
        let name = normalized(name);
        if let Some(bound) = self.bound.get(&name) {
            return Err(bound.taken());
        }
        self.bound.insert(name, bound);
        Ok(())
    }

    /// Whether an import of the module binds `root` when the module runs.
    pub(super) fn check_bound(&self, root: &str) -> Result<(), Problem> {
        match self.bound.get(&normalized(root)) {
            Some(Bound::Import {
                at_run_time: true, ..
            }) => Ok(()),
            None | Some(Bound::RunTime) if !self.has_all_imports => Ok(()),
            _ => Err(Problem::Unbound {
                root: root.to_owned(),
            }),
        }
    }

    /// Whether `root` has a value for annotations when the module runs.
    fn is_evaluable(&self, root: &str) -> bool {
        let root = normalized(root);
        match self.bound.get(&root) {
            Some(Bound::Import { at_run_time, .. }) => *at_run_time,
            Some(Bound::TypeParam { .. } | Bound::Class { .. }) => true,
            // Functions, of which some are not known yet, are no types.
            Some(Bound::Shim { .. } | Bound::Helper | Bound::Missing { .. }) => false,
            None | Some(Bound::RunTime) => {
                !self.has_all_imports || is_injected(&root) || stdlib::is_builtin_type(&root)
            }
        }
    }
}

/// The names of a module, remembering the first one that evaluating an annotation does not find.
pub(super) struct Evaluated<'n, 'a> {
    names: &'n ModuleNames<'a>,
    pub(super) unbound: RefCell<Option<String>>,
}

impl<'n, 'a> Evaluated<'n, 'a> {
    pub(super) fn new(names: &'n ModuleNames<'a>) -> Self {
        Self {
            names,
            unbound: RefCell::default(),
        }
    }
}

impl Names for Evaluated<'_, '_> {
    fn meaning(&self, dotted: &str) -> Meaning {
        let root = dotted.split('.').next().unwrap_or(dotted).trim();
        if !self.names.is_evaluable(root) {
            self.unbound
                .borrow_mut()
                .get_or_insert_with(|| root.to_owned());
        }
        self.names.meaning(dotted)
    }
}

impl Names for ModuleNames<'_> {
    fn meaning(&self, dotted: &str) -> Meaning {
        let (root, attributes) = match dotted.split_once('.') {
            Some((root, attributes)) => (root, Some(attributes)),
            None => (dotted, None),
        };
        let root = normalized(root.trim());
        match self.bound.get(&root) {
            Some(Bound::TypeParam { .. }) => match attributes.map(str::trim) {
                None | Some("args" | "kwargs") => Meaning::TypeParam,
                Some(_) => Meaning::NoType,
            },
            // A function or a class of ours: the attributes are no types.
            Some(Bound::Shim { .. } | Bound::Class { .. } | Bound::Helper)
                if attributes.is_some() =>
            {
                Meaning::NoType
            }
            Some(Bound::Shim { .. } | Bound::Class { .. } | Bound::Helper) => Meaning::Type,
            Some(Bound::Missing { .. }) => Meaning::Nothing,
            Some(Bound::Import {
                binding,
                at_run_time,
                ..
            }) => {
                let module = binding.module.split('.');
                let meaning = imported(&path(module.chain(binding.item), attributes));
                // At run time the name may be a builtin's: `Literal as frozenset`.
                match unbound(&root, attributes) {
                    _ if *at_run_time => meaning,
                    builtin if builtin == meaning => meaning,
                    Meaning::NoType => Meaning::NoType,
                    _ if meaning == Meaning::NoType => Meaning::NoType,
                    _ => Meaning::Type,
                }
            }
            Some(Bound::RunTime) | None => unbound(&root, attributes),
        }
    }
}

/// The parts of a full path, in the form that Python compares.
fn path<'a>(
    source: impl Iterator<Item = &'a str>,
    attributes: Option<&'a str>,
) -> Vec<Cow<'a, str>> {
    let attributes = attributes.into_iter().flat_map(|text| text.split('.'));
    let parts = source.chain(attributes);
    parts.map(|part| normalized(part.trim())).collect()
}

/// What a name stands for that an import binds: the path of a module and what is taken from it.
fn imported(path: &[Cow<'_, str>]) -> Meaning {
    let [root, .., last] = path else {
        // A module.
        return Meaning::NoType;
    };
    if matches!(&**root, "typing" | "typing_extensions") && path.len() == 2 {
        match &**last {
            "Literal" => return Meaning::Literal,
            "Annotated" => return Meaning::Annotated,
            _ => {}
        }
    }
    let is_type = if stdlib::is_module(root) {
        stdlib::is_type(&path[..path.len() - 1].join("."), last)
    } else {
        !path.iter().any(|part| is_surroundings(part))
            && (stdlib::is_type_name(last)
                || !path[1..].iter().any(|part| matches!(&**part, "os" | "sys")))
    };
    if is_type {
        Meaning::Type
    } else {
        Meaning::NoType
    }
}

/// What a name stands for that nothing in the descriptor binds: a builtin, a module that the
/// emitted module imports itself, or nothing. Every builtin that is no function is a type, so
/// without attributes it does not matter which.
fn unbound(root: &str, attributes: Option<&str>) -> Meaning {
    if is_injected(root) {
        return match attributes {
            None if root.starts_with("Mochi") => Meaning::Type,
            _ => Meaning::NoType,
        };
    }
    let Some(attributes) = attributes else {
        return match root {
            "Literal" => Meaning::Literal,
            "Annotated" => Meaning::Annotated,
            _ => Meaning::Nothing,
        };
    };
    // What `site` adds to the builtins has attributes that are strings.
    if matches!(
        root,
        "copyright" | "credits" | "exit" | "help" | "license" | "quit"
    ) {
        return Meaning::NoType;
    }
    let path = path([root].into_iter(), Some(attributes));
    match imported(&path) {
        Meaning::Type if !stdlib::is_module(root) => match path.last().map(|last| &**last) {
            Some("Literal") => Meaning::Literal,
            Some("Annotated") => Meaning::Annotated,
            _ => Meaning::Nothing,
        },
        meaning => meaning,
    }
}

/// Whether a name is one of `os` and `sys` for what somebody else says: variables of the
/// environment, arguments of the command line.
fn is_surroundings(name: &str) -> bool {
    matches!(name, "environ" | "environb" | "argv" | "orig_argv")
}
