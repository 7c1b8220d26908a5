//! What can change about a shim, and which changes break its callers?

use std::fmt;

use serde::Serialize;

/// One change of one shim.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// The shim, or the class or member of a class of twins.
    pub name: String,
    /// What changed.
    pub kind: ChangeKind,
    /// Of what: a parameter or a base, perhaps.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// How it was.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub old: String,
    /// How it is.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub new: String,
}

impl Change {
    pub(super) fn new(name: &str, kind: ChangeKind) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            what: String::new(),
            old: String::new(),
            new: String::new(),
        }
    }

    pub(super) fn of(mut self, what: &str) -> Self {
        what.clone_into(&mut self.what);
        self
    }

    pub(super) fn from(mut self, old: impl Into<String>) -> Self {
        self.old = old.into();
        self
    }

    pub(super) fn to(mut self, new: impl Into<String>) -> Self {
        self.new = new.into();
        self
    }
}

impl Change {
    /// What changed beside the kind, in words: nothing where the kind says it all.
    #[must_use]
    pub fn detail(&self) -> String {
        let from_to = match (&*self.old, &*self.new) {
            ("", "") => String::new(),
            (old, new) => format!("`{old}` -> `{new}`"),
        };
        match (&*self.what, &*from_to) {
            ("", _) => from_to,
            (what, "") => format!("`{what}`"),
            (what, _) => format!("`{what}`: {from_to}"),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.kind)?;
        match self.detail() {
            detail if detail.is_empty() => Ok(()),
            detail => write!(f, ": {detail}"),
        }
    }
}

/// What changed. The words of those that break callers are those of `griffe check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// There is no such shim any more.
    ObjectRemoved,
    /// It gives an iterator instead of a value, or is a property instead of a method.
    ObjectChangedKind,
    /// The class has lost a base.
    ClassRemovedBase,
    /// Arguments that were taken are not.
    ParameterRemoved,
    /// Arguments given by position reach another parameter.
    ParameterMoved,
    /// Arguments can no more be given by position, or by name.
    ParameterChangedKind,
    /// It has another default.
    ParameterChangedDefault,
    /// It had a default and has none.
    ParameterChangedRequired,
    /// A new one has no default.
    ParameterAddedRequired,
    /// What the call gives has another type, and not one of several that it had.
    ReturnChangedType,
    /// A variable or a property has another type.
    AttributeChangedType,
    /// There is a new shim.
    ObjectAdded,
    /// It can be used as before, and in another way too.
    ObjectWidenedKind,
    /// The class has a new base.
    ClassAddedBase,
    /// A new parameter may be left out.
    ParameterAdded,
    /// Nobody could give its name.
    ParameterRenamed,
    /// Arguments can be given in another way too.
    ParameterWidenedKind,
    /// It has a default and had none.
    ParameterMadeOptional,
    /// Another annotation: whether it takes what callers give, nobody can say.
    ParameterChangedType,
    /// The type is one of several that it had.
    ReturnNarrowedType,
    /// Other signatures for type checkers.
    OverloadsChanged,
}

impl ChangeKind {
    /// Whether programs that were right may not be any more.
    #[must_use]
    pub const fn is_breaking(self) -> bool {
        matches!(
            self,
            Self::ObjectRemoved
                | Self::ObjectChangedKind
                | Self::ClassRemovedBase
                | Self::ParameterRemoved
                | Self::ParameterMoved
                | Self::ParameterChangedKind
                | Self::ParameterChangedDefault
                | Self::ParameterChangedRequired
                | Self::ParameterAddedRequired
                | Self::ReturnChangedType
                | Self::AttributeChangedType
        )
    }

    /// The change in a few words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ObjectRemoved => "removed",
            Self::ObjectChangedKind => "kind changed",
            Self::ClassRemovedBase => "base removed",
            Self::ParameterRemoved => "parameter removed",
            Self::ParameterMoved => "parameter moved",
            Self::ParameterChangedKind => "parameter kind changed",
            Self::ParameterChangedDefault => "parameter default changed",
            Self::ParameterChangedRequired => "parameter became required",
            Self::ParameterAddedRequired => "required parameter added",
            Self::ReturnChangedType => "return type changed",
            Self::AttributeChangedType => "attribute type changed",
            Self::ObjectAdded => "added",
            Self::ObjectWidenedKind => "kind widened",
            Self::ClassAddedBase => "base added",
            Self::ParameterAdded => "optional parameter added",
            Self::ParameterRenamed => "positional-only parameter renamed",
            Self::ParameterWidenedKind => "parameter kind widened",
            Self::ParameterMadeOptional => "parameter became optional",
            Self::ParameterChangedType => "parameter type changed",
            Self::ReturnNarrowedType => "return type narrowed",
            Self::OverloadsChanged => "overloads changed",
        }
    }
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
