//! The names that the emitted module itself reads at its top level.
//!
//! Written out, for a match on strings is decided in a few steps; a test holds them against the
//! run-time parts.

/// Whether run-time parts import the top-level module `name`.
pub(crate) fn is_module(name: &str) -> bool {
    matches!(
        name,
        "asyncio"
            | "atexit"
            | "collections"
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
            | "Exception"
            | "KeyboardInterrupt"
            | "RuntimeError"
            | "SystemExit"
            | "TimeoutError"
            | "ValueError"
            | "any"
            | "bool"
            | "dict"
            | "float"
            | "globals"
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
    )
}
