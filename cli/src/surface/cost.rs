//! What do classes and shims take of the package's budget?

use mochi_asyncbridge::{AsyncFn, Param};

use super::{
    Explorer,
    publish::{Candidate, What},
};
use crate::{
    report::{Reason, Skip},
    resolve::Id,
};

impl Explorer<'_, '_> {
    /// Whether the members of a class can be looked through.
    pub(super) fn affords_class(&self, class: &Id, ancestors: usize) -> bool {
        let params = self.types.class_params(class).len();
        // Each parameter is held against each other.
        let steps = 64 + 64 * ancestors + params * params;
        self.world.budget.spend(steps)
    }

    /// Whether a callable can be described.
    pub(super) fn affords(&self, candidate: &Candidate) -> bool {
        let params = match &candidate.what {
            What::Method { class, .. } | What::Copied { class, .. } => {
                self.types.class_params(class).len()
            }
            _ => 0,
        };
        self.world.budget.spend(64 + params * params)
    }

    /// Says that the budget did not suffice: what was found until then is not all.
    pub(super) fn report_budget(&mut self) {
        if !self.world.budget.is_spent() {
            return;
        }
        let file = self.world.roots.module(&self.package);
        let path = file.map_or_else(|| self.package.clone().into(), |file| file.path);
        let detail = "its names, types and shims are more than --max-steps lets be looked through";
        self.unread.push(Skip::file(&path, Reason::TooMuch, detail));
    }
}

/// The length of a descriptor's texts.
pub(super) fn length(function: &AsyncFn) -> usize {
    let params = |params: &[Param]| -> usize {
        let length = |param: &Param| 8 + param.name.len() + param.annotation.len();
        params.iter().map(length).sum()
    };
    let overloads = function.overloads.iter();
    let overloads =
        overloads.map(|overload| 64 + params(&overload.params) + overload.returns.len());
    let doc = function.doc.as_ref().map_or(0, String::len);
    256 + params(&function.params)
        + function.returns.len()
        + doc
        + 64 * function.type_params.len()
        + overloads.sum::<usize>()
}
