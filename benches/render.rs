//! Times and allocations of each candidate alone: `cargo bench --bench render`.
//!
//! `ratios` sets them beside each other in one run.

mod candidates;

use candidates::{by_hand, frame, jinja, jinja_view, module};
use divan::{AllocProfiler, Bencher};
use minijinja::{Value, context};
use mochi_asyncbridge::Mode;

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

const SHIMS: [u32; 5] = [1, 10, 100, 1_000, 10_000];

fn main() {
    divan::main();
}

#[divan::bench(args = SHIMS, consts = [false, true])]
fn render<const PERSISTENT: bool>(bencher: Bencher, shims: u32) {
    let module = module(mode(PERSISTENT), shims);
    let valid = module.validate().expect("the module is valid");
    bencher.bench(|| valid.render());
}

#[divan::bench(args = SHIMS, consts = [false, true])]
fn push_str<const PERSISTENT: bool>(bencher: Bencher, shims: u32) {
    let module = module(mode(PERSISTENT), shims);
    let text = module.render().expect("the module is valid");
    let frame = frame(&text, module.mode);
    bencher.bench(|| by_hand(&module, frame));
}

#[divan::bench(args = SHIMS, consts = [false, true])]
fn minijinja<const PERSISTENT: bool>(bencher: Bencher, shims: u32) {
    let module = module(mode(PERSISTENT), shims);
    let text = module.render().expect("the module is valid");
    let frame = frame(&text, module.mode);
    let jinja = jinja(frame);
    let template = jinja.get_template("module").expect("it was added");
    let view = Value::from_serialize(jinja_view(&module));
    bencher.bench(|| template.render(context! { fns => view }));
}

#[divan::bench(args = SHIMS)]
fn validate(bencher: Bencher, shims: u32) {
    let module = module(Mode::PerCall, shims);
    bencher.bench(|| module.validate().is_ok());
}

fn mode(is_persistent: bool) -> Mode {
    if is_persistent {
        Mode::Persistent
    } else {
        Mode::PerCall
    }
}
