//! Views: what a slot of a template can show, and how wide it would be.

use core::fmt::{self, Write};

use askama::{FastWritable, NO_VALUES, Result};

use crate::layout::{WIDTH, width};

/// The text of a view.
pub(super) fn written(view: &impl FastWritable) -> String {
    let mut text = String::new();
    super::write(view, &mut text);
    text
}

/// Whether no line of a view is wider than lines may be.
pub(super) fn fits(view: &impl FastWritable) -> bool {
    let mut measure = Measure::default();
    let result = view.write_into(&mut measure, NO_VALUES);
    result.expect("measuring does not fail");
    measure.fits()
}

/// The same, on lines of `widest` columns.
pub(super) fn fits_in(view: &impl FastWritable, widest: usize) -> bool {
    let text = written(view);
    text.split('\n').all(|line| width(line) <= widest)
}

/// The text of `short` if it fits on its lines, and else that of `tall`.
pub(super) fn short_or_tall(short: &impl FastWritable, tall: &impl FastWritable) -> String {
    if fits(short) {
        written(short)
    } else {
        written(tall)
    }
}

/// A writer that keeps nothing but by how much lines are too wide.
#[derive(Default)]
pub(super) struct Measure {
    column: usize,
    /// Of the lines before this one.
    excess: usize,
}

impl Measure {
    pub(super) fn fits(&self) -> bool {
        self.excess() == 0
    }

    /// In columns, of all lines together.
    pub(super) fn excess(&self) -> usize {
        self.excess + self.column.saturating_sub(WIDTH)
    }
}

impl Write for Measure {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut lines = text.split('\n');
        self.column += width(lines.next().unwrap_or_default());
        for line in lines {
            self.excess = self.excess();
            self.column = width(line);
        }
        Ok(())
    }
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
