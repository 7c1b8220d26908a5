//! What can be wrong with a descriptor, and how it is told.

use core::fmt::{self, Write as _};
use core::ops::{Index, Range};
use core::slice::SliceIndex;
use std::sync::Arc;

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
    /// The function, unless the field is the module's own.
    pub function: Option<FnLocation>,
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

/// A field of a descriptor.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Field {
    /// [`AsyncFn::name`](crate::AsyncFn::name).
    Name,
    /// [`AsyncFn::sync_name`](crate::AsyncFn::sync_name).
    SyncName,
    /// The two lists of
    /// [`AsyncFn::from_parallel_lists`](crate::AsyncFn::from_parallel_lists).
    ParallelLists,
    /// A parameter.
    Param {
        /// Its place.
        index: usize,
        /// Its name.
        name: String,
        /// What of it.
        part: ParamPart,
    },
    /// [`AsyncFn::returns`](crate::AsyncFn::returns).
    Returns,
    /// What [`Shape::AsyncGenerator`](crate::Shape::AsyncGenerator) takes.
    Send,
    /// [`AsyncFn::callee`](crate::AsyncFn::callee).
    Callee,
    /// [`AsyncFn::import_on_call`](crate::AsyncFn::import_on_call).
    ImportOnCall,
    /// A type parameter.
    TypeParam {
        /// Its place.
        index: usize,
        /// Its name.
        name: String,
        /// What of it.
        part: TypeParamPart,
    },
    /// [`AsyncFn::overloads`](crate::AsyncFn::overloads).
    Overloads,
    /// A field of one overload.
    Overload {
        /// Its place.
        index: usize,
        /// Its field.
        field: Box<Field>,
    },
    /// [`Module::source_import`](crate::Module::source_import).
    SourceImport,
    /// One of [`Module::imports`](crate::Module::imports).
    Import {
        /// Its place.
        index: usize,
    },
    /// One of [`Module::type_checking_imports`](crate::Module::type_checking_imports).
    TypeCheckingImport {
        /// Its place.
        index: usize,
    },
    /// [`Module::shared_runtime`](crate::Module::shared_runtime).
    SharedRuntime,
}

/// A field of a [`Param`](crate::Param).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParamPart {
    /// [`Param::name`](crate::Param::name).
    Name,
    /// [`Param::annotation`](crate::Param::annotation).
    Annotation,
    /// [`Param::kind`](crate::Param::kind).
    Kind,
    /// [`Param::default`](crate::Param::default).
    Default,
}

/// A field of a [`TypeParam`](crate::TypeParam).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TypeParamPart {
    /// [`TypeParam::name`](crate::TypeParam::name).
    Name,
    /// [`TypeParam::bound`](crate::TypeParam::bound).
    Bound,
    /// All of [`TypeParam::constraints`](crate::TypeParam::constraints).
    Constraints,
    /// One of [`TypeParam::constraints`](crate::TypeParam::constraints).
    Constraint {
        /// Its place.
        index: usize,
    },
}

/// A rule, said of the value that breaks it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Nothing where something is needed.
    #[error("is empty")]
    Empty,
    /// Not what `str.isidentifier` accepts.
    #[error("is not a Python identifier")]
    NotAnIdentifier,
    /// A keyword, perhaps after NFKC.
    #[error("is a Python keyword")]
    Keyword,
    /// `__debug__`, which Python lets nobody bind.
    #[error("cannot be assigned to in Python")]
    NotAssignable,
    /// A dunder name at the top level of a module has a meaning of its own.
    #[error("is a dunder name, which Python keeps for itself")]
    Dunder,
    /// A name that the emitted code uses.
    #[error("is reserved: the emitted module uses the name itself")]
    Reserved,
    /// The shim has the name of the callable.
    #[error("is the name of the callable too")]
    SyncNameIsName,
    /// The same name, as Python compares them (after NFKC), stands elsewhere.
    #[error("is the same Python name as {0}")]
    Duplicate(Taken),
    /// The body of the shim could not reach what it calls.
    #[error("hides what the body of the shim uses")]
    Hides,
    /// No import binds the name that is called or that a default reads.
    #[error("needs `{}`, which no import of the module binds", Shown(.root))]
    Unbound {
        /// The root of the dotted path.
        root: String,
    },
    /// Two parallel lists.
    #[error("{names} parameter names but {annotations} annotations")]
    LengthMismatch {
        /// How many names.
        names: usize,
        /// How many annotations.
        annotations: usize,
    },
    /// Python wants the kinds of parameters in one order.
    #[error("cannot stand after a {after} parameter")]
    KindOrder {
        /// The kind of the parameter before, as `inspect` describes it.
        after: &'static str,
    },
    /// `*args` and `**kwargs` take what is left.
    #[error("is not possible for a {kind} parameter")]
    DefaultOfVariadic {
        /// The kind, as `inspect` describes it.
        kind: &'static str,
    },
    /// A positional parameter without default behind one with.
    #[error("is missing, though a parameter before has one")]
    DefaultMissing,
    /// A method is called on its first parameter.
    #[error("needs a receiver: a first parameter that is positional-only and required")]
    NoReceiver,
    /// A receiver that is not called takes no arguments.
    #[error("takes no parameters beside the receiver")]
    ReceiverTakesNothing,
    /// What the body of a shim imports is for the callee.
    #[error("must bind the name that the callee begins with, and nothing else")]
    NotForCallee,
    /// Type checkers want none or at least two.
    #[error("is one, but must be none or at least two")]
    One,
    /// Only a type variable has bounds and constraints, and not both.
    #[error("is not possible here: only a type variable has a bound or constraints, and not both")]
    NotATypeVar,
    /// Text that is not what Python expects in its place.
    #[error("is not {expected}: {problem}")]
    Syntax {
        /// What it should be.
        expected: Expected,
        /// Why.
        problem: SyntaxProblem,
    },
}

/// Who has a name already.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Taken {
    /// An earlier parameter.
    #[error("an earlier parameter")]
    Param {
        /// Its place.
        index: usize,
    },
    /// An import binds it.
    #[error("one that an import binds")]
    Import {
        /// The field with the import.
        field: Box<Field>,
    },
    /// The shim of an earlier function.
    #[error("the shim of an earlier function")]
    Shim {
        /// The place of the function.
        function: usize,
    },
    /// A type parameter that is not equal.
    #[error("another type parameter")]
    TypeParam {
        /// The place of its function.
        function: usize,
        /// Its place.
        index: usize,
    },
}

/// What a text is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Expected {
    /// An annotation.
    #[error("one type expression")]
    Annotation,
    /// A default.
    #[error("one literal or dotted name")]
    Default,
    /// Imports.
    #[error("import statements")]
    Imports,
    /// The path of a callee or a module.
    #[error("a dotted name")]
    DottedName,
}

/// Why a text is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SyntaxProblem {
    /// It ends too early.
    #[error("it ends too early")]
    End,
    /// A token that cannot stand here.
    #[error("unexpected `{}`", Shown(.0))]
    Unexpected(String),
    /// A character that has no place in the text at all, or that would not be seen.
    #[error("character U+{:04X} is not allowed", u32::from(*.0))]
    Character(char),
    /// A newline outside parentheses, or one that only Unicode knows.
    #[error("a newline is not allowed")]
    Newline,
    /// A comment.
    #[error("a comment is not allowed")]
    Comment,
    /// A backslash.
    #[error("a backslash is not allowed")]
    Backslash,
    /// A semicolon.
    #[error("a semicolon is not allowed")]
    Semicolon,
    /// A bracket that nothing closes or opens.
    #[error("unbalanced bracket")]
    Unbalanced,
    /// A string that nothing closes.
    #[error("unclosed string")]
    UnclosedString,
    /// A prefix that makes code of a string, or no prefix at all.
    #[error("string prefix `{}` is not allowed", Shown(.0))]
    StringPrefix(String),
    /// Three quotes.
    #[error("a triple-quoted string is not allowed")]
    TripleQuoted,
    /// An escape that Python does not have, warns about or looks up.
    #[error("invalid or unsupported escape in a string")]
    Escape,
    /// Something that is not ASCII in bytes.
    #[error("bytes take ASCII characters only")]
    NonAsciiBytes,
    /// Not a number as Python writes it.
    #[error("invalid number")]
    Number,
    /// Nested or chained too far.
    #[error("nested too deeply")]
    TooDeep,
    /// A call: whoever evaluates the annotation would run it.
    #[error("a call would run when the annotation is evaluated; drop the metadata that has it")]
    CallInAnnotation,
    /// A call: it would run when the module is imported.
    #[error("a call is not allowed; leave the default to the callable")]
    CallInDefault,
    /// `class`, `lambda`, `await`.
    #[error("unexpected keyword `{0}`")]
    Keyword(String),
    /// Not an identifier.
    #[error("`{}` is not a Python identifier", Shown(.0))]
    NotAnIdentifier(String),
    /// A dunder name: its value can be text, which whoever evaluates the annotation would run.
    #[error("a dunder name is no type")]
    Dunder,
    /// A value or a module of the standard library.
    #[error("this is no type")]
    NoType,
    /// A string that may be the key of a mapping: what is stored there would be evaluated.
    #[error("a string cannot stand in the brackets of what may be a mapping; drop the quotes")]
    Key,
    /// Inside a quoted annotation.
    #[error("a quoted annotation takes no prefix and no escape")]
    QuotedAnnotation,
    /// A set or the key of a dictionary.
    #[error("an element of a set or a key that cannot be hashed")]
    Unhashable,
    /// `from m import *` binds names that nobody can check.
    #[error("a star import binds names that cannot be checked")]
    StarImport,
    /// `from __future__` stands at the top of a file.
    #[error("a future import has its place at the top of the module")]
    FutureImport,
    /// White space at an end of the text, or before a statement.
    #[error("leading or trailing white space")]
    OuterSpace,
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

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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

impl Field {
    /// The place of the element that the field is about: of a parameter, a type parameter, an
    /// overload or an import in its list.
    #[must_use]
    pub fn index(&self) -> Option<usize> {
        match self {
            Self::Param { index, .. }
            | Self::TypeParam { index, .. }
            | Self::Overload { index, .. }
            | Self::Import { index }
            | Self::TypeCheckingImport { index } => Some(*index),
            _ => None,
        }
    }

    /// Whether the value follows the name of the field in a message.
    fn shows_value(&self) -> bool {
        match self {
            Self::Param { part, .. } => *part != ParamPart::Name,
            Self::TypeParam { part, .. } => *part != TypeParamPart::Name,
            Self::Overload { field, .. } => field.shows_value(),
            Self::ParallelLists | Self::Overloads => false,
            _ => true,
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => f.write_str("name"),
            Self::SyncName => f.write_str("sync_name"),
            Self::ParallelLists => f.write_str("params:"),
            Self::Param { index, name, part } => {
                write!(f, "parameter `{}`", Shown(name))?;
                if name.is_empty() {
                    write!(f, " (params[{index}])")?;
                }
                f.write_str(match part {
                    ParamPart::Name => ": name",
                    ParamPart::Annotation => ": annotation",
                    ParamPart::Kind => ": kind",
                    ParamPart::Default => ": default",
                })
            }
            Self::Returns => f.write_str("return annotation"),
            Self::Send => f.write_str("send annotation"),
            Self::Callee => f.write_str("callee"),
            Self::ImportOnCall => f.write_str("import on call"),
            Self::TypeParam { index, name, part } => {
                write!(f, "type parameter `{}`", Shown(name))?;
                if name.is_empty() {
                    write!(f, " (type_params[{index}])")?;
                }
                f.write_str(match part {
                    TypeParamPart::Name => ": name",
                    TypeParamPart::Bound => ": bound",
                    TypeParamPart::Constraints | TypeParamPart::Constraint { .. } => ": constraint",
                })
            }
            Self::Overloads => f.write_str("overloads: the number of signatures"),
            Self::Overload { index, field } => write!(f, "overloads[{index}]: {field}"),
            Self::SourceImport => f.write_str("source_import"),
            Self::Import { index } => write!(f, "imports[{index}]"),
            Self::TypeCheckingImport { index } => write!(f, "type_checking_imports[{index}]"),
            Self::SharedRuntime => f.write_str("shared_runtime"),
        }
    }
}
