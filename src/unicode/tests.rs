//! What is an identifier, and which are the same.

use super::{is_identifier, nfkc};

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
