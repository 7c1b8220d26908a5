//! From offsets to lines.

use ruff_text_size::TextSize;

/// Offsets of line starts.
pub(crate) struct Lines(Vec<u32>);

impl Lines {
    pub(crate) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for offset in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[offset] == b'\n' || bytes.get(offset + 1) != Some(&b'\n') {
                starts.push(u32::try_from(offset + 1).unwrap_or(u32::MAX));
            }
        }
        Self(starts)
    }

    /// The line of an offset, from 1.
    pub(crate) fn at(&self, offset: TextSize) -> usize {
        self.0.partition_point(|start| *start <= offset.to_u32())
    }
}
