//! The bytes of the fuzzer are the files of a package. Whatever they are, reading them ends, and
//! what is rendered is Python that defines every shim.

#![no_main]

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use libfuzzer_sys::fuzz_target;
use mochi_asyncbridge::{Mode, Module};
use mochi_asyncbridge_cli::{Options, Roots, discover, dump, on_big_stack};
use ruff_python_ast::Stmt;
use ruff_python_parser::parse_module;

/// The line between two files.
const CUT: &[u8] = b"\n#---\n";

/// What the files are called, in their order.
const FILES: [&str; 5] = ["p/__init__.py", "p/a.py", "p/_b.py", "other.py", "p/a.pyi"];

fuzz_target!(|data: &[u8]| {
    let root = folder();
    let mut rest = data;
    for file in FILES {
        let cut = rest.windows(CUT.len()).position(|window| window == CUT);
        let (text, after) =
            cut.map_or((rest, &[][..]), |at| (&rest[..at], &rest[at + CUT.len()..]));
        put(&root.join(file), text);
        if let Ok(text) = str::from_utf8(text) {
            let _ = dump(text);
        }
        rest = after;
    }
    let options = Options {
        roots: Roots::from(vec![root.to_owned()]),
        ..Options::default()
    };
    let surface = discover("p", &options).expect("there are files");
    assert_eq!(surface.module.fns.len(), surface.origins.len());
    for mode in [Mode::PerCall, Mode::Persistent] {
        let module = Module {
            mode,
            ..surface.module.clone()
        };
        let python = module
            .render()
            .unwrap_or_else(|errors| panic!("{errors}\n\n{module:#?}"));
        check(&module, &python);
    }
});

/// A folder that only this process writes to.
fn folder() -> &'static Path {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        let name = format!("mochi-fuzz-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(folder.join("p")).expect("the folder can be made");
        folder
    });
    &FOLDER
}

/// Files without a byte are not there, but for the first.
fn put(path: &Path, text: &[u8]) {
    if text.is_empty() && !path.ends_with("__init__.py") {
        let _ = fs::remove_file(path);
    } else {
        fs::write(path, text).expect("the file can be written");
    }
}

fn check(module: &Module, python: &str) {
    on_big_stack(|| {
        let parsed = parse_module(python).unwrap_or_else(|error| panic!("{error}\n\n{python}"));
        let defined: HashSet<&str> = parsed
            .suite()
            .iter()
            .filter_map(|stmt| match stmt {
                Stmt::FunctionDef(def) => Some(def.name.as_str()),
                _ => None,
            })
            .collect();
        for function in &module.fns {
            let name = &*function.sync_name;
            assert!(defined.contains(name), "no `{name}` in\n\n{python}");
        }
    });
}
