//! What shims are called.
//!
//! A name depends on nothing but where the callable is public, so it stays when the package grows:
//! `send` of the class that is public as `package.web.Request` is `web_Request_send_sync`.

use std::rc::Rc;

use mochi_asyncbridge::{AsyncFn, default_sync_name};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// What the names of all shims of a class or function begin with: its path below the package,
/// private modules on the way left out.
pub(super) fn prefix(package: &str, module: &str, name: &str) -> String {
    let inner = module.strip_prefix(package).unwrap_or(module);
    let modules = inner
        .split('.')
        .filter(|part| !part.is_empty() && !part.starts_with('_'));
    modules.chain(name.split('.')).collect::<Vec<_>>().join("_")
}

/// A function or a class, by its place in the order of the module, and what the names of its shims
/// begin with.
pub(super) struct Owner {
    pub(super) at: usize,
    pub(super) prefix: String,
}

/// Gives each shim a name of its own. Of functions and classes that agree in their prefix the
/// later ones are numbered, and so are shims of one class that agree.
pub(super) fn settle(fns: &mut [AsyncFn], owners: &[Rc<Owner>]) {
    let mut prefixes: HashMap<usize, String> = HashMap::default();
    let mut taken_prefixes = HashSet::default();
    let mut taken = HashSet::default();
    for (function, owner) in fns.iter_mut().zip(owners) {
        let Owner { at, prefix } = &**owner;
        let settled = prefixes
            .entry(*at)
            .or_insert_with(|| unique(prefix, &mut taken_prefixes));
        let name = format!("{settled}{}", &function.name[prefix.len()..]);
        function.name = unique(&name, &mut taken);
        function.sync_name = default_sync_name(&function.name);
    }
}

/// The first of `name`, `name_2`, `name_3`, ... that is not taken; it is taken then.
fn unique(name: &str, taken: &mut HashSet<String>) -> String {
    let mut free = name.to_owned();
    let mut count = 1;
    while !taken.insert(free.clone()) {
        count += 1;
        free = format!("{name}_{count}");
    }
    free
}
