//! Packages' own tests of their synchronous classes, with the twins of the asynchronous ones in
//! their place.
//!
//! The tests come from the packages' source distributions. What passes without twins and needs no
//! loop is applicable, unless `suites/<package>.txt` says why it is not; the same file says of
//! each other test that fails why it does. Run with
//! `cargo test -p mochi-asyncbridge-cli --test suites -- --ignored`.

mod common;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use common::{
    packages, scratch,
    support::{Python, Ran, pythons, venv},
    test_file,
};
use mochi_asyncbridge::Driver;
use mochi_asyncbridge_cli::{ClassStyle, Options, Pattern, Roots, Selection, discover};

const LIMIT: Duration = Duration::from_mins(10);

/// A package with tests of its own.
struct Suite {
    package: &'static str,
    /// The pinned source distribution.
    sdist: &'static str,
    /// The folder in it.
    folder: &'static str,
    requirements: &'static str,
    /// What of the tests is run.
    tests: &'static str,
    /// Who runs the loop between calls.
    driver: Driver,
    /// What gets no twins.
    exclude: &'static [&'static str],
    /// How many of a hundred applicable tests pass at least.
    least: usize,
}

const HTTPX: Suite = Suite {
    package: "httpx",
    sdist: "httpx==0.28.1 \
            --hash=sha256:75e98c5f16b0f35b567856f597f06ff2270a374470a5c2392242528e3e3e42fc",
    folder: "httpx-0.28.1",
    requirements: include_str!("requirements/suites-httpx.txt"),
    tests: "tests/client",
    driver: Driver::Caller,
    exclude: &[],
    least: 95,
};

const ASYNCUA: Suite = Suite {
    package: "asyncua",
    sdist: "asyncua==1.0.6 \
            --hash=sha256:119dcd1107bea8bad80a524f27d5195feecf3bbae47a3268a431e54a0965c777",
    folder: "asyncua-1.0.6",
    requirements: include_str!("requirements/suites-asyncua.txt"),
    tests: "tests/test_sync.py",
    // Its wrapper has a thread, too: subscriptions receive while nobody calls.
    driver: Driver::Standby,
    exclude: &["asyncua.sync.*"],
    least: 90,
};

/// What came of each test.
type Outcomes = BTreeMap<String, String>;

impl Suite {
    fn python(&self) -> Python {
        let name = format!("suites-{}", self.package);
        venv(&name, self.requirements, &pythons()[0]).python
    }

    /// The unpacked source distribution, without the package itself: the installed one is tested.
    fn source(&self, python: &Python) -> PathBuf {
        let dir = scratch(&format!("suites-{}", self.package));
        let list = dir.join("sdist.txt");
        fs::write(&list, self.sdist).unwrap();
        let mut download = python.command();
        download
            .args([
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-input",
                "--no-deps",
            ])
            .args(["--disable-pip-version-check", "--no-binary", ":all:"])
            .args(["--require-hashes", "-r"])
            .arg(&list)
            .arg("-d")
            .arg(&dir);
        Ran::of(download, "", LIMIT).expect_quiet("pip download");
        let mut unpack = python.command();
        unpack
            .args(["-m", "tarfile", "--filter", "data", "--extract"])
            .arg(dir.join(format!("{}.tar.gz", self.folder)))
            .arg(&dir);
        Ran::of(unpack, "", LIMIT).expect_quiet("tarfile");
        let source = dir.join(self.folder);
        fs::remove_dir_all(source.join(self.package)).unwrap();
        source
    }

    /// Renders the twins.
    fn render(&self, python: &Python) -> PathBuf {
        let patterns = self
            .exclude
            .iter()
            .map(|pattern| pattern.parse::<Pattern>());
        let options = Options {
            roots: Roots::from(vec![packages(python)]),
            classes: Some(ClassStyle::default()),
            selection: Selection {
                exclude: patterns.collect::<Result<_, _>>().unwrap(),
                ..Selection::default()
            },
            ..Options::default()
        };
        let module = discover(self.package, &options).unwrap().module;
        let text = module.driver(self.driver).render().unwrap();
        let dir = scratch(&format!("suites-{}-twins", self.package));
        fs::write(dir.join(format!("{}_sync.py", self.package)), text).unwrap();
        dir
    }

    fn run(&self, python: &Python, source: &Path, twins: &Path, mode: &str) -> Outcomes {
        let file = twins.join(format!("{mode}.json"));
        let mut pytest = python.command();
        pytest
            .args(["-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider"])
            .args(["-p", "outcomes", "-c", "/dev/null", "--rootdir", "."])
            .args(["-W", "ignore", self.tests])
            .current_dir(source)
            .env("PYTHONPATH", test_file("suites"))
            .env("SUITE_TWINS", twins)
            .env("SUITE_MODE", mode)
            .env("SUITE_PLUGIN", format!("{}_twins", self.package))
            .env("SUITE_OUTCOMES", &file);
        let ran = Ran::of(pytest, "", LIMIT);
        let text = fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("{error}\n{}{}", ran.stdout, ran.stderr));
        fs::write(twins.join(format!("{mode}.txt")), &ran.stdout).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// Tests that do not pass with twins, and why: `not applicable`, or something else.
    fn listed(&self) -> BTreeMap<String, String> {
        let file = test_file(&format!("suites/{}.txt", self.package));
        let list = fs::read_to_string(file).unwrap();
        let lines = list.lines().filter(|line| !line.starts_with('#'));
        let pair = |line: &str| {
            let (name, reason) = line.split_once("  ").expect("a test and a reason");
            (name.to_owned(), reason.trim().to_owned())
        };
        lines.filter(|line| !line.is_empty()).map(pair).collect()
    }

    #[track_caller]
    fn passes(&self) {
        let python = self.python();
        let source = self.source(&python);
        let twins = self.render(&python);
        let before = self.run(&python, &source, &twins, "originals");
        let after = self.run(&python, &source, &twins, "twins");
        let listed = self.listed();
        let passed = |outcomes: &Outcomes| -> BTreeSet<String> {
            let passed = outcomes.iter().filter(|(_, outcome)| *outcome == "passed");
            passed.map(|(test, _)| test.clone()).collect()
        };
        let (before, after) = (passed(&before), passed(&after));
        let failed: BTreeSet<String> = before.difference(&after).cloned().collect();
        let known: BTreeSet<String> = listed.keys().cloned().collect();
        let applicable = |test: &&String| {
            let reason = listed.get(*test);
            !reason.is_some_and(|reason| reason.starts_with("not applicable"))
        };
        let all = before.iter().filter(applicable).count();
        let good = before.intersection(&after).filter(applicable).count();
        println!("{}: {good} of {all} applicable tests pass", self.package);
        println!("see {}", twins.display());
        assert_eq!(failed, known, "what fails is not what is listed");
        assert!(good * 100 >= all * self.least, "{good} of {all}");
    }
}

#[test]
#[ignore = "installs httpx and runs its tests twice"]
fn tests_of_httpx_pass_with_twins() {
    HTTPX.passes();
}

#[test]
#[ignore = "installs asyncua and runs its tests twice"]
fn tests_of_asyncua_pass_with_twins() {
    ASYNCUA.passes();
}
