//! The command among terminals, permissions, file systems and pip.

mod common;

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use common::{
    command, launched, scratch,
    support::{Ran, pythons},
};
use serde_json::Value;

fn run(command: Command) -> Ran {
    Ran::of(command, "", Duration::from_mins(5))
}

/// `surface p` as JSON.
fn surface(site: &Path) -> Command {
    let mut tool = command();
    tool.args(["surface", "p", "--format", "json", "--site-packages"])
        .arg(site);
    tool
}

/// A package of many files, made in the order of the numbers.
fn package(root: &Path, numbers: impl Iterator<Item = usize>) {
    fs::create_dir_all(root.join("p")).unwrap();
    for n in numbers {
        let text = format!(
            "from p.m{} import Client as Other\n\
             class Client:\n    async def get{}(self) -> 'Other': ...\n\
             async def fetch(client: Other) -> Client: ...\n\
             async def _hidden(): ...\n",
            n / 2,
            n % 5
        );
        fs::write(root.join(format!("p/m{n}.py")), text).unwrap();
    }
    fs::write(root.join("p/__init__.py"), "").unwrap();
}

#[cfg(unix)]
#[test]
fn the_bar_is_for_terminals() {
    const FILES: usize = 300;
    let root = scratch("terminal");
    package(&root, 1..FILES);
    let total = format!("/{FILES} files");

    let quiet = run(surface(&root)).expect_quiet("without a terminal");
    assert!(!quiet.contains(&total));

    let mut tool = surface(&root);
    tool.env("TERM", "xterm-256color");
    let plain = run(launched("terminal.py", &[] as &[&str], &tool)).expect_quiet("NO_COLOR");
    assert!(
        plain.contains("reading ") && plain.contains(&total),
        "{plain:?}"
    );
    assert!(!plain.contains("\x1b[36m"), "{plain:?}");
    let last = plain.rsplit('\r').next().unwrap();
    assert!(!last.contains("reading"), "it is cleared: {plain:?}");

    tool.env_remove("NO_COLOR");
    let coloured = run(launched("terminal.py", &[] as &[&str], &tool)).expect_quiet("in colour");
    assert!(coloured.contains("\x1b[36m"), "{coloured:?}");
}

#[cfg(unix)]
#[test]
fn errors_are_coloured_on_terminals() {
    let failing = || {
        let mut tool = command();
        tool.args(["surface", "nosuch", "--site-packages", "."])
            .env("TERM", "xterm-256color");
        tool
    };
    let coloured = || {
        let mut tool = failing();
        tool.env_remove("NO_COLOR");
        tool
    };
    let on_terminal = |tool| run(launched("terminal.py", &[] as &[&str], &tool)).stdout;
    assert!(on_terminal(failing()).starts_with("error: no package"));
    assert!(run(coloured()).stderr.starts_with("error: no package"));
    assert!(on_terminal(coloured()).starts_with("\x1b[1m\x1b[31merror:\x1b[0m"));
}

#[cfg(unix)]
#[test]
fn files_and_folders_without_permission() {
    use std::os::unix::fs::PermissionsExt as _;

    let root = scratch("permission");
    package(&root, 1..4);
    fs::create_dir(root.join("p/closed")).unwrap();
    fs::write(root.join("p/closed/inside.py"), "").unwrap();
    let closed = [root.join("p/m2.py"), root.join("p/closed")];
    let set = |mode| {
        for path in &closed {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    set(0o000);
    let run = |keep_going: bool| {
        let mut tool = surface(&root);
        if keep_going {
            tool.arg("--keep-going");
        }
        run(launched("without_privileges.py", &[&closed[0]], &tool))
    };
    let (refused, ran) = (run(false), run(true));
    set(0o755);
    assert_eq!(refused.status.code(), Some(2), "{}", refused.stderr);
    assert!(refused.stdout.is_empty(), "{}", refused.stdout);
    for said in [&refused.stderr, &ran.stderr] {
        assert!(said.contains("p/closed: unreadable"), "{said}");
        assert!(said.contains("p/m2.py: unreadable"), "{said}");
    }
    assert_eq!(ran.status.code(), Some(3), "{}", ran.stderr);
    let printed: Value = serde_json::from_str(&ran.stdout).unwrap();
    let unread = printed["report"]["unread"].as_array().unwrap();
    let unreadable: Vec<&str> = unread
        .iter()
        .map(|skip| {
            assert_eq!(skip["reason"], "unreadable");
            let detail = skip["detail"].as_str().unwrap();
            assert!(detail.contains("ermission denied"), "{skip}");
            skip["path"].as_str().unwrap()
        })
        .collect();
    assert_eq!(unreadable, ["p/closed", "p/m2.py"]);
    assert!(ran.stdout.contains("\"p.m3.fetch\""), "the others are read");
}

/// The order in which a folder lists its files is that of the file system, or of their creation.
#[test]
fn the_same_bytes_in_any_order_of_files() {
    const FILES: usize = 200;
    let mut folders = vec![scratch("order-rising"), scratch("order-falling")];
    package(&folders[0], 0..FILES);
    package(&folders[1], (0..FILES).rev());
    // In memory the order is that of creation.
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        for (name, falling) in [("rising", false), ("falling", true)] {
            let folder = memory.join(format!("mochi-{name}-{}", std::process::id()));
            if falling {
                package(&folder, (0..FILES).rev());
            } else {
                package(&folder, 0..FILES);
            }
            folders.push(folder);
        }
    }
    let listed: Vec<Vec<_>> = folders
        .iter()
        .map(|folder| {
            let entries = folder.join("p").read_dir().unwrap();
            entries.map(|entry| entry.unwrap().file_name()).collect()
        })
        .collect();
    let outputs: Vec<String> = folders
        .iter()
        .map(|folder| {
            let mut tool = surface(Path::new("."));
            tool.current_dir(folder);
            run(tool).expect_quiet("surface")
        })
        .collect();
    for folder in &folders[2..] {
        fs::remove_dir_all(folder).unwrap();
    }
    if listed.iter().all(|order| *order == listed[0]) {
        let said = "every file system here lists the files in one order: others are not tested";
        assert!(std::env::var_os("CI").is_none(), "{said}");
        let _ = writeln!(std::io::stderr(), "{said}");
    }
    for (folder, output) in folders.iter().zip(&outputs) {
        assert!(*output == outputs[0], "{}", folder.display());
    }
}

#[test]
fn a_missing_package_is_installed_by_its_hash() {
    let root = scratch("requirements");
    let pinned = include_str!("requirements/packages.txt");
    let start = pinned.find("\nhttpx==").unwrap() + 1;
    let pinned: String = pinned[start..]
        .split_inclusive('\n')
        .enumerate()
        .take_while(|(at, line)| *at == 0 || line.starts_with(' '))
        .map(|(_, line)| line)
        .collect();
    let sound = root.join("sound.txt");
    fs::write(&sound, &pinned).unwrap();
    // No file has a hash of zeros.
    let tampered = root.join("tampered.txt");
    let zeros = format!("sha256:{}", "0".repeat(64));
    let lines = pinned.lines().map(|line| match line.find("sha256:") {
        Some(at) => format!("{}{zeros}{}", &line[..at], &line[at + zeros.len()..]),
        None => line.to_owned(),
    });
    fs::write(&tampered, lines.collect::<Vec<_>>().join("\n")).unwrap();

    let render = |site: &str, requirements: &PathBuf| {
        let mut tool = command();
        tool.args(["render", "httpx", "--site-packages", site])
            .arg("--requirements")
            .arg(requirements)
            .env("MOCHI_PYTHONS", &pythons()[0].executable)
            .current_dir(&root);
        run(tool)
    };
    let refused = render("bad", &tampered);
    assert_eq!(refused.status.code(), Some(2), "{}", refused.stderr);
    assert!(refused.stderr.contains("HASH"), "{}", refused.stderr);
    assert!(refused.stdout.is_empty() && !root.join("bad/httpx").exists());

    let first = render("site", &sound);
    assert!(first.status.success(), "{}", first.stderr);
    assert!(first.stderr.contains("installing "), "{}", first.stderr);
    assert!(first.stdout.contains("def AsyncClient_get_sync("));
    let second = render("site", &sound);
    assert!(!second.stderr.contains("installing "), "{}", second.stderr);
    assert!(first.stdout == second.stdout);
}
