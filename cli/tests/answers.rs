//! Honest answers: what the command says and how it exits when not all is well, and what it takes
//! for granted.

mod common;

use std::{fs, path::Path, process::Command, time::Duration};

use common::{command, scratch, support::Ran};
use serde_json::Value;

fn run(command: Command, stdin: &str) -> Ran {
    Ran::of(command, stdin, Duration::from_mins(2))
}

fn tool(root: &Path, arguments: &[&str]) -> Command {
    let mut tool = command();
    tool.args(arguments).current_dir(root);
    tool
}

/// A folder with a package `p` of some files.
fn package(test: &str, files: &[(&str, &str)]) -> std::path::PathBuf {
    let root = scratch(&format!("answers-{test}"));
    fs::create_dir(root.join("p")).unwrap();
    for (file, text) in files {
        fs::write(root.join("p").join(file), text).unwrap();
    }
    root
}

const CLIENT: &str = "class Client:\n    async def get(self) -> int: ...\n";

#[test]
fn a_package_with_an_error_is_not_rendered_in_part() {
    let root = package(
        "errors",
        &[
            ("__init__.py", "async def f() -> int: ...\n"),
            ("bad.py", "x = 1\ndef g(:\n    pass\n"),
            ("other.py", "# coding: shift_jis\n"),
        ],
    );
    for command in [
        &["render", "./p", "--output", "out.py"][..],
        &["render", "./p"],
        &["surface", "./p"],
        &["surface", "./p", "--format", "json"],
    ] {
        let ran = run(tool(&root, command), "");
        assert_eq!(ran.status.code(), Some(2), "{command:?}: {}", ran.stderr);
        assert!(ran.stdout.is_empty(), "{command:?}: {}", ran.stdout);
        let said = &ran.stderr;
        assert!(said.starts_with("error: p/bad.py: syntax error"), "{said}");
        assert!(
            said.contains("p/bad.py:2:1") && said.contains("def g(:"),
            "{said}"
        );
        assert!(
            said.contains("error: p/other.py: unknown encoding"),
            "{said}"
        );
        assert!(!said.contains("error: error"), "{said}");
    }
    assert!(!root.join("out.py").exists());

    let partial = ["render", "./p", "--output", "out.py", "--keep-going"];
    let ran = run(tool(&root, &partial), "");
    assert_eq!(ran.status.code(), Some(3), "{}", ran.stderr);
    assert!(
        ran.stderr.starts_with("warning: p/bad.py: syntax error"),
        "{}",
        ran.stderr
    );
    let text = fs::read_to_string(root.join("out.py")).unwrap();
    assert!(text.contains("def f_sync("), "{text}");
    let check = |text: &str| {
        fs::write(root.join("out.py"), text).unwrap();
        let arguments = [
            "render",
            "./p",
            "--output",
            "out.py",
            "--keep-going",
            "--check",
        ];
        run(tool(&root, &arguments), "").status.code()
    };
    assert_eq!(check(&text), Some(3));
    assert_eq!(check("x = 1\n"), Some(1));
}

/// An error in what another package has is none of this one.
#[test]
fn errors_of_other_packages_are_warnings() {
    let root = package(
        "others",
        &[(
            "__init__.py",
            "from q import T\nasync def f(x: T) -> int: ...\n",
        )],
    );
    fs::create_dir(root.join("q")).unwrap();
    fs::write(root.join("q/__init__.py"), "def g(:\n").unwrap();
    let ran = run(tool(&root, &["render", "./p"]), "");
    assert!(ran.status.success(), "{}", ran.stderr);
    assert!(
        ran.stderr
            .starts_with("warning: q/__init__.py: syntax error"),
        "{}",
        ran.stderr
    );
    assert!(ran.stdout.contains("def f_sync("), "{}", ran.stdout);
}

#[test]
fn a_module_without_shims_is_a_warning() {
    let root = package("none", &[("__init__.py", "def f() -> int: ...\n")]);
    let ran = run(tool(&root, &["render", "./p"]), "");
    assert!(ran.status.success());
    assert_eq!(
        ran.stderr,
        "warning: `p` makes nothing public that is asynchronous\n"
    );
    let ran = run(tool(&root, &["surface", "./p"]), "");
    assert!(
        ran.stderr.starts_with("warning: `p` makes nothing"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_private_module_that_is_named_is_rendered() {
    let root = package("private", &[("__init__.py", ""), ("_client.py", CLIENT)]);
    fs::create_dir(root.join("p/_inner")).unwrap();
    fs::write(
        root.join("p/_inner/__init__.py"),
        "async def f() -> int: ...\n",
    )
    .unwrap();
    fs::write(
        root.join("p/_inner/_deep.py"),
        "async def g() -> int: ...\n",
    )
    .unwrap();
    let rendered = |name: &str| {
        let arguments = ["render", name, "--site-packages", "."];
        run(tool(&root, &arguments), "").stdout
    };
    assert!(rendered("p._client").contains("def Client_get_sync("));
    let inner = rendered("p._inner");
    assert!(
        inner.contains("def f_sync(") && !inner.contains("g_sync("),
        "{inner}"
    );
    let outer = rendered("p");
    assert!(
        !["get_sync(", "f_sync(", "g_sync("]
            .iter()
            .any(|name| outer.contains(name)),
        "{outer}"
    );
}

/// Output within the package stays fresh, be it one module or a package.
#[test]
fn the_tool_does_not_read_what_it_has_written() {
    for output in ["p/sync.py", "p/sync/"] {
        let root = package("own", &[("__init__.py", CLIENT)]);
        let render = ["render", "./p", "--output", output];
        let check = ["render", "./p", "--output", output, "--check"];
        let ran = run(tool(&root, &check), "");
        assert_eq!(ran.status.code(), Some(1), "{}", ran.stderr);
        run(tool(&root, &render), "").expect_quiet("render");
        run(tool(&root, &check), "").expect_quiet("check");
        // As its users would have it; the lines of what has shims stay where they are.
        fs::write(
            root.join("p/__init__.py"),
            format!("{CLIENT}from .sync import *\n"),
        )
        .unwrap();
        let ran = run(tool(&root, &check), "");
        assert!(
            ran.status.success(),
            "{output}: {}{}",
            ran.stdout,
            ran.stderr
        );
        run(tool(&root, &render), "");
        let ran = run(tool(&root, &check), "");
        assert!(
            ran.status.success(),
            "{output}: {}{}",
            ran.stdout,
            ran.stderr
        );
    }
}

#[test]
fn objects_make_persistent_the_default() {
    let root = package("mode", &[("__init__.py", CLIENT)]);
    fs::write(root.join("q.py"), "async def f() -> int: ...\n").unwrap();
    let rendered = |arguments: &[&str]| {
        let ran = run(tool(&root, arguments), "");
        assert!(ran.status.success(), "{}", ran.stderr);
        ran.stdout
    };
    let is_persistent = |text: &str| text.contains("def _mochi_get_loop(");
    assert!(is_persistent(&rendered(&["render", "./p"])));
    assert!(!is_persistent(&rendered(&[
        "render", "./p", "--mode", "per-call"
    ])));
    assert!(!is_persistent(&rendered(&["render", "q.py"])));
    assert!(is_persistent(&rendered(&[
        "render",
        "q.py",
        "--mode",
        "persistent"
    ])));
}

#[test]
fn what_surface_prints_can_be_rendered() {
    let root = package("piped", &[("__init__.py", CLIENT)]);
    let printed = run(tool(&root, &["surface", "./p", "--format", "json"]), "");
    let printed = printed.expect_quiet("surface");
    let piped = run(tool(&root, &["render", "-"]), &printed).expect_quiet("render -");
    let direct = run(tool(&root, &["render", "./p"]), "").expect_quiet("render");
    // Package, command and helpers are the command's, not the descriptors'.
    let shims = |text: &str| {
        let (_, rest) = text.split_once("# --- Shims").expect("it has shims");
        let (shims, _) = rest
            .split_once("# --- Run-time part")
            .expect("it stands alone");
        shims.to_owned()
    };
    assert!(shims(&piped).contains("# p/__init__.py:2\ndef Client_get_sync("));
    assert_eq!(shims(&piped), shims(&direct));
    let value: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(value["module"]["mode"], "persistent");

    let broken = printed.replace("\"returns\"", "\"return\"");
    let ran = run(tool(&root, &["render", "-"]), &broken);
    assert_eq!(ran.status.code(), Some(2));
    let line = broken[..broken.find("\"return\"").unwrap()].lines().count();
    assert!(
        ran.stderr.contains(&format!("<stdin>:{line}:")),
        "{}",
        ran.stderr
    );
}

#[test]
fn help_has_values_and_defaults() {
    let ran = run(tool(Path::new("."), &["render", "--help"]), "");
    let help = ran.expect_quiet("help");
    for part in [
        "[possible values: per-call, persistent]",
        "[default: `persistent` where there are shims of methods, else `per-call`]",
        "[default: linux]",
        "[default: that of the environment, with --site-packages 3.11]",
        "[default: that of the active virtual environment",
    ] {
        let said = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(part), "{part}: {help}");
    }
}
