//! Every text of the corpora, in every place that takes such text: what is accepted and what is
//! refused. `accepted.rs` has Python read what is accepted.

mod corpus;

use corpus::places::{ANNOTATIONS, DEFAULTS, IMPORTS, NAMES, OF_ARGS, Place};
use corpus::{Entry, STARRED, corpus, of_texts};

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
    for Entry { text, .. } in corpus {
        for place in places {
            if let Err(errors) = (place.put)(text).validate() {
                failures.add(text, place, &errors.to_string());
            }
        }
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
    let starred = of_texts(&STARRED);
    all_are_accepted(&starred, &[OF_ARGS], 4);
    all_are_refused(&starred, &ANNOTATIONS, 4);
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
