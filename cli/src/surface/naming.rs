//! What shims are called.
//!
//! A name depends on nothing but where the callable is public, so it stays when the package grows:
//! `send` of the class that is public as `package.web.Request` is `web_Request_send_sync`.

use mochi_asyncbridge::AsyncFn;
use rustc_hash::FxHashSet as HashSet;

/// What the names of all shims of a public class or function begin with: its path below the
/// package, what is private on the way left out.
pub(super) fn prefix(package: &str, (module, name): &(String, String)) -> String {
    let inner = module.strip_prefix(package).unwrap_or(module);
    let modules = inner
        .split('.')
        .filter(|part| !part.is_empty() && !part.starts_with('_'));
    modules.chain(name.split('.')).collect::<Vec<_>>().join("_")
}

/// The first of `name`, `name_2`, `name_3`, ... that is not taken; it is taken then.
pub(super) fn unique(name: &str, taken: &mut HashSet<String>) -> String {
    let mut free = name.to_owned();
    let mut count = 1;
    while !taken.insert(free.clone()) {
        count += 1;
        free = format!("{name}_{count}");
    }
    free
}

/// Numbers those that would have one name, in their order.
pub(super) fn number(fns: &mut [AsyncFn]) {
    let mut taken = HashSet::default();
    for function in fns {
        function.name = unique(&function.name, &mut taken);
        function.sync_name = mochi_asyncbridge::default_sync_name(&function.name);
    }
}
