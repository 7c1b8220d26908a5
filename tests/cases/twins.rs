//! Modules of twins: every kind of member on one line, and what does not fit on one.

use mochi_asyncbridge::{
    AsyncFn, Callee, Class, Conversion, Member, MemberKind, Mode, Module, Overload, Param,
    ParamKind, Setter, Shape, TypeParam,
};

/// The cases of twins, which persistent mode alone has.
pub fn of_mode(mode: Mode) -> Vec<(&'static str, Module)> {
    if mode == Mode::PerCall {
        return Vec::new();
    }
    vec![
        ("twins", twins()),
        ("twins_timeouts", twins().timeouts(true)),
        ("twins_long", long()),
    ]
}

fn method(name: &str) -> Member {
    Member::method(name, Shape::Coroutine)
}

fn plain(name: &str) -> Member {
    Member::method(name, Shape::Plain)
}

fn response(member: Member) -> Member {
    member.returns("Response").result(Conversion::Twin)
}

fn keyword(name: &str, annotation: &str) -> Param {
    Param::new(name, annotation).kind(ParamKind::KeywordOnly)
}

fn function(name: &str) -> AsyncFn {
    AsyncFn::new(format!("twins.{name}"))
        .sync_name(name)
        .callee(Callee::Path(format!("twins.{name}")))
}

const HANDLER: &str = "collections.abc.Callable[[Response], str]";
const CALLBACK: &str = "collections.abc.Callable[[Response], Response]";

fn twins() -> Module {
    let module = Module::new("import twins")
        .mode(Mode::Persistent)
        .type_checking_import("import collections.abc")
        .type_checking_import("import typing");
    [
        response_class(),
        Class::new("Base", "twins.Base")
            .doc("What all clients have.")
            .member(Member::class_variable("timeout", "float"))
            .member(method("ping").returns("str"))
            .member(plain("running").returns("bool")),
        client_class(),
        Class::new("Connection", "twins.Connection")
            .member(Member::variable("name", "str"))
            .member(Member::variable("is_open", "bool"))
            .member(Member::context_manager("typing.Self").result(Conversion::Twin)),
        Class::new("Page", "twins.Page")
            .type_param(TypeParam::new("T"))
            .doc("Items of any type.")
            .origin("twins.py", 236)
            .member(Member::constructor().param("items", "list[T]"))
            .member(Member::variable("items", "list[T]"))
            .member(method("first").returns("T"))
            .member(Member::iterable("T")),
        Class::new("Numbers", "twins.Numbers")
            .base("Page[int]")
            .member(method("total").returns("int")),
        Class::new("Job", "twins.Job")
            .member(Member::constructor())
            .member(Member::new("wait", MemberKind::Awaited).returns("str"))
            .member(
                Member::new("__getattr__", MemberKind::Dynamic)
                    .returns("collections.abc.Callable[..., object]"),
            )
            .member(response(Member::method("own", Shape::AsyncContextManager)))
            .member(plain("__call__").param("value", "int").returns("int"))
            .member(response(plain("__enter__")))
            .member(
                plain("__exit__")
                    .with(Param::new("error", "object").kind(ParamKind::VarPositional)),
            )
            .member(plain("__iter__").returns("collections.abc.Iterator[int]")),
        Class::new("Bot", "twins.Bot")
            .member(Member::constructor())
            .member(Member::class_variable("prefix", "str"))
            .member(
                method("on_message")
                    .param("message", "Response")
                    .conversion("message", Conversion::Twin)
                    .returns("str"),
            )
            .member(
                plain("check")
                    .param("message", "Response")
                    .conversion("message", Conversion::Twin)
                    .returns("bool"),
            )
            .member(Member::method("items", Shape::AsyncIterator).returns("int"))
            .member(method("run").param("status", "int").returns("str")),
    ]
    .into_iter()
    .fold(module, Module::class)
    .function(
        function("fetch")
            .param("client", "Client")
            .conversion("client", Conversion::Twin)
            .param("path", "str")
            .returns("Response")
            .result(Conversion::Twin)
            .origin("twins.py", 330),
    )
    .function(
        function("make")
            .shape(Shape::Plain)
            .param("url", "str")
            .returns("Client")
            .result(Conversion::Twin)
            .doc("Make a client."),
    )
    .function(
        function("connect")
            .shape(Shape::AwaitableContextManager)
            .param("name", "str")
            .returns("Connection")
            .result(Conversion::Twin),
    )
    .function(
        function("count")
            .shape(Shape::AsyncIterator)
            .param("number", "int")
            .returns("Response")
            .result(Conversion::Twin),
    )
}

fn response_class() -> Class {
    Class::new("Response", "twins.Response")
        .doc("What a request gives.")
        .member(Member::class_variable("limit", "int"))
        .member(Member::class_variable("best", "Response").result(Conversion::Twin))
        .member(Member::variable("status", "int"))
        .member(Member::variable("text", "str"))
        .member(Member::variable("next", "Response | None").result(Conversion::Twin))
        .member(Member::variable("history", "list[Response]").result(Conversion::Twins))
        .member(
            Member::constructor()
                .param("status", "int")
                .with(Param::new("text", "str").omitted()),
        )
        .member(method("read").returns("str"))
        .member(method("wait").target("read").returns("str"))
        .member(Member::variable("code", "int").target("status"))
        .member(
            plain("json")
                .returns("dict[str, int]")
                .result(Conversion::Any),
        )
        .member(plain("__len__").returns("int"))
        .member(plain("__getitem__").param("key", "int").returns("str"))
        .member(plain("__contains__").param("text", "str").returns("bool"))
        .member(
            plain("__lt__")
                .param("other", "Response")
                .conversion("other", Conversion::Twin)
                .returns("bool"),
        )
        .member(response(
            plain("__add__")
                .param("other", "Response")
                .conversion("other", Conversion::Twin),
        ))
}

#[expect(clippy::too_many_lines, reason = "a list")]
fn client_class() -> Class {
    let values = [
        Member::variable("url", "str"),
        Member::variable("retries", "int"),
        Member::variable("closed", "bool"),
        Member::variable("callback", format!("{CALLBACK} | None")).result(Conversion::Callback),
        Member::constructor()
            .param("url", "str")
            .with(keyword("handlers", &format!("dict[str, {HANDLER}] | None")).default_expr("None"))
            .with(keyword("retries", "int").omitted())
            .conversion("handlers", Conversion::Handler),
        Member::property("last", "Response | None")
            .result(Conversion::Twin)
            .doc("The latest response.")
            .setter(Setter::new("Response | int").conversion(Conversion::Twin)),
        Member::property("thread", "int"),
        Member::new(
            "address",
            MemberKind::Property {
                shape: Shape::Coroutine,
                setter: None,
            },
        )
        .returns("str"),
    ];
    let calls = [
        response(
            method("get")
                .param("path", "str")
                .with(keyword("timeout", "float").omitted())
                .doc("Get a path.")
                .origin("twins.py", 131),
        ),
        response(
            method("send")
                .param("request", "Response")
                .conversion("request", Conversion::Twin),
        ),
        response(plain("build").with(Param::new("status", "int").default_expr("200"))),
        response(Member::method("fetch", Shape::Awaitable).param("path", "str")),
        Member::method("maybe", Shape::MaybeAwaitable)
            .param("path", "str | None")
            .returns("Response | None")
            .result(Conversion::Any),
        method("all")
            .with(Param::new("paths", "str").kind(ParamKind::VarPositional))
            .with(Param::new("named", "Response").kind(ParamKind::VarKeyword))
            .conversion("named", Conversion::Twin)
            .returns("dict[str, Response]")
            .result(Conversion::Twins),
        response(
            Member::method(
                "pages",
                Shape::AsyncGenerator {
                    send: "Response | None".into(),
                },
            )
            .param("number", "int"),
        ),
        Member::method("names", Shape::AsyncIterator).returns("str"),
        response(Member::method("stream", Shape::AsyncContextManager).param("path", "str")),
        Member::method("lease", Shape::AsyncContextManager).returns("int"),
        Member::method("connect", Shape::AwaitableContextManager)
            .param("name", "str")
            .returns("Connection"),
        method("upload")
            .param("parts", "collections.abc.Iterator[str]")
            .conversion("parts", Conversion::Items)
            .returns("str"),
        method("fail").param("status", "int"),
        plain("add_handler")
            .param("handler", HANDLER)
            .conversion("handler", Conversion::Handler),
        plain("remove_handler")
            .param("handler", HANDLER)
            .conversion("handler", Conversion::Handler),
        method("pick")
            .param("of", "int | str")
            .returns("Response | str")
            .result(Conversion::Twin)
            .overload(Overload::new("Response").param("of", "int"))
            .overload(Overload::new("str").param("of", "str")),
        Member::class_method("open", Shape::Coroutine)
            .param("url", "str")
            .returns("typing.Self")
            .result(Conversion::Twin),
        Member::class_method("plain", Shape::Plain)
            .param("url", "str | int")
            .returns("typing.Self")
            .result(Conversion::Twin)
            .overload(Overload::new("typing.Self").param("url", "str"))
            .overload(Overload::new("typing.Self").param("url", "int")),
        Member::static_method("version", Shape::Coroutine).returns("int"),
        response(Member::static_method("parse", Shape::Plain).param("text", "str | bytes"))
            .overload(Overload::new("Response").param("text", "str"))
            .overload(Overload::new("Response").param("text", "bytes")),
        Member::context_manager("typing.Self").result(Conversion::Twin),
        Member::iterator("Response").result(Conversion::Twin),
    ];
    let class = Class::new("Client", "twins.Client")
        .base("Base")
        .doc("Makes requests.");
    values.into_iter().chain(calls).fold(class, Class::member)
}

/// What does not fit on one line, and what just does.
fn long() -> Module {
    let name = "AConnectionToTheNearestServerOfAll";
    let keyed = |name: &str| keyword(name, "dict[str, AConnectionToTheNearestServerOfAll]");
    let given = |member: Member| member.returns(name).result(Conversion::Twin);
    let connection = Class::new(name, format!("twins_long.{name}"))
        .doc("A connection.")
        .member(
            Member::variable(
                "other_servers_that_are_known_to_it",
                format!("dict[str, tuple[{name}, {name}]]"),
            )
            .result(Conversion::Twins),
        )
        .member(Member::variable(
            "a_variable_whose_name_is_so_long_that_it_is_the_only_one",
            "list[str]",
        ))
        .member(Member::class_variable(
            "limit_of_all_connections_that_there_can_ever_be",
            "list[str]",
        ))
        .member(given(Member::class_variable("nearest", name)))
        .member(Member::constructor().param("name_of_the_server", "str"))
        .member(given(
            method("open_another_one_like_it")
                .with(keyed("with_these_others"))
                .with(keyed("and_perhaps_with_those").omitted())
                .conversion("with_these_others", Conversion::Twins)
                .conversion("and_perhaps_with_those", Conversion::Twins),
        ))
        .member(given(
            plain("prepare_another_one_of_that_kind").param("name_of_the_other_server", "str"),
        ))
        .member(given(
            Member::method("connect_to_one_more", Shape::AwaitableContextManager)
                .param("name_of_the_other_server", "str"),
        ))
        .member(
            Member::method("name_of_each_of_the_servers", Shape::AsyncIterator)
                .param("that_begins_with_this_text", "str")
                .returns("str"),
        )
        .member(given(Member::method(
            "each_of_the_servers_in_turn",
            Shape::AsyncIterator,
        )))
        .member(
            Member::method("hold_the_name_of_the_server", Shape::AsyncContextManager)
                .param("for_so_many_seconds", "float")
                .returns("str"),
        )
        .member(given(Member::method("hold", Shape::AsyncContextManager)))
        .member(Member::method(
            "perhaps_say_what_this_is_good_for",
            Shape::MaybeAwaitable,
        ))
        .member(Member::context_manager("typing.Self").result(Conversion::Twin))
        .member(given(Member::iterator(name)))
        .member(
            Member::property("another_server_that_is_near", name)
                .result(Conversion::Twin)
                .setter(Setter::new(name).conversion(Conversion::Twin)),
        );
    let near = Class::new(
        "ANearServerWhoseNameIsAsLongAsTheNameOfAnyServerCanBe",
        "twins_long.NearServerOfThem",
    )
    .base(name)
    .member(method("nothing"))
    .member(Member::context_manager("typing.Self").result(Conversion::Twin))
    .member(given(Member::iterator(name)));
    Module::new("import twins_long")
        .type_checking_import("import typing")
        .mode(Mode::Persistent)
        .class(connection)
        .class(near)
}
