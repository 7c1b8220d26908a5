//! Every text of the corpora, in every place that takes such text.

mod corpus;
mod cpython;
mod reading;
mod support;

use corpus::{Entry, entries};
use mochi_asyncbridge::{
    AsyncFn, Callee, Field, Module, Overload, Param, ParamKind, ParamPart, Shape, TypeParam,
    TypeParamKind, TypeParamPart,
};

macro_rules! corpus {
    ($name:literal) => {
        entries(include_str!(concat!("corpus/", $name, ".txt")))
    };
}

/// A place for text: where it is in a module, and what errors call it.
struct Place {
    put: fn(&str) -> Module,
    is_field: fn(&Field) -> bool,
    /// What the message says of it.
    says: &'static str,
}

fn module(f: AsyncFn) -> Module {
    Module {
        source_import: "from pkg import fetch\nimport pkg".into(),
        fns: vec![f],
        ..Module::default()
    }
}

fn is_param(field: &Field, wanted: ParamPart) -> bool {
    matches!(field, Field::Param { part, .. } if *part == wanted)
}

fn is_type_param(field: &Field, wanted: TypeParamPart) -> bool {
    matches!(field, Field::TypeParam { part, .. } if *part == wanted)
}

fn of_kind(annotation: &str, kind: ParamKind) -> Module {
    module(AsyncFn::new("fetch").with(Param::new("x", annotation).kind(kind)))
}

fn type_var(name: &str) -> TypeParam {
    TypeParam {
        name: name.into(),
        ..TypeParam::default()
    }
}

fn with_type_param(param: TypeParam) -> Module {
    let mut f = AsyncFn::new("fetch");
    f.type_params.push(param);
    module(f)
}

const ANNOTATIONS: [Place; 12] = [
    Place {
        put: |text| of_kind(text, ParamKind::PositionalOnly),
        is_field: |field| is_param(field, ParamPart::Annotation),
        says: "parameter `x`: annotation",
    },
    Place {
        put: |text| of_kind(text, ParamKind::PositionalOrKeyword),
        is_field: |field| is_param(field, ParamPart::Annotation),
        says: "parameter `x`: annotation",
    },
    Place {
        put: |text| of_kind(text, ParamKind::KeywordOnly),
        is_field: |field| is_param(field, ParamPart::Annotation),
        says: "parameter `x`: annotation",
    },
    Place {
        put: |text| of_kind(text, ParamKind::VarKeyword),
        is_field: |field| is_param(field, ParamPart::Annotation),
        says: "parameter `x`: annotation",
    },
    Place {
        put: |text| module(AsyncFn::new("fetch").returns(text)),
        is_field: |field| *field == Field::Returns,
        says: "return annotation",
    },
    Place {
        put: |text| {
            module(
                AsyncFn::new("fetch")
                    .shape(Shape::AsyncIterator)
                    .returns(text),
            )
        },
        is_field: |field| *field == Field::Returns,
        says: "return annotation",
    },
    Place {
        put: |text| {
            module(
                AsyncFn::new("fetch")
                    .shape(Shape::AsyncContextManager)
                    .returns(text),
            )
        },
        is_field: |field| *field == Field::Returns,
        says: "return annotation",
    },
    Place {
        put: |text| {
            module(AsyncFn::new("fetch").shape(Shape::AsyncGenerator { send: text.into() }))
        },
        is_field: |field| *field == Field::Send,
        says: "send annotation",
    },
    Place {
        put: |text| {
            with_type_param(TypeParam {
                bound: Some(text.into()),
                ..type_var("T")
            })
        },
        is_field: |field| is_type_param(field, TypeParamPart::Bound),
        says: "type parameter `T`: bound",
    },
    Place {
        put: |text| {
            with_type_param(TypeParam {
                constraints: vec!["int".into(), text.into()],
                ..type_var("T")
            })
        },
        is_field: |field| is_type_param(field, TypeParamPart::Constraint { index: 1 }),
        says: "type parameter `T`: constraint",
    },
    Place {
        put: |text| {
            let mut f = AsyncFn::new("fetch");
            let overload = |annotation: &str| Overload {
                params: vec![Param::new("x", annotation)],
                returns: "None".into(),
            };
            f.overloads = vec![overload("int"), overload(text)];
            module(f)
        },
        is_field: |field| matches!(field, Field::Overload { index: 1, field } if is_param(field, ParamPart::Annotation)),
        says: "overloads[1]: parameter `x`: annotation",
    },
    Place {
        put: |text| {
            let mut f = AsyncFn::new("fetch");
            let overload = |returns: &str| Overload {
                params: Vec::new(),
                returns: returns.into(),
            };
            f.overloads = vec![overload("int"), overload(text)];
            module(f)
        },
        is_field: |field| matches!(field, Field::Overload { index: 1, field } if **field == Field::Returns),
        says: "overloads[1]: return annotation",
    },
];

/// Here a star in front may stand, so that what begins with one can be accepted.
const OF_ARGS: Place = Place {
    put: |text| of_kind(text, ParamKind::VarPositional),
    is_field: |field| is_param(field, ParamPart::Annotation),
    says: "parameter `x`: annotation",
};

fn with_default(text: &str, kind: ParamKind) -> Module {
    let param = Param::new("x", "object").kind(kind).default_expr(text);
    module(AsyncFn::new("fetch").with(param))
}

const DEFAULTS: [Place; 3] = [
    Place {
        put: |text| with_default(text, ParamKind::PositionalOnly),
        is_field: |field| is_param(field, ParamPart::Default),
        says: "parameter `x`: default",
    },
    Place {
        put: |text| with_default(text, ParamKind::PositionalOrKeyword),
        is_field: |field| is_param(field, ParamPart::Default),
        says: "parameter `x`: default",
    },
    Place {
        put: |text| with_default(text, ParamKind::KeywordOnly),
        is_field: |field| is_param(field, ParamPart::Default),
        says: "parameter `x`: default",
    },
];

const NAMES: [Place; 5] = [
    Place {
        put: |text| Module {
            source_import: format!("from pkg import {text}"),
            fns: vec![AsyncFn::new(text).sync_name("shim")],
            ..Module::default()
        },
        is_field: |field| *field == Field::Name,
        says: "name",
    },
    Place {
        put: |text| Module {
            source_import: "from pkg import source".into(),
            fns: vec![AsyncFn::new("source").sync_name(text)],
            ..Module::default()
        },
        is_field: |field| *field == Field::SyncName,
        says: "sync_name",
    },
    Place {
        put: |text| Module {
            source_import: "from pkg import source".into(),
            fns: vec![
                AsyncFn::new("fetch")
                    .sync_name("shim")
                    .callee(Callee::Path("source".into()))
                    .param(text, "int"),
            ],
            ..Module::default()
        },
        is_field: |field| is_param(field, ParamPart::Name),
        says: "parameter `",
    },
    Place {
        put: |text| {
            let receiver = Param::new("receiver", "object").kind(ParamKind::PositionalOnly);
            let callee = Callee::Method(text.into());
            module(AsyncFn::new("shimmed").with(receiver).callee(callee))
        },
        is_field: |field| *field == Field::Callee,
        says: "callee",
    },
    Place {
        put: |text| {
            let mut module = with_type_param(type_var(text));
            module.source_import = "from pkg import source".into();
            module.fns[0].callee = Callee::Path("source".into());
            module.fns[0].name = "shimmed".into();
            module.fns[0].type_params[0].kind = TypeParamKind::ParamSpec;
            module
        },
        is_field: |field| is_type_param(field, TypeParamPart::Name),
        says: "type parameter `",
    },
];

const IMPORTS: [Place; 3] = [
    Place {
        put: |text| Module {
            source_import: text.into(),
            ..Module::default()
        },
        is_field: |field| *field == Field::SourceImport,
        says: "source_import",
    },
    Place {
        put: |text| Module {
            imports: vec!["import first".into(), text.into()],
            ..Module::default()
        },
        is_field: |field| *field == Field::Import { index: 1 },
        says: "imports[1]",
    },
    Place {
        put: |text| Module {
            type_checking_imports: vec!["import first".into(), text.into()],
            ..Module::default()
        },
        is_field: |field| *field == Field::TypeCheckingImport { index: 1 },
        says: "type_checking_imports[1]",
    },
];

/// Collects what goes wrong, so that one run shows all of it.
#[derive(Default)]
struct Failures(Vec<String>);

impl Failures {
    fn add(&mut self, text: &str, place: &Place, what: &str) {
        self.0.push(format!("{text:?} as {}: {what}", place.says));
    }
}

impl Drop for Failures {
    fn drop(&mut self) {
        assert!(
            self.0.is_empty(),
            "\n{}\n{} failures",
            self.0.join("\n"),
            self.0.len()
        );
    }
}

fn all_are_accepted(corpus: &[Entry], places: &[Place], at_least: usize) {
    let mut failures = Failures::default();
    assert!(corpus.len() >= at_least, "only {} entries", corpus.len());
    let mut rendered = Vec::new();
    for (i, Entry { text, .. }) in corpus.iter().enumerate() {
        for (j, place) in places.iter().enumerate() {
            let module = (place.put)(text);
            match module.render() {
                Err(errors) => failures.add(text, place, &errors.to_string()),
                Ok(python) => {
                    if let Err(difference) = reading::check(&module, &python) {
                        failures.add(text, place, &difference);
                    }
                    // One place each is enough for the slower reader.
                    if i % places.len() == j {
                        rendered.push((module, python));
                    }
                }
            }
        }
    }
    failures.0.extend(cpython::check(&rendered));
    let texts: Vec<&str> = rendered.iter().map(|(_, python)| &**python).collect();
    for (python, found) in cpython::evaluate_hints(&texts) {
        let found = found.iter().map(|what| format!("{python}: {what}"));
        failures.0.extend(found);
    }
}

fn all_are_refused(corpus: &[Entry], places: &[Place], at_least: usize) {
    let mut failures = Failures::default();
    assert!(corpus.len() >= at_least, "only {} entries", corpus.len());
    for Entry { text, problem } in corpus {
        for place in places {
            if let Err(what) = is_refused(text, problem.as_deref(), place) {
                failures.add(text, place, &what);
            }
        }
    }
}

fn is_refused(text: &str, problem: Option<&str>, place: &Place) -> Result<(), String> {
    let module = (place.put)(text);
    let Err(errors) = module.render() else {
        return Err("accepted".to_owned());
    };
    let found = errors.iter().find(|error| (place.is_field)(&error.field));
    let error = found.ok_or_else(|| format!("another field: {errors}"))?;
    if let Some(f) = module.fns.first() {
        let location = error.function.as_ref().ok_or("no function")?;
        if location.index != Some(0) || *location.name != f.name {
            return Err(format!("another function: {location:?}"));
        }
    } else if error.function.is_some() {
        return Err("a function".to_owned());
    }
    if !text.contains(&error.value) {
        return Err(format!("another value: {:?}", error.value));
    }
    let message = error.to_string();
    if !message.contains(place.says) || message.contains('\n') {
        return Err(format!("a message that does not say where: {message}"));
    }
    let debug = format!("{:?}", error.problem);
    match problem {
        Some(problems)
            if !problems
                .split(" or ")
                .any(|problem| debug.contains(problem)) =>
        {
            Err(format!("{debug}, not {problems}"))
        }
        _ => Ok(()),
    }
}

#[test]
fn legitimate_annotations_are_accepted_everywhere() {
    all_are_accepted(&corpus!("annotations_accepted"), &ANNOTATIONS, 400);
    all_are_accepted(&corpus!("annotations_accepted"), &[OF_ARGS], 400);
}

#[test]
fn args_can_be_unpacked() {
    let starred = [
        "*Ts",
        "*tuple[int, ...]",
        "*tuple[*Ts]",
        "*Annotated[tuple[int], 1]",
    ];
    let entries = starred.map(|text| Entry {
        text: text.into(),
        problem: None,
    });
    all_are_accepted(&entries, &[OF_ARGS], starred.len());
    all_are_refused(&entries, &ANNOTATIONS, starred.len());
}

#[test]
fn hostile_annotations_are_refused_everywhere() {
    let corpus = corpus!("annotations_refused");
    all_are_refused(&corpus, &ANNOTATIONS, 450);
    all_are_refused(&corpus, &[OF_ARGS], 450);
}

#[test]
fn literal_defaults_are_accepted() {
    all_are_accepted(&corpus!("defaults_accepted"), &DEFAULTS, 140);
}

#[test]
fn hostile_defaults_are_refused() {
    all_are_refused(&corpus!("defaults_refused"), &DEFAULTS, 340);
}

#[test]
fn legitimate_names_are_accepted() {
    all_are_accepted(&corpus!("names_accepted"), &NAMES, 60);
}

#[test]
fn hostile_names_are_refused() {
    all_are_refused(&corpus!("names_refused"), &NAMES, 140);
}

#[test]
fn import_statements_are_accepted() {
    all_are_accepted(&corpus!("imports_accepted"), &IMPORTS, 60);
}

#[test]
fn other_statements_are_refused() {
    all_are_refused(&corpus!("imports_refused"), &IMPORTS, 280);
}

/// Modules that no descriptor gives, to see that the watch over evaluation sees.
#[test]
fn what_is_smuggled_into_annotations_is_seen() {
    let import = "import os, sys\nfrom typing import *\n";
    let code = "__import__('os').system('true')";
    let planted = [
        format!("def get_sync(x: get_sync.__doc__) -> None:\n    \"{code}\""),
        format!("def get_sync(x: list[get_sync.__doc__]) -> None:\n    \"{code}\""),
        format!("def get_sync(x: 'get_sync.__doc__') -> None:\n    \"{code}\""),
        format!("NAMES = {{'a': \"{code}\"}}\ndef f(x: NAMES['a']): ..."),
        format!("__doc__ = \"{code}\"\ndef f(x: __doc__): ..."),
        format!("from typing import List as Literal\ndef f(x: Literal[\"{code}\"]): ..."),
        format!("T = TypeVar('T', bound=\"{code}\")"),
        "def f(x: os.environ['HOME']): ...".to_owned(),
        "def f(x: sys.argv[0]): ...".to_owned(),
        "def f(x: tuple[*'ab']): ...".to_owned(),
        "def f(*x: *'Ts'): ...".to_owned(),
        "def f(x: tuple[*os.environ]): ...".to_owned(),
    ];
    for planted in planted {
        let text = format!("from __future__ import annotations\n{import}{planted}\n");
        for (python, found) in cpython::evaluate_hints(&[&text]) {
            assert!(!found.is_empty(), "{python} sees nothing in {planted}");
        }
    }
}
