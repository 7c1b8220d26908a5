//! What does a call of a member give, and what do users get of that?

use mochi_asyncbridge::Shape;

use super::{colour::Coloured, reading::Signature};
use crate::{
    classify::{Colour, Kind},
    surface::Explorer,
    types::{Ty, union},
};

/// What a call gives, and the type of what comes out of it, in the terms of the originals.
pub(super) struct Outcome {
    pub(super) shape: Shape,
    pub(super) value: Ty,
    /// What is sent to a generator.
    pub(super) send: Option<Ty>,
}

impl Outcome {
    fn new(shape: Shape, value: Ty) -> Self {
        Self {
            shape,
            value,
            send: None,
        }
    }
}

impl Explorer<'_, '_> {
    pub(super) fn outcome(&self, signature: &Signature, coloured: &Coloured) -> Outcome {
        let gives = self.types.expanded(&signature.gives);
        if signature.colour == Colour::Coroutine {
            let result = self.awaited(&gives).unwrap_or(Ty::Any);
            // A coroutine that gives something to iterate over or to enter.
            return match self.of_library(&result) {
                Some(outcome) if !matches!(outcome.shape, Shape::Awaitable) => {
                    let shape = match outcome.shape {
                        Shape::AsyncContextManager => Shape::AsyncContextManager,
                        _ => Shape::AsyncIterator,
                    };
                    Outcome::new(shape, outcome.value)
                }
                _ => Outcome::new(Shape::Coroutine, result),
            };
        }
        if let Some(outcome) = self.of_library(&gives) {
            return outcome;
        }
        if let Some(class) = class_of(&gives)
            && coloured.contains(class)
        {
            let kinds = self.types.kinds(&gives);
            let of = |wanted: &Kind| {
                let found = kinds.iter().find(|(kind, _)| kind.is_like(wanted));
                found.map(|(_, value)| value.clone())
            };
            if let Some(awaited) = of(&Kind::Awaitable) {
                let entered = of(&Kind::Context).filter(|entered| {
                    class_of(&self.types.expanded(entered))
                        .is_some_and(|class| coloured.contains(class))
                });
                return match entered {
                    Some(entered) => Outcome::new(Shape::AwaitableContextManager, entered),
                    None => Outcome::new(Shape::Awaitable, awaited),
                };
            }
        }
        match &gives {
            Ty::Any | Ty::Unknown(_) => Outcome::new(Shape::MaybeAwaitable, Ty::Any),
            Ty::Union(members) if members.iter().any(|member| self.is_awaitable(member)) => {
                let values = members.iter().map(|member| self.awaited_anywhere(member));
                let values: Vec<Ty> = values.collect();
                let value = if values.iter().any(Ty::is_anything) {
                    Ty::Any
                } else {
                    union(values)
                };
                Outcome::new(Shape::MaybeAwaitable, value)
            }
            _ => Outcome::new(Shape::Plain, signature.gives.clone()),
        }
    }

    /// The same for what the standard library calls asynchronous.
    fn of_library(&self, ty: &Ty) -> Option<Outcome> {
        let ty = self.types.expanded(ty);
        if !matches!(ty.head(), Ty::Foreign { .. }) {
            return None;
        }
        let (kind, value) = self.types.kinds(&ty).into_iter().next()?;
        Some(match kind {
            Kind::Coroutine | Kind::Awaitable | Kind::MaybeAwaitable => {
                Outcome::new(Shape::Awaitable, value)
            }
            Kind::Context => Outcome::new(Shape::AsyncContextManager, value),
            Kind::Iterator => Outcome::new(Shape::AsyncIterator, value),
            Kind::Generator(send) => Outcome {
                shape: Shape::AsyncGenerator {
                    send: String::new(),
                },
                value,
                send: Some(send),
            },
        })
    }
}

/// The class that a type is of, whatever its arguments.
pub(super) fn class_of(ty: &Ty) -> Option<&crate::resolve::Id> {
    match ty {
        Ty::Defined(id) => Some(id),
        Ty::Apply(head, _) => class_of(head),
        _ => None,
    }
}
