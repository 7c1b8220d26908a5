//! What Python makes of every text of the corpora that is accepted, in every place that takes such
//! text: the module means what its descriptor says, and evaluating its hints does nothing else.

mod corpus;
mod cpython;
mod reading;
mod support;

use corpus::places::{ANNOTATIONS, DEFAULTS, IMPORTS, NAMES, OF_ARGS, Place};
use corpus::{Entry, STARRED, corpus, of_texts};

fn python_agrees(corpus: &[Entry], places: &[Place]) {
    let mut failures: Vec<String> = Vec::new();
    let mut rendered = Vec::new();
    for (i, Entry { text, .. }) in corpus.iter().enumerate() {
        for (j, place) in places.iter().enumerate() {
            let module = (place.put)(text);
            match module.render() {
                Err(errors) => failures.push(format!("{text:?} as {}: {errors}", place.says)),
                Ok(python) => {
                    if let Err(difference) = reading::check(&module, &python) {
                        failures.push(format!("{text:?} as {}: {difference}", place.says));
                    }
                    // One place each is enough for the slower reader.
                    if i % places.len() == j {
                        rendered.push((module, python));
                    }
                }
            }
        }
    }
    failures.extend(cpython::check(&rendered));
    let texts: Vec<&str> = rendered.iter().map(|(_, python)| &**python).collect();
    for (python, found) in cpython::evaluate_hints(&texts) {
        let found = found.iter().map(|what| format!("{python}: {what}"));
        failures.extend(found);
    }
    assert!(
        failures.is_empty(),
        "\n{}\n{} failures",
        failures.join("\n"),
        failures.len()
    );
}

#[test]
fn annotations() {
    python_agrees(&corpus!("annotations_accepted"), &ANNOTATIONS);
}

#[test]
fn annotations_of_args() {
    python_agrees(&corpus!("annotations_accepted"), &[OF_ARGS]);
    python_agrees(&of_texts(&STARRED), &[OF_ARGS]);
}

#[test]
fn defaults() {
    python_agrees(&corpus!("defaults_accepted"), &DEFAULTS);
}

#[test]
fn names() {
    python_agrees(&corpus!("names_accepted"), &NAMES);
}

#[test]
fn imports() {
    python_agrees(&corpus!("imports_accepted"), &IMPORTS);
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
        format!("def f(x: frozenset[\"{code}\"]): ..."),
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
