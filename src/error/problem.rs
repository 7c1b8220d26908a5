//! Which rule a field breaks.

use crate::error::{Field, Shown};

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
    /// A text for people with a line break, a quote, a backslash or a control character.
    #[error("is not one plain line: {0:?} cannot stand in it")]
    NotPlain(char),
    /// A text for people that begins or ends with a space.
    #[error("begins or ends with a space")]
    OuterSpace,
    /// Not a name that a package index takes.
    #[error("is not the name of a distribution")]
    NotADistribution,
    /// Not what PEP 440 has.
    #[error("is not a version as PEP 440 has it")]
    NotAVersion,
    /// An absolute path, one with `.` or `..`, or one without extension.
    #[error("is not a file with an extension, relative to the folder that holds the package")]
    NotARelativeFile,
    /// Lines are counted from 1.
    #[error("is not a line: the first one is 1")]
    NotALine,
    /// The same name, as Python compares them (after NFKC), stands elsewhere.
    #[error("is the same Python name as {0}")]
    Duplicate(Taken),
    /// The body of the shim could not reach what it calls.
    #[error("hides what the body of the shim uses")]
    Hides,
    /// No import binds the name that is called, that a default reads, or, with
    /// [`runtime_annotations`](crate::Module::runtime_annotations), an annotation.
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
    /// Twins, and what crosses as one, need a loop that outlives a call.
    #[error("needs a module of persistent mode: an object outlives the loop of one call")]
    NeedsPersistent,
    /// A thread that runs a loop between calls, where there is no loop between calls.
    #[error("needs a module of persistent mode: with a loop per call there is none between calls")]
    LoopNotShared,
    /// A kind of member that has a name of its own.
    #[error("must be `{0}` for a member of this kind")]
    FixedName(&'static str),
    /// A dunder name that is no operator.
    #[error("is a dunder name that no member has: twins have it already, or Python keeps it")]
    NotAnOperator,
    /// `__name` in the body of a class means `_Class__name`.
    #[error("is a private name, which Python changes in the body of a class")]
    Private,
    /// A member that is read, not called.
    #[error("are not possible for a member of this kind")]
    TakesNothing,
    /// What a constructor gives.
    #[error("must be `None` for a constructor")]
    ConstructorGives,
    /// A conversion of a parameter that is not there.
    #[error("is for a parameter that there is not")]
    NoSuchParam,
    /// A class needs its bases before it.
    #[error("is a class that does not stand before this one")]
    BaseIsLater,
    /// No order of all bases has each class before its own bases.
    #[error("have no method resolution order: each class must come before its own bases")]
    NoMro,
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
    /// An earlier entry of [`Module::missing`](crate::Module::missing).
    #[error("an earlier missing one")]
    Missing {
        /// Its place.
        index: usize,
    },
    /// A function of [`Module::helpers`](crate::Module::helpers).
    #[error("a helper of the module")]
    Helper,
    /// A name that the run-time part of twins reads.
    #[error("one that the run-time part of twins reads")]
    RunTime,
    /// A type parameter that is not equal.
    #[error("another type parameter")]
    TypeParam {
        /// The place of its function.
        function: usize,
        /// Its place.
        index: usize,
    },
    /// A type parameter of a class, or of a member of it, that is not equal.
    #[error("a type parameter of a class")]
    TypeParamOfClass {
        /// The place of the class.
        class: usize,
        /// Its place.
        index: usize,
    },
    /// An earlier class.
    #[error("an earlier class")]
    Class {
        /// Its place.
        index: usize,
    },
    /// An earlier class has the same original.
    #[error("the original of an earlier class")]
    Original {
        /// The place of the class.
        class: usize,
    },
    /// An earlier base.
    #[error("an earlier base")]
    Base {
        /// Its place.
        index: usize,
    },
    /// An earlier member, or what comes with it.
    #[error("an earlier member")]
    Member {
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
    /// A base of a class.
    #[error("one class, perhaps with type arguments")]
    Base,
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
