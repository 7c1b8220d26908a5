//! Names: which can be bound, which mean something of their own, which are the same.

use std::borrow::Cow;

use crate::error::Problem;
use crate::unicode;

/// Whether `text` can be bound in Python: an identifier, no keyword, not `__debug__`. Gives the
/// form in which Python compares it.
pub(crate) fn check_name(text: &str) -> Result<Cow<'_, str>, Problem> {
    if text.is_empty() {
        return Err(Problem::Empty);
    }
    if !unicode::is_identifier(text) {
        return Err(Problem::NotAnIdentifier);
    }
    let name = normalized(text);
    if is_keyword(&name) {
        return Err(Problem::Keyword);
    }
    if name == "__debug__" {
        return Err(Problem::NotAssignable);
    }
    Ok(name)
}

/// The form in which Python compares identifiers.
pub(crate) fn normalized(name: &str) -> Cow<'_, str> {
    unicode::nfkc(name)
}

/// Whether Python reads `name` as a keyword. Soft keywords are names.
pub(crate) fn is_keyword(name: &str) -> bool {
    // Every keyword has 2 to 8 letters: most names are through with that.
    matches!(name.len(), 2..=8)
        && matches!(
            name,
            "False"
                | "None"
                | "True"
                | "and"
                | "as"
                | "assert"
                | "async"
                | "await"
                | "break"
                | "class"
                | "continue"
                | "def"
                | "del"
                | "elif"
                | "else"
                | "except"
                | "finally"
                | "for"
                | "from"
                | "global"
                | "if"
                | "import"
                | "in"
                | "is"
                | "lambda"
                | "nonlocal"
                | "not"
                | "or"
                | "pass"
                | "raise"
                | "return"
                | "try"
                | "while"
                | "with"
                | "yield"
        )
}

/// Whether a name (after NFKC) is one that templates define.
pub(crate) fn is_injected(name: &str) -> bool {
    name.starts_with("_mochi")
        || name.starts_with("_MOCHI")
        || name.starts_with("Mochi")
        || name.starts_with("_Mochi")
        || matches!(name, "mochi_async_timeout" | "mochi_async_blocking_limit")
}

/// Whether a name (after NFKC) is of the form that Python keeps for itself.
pub(crate) fn is_dunder(name: &str) -> bool {
    name.len() > 4 && name.starts_with("__") && name.ends_with("__")
}
