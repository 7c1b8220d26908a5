//! The tests' own tools do what they say.

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use support::{Checks, Ran, pythons, target_dir, tools};

#[test]
fn every_interpreter_runs_strictly() {
    for python in pythons() {
        let mut command = python.strict();
        command.args([
            "-c",
            "import sys; print(sys.flags.dev_mode, sys.warnoptions)",
        ]);
        let out = Ran::of(command, "", Duration::from_secs(60)).expect_quiet("flags");
        assert_eq!(out, "True ['default', 'error']\n", "{python}");
    }
}

#[test]
fn a_program_reads_stdin_and_is_killed_when_it_hangs() {
    let python = &pythons()[0];
    let mut echo = python.command();
    echo.args(["-c", "print(input())"]);
    assert_eq!(
        Ran::of(echo, "mochi\n", Duration::from_secs(60)).expect_quiet("echo"),
        "mochi\n"
    );
    let mut hang = python.command();
    hang.args([
        "-c",
        "print('before', flush=True); import time; time.sleep(600)",
    ]);
    let message = thread::spawn(|| Ran::of(hang, "", Duration::from_secs(2)))
        .join()
        .expect_err("a program that hangs fails the test")
        .downcast::<String>()
        .expect("panics carry text");
    assert!(message.ends_with("it hung for 2s\nbefore\n"), "{message}");
}

#[test]
fn programs_of_tests_and_examples_lint() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["examples/live", "tests/real"].map(PathBuf::from);
    let clean = Checks::at(root).ruff(&folders);
    assert_eq!(clean, Ok(()));
}

#[test]
fn every_checker_finds_what_is_wrong() {
    let root = target_dir().join("checks-of-checks");
    fs::create_dir_all(&root).expect("the target directory can be written");
    let checks = Checks::at(&root);
    let file = |name: &str, text: &str| {
        let path = root.join(name);
        fs::write(&path, text).expect("the target directory can be written");
        [path]
    };

    let good = file("good.py", "def double(n: int) -> int:\n    return 2 * n\n");
    checks.assert_clean(&good);

    let lint = file(
        "lint.py",
        "import sys\nimport os\n\n\ndef f(n):\n    pass\n",
    );
    let complaints = checks.ruff(&lint).expect_err("ruff finds something");
    for code in ["F401", "I001", "ANN001", "ANN201"] {
        assert!(complaints.contains(code), "{code}: {complaints}");
    }
    let types = file(
        "types_.py",
        "from good import double\n\nprint(double(\"\"))\n",
    );
    let complaints = checks.mypy(&types).expect_err("mypy finds something");
    assert!(complaints.contains("[arg-type]"), "{complaints}");
    let complaints = checks.pyright(&types).expect_err("pyright finds something");
    assert!(complaints.contains("reportArgumentType"), "{complaints}");
    assert!(
        tools().python.executable.starts_with(target_dir()),
        "tools come from the target directory"
    );
}
