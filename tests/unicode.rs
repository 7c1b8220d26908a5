//! What `src/unicode.rs` says of names, against every Python.

mod support;

#[path = "../src"]
mod src {
    #[allow(dead_code, reason = "the lexer uses all of it")]
    pub(crate) mod unicode;
}

use std::{path::Path, time::Duration};

use src::unicode::{is_identifier, nfkc};
use support::{Ran, pythons};

/// Every code point alone and in second place, and random identifiers.
#[test]
fn names_are_what_python_says() {
    let oracle = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/unicode/oracle.py");
    for python in pythons() {
        let mut command = python.command();
        command.arg(&oracle);
        let text = Ran::of(command, "", Duration::from_secs(300)).expect_quiet("the oracle");
        let (version, texts) = text.split_once('\n').expect("a version");
        let (short, random) = texts.split_once("\n\n").expect("an empty line");
        assert!(random.lines().count() >= 100_000, "{python}");

        let agreed = |lines: &str| {
            let mut count = 0;
            for line in lines.lines() {
                let (text, normal) = line.split_once('\t').expect("two fields");
                if is_identifier(text) {
                    assert_eq!(nfkc(text), normal, "{python}: {text:?}");
                    count += 1;
                } else {
                    // A newer Unicode has more of them.
                    assert_ne!(version, "14.0.0", "{python}: {text:?}");
                }
            }
            count
        };
        agreed(random);
        let texts = ('\0'..=char::MAX).flat_map(|c| [c.to_string(), format!("a{c}")]);
        let ours = texts.filter(|text| is_identifier(text)).count();
        assert_eq!(
            agreed(short),
            ours,
            "{python} does not accept all that we do"
        );
    }
}
