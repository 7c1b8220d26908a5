//! How values cross between callers and asynchronous code: as they are, or as what stands for them.

/// How a value crosses: originals become twins on the way to the caller, twins become originals on
/// the way to the asynchronous code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Conversion {
    /// As it is.
    #[default]
    None,
    /// One object, or something else that is left alone: `Response | None`.
    Twin,
    /// Objects in standard containers, however deep: `dict[str, list[Response]]`.
    Twins,
    /// Nobody knows: an object, or a list, tuple or dictionary whose first item is one.
    Any,
    /// A callable that gives an awaitable. A synchronous one is taken too, runs in a worker thread
    /// and gets twins.
    Handler,
    /// A plain callable that gets or gives objects. It runs on the loop, so it must not wait.
    Callback,
    /// An asynchronous iterable. A synchronous iterator is taken too; a worker thread steps it.
    Items,
}

impl Conversion {
    /// Every conversion.
    pub const ALL: [Self; 7] = [
        Self::None,
        Self::Twin,
        Self::Twins,
        Self::Any,
        Self::Handler,
        Self::Callback,
        Self::Items,
    ];

    /// The token, as JSON has it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Twin => "twin",
            Self::Twins => "twins",
            Self::Any => "any",
            Self::Handler => "handler",
            Self::Callback => "callback",
            Self::Items => "items",
        }
    }

    /// Whether values cross as they are.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }
}

impl core::fmt::Display for Conversion {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.pad(self.as_str())
    }
}
