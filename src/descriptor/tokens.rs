//! Enumerations as tokens: what `Display` writes, `FromStr` reads, and JSON calls by the same
//! names. What a variant holds follows a colon: `path:alias.fetch`.

use core::{fmt, str::FromStr};

use crate::descriptor::{Callee, ParamDefault, ParamKind, Shape, TypeParamKind};

/// A token that names no variant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} `{token}`: expected {expected}")]
#[non_exhaustive]
pub struct ParseTokenError {
    /// What it was to be: `kind`, `shape`, ...
    pub what: &'static str,
    /// The token as it was given.
    pub token: String,
    /// The tokens that there are.
    pub expected: &'static str,
}

impl ParseTokenError {
    fn new(what: &'static str, token: &str, expected: &'static str) -> Self {
        Self {
            what,
            token: token.to_owned(),
            expected,
        }
    }
}

impl ParamKind {
    /// Every kind, in the order that Python demands.
    pub const ALL: [Self; 5] = [
        Self::PositionalOnly,
        Self::PositionalOrKeyword,
        Self::VarPositional,
        Self::KeywordOnly,
        Self::VarKeyword,
    ];

    /// The token: the name in `inspect` in lower case, with hyphens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PositionalOnly => "positional-only",
            Self::PositionalOrKeyword => "positional-or-keyword",
            Self::VarPositional => "var-positional",
            Self::KeywordOnly => "keyword-only",
            Self::VarKeyword => "var-keyword",
        }
    }
}

impl fmt::Display for ParamKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ParamKind {
    type Err = ParseTokenError;

    fn from_str(token: &str) -> Result<Self, ParseTokenError> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == token);
        let expected = "`positional-only`, `positional-or-keyword`, `var-positional`, \
                        `keyword-only` or `var-keyword`";
        found.ok_or_else(|| ParseTokenError::new("kind", token, expected))
    }
}

impl TypeParamKind {
    /// Every kind, the default first.
    pub const ALL: [Self; 3] = [Self::TypeVar, Self::ParamSpec, Self::TypeVarTuple];

    /// The token: the name in `typing` in lower case, with hyphens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TypeVar => "type-var",
            Self::ParamSpec => "param-spec",
            Self::TypeVarTuple => "type-var-tuple",
        }
    }
}

impl fmt::Display for TypeParamKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for TypeParamKind {
    type Err = ParseTokenError;

    fn from_str(token: &str) -> Result<Self, ParseTokenError> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == token);
        let expected = "`type-var`, `param-spec` or `type-var-tuple`";
        found.ok_or_else(|| ParseTokenError::new("kind of type parameter", token, expected))
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Coroutine => "coroutine",
            Self::Awaitable => "awaitable",
            Self::MaybeAwaitable => "maybe-awaitable",
            Self::AsyncIterator => "async-iterator",
            Self::AsyncGenerator { send } => return write!(f, "async-generator:{send}"),
            Self::AsyncContextManager => "async-context-manager",
            Self::AwaitableContextManager => "awaitable-context-manager",
            Self::Plain => "plain",
        })
    }
}

impl FromStr for Shape {
    type Err = ParseTokenError;

    /// Reads what `Display` writes; a generator without a type takes `None`.
    fn from_str(token: &str) -> Result<Self, ParseTokenError> {
        let expected = "`coroutine`, `awaitable`, `maybe-awaitable`, `async-iterator`, `async-generator`, \
                        `async-generator:<what send takes>`, `async-context-manager`, \
                        `awaitable-context-manager` or `plain`";
        match token.split_once(':') {
            None => match token {
                "coroutine" => return Ok(Self::Coroutine),
                "awaitable" => return Ok(Self::Awaitable),
                "maybe-awaitable" => return Ok(Self::MaybeAwaitable),
                "async-iterator" => return Ok(Self::AsyncIterator),
                "async-generator" => {
                    return Ok(Self::AsyncGenerator {
                        send: "None".to_owned(),
                    });
                }
                "async-context-manager" => return Ok(Self::AsyncContextManager),
                "awaitable-context-manager" => return Ok(Self::AwaitableContextManager),
                "plain" => return Ok(Self::Plain),
                _ => {}
            },
            Some(("async-generator", send)) => {
                return Ok(Self::AsyncGenerator {
                    send: send.to_owned(),
                });
            }
            Some(_) => {}
        }
        Err(ParseTokenError::new("shape", token, expected))
    }
}

impl fmt::Display for Callee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => f.write_str("name"),
            Self::Path(path) => write!(f, "path:{path}"),
            Self::Method(name) => write!(f, "method:{name}"),
            Self::Attribute(name) => write!(f, "attribute:{name}"),
            Self::Receiver => f.write_str("receiver"),
        }
    }
}

impl FromStr for Callee {
    type Err = ParseTokenError;

    fn from_str(token: &str) -> Result<Self, ParseTokenError> {
        let expected = "`name`, `receiver`, `path:<dotted name>`, `method:<name>` or \
                        `attribute:<name>`";
        match (token, token.split_once(':')) {
            ("name", _) => Ok(Self::Name),
            ("receiver", _) => Ok(Self::Receiver),
            (_, Some(("path", path))) => Ok(Self::Path(path.to_owned())),
            (_, Some(("method", name))) => Ok(Self::Method(name.to_owned())),
            (_, Some(("attribute", name))) => Ok(Self::Attribute(name.to_owned())),
            _ => Err(ParseTokenError::new("callee", token, expected)),
        }
    }
}

impl fmt::Display for ParamDefault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Omitted => f.write_str("omitted"),
            Self::Expr(text) => write!(f, "expr:{text}"),
        }
    }
}

impl FromStr for ParamDefault {
    type Err = ParseTokenError;

    fn from_str(token: &str) -> Result<Self, ParseTokenError> {
        match (token, token.split_once(':')) {
            ("omitted", _) => Ok(Self::Omitted),
            (_, Some(("expr", text))) => Ok(Self::Expr(text.to_owned())),
            _ => Err(ParseTokenError::new(
                "default",
                token,
                "`omitted` or `expr:<Python text>`",
            )),
        }
    }
}
