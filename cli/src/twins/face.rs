//! What is a type of the originals called by users of their twins?
//!
//! A class that has a twin keeps its name here, for which the writer puts that of the twin. What
//! is awaited, entered or iterated over on a loop becomes what users get of it.

use super::{
    colour::Coloured,
    conversion::{is_async_iterable, is_container},
    evidence::MAX_DEPTH,
};
use crate::{
    classify::Kind,
    emit::ORIGINAL,
    surface::Explorer,
    types::{Ty, typing_name, union},
};

/// Where a type stands.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    /// Users get values of it.
    Given,
    /// Users give values of it.
    Taken,
}

impl Explorer<'_, '_> {
    /// A type in terms of twins.
    pub(super) fn face(&self, ty: &Ty, place: Place, coloured: &Coloured) -> Ty {
        self.face_bounded(ty, place, coloured, MAX_DEPTH)
    }

    fn face_bounded(&self, ty: &Ty, place: Place, coloured: &Coloured, depth: usize) -> Ty {
        let Some(depth) = depth.checked_sub(1) else {
            return Ty::Any;
        };
        let within = |ty: &Ty| self.face_bounded(ty, place, coloured, depth);
        if !self.changes(ty, coloured, MAX_DEPTH) {
            return ty.clone();
        }
        match ty {
            Ty::Defined(id) if self.world.is_class(id) => ty.clone(),
            Ty::Defined(_) => within(&self.types.expanded(ty)),
            Ty::Union(members) => {
                let members: Vec<Ty> = members
                    .iter()
                    .map(|member| match self.awaited(member) {
                        Some(value) if place == Place::Given => within(&value),
                        _ => within(member),
                    })
                    .collect();
                if members.iter().any(Ty::is_anything) {
                    Ty::Any
                } else {
                    union(members)
                }
            }
            Ty::List(members) => Ty::List(members.iter().map(within).collect()),
            Ty::Star(inner) => Ty::Star(Box::new(within(inner))),
            Ty::Foreign { .. } => self.foreign(ty, &[], place, &within),
            Ty::Apply(head, arguments) => match &**head {
                Ty::Defined(id) if !self.world.is_class(id) => within(&self.types.expanded(ty)),
                // Of a class the object is meant, which has no twin.
                head if is_class_object(head) => original(ty),
                Ty::Foreign { name, .. } if name == "Callable" => {
                    self.callable(arguments, place, coloured, depth)
                }
                Ty::Defined(id) if !coloured.contains(id) => original(ty),
                Ty::Foreign { .. } if !is_container(head) => {
                    self.foreign(ty, arguments, place, &within)
                }
                _ => Ty::Apply(head.clone(), arguments.iter().map(within).collect()),
            },
            _ => ty.clone(),
        }
    }

    /// A callable: what it is called with is taken where it is given.
    fn callable(&self, arguments: &[Ty], place: Place, coloured: &Coloured, depth: usize) -> Ty {
        let turned = match place {
            Place::Given => Place::Taken,
            Place::Taken => Place::Given,
        };
        let mut all: Vec<Ty> = arguments.to_vec();
        let last = all.pop().unwrap_or(Ty::Any);
        let mut all: Vec<Ty> = all
            .iter()
            .map(|ty| self.face_bounded(ty, turned, coloured, depth))
            .collect();
        let value = self.awaited_anywhere(&last);
        let face = self.face_bounded(&value, place, coloured, depth);
        // Who gives a callable may give an asynchronous one as well.
        let face = if place == Place::Taken && value != last && !face.is_anything() {
            let awaited = Ty::standard("collections.abc", "Awaitable", [face.clone()]);
            union(vec![face, awaited])
        } else {
            face
        };
        all.push(face);
        Ty::Apply(
            Box::new(Ty::Foreign {
                module: "collections.abc".to_owned(),
                name: "Callable".to_owned(),
            }),
            all,
        )
    }

    /// What the standard library calls the same without a loop.
    fn foreign(&self, ty: &Ty, arguments: &[Ty], place: Place, within: &dyn Fn(&Ty) -> Ty) -> Ty {
        let (module, name) = match ty {
            Ty::Foreign { module, name } => (module, name),
            Ty::Apply(head, _) => match &**head {
                Ty::Foreign { module, name } => (module, name),
                _ => return ty.clone(),
            },
            _ => return ty.clone(),
        };
        let first = || within(arguments.first().unwrap_or(&Ty::Any));
        match (&**module, &**name) {
            ("collections.abc", "AsyncIterator") => {
                Ty::standard("collections.abc", "Iterator", [first()])
            }
            // What is given is stepped where it steps itself; containers are left alone.
            ("collections.abc", "AsyncIterable") if place == Place::Taken => {
                Ty::standard("collections.abc", "Iterator", [first()])
            }
            ("collections.abc", "AsyncIterable") => {
                Ty::standard("collections.abc", "Iterable", [first()])
            }
            ("collections.abc" | "types", "AsyncGenerator" | "AsyncGeneratorType") => {
                let send = arguments.get(1).map_or(Ty::None, within);
                Ty::standard("collections.abc", "Generator", [first(), send, Ty::None])
            }
            ("contextlib", "AbstractAsyncContextManager") => {
                Ty::standard("contextlib", "AbstractContextManager", [first()])
            }
            _ => match self.awaited(ty) {
                Some(value) if place == Place::Given => within(&value),
                // What is in it is not looked at, so it stays what it is.
                _ => original(ty),
            },
        }
    }

    /// What awaiting a value of a type gives, if it is an awaitable of the standard library.
    pub(super) fn awaited(&self, ty: &Ty) -> Option<Ty> {
        if !self.is_awaitable(ty) {
            return None;
        }
        let kinds = self.types.kinds(ty).into_iter();
        kinds
            .into_iter()
            .find_map(|(kind, value)| (kind == Kind::Awaitable).then_some(value))
    }

    /// The same for a union, of which the rest stays, and for what is no awaitable.
    pub(super) fn awaited_anywhere(&self, ty: &Ty) -> Ty {
        if let Some(value) = self.awaited(ty) {
            return value;
        }
        match self.types.expanded(ty) {
            Ty::Union(members) if members.iter().any(|member| self.is_awaitable(member)) => {
                let values = members.iter().map(|member| self.awaited_anywhere(member));
                union(values.collect())
            }
            _ => ty.clone(),
        }
    }

    /// Whether a type is another one in terms of twins, or is the name of a twin.
    pub(super) fn changes(&self, ty: &Ty, coloured: &Coloured, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        let within = |ty: &Ty| self.changes(ty, coloured, depth);
        match self.types.expanded(ty) {
            Ty::Defined(class) => coloured.contains(&class),
            ty @ Ty::Foreign { .. } => self.is_of_loops(&ty, &ty),
            ty @ Ty::Apply(..) => {
                let Ty::Apply(head, arguments) = &ty else {
                    return false;
                };
                if is_class_object(head) {
                    return arguments.iter().any(within);
                }
                self.is_of_loops(head, &ty) || within(head) || arguments.iter().any(within)
            }
            Ty::Union(members) | Ty::List(members) => members.iter().any(within),
            Ty::Star(inner) => within(&inner),
            _ => false,
        }
    }

    /// Whether the standard library's class `head` is for loops only.
    fn is_of_loops(&self, head: &Ty, ty: &Ty) -> bool {
        match head {
            Ty::Foreign { module, name } => {
                is_async_iterable(module, name) || !self.types.kinds(ty).is_empty()
            }
            _ => false,
        }
    }
}

/// A type in the terms of the originals.
fn original(ty: &Ty) -> Ty {
    Ty::Apply(Box::new(ORIGINAL), vec![ty.clone()])
}

/// Whether values of a type are classes.
fn is_class_object(head: &Ty) -> bool {
    matches!(head, Ty::Builtin(name) if name == "type") || typing_name(head) == Some("Type")
}
