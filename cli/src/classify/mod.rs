//! What is the value good for that a call gives?

mod decorators;
mod kinds;

pub(crate) use self::decorators::{Decoration, Receiver};
use crate::types::Ty;

/// What a value is good for on a loop.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Coroutine,
    Awaitable,
    Context,
    Iterator,
    /// With what `send` takes.
    Generator(Ty),
}

/// A kind and what comes out of it.
pub(crate) type Outcome = (Kind, Ty);
