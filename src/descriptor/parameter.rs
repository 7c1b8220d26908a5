//! A parameter: its name, its annotation, how arguments reach it.

/// A parameter, in the terms of `inspect.Parameter`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Param {
    /// The name, without stars.
    pub name: String,
    /// The annotation: one type expression.
    pub annotation: String,
    /// How arguments reach it.
    #[cfg_attr(feature = "serde", serde(default))]
    pub kind: ParamKind,
    /// What it is when the caller gives nothing; without it an argument is required.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub default: Option<ParamDefault>,
}

/// How arguments reach a parameter: `inspect.Parameter.kind`, in the order that Python demands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum ParamKind {
    /// Before a `/`.
    PositionalOnly,
    /// The ordinary kind.
    #[default]
    PositionalOrKeyword,
    /// `*args`; the annotation is that of one argument.
    VarPositional,
    /// After `*` or `*args`.
    KeywordOnly,
    /// `**kwargs`; the annotation is that of one argument.
    VarKeyword,
}

impl ParamKind {
    /// What `inspect` calls it: `positional-only`, `positional or keyword`, ...
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::PositionalOnly => "positional-only",
            Self::PositionalOrKeyword => "positional or keyword",
            Self::VarPositional => "variadic positional",
            Self::KeywordOnly => "keyword-only",
            Self::VarKeyword => "variadic keyword",
        }
    }
}

/// The default of a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum ParamDefault {
    /// Python text: a literal as `ast.literal_eval` takes it, or a dotted name that an import
    /// binds.
    Expr(String),
    /// The callable's own default, whatever it is: the shim passes the argument on only when its
    /// caller gave it.
    Omitted,
}

impl Param {
    /// A required positional-or-keyword parameter.
    #[must_use]
    pub fn new(name: impl Into<String>, annotation: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            annotation: annotation.into(),
            ..Self::default()
        }
    }

    /// Sets how arguments reach it.
    #[must_use]
    pub fn kind(mut self, kind: ParamKind) -> Self {
        self.kind = kind;
        self
    }

    /// Gives it a default of Python text.
    #[must_use]
    pub fn default_expr(mut self, text: impl Into<String>) -> Self {
        self.default = Some(ParamDefault::Expr(text.into()));
        self
    }

    pub(crate) fn is_omitted(&self) -> bool {
        matches!(self.default, Some(ParamDefault::Omitted))
    }

    /// Leaves its default to the callable.
    #[must_use]
    pub fn omitted(mut self) -> Self {
        self.default = Some(ParamDefault::Omitted);
        self
    }
}
