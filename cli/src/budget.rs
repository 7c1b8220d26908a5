//! How much work may one package make?
//!
//! A few lines of Python can stand for more names, types or shims than fit into memory: classes
//! that inherit from each other in lattices, modules that all import each other's names. Time
//! would end such work at another place each time, so steps are counted.

use std::cell::Cell;

/// Steps that may still be made. A step looks up a name, reads a part of a type, or writes a byte
/// of a descriptor.
pub(crate) struct Budget {
    left: Cell<usize>,
}

/// What every package has, so that a small one may be intricate.
const STEPS: usize = 40_000_000;

impl Budget {
    /// That of a package whose source has so many bytes: the largest ones that are known take
    /// half of a step for each.
    pub(crate) const fn of_source(bytes: usize) -> Self {
        Self::new(STEPS.saturating_add(bytes))
    }

    pub(crate) const fn new(steps: usize) -> Self {
        Self {
            left: Cell::new(steps),
        }
    }

    /// Makes steps; false if there are not as many left.
    pub(crate) fn spend(&self, steps: usize) -> bool {
        let left = self.left.get().checked_sub(steps);
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Whether all of it was needed, so that something was left undone.
    pub(crate) const fn is_spent(&self) -> bool {
        self.left.get() == 0
    }
}
