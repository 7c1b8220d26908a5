//! What a module can have beside its shims: helpers, and reasons for what it does not have.

use mochi_asyncbridge::{
    AsyncFn, Error, Field, Missing, MissingPart, Mode, Module, Problem, Taken, render_runtime,
};

const HELPERS: [&str; 4] = ["await_sync", "call_sync", "enter_sync", "iter_sync"];

fn errors(module: &Module) -> Vec<Error> {
    module.validate().unwrap_err().iter().cloned().collect()
}

fn missing(name: &str, reason: &str) -> Missing {
    Missing {
        name: name.into(),
        reason: reason.into(),
    }
}

fn defines(text: &str, name: &str) -> bool {
    text.contains(&format!("\ndef {name}("))
}

#[test]
fn helpers_are_there_when_asked_for() {
    for mode in Mode::ALL {
        for timeouts in [false, true] {
            let module = Module {
                mode,
                timeouts,
                ..Module::default()
            };
            let without = module.render().unwrap();
            let with = module.helpers(true).render().unwrap();
            for name in HELPERS {
                assert!(!without.contains(name), "{mode}: {name}");
                assert!(defines(&with, name), "{mode}: {name}");
                assert!(defines(&render_runtime(mode, timeouts), name));
            }
        }
    }
}

#[test]
fn shims_and_imports_leave_the_names_of_helpers_alone() {
    for name in HELPERS {
        let shim = AsyncFn {
            sync_name: name.into(),
            ..AsyncFn::new("f")
        };
        let shims = Module::new(format!("import {name}\nfrom m import f")).function(shim);
        let found = errors(&shims.helpers(true));
        assert!(
            found
                .iter()
                .all(|error| error.problem == Problem::Duplicate(Taken::Helper)),
            "{found:?}"
        );
        let fields: Vec<&Field> = found.iter().map(|error| &error.field).collect();
        assert_eq!(fields, [&Field::SourceImport, &Field::SyncName]);
    }
}

#[test]
fn missing_shims_say_why() {
    let module = Module {
        missing: vec![missing("Client_get_sync", "it's a `property`: größe")],
        ..Module::default()
    };
    let text = module.render().unwrap();
    assert!(text.contains("    \"Client_get_sync\": \"it's a `property`: größe\",\n"));
    assert!(text.contains("def __getattr__(name: str)"));
    assert!(!Module::default().render().unwrap().contains("__getattr__"));
}

#[test]
fn missing_shims_are_named_once_and_explained_on_one_line() {
    let module = Module {
        missing: vec![
            missing("a_sync", "one"),
            missing("a_sync", "two"),
            missing("await_sync", "a helper"),
            missing("b\"", "no name"),
            missing("__path__", "no shim"),
            missing("c_sync", ""),
            missing("d_sync", "\"\n    evil()"),
            missing("e_sync", "ends in \\"),
            missing("f_sync", "two\u{2028}lines"),
        ],
        ..Module::default()
    };
    let found: Vec<(usize, MissingPart, Problem)> = errors(&module.helpers(true))
        .into_iter()
        .map(|error| match error.field {
            Field::Missing { index, part } => (index, part, error.problem),
            field => panic!("{field}"),
        })
        .collect();
    assert_eq!(
        found,
        [
            (
                1,
                MissingPart::Name,
                Problem::Duplicate(Taken::Missing { index: 0 })
            ),
            (2, MissingPart::Name, Problem::Duplicate(Taken::Helper)),
            (3, MissingPart::Name, Problem::NotAnIdentifier),
            (4, MissingPart::Name, Problem::Dunder),
            (5, MissingPart::Reason, Problem::Empty),
            (6, MissingPart::Reason, Problem::NotPlain('"')),
            (7, MissingPart::Reason, Problem::NotPlain('\\')),
            (8, MissingPart::Reason, Problem::NotPlain('\u{2028}')),
        ]
    );
}
