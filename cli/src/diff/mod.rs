//! What is different between two surfaces, for those who call the shims?

mod change;
mod signature;
#[cfg(test)]
mod tests;

use indexmap::IndexMap;
use mochi_asyncbridge::{AsyncFn, Class, Member, MemberKind, Module, Overload, Param, Shape};

pub use change::{Change, ChangeKind};

/// Every change from one module to another: first what breaks callers, each part in the order of
/// names.
#[must_use]
pub fn diff(old: &Module, new: &Module) -> Vec<Change> {
    let (old, new) = (objects(old), objects(new));
    let mut changes = Vec::new();
    for (name, before) in &old {
        match new.get(name) {
            Some(after) => compare(name, before, after, &mut changes),
            None => changes.push(Change::new(name, ChangeKind::ObjectRemoved)),
        }
    }
    let added = new.keys().filter(|name| !old.contains_key(*name));
    changes.extend(added.map(|name| Change::new(name, ChangeKind::ObjectAdded)));
    changes.sort_by(|one, other| {
        let key = |change: &Change| !change.kind.is_breaking();
        (key(one), one).cmp(&(key(other), other))
    });
    changes
}

/// What has a name in a module.
struct Object<'m> {
    use_: Use,
    params: &'m [Param],
    returns: &'m str,
    overloads: &'m [Overload],
    bases: &'m [String],
}

/// How something is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Class,
    /// A call that gives what such a shape gives.
    Call(Given),
    /// An attribute that can be read, and perhaps set.
    Attribute(Given, bool),
    /// `for` over it; with `next` too if it is its own iterator.
    Iteration(bool),
    /// `with` it.
    With,
    /// Any attribute.
    Dynamic,
}

/// What callers do with what they get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Given {
    Value,
    Iterator,
    Generator,
    ContextManager,
    /// A value that is a context manager as well.
    Both,
}

impl Given {
    fn of(shape: &Shape) -> Self {
        match shape {
            Shape::AsyncIterator => Self::Iterator,
            Shape::AsyncGenerator { .. } => Self::Generator,
            Shape::AsyncContextManager => Self::ContextManager,
            Shape::AwaitableContextManager => Self::Both,
            _ => Self::Value,
        }
    }

    /// Whether all that could be done with the one can be done with the other.
    fn is_also(self, other: Self) -> bool {
        self == other
            || matches!(
                (self, other),
                (Self::Iterator, Self::Generator) | (Self::Value, Self::Both)
            )
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Iterator => "iterator",
            Self::Generator => "generator",
            Self::ContextManager => "context manager",
            Self::Both => "value and context manager",
        }
    }
}

impl Use {
    fn is_also(self, other: Self) -> bool {
        match (self, other) {
            (Self::Call(one), Self::Call(other)) => one.is_also(other),
            (Self::Attribute(one, is_set), Self::Attribute(other, can_be_set)) => {
                one.is_also(other) && (can_be_set || !is_set)
            }
            (Self::Iteration(is_iterator), Self::Iteration(other)) => other || !is_iterator,
            _ => self == other,
        }
    }

    fn words(self) -> String {
        match self {
            Self::Class => "class".to_owned(),
            Self::Call(given) => format!("call that gives a {}", given.words()),
            Self::Attribute(given, true) => format!("attribute: {}", given.words()),
            Self::Attribute(given, false) => format!("read-only attribute: {}", given.words()),
            Self::Iteration(false) => "iterable".to_owned(),
            Self::Iteration(true) => "iterator".to_owned(),
            Self::With => "context manager".to_owned(),
            Self::Dynamic => "attributes of any name".to_owned(),
        }
    }
}

/// Everything in a module that has a name: shims, classes, and members of classes.
fn objects(module: &Module) -> IndexMap<String, Object<'_>> {
    let mut objects = IndexMap::new();
    for function in &module.fns {
        objects.insert(function.sync_name.clone(), of_function(function));
    }
    for class in &module.classes {
        objects.insert(class.name.clone(), of_class(class));
        for member in &class.members {
            let name = format!("{}.{}", class.name, name_of(member));
            objects.insert(name, of_member(member));
        }
    }
    objects
}

fn of_function(function: &AsyncFn) -> Object<'_> {
    Object {
        use_: Use::Call(Given::of(&function.shape)),
        params: &function.params,
        returns: &function.returns,
        overloads: &function.overloads,
        bases: &[],
    }
}

fn of_class(class: &Class) -> Object<'_> {
    Object {
        use_: Use::Class,
        params: &[],
        returns: "",
        overloads: &[],
        bases: &class.bases,
    }
}

fn of_member(member: &Member) -> Object<'_> {
    let use_ = match &member.kind {
        MemberKind::Variable { .. } => Use::Attribute(Given::Value, true),
        MemberKind::Property { shape, setter } => {
            Use::Attribute(Given::of(shape), setter.is_some())
        }
        MemberKind::Method { shape, .. } => Use::Call(Given::of(shape)),
        MemberKind::Iterable => Use::Iteration(false),
        MemberKind::Iterator => Use::Iteration(true),
        MemberKind::ContextManager => Use::With,
        MemberKind::Dynamic => Use::Dynamic,
        _ => Use::Call(Given::Value),
    };
    Object {
        use_,
        params: &member.params,
        returns: &member.returns,
        overloads: &member.overloads,
        bases: &[],
    }
}

/// The name of a member, also of those whose kind names them.
fn name_of(member: &Member) -> &str {
    match member.kind {
        MemberKind::Constructor => "__init__",
        MemberKind::Iterable | MemberKind::Iterator => "__iter__",
        MemberKind::ContextManager => "__enter__",
        MemberKind::Dynamic => "__getattr__",
        _ => &member.name,
    }
}

fn compare(name: &str, old: &Object<'_>, new: &Object<'_>, changes: &mut Vec<Change>) {
    let change = |kind| Change::new(name, kind);
    if old.use_ != new.use_ {
        let kind = if old.use_.is_also(new.use_) {
            ChangeKind::ObjectWidenedKind
        } else {
            ChangeKind::ObjectChangedKind
        };
        changes.push(change(kind).from(old.use_.words()).to(new.use_.words()));
    }
    signature::compare(name, old.params, new.params, changes);
    if old.returns != new.returns {
        let kind = match (old.use_, is_among(new.returns, old.returns)) {
            (Use::Attribute(_, true), _) | (Use::Attribute(..), false) => {
                ChangeKind::AttributeChangedType
            }
            (_, true) => ChangeKind::ReturnNarrowedType,
            (_, false) => ChangeKind::ReturnChangedType,
        };
        changes.push(change(kind).from(old.returns).to(new.returns));
    }
    if old.overloads != new.overloads {
        changes.push(change(ChangeKind::OverloadsChanged));
    }
    for base in old.bases.iter().filter(|base| !new.bases.contains(base)) {
        changes.push(change(ChangeKind::ClassRemovedBase).of(base));
    }
    for base in new.bases.iter().filter(|base| !old.bases.contains(base)) {
        changes.push(change(ChangeKind::ClassAddedBase).of(base));
    }
}

/// Whether each member of the one union is a member of the other.
fn is_among(one: &str, other: &str) -> bool {
    let other = union_members(other);
    union_members(one)
        .iter()
        .all(|member| other.contains(member))
}

/// The members of a union, `A | B[C | D]` has two.
fn union_members(annotation: &str) -> Vec<&str> {
    let mut members = Vec::new();
    let mut depth = 0_usize;
    let mut quote = None;
    let mut start = 0;
    for (at, letter) in annotation.char_indices() {
        match (quote, letter) {
            (Some(open), letter) if letter == open => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth = depth.saturating_sub(1),
            (None, '|') if depth == 0 => {
                members.push(annotation[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    members.push(annotation[start..].trim());
    members
}
