//! What discovery makes of Python, feature by feature, on packages written for it.

mod common;

use std::{fs, path::Path};

use common::scratch;
use mochi_asyncbridge::{AsyncFn, Callee, ParamDefault, ParamKind, Shape};
use mochi_asyncbridge_cli::{Options, Reason, Roots, Surface, Target, discover};

fn write(root: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

#[track_caller]
fn read(root: &Path, package: &str) -> Surface {
    let options = Options {
        roots: Roots::from(vec![root.to_owned()]),
        target: Target::default(),
        ..Options::default()
    };
    let surface = discover(package, &options).unwrap();
    surface
        .module
        .render()
        .unwrap_or_else(|errors| panic!("{errors}"));
    surface
}

/// The surface of a package `p` that is one file.
#[track_caller]
fn one(test: &str, source: &str) -> Surface {
    let root = scratch(&format!("discovery-{test}"));
    write(&root, &[("p.py", source)]);
    read(&root, "p")
}

fn names(surface: &Surface) -> Vec<&str> {
    surface
        .module
        .fns
        .iter()
        .map(|function| &*function.sync_name)
        .collect()
}

#[track_caller]
fn shim<'s>(surface: &'s Surface, name: &str) -> &'s AsyncFn {
    let found = surface
        .module
        .fns
        .iter()
        .find(|function| function.sync_name == name);
    found.unwrap_or_else(|| panic!("no {name} in {:?}", names(surface)))
}

fn skipped(surface: &Surface) -> Vec<(&str, Reason)> {
    surface
        .report
        .skips
        .iter()
        .map(|skip| (&*skip.name, skip.reason))
        .collect()
}

/// `name: annotation = default` for each parameter.
fn params(function: &AsyncFn) -> Vec<String> {
    let shown = |param: &mochi_asyncbridge::Param| {
        let stars = match param.kind {
            ParamKind::VarPositional => "*",
            ParamKind::VarKeyword => "**",
            _ => "",
        };
        let default = match &param.default {
            None => String::new(),
            Some(ParamDefault::Omitted) => " = (omitted)".to_owned(),
            Some(ParamDefault::Expr(text)) => format!(" = {text}"),
        };
        format!("{stars}{}: {}{default}", param.name, param.annotation)
    };
    function.params.iter().map(shown).collect()
}

#[test]
fn functions_and_their_defaults() {
    let surface = one(
        "functions",
        "from os import PathLike\nLIMIT = 3\n\
         async def fetch(a: int, /, b: 'str' = 'x', *args: bytes, c: float = -1.5, d: int = LIMIT,\n\
             e: tuple = (1, 'a'), f: list[int] = [], g: int = None, h=..., **kw: PathLike[str]) -> bytes:\n\
         \x20   '''Fetch.\n\n      It.\n    '''\n",
    );
    assert_eq!(skipped(&surface), [], "{:?}", surface.report.skips);
    let fetch = shim(&surface, "fetch_sync");
    assert_eq!(
        params(fetch),
        [
            "a: int",
            "b: str = \"x\"",
            "*args: bytes",
            "c: float = -1.5",
            "d: int = (omitted)",
            "e: tuple[typing.Any, ...] = (1, \"a\")",
            "f: list[int] = (omitted)",
            "g: int | None = None",
            "h: typing.Any = (omitted)",
            "**kw: os.PathLike[str]",
        ]
    );
    assert_eq!(fetch.callee, Callee::Path("p.fetch".to_owned()));
    assert_eq!(fetch.doc.as_deref(), Some("Fetch.\n\nIt."));
    assert_eq!(surface.report.counts.unannotated, 1);
}

#[test]
fn shapes() {
    let surface = one(
        "shapes",
        "from __future__ import annotations\n\
         import asyncio, contextlib\nimport typing as t\n\
         from collections.abc import AsyncIterator, AsyncGenerator, Awaitable, Coroutine\n\
         async def rows(n: int) -> AsyncIterator[str]:\n    yield ''\n\
         async def talk() -> AsyncGenerator[int, str]:\n    yield 1\n\
         @contextlib.asynccontextmanager\nasync def opened() -> t.AsyncIterator[bytes]:\n    yield b''\n\
         def later() -> Awaitable[int]: ...\n\
         def soon() -> asyncio.Future[int]: ...\n\
         def coro() -> Coroutine[t.Any, t.Any, str]: ...\n\
         def maybe() -> int | Awaitable[int]: ...\n\
         def plain() -> int: ...\n\
         def guarded() -> contextlib.AbstractAsyncContextManager[int]: ...\n\
         async def feed() -> AsyncIterator[int]: ...\n",
    );
    let shapes: Vec<_> = surface
        .module
        .fns
        .iter()
        .map(|function| (&*function.sync_name, &function.shape, &*function.returns))
        .collect();
    assert_eq!(
        shapes,
        [
            ("rows_sync", &Shape::AsyncIterator, "str"),
            (
                "talk_sync",
                &Shape::AsyncGenerator {
                    send: "str".to_owned()
                },
                "int"
            ),
            ("opened_sync", &Shape::AsyncContextManager, "bytes"),
            ("later_sync", &Shape::Awaitable, "int"),
            ("soon_sync", &Shape::Awaitable, "int"),
            ("coro_sync", &Shape::Awaitable, "str"),
            ("maybe_sync", &Shape::MaybeAwaitable, "int"),
            ("guarded_sync", &Shape::AsyncContextManager, "int"),
            (
                "feed_sync",
                &Shape::Coroutine,
                "collections.abc.AsyncIterator[int]"
            ),
            ("feed_iter_sync", &Shape::AsyncIterator, "int"),
        ]
    );
    assert_eq!(skipped(&surface), []);
}

#[test]
fn methods_and_self() {
    let surface = one(
        "methods",
        "from typing import Self, TypeVar\n\
         T = TypeVar('T', bound='Client')\n\
         class Client:\n\
         \x20   class Inner:\n        async def ping(self) -> 'Client': ...\n\
         \x20   async def get(self, url: str) -> Self: ...\n\
         \x20   async def _hidden(self): ...\n\
         \x20   @classmethod\n    async def make(cls) -> Self: ...\n\
         \x20   @staticmethod\n    async def free(n: int) -> int: ...\n\
         \x20   @property\n    async def lazy(self) -> int: ...\n\
         \x20   async def __aenter__(self: T) -> T: ...\n\
         \x20   async def __aexit__(self, *args: object) -> None: ...\n\
         \x20   async def __call__(self) -> int: ...\n\
         \x20   alias = get\n\
         class Child(Client):\n    pass\n",
    );
    assert_eq!(
        names(&surface),
        [
            "Client_new_sync",
            "Client_enter_sync",
            "Client_get_sync",
            "Client_make_sync",
            "Client_free_sync",
            "Client_lazy_sync",
            "Client_call_sync",
            "Client_alias_sync",
            "Client_Inner_ping_sync",
            "Child_new_sync",
            "Child_enter_sync",
            "Child_get_sync",
            "Child_make_sync",
            "Child_free_sync",
            "Child_lazy_sync",
            "Child_call_sync",
            "Child_alias_sync",
        ]
    );
    let get = shim(&surface, "Child_get_sync");
    assert_eq!(params(get), ["self: p.Child", "url: str"]);
    assert_eq!(get.returns, "p.Child");
    assert_eq!(get.callee, Callee::Method("get".to_owned()));
    assert_eq!(
        shim(&surface, "Child_make_sync").callee,
        Callee::Path("p.Child.make".to_owned())
    );
    assert_eq!(shim(&surface, "Child_make_sync").returns, "p.Child");
    assert_eq!(
        shim(&surface, "Client_call_sync").callee,
        Callee::Method("__call__".to_owned())
    );
    assert_eq!(shim(&surface, "Child_enter_sync").returns, "p.Child");
    assert_eq!(
        shim(&surface, "Client_Inner_ping_sync").params[0].annotation,
        "p.Client.Inner"
    );
    assert_eq!(skipped(&surface), [("p.Client._hidden", Reason::Private)]);
}

#[test]
fn objects_that_are_awaited_entered_and_iterated() {
    let surface = one(
        "objects",
        "from collections.abc import Generator\nfrom typing import Any, Generic, TypeVar\n\
         T = TypeVar('T')\n\
         class _Request(Generic[T]):\n\
         \x20   def __await__(self) -> Generator[Any, None, T]: ...\n\
         \x20   async def __aenter__(self) -> T: ...\n\
         \x20   async def __aexit__(self, *args: object) -> None: ...\n\
         _Alias = _Request[int]\n\
         def get() -> '_Alias': ...\n\
         class Rows(Generic[T]):\n\
         \x20   def __aiter__(self) -> 'Rows[T]': ...\n\
         \x20   async def __anext__(self) -> T: ...\n",
    );
    assert_eq!(
        names(&surface),
        [
            "Request_await_sync",
            "Request_enter_sync",
            "get_sync",
            "get_enter_sync",
            "Rows_iter_sync"
        ]
    );
    assert_eq!(shim(&surface, "get_sync").returns, "int");
    assert_eq!(
        shim(&surface, "get_enter_sync").shape,
        Shape::AsyncContextManager
    );
    let rows = shim(&surface, "Rows_iter_sync");
    assert_eq!(
        (&*rows.returns, &*rows.params[0].annotation),
        ("T", "p.Rows[T]")
    );
    assert_eq!(rows.type_params.len(), 1);
}

#[test]
fn decorators_are_resolved() {
    let surface = one(
        "decorators",
        "import functools\nfrom typing import Callable, TypeVar\nfrom contextlib import asynccontextmanager as cm\n\
         F = TypeVar('F', bound=Callable)\n\
         def same(f: F) -> F: ...\ndef configured(n: int) -> Callable[[F], F]: ...\n\
         def asynccontextmanager(f): ...\n\
         @same\nasync def a() -> int: ...\n\
         @configured(3)\nasync def b() -> int: ...\n\
         @asynccontextmanager\nasync def c() -> int: ...\n\
         @cm\nasync def d():\n    yield 1\n\
         @functools.lru_cache\nasync def e() -> int: ...\n\
         @unknown.thing()\nasync def f() -> int: ...\n",
    );
    assert_eq!(names(&surface), ["a_sync", "b_sync", "d_sync"]);
    assert_eq!(shim(&surface, "d_sync").shape, Shape::AsyncContextManager);
    let details: Vec<_> = surface
        .report
        .skips
        .iter()
        .map(|skip| &*skip.detail)
        .collect();
    assert_eq!(
        details,
        [
            "`@asynccontextmanager`",
            "`@functools.lru_cache`",
            "`@unknown.thing`"
        ]
    );
}

#[test]
fn overloads() {
    let surface = one(
        "overloads",
        "from typing import overload, Literal\nfrom collections.abc import Awaitable\n\
         @overload\nasync def get(raw: Literal[True]) -> bytes: ...\n\
         @overload\nasync def get(raw: Literal['no']) -> str: ...\n\
         async def get(raw: bool | str = True) -> bytes | str: ...\n\
         @overload\ndef mixed(a: int) -> Awaitable[int]: ...\n\
         @overload\ndef mixed(a: str) -> str: ...\n\
         def mixed(a): ...\n",
    );
    let get = shim(&surface, "get_sync");
    let overloads: Vec<_> = get
        .overloads
        .iter()
        .map(|o| (&*o.params[0].annotation, &*o.returns))
        .collect();
    assert_eq!(
        overloads,
        [
            ("typing.Literal[True]", "bytes"),
            ("typing.Literal[\"no\"]", "str")
        ]
    );
    assert_eq!(
        (&*get.returns, params(get)),
        ("bytes | str", vec!["raw: bool | str = True".to_owned()])
    );
    let mixed = shim(&surface, "mixed_sync");
    assert_eq!(
        (&*mixed.returns, params(mixed), mixed.untyped),
        ("int", vec!["a: int".to_owned()], true)
    );
    assert_eq!(skipped(&surface), []);
}

/// Type checkers see the overloads; at run time anything is passed on.
#[test]
fn overloads_for_type_checkers_alone() {
    let surface = one(
        "overloads-checkers",
        "from typing import TYPE_CHECKING, overload\n\
         class Client:\n\
         \x20   if TYPE_CHECKING:\n\
         \x20       @overload\n        async def get(self, raw: int) -> bytes: ...\n\
         \x20       @overload\n        async def get(self, raw: str = ...) -> str: ...\n\
         \x20   else:\n\
         \x20       async def get(self, raw=''): ...\n",
    );
    let get = shim(&surface, "Client_get_sync");
    let overloads: Vec<_> = get
        .overloads
        .iter()
        .map(|o| (&*o.params[1].annotation, &*o.returns))
        .collect();
    assert_eq!(overloads, [("int", "bytes"), ("str", "str")]);
    assert_eq!(
        params(get),
        [
            "self: p.Client",
            "*args: typing.Any",
            "**kwargs: typing.Any"
        ]
    );
    assert_eq!(skipped(&surface), []);
}

#[test]
fn what_has_no_shim_is_in_the_report() {
    let surface = one(
        "report",
        "import asyncio, socketserver\n\
         from collections.abc import AsyncIterator, Awaitable, Callable\n\
         Handler = Callable[[int], Awaitable[None]]\n\
         class _Hidden:\n    async def __call__(self) -> int: ...\n\
         class Shown:\n    async def __call__(self) -> int: ...\n\
         handler: Handler | None = None\n\
         plain: int = 0\n\
         class Client(asyncio.BaseTransport, socketserver.BaseServer):\n\
         \x20   feed: AsyncIterator[int]\n\
         \x20   hidden: _Hidden\n\
         \x20   shown: Shown\n\
         \x20   count: int\n\
         \x20   _private: Handler\n\
         \x20   @property\n    def callback(self) -> Handler: ...\n\
         \x20   @property\n    def size(self) -> int: ...\n\
         \x20   @property\n    def done(self) -> 'asyncio.Future[int]': ...\n",
    );
    let skips: Vec<_> = surface
        .report
        .skips
        .iter()
        .map(|skip| (skip.line, &*skip.name, skip.reason, &*skip.detail))
        .collect();
    assert_eq!(
        skips,
        [
            (8, "p.handler", Reason::Attribute, "`Handler | None`"),
            (
                10,
                "p.Client",
                Reason::OpaqueBase,
                "`asyncio.BaseTransport`, `socketserver.BaseServer`"
            ),
            (
                11,
                "p.Client.feed",
                Reason::Attribute,
                "`AsyncIterator[int]`"
            ),
            (17, "p.Client.callback", Reason::Property, ""),
        ]
    );
    let missing: Vec<_> = surface
        .missing
        .iter()
        .map(|shim| (&*shim.name, &*shim.reason))
        .collect();
    assert_eq!(
        missing,
        [
            ("Client_callback_sync", "property"),
            ("Client_feed_sync", "attribute: `AsyncIterator[int]`"),
            ("handler_sync", "attribute: `Handler | None`"),
        ]
    );
}

#[test]
fn type_parameters_old_and_new() {
    let surface = one(
        "type-params",
        "from typing import Annotated, Callable, ParamSpec, TypeVar\n\
         P = ParamSpec('P')\nT = TypeVar('T')\n\
         async def old(f: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T: ...\n\
         async def new[U: int, *Ts](first: U, *rest: *Ts) -> tuple[U, *Ts]: ...\n\
         async def metadata(n: Annotated[int, print('run me')]) -> None: ...\n\
         async def alone() -> T: ...\n\
         class Box[V]:\n    async def get(self) -> V: ...\n",
    );
    let old = shim(&surface, "old_sync");
    assert_eq!(
        params(old),
        [
            "f: typing.Callable[P, T]",
            "*args: P.args",
            "**kwargs: P.kwargs"
        ]
    );
    let new = shim(&surface, "new_sync");
    assert_eq!(
        (params(new), &*new.returns),
        (
            vec!["first: U".to_owned(), "*rest: *Ts".to_owned()],
            "tuple[U, *Ts]"
        )
    );
    assert_eq!(new.type_params[0].bound.as_deref(), Some("int"));
    assert_eq!(params(shim(&surface, "metadata_sync")), ["n: int"]);
    assert_eq!(shim(&surface, "alone_sync").returns, "typing.Any");
    assert_eq!(
        shim(&surface, "Box_get_sync").params[0].annotation,
        "p.Box[V]"
    );
}

#[test]
fn public_names_are_those_of_the_typing_specification() {
    let root = scratch("discovery-public");
    write(
        &root,
        &[
            (
                "p/__init__.py",
                "from ._impl import a as a, b, c as d\nfrom ._star import *\nfrom . import sub\n__version__ = '1'\n",
            ),
            (
                "p/_impl.py",
                "async def a(): ...\nasync def b(): ...\nasync def c(): ...\n",
            ),
            (
                "p/_star.py",
                "__all__ = ['s']\n__all__ += ['_t']\n__all__.extend(['u', 'v'])\n__all__.remove('v')\n\
                async def s(): ...\nasync def _t(): ...\nasync def u(): ...\nasync def v(): ...\nasync def w(): ...\n",
            ),
            (
                "p/sub.py",
                "from p._impl import c\nasync def own(): ...\nasync def _own(): ...\n",
            ),
        ],
    );
    let surface = read(&root, "p");
    assert_eq!(
        names(&surface),
        ["a_sync", "s_sync", "_t_sync", "u_sync", "sub_own_sync"]
    );
    let reported: Vec<_> = skipped(&surface)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        reported,
        [
            "p._impl.b",
            "p._impl.c",
            "p._star.v",
            "p._star.w",
            "p.sub._own"
        ]
    );
}

#[test]
fn targets_decide_branches() {
    let text = "import sys\nif sys.version_info >= (3, 13):\n    async def new() -> int: ...\n\
        else:\n    async def old() -> int: ...\n\
        if sys.platform == 'win32':\n    async def windows(): ...\n\
        try:\n    import nothing_here\n    async def tried(): ...\nexcept ImportError:\n    async def tried(): ...\n";
    let root = scratch("discovery-targets");
    write(&root, &[("p.py", text)]);
    assert_eq!(names(&read(&root, "p")), ["old_sync", "tried_sync"]);
    let target = Target {
        version: (3, 13),
        platform: "win32".to_owned(),
        ..Target::default()
    };
    let options = Options {
        roots: Roots::from(vec![root]),
        target,
        ..Options::default()
    };
    assert_eq!(
        names(&discover("p", &options).unwrap()),
        ["new_sync", "windows_sync", "tried_sync"]
    );
}

#[test]
fn stubs_come_first() {
    let root = scratch("discovery-stubs");
    write(
        &root,
        &[
            ("p/__init__.py", "async def inline(): ...\n"),
            ("p/both.py", "async def source(): ...\n"),
            ("p/both.pyi", "async def stub() -> int: ...\n"),
            ("p/only.py", "async def only() -> int: ...\n"),
            ("q/__init__.py", "async def inline(): ...\n"),
            (
                "q-stubs/__init__.pyi",
                "async def stub(n: int = ...) -> int: ...\n",
            ),
            ("r/__init__.py", "async def inline(): ...\n"),
            ("r/rest.py", "async def rest(): ...\n"),
            ("r-stubs/__init__.pyi", "async def stub() -> int: ...\n"),
            ("r-stubs/py.typed", "partial\n"),
        ],
    );
    assert_eq!(
        names(&read(&root, "p")),
        ["inline_sync", "both_stub_sync", "only_only_sync"]
    );
    assert_eq!(names(&read(&root, "q")), ["stub_sync"]);
    assert_eq!(
        params(shim(&read(&root, "q"), "stub_sync")),
        ["n: int = (omitted)"]
    );
    assert_eq!(names(&read(&root, "r")), ["stub_sync", "rest_rest_sync"]);
}

#[test]
fn names_in_annotations_are_rewritten() {
    let root = scratch("discovery-names");
    write(
        &root,
        &[
            (
                "p/__init__.py",
                "from ._types import Public as Public\nfrom .main import main as main\n",
            ),
            ("p/_types.py", "class Public: ...\nclass Private: ...\n"),
            (
                "p/main.py",
                "class Here: ...\ndef main(): ...\n\
                async def run(h: Here) -> Here: ...\n",
            ),
            (
                "p/api.py",
                "from __future__ import annotations\nimport ssl\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import gone\nfrom ._types import *\nfrom ._types import Private as Mine\n\
                from other import Thing\nimport other.deep as deep\n\
                async def f(a: Public, b: Mine, c: 'list[Thing]', d: deep.Deep, e: ssl.SSLContext, g: gone.X, h: Undefined) -> None: ...\n",
            ),
            (
                "other/__init__.py",
                "from ._hidden import Thing\n__all__ = ['Thing']\n",
            ),
            ("other/_hidden.py", "class Thing: ...\n"),
            ("other/deep.py", "class Deep: ...\n"),
        ],
    );
    let surface = read(&root, "p");
    assert_eq!(
        params(shim(&surface, "api_f_sync")),
        [
            "a: p.Public",
            // A star import makes what it imports public.
            "b: p.api.Private",
            "c: list[other.Thing]",
            "d: other.deep.Deep",
            "e: ssl.SSLContext",
            "g: typing.Any",
            "h: typing.Any",
        ]
    );
    let unresolved: Vec<_> = surface
        .report
        .counts
        .unresolved
        .keys()
        .map(|name| &**name)
        .collect();
    assert_eq!(unresolved, ["Undefined", "gone.X"]);
    // `p.main` is the function, not the module.
    assert_eq!(params(shim(&surface, "main_run_sync")), ["h: p_main_Here"]);
    assert!(
        surface
            .module
            .type_checking_imports
            .contains(&"from p.main import Here as p_main_Here".to_owned())
    );
    assert_eq!(skipped(&surface), []);
}

#[test]
fn modules_that_cannot_be_imported_are_not() {
    let root = scratch("discovery-imports");
    write(
        &root,
        &[
            ("p/__init__.py", ""),
            (
                "p/needs.py",
                "from . import _inner\nasync def f() -> int: ...\nclass C:\n    async def m(self) -> int: ...\n",
            ),
            ("p/_inner.py", "import not_installed\n"),
            (
                "p/warns.py",
                "import warnings\nwarnings.warn('old')\nasync def g() -> int: ...\n",
            ),
            (
                "p/optional.py",
                "try:\n    import not_installed\nexcept ImportError:\n    pass\nasync def h() -> int: ...\n",
            ),
            ("p/__main__.py", "async def i() -> int: ...\n"),
        ],
    );
    let surface = read(&root, "p");
    // A method needs no import at run time.
    assert_eq!(names(&surface), ["needs_C_m_sync", "optional_h_sync"]);
    assert_eq!(
        skipped(&surface),
        [
            ("p.__main__.i", Reason::Private),
            ("p.needs.f", Reason::ImportUnavailable),
            ("p.warns.g", Reason::ImportEffect),
        ]
    );
}

#[test]
fn shims_that_want_one_name() {
    let root = scratch("discovery-collisions");
    write(
        &root,
        &[
            ("p/__init__.py", "from .b import run as run\n"),
            ("p/a.py", "async def run(): ...\nasync def go(): ...\n"),
            ("p/b.py", "async def run(): ...\n"),
            (
                "p/c/d.py",
                "async def go(): ...\nclass X:\n    async def y(self): ...\nasync def X_y(): ...\n",
            ),
        ],
    );
    assert_eq!(
        names(&read(&root, "p")),
        [
            "run_sync",
            "a_run_sync",
            "a_go_sync",
            "c_d_go_sync",
            "c_d_X_y_sync",
            "c_d_X_y_2_sync"
        ]
    );
}
