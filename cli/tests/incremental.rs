//! What `sync` takes from its cache is what it would make without one.

mod common;

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use common::{command, scratch, support::Ran};

const LIMIT: Duration = Duration::from_mins(2);

/// Longer than the times of files are coarse: what was changed just before is not kept.
const SETTLING: Duration = Duration::from_millis(60);

const TABLE: &str = "\
[tool.mochi-asyncbridge]
output = 'made/shims'
site-packages = ['site', 'more']
packages = ['one', 'two', 'ns.a', 'ns.b', 'user', './own/app.py']
";

/// Files that edits write, remove, or put folders in the place of.
const PLACES: [&str; 26] = [
    "site/one/__init__.py",
    "site/one/_impl.py",
    "site/one/deep/__init__.py",
    "site/one/deep/leaf.py",
    "site/one.py",
    "site/one-stubs/__init__.pyi",
    "site/one-stubs/py.typed",
    "site/one/__init__.pyi",
    "site/one/fast.cpython-311-x86_64-linux-gnu.so",
    "site/two.py",
    "site/two.pyi",
    "site/two/__init__.py",
    "site/two.abi3.so",
    "site/ns/a/__init__.py",
    "site/ns/b.py",
    "site/ns/__init__.py",
    "more/ns/b/__init__.py",
    "more/two.py",
    "more/helper.py",
    "site/user/__init__.py",
    "site/user/data",
    "site/user/notes.txt",
    "own/app.py",
    "own/made_up.py",
    "site/one_dist-1.dist-info/METADATA",
    "more/link.pth",
];

const TEXTS: [&str; 20] = [
    "async def f() -> int: ...\n",
    "\n\nasync def f() -> int: ...\n",
    "async def f(x: int = 1) -> str: ...\n",
    "from ._impl import *\n",
    "from one._impl import f as g\nfrom two import C as C\n",
    "import two\nasync def f(c: 'two.C') -> two.C: ...\n",
    "import one\nclass D(one.C):\n    async def own(self) -> None: ...\n",
    "class C:\n    async def m(self) -> int: ...\n",
    "class C:\n    async def m(self, key: str) -> 'D': ...\nclass D: ...\n",
    "import helper\nasync def f(h: helper.C) -> None: ...\n",
    "__all__ = ['f']\nasync def f() -> None: ...\nasync def g() -> None: ...\n",
    "import missing\nasync def f() -> missing.X: ...\n",
    "raise SystemExit\n",
    "def broken(:\n",
    "partial\n",
    "",
    "Name: one-dist\nVersion: 1\n\n",
    "Name: one\nVersion: 2.5\n\n",
    "../own\n",
    "# coding: latin-1\nasync def f() -> int: ...\n",
];

/// Numbers that are the same in every run of a seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

fn write(path: &Path, text: &str) {
    let folder = path.parent().unwrap();
    if folder.is_file() {
        fs::remove_file(folder).unwrap();
    }
    fs::create_dir_all(folder).unwrap();
    if path.is_dir() {
        fs::remove_dir_all(path).unwrap();
    }
    fs::write(path, text).unwrap();
}

/// Changes a file without changing its length or its time.
fn change_secretly(path: &Path) {
    let text = fs::read_to_string(path).unwrap();
    let modified = fs::metadata(path).unwrap().modified().unwrap();
    fs::write(path, text.replace("int", "str").replace('C', "D")).unwrap();
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(modified).unwrap();
}

/// Changes something, and says what.
fn edit(root: &Path, random: &mut Random) -> String {
    let place = random.of(&PLACES);
    let path = root.join(place);
    match random.below(10) {
        0 if path.is_file() => {
            fs::remove_file(&path).unwrap();
            format!("removed {place}")
        }
        1 => {
            let folder = path.parent().unwrap();
            if folder.is_dir() && folder.parent() != Some(root) {
                fs::remove_dir_all(folder).unwrap();
            }
            format!("removed all around {place}")
        }
        2 if path.is_file() => {
            change_secretly(&path);
            format!("changed {place} without a trace")
        }
        3 => {
            let more = random.of(&[
                "mode = 'persistent'\n",
                "timeouts = true\n",
                "mirror = true\n",
                "style = 'classes'\n",
                "exclude = ['*.f']\n",
                "[tool.mochi-asyncbridge.options.one]\nnames = { f_sync = 'g' }\n",
                "[tool.mochi-asyncbridge.options.two]\nkeep-going = true\n",
                "python-version = '3.12'\n",
                "",
            ]);
            write(&root.join("pyproject.toml"), &format!("{TABLE}{more}"));
            format!("table: {more:?}")
        }
        _ => {
            let text = random.of(&TEXTS);
            write(&path, text);
            format!("{place}: {text:?}")
        }
    }
}

/// The exit code, what is said about packages, and all that was written.
#[derive(Debug, PartialEq)]
struct Outcome {
    code: Option<i32>,
    said: Vec<String>,
    files: BTreeMap<PathBuf, String>,
}

/// Runs it, and says how many packages were from the cache, of how many.
fn sync(root: &Path, arguments: &[&str]) -> (Outcome, usize) {
    let mut tool = command();
    tool.arg("sync").args(arguments).current_dir(root);
    let ran = Ran::of(tool, "", LIMIT);
    let cached = ran.stderr.lines().find_map(|line| {
        let (_, rest) = line.split_once(" packages (")?;
        rest.split_once(" from the cache")?.0.parse().ok()
    });
    // What was written, and what was left, is another matter the second time.
    let is_result = |line: &&str| {
        let starts = ["wrote ", "removed "];
        !starts.iter().any(|start| line.starts_with(start)) && !line.contains(" packages")
    };
    let files = walkdir::WalkDir::new(root.join("made"))
        .into_iter()
        .flatten();
    let files = files.filter(|entry| entry.file_type().is_file());
    let files = files.map(|entry| {
        let path = entry.into_path();
        let text = fs::read_to_string(&path).unwrap();
        (path, text)
    });
    let outcome = Outcome {
        code: ran.status.code(),
        said: ran
            .stderr
            .lines()
            .filter(is_result)
            .map(str::to_owned)
            .collect(),
        files: files.collect(),
    };
    (outcome, cached.unwrap_or(0))
}

/// Edits files at random; each time what the cache gives is what is made without one.
#[test]
fn whatever_changes_is_noticed() {
    let steps = env::var("MOCHI_EDITS").ok();
    let steps: usize = steps.map_or(40, |steps| steps.parse().unwrap());
    let seed = env::var("MOCHI_SEED").ok();
    let seed: u64 = seed.map_or(0x7a5e_11fe, |seed| seed.parse().unwrap());
    let root = scratch("incremental-random");
    write(&root.join("pyproject.toml"), TABLE);
    for place in [
        "site/one/__init__.py",
        "site/two.py",
        "site/ns/a/__init__.py",
        "own/app.py",
    ] {
        write(&root.join(place), TEXTS[7]);
    }
    for place in ["site/ns/b.py", "site/user/__init__.py", "more/helper.py"] {
        write(&root.join(place), TEXTS[5]);
    }
    let mut random = Random(seed);
    let mut before = None;
    let (mut hits, mut changes) = (0, 0);
    for step in 0..steps {
        let edits = 1 + random.below(3);
        let edits: Vec<String> = (0..edits).map(|_| edit(&root, &mut random)).collect();
        thread::sleep(SETTLING);
        let (cached, count) = sync(&root, &[]);
        let (cold, none) = sync(&root, &["--no-cache"]);
        assert_eq!(none, 0);
        assert_eq!(cached, cold, "seed {seed}, step {step}: {edits:?}");
        let (again, _) = sync(&root, &[]);
        assert_eq!(again, cold, "seed {seed}, step {step}, again: {edits:?}");
        hits += count;
        changes += usize::from(before.as_ref() != Some(&cold));
        before = Some(cold);
    }
    assert!(
        hits > steps && changes > steps / 3,
        "{hits} packages from the cache, {changes} changes in {steps} steps"
    );
}

/// Only the time of the last change of anything about a file tells, which nobody can set.
#[cfg(unix)]
#[test]
fn a_secret_change_is_noticed() {
    let root = scratch("incremental-secret");
    let table = TABLE.replace("'two', 'ns.a', 'ns.b', 'user', './own/app.py'", "");
    write(&root.join("pyproject.toml"), &table);
    fs::create_dir_all(root.join("more")).unwrap();
    write(&root.join("site/one.py"), TEXTS[0]);
    thread::sleep(SETTLING);
    let (before, _) = sync(&root, &[]);
    change_secretly(&root.join("site/one.py"));
    thread::sleep(SETTLING);
    let (after, none) = sync(&root, &[]);
    assert_eq!(none, 0);
    assert_ne!(before, after);
}

#[test]
fn a_cache_that_is_damaged_or_cannot_be_is_none() {
    let root = scratch("incremental-damaged");
    write(
        &root.join("pyproject.toml"),
        &TABLE.replace("'ns.a', 'ns.b', 'user', './own/app.py'", ""),
    );
    fs::create_dir_all(root.join("more")).unwrap();
    write(&root.join("site/one.py"), TEXTS[0]);
    write(&root.join("site/two.py"), TEXTS[7]);
    thread::sleep(SETTLING);
    let (first, none) = sync(&root, &[]);
    assert_eq!((first.code, none), (Some(0), 0));
    let (second, all) = sync(&root, &[]);
    assert_eq!(all, 2);
    assert_eq!(first, second);
    let folder = root.join(".mochi-asyncbridge");
    assert_eq!(
        fs::read_to_string(folder.join(".gitignore")).unwrap(),
        "*\n"
    );
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = fs::read(&path).unwrap();
        if let Some(last) = bytes.last_mut() {
            *last ^= 1;
        }
        fs::write(&path, bytes).unwrap();
    }
    let (third, none) = sync(&root, &[]);
    assert_eq!(none, 0);
    assert_eq!(first, third);
    fs::remove_dir_all(&folder).unwrap();
    fs::write(&folder, "a file").unwrap();
    let (fourth, none) = sync(&root, &[]);
    assert_eq!(none, 0);
    assert_eq!(first, fourth);
    let (elsewhere, _) = sync(&root, &["--cache-dir", "cache"]);
    assert_eq!(first, elsewhere);
    let (elsewhere, all) = sync(&root, &["--cache-dir", "cache"]);
    assert_eq!((first, all), (elsewhere, 2));
}
