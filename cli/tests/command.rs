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

fn command_of_surface(dir: &Path) -> Command {
    let mut tool = command();
    tool.args(["surface", "made_up", "--site-packages", "one/site"])
        .current_dir(dir);
    tool
}

/// Where a package lies and how the options stand say nothing about a module.
#[test]
fn a_module_says_what_it_was_made_of_and_how() {
    let dir = scratch("command-header");
    for site in ["one/site", "another"] {
        let site = dir.join(site);
        let info = site.join("made_up_dist-1.5.dist-info");
        fs::create_dir_all(site.join("made_up")).unwrap();
        fs::create_dir_all(&info).unwrap();
        fs::write(site.join("made_up/__init__.py"), "from ._a import f as f\n").unwrap();
        let source = "import os\n\n\nasync def f() -> int:\n    return 1\n";
        fs::write(site.join("made_up/_a.py"), source).unwrap();
        fs::write(info.join("METADATA"), "Name: made-up-dist\nVersion: 1.5\n").unwrap();
        let record = "made_up/__init__.py,,\nmade_up/_a.py,,\n";
        fs::write(info.join("RECORD"), record).unwrap();
    }
    let made = |arguments: &str| {
        let mut tool = command();
        tool.arg("render")
            .args(arguments.split_whitespace())
            .current_dir(&dir);
        let ran = run(tool, "");
        assert!(ran.status.success(), "{arguments}: {}", ran.stderr);
        ran.stdout
    };
    let text = made("made_up --mode persistent --timeouts --site-packages one/site");
    let command = "mochi-asyncbridge render made_up --mode persistent --timeouts";
    let header = format!(
        "Mode: persistent\nOptions: timeouts, helpers\nPackage: made-up-dist 1.5\nMade by: {command}\n"
    );
    assert!(text.contains(&header), "{text}");
    assert!(
        text.contains("\n\n\n# made_up/_a.py:4\ndef f_sync() -> int:\n"),
        "{text}"
    );
    // As descriptors it names the package, too.
    let mut tool = command_of_surface(&dir);
    tool.args(["--format", "json"]);
    let descriptors = run(tool, "").expect_quiet("surface");
    let mut tool = self::command();
    tool.args(["render", "-"]);
    let of_descriptors = run(tool, &descriptors).expect_quiet("render -");
    assert!(
        of_descriptors.contains("\nPackage: made-up-dist 1.5\n\"\"\"\n"),
        "{of_descriptors}"
    );

    // A package of shims is made again by its command in the folder that holds it.
    made("made_up --mode persistent --site-packages one/site --output shims/");
    let module = dir.join("shims/__init__.py");
    let text_in_package = fs::read_to_string(&module).unwrap();
    let in_folder = "mochi-asyncbridge render made_up --mode persistent --output ./";
    assert!(
        text_in_package.contains(&format!("\nMade by: {in_folder}\n")),
        "{text_in_package}"
    );
    let mut again = self::command();
    again
        .args(in_folder.split(' ').skip(1))
        .args(["--site-packages", "../one/site", "--check"])
        .current_dir(dir.join("shims"));
    run(again, "").expect_quiet(in_folder);

    let file = dir.join("made_up_sync.py");
    fs::write(&file, &text).unwrap();
    for same in [
        "--timeouts --site-packages another --mode persistent made_up",
        "--site-packages one/site made-up-dist --timeouts --mode persistent",
        "./one/site/made_up --timeouts --mode persistent --site-packages one/site",
        "./another/made_up --timeouts --mode persistent --site-packages another",
        &format!(
            "--timeouts {}/another/made_up --mode persistent --site-packages another",
            dir.display()
        ),
    ] {
        assert_eq!(made(same), text, "{same}");
        made(&format!("{same} --output made_up_sync.py --check"));
    }

    // The command that it names makes it again, and an option that is the default is none.
    let words = command.strip_prefix("mochi-asyncbridge render ").unwrap();
    assert_eq!(made(&format!("{words} --site-packages one/site")), text);
    let text = made("made_up --site-packages another");
    assert!(
        text.contains("Made by: mochi-asyncbridge render made_up --mode per-call\n"),
        "{text}"
    );
    assert_eq!(
        made("made_up --mode percall --site-packages another --platform linux"),
        text
    );

    // Two distributions that share a namespace: which one it is, it does not say.
    let namesake = dir.join("another/shared_dist-2.dist-info");
    fs::create_dir_all(&namesake).unwrap();
    fs::write(namesake.join("METADATA"), "Name: shared-dist\nVersion: 2\n").unwrap();
    fs::write(namesake.join("RECORD"), "made_up/b.py,,\n").unwrap();
    assert!(made("made_up --site-packages another").contains("\nPackage: made_up\nMade by: "));
    fs::remove_dir_all(namesake).unwrap();

    // Of what is no distribution it says the module, and what cannot be said it leaves out.
    let info = dir.join("another/made_up_dist-1.5.dist-info");
    fs::write(
        info.join("METADATA"),
        "Name: made-up-dist\nVersion: latest\n",
    )
    .unwrap();
    assert!(made("made_up --site-packages another").contains("\nPackage: made-up-dist\nMade by: "));
    fs::remove_dir_all(info).unwrap();
    assert!(made("made_up --site-packages another").contains("\nPackage: made_up\nMade by: "));
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

#[test]
fn a_summary_is_no_longer_than_a_screen() {
    use std::fmt::Write as _;
    const SCREEN: usize = 50;
    let dir = scratch("command-screen");
    let mut source = String::new();
    for at in 0..150 {
        let _ = writeln!(
            source,
            "class C{at:03}:\n    async def get(self, x: Lost{at}) -> int: ..."
        );
        let _ = writeln!(source, "async def _private_{at}() -> None: ...");
    }
    fs::create_dir(dir.join("p")).unwrap();
    fs::write(dir.join("p/__init__.py"), &source).unwrap();
    for at in 0..40 {
        fs::write(dir.join(format!("p/broken_{at:02}.py")), "def f(:\n").unwrap();
    }
    let surface = |arguments: &[&str]| {
        let mut tool = command();
        tool.args(["surface", "./p", "--keep-going"])
            .args(arguments)
            .current_dir(&dir);
        let ran = run(tool, "");
        assert_eq!(ran.status.code(), Some(3), "{}", ran.stderr);
        ran
    };
    let summary = surface(&[]);
    assert!(
        summary.stdout.lines().count() < SCREEN,
        "{}",
        summary.stdout
    );
    for part in [
        "     1  p.C000\n",
        "   130  130 others (see --all)\n",
        "150 shims; ",
        "   150  private\n",
        "and 130 more (see --skipped)\n",
    ] {
        assert!(summary.stdout.contains(part), "{part}: {}", summary.stdout);
    }
    let said = "and 20 files more (see `mochi-asyncbridge surface --skipped`)";
    assert!(summary.stderr.contains(said), "{}", summary.stderr);

    let all = surface(&["--all"]).stdout;
    assert!(all.contains("C149_get_sync"), "{all}");
    let listed = |arguments: &[&str]| {
        let arguments = [&["--skipped"], arguments].concat();
        let table = surface(&arguments).stdout;
        let private = table.matches("`p._private_").count();
        (private, table.matches("is defined nowhere").count())
    };
    assert_eq!(listed(&[]), (150, 150));
    assert_eq!(listed(&["--reason", "private"]), (150, 150));
    assert_eq!(listed(&["--reason", "nested"]), (0, 150));
    assert_eq!(listed(&["--named", "*_14*"]).0, 11);
    let mut tool = command();
    tool.args(["surface", "./p", "--skipped", "--reason", "no"])
        .current_dir(&dir);
    let ran = run(tool, "");
    assert_eq!(ran.status.code(), Some(2));
    assert!(
        ran.stderr.contains("expected one of `nested`"),
        "{}",
        ran.stderr
    );
}
