//! The names that the emitted module itself reads at its top level.

/// The top-level modules that run-time parts import, sorted.
const MODULES: [&str; 17] = [
    "asyncio",
    "atexit",
    "collections",
    "contextlib",
    "contextvars",
    "functools",
    "inspect",
    "os",
    "queue",
    "signal",
    "sys",
    "threading",
    "time",
    "traceback",
    "types",
    "typing",
    "weakref",
];

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
    MODULES.binary_search(&name).is_ok()
}

pub(crate) fn is_builtin(name: &str) -> bool {
    BUILTINS.binary_search(&name).is_ok()
}
