//! Who runs the coroutines of a module.

use core::{fmt, str::FromStr};

/// How the coroutines of a module are driven: the value of `event-loop` in `mochi.toml`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(rename_all = "kebab-case", try_from = "String")
)]
pub enum Mode {
    /// `asyncio.run(f(...))` for each call: nothing can leak from one call to the next.
    #[default]
    PerCall,
    /// `_mochi_get_loop().run_until_complete(f(...))` on one loop for all calls of all threads:
    /// objects that are bound to a loop live on from call to call.
    Persistent,
}

impl Mode {
    /// Every mode, the default first.
    pub const ALL: [Self; 2] = [Self::PerCall, Self::Persistent];

    /// The canonical token: `per-call` or `persistent`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PerCall => "per-call",
            Self::Persistent => "persistent",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Mode {
    type Err = ParseModeError;

    /// Reads a token exactly as written: `per-call`, `percall` or the empty string for
    /// [`Mode::PerCall`], `persistent` for [`Mode::Persistent`].
    fn from_str(token: &str) -> Result<Self, ParseModeError> {
        match token {
            "" | "percall" | "per-call" => Ok(Self::PerCall),
            "persistent" => Ok(Self::Persistent),
            _ => Err(ParseModeError {
                token: token.to_owned(),
            }),
        }
    }
}

impl TryFrom<String> for Mode {
    type Error = ParseModeError;

    fn try_from(token: String) -> Result<Self, ParseModeError> {
        token.parse()
    }
}

/// A token that names no [`Mode`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event-loop `{token}`: expected `per-call` (also `percall` or nothing) or `persistent`")]
#[non_exhaustive]
pub struct ParseModeError {
    /// The token as it was given.
    pub token: String,
}
