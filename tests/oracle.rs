//! Whatever descriptor is accepted, its module means what it says: readers that are not ours
//! find exactly the described definitions in it, and calls arrive as they should.

mod corpus;
mod cpython;
mod generator;
mod reading;
mod support;

use std::thread;

use generator::{Choices, Seeded};
use mochi_asyncbridge::Module;

/// What came of many descriptors.
#[derive(Default)]
struct Tally {
    fns: usize,
    accepted: usize,
    hostile_accepted: usize,
    refused: usize,
}

/// Reads the modules of some seeds with `ruff_python_parser`, until there were `fns` functions.
fn read(seed: u64, fns: usize) -> Tally {
    let mut tally = Tally::default();
    let mut choices = Seeded(seed);
    while tally.fns < fns {
        let is_hostile = tally.fns.is_multiple_of(2);
        let module = generator::module(&mut choices, is_hostile);
        tally.fns += 1 + module.fns.len();
        match module.render() {
            Ok(text) => {
                reading::check(&module, &text)
                    .unwrap_or_else(|error| panic!("{error}\n\n{module:#?}\n\n{text}"));
                tally.accepted += module.fns.len();
                tally.hostile_accepted += usize::from(is_hostile) * module.fns.len();
            }
            Err(errors) => {
                assert!(is_hostile, "{errors}\n\n{module:#?}");
                tally.refused += module.fns.len();
            }
        }
    }
    tally
}

fn read_all(fns: usize) {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let tallies: Vec<Tally> = thread::scope(|scope| {
        let each: Vec<_> = (0..threads)
            .map(|i| scope.spawn(move || read(i as u64, fns / threads + 1)))
            .collect();
        each.into_iter()
            .map(|thread| thread.join().expect("no module is misread"))
            .collect()
    });
    let sum = |count: fn(&Tally) -> usize| tallies.iter().map(count).sum::<usize>();
    let accepted = sum(|tally| tally.accepted);
    let hostile = sum(|tally| tally.hostile_accepted);
    let refused = sum(|tally| tally.refused);
    eprintln!(
        "{accepted} functions accepted, {hostile} of them of hostile modules; {refused} refused"
    );
    assert!(refused > fns / 20 && hostile > fns / 20 && accepted > fns / 3);
}

#[test]
fn what_is_accepted_means_what_it_says() {
    read_all(20_000);
}

/// `cargo test --release --test oracle -- --ignored`
#[test]
#[ignore = "takes minutes"]
fn what_is_accepted_means_what_it_says_a_million_times() {
    read_all(1_500_000);
}

/// The text with a character dropped, doubled, or replaced by another of its own, somewhere
/// between `start` and `end`.
fn with_fault(choices: &mut dyn Choices, text: &str, start: usize, end: usize) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let start = text[..start].chars().count();
    let end = text[..end].chars().count();
    let mut place = || start + choices.below(end - start);
    let (at, other) = (place(), place());
    match choices.below(3) {
        0 => _ = chars.remove(at),
        1 => chars.insert(at, chars[at]),
        _ => chars[at] = chars[other],
    }
    chars.into_iter().collect()
}

/// A reader is worth something only if it notices what is wrong. Blanks alone are those of
/// docstrings, some of which mean nothing.
#[test]
fn planted_faults_are_found() {
    let mut choices = Seeded(7);
    let mut planted = 0;
    while planted < 1_000 {
        let module = generator::module(&mut choices, false);
        let text = module.render().expect("it is valid");
        let first = module.fns.first();
        let Some(start) = first.and_then(|f| text.find(&format!("def {}(", f.sync_name))) else {
            continue;
        };
        // The run-time part follows the shims.
        let end = text.find("\n# --- Run-time").unwrap_or(text.len());
        for _ in 0..20 {
            let faulty = with_fault(&mut choices, &text, start, end);
            let only_blanks = faulty.split_whitespace().eq(text.split_whitespace());
            if !only_blanks && reading::are_alike(&text, &faulty) == Some(false) {
                planted += 1;
                let found = reading::check(&module, &faulty).is_err();
                assert!(
                    found,
                    "not seen:\n{}",
                    pretty_assertions::StrComparison::new(&text, &faulty)
                );
            }
        }
    }
}

fn run(modules: usize) {
    let mut choices = Seeded(2026);
    let mut rendered: Vec<(Module, String)> = Vec::new();
    while rendered.len() < modules {
        let module = generator::module(&mut choices, rendered.len().is_multiple_of(2));
        if let Ok(text) = module.render() {
            rendered.push((module, text));
        }
    }
    let failures = cpython::check(&rendered);
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn calls_arrive_as_they_should() {
    run(60);
}

/// `cargo test --release --test oracle -- --ignored`
#[test]
#[ignore = "takes minutes"]
fn calls_arrive_as_they_should_a_thousand_times() {
    run(1000);
}
