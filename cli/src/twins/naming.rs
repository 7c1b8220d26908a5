//! What are twins called?

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::colour::Coloured;
use crate::{resolve::Id, surface::Explorer};

impl Explorer<'_, '_> {
    /// The names of the twins of a module: those of their originals. Where two are the same, the
    /// one that is public nearest to the top keeps it, and the others get those of the modules
    /// around them in front. With `strip`, the word `Async` is left out where that makes no two
    /// the same.
    pub(super) fn twin_names(&self, coloured: &Coloured, strip: bool) -> HashMap<Id, String> {
        let mut classes: Vec<&Id> = coloured.classes.iter().collect();
        let place = |class: &Id| self.public.get(class).cloned();
        classes.sort_by_cached_key(|class| {
            let public = place(class);
            let depth = public
                .as_ref()
                .map(|(module, _)| module.matches('.').count());
            (
                public.is_none(),
                depth,
                class.module.clone(),
                class.name.clone(),
            )
        });
        let mut taken: HashSet<String> = HashSet::default();
        let mut names: HashMap<Id, String> = HashMap::default();
        for class in classes {
            let (module, path) =
                place(class).unwrap_or_else(|| (class.module.clone(), class.name.clone()));
            let around = module.split('.').rev();
            let around = around.filter(|part| *part != self.package);
            let around = around.map(|part| part.trim_start_matches('_'));
            let name = free_name(path.replace('.', "_"), around, &mut taken);
            names.insert(class.clone(), name);
        }
        if strip {
            strip_words(&mut names);
        }
        names
    }
}

/// A name that is not taken yet, and then is: with those of the modules around it in front, the
/// nearest first, as far as that is needed.
pub(super) fn free_name<'a>(
    mut name: String,
    around: impl Iterator<Item = &'a str>,
    taken: &mut HashSet<String>,
) -> String {
    for part in around {
        if !taken.contains(&name) {
            break;
        }
        name = format!("{part}_{name}");
    }
    while !taken.insert(name.clone()) {
        name.push('_');
    }
    name
}

/// Leaves the word `Async` out of names, where each stays the only one.
fn strip_words(names: &mut HashMap<Id, String>) {
    let mut wanted: HashMap<String, usize> = HashMap::default();
    for name in names.values() {
        *wanted.entry(name.clone()).or_default() += 1;
        if let Some(short) = stripped(name) {
            *wanted.entry(short).or_default() += 1;
        }
    }
    for name in names.values_mut() {
        if let Some(short) = stripped(name)
            && wanted[&short] == 1
        {
            *name = short;
        }
    }
}

/// A name without its first word `Async`.
fn stripped(name: &str) -> Option<String> {
    let at = name.match_indices("Async").map(|(at, _)| at).find(|at| {
        name[at + 5..]
            .chars()
            .next()
            .is_none_or(|next| !next.is_lowercase())
    })?;
    let short = format!("{}{}", &name[..at], &name[at + 5..]);
    let begins = short.chars().find(|letter| *letter != '_')?;
    begins.is_alphabetic().then_some(short)
}
