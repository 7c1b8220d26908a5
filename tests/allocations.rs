//! Rendering makes one allocation, that of the text; parameters and functions make none.

use mochi_asyncbridge::{AsyncFn, Mode, Module, Param, ParamDefault, ParamKind, Shape};

fn allocations(module: &Module) -> u64 {
    let valid = module.validate().expect("the module is valid");
    let info = allocation_counter::measure(|| drop(valid.render()));
    info.count_total
}

fn module(mode: Mode, fns: Vec<AsyncFn>) -> Module {
    Module {
        source_import: "from pkg import fetch".into(),
        mode,
        fns,
        ..Module::default()
    }
}

fn shims(count: usize, f: &AsyncFn) -> Vec<AsyncFn> {
    let shim = |i| f.clone().sync_name(format!("shim_{i}"));
    (0..count).map(shim).collect()
}

/// `count` parameters of a kind, with the defaults in turn.
fn params(count: usize, kind: ParamKind, defaults: &[Option<ParamDefault>]) -> Vec<Param> {
    let mut params: Vec<Param> = (0..count)
        .map(|i| Param {
            name: format!("{}_{i}", kind.description().replace([' ', '-'], "_")),
            annotation: "dict[str, int]".into(),
            kind,
            default: defaults[i % defaults.len()].clone(),
        })
        .collect();
    params.sort_by_key(|param| param.default.is_some());
    params
}

#[test]
fn a_plain_module_is_one_allocation() {
    for mode in Mode::ALL {
        for fns in [1, 10, 1000] {
            for count in [0, 1, 100] {
                let mut f = AsyncFn::new("fetch");
                f.params = params(count, ParamKind::PositionalOrKeyword, &[None]);
                let module = module(mode, shims(fns, &f));
                assert_eq!(allocations(&module), 1, "{mode}, {fns} of {count}");
            }
        }
    }
}

#[test]
fn no_parameter_makes_an_allocation() {
    let defaults = [
        None,
        Some(ParamDefault::Expr("'text'".into())),
        Some(ParamDefault::Omitted),
    ];
    for shape in [Shape::Coroutine, Shape::Awaitable, Shape::AsyncIterator] {
        let with = |count| {
            let mut f = AsyncFn::new("fetch").shape(shape.clone()).doc("Fetch.");
            f.params = params(count, ParamKind::PositionalOrKeyword, &defaults);
            f.params
                .extend(params(1, ParamKind::VarPositional, &[None]));
            f.params
                .extend(params(count, ParamKind::KeywordOnly, &defaults));
            f.params.extend(params(1, ParamKind::VarKeyword, &[None]));
            allocations(&module(Mode::Persistent, shims(10, &f)))
        };
        assert_eq!(with(3), with(300), "{shape:?}");
    }
}
