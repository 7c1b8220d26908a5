//! Views: what a slot of a template can show, and how wide it would be.

use core::fmt::Write;

use askama::{FastWritable, Result};

use crate::layout::{WIDTH, width};

/// The text of a view.
pub(super) fn written(view: &impl FastWritable) -> String {
    // Most texts are a line or two: one allocation instead of several.
    let mut text = String::with_capacity(2 * WIDTH);
    super::write(view, &mut text);
    text
}

/// The text of `short` if it fits on its lines, and else that of `tall`.
pub(super) fn short_or_tall(short: &impl FastWritable, tall: &impl FastWritable) -> String {
    let text = written(short);
    if excess(&text) == 0 {
        text
    } else {
        written(tall)
    }
}

/// By how many columns lines are too wide, all together.
pub(super) fn excess(text: &str) -> usize {
    excess_in(text, WIDTH)
}

/// The same for lines of `widest` columns.
pub(super) fn excess_in(text: &str, widest: usize) -> usize {
    let lines = text.split('\n');
    lines.map(|line| width(line).saturating_sub(widest)).sum()
}

/// Writes `items` with `separator` between them.
pub(super) fn join<T>(
    items: impl IntoIterator<Item = T>,
    separator: &str,
    dest: &mut dyn Write,
    mut write: impl FnMut(T, &mut dyn Write) -> Result<()>,
) -> Result<()> {
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            dest.write_str(separator)?;
        }
        write(item, dest)?;
    }
    Ok(())
}

/// Text of which every line but the first is indented by `columns` more.
pub(super) fn indented(text: &str, columns: usize) -> String {
    text.replace('\n', &format!("\n{:columns$}", ""))
}

/// Text of which every line that is not blank is indented by `columns`.
pub(super) fn indented_lines(text: &str, columns: usize) -> String {
    let mut all = String::with_capacity(text.len());
    for (i, line) in text.split('\n').enumerate() {
        all.push_str(if i > 0 { "\n" } else { "" });
        if !line.is_empty() {
            all.extend(core::iter::repeat_n(' ', columns));
            all.push_str(line);
        }
    }
    all
}

/// askama wants `Display` of what a template shows, though it prefers `FastWritable`.
macro_rules! display_as_written {
    ($($view:ty)*) => {
        $(
            impl core::fmt::Display for $view {
                fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                    askama::FastWritable::write_into(self, f, askama::NO_VALUES)
                        .map_err(|_| core::fmt::Error)
                }
            }
        )*
    };
}

pub(super) use display_as_written;
