//! Names for shims.

use mochi_asyncbridge::AsyncFn;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// Gives every shim a name of its own. Of several that want one, the one that is public at the
/// package's root keeps it; the others put the module in front; and those that still agree are
/// numbered in their order.
pub(super) fn rename(package: &str, fns: &mut [AsyncFn], keys: &[((String, String), String)]) {
    let mut wanted: HashMap<String, Vec<usize>> = HashMap::default();
    for (at, function) in fns.iter().enumerate() {
        wanted.entry(function.name.clone()).or_default().push(at);
    }
    for group in wanted.values().filter(|group| group.len() > 1) {
        let at_root: Vec<usize> = group
            .iter()
            .copied()
            .filter(|&at| keys[at].0.0 == package)
            .collect();
        for &at in group {
            if at_root.first() == Some(&at) {
                continue;
            }
            let module = &keys[at].0.0;
            let inner = module
                .strip_prefix(package)
                .map_or(&**module, |rest| rest.trim_start_matches('.'));
            if !inner.is_empty() {
                fns[at].name = format!("{}_{}", inner.replace('.', "_"), fns[at].name);
            }
        }
    }
    let mut taken = HashSet::default();
    for function in fns.iter_mut() {
        let base = function.name.clone();
        let mut count = 1;
        while !taken.insert(function.name.clone()) {
            count += 1;
            function.name = format!("{base}_{count}");
        }
        function.sync_name = mochi_asyncbridge::default_sync_name(&function.name);
    }
}
