//! Which callables of a package are wanted?

use std::{
    fmt,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use serde::Deserialize;

/// Callables, by patterns of their public dotted names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// What is wanted; all, if this is empty.
    pub include: Vec<Pattern>,
    /// What of it is not.
    pub exclude: Vec<Pattern>,
}

impl Selection {
    /// Whether a callable is wanted.
    #[must_use]
    pub fn takes(&self, name: &str) -> bool {
        let is_excluded = self.excludes(name);
        self.includes(name) && !is_excluded
    }

    /// Whether a callable is among those that are asked for.
    #[must_use]
    pub fn includes(&self, name: &str) -> bool {
        self.include.is_empty() || any(&self.include, name)
    }

    /// Whether a callable is among those that are left out by name.
    #[must_use]
    pub fn excludes(&self, name: &str) -> bool {
        any(&self.exclude, name)
    }
}

/// Whether a pattern means a name. All are tried, for each is to know whether it means something.
fn any(patterns: &[Pattern], name: &str) -> bool {
    let matched = patterns.iter().filter(|pattern| pattern.matches(name));
    matched.count() > 0
}

/// A dotted name in which `*` stands for any text: `httpx.AsyncClient.*`.
///
/// It remembers whether it has meant anything; its clones remember that together.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Pattern {
    text: String,
    has_met: Arc<AtomicBool>,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

impl FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_name = |letter: char| letter.is_alphanumeric() || "_.*".contains(letter);
        if text.is_empty() || !text.chars().all(is_name) {
            return Err("expected a dotted name, with `*` for any text".to_owned());
        }
        Ok(Self {
            text: text.to_owned(),
            has_met: Arc::default(),
        })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl Pattern {
    /// The same pattern, without a memory.
    #[must_use]
    pub fn fresh(&self) -> Self {
        Self {
            text: self.text.clone(),
            has_met: Arc::default(),
        }
    }

    /// Whether it, or a clone of it, has meant any name.
    #[must_use]
    pub fn has_met(&self) -> bool {
        self.has_met.load(Ordering::Relaxed)
    }

    /// Whether it means the callable of a public dotted name.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        let is_meant = self.means(name);
        if is_meant {
            self.has_met.store(true, Ordering::Relaxed);
        }
        is_meant
    }

    fn means(&self, name: &str) -> bool {
        let mut parts = self.text.split('*');
        let first = parts.next().unwrap_or_default();
        let Some(mut rest) = name.strip_prefix(first) else {
            return false;
        };
        let mut parts: Vec<&str> = parts.collect();
        let Some(last) = parts.pop() else {
            return rest.is_empty();
        };
        // The first place of each part leaves the most for those after it.
        for part in parts {
            let Some(at) = rest.find(part) else {
                return false;
            };
            rest = &rest[at + part.len()..];
        }
        rest.ends_with(last)
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, name, expected) in [
            ("a.b", "a.b", true),
            ("a.b", "a.bc", false),
            ("a.b", "x.a.b", false),
            ("*", "a.b", true),
            ("a.*", "a.b.c", true),
            ("a.*", "ab.c", false),
            ("*.get", "a.B.get", true),
            ("*.get", "a.B.get_all", false),
            ("a.*.get*", "a.B.get_all", true),
            ("a*a", "a", false),
            ("a*b*b", "ab", false),
            ("a*b*b", "abxb", true),
        ] {
            let compiled: Pattern = pattern.parse().unwrap();
            assert_eq!(compiled.matches(name), expected, "{pattern} {name}");
        }
        for wrong in ["", "a b", "a[b]", "a/b"] {
            assert!(wrong.parse::<Pattern>().is_err(), "{wrong}");
        }
    }
}
