//! Input that is broken, endless or hostile: a skip in the report or a typed error, and an end.

mod common;

use std::{fs, path::Path, path::PathBuf};

use common::scratch;
use mochi_asyncbridge_cli::{
    Error, Options, Reason, Roots, Surface, Target, discover, dump, locate,
};

fn options(root: &Path) -> Options {
    Options {
        roots: Roots::from(vec![root.to_owned()]),
        target: Target::default(),
        ..Options::default()
    }
}

#[track_caller]
fn read(root: &Path) -> Surface {
    let surface = discover("p", &options(root)).unwrap();
    surface
        .module
        .render()
        .unwrap_or_else(|errors| panic!("{errors}"));
    surface
}

/// A package whose root is sound.
fn package(test: &str) -> PathBuf {
    let root = scratch(&format!("robust-{test}"));
    fs::create_dir(root.join("p")).unwrap();
    fs::write(
        root.join("p/__init__.py"),
        "async def sound() -> int: ...\n",
    )
    .unwrap();
    root
}

fn reasons(surface: &Surface) -> Vec<(String, usize, Reason)> {
    let report = &surface.report;
    let skips = report.unread.iter().chain(&report.skips);
    skips
        .map(|skip| (skip.path.display().to_string(), skip.line, skip.reason))
        .collect()
}

#[test]
fn files_that_are_not_python() {
    let root = package("files");
    fs::write(
        root.join("p/latin.py"),
        b"# coding: latin-1\nNAME = '\xE9'\nasync def read() -> int: ...\n",
    )
    .unwrap();
    fs::write(root.join("p/not_utf8.py"), b"x = 1\ny = '\xFF'\n").unwrap();
    fs::write(root.join("p/other.py"), b"# coding: shift_jis\n").unwrap();
    fs::write(root.join("p/utf16.py"), b"\xFF\xFEx\0\n\0").unwrap();
    fs::write(root.join("p/syntax.py"), "x = 1\ndef f(:\n").unwrap();
    fs::write(root.join("p/nul.py"), b"x = 1\0\n").unwrap();
    fs::write(root.join("p/empty.py"), b"").unwrap();
    let surface = read(&root);
    assert_eq!(surface.module.fns.len(), 2);
    assert_eq!(
        reasons(&surface),
        [
            ("p/not_utf8.py".to_owned(), 0, Reason::Encoding),
            ("p/nul.py".to_owned(), 1, Reason::SyntaxError),
            ("p/other.py".to_owned(), 0, Reason::Encoding),
            ("p/syntax.py".to_owned(), 2, Reason::SyntaxError),
            ("p/utf16.py".to_owned(), 0, Reason::Encoding),
        ]
    );
    let details: Vec<&str> = surface
        .report
        .unread
        .iter()
        .filter(|skip| skip.reason == Reason::Encoding)
        .map(|skip| &*skip.detail)
        .collect();
    assert_eq!(
        details,
        [
            "not UTF-8 at byte 11 (line 2)",
            "declares the encoding `shift-jis`",
            "not UTF-8 at byte 0 (line 1)",
        ]
    );
}

#[test]
fn files_that_are_too_long() {
    let root = package("long");
    let file = fs::File::create(root.join("p/huge.py")).unwrap();
    file.set_len(1 << 30).unwrap();
    let surface = read(&root);
    assert_eq!(
        reasons(&surface),
        [("p/huge.py".to_owned(), 0, Reason::TooLarge)]
    );
}

#[cfg(unix)]
#[test]
fn links_pipes_and_folders_where_files_belong() {
    use std::os::unix::fs::symlink;

    let root = package("links");
    symlink(".", root.join("p/up")).unwrap();
    symlink("gone.py", root.join("p/dangling.py")).unwrap();
    symlink("itself.py", root.join("p/itself.py")).unwrap();
    fs::create_dir(root.join("p/folder.py")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(root.join("p/pipe.py"))
        .status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo");
    fs::create_dir(root.join("p/closed")).unwrap();
    let surface = read(&root);
    assert_eq!(surface.module.fns.len(), 1);
    assert!(
        reasons(&surface)
            .iter()
            .any(|(_, _, reason)| *reason == Reason::SymlinkLoop)
    );
}

#[test]
fn cycles() {
    let root = package("cycles");
    let files = [
        (
            "a.py",
            "from .b import *\nfrom .b import x as x\nfrom . import b as b\nT = U\nclass A(B): ...\nclass B(A):\n    async def m(self) -> T: ...\n",
        ),
        (
            "b.py",
            "from .a import *\nfrom .a import x as x\nfrom .a import T as U\n__all__ = ['x', 'U']\n__all__ += a.__all__\n",
        ),
        (
            "c.py",
            "A = 'B'\nB = 'list[A] | A'\nclass Self(Self): ...\nclass G(G['G']):\n    def __await__(self) -> 'G': ...\n    def __aiter__(self) -> 'G': ...\n\
            async def f(a: A, b: B, s: Self) -> G: ...\ndef g() -> A: ...\ndef h() -> G: ...\nx = y\ny = x\n",
        ),
    ];
    for (path, text) in files {
        fs::write(root.join("p").join(path), text).unwrap();
    }
    let surface = read(&root);
    assert!(
        surface
            .module
            .fns
            .iter()
            .any(|function| function.sync_name == "c_f_sync")
    );
}

#[test]
fn modules_that_all_import_each_other() {
    const MODULES: usize = 70;
    let root = package("clique");
    let stars = (0..MODULES).fold(String::new(), |text, n| {
        text + &format!("from .m{n} import *\n")
    });
    fs::write(root.join("p/__init__.py"), &stars).unwrap();
    for n in 0..MODULES {
        let text =
            format!("{stars}async def f{n}(a: Missing{n}, b: C{n}) -> int: ...\nclass C{n}: ...\n");
        fs::write(root.join(format!("p/m{n}.py")), text).unwrap();
    }
    let surface = read(&root);
    assert_eq!(surface.module.fns.len(), MODULES);
    assert_eq!(surface.report.counts.unresolved.len(), MODULES);
}

#[test]
fn nesting() {
    const DEEP: usize = 100_000;
    let root = package("nesting");
    let between = |open: &str, inner: &str, close: &str| {
        format!("{}{inner}{}", open.repeat(DEEP), close.repeat(DEEP))
    };
    let texts = [
        ("parens", format!("x = {}\n", between("(", "1", ")"))),
        ("lists", format!("x: {} = 1\n", between("[", "1", "]"))),
        ("signs", format!("x = {}1\n", "-".repeat(DEEP))),
        ("nots", format!("x = {}1\n", "not ".repeat(DEEP))),
        ("sums", format!("x = 1{}\n", "+1".repeat(DEEP))),
        (
            "unions",
            format!("async def f(a: int{}) -> int: ...\n", "|int".repeat(DEEP)),
        ),
        (
            "attributes",
            format!("async def f(a: x{}) -> int: ...\n", ".y".repeat(DEEP)),
        ),
        (
            "calls",
            format!("@x{}\nasync def f() -> int: ...\n", "()".repeat(DEEP)),
        ),
        (
            "subscripts",
            format!(
                "async def f(a: {}) -> int: ...\n",
                between("list[", "int", "]")
            ),
        ),
        (
            "quoted",
            format!(
                "async def f(a: '{}') -> int: ...\n",
                between("list[", "int", "]")
            ),
        ),
        (
            "defaults",
            format!(
                "async def f(a: int = {}) -> int: ...\n",
                between("(", "1,", "),").trim_end_matches(',')
            ),
        ),
        (
            "conditions",
            format!(
                "if {}TYPE_CHECKING:\n    async def f() -> int: ...\n",
                "not ".repeat(DEEP)
            ),
        ),
        (
            "exports",
            format!("__all__ = ['a']{}\n", " + ['a']".repeat(DEEP)),
        ),
        ("lambdas", format!("x = {}1\n", "lambda: ".repeat(DEEP))),
        (
            "elifs",
            format!("if x: pass\n{}", "elif x: pass\n".repeat(DEEP)),
        ),
        ("open", "(".repeat(DEEP)),
        (
            "blocks",
            (0..DEEP / 100).fold(String::new(), |text, n| text + &" ".repeat(n) + "if x:\n"),
        ),
    ];
    for (name, text) in &texts {
        fs::write(root.join(format!("p/{name}.py")), text).unwrap();
    }
    let surface = read(&root);
    let unread = &surface.report.unread;
    let paths: Vec<_> = unread
        .iter()
        .map(|skip| skip.path.display().to_string())
        .collect();
    assert_eq!(paths, ["p/blocks.py", "p/open.py"], "{unread:?}");
}

#[test]
fn statements_without_end() {
    let root = package("endless");
    let deep = format!("x = 1{}\n", "+1".repeat(1_000_000));
    fs::write(root.join("p/sum.py"), &deep).unwrap();
    // A long table is deep for nobody, but cannot be told from the sum by its length.
    fs::write(
        root.join("p/table.py"),
        format!("x = [{}]\n", "1,\n".repeat(100_000)),
    )
    .unwrap();
    assert_eq!(
        reasons(&read(&root)),
        [("p/sum.py".to_owned(), 0, Reason::TooDeep)]
    );
    assert_eq!(dump(&deep).unwrap_err().reason, Reason::TooDeep);
}

#[test]
fn hostile_names() {
    let root = package("names");
    for name in [
        "a b.py",
        "class.py",
        "1.py",
        "x;import os.py",
        "é.py",
        "a.b.py",
        "\u{202e}x.py",
    ] {
        fs::write(root.join("p").join(name), "async def f() -> int: ...\n").unwrap();
    }
    fs::write(
        root.join("p/inside.py"),
        "async def _mochi_f() -> int: ...\nclass Mochi:\n    async def m(self) -> int: ...\n\
         async def asyncio() -> int: ...\nasync def p(p: int, asyncio: int, typing: int) -> int: ...\n\
         async def g(self: int, _mochi: int) -> int: ...\n\
         async def h(a: 'int): pass\\nimport os\\ndef g(x', b: 'print(1)' = '\"\"\"', c: \"Literal['\\\\n#']\" = '\\ud800') -> int:\n    '''\\\\''' '\"\"\"'\n\
         async def ﬁx(ﬁ: int) -> int: ...\n",
    )
    .unwrap();
    let surface = read(&root);
    for skip in &surface.report.skips {
        assert!(
            matches!(skip.reason, Reason::Refused | Reason::Private),
            "{skip}"
        );
    }
}

#[test]
fn nothing_there() {
    let root = scratch("robust-nothing");
    for name in [
        "",
        ".",
        "..",
        "p",
        "a/b",
        "a..b",
        "\0",
        "é",
        "../robust-nothing",
    ] {
        assert!(
            matches!(discover(name, &options(&root)), Err(Error::NotFound { .. })),
            "{name:?}"
        );
    }
    assert_eq!(locate(&root.join("gone")), None);
}

/// Texts cut and spliced at random from real ones: no panic, and always an end.
#[test]
fn mutated_files() {
    let seeds: Vec<String> = [
        "httpx/_client.py",
        "aiohttp/client.py",
        "starlette/responses.py",
    ]
    .iter()
    .map(|path| fs::read_to_string(common::site_packages().join(path)).unwrap())
    .collect();
    let root = package("mutated");
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    let rounds = std::env::var("MOCHI_FUZZ_ROUNDS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(150);
    for _ in 0..rounds {
        let mut bytes = seeds[random(seeds.len())].clone().into_bytes();
        bytes.truncate(20_000);
        for _ in 0..=random(6) {
            let at = random(bytes.len());
            match random(4) {
                0 => bytes[at] = u8::try_from(random(256)).unwrap(),
                1 => drop(bytes.drain(at..(at + random(40)).min(bytes.len()))),
                2 => {
                    let other = seeds[random(seeds.len())].as_bytes();
                    let from = random(other.len() - 60);
                    bytes.splice(at..at, other[from..from + random(60)].iter().copied());
                }
                _ => {
                    let token: &[u8] = [
                        &b"async "[..],
                        b"[",
                        b"]",
                        b"(",
                        b"'",
                        b"|",
                        b"*",
                        b"\n",
                        b":",
                        b"Self",
                        b"yield ",
                    ][random(11)];
                    bytes.splice(at..at, token.iter().copied());
                }
            }
        }
        fs::write(root.join("p/mutated.py"), &bytes).unwrap();
        read(&root);
    }
}
