//! The bytes of the fuzzer choose a descriptor, and some of it is the bytes themselves. What is
//! accepted must be read as it is described.

#![no_main]

#[path = "../../corpus/mod.rs"]
mod corpus;
#[path = "../../generator/mod.rs"]
mod generator;
#[path = "../../reading/mod.rs"]
mod reading;

use generator::{Bytes, Choices};
use libfuzzer_sys::fuzz_target;
use mochi_asyncbridge::{Module, ParamDefault};

fuzz_target!(|data: &[u8]| {
    let mut choices = Bytes(data);
    let mut module = generator::module(&mut choices, true);
    if let Some(text) = data.split(|&byte| byte == 0xff).nth(1) {
        put(&mut choices, &mut module, &String::from_utf8_lossy(text));
    }
    match module.render() {
        Ok(python) => reading::check(&module, &python)
            .unwrap_or_else(|error| panic!("{error}\n\n{module:#?}\n\n{python}")),
        Err(errors) => assert!(!errors.to_string().is_empty()),
    }
});

/// Puts the text somewhere.
fn put(choices: &mut dyn Choices, module: &mut Module, text: &str) {
    let text = text.to_owned();
    let place = choices.below(7);
    let param = module.fns.iter_mut().flat_map(|f| &mut f.params).last();
    match (place, param) {
        (0, Some(param)) => param.annotation = text,
        (1, Some(param)) => param.default = Some(ParamDefault::Expr(text)),
        (2, Some(param)) => param.name = text,
        (3, _) => module.imports.push(text),
        (4, _) => module.type_checking_imports.push(text),
        (place, _) => match module.fns.last_mut() {
            Some(f) if place == 5 => f.doc = Some(text),
            Some(f) => f.returns = text,
            None => module.source_import = text,
        },
    }
}
