//! Renders shims for an asyncio client and calls them from synchronous programs, in both modes,
//! while a server answers on loopback:
//!
//! ```sh
//! cargo run --example live
//! ```
//!
//! The Python files are those in `examples/live`.

use std::{
    env,
    error::Error,
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use mochi_asyncbridge::{AsyncFn, Callee, Mode, Module, Param, ParamKind, Shape};

fn main() -> Result<(), Box<dyn Error>> {
    let python = python().ok_or("no CPython >= 3.11: set MOCHI_PYTHONS to one")?;
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/live");
    let rendered = env::current_exe()?.with_extension("modules");
    fs::create_dir_all(&rendered)?;

    let mut server = Command::new(&python)
        .arg(sources.join("server.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut port = String::new();
    BufReader::new(server.stdout.as_mut().ok_or("the server has no output")?)
        .read_line(&mut port)?;

    for mode in Mode::ALL {
        let text = Module { mode, ..shop() }.render()?;
        let suffix = mode.as_str().replace('-', "_");
        let file = format!("shop_{suffix}.py");
        fs::write(rendered.join(&file), &text)?;
        println!("# {file}\n{text}");

        println!("# {mode}: what examples/live/{suffix}.py prints");
        let status = Command::new(&python)
            .args(["-X", "dev", "-W", "error"])
            .arg(sources.join(format!("{suffix}.py")))
            .arg(port.trim())
            .env("PYTHONPATH", &rendered)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .status()?;
        if !status.success() {
            return Err(format!("the program failed: {status}").into());
        }
        println!();
    }

    drop(server.stdin.take());
    server.wait()?;
    Ok(())
}

/// What `examples/live/shop.py` holds.
fn shop() -> Module {
    let receiver = Param::new("self", "Shop").kind(ParamKind::PositionalOnly);
    Module {
        source_import: "from shop import Shop, connect, price, prices".into(),
        fns: vec![
            AsyncFn::new("price")
                .param("port", "int")
                .param("item", "str")
                .returns("float")
                .doc("The price of one."),
            AsyncFn::new("prices")
                .param("port", "int")
                .with(Param::new("items", "str").kind(ParamKind::VarPositional))
                .returns("tuple[str, float]")
                .shape(Shape::AsyncIterator)
                .doc("The price of each, over one connection."),
            AsyncFn::new("connect")
                .param("port", "int")
                .returns("Shop")
                .shape(Shape::AsyncContextManager),
            AsyncFn::new("Shop_order")
                .callee(Callee::Method("order".into()))
                .with(receiver)
                .param("item", "str")
                .with(Param::new("count", "int").default_expr("1"))
                .returns("float"),
        ],
        ..Module::default()
    }
}

/// The first CPython from 3.11 on.
fn python() -> Option<PathBuf> {
    let listed = env::var_os("MOCHI_PYTHONS").unwrap_or_default();
    let names = [
        "python3",
        "python",
        "python3.13",
        "python3.12",
        "python3.11",
    ];
    env::split_paths(&listed)
        .chain(names.map(PathBuf::from))
        .find(|python| {
            let probe = "import sys; sys.exit(sys.version_info < (3, 11))";
            let output = Command::new(python).args(["-c", probe]).output();
            output.is_ok_and(|output| output.status.success())
        })
}
