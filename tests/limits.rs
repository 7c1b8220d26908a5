//! Long and deep input: it is read to the end on a small stack, and what is accepted of it is
//! not too much for Python.

mod cpython;
mod reading;
mod support;

use std::{iter, thread};

use mochi_asyncbridge::{AsyncFn, Module, Param, TypeParam};

const LONG: usize = 1 << 17;
const DEEP: usize = 100_000;

fn module(f: AsyncFn) -> Module {
    Module {
        source_import: "from pkg import fetch".into(),
        fns: vec![f],
        ..Module::default()
    }
}

fn with_annotation(text: &str) -> Module {
    module(AsyncFn::new("fetch").param("x", text))
}

fn with_default(text: &str) -> Module {
    module(AsyncFn::new("fetch").with(Param::new("x", "object").default_expr(text)))
}

fn with_import(text: &str) -> Module {
    Module {
        source_import: text.into(),
        ..Module::default()
    }
}

/// `open` and `close` around `middle`, `depth` times.
fn nested(open: &str, middle: &str, close: &str, depth: usize) -> String {
    [&open.repeat(depth), middle, &close.repeat(depth)].concat()
}

/// Texts of a size that grow by repetition.
fn annotations(n: usize) -> Vec<String> {
    vec![
        nested("list[", "int", "]", n),
        nested("(", "int", ")", n),
        nested("Callable[[", "int", "], int]", n),
        nested("Callable[[[", "int", "]], int]", n),
        nested("Annotated[", "int", ", 1]", n),
        format!("Annotated[int, {}]", nested("(", "1", ",)", n)),
        format!("Annotated[int, {}]", nested("{1: ", "2", "}", n)),
        nested("Literal[x[", "'a'", "]]", n),
        nested("tuple[*tuple[", "int", "], int]", n),
        nested("int | list[", "int", "]", n),
        ["int", &" | int".repeat(n)].concat(),
        ["a", &".a".repeat(n)].concat(),
        ["a", &"[int]".repeat(n)].concat(),
        format!("'{}'", nested("list[", "int", "]", n)),
        format!("'{}'", nested("list[\"", "int", "\"]", n)),
        format!("tuple[{}]", ["int"].repeat(n).join(", ")),
        format!("tuple[{}]", ["int | a.b[c]"].repeat(n).join(", ")),
        format!("Literal[{}]", ["'a'"].repeat(n).join(", ")),
        format!("Literal['{}']", "a".repeat(n)),
        format!("Literal[{}]", "1".repeat(n)),
        "a".repeat(n),
        "é".repeat(n),
        "ﬁ".repeat(n),
        format!("a{}", "\u{301}\u{316}".repeat(n)),
    ]
}

fn values(n: usize) -> Vec<String> {
    vec![
        nested("(", "1", ",)", n),
        nested("(", "1", ")", n),
        nested("[", "1", "]", n),
        nested("{1: ", "2", "}", n),
        nested("[({1: ", "2", "},)]", n),
        nested("[{", "2", "}]", n),
        ["fetch", &".a".repeat(n)].concat(),
        format!("[{}]", ["1"].repeat(n).join(", ")),
        format!("({})", ["fetch.a"].repeat(n).join(", ")),
        format!("{{{}}}", ["1: 'a'"].repeat(n).join(", ")),
        format!("'{}'", "a".repeat(n)),
        format!("'{}'", "\\n".repeat(n)),
        format!("b'{}'", "\\x00".repeat(n)),
        format!("r'{}'", "\\d".repeat(n)),
        "1".repeat(n),
        format!("0x{}", "f".repeat(n)),
        format!("0b{}", "1".repeat(n)),
        format!("1e{}", "1".repeat(n)),
        format!("1{}", "_1".repeat(n)),
        format!("1.{}", "1".repeat(n)),
        format!("{}j", "1".repeat(n)),
        "0".repeat(n),
    ]
}

fn imports(n: usize) -> Vec<String> {
    let names = |form: fn(usize) -> String| (0..n).map(form).collect::<Vec<_>>();
    vec![
        format!("import {}", ["a"].repeat(n).join(".")),
        format!("from {} import a", ".".repeat(n)),
        format!("from {} import a", ["a"].repeat(n).join(".")),
        format!("from a import {}", names(|i| format!("x{i}")).join(", ")),
        format!(
            "from a import (\n{}\n)",
            names(|i| format!("x{i}")).join(",\n")
        ),
        format!("import {}", names(|i| format!("a as x{i}")).join(", ")),
        names(|i| format!("import x{i}")).join("\n"),
        names(|i| format!("from a import x{i}")).join("\n\n"),
        format!("from a import {}", "x".repeat(n)),
        format!("from a import {}", "𝐱".repeat(n)),
    ]
}

/// What no grammar has, so that it is refused as a whole.
fn hostile(n: usize) -> Vec<String> {
    let characters = [
        "(", "[", "{", ")", "]", "}", "'", "\"", "\\", "*", "-", "+", ".", ",", " ", "\n", "#",
        "|", "f'", "'''", "\0", "a ", "1_", "\u{301}", "lambda:", "not ", "\\\n", "'\\", "(,",
    ];
    characters.iter().map(|c| c.repeat(n)).collect()
}

/// Runs `check` on a thread whose stack holds no deep recursion.
fn on_small_stack(check: impl FnOnce() + Send) {
    thread::scope(|scope| {
        thread::Builder::new()
            .stack_size(256 << 10)
            .spawn_scoped(scope, check)
            .expect("a thread can be started")
            .join()
            .expect("it ends");
    });
}

#[test]
fn deep_input_is_read_on_a_small_stack() {
    on_small_stack(|| {
        for text in annotations(DEEP).iter().chain(&hostile(DEEP)) {
            let _ = with_annotation(text).render();
            let _ = module(AsyncFn::new("fetch").returns(text)).render();
        }
        for text in values(DEEP).iter().chain(&hostile(DEEP)) {
            let _ = with_default(text).render();
        }
        for text in imports(DEEP).iter().chain(&hostile(DEEP)) {
            let _ = with_import(text).render();
        }
    });
}

#[test]
fn long_input_is_read_to_its_end() {
    on_small_stack(|| {
        for text in annotations(LONG).iter().chain(&hostile(LONG)) {
            let _ = with_annotation(text).render();
            let _ = module(AsyncFn::new(text).param(text, "int").doc(text)).render();
        }
        for text in values(LONG) {
            let _ = with_default(&text).render();
        }
        for text in imports(LONG / 8) {
            let _ = with_import(&text).render();
        }
    });
}

#[test]
fn many_errors_take_no_more_than_their_text() {
    let long_name = "é".repeat(LONG) + "-";
    let mut f = AsyncFn::new(&long_name);
    f.params = iter::repeat_n(Param::new("class", "f()"), DEEP).collect();
    let errors = module(f).render().expect_err("calls are refused");
    assert!(errors.iter().count() >= 2 * DEEP);
    let longest = errors.iter().map(|error| error.to_string().len()).max();
    assert!(longest.is_some_and(|length| length < 1000), "{longest:?}");
}

#[test]
fn many_parameters_and_functions_are_rendered() {
    let params = (0..DEEP).map(|i| Param::new(format!("x{i}"), "int").omitted());
    let mut f = AsyncFn::new("fetch");
    f.params = params.collect();
    assert!(module(f).render().is_ok());

    let mut many = module(AsyncFn::new("fetch"));
    many.fns = (0..DEEP)
        .map(|i| AsyncFn::new("fetch").sync_name(format!("shim{i}")))
        .collect();
    for f in &mut many.fns {
        f.type_params = vec![TypeParam {
            name: "T".into(),
            ..TypeParam::default()
        }];
    }
    assert!(many.render().is_ok());
}

/// The longest that is accepted, from 1 on.
fn longest(texts: fn(usize) -> Vec<String>, module: fn(&str) -> Module) -> Vec<Module> {
    let forms = texts(1).len();
    (0..forms)
        .map(|form| {
            let accepted = |n: usize| {
                let module = module(&texts(n)[form]);
                module.render().is_ok().then_some(module)
            };
            let (mut most, mut refused) = (1, 8192);
            let mut found = accepted(most).expect("short texts are accepted");
            while refused - most > 1 {
                let n = usize::midpoint(most, refused);
                match accepted(n) {
                    Some(module) => (most, found) = (n, module),
                    None => refused = n,
                }
            }
            found
        })
        .collect()
}

#[test]
fn the_longest_and_deepest_that_is_accepted_is_python() {
    let mut modules = longest(annotations, with_annotation);
    modules.extend(longest(values, with_default));
    modules.extend(longest(imports, with_import));
    let rendered: Vec<(Module, String)> = modules
        .into_iter()
        .map(|module| {
            let text = module.render().expect("it is accepted");
            reading::check(&module, &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            (module, text)
        })
        .collect();
    let differences = cpython::check(&rendered);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
