//! What a command can fail with, and how that and warnings are shown.

use anstream::eprintln;
use mochi_asyncbridge_cli as cli;

use crate::{
    escape::shown,
    output::{BAD, CAUTION},
};

/// Why a command gives nothing, already in words.
#[derive(Clone, Debug)]
pub enum Failure {
    /// A message, which may hold text of others.
    Message(String),
    /// Excerpts that say all, each with its own heading.
    Excerpts(Vec<String>),
}

impl Failure {
    /// Shows it on standard error.
    pub fn show(&self) {
        match self {
            Self::Message(message) => eprintln!("{BAD}error:{BAD:#} {}", shown(message)),
            Self::Excerpts(excerpts) => {
                for excerpt in excerpts {
                    eprintln!("{excerpt}");
                }
            }
        }
    }

    /// What it says, without colours.
    pub fn text(&self) -> String {
        match self {
            Self::Message(message) => shown(message).into_owned(),
            Self::Excerpts(excerpts) => {
                anstream::adapter::strip_str(&excerpts.join("\n")).to_string()
            }
        }
    }
}

/// Shows a warning on standard error.
pub fn warn(message: &str) {
    eprintln!("{CAUTION}warning:{CAUTION:#} {}", shown(message));
}

/// Says something on standard error that is no complaint.
pub fn note(message: &str) {
    eprintln!("{}", shown(message));
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Message(message)
    }
}

impl From<&str> for Failure {
    fn from(message: &str) -> Self {
        Self::Message(message.to_owned())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Message(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Message(error.to_string())
    }
}

impl From<cli::Error> for Failure {
    fn from(error: cli::Error) -> Self {
        Self::Message(error.to_string())
    }
}
