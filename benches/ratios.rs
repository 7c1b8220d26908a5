//! What rendering and validation cost beside what a user would do instead, and how validation
//! grows with the length of a text, as ratios:
//! `cargo bench --bench ratios`.
//!
//! All candidates of a row take turns in one run, and the fastest turn of each counts.

mod candidates;

use std::hint::black_box;
use std::time::{Duration, Instant};

use candidates::{by_hand, frame, jinja, jinja_view, module};
use minijinja::{Value, context};
use mochi_asyncbridge::{AsyncFn, Mode, Param};

fn main() {
    println!("| mode | shims | ns a shim | / push_str | minijinja / | validation / |");
    println!("|---|---:|---:|---:|---:|---:|");
    for mode in Mode::ALL {
        for shims in [1, 10, 100, 1_000, 10_000] {
            println!("{}", row(mode, shims));
        }
    }
    println!();
    println!("| validation of one text | 1000 bytes, ns a byte | 10,000 / | 100,000 / |");
    println!("|---|---:|---:|---:|");
    for (name, of_length) in TEXTS {
        println!("{}", growth(name, of_length));
    }
}

/// Text of about a length in bytes, for a descriptor.
type OfLength = fn(usize) -> AsyncFn;

const TEXTS: [(&str, OfLength); 4] = [
    ("annotation", |length| {
        let values = ["'text'"].repeat(length / 8).join(", ");
        AsyncFn::new("fetch").returns(format!("Literal[{values}]"))
    }),
    ("name, ASCII", |length| {
        AsyncFn::new("fetch").param("n".repeat(length), "int")
    }),
    ("name, composed by NFKC", |length| {
        AsyncFn::new("fetch").param("e\u{301}".repeat(length / 3), "int")
    }),
    ("default", |length| {
        let items = ["'text'"].repeat(length / 8).join(", ");
        AsyncFn::new("fetch").with(Param::new("x", "object").default_expr(format!("[{items}]")))
    }),
];

/// How much longer a byte takes in longer texts: 1 is linear.
fn growth(name: &str, of_length: OfLength) -> String {
    let [short, longer, longest] = [1_000, 10_000, 100_000].map(of_length);
    let times = fastest(
        100,
        [
            &mut || assert!(black_box(short.validate()).is_ok()),
            &mut || assert!(black_box(longer.validate()).is_ok()),
            &mut || assert!(black_box(longest.validate()).is_ok()),
        ],
    );
    let [short, longer, longest] = times;
    format!(
        "| {name} | {:.1} | {:.2} | {:.2} |",
        short * 1e6,
        longer / short / 10.0,
        longest / short / 100.0,
    )
}

fn row(mode: Mode, shims: u32) -> String {
    let module = module(mode, shims);
    let valid = module.validate().expect("the module is valid");
    let text = valid.render();
    let frame = frame(&text, mode);
    assert_eq!(by_hand(&module, frame), text);
    let jinja = jinja(frame);
    let template = jinja.get_template("module").expect("it was added");
    let view = Value::from_serialize(jinja_view(&module));
    let by_jinja = || {
        template
            .render(context! { fns => view })
            .expect("it renders")
    };
    assert_eq!(by_jinja(), text);

    let [render, hand, jinja, validate] = fastest(
        shims,
        [
            &mut || drop(black_box(valid.render())),
            &mut || drop(black_box(by_hand(&module, frame))),
            &mut || drop(black_box(by_jinja())),
            &mut || _ = black_box(module.validate()),
        ],
    );
    format!(
        "| {mode} | {shims} | {:.0} | {:.2} | {:.1} | {:.1} |",
        render * 1e9 / f64::from(shims),
        render / hand,
        jinja / render,
        validate / render,
    )
}

/// Seconds that the fastest turn of each candidate took.
fn fastest<const N: usize>(shims: u32, mut candidates: [&mut dyn FnMut(); N]) -> [f64; N] {
    const TURNS: usize = 60;
    let repeats = (4_000 / shims).max(1);
    let mut best = [Duration::MAX; N];
    for _ in 0..TURNS {
        for (best, run) in best.iter_mut().zip(&mut candidates) {
            run(); // what the one before left in the caches is not its merit
            let start = Instant::now();
            for _ in 0..repeats {
                run();
            }
            *best = (*best).min(start.elapsed());
        }
    }
    best.map(|time| time.as_secs_f64() / f64::from(repeats))
}
