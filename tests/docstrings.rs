//! How a docstring stands in a shim: cleaned as `inspect.cleandoc` does, escaped, indented.

use mochi_asyncbridge::{AsyncFn, Mode, render_shim};
use pretty_assertions::assert_eq;

/// What stands between the quotes, if there are any.
fn docstring(doc: &str) -> Option<String> {
    let shim = render_shim(&AsyncFn::new("fetch").doc(doc), Mode::PerCall);
    let (_, rest) = shim.split_once("\"\"\"")?;
    let (text, _) = rest
        .rsplit_once("\"\"\"")
        .expect("what is opened is closed");
    Some(text.to_owned())
}

/// A docstring and the text between the quotes.
const CASES: &[(&str, &str)] = &[
    ("One.", "One."),
    ("  One.  ", "One."),
    ("\n\nOne.\n\n", "One."),
    ("\n    One.\n", "One."),
    ("One.\n", "One."),
    // Quotes: those that would end the literal are escaped.
    ("Say \"no\"", "Say \"no\\\""),
    ("Say \"no\".", "Say \"no\"."),
    // As `ruff format` does, a blank keeps a first quote from those of the literal.
    ("\"no\" he says", " \"no\" he says"),
    ("a \"\" b", "a \"\\\" b"),
    ("a \"\"\" b", "a \"\\\"\\\" b"),
    ("a \" \" b", "a \" \" b"),
    ("\"", "\\\""),
    ("\"\"\"", " \"\\\"\\\""),
    (
        "One \"two\"\nthree \"four\"",
        "One \"two\"\n    three \"four\"\n    ",
    ),
    // What indents and is no space, formatters would drop.
    (
        "a\n  b\n \u{3000}c\nd",
        "a\n      b\n     \\u3000c\n    d\n    ",
    ),
    // Backslashes and what is not seen.
    ("C:\\new", "C:\\\\new"),
    ("ends in \\", "ends in \\\\"),
    ("a\rb", "a\\x0db"),
    ("a\u{1b}[31m", "a\\x1b[31m"),
    ("a\0b", "a\\x00b"),
    ("a\u{ff}b\u{100}", "a\u{ff}b\u{100}"),
    ("a\u{ad}b", "a\\xadb"),
    ("a\u{202e}b", "a\\u202eb"),
    ("a\u{ffff}b", "a\u{ffff}b"),
    ("a\u{feff}b", "a\\ufeffb"),
    ("a\u{e0001}b", "a\\U000e0001b"),
    ("größe 名前 🐍", "größe 名前 🐍"),
    // Tabs are columns of eight.
    ("a\tb", "a       b"),
    ("1234567\tb", "1234567 b"),
    ("12345678\tb", "12345678        b"),
    ("a\t\tb", "a               b"),
    ("a\tb\tc", "a       b       c"),
    ("a\rb\tc", "a\\x0db       c"),
    ("a\n\tb\n\t\tc", "a\n    b\n            c\n    "),
    // Common indentation goes, that beyond it stays, and so does what a reader cleans again.
    ("One.\n\n    Two.", "One.\n\n    Two.\n    "),
    (
        "One.\n    Two.\n      Three.",
        "One.\n    Two.\n      Three.\n    ",
    ),
    (
        "One.\n\n        Two.\n    Three.",
        "One.\n\n        Two.\n    Three.\n    ",
    ),
    ("\n    One.\n      Two.", "\n    One.\n      Two.\n    "),
    ("One.\n  \n    Two.", "One.\n\n    Two.\n    "),
    ("One.  \n    Two.  ", "One.\n    Two.\n    "),
    ("\n      One.\n    Two.", "\n      One.\n    Two.\n    "),
    ("\n  One.\n\n\n", "One."),
    ("   \n    One.\n    Two.", "One.\n    Two.\n    "),
];

#[test]
fn docstrings_are_cleaned_and_escaped() {
    let wrong: Vec<_> = CASES
        .iter()
        .map(|(doc, expected)| (doc, docstring(doc), expected))
        .filter(|(_, found, expected)| found.as_deref() != Some(**expected))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_is_said_of_nothing() {
    for doc in ["", " ", "\n", " \t\n\u{a0}"] {
        assert_eq!(docstring(doc), None, "{doc:?}");
    }
}
