//! Descriptors are plain data: what their builders set, and which tokens their enumerations have.

use core::fmt::{Debug, Display};
use core::str::FromStr;

use mochi_asyncbridge::{
    AsyncFn, Callee, Class, Conversion, Driver, GeneratedFrom, Member, Missing, Mode, Module,
    Origin, Overload, Param, ParamDefault, ParamKind, Shape, TypeParam, TypeParamKind,
    default_sync_name,
};
use pretty_assertions::assert_eq;

#[test]
#[expect(clippy::too_many_lines, reason = "a list of fields")]
fn builders_set_what_they_are_called() {
    let param = Param::new("a", "int")
        .kind(ParamKind::KeywordOnly)
        .default_expr("1");
    assert_eq!(
        param,
        Param {
            name: "a".into(),
            annotation: "int".into(),
            kind: ParamKind::KeywordOnly,
            default: Some(ParamDefault::Expr("1".into())),
        }
    );
    let omitted = Param::new("b", "int").omitted();
    assert_eq!(omitted.default, Some(ParamDefault::Omitted));
    let type_param = TypeParam::new("T")
        .kind(TypeParamKind::ParamSpec)
        .bound("int")
        .constraint("str")
        .constraint("bytes");
    assert_eq!(
        type_param,
        TypeParam {
            name: "T".into(),
            kind: TypeParamKind::ParamSpec,
            bound: Some("int".into()),
            constraints: vec!["str".into(), "bytes".into()],
        }
    );
    let overload = Overload::new("int").param("a", "str").with(param.clone());
    assert_eq!(
        overload,
        Overload {
            params: vec![Param::new("a", "str"), param.clone()],
            returns: "int".into(),
        }
    );
    let f = AsyncFn::new("fetch")
        .sync_name("get")
        .param("a", "str")
        .with(param.clone())
        .returns("int")
        .shape(Shape::Awaitable)
        .callee(Callee::Receiver)
        .import_on_call("import a")
        .doc("Fetches.")
        .type_param(type_param.clone())
        .overload(overload.clone())
        .untyped(true)
        .origin("a/b.py", 7)
        .conversion("a", Conversion::Handler)
        .result(Conversion::Twin);
    let expected = AsyncFn {
        name: "fetch".into(),
        sync_name: "get".into(),
        params: vec![Param::new("a", "str"), param],
        returns: "int".into(),
        shape: Shape::Awaitable,
        callee: Callee::Receiver,
        import_on_call: Some("import a".into()),
        doc: Some("Fetches.".into()),
        type_params: vec![type_param],
        overloads: vec![overload],
        untyped: true,
        origin: Some(Origin {
            file: "a/b.py".into(),
            line: 7,
        }),
        conversions: [("a".to_owned(), Conversion::Handler)].into(),
        result: Conversion::Twin,
    };
    assert_eq!(f, expected);
    let class = Class::new("A", "b.A").member(Member::variable("x", "int"));
    assert_eq!(class.members[0].name, "x");
    let module = Module::new("import a")
        .mode(Mode::Persistent)
        .driver(Driver::Standby)
        .import("import b")
        .type_checking_import("import c")
        .runtime_annotations(true)
        .timeouts(true)
        .shared_runtime("d")
        .helpers(true)
        .missing("e_sync", "no reason")
        .generated_from(GeneratedFrom::new("f").version("1").command("make f"))
        .function(f.clone())
        .class(class.clone());
    let expected = Module {
        source_import: "import a".into(),
        mode: Mode::Persistent,
        driver: Driver::Standby,
        fns: vec![f],
        classes: vec![class],
        imports: vec!["import b".into()],
        type_checking_imports: vec!["import c".into()],
        runtime_annotations: true,
        timeouts: true,
        shared_runtime: Some("d".into()),
        helpers: true,
        missing: vec![Missing {
            name: "e_sync".into(),
            reason: "no reason".into(),
        }],
        generated_from: Some(GeneratedFrom {
            package: "f".into(),
            version: Some("1".into()),
            command: Some("make f".into()),
        }),
    };
    assert_eq!(module, expected);
}

#[test]
fn a_shim_has_the_name_of_its_callable() {
    assert_eq!(default_sync_name("fetch"), "fetch_sync");
    assert_eq!(default_sync_name("Client.get"), "Client_get_sync");
    assert_eq!(AsyncFn::new("Client.get").sync_name, "Client_get_sync");
}

fn are_tokens<T>(tokens: &[(&str, T)], others: &[&str], what: &str)
where
    T: Display + FromStr<Err: Display + Debug> + PartialEq + Debug,
{
    for (token, value) in tokens {
        assert_eq!(value.to_string(), *token);
        assert_eq!(&token.parse::<T>().unwrap(), value);
    }
    for other in others {
        let message = match other.parse::<T>() {
            Ok(value) => panic!("{other:?} is {value:?}"),
            Err(error) => error.to_string(),
        };
        assert!(
            message.starts_with(&format!("{what} `{other}`: expected `")),
            "{message}"
        );
    }
}

#[test]
fn tokens_parse_to_what_prints_them() {
    use ParamKind::{KeywordOnly, PositionalOnly, PositionalOrKeyword, VarKeyword, VarPositional};
    are_tokens(
        &[
            ("positional-only", PositionalOnly),
            ("positional-or-keyword", PositionalOrKeyword),
            ("var-positional", VarPositional),
            ("keyword-only", KeywordOnly),
            ("var-keyword", VarKeyword),
        ],
        &["", "POSITIONAL_ONLY", " var-keyword"],
        "kind",
    );
    assert!(ParamKind::ALL.is_sorted());
    are_tokens(
        &[
            ("type-var", TypeParamKind::TypeVar),
            ("param-spec", TypeParamKind::ParamSpec),
            ("type-var-tuple", TypeParamKind::TypeVarTuple),
        ],
        &["", "TypeVar"],
        "kind of type parameter",
    );
    let generator = |send: &str| Shape::AsyncGenerator { send: send.into() };
    are_tokens(
        &[
            ("coroutine", Shape::Coroutine),
            ("awaitable", Shape::Awaitable),
            ("async-iterator", Shape::AsyncIterator),
            ("async-generator:str", generator("str")),
            ("async-generator:", generator("")),
            ("maybe-awaitable", Shape::MaybeAwaitable),
            ("async-context-manager", Shape::AsyncContextManager),
            ("awaitable-context-manager", Shape::AwaitableContextManager),
            ("plain", Shape::Plain),
        ],
        &["", "Coroutine", "coroutine:", "awaitable:str"],
        "shape",
    );
    assert_eq!("async-generator".parse(), Ok(generator("None")));
    are_tokens(
        &[
            ("name", Callee::Name),
            ("receiver", Callee::Receiver),
            ("path:alias.fetch", Callee::Path("alias.fetch".into())),
            ("method:get", Callee::Method("get".into())),
            ("attribute:closed", Callee::Attribute("closed".into())),
        ],
        &["", "path", "name:", "receiver:x", "key:x"],
        "callee",
    );
    are_tokens(
        &[
            ("omitted", ParamDefault::Omitted),
            ("expr:{1: 2}", ParamDefault::Expr("{1: 2}".into())),
        ],
        &["", "expr", "omitted:"],
        "default",
    );
    assert_eq!(
        format!("{:>8}|{:<12}|", Mode::PerCall, VarKeyword),
        "per-call|var-keyword |"
    );
    assert_eq!(format!("{:>10}", TypeParamKind::TypeVar), "  type-var");
}

#[test]
fn kinds_are_described_as_inspect_does() {
    let described = ParamKind::ALL.map(ParamKind::description);
    let expected = [
        "positional-only",
        "positional or keyword",
        "variadic positional",
        "keyword-only",
        "variadic keyword",
    ];
    assert_eq!(described, expected);
}
