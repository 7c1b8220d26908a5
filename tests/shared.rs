//! A module and the run-time part that it shares are those of one version, mode and set of
//! options, or the import says what to do.

mod support;

use std::{fmt::Write as _, fs, time::Duration};

use mochi_asyncbridge::{AsyncFn, Mode, Module, render_runtime};
use support::{Ran, pythons, target_dir};

/// Imports every module with every run-time part and tells what became of it.
const IMPORT_ALL: &str = r#"
import importlib, sys

for runtime in sys.argv[1].split(","):
    for module in sys.argv[2].split(","):
        sys.modules["runtime"] = importlib.import_module(runtime)
        sys.modules.pop(module, None)
        try:
            importlib.import_module(module)
        except ImportError as error:
            print(f"{runtime} {module}: {error}")
        else:
            print(f"{runtime} {module}: ok")
"#;

#[test]
fn a_shared_run_time_part_of_other_settings_is_refused() {
    let dir = target_dir().join("shared");
    fs::create_dir_all(&dir).expect("the target directory can be written");
    let write = |name: &str, text: &str| {
        fs::write(dir.join(format!("{name}.py")), text).expect("the folder can be written");
    };
    write("pkg", "async def f() -> None: ...\n");
    let version = env!("CARGO_PKG_VERSION");
    let [per_call, persistent] = Mode::ALL;
    let settings = [
        (per_call, false, "per_call", "per-call"),
        (
            per_call,
            true,
            "per_call_timeouts",
            "per-call with timeouts",
        ),
        (persistent, false, "persistent", "persistent"),
        (
            persistent,
            true,
            "persistent_timeouts",
            "persistent with timeouts",
        ),
    ];
    let settings = settings
        .map(|(mode, timeouts, name, what)| (mode, timeouts, name, format!("{version} {what}")));
    for (mode, timeouts, name, _) in &settings {
        write(
            &format!("runtime_{name}"),
            &render_runtime(*mode, *timeouts),
        );
        let module = Module {
            source_import: "from pkg import f".into(),
            mode: *mode,
            timeouts: *timeouts,
            fns: vec![AsyncFn::new("f")],
            shared_runtime: Some("runtime".into()),
            ..Module::default()
        };
        write(
            &format!("module_{name}"),
            &module.render().expect("it is valid"),
        );
    }
    let older = render_runtime(Mode::PerCall, false).replace(version, "0.0.9");
    write("runtime_older", &older);

    let mut expected = String::new();
    let older = (per_call, false, "older", "0.0.9 per-call".to_owned());
    for (_, _, runtime, is) in settings.iter().chain([&older]) {
        for (_, _, module, needs) in &settings {
            let outcome = if is == needs {
                "ok".to_owned()
            } else {
                format!(
                    "module_{module} needs the run-time part of mochi-asyncbridge {needs}, but \
                     runtime is that of {is}: render both again with the same version, mode and \
                     options"
                )
            };
            writeln!(expected, "runtime_{runtime} module_{module}: {outcome}")
                .expect("a string can be written");
        }
    }
    let names = |prefix: &str, more: &[&str]| {
        let names = settings.iter().map(|(_, _, name, _)| *name);
        let names = names.chain(more.iter().copied());
        names
            .map(|name| format!("{prefix}_{name}"))
            .collect::<Vec<_>>()
            .join(",")
    };
    for python in pythons() {
        let mut command = python.strict();
        command
            .args(["-c", IMPORT_ALL])
            .args([names("runtime", &["older"]), names("module", &[])])
            .current_dir(&dir);
        let out = Ran::of(command, "", Duration::from_secs(60)).expect_quiet("imports");
        assert_eq!(out, expected, "{python}");
    }
}
