//! What the names in an annotation stand for, as the imports of the module say: only what can be
//! a type may stand there.

use mochi_asyncbridge::{AsyncFn, Module, TypeParam};

fn is_accepted(import: &str, annotation: &str, at_run_time: bool) -> bool {
    let mut f = AsyncFn::new("get").param("x", annotation);
    f.type_params.push(TypeParam {
        name: "ts".into(),
        ..TypeParam::default()
    });
    let mut module = Module {
        source_import: "from pkg import get".into(),
        imports: vec![import.into()],
        fns: vec![f],
        ..Module::default()
    };
    if !at_run_time {
        module.type_checking_imports = std::mem::take(&mut module.imports);
    }
    match module.validate() {
        Ok(_) => true,
        Err(errors) => {
            let told = errors.to_string();
            assert_eq!(errors.iter().count(), 1, "{told}");
            assert!(told.contains("parameter `x`: annotation"), "{told}");
            false
        }
    }
}

/// An import, an annotation, whether both together are accepted.
const CASES: &[(&str, &str, bool)] = &[
    // `Literal` and `Annotated` are what they are imported as, not what they are called.
    ("from typing import Literal", "Literal['a b']", true),
    ("from typing import Literal as L", "L['a b']", true),
    (
        "from typing_extensions import Literal as L",
        "L['a b']",
        true,
    ),
    ("import typing as t", "t.Literal['a b']", true),
    ("import typing as t", "t . Literal['a b']", true),
    (
        "import typing_extensions as t",
        "t.Annotated[int, 'a b']",
        true,
    ),
    ("from typing import Annotated as A", "A[int, 'a b']", true),
    (
        "from typing import List as Literal",
        "Literal['a b']",
        false,
    ),
    ("from typing import List as Literal", "Literal['Box']", true),
    (
        "from typing import List as Ｌiteral",
        "Literal['a b']",
        false,
    ),
    (
        "from typing import List as Annotated",
        "Annotated[int, 'a b']",
        false,
    ),
    ("from pkg import Literal", "Literal['a b']", false),
    ("from pkg import Annotated", "Annotated[int, 'a b']", false),
    ("import pkg.typing as t", "t.Literal['a b']", false),
    ("import pkg", "pkg.Literal['a b']", false),
    ("import pkg", "pkg.typing.Literal['a b']", false),
    ("from .typing import Literal", "Literal['a b']", false),
    ("from typing import Literal", "Literal['a']['a b']", false),
    ("from typing import Literal", "tuple[*Literal['a']]", false),
    // Values of the standard library, whatever they are called.
    ("from os import environ as Box", "Box['HOME']", false),
    ("from os import environ as Box", "Box", false),
    ("from os import environ", "environ['HOME']", false),
    ("from os import environ", "tuple[*environ]", false),
    (
        "from os import (environ as Box,)",
        "list[Box['HOME']]",
        false,
    ),
    ("import os as o", "o.environ['HOME']", false),
    ("import os.path as p", "p.os.environ['HOME']", false),
    ("from os import sep as Sep", "Sep", false),
    ("from sys import argv as Args", "Args", false),
    ("import sys as s", "s.version", false),
    ("import sys", "sys", false),
    ("import posix as p", "p.environ", false),
    ("from pkg import environ as Box", "Box['HOME']", false),
    ("from pkg import os as o", "o.environ['HOME']", false),
    ("from pkg import os as o", "o.sep", false),
    ("from pkg import os as o", "o.PathLike[str]", true),
    ("from pkg.os import PathLike", "PathLike[str]", true),
    ("from tokenize import Name", "Name", false),
    ("from tokenize import TokenInfo", "TokenInfo", true),
    ("from http.cookies import _LegalChars", "_LegalChars", false),
    ("from http.cookies import Morsel", "Morsel[str]", true),
    ("from imaplib import Commands as C", "C['x']", false),
    ("from imaplib import IMAP4", "IMAP4", true),
    ("from ctypes.wintypes import DWORD", "DWORD", true),
    ("from signal import SIGINT", "SIGINT", false),
    ("from signal import SIGINT", "Literal[SIGINT]", true),
    // What the standard library spells in its own way.
    ("import datetime as d", "d.date | d.timedelta", true),
    ("from uuid import UUID as U", "U", true),
    ("import socket", "socket.socket", true),
    ("import collections", "collections.deque['Box']", true),
    ("import weakref as w", "w.ref['Box']", true),
    (
        "import functools",
        "functools._lru_cache_wrapper[int]",
        true,
    ),
    ("import typing", "typing.IO[str]", true),
    ("from _io import TextIOWrapper", "TextIOWrapper", true),
    ("from _io import text_encoding", "text_encoding", false),
    ("from _typeshed import sentinel", "sentinel", true),
    // What others bind may be a mapping, unless it is spelt like a type.
    (
        "import numpy as np",
        "np.ndarray[int, np.dtype[np.float64]]",
        true,
    ),
    ("from pkg import Box", "Box['Box']", true),
    ("from pkg import B", "B['Box']", true),
    ("from pkg import _Box", "_Box['Box']", true),
    ("from pkg import box", "box[int]", true),
    ("from pkg import box", "box['Box']", false),
    ("from pkg import BOX", "BOX['Box']", false),
    ("from pkg import Box", "Box[int]['Box']", true),
    ("from pkg import box", "box[list['Box']]", true),
    ("from pkg import box", "tuple[*box]", false),
    ("from pkg import Box", "tuple[*Box]", true),
    // Type parameters and shims.
    ("from pkg import box", "tuple[*ts]", true),
    (
        "from pkg import box",
        "Callable[ts.args, ts . kwargs]",
        true,
    ),
    ("from pkg import box", "ts.name", false),
    ("from pkg import box", "ts['Box']", true),
    // What nothing binds ends in a NameError, if the language does not bind it.
    ("from pkg import box", "other['Box']", true),
    ("from pkg import box", "exit.eof", false),
    ("from pkg import box", "MochiAsyncReentryError", true),
    ("from pkg import box", "MochiAsyncReentryError.args", false),
    ("from pkg import box", "_mochi_call", false),
];

#[test]
fn annotations_name_what_can_be_types() {
    let wrong: Vec<_> = CASES
        .iter()
        .filter(|(import, annotation, expected)| is_accepted(import, annotation, true) != *expected)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// At run time an import for type checkers binds nothing, and a builtin may have the name.
#[test]
fn imports_for_type_checkers_cannot_hide_builtins() {
    let cases = [
        ("from typing import Literal", "Literal['a b']", true),
        ("import typing as t", "t.Literal['a b']", true),
        (
            "from typing import Annotated",
            "Annotated[int, 'a b']",
            true,
        ),
        (
            "from typing import Literal as frozenset",
            "frozenset['a b']",
            false,
        ),
        (
            "from typing import Literal as ExceptionGroup",
            "ExceptionGroup['a b']",
            false,
        ),
        (
            "from typing import Annotated as frozenset",
            "frozenset[int, 'a b']",
            false,
        ),
        (
            "from typing import Annotated as frozenset",
            "frozenset['Box']",
            true,
        ),
        ("from pkg import Box as exit", "exit.eof", false),
        ("from pkg import Box", "Box['Box']", true),
        ("from pkg import box", "box['Box']", false),
        ("from os import environ", "environ['HOME']", false),
        ("from os import sep as Sep", "Sep", false),
        ("import os", "os.environ['HOME']", false),
        ("from pkg import Literal", "Literal['a b']", false),
    ];
    let wrong: Vec<_> = cases
        .iter()
        .filter(|(import, annotation, expected)| {
            is_accepted(import, annotation, false) != *expected
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_shim_is_a_name_without_attributes() {
    let module = |annotation: &str| Module {
        source_import: "from pkg import get, put".into(),
        fns: vec![AsyncFn::new("get"), AsyncFn::new("put").returns(annotation)],
        ..Module::default()
    };
    assert!(module("get_sync").validate().is_ok());
    assert!(module("get_sync.doc").validate().is_err());
}
