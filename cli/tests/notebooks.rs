//! A notebook in a real Jupyter kernel, whose loop runs in every cell, calls shims of httpx.
//!
//! It installs Jupyter's parts: `cargo test -p mochi-asyncbridge-cli --test notebooks -- --ignored`.

mod common;

use std::{fs, time::Duration};

use common::{
    environment, pythons_of_packages, scratch,
    support::{Ran, venv},
    surface, test_file,
};
use mochi_asyncbridge::{Driver, Mode, Module};

#[test]
#[ignore = "installs Jupyter's parts and starts a kernel"]
fn cells_call_shims_of_the_standby() {
    let dir = scratch("notebooks");
    let module = Module {
        mode: Mode::Persistent,
        driver: Driver::Standby,
        helpers: true,
        ..surface("httpx").module
    };
    let text = module.render().expect("what was found can be rendered");
    fs::write(dir.join("httpx_sync.py"), text).expect("target/ is writable");
    let of_packages = pythons_of_packages();
    // The first one that the packages have wheels for.
    let python = environment(&of_packages[0]).python;
    let requirements = include_str!("requirements/notebooks.txt");
    let mut command = venv("notebooks", requirements, &python).python.command();
    command.arg(test_file("notebooks/notebook.py")).arg(&dir);
    let ran = Ran::of(command, "", Duration::from_mins(3));
    assert!(ran.status.success(), "{}", ran.stderr);
    assert_eq!(ran.stdout, "done\n");
}
