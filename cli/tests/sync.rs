//! A project with a `pyproject.toml`: `init`, `sync` and `sync --check`.

mod common;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use common::{
    command, scratch,
    support::{Ran, pythons},
};

const LIMIT: Duration = Duration::from_mins(2);

fn tool(root: &Path, arguments: &[&str]) -> Ran {
    let mut tool = command();
    tool.args(arguments).current_dir(root).env("PATH", "");
    Ran::of(tool, "", LIMIT)
}

#[track_caller]
fn exits(ran: &Ran, code: i32) {
    assert_eq!(
        ran.status.code(),
        Some(code),
        "{}\n{}",
        ran.stdout,
        ran.stderr
    );
}

/// The modules of a project's packages, installed in `site`.
const PACKAGES: [(&str, &str); 6] = [
    (
        "one/__init__.py",
        "async def fetch(url: str) -> str:\n    return url\n",
    ),
    (
        "two/__init__.py",
        "class Client:\n    async def get(self, key: str) -> int:\n        return len(key)\n\n    \
         async def put(self, key: str) -> None: ...\n",
    ),
    (
        "three/deep/__init__.py",
        "async def walk() -> int:\n    return 3\n",
    ),
    ("four.py", "async def count() -> int:\n    return 4\n"),
    (
        "five_impl/__init__.py",
        "import two\n\nasync def ask(client: two.Client) -> int:\n    return await client.get('12345')\n",
    ),
    (
        "five_dist-5.dist-info/METADATA",
        "Name: five-dist\nVersion: 5\n\n",
    ),
];

const TABLE: &str = "\
[project]
name = 'app'

[tool.mochi-asyncbridge]
output = 'app/sync'
site-packages = ['site']
packages = ['one', 'two', 'three.deep', 'four', 'five-dist', './app']
";

/// A project with some packages, installed beside it, and one of its own.
fn project(test: &str, table: &str) -> PathBuf {
    let root = scratch(&format!("sync-{test}"));
    for (file, text) in PACKAGES {
        write(&root.join("site").join(file), text);
    }
    let record = "five_impl/__init__.py,,\n";
    write(&root.join("site/five_dist-5.dist-info/RECORD"), record);
    write(
        &root.join("app/__init__.py"),
        "async def own() -> int:\n    return 6\n",
    );
    write(&root.join("pyproject.toml"), table);
    root
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The modules in a folder and what they hold.
fn modules(folder: &Path) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn names(folder: &Path) -> Vec<String> {
    modules(folder).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn everything_is_written_once_and_runs() {
    let root = project("everything", TABLE);
    let first = tool(&root, &["sync"]);
    exits(&first, 0);
    assert!(first.stdout.is_empty(), "{}", first.stdout);
    let folder = root.join("app/sync");
    assert_eq!(
        names(&folder),
        [
            "__init__.py",
            "_runtime_per_call.py",
            "_runtime_persistent.py",
            "app_sync.py",
            "five_impl_sync.py",
            "four_sync.py",
            "one_sync.py",
            "three_deep_sync.py",
            "two_sync.py",
        ]
    );
    let written = modules(&folder);
    let of_five = &written[4].1;
    assert!(
        of_five.contains("\nPackage: five-dist 5\nMade by: mochi-asyncbridge sync\n"),
        "{of_five}"
    );

    // Nothing that it wrote is read, and nothing is written twice.
    let again = tool(&root, &["sync", "--no-cache"]);
    exits(&again, 0);
    assert_eq!(
        again.stderr,
        "6 packages, 7 shims: 0 files changed, 8 as they were\n"
    );
    assert_eq!(modules(&folder), written);
    let checked = tool(&root, &["sync", "--check", "--no-cache"]);
    exits(&checked, 0);
    assert_eq!(
        checked.stderr,
        "6 packages, 7 shims: 0 files stale, 8 as they were\n"
    );

    let program = "\
from app.sync import app_sync, five_impl_sync, four_sync, one_sync, three_deep_sync, two_sync
import two
assert one_sync.fetch_sync('x') == 'x'
assert two_sync.Client_get_sync(two.Client(), 'ab') == 2
assert three_deep_sync.walk_sync() == 3
assert four_sync.count_sync() == 4
assert five_impl_sync.ask_sync(two.Client()) == 5
assert app_sync.own_sync() == 6
assert one_sync.MochiAsyncReentryError is four_sync.MochiAsyncReentryError
";
    for python in pythons() {
        let mut run = python.strict();
        run.args(["-c", program])
            .current_dir(&root)
            .env("PYTHONPATH", ".:site");
        Ran::of(run, "", LIMIT).expect_quiet("the shims");
    }
}

#[test]
fn what_is_stale_is_shown_and_left() {
    let root = project("stale", TABLE);
    exits(&tool(&root, &["sync"]), 0);
    let folder = root.join("app/sync");
    let module = root.join("site/one/__init__.py");
    write(&module, "async def fetch(url: bytes) -> str: ...\n");
    fs::remove_file(folder.join("_runtime_per_call.py")).unwrap();
    let before = modules(&folder);
    let stale = tool(&root, &["sync", "--check", "--format", "github"]);
    exits(&stale, 1);
    assert_eq!(modules(&folder), before, "nothing is written");
    for part in [
        "--- app/sync/one_sync.py\n+++ (rendered)\n@@ ",
        "\n-def fetch_sync(url: str) -> str:\n",
        "\n+def fetch_sync(url: bytes) -> str:\n",
        "\n::error file=app/sync/one_sync.py,line=1,title=stale shims::run `mochi-asyncbridge sync`",
        "\n::error file=app/sync/_runtime_per_call.py,line=1,title=stale shims::",
    ] {
        assert!(stale.stdout.contains(part), "{part}: {}", stale.stdout);
    }
    assert!(
        stale.stderr.contains("2 files stale, 6 as they were\n"),
        "{}",
        stale.stderr
    );
    let plain = tool(&root, &["sync", "--check"]);
    exits(&plain, 1);
    assert!(!plain.stdout.contains("::error"), "{}", plain.stdout);
    exits(&tool(&root, &["sync"]), 0);
    exits(&tool(&root, &["sync", "--check"]), 0);
}

#[test]
fn what_the_table_has_no_more_goes() {
    let root = project("orphans", TABLE);
    exits(&tool(&root, &["sync"]), 0);
    let folder = root.join("app/sync");
    let own = folder.join("helpers.py");
    write(&own, "x = 1\n");
    let render = ["render", "four", "--site-packages", "site", "--output"];
    exits(
        &tool(&root, &[&render[..], &["app/sync/mine.py"]].concat()),
        0,
    );
    let fewer = TABLE.replace("'one', 'two', 'three.deep', 'four', ", "'two', ");
    write(&root.join("pyproject.toml"), &fewer);
    let checked = tool(&root, &["sync", "--check"]);
    exits(&checked, 1);
    assert!(
        checked
            .stderr
            .contains("stale: app/sync/one_sync.py is of no package in the table\n"),
        "{}",
        checked.stderr
    );
    assert!(folder.join("one_sync.py").exists());
    exits(&tool(&root, &["sync"]), 0);
    assert_eq!(
        names(&folder),
        [
            "__init__.py",
            "_runtime_per_call.py",
            "_runtime_persistent.py",
            "app_sync.py",
            "five_impl_sync.py",
            "helpers.py",
            "mine.py",
            "two_sync.py",
        ]
    );
}

#[test]
fn a_package_that_fails_does_not_stop_the_others() {
    let root = project("failing", TABLE);
    exits(&tool(&root, &["sync"]), 0);
    write(&root.join("site/two/broken.py"), "def f(:\n");
    write(
        &root.join("site/four.py"),
        "async def count(x: int) -> int: ...\n",
    );
    let table = TABLE.replace("'one', ", "'nosuch', ");
    write(&root.join("pyproject.toml"), &table);
    let folder = root.join("app/sync");
    let before = modules(&folder);
    for (arguments, has_changed) in [
        (
            &["sync", "--no-cache", "--check", "--format", "github"][..],
            false,
        ),
        (&["sync", "--no-cache"], true),
    ] {
        let failed = tool(&root, arguments);
        exits(&failed, 2);
        for part in [
            "nosuch:\nerror: no package or module `nosuch`",
            "two:\nerror: two/broken.py: syntax error",
            "4 packages, 4 shims: 1 files",
            ", 2 failed\n",
        ] {
            assert!(failed.stderr.contains(part), "{part}: {}", failed.stderr);
        }
        let now = modules(&folder);
        assert_eq!(now.len(), before.len(), "nothing is removed");
        let changed = now
            .iter()
            .zip(&before)
            .filter(|(now, before)| now != before);
        let changed: Vec<&str> = changed.map(|((name, _), _)| &**name).collect();
        let expected: &[&str] = if has_changed { &["four_sync.py"] } else { &[] };
        assert_eq!(changed, expected);
        if !has_changed {
            let annotation = "::error file=pyproject.toml,line=7,title=no shims for two::";
            assert!(failed.stdout.contains(annotation), "{}", failed.stdout);
        }
    }

    // A file that somebody else wrote is such a failure.
    let root = project("taken", TABLE);
    write(&root.join("app/sync/four_sync.py"), "mine = 1\n");
    let failed = tool(&root, &["sync"]);
    exits(&failed, 2);
    let said = "four:\nerror: app/sync/four_sync.py: this tool has not written it\n";
    assert!(failed.stderr.contains(said), "{}", failed.stderr);
    let kept = fs::read_to_string(root.join("app/sync/four_sync.py")).unwrap();
    assert_eq!(kept, "mine = 1\n");
    assert!(root.join("app/sync/five_impl_sync.py").exists());

    // What cannot be read is left out where that is allowed.
    let going = format!("{TABLE}[tool.mochi-asyncbridge.options.two]\nkeep-going = true\n");
    let root = project("keep-going", &going);
    write(&root.join("site/two/broken.py"), "def f(:\n");
    let ran = tool(&root, &["sync"]);
    exits(&ran, 3);
    assert!(ran.stderr.contains("two: warning: "), "{}", ran.stderr);
    assert!(root.join("app/sync/two_sync.py").exists());
}

#[test]
fn packages_have_options_of_their_own() {
    let table = format!(
        "{TABLE}mode = 'persistent'\nexclude = ['*.put']\n
[tool.mochi-asyncbridge.options.one]
module = 'first'
mode = 'per-call'
timeouts = true
names = {{ fetch_sync = 'load' }}

[tool.mochi-asyncbridge.options.two]
include = ['two.Client.*']
"
    );
    let root = project("options", &table);
    exits(&tool(&root, &["sync"]), 0);
    let folder = root.join("app/sync");
    assert_eq!(
        names(&folder),
        [
            "__init__.py",
            "_runtime_per_call_timeouts.py",
            "_runtime_persistent.py",
            "app_sync.py",
            "first.py",
            "five_impl_sync.py",
            "four_sync.py",
            "three_deep_sync.py",
            "two_sync.py",
        ]
    );
    let first = fs::read_to_string(folder.join("first.py")).unwrap();
    assert!(first.contains("\ndef load(url: str) -> str:"), "{first}");
    let two = fs::read_to_string(folder.join("two_sync.py")).unwrap();
    assert!(two.contains("\ndef Client_get_sync("), "{two}");
    assert!(!two.contains("\ndef Client_put_sync("), "{two}");
    assert!(!two.contains("\ndef Client_new_sync("), "{two}");
    let mut run = pythons()[0].strict();
    let program = "import app.sync.two_sync as t\ntry: t.Client_put_sync\nexcept AttributeError as e: print(e)";
    run.args(["-c", program])
        .current_dir(&root)
        .env("PYTHONPATH", ".:site");
    let said = Ran::of(run, "", LIMIT).expect_quiet("the reason");
    assert!(said.contains("excluded"), "{said}");
}

/// The first lines of a table.
const START: &str = "[tool.mochi-asyncbridge]\noutput = 'sync'\nsite-packages = ['site']\n";

/// What else is wrong in it, where, and what is said.
const MISTAKES: [(&str, &str, &str); 18] = [
    (
        "packages = ['one']\nstyle = 'modules'",
        "5:9",
        "expected `functions` or `classes`",
    ),
    (
        "packages = ['one']\nmoed = 'x'",
        "5:1",
        "unknown field `moed`",
    ),
    ("packages = 'one'", "4:12", "expected a sequence"),
    ("packages = []", "4:12", "expected names of packages"),
    ("packages = ['one', 'one']", "4:20", "each package once"),
    (
        "packages = ['one']\nmode = 'fast'",
        "5:8",
        "event-loop `fast`",
    ),
    (
        "packages = ['one']\npython-version = '3.8'",
        "5:18",
        "expected 3.11 or later",
    ),
    (
        "packages = ['one']\ninclude = ['a b']",
        "5:11",
        "expected a dotted name",
    ),
    (
        "packages = ['one']\noptions.two = {}",
        "5:9",
        "expected one of `packages`",
    ),
    (
        "packages = ['one']\noptions.one = { names = { x_sync = 'y' } }",
        "5:27",
        "`one` has no such shim",
    ),
    (
        "packages = ['one']\noptions.one = { names = { fetch_sync = 'y z' } }",
        "5:40",
        "expected a Python identifier",
    ),
    (
        "packages = ['two']\noptions.two = { names = { Client_get_sync = 'Client_put_sync' } }",
        "5:45",
        "another shim has this name",
    ),
    (
        "packages = ['one']\noptions.one = { exclude = ['two.*'] }",
        "5:28",
        "`one` has nothing of this name",
    ),
    (
        "packages = ['one']\nexclude = ['two.*']",
        "5:12",
        "no package has anything",
    ),
    (
        "packages = ['one']\noptions.one = { module = '_x' }",
        "5:26",
        "needs a name that is an identifier",
    ),
    (
        "packages = ['one', 'two']\noptions.two = { module = 'one_sync' }",
        "4:20",
        "`one_sync` is the module of `one` too",
    ),
    (
        "packages = ['one']\n[tool.mochi-asyncbridge.options.one]\nmodul = 'x'",
        "6:1",
        "unknown field `modul`",
    ),
    ("packages = [", "4:1", "array"),
];

#[test]
fn mistakes_in_the_table_are_pointed_at() {
    let root = scratch("sync-mistakes");
    write(&root.join("site/one.py"), PACKAGES[0].1);
    write(&root.join("site/two.py"), PACKAGES[1].1);
    for (rest, place, said) in MISTAKES {
        write(&root.join("pyproject.toml"), &format!("{START}{rest}\n"));
        let failed = tool(&root, &["sync", "--check"]);
        exits(&failed, 2);
        let place = format!("--> pyproject.toml:{place}");
        assert!(failed.stderr.contains(&place), "{place}: {}", failed.stderr);
        assert!(failed.stderr.contains(said), "{said}: {}", failed.stderr);
    }
    write(
        &root.join("pyproject.toml"),
        &format!("{START}packages = ['one']\n").replace("'sync'", "'a-b'"),
    );
    let failed = tool(&root, &["sync"]);
    exits(&failed, 2);
    assert!(
        failed.stderr.contains("pyproject.toml:2:10"),
        "{}",
        failed.stderr
    );
    write(&root.join("pyproject.toml"), "[project]\n");
    let failed = tool(&root, &["sync"]);
    exits(&failed, 2);
    assert!(
        failed
            .stderr
            .contains("`mochi-asyncbridge init` writes one"),
        "{}",
        failed.stderr
    );
    assert!(!root.join("sync").exists());
}

#[test]
fn a_project_begins_with_a_commented_table() {
    let root = project("init", "[project]\nname = 'app'\n\n[tool.other]\nx = 1");
    exits(&tool(&root, &["init"]), 0);
    let file = root.join("pyproject.toml");
    let text = fs::read_to_string(&file).unwrap();
    assert!(
        text.starts_with("[project]\nname = 'app'\n\n[tool.other]\nx = 1\n\n# Synchronous shims"),
        "{text}"
    );
    assert!(text.contains("\noutput = \"app/sync\"\n"), "{text}");
    let again = tool(&root, &["init"]);
    exits(&again, 2);
    assert!(
        again
            .stderr
            .contains("there is a table [tool.mochi-asyncbridge] already"),
        "{}",
        again.stderr
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    let named = text.replace("packages = []", "packages = ['one']").replace(
        "# site-packages = [\".venv/lib/python3.13/site-packages\"]",
        "site-packages = ['site']",
    );
    write(&file, &named);
    exits(&tool(&root, &["sync"]), 0);
    assert!(root.join("app/sync/one_sync.py").exists());

    for (text, said) in [
        ("tool = {}\n", "cannot take another table"),
        ("[tool]\nmochi-asyncbridge = 1\n", "already"),
        ("x = [\n", "pyproject.toml"),
    ] {
        write(&file, text);
        let failed = tool(&root, &["init"]);
        exits(&failed, 2);
        assert!(failed.stderr.contains(said), "{said}: {}", failed.stderr);
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }
    fs::remove_file(&file).unwrap();
    exits(&tool(&root, &["init"]), 0);
    assert!(
        fs::read_to_string(&file)
            .unwrap()
            .starts_with("# Synchronous")
    );
}

/// All files below a folder, by their paths there.
fn all_files(folder: &Path) -> Vec<String> {
    let entries = walkdir::WalkDir::new(folder).into_iter().flatten();
    let files = entries.filter(|entry| entry.file_type().is_file());
    let mut files: Vec<String> = files
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap();
            path.to_string_lossy().replace('\\', "/")
        })
        .collect();
    files.sort();
    files
}

#[test]
fn large_packages_are_mirrored() {
    let table = "[tool.mochi-asyncbridge]\noutput = 'app/sync'\nsite-packages = ['site']\n\
                 packages = ['big']\nmirror = true\n";
    let root = project("mirror", table);
    for (file, text) in [
        ("__init__.py", "from ._hidden import top as top\n"),
        ("_hidden.py", "async def top() -> int:\n    return 0\n"),
        ("sub/__init__.py", "async def get() -> int:\n    return 1\n"),
        (
            "sub/leaf.py",
            "class Client:\n    async def get(self) -> int:\n        return 2\n",
        ),
        (
            "bare/inner.py",
            "import big.sub.leaf\n\nasync def get(client: big.sub.leaf.Client) -> int:\n    \
             return await client.get()\n",
        ),
        ("bare/__init__.py", ""),
        ("plain.py", "def f() -> int:\n    return 1\n"),
    ] {
        write(&root.join("site/big").join(file), text);
    }
    exits(&tool(&root, &["sync"]), 0);
    let folder = root.join("app/sync");
    assert_eq!(
        all_files(&folder),
        [
            "__init__.py",
            "_runtime_persistent.py",
            "big_sync/__init__.py",
            "big_sync/bare/__init__.py",
            "big_sync/bare/inner.py",
            "big_sync/sub/__init__.py",
            "big_sync/sub/leaf.py",
        ]
    );
    let program = "\
import sys
import app.sync.big_sync
assert app.sync.big_sync.top_sync() == 0
assert not [name for name in sys.modules if name.startswith(('app.sync.big_sync.', 'big.'))
            and name != 'big._hidden'], sys.modules
from app.sync.big_sync.bare import inner
from app.sync.big_sync.sub import get_sync, leaf
import big.sub.leaf
client = big.sub.leaf.Client()
assert get_sync() == 1
assert leaf.Client_get_sync(client) == 2
assert inner.get_sync(client) == 2
assert leaf.MochiAsyncReentryError is inner.MochiAsyncReentryError
";
    for python in pythons() {
        let mut run = python.strict();
        run.args(["-c", program])
            .current_dir(&root)
            .env("PYTHONPATH", ".:site");
        Ran::of(run, "", LIMIT).expect_quiet("the shims");
    }
    exits(&tool(&root, &["sync", "--check", "--no-cache"]), 0);

    // `render` gives the same, with a run-time part beside it.
    let render = [
        "render",
        "big",
        "--site-packages",
        "site",
        "--mirror",
        "--output",
    ];
    exits(&tool(&root, &[&render[..], &["made/"]].concat()), 0);
    exits(
        &tool(&root, &[&render[..], &["made/", "--check"]].concat()),
        0,
    );
    assert_eq!(
        all_files(&root.join("made")),
        [
            "__init__.py",
            "_runtime.py",
            "bare/__init__.py",
            "bare/inner.py",
            "sub/__init__.py",
            "sub/leaf.py",
        ]
    );
    exits(&tool(&root, &[&render[..], &["made.py"]].concat()), 2);

    // Nothing of it is left when it is one module again.
    write(
        &root.join("pyproject.toml"),
        &table.replace("true", "false"),
    );
    exits(&tool(&root, &["sync"]), 0);
    assert_eq!(
        all_files(&folder),
        ["__init__.py", "_runtime_persistent.py", "big_sync.py"]
    );
    assert!(!folder.join("big_sync").exists());
}

/// The packages of a `.venv` beside the file are found, for the version that it has.
#[test]
fn the_environment_beside_the_file_is_read() {
    let table = TABLE.replace("site-packages = ['site']\n", "");
    let root = project("environment", &table);
    let packages = root.join(".venv/lib/python3.12");
    fs::create_dir_all(&packages).unwrap();
    fs::rename(root.join("site"), packages.join("site-packages")).unwrap();
    write(&root.join(".venv/pyvenv.cfg"), "version = 3.12.1\n");
    let newer = "import sys\nif sys.version_info >= (3, 12):\n    async def new() -> int: ...\n";
    write(&packages.join("site-packages/four.py"), newer);
    exits(&tool(&root, &["sync"]), 0);
    let four = fs::read_to_string(root.join("app/sync/four_sync.py")).unwrap();
    assert!(four.contains("\ndef new_sync()"), "{four}");
}
