//! What is known of the asynchronous methods of classes of the standard library: `standard.pyi`
//! has their signatures.

use std::path::PathBuf;

use super::{Id, World};
use crate::{
    find::ModuleFile,
    index::{Index, index},
    parse,
    target::Target,
};

/// The name of the module of the stub, which no package can have.
const MODULE: &str = "mochi-asyncbridge-standard";

/// The stub, for a target.
pub(super) fn stub(target: &Target) -> Option<(String, Index)> {
    let source = include_str!("standard.pyi");
    let file = ModuleFile {
        name: MODULE.to_owned(),
        path: PathBuf::new(),
        is_package: false,
        is_stub: true,
    };
    let parsed = parse::parse(&file.path, source).ok()?;
    let body = parsed.into_syntax().body;
    let index = index(file, source.to_owned(), body, target);
    Some((MODULE.to_owned(), index))
}

impl World {
    /// The class that says what objects of a class of the standard library do.
    pub(crate) fn standard_class(&self, module: &str, name: &str) -> Option<Id> {
        // Classes are taken from where they are defined, too.
        let package = module.split('.').next()?;
        let class = Id::new(MODULE, format!("{package}_{name}"));
        self.is_class(&class).then_some(class)
    }
}

impl Id {
    /// Whether it is a definition of the standard library.
    pub(crate) fn is_standard(&self) -> bool {
        self.module == MODULE
    }
}
