//! Descriptors of every form: half of them legal, half with some of their text mutated or
//! replaced by something hostile.

#![allow(
    dead_code,
    unused_imports,
    reason = "each test binary uses a part of this"
)]

mod choices;
mod text;

use mochi_asyncbridge::{
    AsyncFn, Callee, GeneratedFrom, Missing, Mode, Module, Origin, Overload, Param, ParamDefault,
    ParamKind, Shape, TypeParam, TypeParamKind,
};

pub use choices::{Bytes, Choices, Seeded};
use text::{annotation, doc, import_statement, name, value};

/// What the parts of a module have to know of each other.
struct World {
    /// How many texts there are for each that is mutated, if any is.
    hostility: Option<usize>,
    /// The names that imports bind at run time.
    bound: Vec<String>,
    type_params: Vec<TypeParam>,
    /// Counts names, so that those that must differ do.
    count: usize,
}

/// A module that is legal unless it is hostile.
pub fn module(c: &mut dyn Choices, is_hostile: bool) -> Module {
    let mut world = World {
        hostility: is_hostile.then(|| *c.pick(&[10, 100, 300])),
        bound: Vec::new(),
        type_params: Vec::new(),
        count: 0,
    };
    let mut imports: Vec<String> = (0..=c.below(3)).map(|_| world.import(c)).collect();
    let mut source_import = imports.remove(0);
    if c.one_in(3) {
        source_import.push('\n');
    }
    let bound = world.bound.clone();
    let type_checking_imports = (0..c.below(3)).map(|_| world.import(c)).collect();
    world.bound = bound;
    world.type_params = (0..c.below(4)).map(|_| world.type_param(c)).collect();
    Module {
        source_import,
        mode: *c.pick(&Mode::ALL),
        fns: (0..c.below(7)).map(|_| world.function(c)).collect(),
        imports,
        type_checking_imports,
        // Its annotations name what nothing binds.
        runtime_annotations: false,
        timeouts: c.one_in(4),
        shared_runtime: c.one_in(3).then(|| {
            let runtime = *c.pick(&["mochi_runtime", ".runtime", "..runtime", "pkg.größe"]);
            world.hostile(c, runtime.to_owned())
        }),
        helpers: c.one_in(4),
        missing: (0..c.below(3)).map(|_| world.missing(c)).collect(),
        generated_from: c.one_in(3).then(|| world.generated_from(c)),
        ..Module::default()
    }
}

impl World {
    /// The text, or in a hostile world now and then something else.
    fn hostile(&self, c: &mut dyn Choices, text: String) -> String {
        if self.strikes(c) {
            text::mutated(c, &text)
        } else {
            text
        }
    }

    fn strikes(&self, c: &mut dyn Choices) -> bool {
        self.hostility.is_some_and(|n| c.one_in(n))
    }

    /// A name that nothing else in the module has.
    fn fresh(&mut self, c: &mut dyn Choices) -> String {
        self.count += 1;
        format!("{}{}", name(c), self.count)
    }

    /// A name of the module; in a hostile world perhaps one that is taken.
    fn top_level_name(&mut self, c: &mut dyn Choices) -> String {
        let fresh = self.fresh(c);
        if self.strikes(c) {
            return match c.below(3) {
                0 => (*c.pick(text::TAKEN)).to_owned(),
                1 if !self.bound.is_empty() => c.pick(&self.bound).clone(),
                _ => text::mutated(c, &fresh),
            };
        }
        fresh
    }

    fn import(&mut self, c: &mut dyn Choices) -> String {
        let names: Vec<String> = (0..=c.below(3)).map(|_| self.top_level_name(c)).collect();
        let statement = import_statement(c, &names);
        self.bound.extend(names);
        self.hostile(c, statement)
    }

    fn generated_from(&self, c: &mut dyn Choices) -> GeneratedFrom {
        let package = *c.pick(&["pkg", "a", "zope.interface", "python-telegram-bot", "A_b-1"]);
        let version = *c.pick(&["1", "0.28.1", "2!1.0rc1.post2.dev3+local.1", "v1.0-1"]);
        let command = *c.pick(&[
            "make",
            "mochi-asyncbridge render pkg --mode per-call",
            "a 'b'",
        ]);
        GeneratedFrom {
            package: self.hostile(c, package.to_owned()),
            version: c.one_in(2).then(|| self.hostile(c, version.to_owned())),
            command: c.one_in(2).then(|| self.hostile(c, command.to_owned())),
        }
    }

    fn missing(&mut self, c: &mut dyn Choices) -> Missing {
        let reason = *c.pick(&["pkg.Client.watch: property", "it is written in C: `größe`"]);
        Missing {
            name: self.top_level_name(c),
            reason: self.hostile(c, reason.to_owned()),
        }
    }

    fn origin(&self, c: &mut dyn Choices) -> Origin {
        let file = *c.pick(&["pkg/_client.py", "a.pyi", "pkg/größe/x.y.py", "a b/c d.pyx"]);
        Origin {
            file: self.hostile(c, file.to_owned()),
            line: c.below(2000) + usize::from(!self.strikes(c)),
        }
    }

    fn annotation(&self, c: &mut dyn Choices) -> String {
        let depth = c.below(4);
        let text = annotation(c, depth);
        self.hostile(c, text)
    }

    fn type_param(&mut self, c: &mut dyn Choices) -> TypeParam {
        let kinds = [
            TypeParamKind::TypeVar,
            TypeParamKind::TypeVar,
            TypeParamKind::ParamSpec,
            TypeParamKind::TypeVarTuple,
        ];
        let kind = *c.pick(&kinds);
        let mut param = TypeParam {
            name: self.top_level_name(c),
            kind,
            ..TypeParam::default()
        };
        if kind == TypeParamKind::TypeVar || (self.strikes(c)) {
            match c.below(3) {
                0 => param.bound = Some(self.annotation(c)),
                1 => param.constraints = (0..2 + c.below(2)).map(|_| self.annotation(c)).collect(),
                _ => {}
            }
        }
        param
    }

    fn function(&mut self, c: &mut dyn Choices) -> AsyncFn {
        let (name, callee, import_on_call) = self.callee(c);
        let params = self.params(c, &callee);
        let overloads = match c.below(6) {
            0 => (0..2 + c.below(2)).map(|_| self.overload(c)).collect(),
            _ => Vec::new(),
        };
        let untyped = params.len() == 3;
        let type_params = match c.below(3) {
            0 => self.type_params.clone(),
            _ => Vec::new(),
        };
        AsyncFn {
            sync_name: self.top_level_name(c),
            name,
            params,
            returns: self.annotation(c),
            shape: match c.below(10) {
                0..=3 => Shape::Coroutine,
                4 | 5 => Shape::Awaitable,
                9 => Shape::MaybeAwaitable,
                6 => Shape::AsyncIterator,
                7 => Shape::AsyncContextManager,
                _ => Shape::AsyncGenerator {
                    send: self.annotation(c),
                },
            },
            callee,
            import_on_call,
            doc: c.one_in(3).then(|| doc(c)),
            type_params,
            overloads,
            untyped,
            origin: c.one_in(3).then(|| self.origin(c)),
            ..AsyncFn::default()
        }
    }

    /// The name of a function, how it is reached, and what its shim imports for that.
    fn callee(&mut self, c: &mut dyn Choices) -> (String, Callee, Option<String>) {
        let mut root = c.pick(&self.bound).clone();
        let import_on_call = c.one_in(5).then(|| {
            root = self.top_level_name(c);
            let statement = import_statement(c, std::slice::from_ref(&root));
            self.hostile(c, statement.replace('\n', " "))
        });
        let (name, callee) = match c.below(6) {
            0 => {
                let path = format!("{root}.{}", name(c));
                (self.fresh(c), Callee::Path(self.hostile(c, path)))
            }
            1 if import_on_call.is_none() || self.strikes(c) => {
                let method = name(c);
                (self.fresh(c), Callee::Method(self.hostile(c, method)))
            }
            2 if import_on_call.is_none() && c.one_in(3) => (self.fresh(c), Callee::Receiver),
            3 if import_on_call.is_none() && c.one_in(3) => {
                let attribute = name(c);
                (self.fresh(c), Callee::Attribute(self.hostile(c, attribute)))
            }
            _ => (self.hostile(c, root), Callee::Name),
        };
        (name, callee, import_on_call)
    }

    fn params(&mut self, c: &mut dyn Choices, callee: &Callee) -> Vec<Param> {
        use ParamKind::{
            KeywordOnly, PositionalOnly, PositionalOrKeyword, VarKeyword, VarPositional,
        };

        let mut kinds = Vec::new();
        let takes_nothing = matches!(callee, Callee::Attribute(_) | Callee::Receiver);
        let receives = takes_nothing || matches!(callee, Callee::Method(_));
        if receives {
            kinds.push(PositionalOnly);
        }
        if !takes_nothing {
            let repeated = |kind, n| std::iter::repeat_n(kind, n);
            let sparse = c.below(3).saturating_sub(1);
            kinds.extend(repeated(PositionalOnly, sparse * c.below(3)));
            kinds.extend(repeated(PositionalOrKeyword, c.below(4)));
            kinds.extend(repeated(VarPositional, usize::from(c.one_in(4))));
            kinds.extend(repeated(KeywordOnly, c.below(4).saturating_sub(1)));
            kinds.extend(repeated(VarKeyword, usize::from(c.one_in(4))));
        }
        if self.strikes(c) && !kinds.is_empty() {
            let (i, j) = (c.below(kinds.len()), c.below(kinds.len()));
            kinds.swap(i, j);
        }
        let mut needs_default = false;
        let mut params = Vec::new();
        for (i, kind) in kinds.into_iter().enumerate() {
            let mut param = Param::new(self.param_name(c), self.annotation(c)).kind(kind);
            if kind == VarPositional && c.one_in(4) {
                param.annotation = if c.one_in(2) {
                    "*Ts".to_owned()
                } else {
                    format!("*tuple[{}]", self.annotation(c))
                };
            }
            let is_variadic = matches!(kind, VarPositional | VarKeyword);
            let is_receiver = receives && i == 0;
            let wants_default = (needs_default && kind <= PositionalOrKeyword) || c.one_in(3);
            let is_hostile = self.strikes(c);
            if (wants_default && !is_variadic && !is_receiver) != is_hostile {
                param.default = Some(self.default(c));
                needs_default |= kind <= PositionalOrKeyword;
            }
            params.push(param);
        }
        params
    }

    /// Different from those before it, and from what the body uses; in a hostile world perhaps.
    fn param_name(&mut self, c: &mut dyn Choices) -> String {
        if self.strikes(c) {
            return match c.below(3) {
                0 => (*c.pick(text::TAKEN)).to_owned(),
                1 => c.pick(&self.bound).clone(),
                _ => name(c),
            };
        }
        let name = self.fresh(c);
        self.hostile(c, name)
    }

    fn default(&mut self, c: &mut dyn Choices) -> ParamDefault {
        if c.one_in(2) {
            return ParamDefault::Omitted;
        }
        let depth = c.below(3);
        let text = value(c, depth, &self.bound);
        ParamDefault::Expr(self.hostile(c, text))
    }

    fn overload(&mut self, c: &mut dyn Choices) -> Overload {
        Overload {
            params: self.params(c, &Callee::Name),
            returns: self.annotation(c),
        }
    }
}
