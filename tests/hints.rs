//! Can the annotations of shims be evaluated, where that is asked for?

mod cases;
mod rendered;
mod support;

use std::{path::Path, time::Duration};

use mochi_asyncbridge::{AsyncFn, Callee, Module, Param, ParamKind, Problem, TypeParam};
use rendered::{file_name, is_rendered, python_files};
use support::{Ran, in_parallel, pythons, venv};

/// Every shim of the snapshots, on every interpreter: evaluating gives a value and does nothing
/// else.
#[test]
fn hints_of_all_cases_have_values() {
    let dir = rendered::evaluated();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cpython/evaluate.py");
    // The mode decides about bodies alone.
    let modules: Vec<String> = python_files(dir)
        .iter()
        .map(|path| file_name(path))
        .filter(|name| is_rendered(name) && name.ends_with("__per_call.py"))
        .map(|name| name.trim_end_matches(".py").to_owned())
        .collect();
    assert!(modules.len() > 15);
    let failures = in_parallel(&pythons(), |python| {
        let mut command = python.strict();
        command.arg(&script).args(&modules).current_dir(dir);
        let printed = Ran::of(command, "", Duration::from_secs(120)).quiet()?;
        let counts: Result<Vec<usize>, _> = printed.split_whitespace().map(str::parse).collect();
        match counts {
            Ok(counts) if counts.len() == modules.len() && counts.iter().sum::<usize>() > 60 => {
                Ok(())
            }
            _ => Err(format!("{python}: {printed}")),
        }
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn fetch(annotation: &str) -> Module {
    let of_url = Param::new("url", annotation);
    Module::new("import shop")
        .runtime_annotations(true)
        .function(
            AsyncFn::new("fetch")
                .callee(Callee::Path("shop.fetch".into()))
                .with(of_url),
        )
}

#[test]
fn names_of_annotations_must_be_bound() {
    for (annotation, root) in [
        ("Url", "Url"),
        ("typing.Any", "typing"),
        ("list[Url]", "Url"),
        ("'Url'", "Url"),
        ("Literal[1]", "Literal"),
        ("fetch_sync", "fetch_sync"),
        ("shop.Url | None | Other", "Other"),
        ("shop.Literal[shop.Color.RED, Color.RED]", "Color"),
        ("shop.Annotated[int, Gt]", "Gt"),
    ] {
        // Without the option it may be what the program binds some day.
        let mut module = fetch(annotation);
        module.runtime_annotations = false;
        assert_eq!(module.validate().map(drop), Ok(()), "{annotation}");
        let errors = fetch(annotation).validate().expect_err(annotation);
        let [error] = errors.as_slice() else {
            panic!("{annotation}: {errors}");
        };
        let root = root.to_owned();
        assert_eq!(error.problem, Problem::Unbound { root }, "{annotation}");
    }
}

#[test]
fn what_is_bound_may_be_named() {
    for annotation in [
        "int",
        "list[ValueError] | None",
        "shop.Url",
        "T",
        "datetime.date",
        "MochiAsyncReentryError",
    ] {
        let mut module = fetch(annotation).type_checking_import("import datetime");
        module.fns[0].type_params.push(TypeParam::new("T"));
        assert_eq!(module.validate().map(drop), Ok(()), "{annotation}");
    }
    // A name of every place that holds an annotation is looked at.
    let everywhere = fetch("int").function(
        AsyncFn::new("all")
            .callee(Callee::Path("shop.all".into()))
            .with(Param::new("urls", "A").kind(ParamKind::VarPositional))
            .with(Param::new("rest", "B").kind(ParamKind::VarKeyword))
            .type_param(TypeParam::new("T").bound("C"))
            .returns("D"),
    );
    let errors = everywhere.validate().expect_err("none is bound");
    assert_eq!(errors.len(), 4);
}

/// What hints are evaluated for: `FastMCP`, `LangChain` and typer take shims as they take functions.
#[test]
fn tools_that_make_schemas_take_shims() {
    let requirements = include_str!("requirements/schemas.txt");
    let environment = venv("schemas", requirements, &pythons()[0]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cpython/schemas.py");
    // What these packages warn of is theirs.
    let mut command = environment.python.command();
    command
        .arg(script)
        .arg("evaluated__per_call")
        .current_dir(rendered::as_snapshots());
    Ran::of(command, "", Duration::from_secs(300)).expect_quiet("schemas.py");
}
