//! The example of a compiler that embeds the crate: its errors are about its own source.

#[path = "../examples/embed.rs"]
mod embed;

use pretty_assertions::assert_eq;

/// The texts of the source that errors are about, each with what is said of it.
fn told(source: &str) -> Vec<(&str, String)> {
    let diagnostics = embed::compile(source).expect_err("something is wrong");
    let each = diagnostics.into_iter();
    each.map(|diagnostic| (&source[diagnostic.span], diagnostic.message))
        .collect()
}

#[test]
fn a_source_without_errors_is_rendered() {
    let python = embed::compile(
        "use from pkg import fetch\nasync fetch(url: str; n: dict[str, int]) -> bytes\n",
    );
    let python = python.expect("nothing is wrong");
    let head = "def fetch_sync(url: str, n: dict[str, int]) -> bytes:";
    assert!(python.contains(head), "{python}");
}

#[test]
fn each_error_has_a_span_of_the_source() {
    let source = "use from pkg import fetch, größe\n\
                  use import pkg as typing\n\
                  async fetch(class: int; m: list[os.environ['HOME']]) -> größe)\n\
                  async missing() -> int |\n";
    let found = told(source);
    let spans: Vec<&str> = found.iter().map(|(span, _)| *span).collect();
    assert_eq!(
        spans,
        ["typing", ")", "class", "os.environ", "missing", "int |"]
    );
    assert!(
        found[2]
            .1
            .contains("parameter `class`: name is a Python keyword")
    );
}

#[test]
fn what_the_front_end_refuses_has_a_span_too() {
    assert_eq!(told("use import a\n  nonsense \n")[0].0, "nonsense");
    assert_eq!(told("async f(a int) -> b")[0].0, "f(a int) -> b");
}
