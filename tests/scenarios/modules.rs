//! The modules that scenarios import: everything asynchronous that `source.py` offers, in every mode.

#[path = "../cases/twins.rs"]
mod twins;

use std::{fs, path::PathBuf};

use mochi_asyncbridge::{AsyncFn, Callee, Mode, Module, Param, ParamKind, Shape, render_runtime};

/// Renders the modules into a directory; gives it back.
pub fn render_all(directory: PathBuf) -> PathBuf {
    fs::create_dir_all(&directory).expect("target/ is writable");
    let write = |name: String, text: String| {
        fs::write(directory.join(name + ".py"), text).expect("target/ is writable");
    };
    write("source".into(), include_str!("source.py").into());
    for (mode, token) in [
        (Mode::PerCall, "per_call"),
        (Mode::Persistent, "persistent"),
    ] {
        write(token.into(), render(mode, false, None));
        write(format!("{token}_timeouts"), render(mode, true, None));
        let helpers = format!("helpers_{token}");
        write(helpers.clone(), render_helpers(mode, false));
        write(format!("{helpers}_timeouts"), render_helpers(mode, true));
        let runtime = format!("runtime_{token}");
        write(runtime.clone(), render_runtime(mode, true));
        for package in ["a", "b"] {
            write(
                format!("shared_{token}_{package}"),
                render(mode, true, Some(runtime.clone())),
            );
        }
    }
    write("twins".into(), include_str!("../snapshots/twins.py").into());
    for (name, module) in twins::of_mode(Mode::Persistent) {
        let name = name.replace("twins", "twins_persistent");
        write(name, module.render().expect("the descriptors are valid"));
    }
    directory
}

fn render(mode: Mode, timeouts: bool, shared_runtime: Option<String>) -> String {
    let module = Module {
        source_import: "import source".into(),
        mode,
        fns: functions(),
        timeouts,
        shared_runtime,
        ..Module::default()
    };
    module.render().expect("the descriptors are valid")
}

/// The helpers alone, whose names some of the functions have too.
fn render_helpers(mode: Mode, timeouts: bool) -> String {
    let module = Module {
        mode,
        timeouts,
        helpers: true,
        ..Module::default()
    };
    module.render().expect("nothing is described")
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
