//! Prints a module with a shim of every shape: `cargo run --example preview -- persistent`.

use mochi_asyncbridge::{AsyncFn, Callee, Mode, Module, Param, ParamKind, Shape};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let token = std::env::args().nth(1).unwrap_or_default();
    let mode: Mode = token.parse()?;
    let receiver = Param::new("self", "Client").kind(ParamKind::PositionalOnly);
    let fns = vec![
        AsyncFn::new("fetch")
            .param("url", "str")
            .param("timeout", "float")
            .returns("bytes")
            .doc("Fetches a page."),
        AsyncFn::new("Client_get")
            .callee(Callee::Method("get".into()))
            .with(receiver.clone())
            .param("url", "str")
            .with(
                Param::new("follow", "bool")
                    .kind(ParamKind::KeywordOnly)
                    .omitted(),
            )
            .shape(Shape::Awaitable)
            .returns("bytes"),
        AsyncFn::new("lines")
            .param("url", "str")
            .shape(Shape::AsyncIterator)
            .returns("str"),
        AsyncFn::new("Client_enter")
            .callee(Callee::Receiver)
            .with(receiver)
            .shape(Shape::AsyncContextManager)
            .returns("Client"),
    ];
    let module = Module {
        source_import: "from client import Client, fetch, lines".into(),
        mode,
        fns,
        ..Module::default()
    };
    print!("{}", module.render()?);
    Ok(())
}
