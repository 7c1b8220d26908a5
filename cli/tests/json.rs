//! Descriptors as JSON: what is written is read, what is not meant is refused, and the published
//! schema says which is which.

use mochi_asyncbridge::{
    AsyncFn, Callee, Class, Conversion, GeneratedFrom, Member, MemberKind, Mode, Module, Overload,
    Param, ParamKind, Setter, Shape, TypeParam, TypeParamKind,
};
use mochi_asyncbridge_cli::{from_json, to_json};
use pretty_assertions::assert_eq;
use serde_json::{Map, Value, json};

/// A module that has each field and each variant.
#[expect(clippy::too_many_lines, reason = "it has one of everything")]
fn everything() -> Module {
    let receiver = |annotation| Param::new("self", annotation).kind(ParamKind::PositionalOnly);
    Module::new("import pkg")
        .mode(Mode::Persistent)
        .import("import os")
        .type_checking_import("from pkg import Url")
        .runtime_annotations(true)
        .timeouts(true)
        .shared_runtime("pkg.runtime")
        .generated_from(
            GeneratedFrom::new("pkg")
                .version("1.0")
                .command("mochi-asyncbridge render pkg"),
        )
        .function(
            AsyncFn::new("fetch")
                .with(Param::new("url", "Url").kind(ParamKind::PositionalOnly))
                .with(Param::new("n", "int").default_expr("1"))
                .with(Param::new("args", "int").kind(ParamKind::VarPositional))
                .with(
                    Param::new("t", "float")
                        .kind(ParamKind::KeywordOnly)
                        .omitted(),
                )
                .with(Param::new("more", "int").kind(ParamKind::VarKeyword))
                .callee(Callee::Path("pkg.fetch".into()))
                .doc("Fetches.")
                .returns("T")
                .untyped(true)
                .origin("pkg/_fetch.py", 7)
                .type_param(TypeParam::new("T").bound("Url"))
                .type_param(TypeParam::new("S").constraint("int").constraint("str"))
                .type_param(TypeParam::new("P").kind(TypeParamKind::ParamSpec))
                .type_param(TypeParam::new("Ts").kind(TypeParamKind::TypeVarTuple))
                .overload(Overload::new("int").param("url", "Url"))
                .overload(Overload::new("str")),
        )
        .function(
            AsyncFn::new("Client.get")
                .with(receiver("pkg.Client"))
                .shape(Shape::Awaitable)
                .callee(Callee::Method("get".into())),
        )
        .function(
            AsyncFn::new("Client.closed")
                .with(receiver("pkg.Client"))
                .shape(Shape::Awaitable)
                .callee(Callee::Attribute("closed".into())),
        )
        .function(
            AsyncFn::new("Client")
                .with(receiver("pkg.Client"))
                .shape(Shape::AsyncContextManager)
                .callee(Callee::Receiver),
        )
        .function(
            AsyncFn::new("lines")
                .shape(Shape::AsyncIterator)
                .callee(Callee::Path("lines".into()))
                .import_on_call("from pkg.sub import lines"),
        )
        .function(
            AsyncFn::new("chat")
                .shape(Shape::AsyncGenerator { send: "str".into() })
                .callee(Callee::Path("pkg.chat".into())),
        )
        .function(
            AsyncFn::new("connect")
                .shape(Shape::AwaitableContextManager)
                .callee(Callee::Path("pkg.connect".into()))
                .with(Param::new("handler", "pkg.Handler"))
                .conversion("handler", Conversion::Handler)
                .result(Conversion::Twin),
        )
        .class(Class::new("Base", "pkg.Base").type_param(TypeParam::new("T").bound("Url")))
        .class(
            Class::new("Client", "pkg.Client")
                .base("Base[int]")
                .doc("A client.")
                .origin("pkg/_client.py", 9)
                .member(Member::constructor().param("url", "Url"))
                .member(Member::class_variable("limit", "int"))
                .member(Member::variable("name", "str").result(Conversion::Twins))
                .member(
                    Member::property("base", "Base[int]")
                        .result(Conversion::Twin)
                        .setter(Setter::new("Base[int]").conversion(Conversion::Twin)),
                )
                .member(
                    Member::method("get", Shape::MaybeAwaitable)
                        .param("of", "Base[int]")
                        .conversion("of", Conversion::Any)
                        .overload(Overload::new("int").param("of", "Base[int]"))
                        .overload(Overload::new("str"))
                        .untyped(true)
                        .doc("Gets.")
                        .origin("pkg/_client.py", 19),
                )
                .member(
                    Member::method("chat", Shape::AsyncGenerator { send: "str".into() })
                        .type_param(TypeParam::new("V")),
                )
                .member(Member::class_method("make", Shape::Plain).returns("Client"))
                .member(Member::static_method("reset", Shape::Awaitable))
                .member(Member::iterator("int"))
                .member(Member::context_manager("Client").result(Conversion::Twin))
                .member(Member::new("wait", MemberKind::Awaited))
                .member(Member::new("__getattr__", MemberKind::Dynamic).returns("int")),
        )
}

#[test]
fn what_is_written_is_read() {
    let module = everything();
    module.validate().expect("the module is valid");
    let json = to_json(&module);
    assert_eq!(json["version"], 1);
    assert_eq!(from_json(&json.to_string()).unwrap(), module);
    let surface = json!({ "version": 1, "module": json, "origins": [], "report": {} });
    assert_eq!(from_json(&surface.to_string()).unwrap(), module);
    assert_eq!(
        from_json(&json!({ "module": json }).to_string()).unwrap(),
        module
    );
}

#[test]
fn what_is_left_out_has_its_usual_value() {
    let text = r#"{ "source_import": "from m import fetch", "fns": [
        { "name": "fetch", "params": [{ "name": "url", "annotation": "str" }], "returns": "bytes" },
        { "name": "a.b", "returns": "int", "shape": "async-generator" }
    ] }"#;
    let module = Module::new("from m import fetch")
        .function(AsyncFn::new("fetch").param("url", "str").returns("bytes"))
        .function(
            AsyncFn::new("a.b")
                .returns("int")
                .shape(Shape::AsyncGenerator {
                    send: "None".into(),
                }),
        );
    assert_eq!(from_json(text).unwrap(), module);
    for mode in ["", "percall", "per-call"] {
        let text = json!({ "source_import": "", "mode": mode, "fns": [] }).to_string();
        assert_eq!(from_json(&text).unwrap().mode, Mode::PerCall);
    }
}

/// A text, and what the message about it must say.
const REFUSED: &[(&str, &str)] = &[
    ("", "EOF"),
    ("[]", "line 1 column"),
    ("{}", "missing field `source_import`"),
    (r#"{"source_import": ""}"#, "missing field `fns`"),
    (
        r#"{"source_import": "", "fns": [], "x": 1}"#,
        "unknown field `x`",
    ),
    (
        r#"{"version": 2, "source_import": "", "fns": []}"#,
        "version 2",
    ),
    (
        r#"{"version": "1", "source_import": "", "fns": []}"#,
        "invalid type",
    ),
    (
        r#"{"source_import": "", "fns": [], "version": 0}"#,
        "version 0",
    ),
    (
        r#"{"version": 3, "module": {"source_import": "", "fns": []}}"#,
        "version 3",
    ),
    (
        r#"{"module": {"source_import": "", "fns": []}, "x": 1}"#,
        "unknown field `x`",
    ),
    (
        r#"{"module": {"source_import": "", "fns": [], "x": 1}}"#,
        "unknown field `x`",
    ),
    (
        r#"{"source_import": "", "mode": "loop", "fns": []}"#,
        "event-loop `loop`",
    ),
    (
        r#"{"source_import": "", "fns": [{"name": "f", "returns": "int", "send": "int"}]}"#,
        "`send` is for the shape `async-generator` alone",
    ),
    (
        r#"{"source_import": "", "fns": [{"name": "f", "returns": "int", "shape": "future"}]}"#,
        "unknown variant `future`",
    ),
    (
        r#"{"source_import": "", "fns": [{"name": "f", "returns": "int", "callee": {"key": "f"}}]}"#,
        "unknown variant `key`",
    ),
    (
        r#"{"source_import": "", "fns": [{"name": "f", "returns": "int", "retruns": "int"}]}"#,
        "unknown field `retruns`",
    ),
];

#[test]
fn what_is_not_meant_is_refused() {
    for (text, says) in REFUSED {
        let error = from_json(text).expect_err(text).to_string();
        assert!(error.contains(says), "{text}: {error}");
        assert!(error.contains("line 1 column"), "{text}: {error}");
    }
}

fn schema() -> Value {
    serde_json::from_str(include_str!("../descriptors.schema.json")).expect("the schema is JSON")
}

/// Whether a value is one of `schema`, as far as that goes which this schema uses.
fn fits(root: &Value, schema: &Value, value: &Value) -> bool {
    let schema = schema.as_object().expect("a schema is an object");
    schema.iter().all(|(keyword, operand)| match &**keyword {
        "$schema" | "$defs" | "title" | "description" => true,
        "$ref" => {
            let pointer = operand.as_str().and_then(|to| to.strip_prefix('#'));
            let found = pointer.and_then(|pointer| root.pointer(pointer));
            fits(root, found.expect("it is defined"), value)
        }
        "anyOf" => list(operand).iter().any(|one| fits(root, one, value)),
        "enum" => list(operand).contains(value),
        "const" => operand == value,
        "type" => match operand {
            Value::Array(types) => types.iter().any(|one| is_of_type(one, value)),
            one => is_of_type(one, value),
        },
        "properties" => object(value).is_none_or(|value| {
            let mut properties = object(operand).expect("an object").iter();
            properties.all(|(name, of)| value.get(name).is_none_or(|value| fits(root, of, value)))
        }),
        "required" => object(value).is_none_or(|value| {
            let mut names = list(operand).iter().filter_map(Value::as_str);
            names.all(|name| value.contains_key(name))
        }),
        "additionalProperties" => object(value).is_none_or(|value| {
            let known = object(&schema["properties"]).expect("an object");
            let mut more = value.iter().filter(|(name, _)| !known.contains_key(*name));
            match operand {
                Value::Bool(false) => more.next().is_none(),
                of => more.all(|(_, value)| fits(root, of, value)),
            }
        }),
        "minimum" => value
            .as_i64()
            .is_none_or(|value| Some(value) >= operand.as_i64()),
        "items" => value
            .as_array()
            .is_none_or(|items| items.iter().all(|item| fits(root, operand, item))),
        other => panic!("{other} is not understood here"),
    })
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().expect("a list")
}

fn object(value: &Value) -> Option<&Map<String, Value>> {
    value.as_object()
}

fn is_of_type(name: &Value, value: &Value) -> bool {
    match name.as_str() {
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_u64() || value.is_i64(),
        Some("null") => value.is_null(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        other => panic!("{other:?} is not understood here"),
    }
}

/// Everything that differs from `value` in one place: something left out, something else there,
/// something more.
fn variations(value: &Value) -> Vec<Value> {
    let others = [
        json!(null),
        json!(true),
        json!(1),
        json!(2),
        json!(-1),
        json!(1.5),
        json!("text"),
        json!("coroutine"),
        json!("async-generator"),
        json!("omitted"),
        json!("name"),
        json!([]),
        json!({}),
        json!({ "path": "a", "method": "b" }),
    ];
    let mut all: Vec<Value> = others.to_vec();
    match value {
        Value::Object(fields) => {
            for name in fields.keys() {
                let mut without = fields.clone();
                without.remove(name);
                all.push(Value::Object(without));
            }
            for more in ["version", "send", "unknown", "module", "kind"] {
                for other in [json!(1), json!("int"), json!(null)] {
                    let mut with = fields.clone();
                    with.insert(more.to_owned(), other);
                    all.push(Value::Object(with));
                }
            }
            for (name, field) in fields {
                for other in variations(field) {
                    let mut with = fields.clone();
                    with.insert(name.clone(), other);
                    all.push(Value::Object(with));
                }
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                for other in variations(item) {
                    let mut with = items.clone();
                    with[at] = other;
                    all.push(Value::Array(with));
                }
            }
        }
        _ => {}
    }
    all
}

#[test]
fn the_schema_says_what_is_read() {
    let schema = schema();
    let json = to_json(&everything());
    let document = json!({ "version": 1, "module": json, "origins": [1], "report": null });
    let mut counts = [0, 0];
    for start in [json, document] {
        for value in variations(&start).into_iter().chain([start]) {
            let text = value.to_string();
            let is_read = from_json(&text);
            let fits = fits(&schema, &schema, &value);
            assert_eq!(is_read.is_ok(), fits, "{text}: {:?}", is_read.err());
            counts[usize::from(fits)] += 1;
        }
    }
    assert!(counts[0] > 1000 && counts[1] > 100, "{counts:?}");
}
