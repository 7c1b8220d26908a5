//! The order in which isort and ruff list names.

use core::cmp::Ordering;

/// What names are sorted by: constants, then classes, then others, and numbers by their value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MemberKey(Spelling, Natural, Natural);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Spelling {
    /// `LIKE_THIS`
    Constant,
    /// `LikeThis`
    Class,
    Other,
}

/// How isort sorts a name among those of one module.
pub(crate) fn member_key(name: &str) -> MemberKey {
    MemberKey(
        spelling(name),
        Natural(name.to_lowercase()),
        Natural(name.to_owned()),
    )
}

/// How ruff sorts a name in `__all__`.
pub(crate) fn export_key(name: &str) -> MemberKey {
    let natural = Natural(name.to_owned());
    MemberKey(spelling(name), natural.clone(), natural)
}

fn spelling(name: &str) -> Spelling {
    let is_upper = name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase);
    // ruff counts bytes, so that `É` is one and `E` is not.
    if is_upper && name.len() > 1 {
        Spelling::Constant
    } else if name.starts_with(char::is_uppercase) {
        Spelling::Class
    } else {
        Spelling::Other
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Natural(String);

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Self) -> Ordering {
        natural(&self.0, &other.0)
    }
}

/// Compares texts by their characters, and numbers in them by their value.
pub(crate) fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        let (digits_a, digits_b) = (leading_digits(a), leading_digits(b));
        let order = if digits_a.is_empty() || digits_b.is_empty() {
            a.chars().next().cmp(&b.chars().next())
        } else {
            let (value_a, value_b) = (significant(digits_a), significant(digits_b));
            let by_value = value_a.len().cmp(&value_b.len()).then(value_a.cmp(value_b));
            (a, b) = (&a[digits_a.len()..], &b[digits_b.len()..]);
            match by_value {
                Ordering::Equal => continue,
                order => order,
            }
        };
        if order != Ordering::Equal || a.is_empty() {
            return order;
        }
        let (mut rest_a, mut rest_b) = (a.chars(), b.chars());
        rest_a.next();
        rest_b.next();
        (a, b) = (rest_a.as_str(), rest_b.as_str());
    }
}

fn leading_digits(text: &str) -> &str {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    &text[..length]
}

fn significant(digits: &str) -> &str {
    digits.trim_start_matches('0')
}

#[cfg(test)]
mod tests {
    use super::{MemberKey, export_key, member_key};

    fn assert_ordered(ordered: &[&str], key: fn(&str) -> MemberKey) {
        let mut sorted = ordered.to_vec();
        sorted.reverse();
        sorted.sort_by_cached_key(|name| key(name));
        assert_eq!(sorted, ordered);
    }

    #[test]
    fn imported_names_are_in_isorts_order() {
        assert_ordered(
            &[
                "_X", "A2", "XY", "É", "Aa2", "X", "Xy", "_x", "_Xy", "a2", "a10", "c", "d", "é",
            ],
            member_key,
        );
    }

    #[test]
    fn exported_names_are_in_ruffs_order() {
        assert_ordered(
            &[
                "A2",
                "C1",
                "C_GET",
                "XY",
                "_X",
                "É",
                "Aa2",
                "Ab",
                "B",
                "C_get",
                "Xy",
                "_Xy",
                "_f_sync",
                "_x",
                "a",
                "a2",
                "a10",
                "aB",
                "a_b",
                "ab",
                "é",
                "ñ",
                "名前_sync",
            ],
            export_key,
        );
    }
}
