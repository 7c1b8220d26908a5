//! `surface --diff`, and its verdicts beside what Python binds.

mod common;

use std::{fmt::Write as _, fs, path::Path, time::Duration};

use common::{
    command, scratch,
    support::{Ran, pythons},
    test_file,
};
use mochi_asyncbridge::{AsyncFn, Module, Param, ParamKind};
use mochi_asyncbridge_cli::{ChangeKind, diff};
use serde_json::Value;

const LIMIT: Duration = Duration::from_mins(2);

fn surface(root: &Path, arguments: &[&str]) -> Ran {
    let mut tool = command();
    tool.arg("surface").args(arguments).current_dir(root);
    Ran::of(tool, "", LIMIT)
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

const OLD: &str = "\
class Client:
    async def get(self, url: str, timeout: float = 1.0) -> bytes: ...
    async def gone(self) -> None: ...
async def same(x: int) -> int: ...
async def widened(x: int) -> int | None: ...
";

const NEW: &str = "\
class Client:
    async def get(self, url: str, *, timeout: float = 2.0, retries: int = 0) -> str: ...
    async def fresh(self) -> None: ...
async def same(x: int) -> int: ...
async def widened(x: int, y: int = 0) -> int: ...
";

#[test]
fn folders_files_and_packages_are_compared() {
    let root = scratch("diff-command");
    write(&root.join("old/p/__init__.py"), OLD);
    write(&root.join("new/p/__init__.py"), NEW);
    for version in ["old", "new"] {
        let json = surface(&root, &[&*format!("{version}/p"), "--format", "json"]);
        write(
            &root.join(format!("{version}.json")),
            &json.expect_quiet("json"),
        );
    }
    let expected = "\
breaks callers
  Client_get_sync    parameter default changed  `timeout`: `1.0` -> `2.0`
  Client_get_sync    parameter kind changed     `timeout`: `positional or keyword` -> `keyword-only`
  Client_get_sync    return type changed        `bytes` -> `str`
  Client_gone_sync   removed

does not break callers
  Client_fresh_sync  added
  Client_get_sync    optional parameter added   `retries`
  widened_sync       optional parameter added   `y`
  widened_sync       return type narrowed       `int | None` -> `int`

4 changes break callers, 4 do not
";
    for arguments in [
        &["--diff", "old/p", "new/p"][..],
        &["--diff", "old.json", "new.json"],
        &["--diff", "old.json", "p", "--site-packages", "new"],
        &["new.json", "--diff", "./old/p"],
    ] {
        let ran = surface(&root, arguments);
        assert_eq!(ran.status.code(), Some(1), "{arguments:?}: {}", ran.stderr);
        let lines = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(lines(&ran.stdout), lines(expected), "{}", ran.stdout);
        assert!(ran.stderr.is_empty(), "{}", ran.stderr);
    }

    let ran = surface(&root, &["--diff", "old/p", "new/p", "--format", "json"]);
    assert_eq!(ran.status.code(), Some(1));
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(json["breaking"], 4);
    let changes = json["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 8);
    let removed = changes
        .iter()
        .find(|change| change["kind"] == "object-removed");
    assert_eq!(removed.unwrap()["breaking"], true);

    let ran = surface(&root, &["--diff", "old/p", "old.json"]);
    assert_eq!(
        ran.expect_quiet("the same"),
        "0 changes break callers, 0 do not\n"
    );
    write(&root.join("bad.json"), "{");
    let ran = surface(&root, &["--diff", "bad.json", "new/p"]);
    assert_eq!(ran.status.code(), Some(2));
    assert!(
        ran.stderr.starts_with("error: bad.json: "),
        "{}",
        ran.stderr
    );
}

/// A generator of numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    /// A signature of some of three names.
    fn signature(&mut self) -> Vec<Param> {
        let mut names = vec!["a", "b", "c"];
        let mut params = Vec::new();
        let mut can_be_required = true;
        for kind in [
            ParamKind::PositionalOnly,
            ParamKind::PositionalOrKeyword,
            ParamKind::VarPositional,
            ParamKind::KeywordOnly,
            ParamKind::VarKeyword,
        ] {
            match kind {
                ParamKind::VarPositional | ParamKind::VarKeyword => {
                    if self.below(4) == 0 {
                        let name = if kind == ParamKind::VarKeyword {
                            "kw"
                        } else {
                            "args"
                        };
                        params.push(Param::new(name, "int").kind(kind));
                    }
                    can_be_required = true;
                }
                _ => {
                    let most = names.len() as u64;
                    let count = self.below(most.min(2) + 1);
                    for _ in 0..count {
                        let at = usize::try_from(self.below(names.len() as u64)).unwrap();
                        let mut param = Param::new(names.remove(at), "int").kind(kind);
                        let is_optional = !can_be_required || self.below(2) == 0;
                        if is_optional {
                            param = param.default_expr("0");
                            can_be_required = kind == ParamKind::KeywordOnly;
                        }
                        params.push(param);
                    }
                }
            }
        }
        params
    }
}

/// As Python writes it.
fn python(params: &[Param]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let has_args = params
        .iter()
        .any(|param| param.kind == ParamKind::VarPositional);
    let mut previous = None;
    for param in params {
        if previous == Some(ParamKind::PositionalOnly) && param.kind != ParamKind::PositionalOnly {
            parts.push("/".to_owned());
        }
        let is_first = previous != Some(ParamKind::KeywordOnly);
        if param.kind == ParamKind::KeywordOnly && is_first && !has_args {
            parts.push("*".to_owned());
        }
        let stars = match param.kind {
            ParamKind::VarPositional => "*",
            ParamKind::VarKeyword => "**",
            _ => "",
        };
        let default = if param.default.is_some() { "=0" } else { "" };
        parts.push(format!("{stars}{}{default}", param.name));
        previous = Some(param.kind);
    }
    if previous == Some(ParamKind::PositionalOnly) {
        parts.push("/".to_owned());
    }
    parts.join(", ")
}

/// Of random signatures a change is breaking if and only if Python binds the arguments of
/// some call in another way.
#[test]
fn verdicts_are_those_of_python() {
    let mut random = Random(0x6d6f_6368_695f_6469);
    let mut questions = String::new();
    let module = |params: Vec<Param>| {
        let mut function = AsyncFn::new("f").returns("int");
        function.params = params;
        Module::new("from m import f").function(function)
    };
    for _ in 0..12_000 {
        let (old, new) = (random.signature(), random.signature());
        let question = format!("{}; {}", python(&old), python(&new));
        let changes = diff(&module(old), &module(new));
        let is_breaking = changes.iter().any(|change| change.kind.is_breaking());
        // Most of what is random breaks.
        if is_breaking && random.below(8) > 0 {
            continue;
        }
        let kinds: Vec<ChangeKind> = changes.iter().map(|change| change.kind).collect();
        writeln!(questions, "{question}; {is_breaking}; {kinds:?}").unwrap();
    }
    let mut oracle = pythons()[0].command();
    oracle.arg(test_file("oracle/calls.py"));
    let answer = Ran::of(oracle, &questions, LIMIT).expect_quiet("calls");
    let counts: Vec<usize> = answer
        .split_whitespace()
        .map(|count| count.parse().unwrap())
        .collect();
    assert!(
        counts.iter().all(|&count| count > 200),
        "breaking and not breaking: {answer}"
    );
}
