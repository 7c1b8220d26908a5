//! What is known of the types of the standard library?

use super::Ty;

/// Python's own name of what has several.
pub(crate) fn canonical(module: String, name: String) -> (String, String) {
    const ADDED_TO_TYPING: &[&str] = &[
        "Annotated",
        "Any",
        "AnyStr",
        "AsyncContextManager",
        "AsyncGenerator",
        "AsyncIterable",
        "AsyncIterator",
        "Awaitable",
        "BinaryIO",
        "Callable",
        "ClassVar",
        "Concatenate",
        "ContextManager",
        "Coroutine",
        "Final",
        "Generator",
        "Generic",
        "IO",
        "Iterable",
        "Iterator",
        "Literal",
        "LiteralString",
        "Mapping",
        "NamedTuple",
        "Never",
        "NewType",
        "NoReturn",
        "NotRequired",
        "Optional",
        "ParamSpec",
        "Protocol",
        "Required",
        "Self",
        "Sequence",
        "SupportsAbs",
        "SupportsBytes",
        "SupportsFloat",
        "SupportsIndex",
        "SupportsInt",
        "TYPE_CHECKING",
        "Text",
        "TextIO",
        "Type",
        "TypeAlias",
        "TypeGuard",
        "TypeVar",
        "TypeVarTuple",
        "TypedDict",
        "Union",
        "Unpack",
        "final",
        "overload",
        "runtime_checkable",
        "assert_never",
    ];
    const ABSTRACT: &[&str] = &[
        "AsyncGenerator",
        "AsyncIterable",
        "AsyncIterator",
        "Awaitable",
        "ByteString",
        "Collection",
        "Coroutine",
        "Generator",
        "ItemsView",
        "Iterable",
        "Iterator",
        "KeysView",
        "Mapping",
        "MappingView",
        "MutableMapping",
        "MutableSequence",
        "MutableSet",
        "Reversible",
        "Sequence",
        "ValuesView",
    ];
    let module = match &*module {
        "typing_extensions" if ADDED_TO_TYPING.contains(&&*name) => "typing".to_owned(),
        // A plain `TypeVar` has no default before 3.13, and the renderer emits none.
        "_collections_abc" => "collections.abc".to_owned(),
        "asyncio.futures" | "asyncio.tasks" | "asyncio.events" | "asyncio.streams" => {
            "asyncio".to_owned()
        }
        _ => module,
    };
    match (&*module, &*name) {
        ("typing", name) if ABSTRACT.contains(&name) && name != "ByteString" => {
            ("collections.abc".to_owned(), name.to_owned())
        }
        ("typing", "AsyncContextManager") => (
            "contextlib".to_owned(),
            "AbstractAsyncContextManager".to_owned(),
        ),
        ("typing", "ContextManager") => {
            ("contextlib".to_owned(), "AbstractContextManager".to_owned())
        }
        ("typing", "Text") => ("builtins".to_owned(), "str".to_owned()),
        _ => (module, name),
    }
}

/// The name of a type of the `typing` module.
pub(crate) fn typing_name(ty: &Ty) -> Option<&str> {
    match ty {
        Ty::Foreign { module, name } if module == "typing" => Some(name),
        _ => None,
    }
}

/// Whether calls of a function of the standard library give something asynchronous.
pub(crate) fn is_asynchronous(module: &str, name: &str) -> bool {
    const OF_ASYNCIO: &[&str] = &[
        "create_subprocess_exec",
        "create_subprocess_shell",
        "create_task",
        "ensure_future",
        "gather",
        "open_connection",
        "open_unix_connection",
        "shield",
        "sleep",
        "start_server",
        "start_unix_server",
        "timeout",
        "timeout_at",
        "to_thread",
        "wait",
        "wait_for",
        "wrap_future",
    ];
    match module {
        "asyncio" | "asyncio.tasks" | "asyncio.timeouts" | "asyncio.streams" => {
            OF_ASYNCIO.contains(&name)
        }
        "contextlib" => matches!(name, "aclosing" | "nullcontext"),
        _ => false,
    }
}
