//! The text of descriptors: names, annotations, values, imports, and what is none of these.

use std::sync::LazyLock;

use super::Choices;
use crate::corpus::entries;

/// Names that are legal everywhere, when a number follows.
const NAMES: &[&str] = &[
    "a",
    "url",
    "timeout",
    "x",
    "_",
    "_private",
    "__mangled",
    "self",
    "cls",
    "args",
    "kwargs",
    "arguments",
    "fn_name",
    "call",
    "match",
    "type",
    "case",
    "print",
    "id",
    "f",
    "größe",
    "名前",
    "имя",
    "ﬁx",
    "ｆｅｔｃｈ",
    "𝔣𝔢𝔱𝔠𝔥",
    "ª",
    "é",
    "e\u{301}",
    "\u{1112}\u{1161}\u{11ab}",
    "한",
];

/// Names that mean something in the emitted module, and names that no one may have.
pub(super) const TAKEN: &[&str] = &[
    "asyncio",
    "typing",
    "contextlib",
    "collections",
    "threading",
    "os",
    "annotations",
    "str",
    "int",
    "RuntimeError",
    "BaseException",
    "isinstance",
    "len",
    "print",
    "_mochi_get_loop",
    "_mochi_given",
    "_MOCHI_LOOP",
    "_MOCHI_OMITTED",
    "_MochiOutcome",
    "_MochiStep",
    "MochiAsyncReentryError",
    "mochi_async_timeout",
    "mochi_async_blocking_limit",
    "_mochi",
    "Mochi",
    "ａsyncio",
    "_ｍochi_call",
    "__debug__",
    "__all__",
    "__name__",
    "__builtins__",
    "__getattr__",
    "None",
    "class",
    "ｃlass",
    "match",
    "self",
    "fix",
    "ﬁx",
];

pub(super) fn name(c: &mut dyn Choices) -> String {
    (*c.pick(NAMES)).to_owned()
}

fn dotted(c: &mut dyn Choices) -> String {
    let names: Vec<String> = (0..=c.below(3)).map(|_| name(c)).collect();
    names.join(".")
}

fn list(
    c: &mut dyn Choices,
    least: usize,
    mut item: impl FnMut(&mut dyn Choices) -> String,
) -> String {
    let items: Vec<String> = (0..least + c.below(3)).map(|_| item(c)).collect();
    items.join(", ")
}

/// A type expression.
pub(super) fn annotation(c: &mut dyn Choices, depth: usize) -> String {
    let simple = if depth == 0 { 4 } else { 13 };
    let inner = |c: &mut dyn Choices| annotation(c, depth.saturating_sub(1));
    match c.below(simple) {
        0 => (*c.pick(&["str", "int", "bytes", "None", "object", "float"])).to_owned(),
        1 => dotted(c),
        2 => format!("Literal[{}]", list(c, 1, literal)),
        3 => {
            let quote = *c.pick(&['"', '\'']);
            format!("{quote}{}{quote}", dotted(c))
        }
        4 | 5 => format!("{}[{}]", dotted(c), list(c, 1, inner)),
        6 | 7 => format!("{} | {}", inner(c), inner(c)),
        8 => format!("({})", inner(c)),
        9 => format!(
            "Callable[[{}], {}]",
            list(c, 0, inner),
            annotation(c, depth - 1)
        ),
        10 => format!("Callable[..., {}]", inner(c)),
        11 => format!("tuple[*Ts, {}]", inner(c)),
        _ => {
            let depth = c.below(2);
            let metadata = list(c, 1, |c| value(c, depth, &[]));
            format!("Annotated[{}, {metadata}]", annotation(c, 0))
        }
    }
}

fn literal(c: &mut dyn Choices) -> String {
    match c.below(4) {
        0 => (*c.pick(&["None", "True", "False", "-1", "0x1f", "Color.RED"])).to_owned(),
        1 => c.below(100).to_string(),
        _ => string(c),
    }
}

fn string(c: &mut dyn Choices) -> String {
    let body = *c.pick(&[
        "",
        "a",
        "b c",
        "#",
        ";",
        "):",
        "\\n",
        "\\\\",
        "\\x41",
        "\\u00e9",
        "\\U0001f600",
        "\\0",
        "{x}",
        "größe",
        "f()",
        "__import__(0)",
        "\\'",
        "\\\"",
        "[",
        "lambda: 0",
    ]);
    let prefix = *c.pick(&["", "", "", "r", "R", "u"]);
    if c.one_in(5) && body.is_ascii() && !body.contains("\\u") && !body.contains("\\U") {
        return format!("b\"{body}\"");
    }
    let quote = *c.pick(&['"', '\'']);
    format!("{prefix}{quote}{body}{quote}")
}

/// A literal or a dotted name with one of `roots`.
pub(super) fn value(c: &mut dyn Choices, depth: usize, roots: &[String]) -> String {
    let simple = if depth == 0 { 6 } else { 11 };
    let inner = |c: &mut dyn Choices| value(c, depth.saturating_sub(1), roots);
    match c.below(simple) {
        0 => (*c.pick(&["None", "True", "False", "..."])).to_owned(),
        1 => {
            let numbers = [
                "0", "1", "-1", "+1", "1_000", "0xff", "0b1", "0o7", "1.5", "-.5", "1e3", "2j",
                "1+2j", "-1.5-2j", "00", "1.",
            ];
            (*c.pick(&numbers)).to_owned()
        }
        2 | 3 => string(c),
        4 if !roots.is_empty() => {
            let root = c.pick(roots).clone();
            if c.one_in(2) {
                format!("{root}.{}", name(c))
            } else {
                root
            }
        }
        4 | 5 => c.below(1_000_000).to_string(),
        6 => format!("({},)", inner(c)),
        7 => format!("[{}]", list(c, 0, inner)),
        8 => format!("{{{}}}", list(c, 1, |c| value(c, 0, &[]))),
        9 => format!(
            "{{{}}}",
            list(c, 0, |c| format!("{}: {}", value(c, 0, &[]), inner(c)))
        ),
        _ => format!("({}, {})", inner(c), inner(c)),
    }
}

/// One statement, or a few on lines of their own, that bind `names`.
pub(super) fn import_statement(c: &mut dyn Choices, names: &[String]) -> String {
    let modules = [
        "pkg",
        "pkg.sub",
        "pkg.größe.deep",
        ".",
        "..",
        ".sub",
        "..pkg.sub",
    ];
    match c.below(5) {
        0 => {
            let statements = names.iter().map(|name| format!("import pkg.sub as {name}"));
            statements.collect::<Vec<_>>().join("\n")
        }
        1 => {
            let each: Vec<String> = names
                .iter()
                .map(|name| format!("pkg.a as {name}"))
                .collect();
            format!("import {}", each.join(", "))
        }
        2 => format!(
            "from {} import (\n    {},\n)",
            c.pick(&modules),
            names.join(",\n    ")
        ),
        3 => {
            let aliased: Vec<String> = names.iter().map(|name| format!("x as {name}")).collect();
            format!("from {} import {}", c.pick(&modules), aliased.join(", "))
        }
        _ => format!("from {} import {}", c.pick(&modules), names.join(", ")),
    }
}

/// Any text.
pub(super) fn doc(c: &mut dyn Choices) -> String {
    let pieces = [
        "Fetch it.",
        "\n",
        "\n\n",
        "    ",
        "\t",
        "\"\"\"",
        "\"",
        "'''",
        "\\",
        "\\n",
        "\r",
        "\r\n",
        "\0",
        "\u{2028}",
        "\u{c}",
        "\u{85}",
        "\u{202e}",
        "\u{feff}",
        "größe",
        "🐍",
        " ",
        "\\N{BULLET}",
        "\\\"\"\"",
        "# no comment",
        "\"\"\"\nimport os\n\"\"\"",
        "{x}",
        "{{ x }}",
        "{# x #}",
        ")",
        "\u{a0}",
        "\u{3000}",
        "\u{1f}",
        "\\u",
        "\\x",
    ];
    (0..c.below(6)).map(|_| *c.pick(&pieces)).collect()
}

static HOSTILE: LazyLock<Vec<String>> = LazyLock::new(|| {
    [
        include_str!("../corpus/annotations_refused.txt"),
        include_str!("../corpus/defaults_refused.txt"),
        include_str!("../corpus/imports_refused.txt"),
        include_str!("../corpus/names_refused.txt"),
    ]
    .into_iter()
    .flat_map(entries)
    .map(|entry| entry.text)
    .collect()
});

/// Characters that end or begin something, or that look like it.
const CHARACTERS: &[&str] = &[
    "\n",
    "\r",
    "\t",
    " ",
    "#",
    "\\",
    ";",
    ":",
    ",",
    ".",
    "=",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "\"\"\"",
    "*",
    "**",
    "|",
    "-",
    "+",
    "@",
    "0",
    "1",
    "_",
    "e",
    "j",
    "f",
    "b",
    "r",
    "\0",
    "\u{c}",
    "\u{85}",
    "\u{2028}",
    "\u{202e}",
    "\u{200b}",
    "\u{feff}",
    "\u{301}",
    "ａ",
    "ſ",
    "·",
    "٣",
    " as ",
    " import ",
    " from ",
    "\nimport ",
    ":=",
    " if ",
    " for ",
    "lambda: ",
    "await ",
    "...",
    "None",
    "__future__",
    "\\x",
    "\\N{",
    "\\\n",
    "->",
];

/// The text with something put in, taken out or exchanged, or another text altogether.
pub(super) fn mutated(c: &mut dyn Choices, text: &str) -> String {
    let boundaries: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let (from, to) = (*c.pick(&boundaries), *c.pick(&boundaries));
    let (from, to) = (from.min(to), from.max(to));
    match c.below(8) {
        0 => c.pick(&HOSTILE).clone(),
        1 => format!("{}{}{}", &text[..from], c.pick(&HOSTILE), &text[from..]),
        2 | 3 => format!("{}{}{}", &text[..from], c.pick(CHARACTERS), &text[from..]),
        4 => format!("{}{}{}", &text[..from], c.pick(CHARACTERS), &text[to..]),
        5 => format!("{}{}", &text[..from], &text[to..]),
        6 => format!("{}{}", &text[..to], &text[from..]),
        _ => {
            let depth = c.below(3);
            annotation(c, depth)
        }
    }
}
