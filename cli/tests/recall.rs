//! Whether anything asynchronous that a user of a real package can reach is lost.
//!
//! Each package is imported and walked with `inspect`, and held against the surface that discovery
//! finds in its source. `recall/counts/` has the numbers; they may only get better.

mod common;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use common::{
    command, packages, scratch,
    support::{Python, Ran, Venv, pythons, target_dir, venv},
    test_file,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_mins(10);

/// What of the reachable surface must have a shim, in per cent.
const WANTED: f64 = 99.0;

/// Reasons for which a thing that `inspect` finds cannot have a shim.
const TRUE_REASONS: [(&str, &str); 8] = [
    (
        "import-unavailable",
        "its module needs a package that is not installed: a shim could not be imported",
    ),
    (
        "import-effect",
        "importing its module does something: the shims' module would do it too",
    ),
    (
        "defined-elsewhere",
        "another package defines it: that package's module has the shim",
    ),
    (
        "opaque-base",
        "the standard library defines it, where sources are not read",
    ),
    (
        "synchronous",
        "a wrapper runs it: the call is not asynchronous",
    ),
    (
        "not-in-stub",
        "the package's stubs leave it out: what it takes and gives is not said",
    ),
    ("other-target", "the target does not have it"),
    (
        "special-method",
        "an operator such as `async with` calls it, and that has a shim",
    ),
];

/// What the prober prints.
#[derive(Deserialize)]
struct Probed {
    found: usize,
    rendered: usize,
    /// What has no shim of its own because another one does as well.
    instead: usize,
    reported: BTreeMap<String, usize>,
    told: Vec<String>,
    missing: Vec<String>,
    #[serde(rename = "false")]
    wrong: Vec<String>,
    /// Shims that are false because the package's stub is.
    misled: Vec<String>,
    /// Shims that could not be held against anything, by the reason.
    unseen: BTreeMap<String, Vec<String>>,
    broken: BTreeMap<String, String>,
}

/// The committed numbers of a package.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Counts {
    /// What `inspect` finds.
    found: usize,
    /// What of it has a shim.
    shims: usize,
    /// What is reported with a reason for which there can be no shim.
    impossible: BTreeMap<String, usize>,
    /// What is reported with another reason.
    reported: BTreeMap<String, usize>,
    /// What is neither rendered nor reported.
    missing: usize,
    /// Shims of what does not exist, is not asynchronous, or has other parameters.
    #[serde(rename = "false")]
    wrong: usize,
    /// The same where the package's own stub says so.
    misled: usize,
    /// Shims that nothing could be held against.
    unseen: BTreeMap<String, usize>,
}

impl Counts {
    fn of(probed: &Probed) -> Self {
        let is_true = |reason: &str| TRUE_REASONS.iter().any(|(known, _)| *known == reason);
        let (impossible, reported) = probed
            .reported
            .clone()
            .into_iter()
            .partition(|(reason, _)| is_true(reason));
        Self {
            found: probed.found,
            shims: probed.rendered + probed.instead,
            impossible,
            reported,
            missing: probed.missing.len(),
            wrong: probed.wrong.len(),
            misled: probed.misled.len(),
            unseen: probed
                .unseen
                .iter()
                .filter(|(_, names)| !names.is_empty())
                .map(|(reason, names)| (reason.clone(), names.len()))
                .collect(),
        }
    }

    /// What could have a shim and has none.
    fn lost(&self) -> usize {
        self.found - self.shims - self.impossible.values().sum::<usize>()
    }

    /// The share of what can be had that has a shim, in per cent.
    #[allow(clippy::cast_precision_loss, reason = "there are thousands at most")]
    fn recall(&self) -> f64 {
        let had = self.shims as f64;
        100.0 * had / (had + self.lost() as f64)
    }

    /// Where these numbers are worse than those.
    fn worse_than(&self, floor: &Self) -> Vec<String> {
        let mut worse = Vec::new();
        let mut hold = |what: &str, now: usize, before: usize| {
            if now > before {
                worse.push(format!("{what}: {now}, was {before}"));
            }
        };
        hold("lost", self.lost(), floor.lost());
        hold("false", self.wrong, floor.wrong);
        hold("misled by a stub", self.misled, floor.misled);
        for (reason, count) in &self.unseen {
            let before = floor.unseen.get(reason).copied().unwrap_or_default();
            hold(&format!("unseen: {reason}"), *count, before);
        }
        for (reason, count) in &self.impossible {
            let before = floor.impossible.get(reason).copied().unwrap_or_default();
            hold(reason, *count, before);
        }
        worse
    }
}

fn common_packages(python: &Python) -> Venv {
    venv("recall", include_str!("requirements/recall.txt"), python)
}

fn biggest_packages(python: &Python) -> Venv {
    venv(
        "recall-biggest",
        include_str!("requirements/recall-biggest.txt"),
        python,
    )
}

/// Probes a package, by the name that one imports it by.
fn probe(package: &str, environment: fn(&Python) -> Venv) -> Probed {
    let python = environment(&pythons()[0]).python;
    let mut tool = command();
    let (major, minor, _) = python.version;
    tool.args(["surface", package, "--format", "json"])
        .args(["--python-version", &format!("{major}.{minor}")])
        .arg("--site-packages")
        .arg(packages(&python));
    let surface = Ran::of(tool, "", LIMIT).expect_quiet("surface");
    let details = target_dir().join("recall");
    fs::create_dir_all(&details).unwrap();
    let answer = held(package, &surface, &details, &python);
    fs::write(details.join(format!("{package}.json")), &answer).unwrap();
    serde_json::from_str(&answer).unwrap()
}

/// What the prober says of a surface and of the module that is rendered from it into a folder.
fn held(package: &str, surface: &str, folder: &Path, python: &Python) -> String {
    let module = folder.join(format!("{package}_sync.py"));
    let mut render = command();
    render.args(["render", "-", "--mode", "persistent", "--output"]);
    render.arg(&module);
    Ran::of(render, surface, LIMIT).expect_quiet("render");
    let mut prober = python.command();
    prober
        .arg(test_file("recall/probe.py"))
        .arg(package)
        .arg(&module)
        .env("PYTHONPATH", folder);
    // What packages say while they are imported does not matter here.
    let ran = Ran::of(prober, surface, LIMIT);
    assert!(ran.status.success(), "{package}: {}", ran.stderr);
    ran.stdout
}

/// What is false in a surface is found, whichever way it is.
#[test]
fn false_shims_are_found() {
    let folder = scratch("recall-false");
    let package = "import functools\nfrom typing import overload\n\n\n\
        def kept(function):\n    @functools.wraps(function)\n    async def inner(*args, **kwargs):\n        \
        return await function(*args, **kwargs)\n\n    return inner\n\n\n\
        async def fetch(url: str) -> bytes: ...\n\n\n\
        def started(url: str):\n    return fetch(url)\n\n\n\
        class Other: ...\n\n\n\
        class Client:\n    def __init__(self, *, host: str) -> None: ...\n    \
        async def __aenter__(self) -> int: ...\n    \
        async def __aexit__(self, *args: object) -> None: ...\n    \
        @kept\n    async def get(self, name: str, wait: bool = False) -> int: ...\n    \
        @overload\n    async def set(self, name: int) -> int: ...\n    \
        @overload\n    async def set(self, name: str) -> str: ...\n    \
        async def set(self, name: int | str) -> int | str: ...\n";
    fs::write(folder.join("p.py"), package).unwrap();
    let python = &pythons()[0];
    let mut tool = command();
    tool.args(["surface", "p", "--format", "json", "--site-packages"])
        .arg(&folder);
    let surface = Ran::of(tool, "", LIMIT).expect_quiet("surface");
    let surface: Value = serde_json::from_str(&surface).unwrap();
    let complaints = |surface: &Value| -> Vec<String> {
        let answer = held("p", &surface.to_string(), &folder, python);
        serde_json::from_str::<Probed>(&answer).unwrap().wrong
    };
    assert_eq!(complaints(&surface), Vec::<String>::new());
    let extra = json!({"name": "extra", "annotation": "int", "kind": "keyword-only"});
    let changes: [(&str, &str, Value); 10] = [
        ("fetch", "/callee/path", json!("p.fetched")),
        ("fetch", "/shape", json!("async-context-manager")),
        ("fetch", "/params/0/name", json!("uri")),
        ("started", "/shape", json!("async-iterator")),
        ("Client_get", "/callee/method", json!("got")),
        ("Client_get", "/params/0/annotation", json!("p.Other")),
        ("Client_get", "/params/1/name", json!("other")),
        ("Client_set", "/overloads/0/params/1/name", json!("other")),
        ("Client_set", "/overloads/1/params/-", extra.clone()),
        ("Client_new", "/params/-", extra),
    ];
    for (shim, at, value) in changes {
        let mut copy = surface.clone();
        let shims = copy["module"]["fns"].as_array_mut().unwrap();
        let shim = shims.iter_mut().find(|f| f["name"] == shim).unwrap();
        match at.strip_suffix("/-") {
            Some(list) => {
                let list = shim.pointer_mut(list).unwrap();
                list.as_array_mut().unwrap().push(value.clone());
            }
            None => *shim.pointer_mut(at).unwrap() = value.clone(),
        }
        let found = complaints(&copy);
        assert_eq!(found.len(), 1, "{at} = {value}: {found:?}");
    }
}

fn shown(what: &str, lines: &[String]) -> String {
    const MOST: usize = 40;
    let rest = lines.len().saturating_sub(MOST);
    let rest = (rest > 0).then(|| format!("{rest} more"));
    let lines = lines.iter().take(MOST).chain(&rest);
    let lines: Vec<String> = lines.map(|line| format!("  {what}: {line}\n")).collect();
    lines.concat()
}

/// Holds a package against its committed numbers, or writes better ones under
/// `UPDATE_SNAPSHOTS=1`.
#[track_caller]
fn holds(package: &str, environment: fn(&Python) -> Venv) {
    let probed = probe(package, environment);
    let counts = Counts::of(&probed);
    let summary = format!(
        "{package}: {:.2} %: found {}, shims {}, impossible {:?}, reported {:?}, missing {}, \
         false {}, misled {}, unseen {:?}",
        counts.recall(),
        counts.found,
        counts.shims,
        counts.impossible,
        counts.reported,
        counts.missing,
        counts.wrong,
        counts.misled,
        counts.unseen,
    );
    let lost: Vec<String> = probed
        .told
        .iter()
        .filter(|line| {
            let reason = line.rsplit(": ").next().unwrap_or_default();
            counts.reported.contains_key(reason)
        })
        .cloned()
        .collect();
    let broken: Vec<String> = probed
        .broken
        .iter()
        .map(|(module, error)| format!("{module}: {error}"))
        .collect();
    let details = [
        ("false", &probed.wrong),
        ("misled", &probed.misled),
        ("missing", &probed.missing),
        ("reported", &lost),
        ("not imported", &broken),
    ];
    let details: String = details
        .iter()
        .map(|(what, lines)| shown(what, lines))
        .collect();
    println!("{summary}\n{details}");

    let file = floor_of(package);
    let floor: Option<Counts> = fs::read_to_string(&file)
        .ok()
        .map(|text| serde_json::from_str(&text).unwrap());
    let worse = floor.map_or_else(Vec::new, |floor| counts.worse_than(&floor));
    assert!(
        worse.is_empty(),
        "{package} has got worse: {}",
        worse.join("; ")
    );
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some_and(|value| value == "1") {
        let mut text = serde_json::to_string_pretty(&counts).unwrap();
        text.push('\n');
        fs::write(&file, text).unwrap();
    } else {
        assert!(
            file.exists(),
            "{package}: accept with UPDATE_SNAPSHOTS=1 cargo test -p mochi-asyncbridge-cli --test recall"
        );
    }
    assert!(
        counts.recall() >= WANTED && counts.wrong == 0,
        "{package}: {:.2} % of what can be had has a shim, and {} are false",
        counts.recall(),
        counts.wrong
    );
}

fn floor_of(package: &str) -> PathBuf {
    test_file("recall/counts").join(format!("{package}.json"))
}

macro_rules! packages {
    ($($(#[$attribute:meta])* $name:ident: $package:literal from $environment:path;)*) => {
        $(
            #[test]
            $(#[$attribute])*
            fn $name() {
                holds($package, $environment);
            }
        )*

        #[test]
        fn every_count_has_a_package() {
            let mut known: Vec<PathBuf> = [$($package),*].map(floor_of).to_vec();
            let mut files: Vec<PathBuf> = fs::read_dir(test_file("recall/counts"))
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .collect();
            known.sort();
            files.sort();
            assert_eq!(known, files);
        }
    };
}

packages! {
    aio_pika: "aio_pika" from common_packages;
    aiofiles: "aiofiles" from common_packages;
    aiohttp: "aiohttp" from common::environment;
    aiosqlite: "aiosqlite" from common_packages;
    anthropic: "anthropic" from common_packages;
    anyio: "anyio" from common_packages;
    asyncpg: "asyncpg" from common_packages;
    asyncssh: "asyncssh" from common_packages;
    azure_storage_blob: "azure.storage.blob" from common_packages;
    bleak: "bleak" from common_packages;
    discord: "discord" from common_packages;
    #[ignore = "big: CI runs it"]
    distributed: "distributed" from biggest_packages;
    elasticsearch: "elasticsearch" from common_packages;
    fastapi: "fastapi" from common::environment;
    httpx: "httpx" from common::environment;
    #[ignore = "big: CI runs it"]
    kubernetes_asyncio: "kubernetes_asyncio" from biggest_packages;
    #[ignore = "big: CI runs it"]
    langchain_core: "langchain_core" from biggest_packages;
    motor: "motor" from common_packages;
    nats: "nats" from common_packages;
    openai: "openai" from common_packages;
    #[ignore = "big: CI runs it"]
    playwright: "playwright" from biggest_packages;
    #[ignore = "big: CI runs it"]
    prefect: "prefect" from biggest_packages;
    psycopg: "psycopg" from common_packages;
    pymongo: "pymongo" from common_packages;
    redis: "redis" from common_packages;
    sqlalchemy: "sqlalchemy" from common_packages;
    starlette: "starlette" from common::environment;
    telegram: "telegram" from common_packages;
    tornado: "tornado" from common_packages;
    tortoise: "tortoise" from common_packages;
    uvicorn: "uvicorn" from common::environment;
    websockets: "websockets" from common_packages;
}
