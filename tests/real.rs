//! Shims of real packages, against real servers on loopback and a real database file, in
//! persistent mode: across calls, from several threads, with nothing printed.

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use mochi_asyncbridge::{AsyncFn, Callee, Mode, Module, Param, ParamKind, Shape};
use support::{Checks, Python, Ran, Venv, pythons, venv};

#[test]
fn httpx_works_in_persistent_mode() {
    proves("httpx_sync", httpx());
}

#[test]
fn aiohttp_works_in_persistent_mode() {
    proves("aiohttp_sync", aiohttp());
}

#[test]
fn aiosqlite_works_in_persistent_mode() {
    proves("aiosqlite_sync", aiosqlite());
}

#[test]
fn websockets_works_in_persistent_mode() {
    proves("websockets_sync", websockets());
}

/// Renders the module, type-checks it and runs `tests/real/<name>_drive.py` with it.
#[track_caller]
fn proves(name: &str, module: Module) {
    let text = Module {
        mode: Mode::Persistent,
        ..module
    }
    .render()
    .unwrap_or_else(|error| panic!("{name}: {error}"));
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("real")
        .join(name);
    fs::create_dir_all(&dir).expect("the target directory can be written");
    let file = dir.join(format!("{name}.py"));
    fs::write(&file, text).expect("the target directory can be written");

    for python in pythons() {
        let mut command = packages(&python).python.strict();
        command
            .arg(format!("{name}_drive.py"))
            .env("PYTHONPATH", &dir)
            .current_dir(drivers());
        let ran = Ran::of(command, "", Duration::from_secs(180));
        ran.expect_quiet(&format!("{name}, {python}"));
    }
    Checks::at(&dir)
        .with_packages(&packages(&pythons()[0]))
        .assert_clean(&[file]);
}

fn drivers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real")
}

fn packages(python: &Python) -> Venv {
    venv("real", include_str!("requirements/real.txt"), python)
}

fn httpx() -> Module {
    // What every request takes; `httpx` alone knows what some of it is by default.
    let request = |function: AsyncFn| {
        [
            optional("params", "QueryParamTypes | None"),
            optional("headers", "HeaderTypes | None"),
            optional("cookies", "CookieTypes | None"),
            keyword("auth", "AuthTypes | UseClientDefault").omitted(),
            keyword("follow_redirects", "bool | UseClientDefault").omitted(),
            keyword("timeout", "TimeoutTypes | UseClientDefault").omitted(),
            optional("extensions", "RequestExtensions | None"),
        ]
        .into_iter()
        .fold(function, AsyncFn::with)
    };
    let body = |function: AsyncFn| {
        [
            optional("content", "RequestContent | None"),
            optional("data", "RequestData | None"),
            optional("files", "RequestFiles | None"),
            optional("json", "object"),
        ]
        .into_iter()
        .fold(function, AsyncFn::with)
    };
    let client = |name: &str| method("httpx.AsyncClient", "AsyncClient", name);
    let response = |name: &str| method("httpx.Response", "Response", name);
    Module {
        source_import: "import httpx".into(),
        type_checking_imports: vec![
            "import types".into(),
            "from httpx._client import UseClientDefault".into(),
            "from httpx._types import (\n    \
                AuthTypes,\n    \
                CookieTypes,\n    \
                HeaderTypes,\n    \
                QueryParamTypes,\n    \
                RequestContent,\n    \
                RequestData,\n    \
                RequestExtensions,\n    \
                RequestFiles,\n    \
                TimeoutTypes,\n)"
                .into(),
        ],
        fns: vec![
            request(client("get").param("url", "httpx.URL | str")).returns("httpx.Response"),
            request(body(client("post").param("url", "httpx.URL | str"))).returns("httpx.Response"),
            request(body(
                client("stream")
                    .param("method", "str")
                    .param("url", "httpx.URL | str"),
            ))
            .returns("httpx.Response")
            .shape(Shape::AsyncContextManager),
            response("aiter_lines")
                .returns("str")
                .shape(Shape::AsyncIterator),
            client("aclose"),
            client("__aenter__").returns("httpx.AsyncClient"),
            exit(client("__aexit__")),
            AsyncFn::new("AsyncClient")
                .with(positional("self", "httpx.AsyncClient"))
                .returns("httpx.AsyncClient")
                .shape(Shape::AsyncContextManager)
                .callee(Callee::Receiver),
        ],
        ..Module::default()
    }
}

fn aiohttp() -> Module {
    let session = |name: &str| method("aiohttp.ClientSession", "ClientSession", name);
    let get = |name: &str| AsyncFn {
        sync_name: name.into(),
        ..session("get")
            .param("url", "str")
            .with(keyword("allow_redirects", "bool").default_expr("True"))
            .with(keyword("params", "dict[str, str]").omitted())
            .returns("aiohttp.ClientResponse")
    };
    let response = |name: &str| method("aiohttp.ClientResponse", "ClientResponse", name);
    Module {
        source_import: "import aiohttp".into(),
        fns: vec![
            AsyncFn::new("ClientSession")
                .callee(Callee::Path("aiohttp.ClientSession".into()))
                .with(Param::new("base_url", "str | None").default_expr("None"))
                .returns("aiohttp.ClientSession")
                .shape(Shape::AsyncContextManager),
            get("ClientSession_get_sync").shape(Shape::Awaitable),
            get("ClientSession_open_sync").shape(Shape::AsyncContextManager),
            session("close"),
            response("json").returns("object"),
            response("text").returns("str"),
        ],
        ..Module::default()
    }
}

fn aiosqlite() -> Module {
    let connect = |name: &str| AsyncFn {
        sync_name: name.into(),
        ..AsyncFn::new("connect")
            .callee(Callee::Path("aiosqlite.connect".into()))
            .param("database", "str")
            .returns("aiosqlite.Connection")
    };
    let connection = |name: &str| method("aiosqlite.Connection", "Connection", name);
    Module {
        source_import: "import aiosqlite".into(),
        type_checking_imports: vec!["import collections.abc".into(), "import sqlite3".into()],
        fns: vec![
            connect("connect_sync").shape(Shape::Awaitable),
            connect("connected_sync").shape(Shape::AsyncContextManager),
            connection("execute")
                .param("sql", "str")
                .with(
                    Param::new("parameters", "collections.abc.Iterable[object] | None")
                        .default_expr("None"),
                )
                .returns("aiosqlite.Cursor")
                .shape(Shape::Awaitable),
            connection("commit"),
            connection("close"),
            AsyncFn::new("Cursor_iter")
                .with(positional("self", "aiosqlite.Cursor"))
                .returns("sqlite3.Row")
                .shape(Shape::AsyncIterator)
                .callee(Callee::Method("__aiter__".into())),
        ],
        ..Module::default()
    }
}

fn websockets() -> Module {
    let connect = |name: &str| AsyncFn {
        sync_name: name.into(),
        ..AsyncFn::new("connect")
            .param("uri", "str")
            .with(keyword("open_timeout", "float | None").omitted())
            .returns("ClientConnection")
    };
    let connection = |name: &str| method("ClientConnection", "ClientConnection", name);
    Module {
        source_import: "from websockets.asyncio.client import ClientConnection, connect".into(),
        fns: vec![
            connect("connect_sync").shape(Shape::Awaitable),
            connect("connected_sync").shape(Shape::AsyncContextManager),
            connection("send").param("message", "str | bytes"),
            connection("recv").returns("str | bytes"),
            connection("close"),
            AsyncFn::new("ClientConnection_iter")
                .with(positional("self", "ClientConnection"))
                .returns("str | bytes")
                .shape(Shape::AsyncIterator)
                .callee(Callee::Method("__aiter__".into())),
        ],
        ..Module::default()
    }
}

fn method(class: &str, prefix: &str, name: &str) -> AsyncFn {
    AsyncFn::new(format!("{prefix}_{}", name.trim_matches('_')))
        .callee(Callee::Method(name.into()))
        .with(positional("self", class))
}

/// The parameters of `__aexit__`.
fn exit(function: AsyncFn) -> AsyncFn {
    function
        .with(Param::new("exc_type", "type[BaseException] | None").default_expr("None"))
        .with(Param::new("exc_value", "BaseException | None").default_expr("None"))
        .with(Param::new("traceback", "types.TracebackType | None").default_expr("None"))
}

fn positional(name: &str, annotation: &str) -> Param {
    Param::new(name, annotation).kind(ParamKind::PositionalOnly)
}

fn keyword(name: &str, annotation: &str) -> Param {
    Param::new(name, annotation).kind(ParamKind::KeywordOnly)
}

fn optional(name: &str, annotation: &str) -> Param {
    keyword(name, annotation).default_expr("None")
}
