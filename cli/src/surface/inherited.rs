//! What classes have from where no source is read: bases of the standard library, and functions that
//! a metaclass wraps.

use rustc_hash::FxHashSet as HashSet;

use super::{Explorer, publish::Member};
use crate::{resolve::Id, types::Ancestor};

impl Explorer<'_, '_> {
    /// The methods that a class of the standard library has, those of names that are not seen yet.
    pub(super) fn standard_members(
        &self,
        known: &Id,
        seen: &mut HashSet<String>,
    ) -> Vec<(String, Id)> {
        let mut members = Vec::new();
        for ancestor in self.types.ancestors(known, &[]).iter() {
            let Ancestor::Defined(owner, _) = ancestor else {
                continue;
            };
            for (name, _) in self.public_members(owner) {
                if seen.insert(name.clone()) {
                    let id = owner.member(&name);
                    members.push((name, id));
                }
            }
        }
        members
    }

    /// A base of the standard library that may have asynchronous methods, in words.
    pub(super) fn opaque_base(&mut self, module: &str, name: &str) -> Option<String> {
        let is_plain = match module {
            "contextlib" => name != "AsyncExitStack",
            "typing" | "abc" | "enum" | "builtins" | "collections.abc" => true,
            _ => false,
        };
        if is_plain {
            return None;
        }
        let base = format!("{module}.{name}");
        let words = format!("`{base}`");
        *self.counts.opaque_bases.entry(base).or_default() += 1;
        Some(words)
    }

    /// The functions that a metaclass takes from another class, those of names that are not seen
    /// yet.
    pub(super) fn copied_members(
        &self,
        class: &Id,
        seen: &mut HashSet<String>,
    ) -> Vec<(String, Id)> {
        let mut members = Vec::new();
        for other in self.types.copied(class) {
            for ancestor in self.types.ancestors(&other, &[]).iter() {
                let Ancestor::Defined(owner, _) = ancestor else {
                    continue;
                };
                for (name, member) in self.public_members(owner) {
                    let is_function = matches!(member, Member::Function) && !name.starts_with('_');
                    if !is_function || !seen.insert(name.clone()) {
                        continue;
                    }
                    if !self.world.budget.spend(64) {
                        return members;
                    }
                    let id = owner.member(&name);
                    members.push((name, id));
                }
            }
        }
        members
    }
}
