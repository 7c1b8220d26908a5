//! Packages, paths and descriptors by someone who means harm: nothing of theirs is run, written
//! through, waited for, or obeyed by a terminal.

#![cfg(unix)]

mod common;

use std::{
    ffi::OsStr,
    fs,
    os::unix::{
        ffi::OsStrExt as _,
        fs::{FileTypeExt as _, PermissionsExt as _, symlink},
    },
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use common::{
    command, launched, scratch,
    support::{Ran, pythons},
};

fn run(command: Command) -> Ran {
    Ran::of(command, "", Duration::from_mins(2))
}

fn tool(root: &Path, arguments: &[&str]) -> Command {
    let mut tool = command();
    tool.args(arguments).current_dir(root);
    tool
}

const SHIM: &str = "async def f() -> int: ...\n";

fn package(test: &str, source: impl AsRef<[u8]>) -> PathBuf {
    let root = scratch(&format!("hostile-{test}"));
    fs::create_dir(root.join("p")).unwrap();
    fs::write(root.join("p/__init__.py"), source).unwrap();
    root
}

/// What no terminal may get: a title, a cleared screen, the same in one byte, reversed text.
const CONTROLS: &str = "\x1b]0;owned\x07\x1b[2J\u{9b}2J\u{202e}\u{2066}";

#[track_caller]
fn assert_harmless(shown: &str) {
    let bad = ['\x07', '\u{9b}', '\u{202e}', '\u{2066}'];
    assert!(!shown.contains(bad), "{shown:?}");
    // What is left are colours, and the bar's way back.
    let others = ["\x1b]", "\x1b[2J"];
    assert!(
        !others.iter().any(|other| shown.contains(other)),
        "{shown:?}"
    );
}

#[test]
fn terminals_obey_nothing_of_a_package() {
    let annotated = format!(
        "import typing\n\"\"\"{CONTROLS}\"\"\"\nasync def f(x: typing.Literal['{CONTROLS}']) -> int:\n    \
         '''Does {CONTROLS}.'''\nasync def g(x: 'A{CONTROLS}') -> int: ...\n"
    );
    let root = package("terminal", &annotated);
    let broken = format!("x = '{CONTROLS}'; def f(: # {CONTROLS}\n");
    fs::write(root.join("p/broken.py"), broken).unwrap();
    let odd = root.join(format!("p/{CONTROLS}.py"));
    fs::write(&odd, SHIM).unwrap();
    for arguments in [
        &["surface", "./p", "--skipped", "--keep-going"][..],
        &["surface", "./p", "--format", "json", "--keep-going"],
        &["render", "./p", "--keep-going"],
        &["render", "./p"],
        &["render", odd.to_str().unwrap()],
        &[
            "render",
            "./p",
            "--keep-going",
            "--output",
            CONTROLS,
            "--check",
        ],
        &["render", &format!("{CONTROLS}/p")],
        &["render", CONTROLS],
        &["render", "./p", "--mode", CONTROLS],
        &["render", "./p", &format!("--{CONTROLS}")],
        &["render", "./p", "--site-packages", CONTROLS],
        &["dump", CONTROLS],
    ] {
        for colour in [false, true] {
            let mut tool = tool(&root, arguments);
            tool.env("TERM", "xterm-256color");
            if colour {
                tool.env_remove("NO_COLOR");
            }
            let ran = run(launched("terminal.py", &["--both"], &tool));
            assert!(!ran.stdout.is_empty(), "{arguments:?}: {}", ran.stderr);
            assert_harmless(&ran.stdout);
        }
    }
}

#[test]
fn terminals_obey_nothing_of_descriptors() {
    let root = scratch("hostile-json");
    let escaped = serde_json::to_string(CONTROLS).unwrap();
    for json in [
        format!("{{\"source_import\": {escaped}, \"fns\": []}}"),
        format!("{{{escaped}: 1}}"),
        format!(
            "{{\"source_import\": \"import m\", \"fns\": [{{\"name\": {escaped}, \"returns\": \"int\"}}]}}"
        ),
        format!("{{\"source_import\": \"import m\", \"mode\": {escaped}, \"fns\": []}}"),
        CONTROLS.to_owned(),
    ] {
        fs::write(root.join("in.json"), &json).unwrap();
        let mut shell = Command::new("sh");
        let tool = tool(&root, &["render", "-"]);
        shell
            .args(["-c", "exec \"$0\" render - < in.json"])
            .arg(tool.get_program())
            .env("TERM", "xterm-256color")
            .current_dir(&root);
        let ran = run(launched("terminal.py", &["--both"], &shell));
        assert_eq!(ran.status.code(), Some(2), "{json:?}: {}", ran.stdout);
        assert_harmless(&ran.stdout);
    }
}

/// What a program or a file gets is what was there: only terminals are spared.
#[test]
fn files_get_every_character() {
    let root = package("verbatim", "async def f() -> int:\n    'é \u{202e}'\n");
    let text = run(tool(&root, &["render", "./p"])).expect_quiet("render");
    run(tool(&root, &["render", "./p", "--output", "out.py"])).expect_quiet("render");
    assert_eq!(fs::read_to_string(root.join("out.py")).unwrap(), text);
}

#[test]
fn output_is_as_wide_as_the_terminal() {
    let name = "a_function_with_a_rather_long_name".repeat(2);
    let root = package("width", format!("async def {name}() -> int: ...\n"));
    for columns in [40_usize, 60] {
        let columns_text = columns.to_string();
        let arguments = ["--both", "--columns", &columns_text];
        let tool = tool(&root, &["surface", "./p"]);
        let ran = run(launched("terminal.py", &arguments, &tool));
        // The bar comes back to the start of its line and clears it.
        for line in ran.stdout.split(['\n', '\r']) {
            let line = line.trim_start_matches("\x1b[2K");
            let length = line.trim_end().chars().count();
            assert!(length <= columns, "{length} > {columns}: {line:?}");
        }
        let joined: String = ran.stdout.split_whitespace().collect();
        assert!(
            joined.contains(&format!("{name}_sync:valueofp.{name}")),
            "{}",
            ran.stdout
        );
    }
}

#[test]
fn paths_that_are_no_modules() {
    let root = package("paths", SHIM);
    for folder in ["q", "r/__init__", "s"] {
        fs::create_dir_all(root.join(folder)).unwrap();
    }
    fs::write(root.join("q/__init__.txt"), "").unwrap();
    fs::write(root.join("r/__init__/x.py"), SHIM).unwrap();
    fs::write(root.join("s/__init__.py"), "").unwrap();
    fs::create_dir(root.join("s/__init__")).unwrap();
    let latin = OsStr::from_bytes(b"caf\xe9");
    fs::create_dir(root.join(latin)).unwrap();
    fs::write(root.join(latin).join("__init__.py"), SHIM).unwrap();
    let mut latin_path = OsStr::from_bytes(b"./").to_owned();
    latin_path.push(latin);
    for path in [
        OsStr::new("q/__init__.txt"),
        OsStr::new("./r/__init__"),
        OsStr::new("./s/__init__"),
        OsStr::new("__init__"),
        OsStr::new("/"),
        OsStr::new("./."),
        &latin_path,
        latin,
        OsStr::new(""),
    ] {
        for command in ["render", "surface"] {
            let mut tool = tool(&root, &[command, "--site-packages", "."]);
            tool.arg("--").arg(path);
            let ran = run(tool);
            assert_eq!(ran.status.code(), Some(2), "{path:?}: {}", ran.stderr);
            assert!(
                ran.stderr.starts_with("error: "),
                "{path:?}: {}",
                ran.stderr
            );
            assert!(!ran.stderr.contains("panicked"), "{path:?}: {}", ran.stderr);
        }
    }
    // Below such a folder packages are packages, and what is odd in one is said.
    let inner = root.join("s").join(latin);
    fs::create_dir(&inner).unwrap();
    fs::create_dir(inner.join("p")).unwrap();
    fs::write(inner.join("p/__init__.py"), SHIM).unwrap();
    symlink(".", inner.join("p").join("up")).unwrap();
    fs::write(inner.join("p").join(OsStr::from_bytes(b"\xe9.py")), SHIM).unwrap();
    for arguments in [
        &["render"][..],
        &["surface", "--format", "json"],
        &["surface", "--skipped"],
    ] {
        let mut tool = tool(&root, arguments);
        tool.arg(inner.join("p"));
        let ran = run(tool);
        assert!(ran.status.success(), "{arguments:?}: {}", ran.stderr);
        assert!(ran.stdout.contains("f_sync"), "{}", ran.stdout);
    }
}

#[test]
fn pip_is_not_taken_from_the_working_folder() {
    let root = scratch("hostile-pip");
    let taken = "import pathlib\npathlib.Path('taken').write_text('')\n";
    fs::write(root.join("pip.py"), taken).unwrap();
    fs::create_dir(root.join("modules")).unwrap();
    fs::write(root.join("modules/pip.py"), taken).unwrap();
    let zeros = "0".repeat(64);
    fs::write(
        root.join("requirements.txt"),
        format!("httpx==0.28.1 --hash=sha256:{zeros}\n"),
    )
    .unwrap();
    let arguments = [
        "render",
        "httpx",
        "--site-packages",
        "site",
        "--requirements",
        "requirements.txt",
    ];
    let mut tool = tool(&root, &arguments);
    tool.env("MOCHI_PYTHONS", &pythons()[0].executable)
        .env("PYTHONPATH", root.join("modules"));
    let ran = run(tool);
    assert_eq!(ran.status.code(), Some(2), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("pip could not install"),
        "{}",
        ran.stderr
    );
    assert!(!root.join("taken").exists());
}

#[test]
fn requirements_hold_no_options() {
    let root = scratch("hostile-requirements");
    for line in [
        "--index-url http://127.0.0.1:9",
        "httpx==0.28.1 --index-url=http://127.0.0.1:9 --hash=sha256:00",
        "httpx @ http://127.0.0.1:9/httpx.whl --hash=sha256:00",
        "-r other.txt",
        "httpx",
    ] {
        fs::write(root.join("r.txt"), format!("# fine\n{line}\n")).unwrap();
        let arguments = [
            "render",
            "httpx",
            "--site-packages",
            "site",
            "--requirements",
            "r.txt",
        ];
        let ran = run(tool(&root, &arguments));
        assert_eq!(ran.status.code(), Some(2), "{line}: {}", ran.stderr);
        assert!(ran.stderr.contains("r.txt:2:1"), "{line}: {}", ran.stderr);
        assert!(!ran.stderr.contains("installing"), "{line}: {}", ran.stderr);
    }
}

#[test]
fn output_leaves_links_and_devices_what_they_are() {
    let root = package("output", SHIM);
    let render = |output: &str, more: &[&str]| {
        let mut tool = tool(&root, &["render", "./p", "--output", output]);
        tool.args(more);
        run(tool)
    };
    fs::write(root.join("real.py"), "old").unwrap();
    fs::set_permissions(root.join("real.py"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real.py", root.join("link.py")).unwrap();
    render("link.py", &[]).expect_quiet("a link");
    assert!(root.join("link.py").is_symlink());
    let real = fs::read_to_string(root.join("real.py")).unwrap();
    assert!(real.contains("def f_sync("));
    let mode = fs::metadata(root.join("real.py")).unwrap().permissions();
    assert_eq!(mode.mode() & 0o777, 0o640);

    symlink("nowhere.py", root.join("dangling.py")).unwrap();
    let ran = render("dangling.py", &[]);
    assert_eq!(ran.status.code(), Some(2));
    assert!(ran.stderr.contains("a link to nothing"), "{}", ran.stderr);
    assert!(!root.join("nowhere.py").exists());

    render("/dev/null", &[]).expect_quiet("a device");
    let null = fs::metadata("/dev/null").unwrap();
    assert!(null.file_type().is_char_device());
    let ran = render("/dev/null", &["--check"]);
    assert_eq!(ran.status.code(), Some(2), "{}", ran.stderr);
    assert_eq!(render("/dev/stdout", &[]).expect_quiet("a pipe"), real);

    let fifo = root.join("fifo.py");
    let status = Command::new("mkfifo").arg(&fifo).status();
    assert!(status.is_ok_and(|status| status.success()), "mkfifo");
    // Nobody writes to it, and so nothing that reads it would end.
    let ran = render("fifo.py", &["--check"]);
    assert_eq!(ran.status.code(), Some(2), "{}", ran.stderr);
    let reading = std::thread::spawn({
        let fifo = fifo.clone();
        move || fs::read_to_string(fifo).unwrap()
    });
    render("fifo.py", &[]).expect_quiet("a fifo");
    assert_eq!(reading.join().unwrap(), real);
    assert!(fs::metadata(&fifo).unwrap().file_type().is_fifo());

    fs::create_dir(root.join("folder.py")).unwrap();
    assert_eq!(render("folder.py", &[]).status.code(), Some(2));
    let mut names: Vec<_> = fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "dangling.py",
            "fifo.py",
            "folder.py",
            "link.py",
            "p",
            "real.py"
        ],
        "no drafts are left"
    );
}

#[test]
fn the_package_is_not_written_over() {
    let root = package("source", SHIM);
    fs::write(root.join("p/other.py"), "x = 1\n").unwrap();
    fs::write(root.join("p/py.typed"), "").unwrap();
    fs::write(root.join("m.py"), SHIM).unwrap();
    symlink("p/other.py", root.join("link.py")).unwrap();
    symlink("p", root.join("away")).unwrap();
    fs::hard_link(root.join("p/__init__.py"), root.join("hard.py")).unwrap();
    for (package, output) in [
        ("./p", "p/__init__.py"),
        ("./p", "p/other.py"),
        ("./p", "p/py.typed"),
        ("./p", "p/"),
        ("./p", "link.py"),
        ("./p", "away/../p/other.py"),
        ("./away", "p/other.py"),
        ("./m.py", "m.py"),
        ("./m.py", "./p/../m.py"),
    ] {
        let ran = run(tool(&root, &["render", package, "--output", output]));
        assert_eq!(ran.status.code(), Some(2), "{output}: {}", ran.stderr);
        assert!(
            ran.stderr.contains("belongs to the package"),
            "{output}: {}",
            ran.stderr
        );
    }
    // A hard link is another name of the same file: the other one keeps its text.
    run(tool(&root, &["render", "./p", "--output", "hard.py"])).expect_quiet("a hard link");
    assert_eq!(
        fs::read_to_string(root.join("p/__init__.py")).unwrap(),
        SHIM
    );
    assert_eq!(fs::read_to_string(root.join("m.py")).unwrap(), SHIM);
    assert!(!root.join("p/_runtime.py").exists());
}

/// A file of 3 GB of nothing, wherever one is read.
#[test]
fn long_files_cost_no_memory() {
    let root = package("long", SHIM);
    let sparse = |name: &str| {
        let file = fs::File::create(root.join(name)).unwrap();
        file.set_len(3 << 30).unwrap();
    };
    for name in ["p/long.py", "out.py", "r.txt", "site.pth"] {
        sparse(name);
    }
    let limited = |arguments: &[&str]| {
        let bytes = (2_500_u64 << 20).to_string();
        let tool = tool(&root, arguments);
        run(launched("limited.py", &[bytes], &tool))
    };
    let ran = limited(&["render", "./p"]);
    assert_eq!(ran.status.code(), Some(2), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("p/long.py: too large"),
        "{}",
        ran.stderr
    );
    let ran = limited(&[
        "render",
        "./p",
        "--keep-going",
        "--output",
        "out.py",
        "--check",
    ]);
    assert_eq!(ran.status.code(), Some(1), "{}", ran.stderr);
    let ran = limited(&["dump", "out.py"]);
    assert_eq!(ran.status.code(), Some(2), "{}", ran.stderr);
    let arguments = [
        "render",
        "q",
        "--site-packages",
        ".",
        "--requirements",
        "r.txt",
    ];
    let ran = limited(&arguments);
    assert_eq!(ran.status.code(), Some(2), "{}", ran.stderr);
    assert!(ran.stderr.contains("r.txt: longer than"), "{}", ran.stderr);
}
