//! The names that the emitted module itself reads at its top level.
//!
//! Written out, for a match on strings is decided in a few steps; a test holds them against the
//! run-time parts.

/// What [`Module::helpers`](crate::Module::helpers) defines.
pub(crate) const HELPERS: [&str; 4] = ["await_sync", "call_sync", "enter_sync", "iter_sync"];

/// Whether run-time parts import the top-level module `name`.
pub(crate) fn is_module(name: &str) -> bool {
    matches!(
        name,
        "asyncio"
            | "atexit"
            | "collections"
            | "concurrent"
            | "contextlib"
            | "contextvars"
            | "functools"
            | "inspect"
            | "os"
            | "queue"
            | "signal"
            | "sys"
            | "threading"
            | "time"
            | "traceback"
            | "types"
            | "typing"
            | "weakref"
    )
}

/// Whether run-time parts read the builtin `name`.
pub(crate) fn is_builtin(name: &str) -> bool {
    matches!(
        name,
        "BaseException"
            | "BaseExceptionGroup"
            | "Exception"
            | "GeneratorExit"
            | "KeyboardInterrupt"
            | "RuntimeError"
            | "StopAsyncIteration"
            | "SystemExit"
            | "TimeoutError"
            | "ValueError"
            | "aiter"
            | "anext"
            | "any"
            | "bool"
            | "dict"
            | "float"
            | "globals"
            | "hasattr"
            | "int"
            | "isinstance"
            | "len"
            | "list"
            | "object"
            | "range"
            | "set"
            | "setattr"
            | "staticmethod"
            | "str"
            | "super"
            | "tuple"
            | "type"
            | "vars"
    )
}

/// The builtins that the parts of twins read, and none before them.
pub(crate) const BUILTINS_OF_TWINS: [&str; 21] = [
    "AttributeError",
    "StopIteration",
    "TypeError",
    "all",
    "bytes",
    "callable",
    "classmethod",
    "delattr",
    "format",
    "frozenset",
    "getattr",
    "hash",
    "id",
    "issubclass",
    "iter",
    "map",
    "next",
    "property",
    "repr",
    "reversed",
    "zip",
];

/// The modules that the parts of twins import, and none before them.
pub(crate) const MODULES_OF_TWINS: [&str; 2] = ["copy", "operator"];

/// The builtins that the body of a class reads.
pub(crate) const BUILTINS_OF_CLASSES: [&str; 3] = ["classmethod", "property", "staticmethod"];
