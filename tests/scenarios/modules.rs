//! The modules that scenarios import: everything asynchronous that `source.py` offers, in every mode.

#[path = "../cases/twins.rs"]
mod twins;

use std::{fs, path::PathBuf};

use mochi_asyncbridge::{AsyncFn, Callee, Driver, Mode, Module, Param, ParamKind, Shape};

/// Renders the modules into a directory; gives it back.
pub fn render_all(directory: PathBuf) -> PathBuf {
    fs::create_dir_all(&directory).expect("target/ is writable");
    let write = |name: String, text: String| {
        fs::write(directory.join(name + ".py"), text).expect("target/ is writable");
    };
    write("source".into(), include_str!("source.py").into());
    for (mode, driver, token) in [
        (Mode::PerCall, Driver::Caller, "per_call"),
        (Mode::Persistent, Driver::Caller, "persistent"),
        (Mode::Persistent, Driver::Standby, "standby"),
    ] {
        let module = Module::default().mode(mode).driver(driver);
        let helpers = format!("helpers_{token}");
        let runtime = format!("runtime_{token}");
        for (name, module) in [
            (token.to_owned(), with_functions(module.clone())),
            (helpers, module.clone().helpers(true)),
        ] {
            write(name.clone(), render(&module));
            write(format!("{name}_timeouts"), render(&module.timeouts(true)));
        }
        let shared = module.timeouts(true).shared_runtime(&runtime);
        let text = shared.render_runtime().expect("nothing is described");
        for package in ["a", "b"] {
            let module = with_functions(shared.clone());
            write(format!("shared_{token}_{package}"), render(&module));
        }
        write(runtime, text);
    }
    write("twins".into(), include_str!("../snapshots/twins.py").into());
    for (name, module) in twins::of_mode(Mode::Persistent) {
        for (driver, token) in [(Driver::Caller, "persistent"), (Driver::Standby, "standby")] {
            let name = name.replace("twins", &format!("twins_{token}"));
            write(name, render(&module.clone().driver(driver)));
        }
    }
    directory
}

fn render(module: &Module) -> String {
    module.render().expect("the descriptors are valid")
}

/// Not beside helpers, whose names some of the functions have too.
fn with_functions(module: Module) -> Module {
    Module {
        source_import: "import source".into(),
        fns: functions(),
        ..module
    }
}

fn functions() -> Vec<AsyncFn> {
    let imported = |name: &str| AsyncFn::new(name).callee(Callee::Path(format!("source.{name}")));
    let passing = |name: &str, shape: Shape| {
        imported(name)
            .param("function", "object")
            .with(Param::new("args", "object").kind(ParamKind::VarPositional))
            .returns("object")
            .shape(shape)
    };
    let receiver = || Param::new("self", "source.Counter").kind(ParamKind::PositionalOnly);
    let send = "object".to_owned();
    vec![
        passing("call", Shape::Coroutine),
        passing("give", Shape::Awaitable),
        passing("iterate", Shape::AsyncGenerator { send }),
        passing("enter", Shape::AsyncContextManager),
        imported("add")
            .param("a", "int")
            .param("b", "int")
            .returns("int"),
        imported("pause"),
        imported("everything")
            .with(Param::new("a", "int").kind(ParamKind::PositionalOnly))
            .with(Param::new("b", "int").default_expr("2"))
            .with(Param::new("rest", "int").kind(ParamKind::VarPositional))
            .with(Param::new("c", "int").kind(ParamKind::KeywordOnly))
            .with(
                Param::new("d", "str | None")
                    .kind(ParamKind::KeywordOnly)
                    .default_expr("None"),
            )
            .with(Param::new("more", "int").kind(ParamKind::VarKeyword))
            .returns("tuple[object, ...]")
            .doc("Gives back what it gets."),
        imported("omitting")
            .with(Param::new("first", "object").omitted())
            .with(
                Param::new("second", "object")
                    .kind(ParamKind::KeywordOnly)
                    .omitted(),
            )
            .returns("tuple[object, object]"),
        AsyncFn::new("Counter_add")
            .callee(Callee::Method("add".into()))
            .with(receiver())
            .param("n", "int")
            .returns("int"),
        AsyncFn::new("Counter_up_to")
            .callee(Callee::Method("up_to".into()))
            .with(receiver())
            .param("n", "int")
            .shape(Shape::AsyncIterator)
            .returns("int"),
    ]
}
