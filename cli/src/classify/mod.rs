//! What is the value good for that a call gives?
//!
//! A definition starts as the [`Value`] that its `def` statement makes: what it takes, and the type
//! of what it gives. Its decorators are applied to that from the innermost to the outermost, first
//! by their annotations, then by their bodies. What is left tells the kinds of shims.

mod annotated;
mod decorators;
mod infer;
mod inside;
mod kinds;
mod made;
mod unify;

pub(crate) use self::decorators::{Called, Receiver, is_bare};
use crate::types::Ty;

/// What a value is good for on a loop.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Coroutine,
    Awaitable,
    /// Only sometimes to be awaited: `T | Awaitable[T]`.
    MaybeAwaitable,
    Context,
    Iterator,
    /// With what `send` takes.
    Generator(Ty),
}

impl Kind {
    /// Whether shims of both kinds do the same: wait, enter or iterate.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.rank() == other.rank()
    }

    /// What comes first when a value has several kinds.
    pub(crate) fn rank(&self) -> usize {
        match self {
            Self::Coroutine | Self::Awaitable | Self::MaybeAwaitable => 0,
            Self::Context => 1,
            Self::Iterator | Self::Generator(_) => 2,
        }
    }
}

/// A kind and what comes out of it.
pub(crate) type Outcome = (Kind, Ty);

/// A function as decorators see it.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    pub takes: Takes,
    /// The types of the parameters that its definition takes by position.
    pub front: Vec<Ty>,
    /// What a call gives.
    pub gives: Ty,
    pub colour: Colour,
    /// Whether type checkers see all of this, for it is annotated.
    pub annotated: bool,
}

/// Which test of `inspect` a function passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colour {
    Plain,
    /// `iscoroutinefunction`
    Coroutine,
    /// `isasyncgenfunction`
    Generator,
}

/// The parameters that a decorated function has.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Takes {
    /// Those of its definition.
    Own,
    /// Those of its definition without some at the front, for which others are there.
    Shifted { dropped: usize, added: Vec<Ty> },
    /// Just these, by position.
    Listed(Vec<Ty>),
    /// `*args` and `**kwargs`.
    Anything,
}
