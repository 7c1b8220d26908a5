//! How many columns a text takes.

/// The columns of a text without line breaks.
pub(crate) fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(char_width).sum()
}

fn char_width(c: char) -> usize {
    let code = u32::from(c);
    let is_in = |ranges: &[(u32, u32)]| {
        let place = ranges.partition_point(|&(_, last)| last < code);
        ranges.get(place).is_some_and(|&(first, _)| first <= code)
    };
    if is_in(ZERO) {
        0
    } else if is_in(WIDE) {
        2
    } else {
        1
    }
}

include!("width_tables.rs");
