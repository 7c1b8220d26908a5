//! The modules whose text is kept in `tests/snapshots`: every shape, every kind of signature,
//! every option, in both modes. What they wrap sits beside them there.
//!
//! Most share the run-time part, whose text is kept once for each mode and option.

#![allow(dead_code, reason = "the preview shows a part of this")]

mod twins;

use mochi_asyncbridge::{
    AsyncFn, Callee, Driver, GeneratedFrom, Missing, Mode, Module, Overload, Param, ParamKind,
    Shape, TypeParam, TypeParamKind, render_runtime,
};

/// A module of `tests/snapshots`, `<name>__<mode>.py`.
pub struct Case {
    pub name: &'static str,
    pub mode: Mode,
    pub text: String,
    /// The same shims with a run-time part of their own, where `text` shares one.
    pub alone: Option<String>,
    /// The same shims with annotations that can be evaluated, where there are shims.
    pub evaluated: Option<String>,
}

impl Case {
    /// The name to import it by.
    pub fn module(&self) -> String {
        module_name(self.name, self.mode)
    }
}

/// Every case in every mode.
pub fn all() -> Vec<Case> {
    Mode::ALL.into_iter().flat_map(of_mode).collect()
}

/// Every case in one mode.
///
/// # Panics
///
/// If one is not valid.
pub fn of_mode(mode: Mode) -> Vec<Case> {
    let modules = [
        ("plain", plain()),
        ("empty", Module::default()),
        ("signatures", signatures()),
        ("docstrings", docstrings()),
        ("omitted", omitted()),
        ("methods", methods()),
        ("awaitables", awaitables()),
        ("iterators", iterators()),
        ("contexts", contexts()),
        ("overloads", overloads()),
        ("type_params", type_params()),
        ("imports", imports()),
        ("evaluated", evaluated()),
        ("long", long()),
        ("long_names", long_names()),
        ("timeouts", timeouts()),
        ("shapes", shapes()),
        ("helpers", helpers()),
        ("origins", origins()),
    ];
    let runtimes =
        [false, true].map(|timeouts| (runtime(timeouts), render_runtime(mode, timeouts)));
    let standby = (mode == Mode::Persistent).then(|| {
        let module = Module::default().mode(mode).driver(Driver::Standby);
        let text = module.render_runtime().expect("nothing is described");
        ("runtime_standby", text)
    });
    let runtimes = runtimes
        .into_iter()
        .chain(standby)
        .map(|(name, text)| Case {
            name,
            mode,
            text,
            alone: None,
            evaluated: None,
        });
    modules
        .into_iter()
        .chain(twins::of_mode(mode))
        .map(|(name, module)| case(name, Module { mode, ..module }))
        .chain(runtimes)
        .collect()
}

/// The cases whose snapshots stand alone, as modules do by default.
const ALONE: [&str; 2] = ["plain", "shapes"];

fn case(name: &'static str, mut module: Module) -> Case {
    let render = |module: &Module| {
        module
            .render()
            .unwrap_or_else(|error| panic!("case `{name}`, {}: {error}", module.mode))
    };
    let mode = module.mode;
    let alone = render(&module);
    let evaluated = Some(render(&module.clone().runtime_annotations(true)));
    if ALONE.contains(&name) {
        return Case {
            name,
            mode,
            text: alone,
            alone: None,
            evaluated,
        };
    }
    module.shared_runtime = Some(module_name(runtime(module.timeouts), mode));
    Case {
        name,
        mode,
        text: render(&module),
        alone: Some(alone),
        evaluated,
    }
}

/// The case of the run-time part that others share.
fn runtime(timeouts: bool) -> &'static str {
    if timeouts {
        "runtime_timeouts"
    } else {
        "runtime"
    }
}

fn module_name(name: &str, mode: Mode) -> String {
    format!("{name}__{}", mode.as_str().replace('-', "_"))
}

/// Plain coroutine functions: what the contract fixes.
fn plain() -> Module {
    Module {
        source_import: "from mochi_async_pkg import compute, fail, fetch, ping".into(),
        fns: vec![
            AsyncFn::new("fetch")
                .param("url", "str")
                .param("timeout", "float")
                .returns("bytes"),
            AsyncFn::new("compute").param("n", "int").returns("int"),
            AsyncFn::new("ping"),
            AsyncFn::new("fail").param("error", "BaseException"),
        ],
        ..Module::default()
    }
}

/// Where the module and its shims come from.
fn origins() -> Module {
    Module::new("from origins import fetch, lines, load")
        .generated_from(
            GeneratedFrom::new("origins-for-tests")
                .version("1.2rc3")
                .command("mochi-asyncbridge render origins --mode persistent"),
        )
        .function(
            AsyncFn::new("fetch")
                .param("url", "str")
                .returns("bytes")
                .origin("origins.py", 7),
        )
        .function(
            AsyncFn::new("load")
                .param("key", "int | str")
                .returns("int | str")
                .overload(Overload::new("int").param("key", "int"))
                .overload(Overload::new("str").param("key", "str"))
                .origin("origins.py", 19),
        )
        .function(
            AsyncFn::new("lines")
                .returns("str")
                .shape(Shape::AsyncIterator)
                .doc("Give each line.")
                .origin("origins.py", 23),
        )
}

/// What is not known when the module is rendered, and what it does not have.
fn helpers() -> Module {
    let missing = [
        ("Client_watch_sync", "client.Client.watch: property"),
        ("größe_sync", "its module's import runs code: `größe`"),
    ];
    Module {
        source_import: "from mochi_async_pkg import ping".into(),
        fns: vec![AsyncFn::new("ping")],
        helpers: true,
        missing: missing
            .map(|(name, reason)| Missing {
                name: name.into(),
                reason: reason.into(),
            })
            .to_vec(),
        ..Module::default()
    }
}

/// One callable of each shape: what `cargo run --example preview` shows.
fn shapes() -> Module {
    Module {
        source_import: "from shapes import Client, connect, fetch, lines, request".into(),
        fns: vec![
            AsyncFn::new("fetch")
                .param("url", "str")
                .with(Param::new("timeout", "float").default_expr("10.0"))
                .returns("bytes"),
            AsyncFn::new("request")
                .param("url", "str")
                .returns("int")
                .shape(Shape::Awaitable),
            AsyncFn::new("lines")
                .param("text", "str")
                .returns("str")
                .shape(Shape::AsyncIterator),
            AsyncFn::new("connect")
                .param("url", "str")
                .returns("Client")
                .shape(Shape::AsyncContextManager),
            method("Client", "get").param("path", "str").returns("str"),
        ],
        ..Module::default()
    }
}

fn signatures() -> Module {
    let record = |name: &str| AsyncFn::new(name).returns("Record");
    Module {
        source_import: "from signatures import (\n    \
            Record,\n    \
            everything,\n    \
            keyword_only,\n    \
            literals,\n    \
            mixed,\n    \
            options,\n    \
            positional_only,\n    \
            soft,\n    \
            spread,\n)"
            .into(),
        fns: vec![
            record("everything")
                .with(positional("a", "int"))
                .param("b", "str")
                .with(Param::new("c", "float").default_expr("1.5"))
                .with(var_positional("args", "bytes"))
                .with(keyword("d", "bool"))
                .with(keyword("e", "str | None").default_expr("None"))
                .with(var_keyword("kwargs", "object")),
            record("keyword_only")
                .with(keyword("a", "int"))
                .with(keyword("b", "str").default_expr("'x'")),
            record("literals")
                .with(Param::new("empty", "tuple[int, ...]").default_expr("()"))
                .with(Param::new("data", "bytes").default_expr(r#"b"\x00'\"""#))
                .with(Param::new("below", "float").default_expr("-1.0"))
                .with(Param::new("yes", "bool").default_expr("True"))
                .with(Param::new("text", "str").default_expr(r#""{{ ü }}\n""#))
                .with(
                    Param::new("nested", "tuple[tuple[str, int], ...]")
                        .default_expr(r#"(("a", 1), ("b", 2))"#),
                ),
            record("mixed")
                .with(positional("a", "int"))
                .param("b", "int")
                .with(keyword("c", "int")),
            record("options").with(var_keyword("kwargs", "int")),
            record("positional_only")
                .with(positional("a", "int"))
                .with(positional("b", "int").default_expr("2")),
            record("soft")
                .param("match", "int")
                .param("type", "str")
                .param("_", "bool")
                .param("self", "int")
                .param("loop", "int")
                .param("größe", "float"),
            record("spread").with(var_positional("args", "int")),
        ],
        ..Module::default()
    }
}

fn docstrings() -> Module {
    let documented = |name: &str, text: &str| AsyncFn::new(name).returns("str").doc(text);
    Module {
        source_import: "from docstrings import (\n    \
            braces,\n    \
            ends_in_a_backslash,\n    \
            ends_in_a_quote,\n    \
            indented,\n    \
            indented_later,\n    \
            multiline,\n    \
            triple,\n)"
            .into(),
        fns: vec![
            documented(
                "braces",
                "Looks like {{ a template }} and {% a tag %} and {# a comment #}.",
            ),
            documented("ends_in_a_backslash", r"C:\"),
            documented("ends_in_a_quote", r#"Say "when""#),
            documented("indented", "\n    code first\n\nthen what it does"),
            documented("indented_later", "\nWhat it does\n\n    code\n"),
            documented(
                "multiline",
                "One line that says it.\n\nAnother paragraph:\n\n    indented code\n\n\
                 - größer, 更大 \u{1F40D}\n",
            ),
            documented("triple", "Has \"\"\" and ''' and \\n and a \t tab."),
        ],
        ..Module::default()
    }
}

fn omitted() -> Module {
    let optional = |name: &str| Param::new(name, "int | Default").omitted();
    Module {
        source_import: "from omitted import Default, Record, request, seek, spread".into(),
        fns: vec![
            AsyncFn::new("request")
                .param("method", "str")
                .with(Param::new("url", "str").default_expr("'/'"))
                .with(keyword("auth", "str | Default").omitted())
                .with(keyword("timeout", "float | None | Default").omitted())
                .returns("Record"),
            AsyncFn::new("seek")
                .with(optional("offset").kind(ParamKind::PositionalOnly))
                .with(optional("whence").kind(ParamKind::PositionalOnly))
                .returns("Record"),
            AsyncFn::new("spread")
                .with(optional("first"))
                .with(optional("second"))
                .with(var_positional("rest", "int"))
                .with(optional("last").kind(ParamKind::KeywordOnly))
                .with(var_keyword("options", "int"))
                .returns("Record"),
        ],
        ..Module::default()
    }
}

fn methods() -> Module {
    Module {
        source_import: "from methods import Client, get".into(),
        fns: vec![
            path("Client", "connect")
                .param("url", "str")
                .returns("Client"),
            path("Client", "version").returns("int"),
            method("Client", "get")
                .with(Param::new("path", "str").default_expr("'/'"))
                .with(keyword("params", "dict[str, str] | None").default_expr("None"))
                .returns("str"),
            method("Client", "__aenter__")
                .sync_name("Client_enter_sync")
                .returns("Client"),
            method("Client", "rename").param("url", "str"),
            method("Client", "address")
                .returns("str")
                .callee(Callee::Attribute("address".into())),
            AsyncFn::new("get").param("client", "Client").returns("str"),
        ],
        ..Module::default()
    }
}

fn awaitables() -> Module {
    Module {
        source_import: "from awaitables import Request, perhaps, request, soon".into(),
        fns: vec![
            AsyncFn::new("request")
                .param("url", "str")
                .with(keyword("params", "dict[str, str] | None").default_expr("None"))
                .returns("str")
                .shape(Shape::Awaitable),
            AsyncFn::new("soon")
                .param("value", "int")
                .returns("int")
                .shape(Shape::Awaitable),
            AsyncFn::new("perhaps")
                .param("value", "int")
                .with(keyword("later", "bool"))
                .returns("int")
                .shape(Shape::MaybeAwaitable),
            AsyncFn::new("wait")
                .with(positional("request", "Request"))
                .returns("str")
                .shape(Shape::Awaitable)
                .callee(Callee::Receiver),
        ],
        ..Module::default()
    }
}

fn iterators() -> Module {
    Module {
        source_import: "from iterators import Lines, count, echo, open_lines, squares".into(),
        fns: vec![
            AsyncFn::new("count")
                .param("stop", "int")
                .returns("int")
                .shape(Shape::AsyncIterator),
            AsyncFn::new("squares")
                .param("stop", "int")
                .returns("int")
                .shape(Shape::AsyncIterator),
            AsyncFn::new("echo")
                .param("first", "str")
                .returns("str")
                .shape(Shape::AsyncGenerator {
                    send: "str | None".into(),
                }),
            AsyncFn::new("open_lines")
                .param("text", "str")
                .returns("str")
                .shape(Shape::AsyncIterator),
            AsyncFn::new("Lines_iter")
                .with(positional("self", "Lines"))
                .returns("str")
                .shape(Shape::AsyncIterator)
                .callee(Callee::Receiver),
            method("Lines", "words")
                .with(Param::new("separator", "str").default_expr("' '"))
                .returns("str")
                .shape(Shape::AsyncIterator),
        ],
        ..Module::default()
    }
}

fn contexts() -> Module {
    Module {
        source_import: "from contexts import Session, transaction".into(),
        fns: vec![
            AsyncFn::new("transaction")
                .param("name", "str")
                .with(keyword("swallow", "bool").default_expr("False"))
                .returns("str")
                .shape(Shape::AsyncContextManager),
            AsyncFn::new("Session_enter")
                .with(positional("self", "Session"))
                .returns("Session")
                .shape(Shape::AsyncContextManager)
                .callee(Callee::Receiver),
            method("Session", "begin")
                .returns("Session")
                .shape(Shape::AsyncContextManager),
        ],
        ..Module::default()
    }
}

fn overloads() -> Module {
    let overload = |params: Vec<Param>, returns: &str| Overload {
        params,
        returns: returns.into(),
    };
    Module {
        source_import: "from overloads import find, load, split".into(),
        type_checking_imports: vec!["import typing".into()],
        fns: vec![
            AsyncFn {
                overloads: vec![
                    overload(vec![Param::new("key", "str")], "str"),
                    overload(
                        vec![
                            Param::new("key", "str"),
                            keyword("raw", "typing.Literal[True]"),
                        ],
                        "bytes",
                    ),
                ],
                ..AsyncFn::new("load")
                    .param("key", "str")
                    .with(keyword("raw", "bool").default_expr("False"))
                    .returns("str | bytes")
            },
            AsyncFn {
                overloads: vec![
                    overload(vec![Param::new("key", "int")], "int"),
                    overload(vec![Param::new("key", "str")], "str"),
                ],
                ..AsyncFn::new("find")
                    .param("key", "int | str")
                    .returns("int | str")
                    .shape(Shape::Awaitable)
            },
            AsyncFn {
                overloads: vec![
                    overload(vec![Param::new("text", "str")], "str"),
                    overload(vec![Param::new("text", "bytes")], "bytes"),
                ],
                ..AsyncFn::new("split")
                    .param("text", "str | bytes")
                    .returns("str | bytes")
                    .shape(Shape::AsyncIterator)
            },
        ],
        ..Module::default()
    }
}

fn type_params() -> Module {
    let variable = |name: &str| TypeParam {
        name: name.into(),
        ..TypeParam::default()
    };
    let bounded = TypeParam {
        bound: Some("Named".into()),
        ..variable("NamedT")
    };
    let constrained = TypeParam {
        constraints: vec!["str".into(), "bytes".into()],
        ..variable("Text")
    };
    let parameters = TypeParam {
        kind: TypeParamKind::ParamSpec,
        ..variable("P")
    };
    let several = TypeParam {
        kind: TypeParamKind::TypeVarTuple,
        ..variable("Ts")
    };
    let generic = |type_params: Vec<TypeParam>, function: AsyncFn| AsyncFn {
        type_params,
        ..function
    };
    Module {
        source_import: "from type_params import Named, apply, first, gather, join, rename".into(),
        type_checking_imports: vec![
            "from collections.abc import Awaitable, Callable, Iterable".into(),
        ],
        fns: vec![
            generic(
                vec![variable("T")],
                AsyncFn::new("first")
                    .param("items", "Iterable[T]")
                    .returns("T"),
            ),
            generic(
                vec![bounded],
                AsyncFn::new("rename")
                    .param("item", "NamedT")
                    .param("name", "str")
                    .returns("NamedT"),
            ),
            generic(
                vec![constrained],
                AsyncFn::new("join")
                    .param("left", "Text")
                    .param("right", "Text")
                    .returns("Text"),
            ),
            generic(
                vec![parameters, variable("T")],
                AsyncFn::new("apply")
                    .param("function", "Callable[P, Awaitable[T]]")
                    .with(var_positional("args", "P.args"))
                    .with(var_keyword("kwargs", "P.kwargs"))
                    .returns("T"),
            ),
            generic(
                vec![several],
                AsyncFn::new("gather")
                    .with(var_positional("items", "*Ts"))
                    .returns("tuple[*Ts]"),
            ),
        ],
        ..Module::default()
    }
}

fn imports() -> Module {
    Module {
        source_import: "import importing as geometry\nfrom importing import inner".into(),
        type_checking_imports: vec!["from importing import Point".into()],
        fns: vec![
            AsyncFn::new("distance")
                .callee(Callee::Path("geometry.distance".into()))
                .param("a", "Point")
                .param("b", "Point")
                .returns("float"),
            AsyncFn::new("retry")
                .callee(Callee::Path("inner.retry".into()))
                .with(Param::new("attempts", "int").default_expr("inner.RETRIES"))
                .returns("int"),
            AsyncFn {
                import_on_call: Some("import importing.late".into()),
                ..AsyncFn::new("wait")
                    .callee(Callee::Path("importing.late.wait".into()))
                    .param("seconds", "float")
                    .returns("float")
            },
            AsyncFn {
                import_on_call: Some("from importing.late import Timer as importing_Timer".into()),
                ..AsyncFn::new("Timer_new")
                    .callee(Callee::Path("importing_Timer".into()))
                    .param("importing", "str")
                    .returns("str")
                    .shape(Shape::AsyncContextManager)
            },
        ],
        ..Module::default()
    }
}

/// What is imported for annotations alone, and can be evaluated all the same.
fn evaluated() -> Module {
    Module::new("from evaluated import first, remind, schedule, ticks")
        .type_checking_import("import collections.abc")
        .type_checking_import("import datetime")
        .type_checking_import("from importing import Point")
        .runtime_annotations(true)
        .function(
            AsyncFn::new("schedule")
                .param("at", "datetime.datetime")
                .with(keyword("points", "'list[Point] | None'").default_expr("None"))
                .returns("int"),
        )
        .function(
            AsyncFn::new("remind")
                .param("at", "datetime.datetime")
                .with(keyword("times", "int").default_expr("1"))
                .returns("str"),
        )
        .function(
            AsyncFn::new("first")
                .param("items", "collections.abc.Iterable[T]")
                .returns("T | None")
                .type_param(TypeParam::new("T")),
        )
        .function(
            AsyncFn::new("ticks")
                .param("every", "datetime.timedelta")
                .returns("datetime.timedelta")
                .shape(Shape::AsyncIterator),
        )
}

fn timeouts() -> Module {
    let delayed = |name: &str| AsyncFn::new(name).param("delay", "float").returns("str");
    Module {
        source_import: "from timeouts import fetch, own, request, session, ticks".into(),
        timeouts: true,
        fns: vec![
            delayed("fetch"),
            delayed("request").shape(Shape::Awaitable),
            delayed("ticks").returns("int").shape(Shape::AsyncIterator),
            delayed("session").shape(Shape::AsyncContextManager),
            AsyncFn::new("own"),
        ],
        ..Module::default()
    }
}

/// What does not fit on one line: the tall template of everything.
#[expect(clippy::too_many_lines, reason = "a list")]
fn long() -> Module {
    const ITEM: &str = "AVeryLongNameOfAnItemWhichDoesNotFitOnALineTwice";
    let kind = |kind, name: &str| TypeParam {
        name: format!("{name}WithAVeryLongNameWhichDoesNotFitOnALine"),
        kind,
        ..TypeParam::default()
    };
    let variable = |name: &str| kind(TypeParamKind::TypeVar, name);
    let item = TypeParam {
        name: ITEM.into(),
        ..TypeParam::default()
    };
    let params = kind(TypeParamKind::ParamSpec, "Params");
    let types = kind(TypeParamKind::TypeVarTuple, "Types");
    let thing = "ThingWithAVeryLongName";
    let bounded = TypeParam {
        bound: Some(thing.into()),
        ..variable("Bounded")
    };
    let constrained = TypeParam {
        constraints: vec![thing.into(), "str".into()],
        ..variable("Constrained")
    };
    let overload = |name: &str, ty: &str| Overload {
        params: vec![Param::new(name, ty)],
        returns: ty.into(),
    };
    let overloads = |name: &str| vec![overload(name, "int"), overload(name, "str")];
    Module {
        source_import: "from long import ThingWithAVeryLongName, apply, \
            collect_everything_that_there_is, connection_to_a_server_somewhere, \
            convert_one_value_into_another, count_up_to_a_number_in_steps, explain_what_a_thing_is_good_for, f, g, gather, nothing, \
            perhaps_wait_for_an_answer, request_something_from_somewhere"
            .into(),
        type_checking_imports: vec!["from collections.abc import Awaitable, Callable".into()],
        fns: vec![
            AsyncFn::new("collect_everything_that_there_is")
                .param("first_of_all", "int")
                .with(Param::new("second_of_all", "int").default_expr("2"))
                .with(keyword("last_of_all", "str").default_expr("'z'"))
                .returns("str"),
            AsyncFn::new("explain_what_a_thing_is_good_for")
                .param("thing_to_explain", "str")
                .param("language_to_use", "str")
                .returns("str"),
            AsyncFn::new("request_something_from_somewhere")
                .param("place", "str")
                .param("timeout", "float")
                .returns("str")
                .shape(Shape::Awaitable),
            AsyncFn::new("perhaps_wait_for_an_answer")
                .param("question", "str")
                .param("patience", "int")
                .returns("str")
                .shape(Shape::MaybeAwaitable),
            AsyncFn::new("count_up_to_a_number_in_steps")
                .param("number_to_count_up_to", "int")
                .param("size_of_each_step", "int")
                .returns("int")
                .shape(Shape::AsyncIterator),
            AsyncFn::new("connection_to_a_server_somewhere")
                .param("address", "str")
                .param("user", "str")
                .returns("str")
                .shape(Shape::AsyncContextManager),
            AsyncFn::new("nothing")
                .sync_name("a_shim_with_a_name_that_is_too_long_for_a_line_with_the_guard")
                .returns(format!("dict[str, tuple[{thing}, {thing}]]")),
            AsyncFn {
                overloads: overloads("x"),
                ..AsyncFn::new("f")
                    .param("x", "int | str")
                    .returns("int | str")
            },
            AsyncFn::new("g")
                .param("x", "int")
                .returns("int")
                .shape(Shape::MaybeAwaitable),
            AsyncFn {
                overloads: overloads("value_to_convert"),
                ..AsyncFn::new("convert_one_value_into_another")
                    .param("value_to_convert", "int | str")
                    .returns("int | str")
            },
            AsyncFn {
                type_params: vec![params.clone(), item],
                ..AsyncFn::new("apply")
                    .param(
                        "function",
                        format!("Callable[{}, Awaitable[{ITEM}]]", params.name),
                    )
                    .with(var_positional("args", &format!("{}.args", params.name)))
                    .with(var_keyword("kwargs", &format!("{}.kwargs", params.name)))
                    .returns(ITEM)
            },
            AsyncFn {
                type_params: vec![types.clone(), bounded, constrained],
                ..AsyncFn::new("gather")
                    .with(var_positional("items", &format!("*{}", types.name)))
                    .returns(format!("tuple[*{}]", types.name))
            },
        ],
        ..Module::default()
    }
}

/// Callables whose names leave no room beside them.
fn long_names() -> Module {
    let named = |sync_name: &str, name: &str| {
        AsyncFn::new(name)
            .callee(Callee::Path(format!("long_names.{name}")))
            .sync_name(sync_name)
            .returns("str")
    };
    Module {
        source_import: "import long_names".into(),
        fns: vec![
            named(
                "connect_sync",
                "connect_to_the_server_that_is_the_nearest_one",
            )
            .untyped(true),
            named(
                "connect_for_sync",
                "connect_to_the_server_that_is_nearest_to_the_one_who_asks",
            )
            .param("name", "str")
            .untyped(true),
            named(
                "answer_sync",
                "answer_of_the_server_that_is_the_nearest_to_the_one_who_asks",
            )
            .param("question", "str")
            .shape(Shape::Awaitable),
        ],
        ..Module::default()
    }
}

/// A class or static method.
fn path(class: &str, name: &str) -> AsyncFn {
    AsyncFn::new(format!("{class}_{name}")).callee(Callee::Path(format!("{class}.{name}")))
}

/// A method, with its receiver.
fn method(class: &str, name: &str) -> AsyncFn {
    AsyncFn::new(format!("{class}_{name}"))
        .callee(Callee::Method(name.into()))
        .with(positional("self", class))
}

fn positional(name: &str, annotation: &str) -> Param {
    Param::new(name, annotation).kind(ParamKind::PositionalOnly)
}

fn keyword(name: &str, annotation: &str) -> Param {
    Param::new(name, annotation).kind(ParamKind::KeywordOnly)
}

fn var_positional(name: &str, annotation: &str) -> Param {
    Param::new(name, annotation).kind(ParamKind::VarPositional)
}

fn var_keyword(name: &str, annotation: &str) -> Param {
    Param::new(name, annotation).kind(ParamKind::VarKeyword)
}
