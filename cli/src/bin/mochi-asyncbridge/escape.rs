//! Text of others, made safe to show: nothing in it moves a cursor, sets a title or turns lines
//! around.

use std::{borrow::Cow, ffi::OsStr, fmt::Write as _};

/// Text for a terminal, its controls written as Python writes them.
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(is_control) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        let code = u32::from(letter);
        let _ = match code {
            _ if !is_control(letter) => write!(safe, "{letter}"),
            ..0x100 => write!(safe, "\\x{code:02x}"),
            _ => write!(safe, "\\u{code:04x}"),
        };
    }
    Cow::Owned(safe)
}

/// The same for a path.
pub fn shown_path(path: impl AsRef<OsStr>) -> String {
    shown(&path.as_ref().to_string_lossy()).into_owned()
}

/// A line of source with as many letters as it had, so that columns stay what they are.
pub fn shown_source(text: &str) -> Cow<'_, str> {
    if text.contains(is_control) {
        Cow::Owned(text.replace(is_control, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// JSON with the same meaning that holds no controls.
pub fn shown_json(text: &str) -> Cow<'_, str> {
    if !text.contains(is_control) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        // Serializing has escaped what is below a blank; all of the others stand in strings.
        let _ = if is_control(letter) {
            write!(safe, "\\u{:04x}", u32::from(letter))
        } else {
            write!(safe, "{letter}")
        };
    }
    Cow::Owned(safe)
}

/// Whether a terminal may obey a character instead of showing it. Lines may end and tabs may be.
fn is_control(letter: char) -> bool {
    // The last two end lines for some terminals.
    const INVISIBLE: [char; 14] = [
        '\u{061c}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}',
        '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}', '\u{2028}', '\u{2029}',
    ];
    let is_harmless = letter == '\n' || letter == '\t';
    (letter.is_control() && !is_harmless) || INVISIBLE.contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::{shown, shown_json, shown_source};

    #[test]
    fn controls_are_written_out() {
        let text = "a\x1b[31m\tb\u{9b}2J\u{202e}\u{2066}é\r\n";
        assert_eq!(shown(text), "a\\x1b[31m\tb\\x9b2J\\u202e\\u2066é\\x0d\n");
        assert_eq!(shown_source(text).chars().count(), text.chars().count());
        assert_eq!(shown("déjà vu"), "déjà vu");
        let json = serde_json::to_string(text).unwrap();
        let read: String = serde_json::from_str(&shown_json(&json)).unwrap();
        assert_eq!(read, text);
        assert!(!shown_json(&json).contains(['\u{9b}', '\u{202e}']));
    }
}
