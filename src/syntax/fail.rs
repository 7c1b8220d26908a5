//! Where and why a text is refused.

use core::ops::Range;

use crate::error::SyntaxProblem;

/// A text that is not what it should be.
#[derive(Debug)]
pub(crate) struct SyntaxError {
    /// The bytes of the text that are wrong.
    pub(crate) range: Range<usize>,
    pub(crate) problem: SyntaxProblem,
}

impl SyntaxError {
    pub(super) fn new(range: Range<usize>, problem: SyntaxProblem) -> Self {
        Self { range, problem }
    }

    /// The same in a text that begins `offset` bytes before.
    pub(super) fn shifted(mut self, offset: usize) -> Self {
        self.range = self.range.start + offset..self.range.end + offset;
        self
    }
}
