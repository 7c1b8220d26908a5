//! Descriptions of classes: what is valid, and what each error says of what is not.

mod support;

use std::time::Duration;

use mochi_asyncbridge::{
    AsyncFn, Callee, Class, Conversion, Field, Member, MemberKind, Mode, Module, Overload, Param,
    ParamKind, Problem, Setter, Shape, TypeParam,
};
use pretty_assertions::assert_eq;
use support::{Ran, pythons};

fn module() -> Module {
    Module::new("import pkg").mode(Mode::Persistent)
}

fn of(member: Member) -> Module {
    module().class(Class::new("Client", "pkg.Client").member(member))
}

/// The one error of a module, as it is told.
#[track_caller]
fn error(module: &Module) -> String {
    let errors = module.validate().expect_err("something is wrong");
    assert_eq!(errors.len(), 1, "{errors}");
    assert_eq!(module.render().unwrap_err(), errors);
    errors.to_string()
}

/// The end of the one error that a member has.
#[track_caller]
fn member_error(member: Member) -> String {
    let name = member.name.clone();
    let text = error(&of(member));
    let before = format!("class `Client` (classes[0]): member `{name}` (members[0]): ");
    let after = text.strip_prefix(&before);
    after.unwrap_or_else(|| panic!("{text}")).to_owned()
}

#[test]
fn errors_name_class_member_field_and_value() {
    let bad = of(Member::method("get", Shape::Coroutine).param("class", "str"));
    let errors = bad.validate().unwrap_err();
    assert_eq!(
        errors.to_string(),
        "class `Client` (classes[0]): member `get` (members[0]): parameter `class`: name is a \
         Python keyword"
    );
    let class = errors[0].class.as_ref().unwrap();
    let member = class.member.as_ref().unwrap();
    assert_eq!((class.index, &*class.name), (0, "Client"));
    assert_eq!((member.index, &*member.name), (0, "get"));
    assert_eq!(errors[0].function, None);
}

#[test]
fn classes_need_a_loop_that_outlives_a_call() {
    let text = error(&of(Member::constructor()).mode(Mode::PerCall));
    assert_eq!(
        text,
        "mode `per-call` needs a module of persistent mode: an object outlives the loop of one call"
    );
    let shim = |f: AsyncFn| module().function(f.callee(Callee::Path("pkg.f".into())));
    for (f, field) in [
        (AsyncFn::new("f").shape(Shape::Plain), Field::Shape),
        (
            AsyncFn::new("f").shape(Shape::AwaitableContextManager),
            Field::Shape,
        ),
        (AsyncFn::new("f").result(Conversion::Twin), Field::Result),
    ] {
        let errors = f.validate().unwrap_err();
        assert_eq!(
            (&errors[0].field, &errors[0].problem),
            (&field, &Problem::NeedsPersistent)
        );
        assert!(shim(f.clone()).mode(Mode::PerCall).validate().is_err());
        assert!(shim(f).validate().is_ok());
    }
}

#[test]
fn names_are_pythons_and_one_thing_each() {
    let class = |name: &str| module().class(Class::new(name, "pkg.Client"));
    for (name, says) in [
        ("", "name is empty"),
        ("class", "name `class` is a Python keyword"),
        ("a b", "name `a b` is not a Python identifier"),
        ("MochiX", "is reserved"),
        ("typing", "is reserved"),
        ("__x__", "is a dunder name"),
        ("pkg", "is the same Python name as one that an import binds"),
    ] {
        let text = error(&class(name));
        assert!(text.contains(says), "{name}: {text}");
    }
    let twice = class("A").class(Class::new("A", "pkg.Other"));
    assert!(error(&twice).ends_with("name `A` is the same Python name as an earlier class"));
    let twice = class("A").class(Class::new("B", "pkg.Client"));
    assert!(error(&twice).ends_with("as the original of an earlier class"));
    let shim = AsyncFn::new("f")
        .sync_name("A")
        .callee(Callee::Path("pkg.f".into()));
    assert!(error(&class("A").function(shim)).ends_with("as an earlier class"));
}

#[test]
fn originals_are_paths_that_an_import_binds() {
    let original = |path: &str| module().class(Class::new("Client", path));
    for (path, says) in [
        ("", "original is empty"),
        ("Client", "needs `Client`, which no import"),
        ("pkg.Client()", "is not a dotted name"),
        (
            "pkg.Client, metaclass=pkg.Evil",
            "original `pkg.Client, metaclass=pkg.Evil` is not a dotted name",
        ),
        ("pkg.Client):\n    pass\nclass X(", "is not a dotted name"),
        ("pkg.__Client", "is a private name"),
    ] {
        let text = error(&original(path));
        assert!(text.contains(says), "{path}: {text}");
    }
    assert!(original("pkg.Client.Inner").validate().is_ok());
}

#[test]
fn bases_come_before_and_have_an_order() {
    let base = |base: &str| {
        module()
            .class(Class::new("Page", "pkg.Page").type_param(TypeParam::new("T")))
            .class(Class::new("Client", "pkg.Client").base(base))
            .class(Class::new("Later", "pkg.Later"))
    };
    for good in [
        "Page",
        "Page[int]",
        "Page[list[int]]",
        "pkg.twins.Base",
        "pkg.Base[T, 'int']",
    ] {
        assert!(base(good).validate().is_ok(), "{good}");
    }
    for (text, says) in [
        ("", "bases[0] is empty"),
        ("Later", "bases[0] `Later` is a class that does not stand"),
        ("Client", "does not stand before this one"),
        ("Page.Inner", "not one class, perhaps with type arguments"),
        ("Unknown", "needs `Unknown`"),
        ("Page | int", "is not one class"),
        ("Page[int] | Page[str]", "is not one class"),
        ("Page[int][str]", "is not one class"),
        ("make()", "is not one class"),
        ("Page, metaclass=pkg.Evil", "is not one class"),
        ("'Page'", "is not one class"),
        ("None", "is not one class"),
    ] {
        let text_of = error(&base(text));
        assert!(text_of.contains(says), "{text}: {text_of}");
    }
    let twice = base("Page[int]");
    let mut twice_more = twice.clone();
    twice_more.classes[1].bases.push("Page".into());
    assert!(error(&twice_more).ends_with("is the same Python name as an earlier base"));
    let crossed = module()
        .class(Class::new("A", "pkg.A"))
        .class(Class::new("B", "pkg.B").base("A"))
        .class(Class::new("C", "pkg.C").base("A").base("B"));
    assert_eq!(
        error(&crossed),
        "class `C` (classes[2]): bases `A, B` have no method resolution order: each class must \
         come before its own bases"
    );
    let fine = module()
        .class(Class::new("A", "pkg.A"))
        .class(Class::new("B", "pkg.B").base("A"))
        .class(Class::new("C", "pkg.C").base("B").base("A"));
    assert!(fine.validate().is_ok());
}

#[test]
fn members_can_stand_for_what_has_another_name() {
    let close = |target: &str| Member::method("close", Shape::Coroutine).target(target);
    assert!(of(close("aclose")).validate().is_ok());
    assert_eq!(
        member_error(close("a b")),
        "target `a b` is not a Python identifier"
    );
    assert!(member_error(close("__close")).starts_with("target `__close` "));
}

#[test]
fn members_have_names_that_a_class_can_bind() {
    for (name, says) in [
        ("", "name is empty"),
        ("def", "name `def` is a Python keyword"),
        ("get: int", "is not a Python identifier"),
        ("_mochi_x", "is reserved"),
        ("mochi_async", "is reserved"),
        ("__x", "is a private name"),
        ("__slots__", "is a dunder name that no member has"),
        ("__new__", "is a dunder name that no member has"),
        ("__aenter__", "is a dunder name that no member has"),
        ("__eq__", "is a dunder name that no member has"),
        ("property", "hides what the body"),
    ] {
        let text = member_error(Member::method(name, Shape::Plain));
        assert!(text.contains(says), "{name}: {text}");
    }
    let operator = Member::method("__getitem__", Shape::Plain).param("key", "int");
    assert!(of(operator).validate().is_ok());
    let operator = Member::static_method("__getitem__", Shape::Plain);
    assert!(member_error(operator).contains("is a dunder name"));
    let fixed = Member::new("make", MemberKind::Constructor);
    assert_eq!(
        member_error(fixed),
        "name `make` must be `__init__` for a member of this kind"
    );
    let twice = Class::new("Client", "pkg.Client")
        .member(Member::iterator("int"))
        .member(Member::iterable("int"));
    assert!(error(&module().class(twice)).ends_with("as an earlier member"));
    let twice = Class::new("Client", "pkg.Client")
        .member(Member::variable("\u{fb01}x", "int"))
        .member(Member::method("fix", Shape::Plain));
    assert!(error(&module().class(twice)).ends_with("as an earlier member"));
}

#[test]
fn members_take_and_give_what_their_kind_does() {
    let get = || Member::method("get", Shape::Coroutine);
    let keyword = |name: &str| Param::new(name, "int").kind(ParamKind::KeywordOnly);
    let cases = [
        (get().returns("int\nimport os"), "return annotation"),
        (get().param("self", "int"), "parameter `self`: name hides"),
        (
            Member::class_method("get", Shape::Plain).param("cls", "int"),
            "parameter `cls`: name hides",
        ),
        (
            Member::static_method("get", Shape::Plain).param("pkg", "int"),
            "parameter `pkg`: name hides",
        ),
        (
            get().with(keyword("__x")),
            "parameter `__x`: name is a private name",
        ),
        (
            get().with(Param::new("x", "int").default_expr("pkg.__x")),
            "parameter `x`: default `pkg.__x` is a private name",
        ),
        (
            get().conversion("y", Conversion::Twin),
            "conversion of `y` `twin` is for a parameter that there is not",
        ),
        (
            get().overload(Overload::new("int")),
            "overloads: the number of signatures is one",
        ),
        (
            Member::variable("x", "int").param("y", "int"),
            "parameters are not possible for a member of this kind",
        ),
        (
            Member::constructor().returns("int"),
            "return annotation `int` must be `None` for a constructor",
        ),
        (
            Member::property("x", "int").setter(Setter::new("int; pass")),
            "annotation of the setter `int; pass` is not one type expression",
        ),
        (
            Member::method("get", Shape::AsyncGenerator { send: "1 +".into() }),
            "send annotation `1 +`",
        ),
        (get().origin("/etc/passwd", 1), "origin: file"),
    ];
    for (member, says) in cases {
        let text = member_error(member);
        assert!(text.contains(says), "{says}: {text}");
    }
    // A default means in the body of the class what it means outside.
    let hidden = Class::new("Client", "pkg.Client")
        .member(Member::variable("pkg", "int"))
        .member(get().with(Param::new("x", "int").default_expr("pkg.X")));
    assert!(
        error(&module().class(hidden))
            .ends_with("default `pkg.X` hides what the body of the shim uses")
    );
    let positional = Param::new("__x", "int").kind(ParamKind::PositionalOnly);
    assert!(of(get().with(positional)).validate().is_ok());
}

#[test]
fn what_twins_read_nobody_else_binds() {
    const READS: &str = "
import ast, builtins, pathlib
names = set()
for path in pathlib.Path('templates/runtime').glob('twin*.py'):
    for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
        if isinstance(node, ast.Name) and hasattr(builtins, node.id):
            names.add(node.id)
        if isinstance(node, ast.Import):
            names.update(alias.name.split('.')[0] for alias in node.names)
print(*sorted(names))
";
    let mut command = pythons()[0].strict();
    command
        .args(["-c", READS])
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    let out = Ran::of(command, "", Duration::from_secs(60)).expect_quiet("the names");
    let names: Vec<&str> = out.split_whitespace().collect();
    assert!(names.contains(&"getattr") && names.contains(&"copy"));
    for name in names {
        let with_class = of(Member::constructor()).import(format!("from other import {name}"));
        let text = error(&with_class);
        assert!(
            text.contains("is reserved") || text.contains("the run-time part of twins reads"),
            "{text}"
        );
    }
    // A run-time part of another module reads nothing here, and modules are what they are.
    let shared = of(Member::constructor()).shared_runtime("runtime");
    assert!(shared.import("from other import format").validate().is_ok());
    assert!(
        of(Member::constructor())
            .import("import copy")
            .validate()
            .is_ok()
    );
    let alone = Module::new("from other import format");
    assert!(alone.validate().is_ok());
}

/// Texts that would run `evil` or end what they stand in, were they not refused or escaped.
const HOSTILE: [&str; 24] = [
    "evil()",
    "x\nevil()",
    "x; evil()",
    "x: evil()",
    "x = evil()",
    "x) -> None: evil() #",
    "x]: evil()",
    "x, metaclass=evil",
    "x):\n    evil()\nclass Y(pkg.X",
    "(evil := 1)",
    "lambda: evil()",
    "[evil for _ in x]",
    "f'{evil()}'",
    "'evil()'",
    "\"\"\"\nevil()\n\"\"\"",
    "\\\"\"\"\nevil()",
    "x\\\nevil()",
    "x # evil()",
    "x\u{2028}evil()",
    "x\revil()",
    "x\u{c}evil()",
    "await evil()",
    "yield evil()",
    "*evil()",
];

/// One module for each place of a text that a class can have, with the text there.
fn places(text: &str) -> Vec<Module> {
    let class = |class: Class| module().class(class.member(Member::method("get", Shape::Plain)));
    let client = || Class::new("Client", "pkg.Client");
    let get = || Member::method("get", Shape::Coroutine);
    let keyword = |param: Param| param.kind(ParamKind::KeywordOnly);
    vec![
        class(Class::new(text, "pkg.Client")),
        class(Class::new("Client", text)),
        class(client().base(text)),
        class(client().base(format!("pkg.Base[{text}]"))),
        class(client().doc(text)),
        class(client().origin(text, 1)),
        class(client().type_param(TypeParam::new(text))),
        class(client().type_param(TypeParam::new("T").bound(text))),
        of(get().doc(text)),
        of(Member::method(text, Shape::Coroutine)),
        of(Member::variable(text, "int")),
        of(Member::variable("x", text)),
        of(Member::class_variable("x", text).result(Conversion::Twins)),
        of(get().target(text)),
        of(Member::variable("x", "int").target(text)),
        of(get().returns(text)),
        of(get().param(text, "int")),
        of(get().param("x", text)),
        of(get().with(keyword(Param::new("x", "int").default_expr(text)))),
        of(get().conversion(text, Conversion::Twin)),
        of(get().origin(text, 1)),
        of(get().type_param(TypeParam::new(text))),
        of(get()
            .overload(Overload::new(text))
            .overload(Overload::new("int"))),
        of(Member::method(
            "get",
            Shape::AsyncGenerator { send: text.into() },
        )),
        of(Member::property("x", text)),
        of(Member::property("x", "int").setter(Setter::new(text))),
        of(Member::iterator(text)),
        of(Member::context_manager(text)),
        of(Member::new(text, MemberKind::Awaited)),
        of(Member::new("__getattr__", MemberKind::Dynamic).returns(text)),
    ]
}

#[test]
fn no_text_runs_anything_or_ends_what_it_stands_in() {
    const CHECK: &str = "
import ast, sys
for module in sys.stdin.read().split('\\0'):
    tree = ast.parse(module)
    compile(tree, 'm', 'exec')
    for node in ast.walk(tree):
        names = [getattr(node, key, '') for key in ('id', 'attr', 'arg', 'name')]
        assert 'evil' not in names, module
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    client = [node for node in classes if getattr(node.bases[0], 'id', '') == 'MochiTwin'
              or 'pkg' in ast.dump(node.bases[0])]
    assert len(client) == 1, module
    first = client[0].body[1 if ast.get_docstring(client[0]) is not None else 0]
    assert ast.unparse(first) == '__slots__ = ()', module
";
    let mut accepted = Vec::new();
    let mut refused = 0;
    for text in HOSTILE {
        for module in places(text) {
            match module.shared_runtime("runtime").render() {
                Ok(text) => accepted.push(text),
                Err(_) => refused += 1,
            }
        }
    }
    // Docstrings take all of them, and quoted annotations some.
    assert!(accepted.len() >= 2 * HOSTILE.len(), "{}", accepted.len());
    assert!(refused > accepted.len(), "{refused}");
    let mut command = pythons()[0].strict();
    command.args(["-c", CHECK]);
    Ran::of(command, &accepted.join("\0"), Duration::from_secs(60)).expect_quiet("the modules");
}
