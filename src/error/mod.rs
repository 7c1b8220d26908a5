//! What can be wrong with a descriptor, and how it is told: [`Errors`] are a list of [`Error`], each
//! of one [`Field`] that breaks one rule, its [`Problem`].

mod field;
mod problem;

use core::fmt::{self, Write as _};
use core::ops::{Index, Range};
use core::slice::SliceIndex;
use std::sync::Arc;

pub use field::{Field, GeneratedFromPart, MissingPart, OriginPart, ParamPart, TypeParamPart};
pub use problem::{Expected, Problem, SyntaxProblem, Taken};

/// Everything that is wrong with a descriptor, in the order of its fields; never empty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Errors(pub(crate) Vec<Error>);

impl Errors {
    /// How many there are: at least one.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "there is always one")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The errors as a slice.
    #[must_use]
    pub fn as_slice(&self) -> &[Error] {
        &self.0
    }

    /// The errors one by one.
    pub fn iter(&self) -> core::slice::Iter<'_, Error> {
        self.0.iter()
    }
}

impl AsRef<[Error]> for Errors {
    fn as_ref(&self) -> &[Error] {
        &self.0
    }
}

impl<I: SliceIndex<[Error]>> Index<I> for Errors {
    type Output = I::Output;

    fn index(&self, index: I) -> &I::Output {
        &self.0[index]
    }
}

impl IntoIterator for Errors {
    type Item = Error;
    type IntoIter = std::vec::IntoIter<Error>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Errors {
    type Item = &'a Error;
    type IntoIter = core::slice::Iter<'a, Error>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// One error a line.
impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_char('\n')?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

/// One field that breaks a rule.
///
/// Its text reads ``async fn `fetch` (fns[0]): parameter `class`: name is a Python keyword``. It
/// says all of the error, [`problem`](Self::problem) too, which is therefore no `source()`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub struct Error {
    /// The function, if the field is one of a function.
    pub function: Option<FnLocation>,
    /// The class, and perhaps its member, if the field is one of a class.
    pub class: Option<ClassLocation>,
    /// The field.
    pub field: Field,
    /// What the field holds; of imports that could be read, the name that breaks the rule.
    pub value: String,
    /// The bytes of the text of the field that break the rule: all of them unless a part does.
    pub range: Range<usize>,
    /// The rule that it breaks.
    pub problem: Problem,
}

/// Which function of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FnLocation {
    /// Its place in [`Module::fns`](crate::Module::fns), if it was validated with its module.
    pub index: Option<usize>,
    /// Its name.
    pub name: Arc<str>,
}

/// Which class of a module, and which member of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClassLocation {
    /// Its place in [`Module::classes`](crate::Module::classes).
    pub index: usize,
    /// Its name.
    pub name: Arc<str>,
    /// The member, unless the field is the class's own.
    pub member: Option<MemberLocation>,
}

/// Which member of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemberLocation {
    /// Its place in [`Class::members`](crate::Class::members).
    pub index: usize,
    /// Its name.
    pub name: Arc<str>,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(ClassLocation {
            index,
            name,
            member,
        }) = &self.class
        {
            write!(f, "class `{}` (classes[{index}]): ", Shown(name))?;
            if let Some(MemberLocation { index, name }) = member {
                write!(f, "member `{}` (members[{index}]): ", Shown(name))?;
            }
        }
        if let Some(FnLocation { index, name }) = &self.function {
            write!(f, "async fn `{}`", Shown(name))?;
            if let Some(index) = index {
                write!(f, " (fns[{index}])")?;
            }
            f.write_str(": ")?;
        }
        self.field.fmt(f)?;
        if self.field.shows_value() && !self.value.is_empty() {
            write!(f, " `{}`", Shown(&self.value))?;
        }
        write!(f, " {}", self.problem)?;
        if matches!(self.problem, Problem::Syntax { .. }) {
            write!(f, " at byte {}", self.range.start)?;
        }
        Ok(())
    }
}

impl Error {
    /// The place of the function in [`Module::fns`](crate::Module::fns), if it was validated with
    /// its module.
    #[must_use]
    pub fn function_index(&self) -> Option<usize> {
        self.function.as_ref()?.index
    }
}

/// A value as a message shows it: one line, readable, of bounded length.
struct Shown<'a>(&'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MOST: usize = 100;
        for c in self.0.chars().take(MOST) {
            // `escape_debug` would escape quotes too.
            if c == '\'' || c == '"' {
                f.write_char(c)?;
            } else {
                write!(f, "{}", c.escape_debug())?;
            }
        }
        if self.0.chars().nth(MOST).is_some() {
            f.write_str("...")?;
        }
        Ok(())
    }
}
