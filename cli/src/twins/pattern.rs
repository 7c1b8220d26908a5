//! Does a dotted name fit a pattern?

use std::{convert::Infallible, str::FromStr};

/// A dotted name in which `*` stands for anything, dots too: `httpx.Async*`, `*.testing.*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(String);

impl FromStr for Pattern {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl Pattern {
    /// Whether a name fits, all of it.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        let parts: Vec<&str> = self.0.split('*').collect();
        let [first, middle @ .., last] = &parts[..] else {
            return self.0 == name;
        };
        let Some(mut rest) = name.strip_prefix(first) else {
            return false;
        };
        for part in middle {
            match rest.find(part) {
                Some(at) => rest = &rest[at + part.len()..],
                None => return false,
            }
        }
        rest.ends_with(last)
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn stars_stand_for_anything() {
        let fits = |pattern: &str, name: &str| pattern.parse::<Pattern>().unwrap().matches(name);
        assert!(fits("a.B", "a.B"));
        assert!(!fits("a.B", "a.Bc"));
        assert!(fits("a.*", "a.b.C"));
        assert!(fits("*", "a"));
        assert!(fits("*.C", "a.b.C"));
        assert!(fits("a*b*c", "a-bb-c"));
        assert!(!fits("a*b*c", "a-c"));
        assert!(!fits("ab*ba", "aba"));
    }
}
