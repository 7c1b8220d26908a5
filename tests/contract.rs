//! The contract of the renderer: the bytes that must appear, and each behaviour that it names.

use mochi_asyncbridge::{
    AsyncFn, Callee, Errors, Mode, Module, Param, ParamKind, Problem, Shape, cross_loop_helper,
    default_sync_name, persistent_loop_getter, render_runtime, render_shim, shim_needs,
    try_render_shim,
};
use pretty_assertions::assert_eq;

fn fetch() -> AsyncFn {
    AsyncFn::new("fetch")
        .param("url", "str")
        .param("timeout", "float")
        .returns("bytes")
}

fn compute() -> AsyncFn {
    AsyncFn::new("compute").param("n", "int").returns("int")
}

fn module(mode: Mode) -> Module {
    Module {
        source_import: "from mochi_async_pkg import fetch, compute".into(),
        mode,
        fns: vec![fetch(), compute()],
        ..Module::default()
    }
}

fn rendered(mode: Mode) -> String {
    module(mode).render().expect("the module is valid")
}

/// The messages of all errors.
fn messages<T: std::fmt::Debug>(result: Result<T, Errors>) -> Vec<String> {
    let errors = result.expect_err("it breaks a rule");
    errors.iter().map(ToString::to_string).collect()
}

fn problem(f: &AsyncFn) -> Problem {
    let errors = f.validate().expect_err("it breaks a rule");
    errors
        .into_iter()
        .next()
        .expect("there is an error")
        .problem
}

/// Text, whether per-call modules hold it, whether persistent ones do.
const TABLE: [(&str, bool, bool); 16] = [
    ("from __future__ import annotations\n", true, true),
    ("\nimport asyncio\n", true, true),
    ("\nfrom mochi_async_pkg import fetch, compute\n", true, true),
    ("class MochiAsyncReentryError(RuntimeError)", true, true),
    ("def _mochi_check_no_running_loop(fn_name", true, true),
    (
        "def fetch_sync(url: str, timeout: float) -> bytes:\n",
        true,
        true,
    ),
    ("def compute_sync(n: int) -> int:\n", true, true),
    (
        "    _mochi_check_no_running_loop(\"fetch_sync\")\n",
        true,
        true,
    ),
    (
        "    _mochi_check_no_running_loop(\"compute_sync\")\n",
        true,
        true,
    ),
    ("    return asyncio.run(fetch(url, timeout))\n", true, false),
    ("    return asyncio.run(compute(n))\n", true, false),
    ("asyncio.run(", true, false),
    ("_MOCHI_LOOP", false, true),
    ("def _mochi_get_loop()", false, true),
    (
        "    return _mochi_get_loop().run_until_complete(fetch(url, timeout))\n",
        false,
        true,
    ),
    (
        "    return _mochi_get_loop().run_until_complete(compute(n))\n",
        false,
        true,
    ),
];

#[test]
fn gate() {
    let [per_call, persistent] = Mode::ALL.map(rendered);
    for (text, in_per_call, in_persistent) in TABLE {
        assert_eq!(per_call.contains(text), in_per_call, "per-call: {text}");
        assert_eq!(
            persistent.contains(text),
            in_persistent,
            "persistent: {text}"
        );
    }
    assert!(!per_call.contains("_mochi_get_loop"));
}

#[test]
fn modes_parse_exactly() {
    for (token, mode) in [
        ("", Mode::PerCall),
        ("percall", Mode::PerCall),
        ("per-call", Mode::PerCall),
        ("persistent", Mode::Persistent),
    ] {
        assert_eq!(token.parse(), Ok(mode));
    }
    for token in [
        "PerCall",
        "Persistent",
        "PERSISTENT",
        "asyncio.run",
        "loop",
        " per-call",
        "foo",
    ] {
        let error = token
            .parse::<Mode>()
            .expect_err("it is no token")
            .to_string();
        assert!(error.contains(&format!("`{token}`")), "{error}");
        assert!(
            error.contains("`per-call`") && error.contains("`persistent`"),
            "{error}"
        );
    }
}

#[test]
fn modes_print_what_parses() {
    for mode in Mode::ALL {
        assert_eq!(mode.to_string().parse(), Ok(mode));
        assert_eq!(mode.to_string(), mode.as_str());
    }
    assert_eq!(Mode::default(), Mode::PerCall);
}

#[test]
fn default_sync_name_is_the_name_with_sync() {
    assert_eq!(default_sync_name("fetch"), "fetch_sync");
    assert_eq!(fetch().sync_name, "fetch_sync");
}

#[test]
fn parallel_lists_give_the_same_descriptor() {
    let same = AsyncFn::from_parallel_lists(
        "fetch",
        "fetch_sync",
        ["url", "timeout"],
        ["str", "float"],
        "bytes",
    );
    assert_eq!(same, Ok(fetch()));
}

#[test]
fn parallel_lists_of_different_length_are_refused() {
    let result = AsyncFn::from_parallel_lists("f", "f_sync", ["a", "b"], ["int"], "None");
    assert_eq!(
        messages(result),
        ["async fn `f`: params: 2 parameter names but 1 annotations"]
    );
}

#[test]
fn the_default_descriptor_is_invalid() {
    assert_eq!(
        messages(AsyncFn::default().validate()),
        [
            "async fn ``: name is empty",
            "async fn ``: sync_name is empty",
            "async fn ``: return annotation is empty",
        ]
    );
}

#[test]
fn an_empty_name_is_refused() {
    let f = AsyncFn::new("").sync_name("f_sync");
    assert_eq!(problem(&f), Problem::Empty);
}

#[test]
fn an_empty_sync_name_is_refused() {
    assert_eq!(problem(&fetch().sync_name("")), Problem::Empty);
}

#[test]
fn a_shim_needs_a_name_of_its_own() {
    assert_eq!(
        problem(&fetch().sync_name("fetch")),
        Problem::SyncNameIsName
    );
    let ligature = AsyncFn::new("\u{fb01}x").sync_name("fix");
    assert_eq!(problem(&ligature), Problem::SyncNameIsName);
}

#[test]
fn an_empty_parameter_name_is_refused() {
    assert_eq!(
        messages(fetch().param("", "int").validate()),
        ["async fn `fetch`: parameter `` (params[2]): name is empty"]
    );
}

#[test]
fn an_empty_annotation_is_refused() {
    assert_eq!(problem(&fetch().param("n", "")), Problem::Empty);
}

#[test]
fn an_empty_return_annotation_is_refused() {
    assert_eq!(problem(&fetch().returns("")), Problem::Empty);
}

#[test]
fn errors_say_where_what_and_why() {
    let bad = Module {
        fns: vec![
            fetch().param("class", "int"),
            compute().returns("str): pass\nimport os\ndef g(x"),
        ],
        ..module(Mode::PerCall)
    };
    assert_eq!(
        messages(bad.render()),
        [
            "async fn `fetch` (fns[0]): parameter `class`: name is a Python keyword",
            "async fn `compute` (fns[1]): return annotation `str): pass\\nimport os\\ndef g(x` \
             is not one type expression: unbalanced bracket at byte 3",
        ]
    );
}

#[test]
fn nothing_hides_what_a_body_uses() {
    for name in ["asyncio", "_mochi_x", "_MOCHI_LOOP", "MochiX"] {
        assert_eq!(
            problem(&fetch().param(name, "int")),
            Problem::Reserved,
            "{name}"
        );
    }
    assert_eq!(problem(&fetch().param("fetch", "int")), Problem::Hides);
    assert_eq!(problem(&fetch().sync_name("asyncio")), Problem::Reserved);
}

#[test]
fn what_is_called_must_be_imported() {
    let missing = Module {
        source_import: "from mochi_async_pkg import fetch".into(),
        ..module(Mode::PerCall)
    };
    assert_eq!(
        messages(missing.render()),
        [
            "async fn `compute` (fns[1]): callee `compute` needs `compute`, \
             which no import of the module binds"
        ]
    );
}

#[test]
fn two_shims_cannot_share_a_name() {
    let twice = Module {
        fns: vec![fetch(), compute().sync_name("fetch_sync")],
        ..module(Mode::PerCall)
    };
    assert_eq!(
        messages(twice.render()),
        [
            "async fn `compute` (fns[1]): sync_name `fetch_sync` is the same Python name as \
             the shim of an earlier function"
        ]
    );
}

#[test]
fn a_function_without_parameters_takes_none() {
    let ping = AsyncFn::new("ping");
    let text = render_shim(&ping, Mode::PerCall);
    assert!(text.contains("def ping_sync() -> None:\n"), "{text}");
    assert!(text.contains("asyncio.run(ping())"), "{text}");
}

#[test]
fn a_module_without_functions_has_its_preamble() {
    for mode in Mode::ALL {
        let empty = Module {
            mode,
            ..Module::default()
        };
        let text = empty.render().expect("an empty module is valid");
        assert!(text.contains("class MochiAsyncReentryError(RuntimeError)"));
        assert!(text.contains("def _mochi_check_no_running_loop(fn_name"));
        assert_eq!(
            text.contains("def _mochi_get_loop()"),
            mode == Mode::Persistent
        );
    }
}

#[test]
fn the_newline_of_the_source_import_does_not_matter() {
    for mode in Mode::ALL {
        let mut with_newline = module(mode);
        with_newline.source_import.push('\n');
        assert_eq!(with_newline.render(), module(mode).render());
    }
}

#[test]
fn the_same_descriptor_gives_the_same_bytes() {
    for mode in Mode::ALL {
        let text = rendered(mode);
        assert_eq!(module(mode).clone().render(), Ok(text.clone()));
        assert!(text.ends_with('\n') && !text.ends_with("\n\n") && !text.contains('\r'));
    }
}

#[test]
fn a_shim_alone_is_what_its_module_holds() {
    for mode in Mode::ALL {
        let shim = render_shim(&fetch(), mode);
        assert!(rendered(mode).contains(&shim), "{shim}");
        assert_eq!(try_render_shim(&fetch(), mode), Ok(shim));
    }
}

#[test]
#[should_panic(expected = "parameter `class`: name is a Python keyword")]
fn render_shim_panics_on_an_invalid_descriptor() {
    let _ = render_shim(&fetch().param("class", "int"), Mode::PerCall);
}

#[test]
fn try_render_shim_gives_the_error() {
    let bad = fetch().param("class", "int");
    assert_eq!(
        messages(try_render_shim(&bad, Mode::PerCall)),
        messages(bad.validate())
    );
}

#[test]
fn run_time_texts_can_be_had_alone() {
    for mode in Mode::ALL {
        assert!(rendered(mode).contains(cross_loop_helper().trim_end()));
    }
    assert!(rendered(Mode::Persistent).contains(persistent_loop_getter().trim_end()));
    assert!(persistent_loop_getter().contains("def _mochi_get_loop()"));
}

#[test]
fn a_shared_run_time_part_is_imported() {
    let runtime = render_runtime(Mode::Persistent, false);
    assert!(runtime.contains("def _mochi_get_loop()"));
    let shared = Module {
        shared_runtime: Some("mochi_runtime".into()),
        ..module(Mode::Persistent)
    };
    let text = shared.render().expect("the module is valid");
    assert!(text.contains("from mochi_runtime import ("), "{text}");
    assert!(!text.contains("class MochiAsyncReentryError"), "{text}");
}

#[test]
fn a_shim_alone_tells_what_it_needs() {
    for mode in Mode::ALL {
        for shape in [
            Shape::Coroutine,
            Shape::Awaitable,
            Shape::AsyncIterator,
            Shape::AsyncContextManager,
        ] {
            let omitted = Param::new("n", "int").omitted();
            let f = fetch().with(omitted).shape(shape);
            let needs = shim_needs(&f, mode).expect("it is valid");
            let module = Module::new("from mochi_async_pkg import fetch")
                .mode(mode)
                .function(f.clone());
            let text = module.render().expect("it is valid");
            let imports: Vec<&str> = text
                .lines()
                .filter_map(|line| line.strip_prefix("import "))
                .collect();
            assert_eq!(needs.imports, imports);
            // In a module some of it stands before the shims.
            for part in needs.runtime.trim_end().split("\n\n\n") {
                assert!(text.contains(part), "{part}\n{text}");
            }
            let shim = render_shim(&f, mode);
            let length = needs.runtime.len() + shim.len();
            let head = text.len() - length;
            assert!(
                head < 1000,
                "{head} bytes beside the run-time part and the shim"
            );
        }
    }
    assert!(shim_needs(&fetch().returns(""), Mode::PerCall).is_err());
}

#[test]
fn validation_and_rendering_agree() {
    let module = module(Mode::Persistent);
    let valid = module.validate().expect("the module is valid");
    assert_eq!(Ok(valid.render()), module.render());
}

#[test]
fn a_method_needs_a_receiver() {
    let method = AsyncFn::new("get").callee(Callee::Method("get".into()));
    assert_eq!(problem(&method), Problem::NoReceiver);
    let receiver = Param::new("self", "Client").kind(ParamKind::PositionalOnly);
    let method = method.with(receiver).shape(Shape::Awaitable);
    assert_eq!(method.validate(), Ok(()));
}
