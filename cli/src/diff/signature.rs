//! Which calls of an old signature does a new one not take in the same way?
//!
//! A value that an old parameter took has to reach the parameter of the same name, or `*args` or
//! `**kwargs`, which pass it on to the callable.

use mochi_asyncbridge::{Param, ParamDefault, ParamKind};

use super::change::{Change, ChangeKind as Kind};

/// Compares the parameters of what has this name.
pub(super) fn compare(name: &str, old: &[Param], new: &[Param], changes: &mut Vec<Change>) {
    let mut renamed = Vec::new();
    for (at, before) in old.iter().enumerate() {
        let change = |kind| Change::new(name, kind).of(&before.name);
        let Some((place, after)) = find(new, before) else {
            match successor(at, before, old, new) {
                Some(other) => {
                    let renaming = Change::new(name, Kind::ParameterRenamed);
                    changes.push(renaming.from(&*before.name).to(&*other.name));
                    if is_optional(before) && !is_optional(other) {
                        changes.push(change(Kind::ParameterChangedRequired));
                    }
                    renamed.push(&*other.name);
                }
                None if is_swallowed(at, before, new) => {}
                None => changes.push(change(Kind::ParameterRemoved)),
            }
            continue;
        };
        if is_variadic(before.kind) {
            // The arguments by position that it took may now reach a new parameter.
            let is_moved =
                before.kind == ParamKind::VarPositional && positions(new) > positions(old);
            if is_moved {
                changes.push(change(Kind::ParameterMoved));
            }
        } else {
            compare_one(name, (at, before), (place, after), old, changes);
        }
        if before.annotation != after.annotation {
            let retyped = change(Kind::ParameterChangedType);
            changes.push(retyped.from(&*before.annotation).to(&*after.annotation));
        }
    }
    for after in new {
        if find(old, after).is_some() || renamed.contains(&&*after.name) {
            continue;
        }
        let kind = if is_optional(after) {
            Kind::ParameterAdded
        } else {
            Kind::ParameterAddedRequired
        };
        changes.push(Change::new(name, kind).of(&after.name));
    }
}

/// The parameter that stands for another one: that of its name, or of its kind with stars.
fn find<'p>(params: &'p [Param], wanted: &Param) -> Option<(usize, &'p Param)> {
    let mut params = params.iter().enumerate();
    params.find(|(_, param)| {
        if is_variadic(wanted.kind) {
            param.kind == wanted.kind
        } else {
            param.name == wanted.name && !is_variadic(param.kind)
        }
    })
}

/// The new parameter in the place of a positional-only one, whose name nobody could give.
fn successor<'p>(at: usize, before: &Param, old: &[Param], new: &'p [Param]) -> Option<&'p Param> {
    let other = new.get(at)?;
    let is_renamed = before.kind == ParamKind::PositionalOnly
        && is_positional(other.kind)
        && find(old, other).is_none()
        // `f(1, name=2)` would give the new name twice.
        && (other.kind == ParamKind::PositionalOnly || !has(old, ParamKind::VarKeyword));
    is_renamed.then_some(other)
}

/// Whether what a parameter took is taken by those with stars, however it is given.
fn is_swallowed(at: usize, before: &Param, new: &[Param]) -> bool {
    let args = has(new, ParamKind::VarPositional) && positions(new) <= at;
    let kwargs = has(new, ParamKind::VarKeyword);
    match before.kind {
        ParamKind::PositionalOnly => args,
        ParamKind::KeywordOnly => kwargs,
        ParamKind::PositionalOrKeyword => args && kwargs,
        ParamKind::VarPositional | ParamKind::VarKeyword => false,
    }
}

/// Compares a parameter with the one of the same name.
fn compare_one(
    name: &str,
    (at, before): (usize, &Param),
    (place, after): (usize, &Param),
    old: &[Param],
    changes: &mut Vec<Change>,
) {
    let change = |kind| Change::new(name, kind).of(&before.name);
    if is_positional(before.kind) && is_positional(after.kind) && at != place {
        let moved = change(Kind::ParameterMoved);
        changes.push(moved.from((at + 1).to_string()).to((place + 1).to_string()));
    }
    if before.kind != after.kind {
        let by_name = |kind| kind != ParamKind::PositionalOnly;
        let lost = (is_positional(before.kind) && !is_positional(after.kind))
            || (by_name(before.kind) && !by_name(after.kind))
            // A keyword of this name went to `**kwargs`.
            || (!by_name(before.kind) && has(old, ParamKind::VarKeyword));
        let kind = if lost {
            Kind::ParameterChangedKind
        } else {
            Kind::ParameterWidenedKind
        };
        let other_kind = change(kind);
        changes.push(
            other_kind
                .from(before.kind.description())
                .to(after.kind.description()),
        );
    }
    match (&before.default, &after.default) {
        (None, None) => {}
        (Some(_), None) => changes.push(change(Kind::ParameterChangedRequired)),
        (None, Some(_)) => changes.push(change(Kind::ParameterMadeOptional)),
        (Some(one), Some(other)) if one == other => {}
        (Some(one), Some(other)) => {
            let other_default = change(Kind::ParameterChangedDefault);
            changes.push(other_default.from(shown(one)).to(shown(other)));
        }
    }
}

fn shown(default: &ParamDefault) -> &str {
    match default {
        ParamDefault::Expr(text) => text,
        ParamDefault::Omitted => "...",
    }
}

fn has(params: &[Param], kind: ParamKind) -> bool {
    params.iter().any(|param| param.kind == kind)
}

/// How many arguments can be given by position, beside those of `*args`.
fn positions(params: &[Param]) -> usize {
    let positional = params.iter().filter(|param| is_positional(param.kind));
    positional.count()
}

fn is_optional(param: &Param) -> bool {
    param.default.is_some() || is_variadic(param.kind)
}

fn is_positional(kind: ParamKind) -> bool {
    matches!(
        kind,
        ParamKind::PositionalOnly | ParamKind::PositionalOrKeyword
    )
}

fn is_variadic(kind: ParamKind) -> bool {
    matches!(kind, ParamKind::VarPositional | ParamKind::VarKeyword)
}
