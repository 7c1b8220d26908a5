//! The names that the emitted module itself reads at its top level.

use crate::parts::MODULES;

/// The builtins that run-time parts read, sorted.
const BUILTINS: [&str; 24] = [
    "BaseException",
    "Exception",
    "KeyboardInterrupt",
    "RuntimeError",
    "SystemExit",
    "TimeoutError",
    "ValueError",
    "any",
    "bool",
    "dict",
    "float",
    "globals",
    "int",
    "isinstance",
    "len",
    "list",
    "object",
    "range",
    "set",
    "setattr",
    "staticmethod",
    "str",
    "super",
    "tuple",
];

pub(crate) fn is_module(name: &str) -> bool {
    let root = |module: &str| {
        module
            .split_once('.')
            .map_or(module.len(), |(root, _)| root.len())
    };
    MODULES
        .binary_search_by(|module| module[..root(module)].cmp(name))
        .is_ok()
}

pub(crate) fn is_builtin(name: &str) -> bool {
    BUILTINS.binary_search(&name).is_ok()
}
