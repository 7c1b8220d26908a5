//! The modules of the standard library: `stdlib.txt` lists `sys.stdlib_module_names` of CPython
//! 3.11 to 3.15, with the first version that has a module, the first that no longer has it, and
//! the platforms that it is for.

use std::sync::LazyLock;

use rustc_hash::FxHashMap as HashMap;

use crate::target::Target;

/// For each module what restricts it.
static MODULES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    include_str!("stdlib.txt")
        .lines()
        .map(|line| line.split_once(' ').unwrap_or((line, "")))
        .collect()
});

/// Whether any version has the module; its source is not read.
pub(crate) fn is_stdlib(module: &str) -> bool {
    let top = module.split('.').next().unwrap_or(module);
    // Type checkers bring stubs for these, and the source of the first is unlike them.
    matches!(top, "typing_extensions" | "_typeshed") || MODULES.contains_key(top)
}

/// Whether the target has the module.
pub(super) fn has(target: &Target, module: &str) -> bool {
    let top = module.split('.').next().unwrap_or(module);
    let Some(restrictions) = MODULES.get(top) else {
        return false;
    };
    let mut platforms = restrictions
        .split_whitespace()
        .filter(|word| !word.starts_with(['<', '>']))
        .peekable();
    let platform = &*target.platform;
    let here = platforms.peek().is_none()
        || platforms.any(|word| match word.strip_prefix('!') {
            Some(other) => other != platform,
            None => word == platform,
        });
    let minor = |word: &str| word.parse::<u8>().unwrap_or(u8::MAX);
    here && restrictions.split_whitespace().all(|word| {
        if let Some(first) = word.strip_prefix(">=3.") {
            target.version.1 >= minor(first)
        } else if let Some(gone) = word.strip_prefix("<3.") {
            target.version.1 < minor(gone)
        } else {
            true
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{has, is_stdlib};
    use crate::target::Target;

    #[test]
    fn modules_come_and_go() {
        let target = |minor, platform: &str| Target {
            version: (3, minor),
            platform: platform.to_owned(),
            ..Target::default()
        };
        for (module, minor, platform, expected) in [
            ("asyncio.events", 11, "linux", true),
            ("_socket", 11, "linux", true),
            ("distutils", 11, "linux", true),
            ("distutils", 12, "linux", false),
            ("annotationlib", 13, "linux", false),
            ("annotationlib", 14, "linux", true),
            ("winreg", 11, "linux", false),
            ("winreg", 11, "win32", true),
            ("fcntl", 11, "win32", false),
            ("fcntl", 11, "freebsd", true),
            ("nis", 12, "darwin", true),
            ("nis", 13, "darwin", false),
            ("_typeshed", 11, "linux", false),
            ("httpx", 11, "linux", false),
        ] {
            let found = has(&target(minor, platform), module);
            assert_eq!(found, expected, "{module} on 3.{minor}, {platform}");
        }
        assert!(is_stdlib("_typeshed.wsgi") && is_stdlib("distutils") && !is_stdlib("httpx"));
    }
}
