//! Texts that are accepted and texts that are refused.

#![allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "each test binary uses a part of this"
)]

pub mod places;

/// A line of a corpus.
#[derive(Debug)]
pub struct Entry {
    pub text: String,
    /// The problems that it may be told, as the line `# [Problem or Another]` before it says.
    pub problem: Option<String>,
}

/// The entries of a corpus: the lines that are neither empty nor comments, unescaped.
pub fn entries(corpus: &str) -> Vec<Entry> {
    let mut problem = None;
    let mut entries = Vec::new();
    for line in corpus.lines() {
        if let Some(heading) = line.strip_prefix("# [") {
            problem = heading.split_once(']').map(|(name, _)| name.to_owned());
        } else if !line.is_empty() && !line.starts_with('#') {
            entries.push(Entry {
                text: unescaped(line),
                problem: problem.clone(),
            });
        }
    }
    entries
}

fn unescaped(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, escape)) = rest.split_once('\\') {
        text.push_str(before);
        let (c, after) = match escape.as_bytes().first() {
            Some(b'\\') => (Some('\\'), &escape[1..]),
            Some(b'n') => (Some('\n'), &escape[1..]),
            Some(b'r') => (Some('\r'), &escape[1..]),
            Some(b't') => (Some('\t'), &escape[1..]),
            Some(b'0') => (Some('\0'), &escape[1..]),
            Some(b'e') => (None, &escape[1..]),
            _ => {
                let code = escape
                    .strip_prefix("u{")
                    .and_then(|code| code.split_once('}'));
                let (code, after) = code.unwrap_or_else(|| panic!("an unknown escape: {line}"));
                let code = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
                (
                    Some(code.unwrap_or_else(|| panic!("no character: {line}"))),
                    after,
                )
            }
        };
        text.extend(c);
        rest = after;
    }
    text + rest
}

/// Texts of a kind that are accepted, or refused.
macro_rules! corpus {
    ($name:literal) => {
        crate::corpus::entries(include_str!(concat!("corpus/", $name, ".txt")))
    };
}

pub(crate) use corpus;

/// `*args` alone may have these.
pub const STARRED: [&str; 4] = [
    "*Ts",
    "*tuple[int, ...]",
    "*tuple[*Ts]",
    "*Annotated[tuple[int], 1]",
];

/// Texts that come from no file.
pub fn of_texts(texts: &[&str]) -> Vec<Entry> {
    let entry = |text: &&str| Entry {
        text: (*text).to_owned(),
        problem: None,
    };
    texts.iter().map(entry).collect()
}
