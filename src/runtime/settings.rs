//! What decides which run-time part a module has.

use crate::{Driver, Mode, Module};

/// The settings that a module shares with whoever imports its run-time part.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) mode: Mode,
    pub(crate) driver: Driver,
    pub(crate) timeouts: bool,
}

impl Settings {
    pub(crate) fn of(module: &Module) -> Self {
        Self {
            mode: module.mode,
            driver: module.driver,
            timeouts: module.timeouts,
        }
    }
}
