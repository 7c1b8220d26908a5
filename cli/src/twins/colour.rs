//! Which classes of a package have an asynchronous surface?
//!
//! A class is asynchronous when a member of it, or of a base, is: by itself, or because it gives
//! objects of a class that is. That is a fixpoint over the types of the package. A class whose
//! asynchronous members all have synchronous ones beside them, as `read` beside `aread`, has a
//! twin, but what merely gives objects of it does not get one for that.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::{
    evidence::{Findings, MAX_DEPTH, Mention, PROTOCOLS},
    member::{Members, is_special},
    pairs::partner,
};
use crate::{
    resolve::Id,
    selection::Selection,
    surface::{Explorer, SPOKEN},
    types::{Ancestor, Scope, Ty},
};

/// What is known of a class before any other is.
struct Candidate {
    class: Id,
    /// Itself and its bases.
    bases: Vec<Id>,
    /// What is evidence for it, once it is asynchronous.
    gives: HashSet<Id>,
    /// Whether its asynchronous members have partners.
    is_dual: bool,
}

/// The classes that get twins.
pub(crate) struct Coloured {
    /// In the order of their definitions.
    pub(super) classes: Vec<Id>,
    pub(super) set: HashSet<Id>,
    pub(super) members: HashMap<Id, Members>,
    pub(super) findings: Findings,
}

impl Coloured {
    pub(super) fn contains(&self, class: &Id) -> bool {
        self.set.contains(class)
    }
}

impl Explorer<'_, '_> {
    pub(super) fn coloured(&self, selection: &Selection) -> Coloured {
        let mut findings = Findings::default();
        let mut all = HashMap::default();
        let mut candidates = Vec::new();
        let mut strong: HashSet<Id> = HashSet::default();
        for class in self.roster() {
            if self.world.budget.is_spent() {
                break;
            }
            let members = self.members(&class);
            let candidate = self.candidate_class(&class, &members, &mut strong, &mut findings);
            candidates.push(candidate);
            all.insert(class, members);
        }
        self.spread(&candidates, &mut strong);
        let dual = candidates.iter().filter(|candidate| candidate.is_dual);
        let dual: HashSet<Id> = dual.map(|candidate| candidate.class.clone()).collect();
        let asynchronous = |class: &Id| {
            (strong.contains(class) || dual.contains(class))
                && !selection.excludes(&self.dotted(class))
                && self.world.importable(&class.module).is_ok()
        };
        let set = self.within_reach(&candidates, &all, selection, &asynchronous, &mut findings);
        let classes = candidates
            .into_iter()
            .map(|candidate| candidate.class)
            .filter(|class| set.contains(class))
            .collect();
        Coloured {
            classes,
            set,
            members: all,
            findings,
        }
    }

    /// Looks at one class; one that is asynchronous by itself is added to `strong`.
    fn candidate_class(
        &self,
        class: &Id,
        members: &Members,
        strong: &mut HashSet<Id>,
        findings: &mut Findings,
    ) -> Candidate {
        let mut names = Vec::new();
        let mut gives = HashSet::default();
        let mut add = |mentions: &[Mention]| {
            let sure = mentions.iter().filter(|mention| mention.sure);
            gives.extend(sure.map(|mention| mention.class.clone()));
        };
        for member in members.values() {
            let evidence = self.evidence(member, findings);
            if evidence.is_async && (!is_special(&member.name) || is_protocol(&member.name)) {
                names.push(member.name.clone());
            }
            if !is_special(&member.name) || SPOKEN.contains(&&*member.name) {
                add(&evidence.gives);
            }
            if member.name == "__init__" {
                add(&evidence.given);
            }
        }
        let arguments = self.types.own_arguments(class);
        let mut bases = Vec::new();
        let mut is_foreign = false;
        for ancestor in self.types.ancestors(class, &arguments).iter() {
            match ancestor {
                Ancestor::Defined(id, map) => {
                    bases.push(id.clone());
                    // `class Clients(Page[AsyncClient])`
                    let mut found = Vec::new();
                    for (_, ty) in map {
                        self.mentions(ty, true, &mut found, MAX_DEPTH);
                    }
                    add(&found);
                }
                Ancestor::Foreign(module, name, arguments) => {
                    let ty = Ty::Apply(
                        Box::new(Ty::Foreign {
                            module: module.clone(),
                            name: name.clone(),
                        }),
                        arguments.clone(),
                    );
                    is_foreign |= !self.types.kinds(&ty).is_empty();
                }
            }
        }
        let alone =
            |name: &String| partner(name, members, |m| self.evidence(m, findings)).is_none();
        let has_alone = names.iter().any(alone);
        if is_foreign || has_alone {
            strong.insert(class.clone());
        }
        Candidate {
            class: class.clone(),
            bases,
            gives,
            is_dual: !names.is_empty() && !has_alone && !is_foreign,
        }
    }

    /// What gives objects of asynchronous classes, or inherits from one, is asynchronous.
    fn spread(&self, candidates: &[Candidate], strong: &mut HashSet<Id>) {
        loop {
            let before = strong.len();
            for candidate in candidates {
                if candidate.is_dual || strong.contains(&candidate.class) {
                    continue;
                }
                self.world.budget.spend(1);
                let is_evidence = |class: &Id| strong.contains(class) && *class != candidate.class;
                if candidate.bases.iter().any(is_evidence)
                    || candidate.gives.iter().any(is_evidence)
                {
                    strong.insert(candidate.class.clone());
                }
            }
            if strong.len() == before {
                break;
            }
        }
    }

    /// The asynchronous classes that are public, and those that their surfaces and bases mention.
    fn within_reach(
        &self,
        candidates: &[Candidate],
        all: &HashMap<Id, Members>,
        selection: &Selection,
        asynchronous: &dyn Fn(&Id) -> bool,
        findings: &mut Findings,
    ) -> HashSet<Id> {
        let bases: HashMap<&Id, &[Id]> = candidates
            .iter()
            .map(|candidate| (&candidate.class, &candidate.bases[..]))
            .collect();
        let mut next: Vec<Id> = candidates
            .iter()
            .map(|candidate| candidate.class.clone())
            .filter(|class| {
                asynchronous(class)
                    && self.is_public_class(class)
                    && selection.includes(&self.dotted(class))
            })
            .collect();
        let named = |(id, (module, name)): &(&Id, &(String, String))| {
            self.world.is_own(&id.module) && selection.includes(&format!("{module}.{name}"))
        };
        for (id, _) in self.public.iter().filter(named) {
            next.extend(self.mentioned_by_function(id));
        }
        let mut set = HashSet::default();
        while let Some(class) = next.pop() {
            if !asynchronous(&class) || !set.insert(class.clone()) {
                continue;
            }
            next.extend(
                bases
                    .get(&class)
                    .copied()
                    .unwrap_or_default()
                    .iter()
                    .cloned(),
            );
            for member in all.get(&class).into_iter().flat_map(Members::values) {
                let evidence = self.evidence(member, findings);
                let mentions = evidence.gives.iter().chain(&evidence.given);
                next.extend(mentions.map(|mention| mention.class.clone()));
                let mut found = Vec::new();
                for (_, ty) in &member.map {
                    self.mentions(ty, true, &mut found, MAX_DEPTH);
                }
                next.extend(found.into_iter().map(|mention| mention.class));
            }
        }
        set
    }

    /// The public dotted name of a class, or where it is defined.
    fn dotted(&self, class: &Id) -> String {
        match (self.public.get(class), class.outer()) {
            (Some((module, name)), _) => format!("{module}.{name}"),
            (None, Some(outer)) => {
                let name = class.name.rsplit('.').next().unwrap_or_default();
                format!("{}.{name}", self.dotted(&outer))
            }
            (None, None) => format!("{}.{}", class.module, class.name),
        }
    }

    /// Whether users can name a class: it, or the class that it is nested in, is public.
    fn is_public_class(&self, class: &Id) -> bool {
        if self.public.contains_key(class) {
            return true;
        }
        let Some(outer) = class.outer() else {
            return false;
        };
        let name = class.name.rsplit('.').next().unwrap_or_default();
        !name.starts_with('_') && self.is_public_class(&outer)
    }

    fn mentioned_by_function(&self, id: &Id) -> Vec<Id> {
        let function = self.function_of(id, &Scope::of(&id.module), None, &Ty::Any);
        let mentions = function.map(|function| self.mentioned(&function));
        let mentions = mentions.into_iter().flatten();
        mentions.map(|mention| mention.class).collect()
    }
}

/// Whether a special method that is asynchronous makes its class so.
fn is_protocol(name: &str) -> bool {
    PROTOCOLS.contains(&name) || name == "__call__"
}
