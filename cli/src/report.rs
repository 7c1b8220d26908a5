//! What was found, what was left out, and why?

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize, Serializer};

/// What discovery found and what it left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Everything counted.
    pub counts: Counts,
    /// The package's own files that could not be read: nothing of them is known.
    pub unread: Vec<Skip>,
    /// Everything else that was left out, in the order of files and lines.
    pub skips: Vec<Skip>,
}

/// Paths as text, whatever their bytes are.
pub(crate) fn lossy<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&path.to_string_lossy())
}

/// How many of what a package has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Modules read.
    pub modules: usize,
    /// `async def` statements in all files, whatever the target.
    pub async_defs: usize,
    /// Those that are live on the target.
    pub live: usize,
    /// Different qualified names among the live ones.
    pub unique: usize,
    /// Live ones at the top level of a module.
    pub top_level: usize,
    /// Live ones directly in a class.
    pub methods: usize,
    /// Live ones in a function, at any depth.
    pub nested: usize,
    /// Live ones that are asynchronous generators.
    pub generators: usize,
    /// Public names that are coroutine functions or asynchronous generators.
    pub public_functions: usize,
    /// Public methods of public classes defined in the package: `async def`, own ones.
    pub public_methods: usize,
    /// Shims described.
    pub shims: usize,
    /// Shims by what they return.
    pub shims_by_shape: BTreeMap<&'static str, usize>,
    /// Shims of methods that a class inherits.
    pub inherited: usize,
    /// Parameters and results without an annotation.
    pub unannotated: usize,
    /// Names in annotations that nothing defines; they become `typing.Any`.
    pub unresolved: BTreeMap<String, usize>,
    /// Types that have no value when a program runs, and why: where annotations are to be
    /// evaluated they become `typing.Any`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub absent: BTreeMap<String, String>,
    /// Base classes whose source is not at hand.
    pub opaque_bases: BTreeMap<String, usize>,
    /// Skips by reason.
    pub skipped: BTreeMap<Reason, usize>,
}

/// One thing that was left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Skip {
    /// The file it is in.
    #[serde(serialize_with = "lossy")]
    pub path: PathBuf,
    /// The line, from 1; 0 for the whole file.
    pub line: usize,
    /// What it is: a dotted name, or nothing for a file.
    pub name: String,
    /// Why.
    pub reason: Reason,
    /// More about why.
    pub detail: String,
}

impl Skip {
    pub(crate) fn file(path: &Path, reason: Reason, detail: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line: 0,
            name: String::new(),
            reason,
            detail: detail.into(),
        }
    }
}

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.name.is_empty() {
            write!(f, ": `{}`", self.name)?;
        }
        write!(f, ": {}", self.reason)?;
        if !self.detail.is_empty() {
            write!(f, ": {}", self.detail)?;
        }
        Ok(())
    }
}

/// Why something was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// Defined in a function.
    Nested,
    /// In a branch that is not live on the target.
    OtherTarget,
    /// Only reachable through a private module, class or name.
    Private,
    /// A special method that is no shape of its own.
    SpecialMethod,
    /// The stub of its module, which type checkers read, does not have it.
    NotInStub,
    /// A later definition of the same name replaces it.
    Replaced,
    /// An attribute, not a call.
    Property,
    /// A name whose annotation says that its value is asynchronous, or is when called.
    Attribute,
    /// A public class whose base is in the standard library: what it inherits is not read.
    OpaqueBase,
    /// A decorator may change what the call gives.
    Decorator,
    /// A decorator makes something synchronous of it.
    Synchronous,
    /// What the call gives is asynchronous only sometimes.
    Union,
    /// The public name is defined in another package.
    DefinedElsewhere,
    /// Importing the module needs one that is not installed.
    ImportUnavailable,
    /// Its module is for another asynchronous framework, as trio.
    OtherFramework,
    /// Its module is compiled and has no stub: nothing of it is known.
    Compiled,
    /// Importing the module has effects: it is run, or it warns.
    ImportEffect,
    /// The file cannot be read.
    Unreadable,
    /// A module that this tool wrote.
    Generated,
    /// A link that leads back to one of its parents.
    SymlinkLoop,
    /// The file is too long.
    TooLarge,
    /// The package stands for more than can be looked through.
    TooMuch,
    /// The file is nested too deeply.
    TooDeep,
    /// The file is in an encoding that is not read.
    Encoding,
    /// The file is not Python.
    SyntaxError,
    /// The renderer does not take the descriptor.
    Refused,
    /// A pattern of the user's leaves it out.
    Excluded,
}

impl Reason {
    /// The reason in a few words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nested => "nested in a function",
            Self::OtherTarget => "not on this target",
            Self::Private => "private",
            Self::SpecialMethod => "special method",
            Self::NotInStub => "not in the stub",
            Self::Replaced => "replaced by a later definition",
            Self::Property => "property",
            Self::Attribute => "attribute",
            Self::OpaqueBase => "base without source",
            Self::Decorator => "decorator of unknown effect",
            Self::Synchronous => "made synchronous by a decorator",
            Self::Union => "asynchronous only sometimes",
            Self::DefinedElsewhere => "defined in another package",
            Self::ImportUnavailable => "import needs a missing package",
            Self::OtherFramework => "for another asynchronous framework",
            Self::Compiled => "compiled, without a stub",
            Self::ImportEffect => "import has effects",
            Self::Unreadable => "unreadable",
            Self::Generated => "written by this tool",
            Self::SymlinkLoop => "symlink loop",
            Self::TooLarge => "too large",
            Self::TooMuch => "too much work",
            Self::TooDeep => "nested too deeply",
            Self::Encoding => "unknown encoding",
            Self::SyntaxError => "syntax error",
            Self::Refused => "refused by the renderer",
            Self::Excluded => "excluded",
        }
    }
}

impl Reason {
    /// Whether it is about a whole file.
    #[must_use]
    pub const fn is_about_file(self) -> bool {
        matches!(
            self,
            Self::Unreadable
                | Self::Generated
                | Self::SymlinkLoop
                | Self::TooLarge
                | Self::TooMuch
                | Self::TooDeep
                | Self::Encoding
                | Self::SyntaxError
        )
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
