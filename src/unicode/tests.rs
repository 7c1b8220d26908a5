use std::{collections::HashMap, env, ffi::OsString, process::Command};

use super::{is_identifier, nfkc};

/// Every code point alone and in second place, and random identifiers, against every Python.
#[test]
fn agrees_with_python() {
    for python in pythons() {
        let output = Command::new(&python)
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/unicode/oracle.py"
            ))
            .output()
            .unwrap_or_else(|error| panic!("{}: {error}", python.display()));
        let text = String::from_utf8(output.stdout).expect("the oracle prints UTF-8");
        let (version, lines) = text.split_once('\n').expect("the oracle prints a version");
        let identifiers: HashMap<&str, &str> = lines
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .collect();
        assert!(identifiers.len() > 300_000, "{}", python.display());

        for c in '\0'..=char::MAX {
            for text in [c.to_string(), format!("a{c}")] {
                if is_identifier(&text) {
                    assert!(
                        identifiers.contains_key(text.as_str()),
                        "{version}: {text:?}"
                    );
                }
            }
        }
        for (text, normal) in identifiers {
            if is_identifier(text) {
                assert_eq!(nfkc(text), normal, "{version}: {text:?}");
            } else {
                assert_ne!(version, "14.0.0", "{text:?}");
            }
        }
    }
}

#[test]
fn takes_keywords_and_refuses_what_normalisation_would_make_an_identifier() {
    assert!(is_identifier("class"));
    assert!(is_identifier("ﬁx"));
    assert!(!is_identifier(""));
    assert!(!is_identifier("1a"));
    assert!(!is_identifier("a…"));
    // Would be digits or letters in a form that Python's names may not have.
    assert!(!is_identifier("a①"));
    assert!(!is_identifier("Ⓐ"));
}

#[test]
fn leaves_ascii_where_it_is() {
    assert!(matches!(nfkc("fetch"), std::borrow::Cow::Borrowed("fetch")));
    assert_eq!(nfkc("ﬁx"), "fix");
    assert_eq!(nfkc("\u{1112}\u{1161}\u{11ab}"), "한");
}

fn pythons() -> Vec<OsString> {
    match env::var_os("MOCHI_PYTHONS") {
        Some(list) => env::split_paths(&list).map(OsString::from).collect(),
        None => vec!["python3".into()],
    }
}
