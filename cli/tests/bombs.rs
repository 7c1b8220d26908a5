//! A few lines of Python that stand for more than fits into memory: the command ends with a
//! report, within 6 GB. That it ends is all that a test can hold it to; how soon depends on the
//! machine, and the steps that it may make are counted.

#![cfg(unix)]

mod common;

use std::{fmt::Write as _, fs, time::Duration};

use common::{command, launched, scratch, support::Ran};

/// A fortieth of what there is by default, for these packages are as much too large for it, and
/// the command under test is not optimized.
const STEPS: &str = "1000000";

/// The end of all patience.
const ENDLESS: Duration = Duration::from_mins(10);

/// How a command ends that was too much work, or had enough.
#[derive(Debug, PartialEq, Eq)]
enum End {
    Whole,
    TooMuch,
}

/// Renders a package of some modules, in 6 GB.
fn render(name: &str, modules: &[(String, String)]) -> End {
    let root = scratch(&format!("bomb-{name}"));
    fs::create_dir(root.join("p")).unwrap();
    for (module, text) in modules {
        fs::write(root.join("p").join(format!("{module}.py")), text).unwrap();
    }
    let run = |arguments: &[&str]| {
        let mut tool = command();
        tool.args(["render", "p", "--site-packages", ".", "--output", "out.py"])
            .args(["--python-version", "3.12", "--max-steps", STEPS])
            .args(arguments)
            .current_dir(&root);
        let bytes = (6_u64 << 30).to_string();
        Ran::of(launched("limited.py", &[bytes], &tool), "", ENDLESS)
    };
    let ran = run(&[]);
    let end = match ran.status.code() {
        Some(0) => End::Whole,
        Some(2) => End::TooMuch,
        other => panic!("{name}: {other:?}: {}", ran.stderr),
    };
    if end == End::TooMuch {
        assert!(
            ran.stderr.contains("p/__init__.py: too much work"),
            "{name}: {}",
            ran.stderr
        );
        assert!(!root.join("out.py").exists(), "{name}");
    }
    fs::remove_dir_all(root).unwrap();
    end
}

/// A package of one module.
fn one(text: impl Into<String>) -> Vec<(String, String)> {
    vec![("__init__".to_owned(), text.into())]
}

/// Lines, one for each number.
fn lines(numbers: std::ops::Range<usize>, line: impl Fn(usize) -> String) -> String {
    numbers.fold(String::new(), |mut text, n| {
        let _ = writeln!(text, "{}", line(n));
        text
    })
}

fn joined(count: usize, separator: &str, part: impl Fn(usize) -> String) -> String {
    let parts: Vec<String> = (0..count).map(part).collect();
    parts.join(separator)
}

#[test]
fn aliases() {
    for (name, first, next) in [
        ("tuples", "_A0 = int", "_A{n} = tuple[_A{m}, _A{m}]"),
        (
            "generics",
            "from typing import *\nT = TypeVar('T')\n_A0 = tuple[T, T]",
            "_A{n} = _A{m}[_A{m}[T]]",
        ),
        (
            "statements",
            "type _A0[T] = tuple[T, T]",
            "type _A{n}[T] = _A{m}[_A{m}[T]]",
        ),
        (
            "unions",
            "from collections.abc import *\n_A0 = Awaitable[int]",
            "_A{n} = Awaitable[_A{m}] | AsyncIterator[_A{m}]",
        ),
    ] {
        let aliases = lines(1..60, |n| {
            next.replace("{n}", &n.to_string())
                .replace("{m}", &(n - 1).to_string())
        });
        let text =
            format!("{first}\n{aliases}async def f(x: _A59) -> _A59: ...\ndef g() -> _A59: ...\n");
        render(&format!("aliases-{name}"), &one(text));
    }
}

#[test]
fn generics() {
    let doubled = format!(
        "class C0[T]:\n    async def m(self, x: T) -> T: ...\n{}",
        lines(1..60, |n| {
            format!("class C{n}[T](C{}[tuple[T, T]]): ...", n - 1)
        })
    );
    render("generics-doubled", &one(doubled));
    let itself = "class C[T](C[tuple[T, T]]):\n    async def m(self, x: T) -> T: ...\n\
         class D[T]:\n    def __await__(self) -> 'D[D[T]]': ...\n    def __aiter__(self) -> 'D[D[T]]': ...\n\
         def f() -> D[int]: ...\n";
    render("generics-itself", &one(itself));
    let many = format!(
        "class C[{}]:\n{}",
        joined(1500, ", ", |n| format!("T{n}")),
        lines(0..1500, |n| format!(
            "    async def m{n}(self, x: T{n}) -> T{n}: ..."
        ))
    );
    assert_eq!(render("generics-many", &one(many)), End::TooMuch);
    let bounds = format!(
        "from typing import TypeVar\nT0 = TypeVar('T0', bound=int)\n{}async def f(x: T59) -> T59: ...\n",
        lines(1..60, |n| {
            let before = n - 1;
            format!("T{n} = TypeVar('T{n}', bound='tuple[T{before}, T{before}]')")
        })
    );
    render("generics-bounds", &one(bounds));
}

#[test]
fn unions() {
    let classes = |count| lines(0..count, |n| format!("class C{n}: ..."));
    let wide = format!(
        "{}async def f(x: {}) -> int: ...\n",
        classes(3_000),
        joined(3_000, " | ", |n| format!("C{n}"))
    );
    render("unions-wide", &one(wide));
    let shared = format!(
        "{}_U = {}\n{}",
        classes(1500),
        joined(1500, " | ", |n| format!("C{n}")),
        lines(0..1500, |n| format!("async def f{n}(x: _U) -> _U: ..."))
    );
    assert_eq!(render("unions-shared", &one(shared)), End::TooMuch);
    let nested = format!(
        "{}_U0 = C0\n{}async def f(x: _U999) -> int: ...\n",
        classes(1_000),
        lines(1..1_000, |n| format!("_U{n} = _U{} | C{n}", n - 1))
    );
    render("unions-nested", &one(nested));
}

#[test]
fn overloads() {
    let many = format!(
        "from typing import overload\n{}async def f(*a, **k): ...\n",
        lines(0..2_000, |n| format!(
            "@overload\nasync def f(x: int, y{n}: int) -> int: ..."
        ))
    );
    render("overloads-many", &one(many));
    let inherited = format!(
        "from typing import overload\nclass B:\n{}    async def f(self, *a, **k): ...\n{}",
        lines(0..1000, |n| format!(
            "    @overload\n    async def f(self, x: int, y{n}: int) -> int: ..."
        )),
        lines(0..1500, |n| format!("class C{n}(B): ..."))
    );
    assert_eq!(render("overloads-inherited", &one(inherited)), End::TooMuch);
}

#[test]
fn star_imports() {
    let init = |text: &str| ("__init__".to_owned(), text.to_owned());
    let mut chain: Vec<_> = (0..1000)
        .map(|n| (format!("m{n}"), format!("from .m{} import *\n", n + 1)))
        .collect();
    chain.push(("m1000".to_owned(), "async def f() -> int: ...\n".to_owned()));
    chain.push(init("from .m0 import *\n"));
    render("stars-chain", &chain);

    let all = lines(0..200, |n| format!("from .m{n} import *"));
    let functions = |n: usize| lines(0..20, |m| format!("async def f{n}_{m}() -> int: ..."));
    let mut clique: Vec<_> = (0..200)
        .map(|n| (format!("m{n}"), format!("{all}{}", functions(n))))
        .collect();
    clique.push(init(&all));
    assert_eq!(render("stars-clique", &clique), End::TooMuch);

    let doubled = |n: usize| {
        let next = n + 1;
        format!(
            "from .m{next} import *\nfrom . import m{next}\n__all__ = ['g']\n\
             __all__ += m{next}.__all__\n__all__ += m{next}.__all__\nasync def g() -> int: ...\n"
        )
    };
    let mut exported: Vec<_> = (0..60).map(|n| (format!("m{n}"), doubled(n))).collect();
    exported.push((
        "m60".to_owned(),
        "__all__ = ['f']\nasync def f() -> int: ...\n".to_owned(),
    ));
    exported.push(init("from .m0 import *\n"));
    render("stars-exported", &exported);
}

#[test]
fn inheritance() {
    let chain = lines(1..2000, |n| {
        let before = n - 1;
        format!("class C{n}(C{before}):\n    async def m{n}(self) -> int: ...")
    });
    assert_eq!(
        render("inherits-chain", &one(format!("class C0: ...\n{chain}"))),
        End::TooMuch
    );
    let deep = lines(1..2_000, |n| format!("class C{n}(C{}): ...", n - 1));
    let deep = format!("class C0:\n    async def m(self) -> int: ...\n{deep}");
    assert_eq!(render("inherits-deep", &one(deep)), End::TooMuch);
    let lattice = lines(1..1000, |n| {
        let before = n - 1;
        format!(
            "class L{n}(A{before}): ...\nclass R{n}(A{before}): ...\nclass A{n}(L{n}, R{n}): ..."
        )
    });
    let lattice = format!("class A0:\n    async def m(self) -> int: ...\n{lattice}");
    assert_eq!(render("inherits-lattice", &one(lattice)), End::TooMuch);
    let wide = format!(
        "{}{}",
        lines(0..2000, |n| format!(
            "class B{n}:\n    async def m{n}(self) -> int: ..."
        )),
        lines(0..300, |n| format!(
            "class C{n}({}): ...",
            joined(2000, ", ", |m| format!("B{m}"))
        ))
    );
    assert_eq!(render("inherits-wide", &one(wide)), End::TooMuch);
    let crossed = lines(1..60, |n| {
        let before = n - 1;
        format!("class A{n}(A{before}, B{before}): ...\nclass B{n}(B{before}, A{before}): ...")
    });
    let crossed =
        format!("class A0:\n    async def m(self) -> int: ...\nclass B0(A0): ...\n{crossed}");
    render("inherits-crossed", &one(crossed));
}
