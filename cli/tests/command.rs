//! The command, as its users run it.

mod common;

use std::{fs, path::Path, process::Command, time::Duration};

use common::{
    command, scratch, site_packages,
    support::{Ran, pythons},
};
use mochi_asyncbridge_cli::to_json;
use serde_json::Value;

fn run(command: Command, stdin: &str) -> Ran {
    Ran::of(command, stdin, Duration::from_mins(2))
}

/// `render httpx` with more arguments, in some folder.
fn render(folder: &Path, arguments: &[&str]) -> Ran {
    let mut tool = command();
    tool.args(["render", "httpx", "--site-packages"])
        .arg(site_packages())
        .args(arguments)
        .current_dir(folder);
    run(tool, "")
}

#[test]
fn writes_checks_and_notices_what_is_stale() {
    let dir = scratch("command-check");
    let persistent = ["--mode", "persistent", "--output", "made/httpx_sync.py"];
    let check = [
        "--mode",
        "persistent",
        "--output",
        "made/httpx_sync.py",
        "--check",
    ];
    let missing = render(&dir, &check);
    assert_eq!(missing.status.code(), Some(1));
    assert!(!dir.join("made").exists());
    assert!(render(&dir, &persistent).status.success());
    let file = dir.join("made/httpx_sync.py");
    let written = fs::metadata(&file).unwrap().modified().unwrap();
    assert!(render(&dir, &persistent).status.success());
    assert_eq!(
        fs::metadata(&file).unwrap().modified().unwrap(),
        written,
        "not written twice"
    );
    assert!(render(&dir, &check).status.success());

    let text = fs::read_to_string(&file).unwrap();
    fs::write(
        &file,
        text.replace("def AsyncClient_get_sync", "def AsyncClient_fetch_sync"),
    )
    .unwrap();
    let stale = render(&dir, &check);
    assert_eq!(stale.status.code(), Some(1));
    assert!(
        stale.stdout.contains("\n-def AsyncClient_fetch_sync("),
        "{}",
        stale.stdout
    );
    assert!(
        stale.stdout.contains("\n+def AsyncClient_get_sync("),
        "{}",
        stale.stdout
    );
    assert!(
        !stale.stdout.contains('\x1b') && !stale.stderr.contains('\x1b'),
        "NO_COLOR"
    );
    assert_eq!(
        fs::read_dir(dir.join("made")).unwrap().count(),
        1,
        "no drafts are left"
    );
}

#[test]
fn descriptors_come_from_standard_input() {
    let surface = common::surface("starlette");
    let json = to_json(&surface.module).to_string();
    let mut tool = command();
    tool.args(["render", "-"]);
    let rendered = run(tool, &json).expect_quiet("render -");
    assert_eq!(rendered, surface.module.render().unwrap());
}

#[test]
fn the_smallest_descriptors() {
    let json = r#"{"source_import": "from m import f", "fns": [{"name": "f", "returns": "int"}]}"#;
    let mut tool = command();
    tool.args([
        "render",
        "-",
        "--mode",
        "persistent",
        "--timeouts",
        "--shared-runtime",
        "rt",
    ]);
    let rendered = run(tool, json).expect_quiet("render -");
    assert!(rendered.contains("from rt import"), "{rendered}");
    assert!(rendered.contains("def f_sync() -> int:"), "{rendered}");
}

#[test]
fn errors_point_into_descriptors() {
    for (json, expected) in [
        (
            "{\n  \"source_import\": \"import m\",\n  \"fns\": [{\"nam\": 1}]\n}",
            ["<stdin>:3:", "unknown field `nam`"],
        ),
        (
            "{\"source_import\": \"import m\",\n \"fns\": [{\"name\": \"class\", \"returns\": \"int\"}]}",
            ["<stdin>:2:19", "is a Python keyword"],
        ),
        ("", ["<stdin>:1:1", "EOF while parsing"]),
        (
            "{\"source_import\": \"é",
            ["<stdin>:1:", "EOF while parsing"],
        ),
        (
            "{\"source_import\": \"import m\", \"mode\": \"Persistent\", \"fns\": []}",
            ["<stdin>:1:", "event-loop `Persistent`"],
        ),
    ] {
        let mut tool = command();
        tool.args(["render", "-"]);
        let ran = run(tool, json);
        assert_eq!(ran.status.code(), Some(2));
        assert!(ran.stdout.is_empty());
        for part in expected {
            assert!(ran.stderr.contains(part), "{part}: {}", ran.stderr);
        }
    }
}

#[test]
fn errors_point_into_sources() {
    let dir = scratch("command-source");
    fs::write(dir.join("broken.py"), "x = 1\n\ndef f(:\n    pass\n").unwrap();
    let mut tool = command();
    tool.args(["render", "broken.py"]).current_dir(&dir);
    let ran = run(tool, "");
    assert!(ran.stderr.contains("broken.py:3:1"), "{}", ran.stderr);
    assert!(ran.stderr.contains("def f(:"), "{}", ran.stderr);
}

#[test]
fn surfaces_for_people_and_programs() {
    let surface = |arguments: &[&str]| {
        let mut tool = command();
        tool.args(["surface", "uvicorn", "--site-packages"])
            .arg(site_packages())
            .args(arguments);
        run(tool, "").expect_quiet("surface")
    };
    let table = surface(&["--skipped"]);
    assert!(table.contains("Server_serve_sync"), "{table}");
    assert!(table.contains("nested in a function"), "{table}");
    let json: Value = serde_json::from_str(&surface(&["--format", "json"])).unwrap();
    assert_eq!(json["origins"][0]["name"], "uvicorn.Server.serve");
    assert_eq!(json["report"]["counts"]["methods"], 51);
}

#[test]
fn the_shared_runtime_is_written_too() {
    let dir = scratch("command-runtime");
    for (name, arguments) in [
        ("runtime", vec!["runtime"]),
        (
            "render",
            vec!["render", "httpx", "--shared-runtime", "mochi_runtime"],
        ),
    ] {
        let mut tool = command();
        tool.args(arguments)
            .args(["--mode", "persistent", "--output", &format!("{name}.py")])
            .current_dir(&dir);
        if name == "render" {
            tool.arg("--site-packages").arg(site_packages());
        }
        assert!(run(tool, "").status.success());
    }
    fs::rename(dir.join("runtime.py"), dir.join("mochi_runtime.py")).unwrap();
    let mut import = common::environment(&pythons()[0]).python.strict();
    import.args(["-c", "import render"]).current_dir(&dir);
    run(import, "").expect_quiet("import");
}

#[test]
fn completions_and_manual() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let mut tool = command();
        tool.args(["completions", shell]);
        assert!(
            run(tool, "").expect_quiet(shell).contains("shared-runtime"),
            "{shell}"
        );
    }
    let mut tool = command();
    tool.arg("man");
    let manual = run(tool, "").expect_quiet("man");
    assert!(manual.contains(".TH mochi-asyncbridge 1") && manual.contains("\\-\\-site\\-packages"));
}

#[test]
fn what_is_not_there() {
    let dir = scratch("command-missing");
    for arguments in [
        &["render", "nosuch", "--site-packages", "."][..],
        &["render", "./nosuch.py"],
        &["render", "httpx"],
        &[
            "render",
            "httpx",
            "--site-packages",
            ".",
            "--python-version",
            "2.7",
        ],
        &[
            "render",
            "httpx",
            "--mode",
            "Persistent",
            "--site-packages",
            ".",
        ],
        &["dump", "nosuch.py"],
    ] {
        let mut tool = command();
        tool.args(arguments).current_dir(&dir);
        let ran = run(tool, "");
        assert_eq!(ran.status.code(), Some(2), "{arguments:?}");
        assert!(
            ran.stderr.starts_with("error: ") && ran.stdout.is_empty(),
            "{arguments:?}: {}",
            ran.stderr
        );
    }
}
