//! Which synchronous member does an asynchronous one have beside it?
//!
//! `read` beside `aread`, `iter_lines` beside `aiter_lines`, `sync_flow` beside `async_flow`,
//! `__iter__` beside `__aiter__`. Objects of such classes work one way only: what was made on a
//! loop does not read without one. So the twin's synchronous member stands for the asynchronous
//! one.

use std::rc::Rc;

use super::{
    evidence::Evidence,
    member::{Member, Members, What},
};

/// The name of the synchronous partner of an asynchronous member.
pub(super) fn partner(
    name: &str,
    members: &Members,
    mut evidence: impl FnMut(&Member) -> Rc<Evidence>,
) -> Option<String> {
    let special = match name {
        "__aenter__" => Some("__enter__"),
        "__aexit__" => Some("__exit__"),
        "__aiter__" => Some("__iter__"),
        "__anext__" => Some("__next__"),
        _ => None,
    };
    if let Some(special) = special {
        return members.contains_key(special).then(|| special.to_owned());
    }
    let own = evidence(members.get(name)?);
    let takes = own.takes.as_ref()?;
    options(name).into_iter().find(|option| {
        members.get(option).is_some_and(|member| {
            let other = evidence(member);
            // With other parameters it is another function.
            matches!(member.what, What::Function(_))
                && !other.is_async
                && other.takes.as_ref() == Some(takes)
        })
    })
}

/// What the partner may be called.
fn options(name: &str) -> Vec<String> {
    let mut options = Vec::new();
    if name.contains("async_") {
        // Where there are both, the other one is what either of them calls.
        options.push(name.replacen("async_", "sync_", 1));
        options.push(name.replacen("async_", "", 1));
    }
    if let Some(rest) = name.strip_prefix('a').filter(|rest| !rest.is_empty()) {
        options.push(rest.to_owned());
    }
    if let Some(rest) = name.strip_suffix("_async") {
        options.push(format!("{rest}_sync"));
        options.push(rest.to_owned());
    }
    options
}
