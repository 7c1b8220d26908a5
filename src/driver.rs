//! Which threads run the loop of persistent mode.

use core::{fmt, str::FromStr};

/// Which threads run the one loop of [`Mode::Persistent`](crate::Mode::Persistent).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(rename_all = "kebab-case", try_from = "String")
)]
pub enum Driver {
    /// Those that call, in turn: there is no other thread, and nothing happens between calls.
    #[default]
    Caller,
    /// Those that call, and a thread of the module's while none does: background tasks go on
    /// between calls, and shims may be called where another library's loop runs, as in a notebook.
    Standby,
}

impl Driver {
    #[cfg(feature = "serde")]
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Every driver, the default first.
    pub const ALL: [Self; 2] = [Self::Caller, Self::Standby];

    /// The token: `caller` or `standby`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Caller => "caller",
            Self::Standby => "standby",
        }
    }
}

impl fmt::Display for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Driver {
    type Err = ParseDriverError;

    /// Reads a token exactly as written.
    fn from_str(token: &str) -> Result<Self, ParseDriverError> {
        let found = Self::ALL
            .into_iter()
            .find(|driver| driver.as_str() == token);
        found.ok_or_else(|| ParseDriverError {
            token: token.to_owned(),
        })
    }
}

impl TryFrom<String> for Driver {
    type Error = ParseDriverError;

    fn try_from(token: String) -> Result<Self, ParseDriverError> {
        token.parse()
    }
}

/// A token that names no [`Driver`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("driver `{token}`: expected `caller` or `standby`")]
#[non_exhaustive]
pub struct ParseDriverError {
    /// The token as it was given.
    pub token: String,
}
