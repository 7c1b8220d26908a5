//! Where classes get their methods from, held against CPython on random hierarchies.

mod common;

use std::{collections::BTreeMap, fmt::Write as _, fs, time::Duration};

use common::{
    scratch,
    support::{Ran, pythons},
    test_file,
};
use mochi_asyncbridge_cli::{Options, Roots, Target, discover};

const MODULES: u32 = 300;
const CLASSES: u64 = 9;
const METHODS: u64 = 3;

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Classes with up to four bases each among those before, and some of the methods.
fn hierarchy(numbers: &mut Numbers) -> String {
    let mut text = String::new();
    for class in 0..CLASSES {
        let mut bases: Vec<String> = Vec::new();
        for _ in 0..numbers.below(5).min(class) {
            let base = format!("C{}", numbers.below(class));
            if !bases.contains(&base) {
                bases.push(base);
            }
        }
        writeln!(text, "class C{class}({}):", bases.join(", ")).unwrap();
        for method in 0..METHODS {
            if numbers.below(3) == 0 {
                writeln!(text, "    async def m{method}(self): ...").unwrap();
            }
        }
        writeln!(text, "    pass").unwrap();
    }
    text
}

#[test]
fn methods_come_from_where_python_takes_them() {
    let root = scratch("mro");
    fs::create_dir(root.join("p")).unwrap();
    fs::write(root.join("p/__init__.py"), "").unwrap();
    let mut numbers = Numbers(1);
    for module in 0..MODULES {
        let path = root.join(format!("p/h{module}.py"));
        fs::write(path, hierarchy(&mut numbers)).unwrap();
    }
    let options = Options {
        roots: Roots::from(vec![root.clone()]),
        target: Target::default(),
        ..Options::default()
    };
    let surface = discover("p", &options).unwrap();
    let ours: BTreeMap<&str, usize> = surface
        .origins
        .iter()
        .map(|origin| (&*origin.name, origin.line))
        .collect();
    let mut oracle = pythons()[0].command();
    oracle.arg(test_file("oracle/mro.py")).arg(&root);
    let printed = Ran::of(oracle, "", Duration::from_mins(1)).expect_quiet("mro.py");
    let theirs: BTreeMap<&str, usize> = serde_json::from_str(&printed).unwrap();
    assert!(theirs.len() > 1000, "{}", theirs.len());
    for (name, line) in theirs {
        assert_eq!(ours.get(name), Some(&line), "{name}");
    }
}
