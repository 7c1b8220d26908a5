//! What errors say: of which function, which field, which bytes, in which words.

use mochi_asyncbridge::{
    AsyncFn, Callee, Error, Errors, Field, GeneratedFrom, Module, OriginPart, Overload, Param,
    ParamKind, Problem, Shape, Taken, TypeParam, TypeParamKind, TypeParamPart,
};
use pretty_assertions::assert_eq;

/// A module whose second function is `f`.
fn with(f: AsyncFn) -> Module {
    Module::new("from pkg import fetch, first")
        .function(AsyncFn::new("first"))
        .function(f)
}

fn fetch() -> AsyncFn {
    AsyncFn::new("fetch")
}

fn errors(module: &Module) -> Errors {
    let errors = module.validate().expect_err("it breaks a rule");
    assert_eq!(module.render(), Err(errors.clone()));
    errors
}

fn only(module: &Module) -> Error {
    let errors = errors(module);
    assert_eq!(errors.len(), 1, "{errors}");
    errors[0].clone()
}

/// What a module and its shims say that they come from.
#[test]
fn origins_are_what_they_say() {
    let of_module = |package: &str, version: &str, command: &str| {
        let from = GeneratedFrom::new(package)
            .version(version)
            .command(command);
        let error = only(&Module::default().generated_from(from));
        assert_eq!(error.function, None);
        error.to_string()
    };
    let cases = [
        (of_module("", "1", "a"), "generated_from: package is empty"),
        (
            of_module("a b", "1", "a"),
            "generated_from: package `a b` is not the name of a distribution",
        ),
        (
            of_module("-a", "1", "a"),
            "generated_from: package `-a` is not the name of a distribution",
        ),
        (of_module("a", "", "a"), "generated_from: version is empty"),
        (
            of_module("a", "latest", "a"),
            "generated_from: version `latest` is not a version as PEP 440 has it",
        ),
        (of_module("a", "1", ""), "generated_from: command is empty"),
        (
            of_module("a", "1", "a\"\"\""),
            "generated_from: command `a\"\"\"` is not one plain line: '\"' cannot stand in it",
        ),
        (
            of_module("a", "1", "a\\"),
            "generated_from: command `a\\\\` is not one plain line: '\\\\' cannot stand in it",
        ),
        (
            of_module("a", "1", "a "),
            "generated_from: command `a ` begins or ends with a space",
        ),
    ];
    for (found, expected) in cases {
        assert_eq!(found, expected);
    }
    let command =
        |command: &str| Module::default().generated_from(GeneratedFrom::new("a").command(command));
    for c in [
        '\n', '\r', '\t', '\0', '\u{7f}', '\u{85}', '\u{e9}', '\u{202e}', '\u{2028}', '\u{feff}',
    ] {
        assert_eq!(
            only(&command(&format!("a{c}b"))).problem,
            Problem::NotPlain(c)
        );
        let with_origin = with(fetch().origin(format!("a{c}b.py"), 1));
        if c.is_alphanumeric() {
            assert!(with_origin.validate().is_ok());
        } else {
            assert_eq!(only(&with_origin).problem, Problem::NotPlain(c));
        }
    }
}

#[test]
fn origins_of_shims_are_lines_of_files() {
    let origin = |file: &str, line| only(&with(fetch().origin(file, line)));
    let part = OriginPart::File;
    let cases = [
        ("", Problem::Empty),
        ("/a.py", Problem::NotARelativeFile),
        ("a//b.py", Problem::NotARelativeFile),
        ("./a.py", Problem::NotARelativeFile),
        ("../a.py", Problem::NotARelativeFile),
        ("a/", Problem::NotARelativeFile),
        ("type", Problem::NotARelativeFile),
        (".py", Problem::NotARelativeFile),
        ("a.", Problem::NotARelativeFile),
        (" a.py", Problem::OuterSpace),
        ("C:/a.py", Problem::NotPlain(':')),
        ("a\\b.py", Problem::NotPlain('\\')),
        ("a # type.py", Problem::NotPlain('#')),
    ];
    for (file, problem) in cases {
        let error = origin(file, 1);
        assert_eq!(
            (error.field, error.problem),
            (Field::Origin { part }, problem)
        );
        assert_eq!(error.value, file);
    }
    let says = origin("a.py", 0).to_string();
    assert!(
        says.ends_with("origin: line `0` is not a line: the first one is 1"),
        "{says}"
    );
    assert!(says.contains("fetch"), "{says}");
}

/// An annotation, the bytes of it that are wrong, why.
const ANNOTATIONS: &[(&str, &str, &str)] = &[
    ("", "", "is empty"),
    (" int", " ", "leading or trailing white space"),
    ("int ", " ", "leading or trailing white space"),
    ("list[' int']", " ", "leading or trailing white space"),
    ("list['int ']", " ", "leading or trailing white space"),
    ("a b", "b", "unexpected `b`"),
    ("list[int", "", "unbalanced bracket"),
    ("int]", "]", "unbalanced bracket"),
    ("int)", ")", "unbalanced bracket"),
    ("int}", "}", "unbalanced bracket"),
    ("list[int)", ")", "unexpected `)`"),
    ("int |", "", "it ends too early"),
    ("int | , str", ",", "unexpected `,`"),
    ("1", "1", "unexpected `number`"),
    ("...", "...", "unexpected `...`"),
    ("list[int \"a\"]", "\"a\"", "unexpected `string`"),
    ("a.1", ".1", "unexpected `number`"),
    ("a.", "", "it ends too early"),
    ("list[\nint]", "\n", "a newline is not allowed"),
    ("int # x", "#", "a comment is not allowed"),
    ("int\\", "\\", "a backslash is not allowed"),
    ("int; x", ";", "a semicolon is not allowed"),
    (
        "int\u{202e}x",
        "\u{202e}",
        "character U+202E is not allowed",
    ),
    ("int\t", "\t", "character U+0009 is not allowed"),
    ("a\u{200b}b", "\u{200b}", "character U+200B is not allowed"),
    (
        "é | a\u{200b}b",
        "\u{200b}",
        "character U+200B is not allowed",
    ),
    ("é | 1a", "1a", "invalid number"),
    ("Literal[007]", "007", "invalid number"),
    ("'int", "'int", "unclosed string"),
    ("f'int'", "f", "string prefix `f` is not allowed"),
    ("é | f'int'", "f", "string prefix `f` is not allowed"),
    ("'''int'''", "'''", "a triple-quoted string is not allowed"),
    (
        "Literal['\\d']",
        "\\",
        "invalid or unsupported escape in a string",
    ),
    ("Literal[b'é']", "é", "bytes take ASCII characters only"),
    (
        "Literal['a\u{202e}']",
        "\u{202e}",
        "character U+202E is not allowed",
    ),
    ("lambda", "lambda", "unexpected keyword `lambda`"),
    ("a.class", "class", "unexpected keyword `class`"),
    ("a.ｃlass", "ｃlass", "unexpected keyword `ｃlass`"),
    ("é²", "é²", "`é²` is not a Python identifier"),
    (
        "f()",
        "(",
        "a call would run when the annotation is evaluated; drop the metadata that has it",
    ),
    (
        "list[f()]",
        "(",
        "a call would run when the annotation is evaluated; drop the metadata that has it",
    ),
    (
        "list[int](1)",
        "(",
        "a call would run when the annotation is evaluated; drop the metadata that has it",
    ),
    (
        "u'int'",
        "u'int'",
        "a quoted annotation takes no prefix and no escape",
    ),
    (
        "'i\\x6et'",
        "'i\\x6et'",
        "a quoted annotation takes no prefix and no escape",
    ),
    ("list['a b']", "b", "unexpected `b`"),
    ("list['list[\"a b\"]']", "b", "unexpected `b`"),
    ("int | a.__doc__", "a.__doc__", "a dunder name is no type"),
    (
        "list[a . __doc__]",
        "a . __doc__",
        "a dunder name is no type",
    ),
    ("list['a.__doc__']", "a.__doc__", "a dunder name is no type"),
    ("tuple[*os.environ]", "os.environ", "this is no type"),
    ("int | os . environ['x']", "os . environ", "this is no type"),
    (
        "fetch['x']",
        "'x'",
        "a string cannot stand in the brackets of what may be a mapping; drop the quotes",
    ),
    ("tuple[*'ab']", "'ab'", "unexpected `string`"),
    (
        "Annotated[int, {[]: 1}]",
        "[]",
        "an element of a set or a key that cannot be hashed",
    ),
    (
        "Annotated[int, {1, {2: 3} }]",
        "{2: 3}",
        "an element of a set or a key that cannot be hashed",
    ),
];

#[test]
fn bytes_of_annotations() {
    for (text, wrong, why) in ANNOTATIONS {
        let f = fetch().param("a", "int").param("b", *text);
        let error = only(&with(f));
        assert_eq!(error.function_index(), Some(1), "{text}");
        assert_eq!(error.field.index(), Some(1), "{text}");
        assert_eq!(error.value, *text);
        assert_eq!(&text[error.range.clone()], *wrong, "{text}");
        let message = error.to_string();
        assert!(message.contains(why), "{text}: {message}");
        if !text.is_empty() {
            let at = format!("at byte {}", error.range.start);
            assert!(message.ends_with(&at), "{text}: {message}");
        }
        assert!(std::error::Error::source(&error).is_none());
    }
}

/// Imports, the bytes of them that are wrong, the value that the error has, why.
const IMPORTS: &[(&str, &str, &str, &str)] = &[
    (
        "import a\nimport b\n import c",
        "import",
        "",
        "leading or trailing white space",
    ),
    ("import a ", " ", "", "leading or trailing white space"),
    (
        "import a \nimport b",
        " ",
        "",
        "leading or trailing white space",
    ),
    (
        "import a\nfrom b import *",
        "*",
        "",
        "a star import binds names that cannot be checked",
    ),
    (
        "import a\nfrom .__future__ import b",
        "__future__",
        "",
        "a future import has its place at the top of the module",
    ),
    ("import a, 1", "1", "", "unexpected `number`"),
    (
        "import a\n\n\nimport b",
        "\n",
        "",
        "a newline is not allowed",
    ),
    (
        "import a as class",
        "class",
        "",
        "unexpected keyword `class`",
    ),
    (
        "from pkg import (a, _mochi_x)",
        "_mochi_x",
        "_mochi_x",
        "is reserved",
    ),
    (
        "from pkg import (a, b as _mochi_x)",
        "_mochi_x",
        "_mochi_x",
        "is reserved",
    ),
    (
        "import a.b as _mochi_x",
        "_mochi_x",
        "_mochi_x",
        "is reserved",
    ),
    (
        "import a as b, c as __doc__",
        "__doc__",
        "__doc__",
        "is a dunder name",
    ),
    (
        "import a\nimport __main__ . x",
        "__main__",
        "__main__",
        "is a dunder name",
    ),
    (
        "import é, __debug__",
        "__debug__",
        "__debug__",
        "cannot be assigned to",
    ),
    (
        "from pkg import a\nfrom pkg import b as a",
        "a",
        "a",
        "is the same Python name as one that an import binds",
    ),
];

#[test]
fn bytes_of_imports() {
    for (text, wrong, value, why) in IMPORTS {
        let module = Module::new("from pkg import fetch")
            .import("import first")
            .import(*text)
            .function(fetch());
        let error = only(&module);
        assert_eq!(error.field, Field::Import { index: 1 });
        assert_eq!(error.function, None);
        let expected = if value.is_empty() { text } else { value };
        assert_eq!(error.value, *expected);
        assert_eq!(&text[error.range.clone()], *wrong, "{text}");
        assert!(error.to_string().contains(why), "{text}: {error}");
    }
    let last = only(&Module::new("from pkg import a\nfrom pkg import b as a"));
    assert_eq!(last.range, 39..40);
}

#[test]
fn one_bad_import_is_one_error() {
    let module = |source_import: &str| {
        Module::new(source_import)
            .function(fetch())
            .function(AsyncFn::new("compute"))
            .function(AsyncFn::new("f").callee(Callee::Path("asyncio.sleep".into())))
    };
    for import in [
        "from pkg import *",
        "from pkg import fetch, compute, f;",
        "from pkg import fetch, compute, asyncio",
    ] {
        assert_eq!(only(&module(import)).field, Field::SourceImport);
    }
    assert_eq!(errors(&module("from pkg import fetch")).len(), 2);
    let type_checking = Module::new("from pkg import fetch")
        .type_checking_import("from pkg import *")
        .function(fetch());
    assert_eq!(
        only(&type_checking).field,
        Field::TypeCheckingImport { index: 0 }
    );
}

#[test]
fn duplicates_say_where_the_other_is() {
    let taken = |module: &Module| match only(module).problem {
        Problem::Duplicate(taken) => taken,
        problem => panic!("{problem:?}"),
    };
    let twice = fetch()
        .param("a", "int")
        .param("b", "int")
        .param("ａ", "str");
    assert_eq!(taken(&with(twice)), Taken::Param { index: 0 });
    let shim = AsyncFn::new("fetch").sync_name("first_sync");
    assert_eq!(taken(&with(shim)), Taken::Shim { function: 0 });
    let shim = AsyncFn::new("fetch").sync_name("ﬁrst_sync");
    assert_eq!(taken(&with(shim)), Taken::Shim { function: 0 });
    let import = |field| Taken::Import {
        field: Box::new(field),
    };
    let shim = AsyncFn::new("fetch").sync_name("first");
    assert_eq!(taken(&with(shim)), import(Field::SourceImport));
    let shim = AsyncFn::new("fetch").sync_name("url");
    let module = with(shim)
        .import("import os")
        .import("import url")
        .type_checking_import("import typing");
    assert_eq!(taken(&module), import(Field::Import { index: 1 }));
    let module = with(fetch().sync_name("Url")).type_checking_import("from pkg import Url");
    assert_eq!(
        taken(&module),
        import(Field::TypeCheckingImport { index: 0 })
    );
    let module = with(fetch().type_param(TypeParam::new("first")));
    assert_eq!(taken(&module), import(Field::SourceImport));
    let module = with(fetch().type_param(TypeParam::new("T"))).function(
        fetch()
            .sync_name("again")
            .type_param(TypeParam::new("S"))
            .type_param(TypeParam::new("Ｔ")),
    );
    assert_eq!(
        taken(&module),
        Taken::TypeParam {
            function: 1,
            index: 0
        }
    );
    let module = with(fetch().sync_name("T").type_param(TypeParam::new("T")));
    assert_eq!(
        taken(&module),
        Taken::TypeParam {
            function: 1,
            index: 0
        }
    );
    let same = with(fetch().type_param(TypeParam::new("T")))
        .function(fetch().sync_name("again").type_param(TypeParam::new("T")));
    assert!(same.validate().is_ok());
}

#[test]
fn modules_may_be_imported_twice_and_others_not() {
    let is_valid = |first: &str, second: &str| Module::new(first).import(second).validate().is_ok();
    assert!(is_valid("import a.b", "import a.c"));
    assert!(is_valid("import asyncio", "import asyncio"));
    assert!(!is_valid("import a.b", "import a.b as a"));
    assert!(!is_valid("import a.b as a", "import a.b"));
    assert!(!is_valid("from b import a", "import a"));
    assert!(!is_valid("import b as typing", "import c"));
    // Bound for type checkers first, at run time too later.
    let module = |at_run_time: bool| {
        let mut module = Module::default().type_checking_import("import pkg.b");
        if at_run_time {
            module = module.import("import pkg.a");
        }
        module.function(AsyncFn::new("f").callee(Callee::Path("pkg.f".into())))
    };
    assert!(module(true).validate().is_ok());
    let error = only(&module(false));
    assert_eq!(error.field, Field::Callee);
    assert_eq!(error.problem, Problem::Unbound { root: "pkg".into() });
}

fn receiver() -> Param {
    Param::new("self", "Client").kind(ParamKind::PositionalOnly)
}

/// A function, and what is said of it.
#[expect(clippy::too_many_lines, reason = "it is a table")]
fn functions() -> Vec<(AsyncFn, &'static str)> {
    let param = |name: &str, kind| Param::new(name, "int").kind(kind);
    let method = |name: &str| AsyncFn::new("f").callee(Callee::Method(name.into()));
    let attribute = |name: &str| AsyncFn::new("f").callee(Callee::Attribute(name.into()));
    let on_call = |path: &str, statement: &str| {
        let f = AsyncFn::new("f").callee(Callee::Path(path.into()));
        f.import_on_call(statement)
    };
    vec![
        (
            fetch().sync_name("fetch"),
            "sync_name `fetch` is the name of the callable too",
        ),
        (
            AsyncFn::new("ﬁx")
                .sync_name("fix")
                .callee(Callee::Path("fetch".into())),
            "sync_name `fix` is the name of the callable too",
        ),
        (
            fetch().sync_name("__all__"),
            "sync_name `__all__` is a dunder name",
        ),
        (
            fetch().sync_name("isinstance"),
            "sync_name `isinstance` is reserved",
        ),
        (
            fetch().sync_name("weakref"),
            "sync_name `weakref` is reserved",
        ),
        (
            fetch().sync_name("_Mochi"),
            "sync_name `_Mochi` is reserved",
        ),
        (
            fetch().param("asyncio", "int"),
            "parameter `asyncio`: name is reserved",
        ),
        (
            fetch().param("ａsyncio", "int"),
            "parameter `ａsyncio`: name is reserved",
        ),
        (
            fetch().param("_mochi", "int"),
            "parameter `_mochi`: name is reserved",
        ),
        (
            fetch().param("fetch", "int"),
            "parameter `fetch`: name hides what the body",
        ),
        (
            fetch().param("ｆetch", "int"),
            "parameter `ｆetch`: name hides what the body",
        ),
        (
            fetch().param("typing", "int").untyped(true),
            "parameter `typing`: name hides what the body",
        ),
        (
            AsyncFn::new("f")
                .callee(Callee::Path("fetch.x".into()))
                .param("fetch", "int"),
            "parameter `fetch`: name hides what the body",
        ),
        (
            AsyncFn::new("other"),
            "callee `other` needs `other`, which no import",
        ),
        (
            AsyncFn::new("f").callee(Callee::Path("other.x".into())),
            "callee `other.x` needs `other`, which no import",
        ),
        (
            AsyncFn::new("f").callee(Callee::Path("fetch.".into())),
            "callee `fetch.` is not a dotted name: it ends too early at byte 6",
        ),
        (
            AsyncFn::new("f").callee(Callee::Path(String::new())),
            "callee is empty",
        ),
        (method("get"), "callee `get` needs a receiver"),
        (
            method("get").param("self", "int"),
            "callee `get` needs a receiver",
        ),
        (
            method("get").with(receiver().omitted()),
            "callee `get` needs a receiver",
        ),
        (method("").with(receiver()), "callee is empty"),
        (
            method("a.b").with(receiver()),
            "callee `a.b` is not a Python identifier",
        ),
        (
            AsyncFn::new("f").callee(Callee::Receiver),
            "callee needs a receiver",
        ),
        (
            AsyncFn::new("f")
                .callee(Callee::Receiver)
                .with(receiver())
                .param("a", "int"),
            "callee takes no parameters beside the receiver",
        ),
        (attribute("").with(receiver()), "callee is empty"),
        (
            attribute("a.b").with(receiver()),
            "callee `a.b` is not a Python identifier",
        ),
        (attribute("a"), "callee `a` needs a receiver"),
        (
            attribute("a").with(receiver()).param("b", "int"),
            "callee `a` takes no parameters beside the receiver",
        ),
        (on_call("x.f", ""), "import on call is empty"),
        (
            on_call("x.f", "import x;"),
            "is not import statements: a semicolon is not allowed",
        ),
        (
            on_call("x.f", "from .__future__ import x"),
            "a future import has its place",
        ),
        (
            on_call("x.f", "import y"),
            "must bind the name that the callee begins with",
        ),
        (
            on_call("x.f", "import x, y"),
            "must bind the name that the callee begins with",
        ),
        (
            on_call("x.f", "import x\nimport x"),
            "must bind the name that the callee begins with",
        ),
        (
            on_call("x.f", "from y import (\n    x,\n)"),
            "must bind the name that the callee",
        ),
        (
            on_call("asyncio.f", "import asyncio"),
            "`import asyncio` is reserved",
        ),
        (
            on_call("typing.f", "import typing"),
            "`import typing` is reserved",
        ),
        (
            on_call("_mochi.f", "from y import _mochi"),
            "`from y import _mochi` is reserved",
        ),
        (
            method("get").with(receiver()).import_on_call("import get"),
            "must bind the name that the callee begins with",
        ),
        (
            on_call("x.f", "import x").param("x", "int"),
            "parameter `x`: name hides what the body",
        ),
        (
            method("get").with(receiver()).sync_name(""),
            "sync_name is empty",
        ),
        (
            AsyncFn::new("a..b")
                .with(receiver())
                .sync_name("s")
                .callee(Callee::Receiver),
            "name `a..b` is not a Python identifier",
        ),
        (
            AsyncFn::new("a.class")
                .with(receiver())
                .sync_name("s")
                .callee(Callee::Receiver),
            "name `a.class` is a Python keyword",
        ),
        (
            AsyncFn::new("")
                .with(receiver())
                .sync_name("s")
                .callee(Callee::Receiver),
            "name is empty",
        ),
        (
            fetch()
                .with(param("a", ParamKind::KeywordOnly))
                .param("b", "int"),
            "parameter `b`: kind `positional or keyword` cannot stand after a keyword-only parameter",
        ),
        (
            fetch()
                .param("b", "int")
                .with(param("a", ParamKind::PositionalOnly)),
            "parameter `a`: kind `positional-only` cannot stand after a positional or keyword",
        ),
        (
            fetch()
                .with(param("a", ParamKind::VarPositional))
                .with(param("b", ParamKind::VarPositional)),
            "parameter `b`: kind `variadic positional` cannot stand after a variadic positional",
        ),
        (
            fetch()
                .with(param("a", ParamKind::VarKeyword))
                .with(param("b", ParamKind::VarKeyword)),
            "parameter `b`: kind `variadic keyword` cannot stand after a variadic keyword",
        ),
        (
            fetch().with(param("a", ParamKind::VarKeyword).omitted()),
            "parameter `a`: default is not possible for a variadic keyword parameter",
        ),
        (
            fetch().with(param("a", ParamKind::VarPositional).default_expr("1")),
            "parameter `a`: default `1` is not possible for a variadic positional parameter",
        ),
        (
            fetch()
                .with(param("a", ParamKind::PositionalOnly).omitted())
                .param("b", "int"),
            "parameter `b`: default is missing, though a parameter before has one",
        ),
        (
            fetch().with(Param::new("a", "int").default_expr("other.x")),
            "parameter `a`: default `other.x` needs `other`",
        ),
        (
            fetch().with(Param::new("a", "int").default_expr("(other, missing)")),
            "parameter `a`: default `(other, missing)` needs `other`",
        ),
        (
            fetch().with(Param::new("a", "int").default_expr("fetch()")),
            "default `fetch()` is not one literal or dotted name: a call is not allowed; leave the \
             default to the callable at byte 5",
        ),
        (
            fetch().shape(Shape::AsyncGenerator { send: "f()".into() }),
            "send annotation `f()` is not one type expression",
        ),
        (
            fetch().type_param(TypeParam::new("T").constraint("int")),
            "type parameter `T`: constraint `int` is one, but must be none or at least two",
        ),
        (
            fetch().type_param(
                TypeParam::new("T")
                    .constraint("int")
                    .constraint("str")
                    .bound("int"),
            ),
            "type parameter `T`: bound `int` is not possible here",
        ),
        (
            fetch().type_param(
                TypeParam::new("P")
                    .kind(TypeParamKind::ParamSpec)
                    .bound("int"),
            ),
            "type parameter `P`: bound `int` is not possible here",
        ),
        (
            fetch().type_param(
                TypeParam::new("P")
                    .kind(TypeParamKind::TypeVarTuple)
                    .constraint("int")
                    .constraint("str"),
            ),
            "type parameter `P`: constraint is not possible here",
        ),
        (
            fetch().type_param(TypeParam::new("str")),
            "type parameter `str`: name is reserved",
        ),
        (
            fetch().type_param(TypeParam::new("__T__")),
            "type parameter `__T__`: name is a dunder name",
        ),
        (
            fetch().type_param(TypeParam::new("")),
            "type parameter `` (type_params[0]): name is empty",
        ),
        (
            fetch().overload(Overload::new("int")),
            "overloads: the number of signatures is one, but",
        ),
        (
            fetch()
                .overload(Overload::new("int"))
                .overload(Overload::new("class")),
            "overloads[1]: return annotation `class` is not one type expression",
        ),
        (
            fetch()
                .overload(Overload::new("int"))
                .overload(Overload::new("int").param("a", "int").param("a", "int")),
            "overloads[1]: parameter `a`: name is the same Python name as an earlier parameter",
        ),
    ]
}

#[test]
fn words_of_functions() {
    for (f, says) in functions() {
        let error = only(&with(f.clone()));
        let message = error.to_string();
        let prefix = format!("async fn `{}` (fns[1]): ", f.name);
        let rest = message.strip_prefix(&prefix).expect(&message);
        assert!(rest.contains(says), "{rest:?} without {says:?}");
        assert!(error.range.end <= error.value.len(), "{message}");
    }
}

#[test]
fn what_stands_at_the_border_is_accepted() {
    let param = |name: &str, kind| Param::new(name, "int").kind(kind);
    let method = AsyncFn::new("Client.get").callee(Callee::Method("get".into()));
    let on_call = |path: &str, statement: &str| {
        let f = AsyncFn::new("f").callee(Callee::Path(path.into()));
        f.import_on_call(statement)
    };
    assert_eq!(method.sync_name, "Client_get_sync");
    for f in [
        fetch().param("typing", "int"),
        fetch().param("len", "int").param("__x__", "int"),
        fetch()
            .with(param("a", ParamKind::PositionalOnly))
            .with(param("b", ParamKind::PositionalOnly)),
        fetch()
            .with(param("a", ParamKind::KeywordOnly).omitted())
            .with(param("b", ParamKind::KeywordOnly)),
        fetch()
            .with(Param::new("a", "int").omitted())
            .with(param("b", ParamKind::KeywordOnly)),
        fetch()
            .with(Param::new("a", "int").omitted())
            .with(param("b", ParamKind::VarPositional)),
        fetch().with(Param::new("a", "int").default_expr("(first, fetch.x)")),
        fetch()
            .overload(Overload::new("int"))
            .overload(Overload::new("str")),
        fetch().type_param(TypeParam::new("T").constraint("int").constraint("str")),
        fetch().type_param(TypeParam::new("T").bound("int")),
        method.clone().with(receiver()),
        method.with(receiver()).param("typing", "int"),
        AsyncFn::new("f")
            .with(receiver())
            .callee(Callee::Attribute("closed".into())),
        on_call("x.f", "import x.y"),
        on_call("ﬁ.f", "from x import f as fi"),
        AsyncFn::new("f").import_on_call("from x import f"),
        AsyncFn::new("f").with(receiver()).callee(Callee::Receiver),
        AsyncFn::new("f")
            .param("f", "int")
            .callee(Callee::Path("fetch".into())),
    ] {
        assert_eq!(with(f.clone()).validate().err(), None, "{f:?}");
        assert_eq!(f.validate(), Ok(()));
    }
}

#[test]
fn constraints_have_their_places() {
    let param = TypeParam::new("T").constraint("int").constraint("f()");
    let f = fetch().type_param(TypeParam::new("S")).type_param(param);
    let part = TypeParamPart::Constraint { index: 1 };
    let field = Field::TypeParam {
        index: 1,
        name: "T".into(),
        part,
    };
    let error = only(&with(f));
    assert_eq!((error.field.index(), error.range.clone()), (Some(1), 1..2));
    assert_eq!(error.field, field);
}

#[test]
fn fields_have_places_in_lists_alone() {
    let index = |module: &Module| only(module).field.index();
    assert_eq!(index(&with(fetch().param("a", ""))), Some(0));
    assert_eq!(
        index(&with(fetch().type_param(TypeParam::new("")))),
        Some(0)
    );
    let overloads = [0, 2].map(|at| {
        let mut f = fetch();
        f.overloads = vec![Overload::new("int"); 3];
        f.overloads[at].returns.clear();
        index(&with(f))
    });
    assert_eq!(overloads, [Some(0), Some(2)]);
    let module = with(fetch())
        .import("import a")
        .import("import b")
        .import("");
    assert_eq!(index(&module), Some(2));
    let module = with(fetch())
        .type_checking_import("import a")
        .type_checking_import("");
    assert_eq!(index(&module), Some(1));
    assert_eq!(index(&with(fetch().returns(""))), None);
    assert_eq!(index(&with(fetch()).shared_runtime("")), None);
}

/// CPython gives up at some depth; these bounds are below it.
#[test]
fn depth_and_length_have_bounds() {
    let is_accepted = |annotation: String| match with(fetch().returns(annotation)).validate() {
        Ok(_) => true,
        Err(errors) => {
            assert!(errors.to_string().contains("nested too deeply"), "{errors}");
            false
        }
    };
    let nested = |depth| "list[".repeat(depth) + "int" + &"]".repeat(depth);
    assert!(is_accepted(nested(50)) && !is_accepted(nested(51)));
    let quoted = |depth| format!("list['{}']", nested(depth));
    assert!(is_accepted(quoted(48)) && !is_accepted(quoted(49)));
    let union = |links| "int".to_owned() + &" | int".repeat(links);
    assert!(is_accepted(union(250)) && !is_accepted(union(251)));
    let subscripts = |links| "a".to_owned() + &"[int]".repeat(links);
    assert!(is_accepted(subscripts(250)) && !is_accepted(subscripts(251)));
    let dotted = |links| "a".to_owned() + &".a".repeat(links);
    assert!(is_accepted(dotted(250)) && !is_accepted(dotted(251)));
}

#[test]
fn errors_are_a_slice() {
    let module = with(fetch().param("a", "").param("b", "").returns(""));
    let errors = errors(&module);
    assert_eq!(errors.len(), 3);
    assert_eq!(errors.as_slice().len(), 3);
    assert_eq!(errors.iter().count(), 3);
    assert_eq!((&errors).into_iter().count(), 3);
    assert_eq!(&errors[1..], &errors.as_ref()[1..]);
    assert_eq!(errors.to_string().lines().count(), 3);
    assert_eq!(
        errors.clone().into_iter().last().as_ref(),
        errors.as_slice().last()
    );
}

#[test]
fn a_function_alone_has_no_place() {
    let errors = AsyncFn::new("other")
        .param("a", "")
        .validate()
        .expect_err("no annotation");
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].function_index(), None);
    assert_eq!(
        errors.to_string(),
        "async fn `other`: parameter `a`: annotation is empty"
    );
}

#[test]
fn long_values_are_shortened_and_escaped() {
    let error = only(&with(
        fetch().returns("x\n'\"\u{1b}".to_owned() + &"é".repeat(200)),
    ));
    let shown = "x\\n'\"\\u{1b}".to_owned() + &"é".repeat(95) + "...";
    assert!(error.to_string().contains(&format!("`{shown}`")), "{error}");
    let error = only(&with(fetch().returns("-".repeat(100))));
    assert!(!error.to_string().contains("..."), "{error}");
}

#[test]
fn shared_run_time_parts_are_modules() {
    for (name, says) in [
        ("", "shared_runtime is empty"),
        ("a b", "white space at byte 1"),
        ("a.", "it ends too early at byte 2"),
        ("a;b", "a semicolon is not allowed at byte 1"),
        ("a import b", "white space at byte 1"),
        ("class", "unexpected keyword `class` at byte 0"),
        (
            "__future__",
            "a future import has its place at the top of the module at byte 0",
        ),
        (
            ".__future__",
            "a future import has its place at the top of the module at byte 1",
        ),
        (
            "..__ｆuture__",
            "a future import has its place at the top of the module at byte 2",
        ),
        ("a\nb", "at byte 1"),
        ("*", "unexpected `*` at byte 0"),
    ] {
        let module = Module::default().shared_runtime(name);
        let error = only(&module);
        assert_eq!(error.field, Field::SharedRuntime);
        assert!(error.to_string().contains(says), "{error}");
        if says.starts_with("white space") {
            assert_eq!(&name[error.range], " ");
        }
    }
    for name in ["a", "a.b", ".", "..", ".a", "..a.b"] {
        assert!(
            Module::default().shared_runtime(name).validate().is_ok(),
            "{name}"
        );
    }
}
