//! What does calling a class take, and what does the object that it makes give?

use mochi_asyncbridge::AsyncFn;
use ruff_python_ast::{Expr, ExprCall};

use super::{Explorer, publish::Candidate, shims::Signatures, signature::Signature};
use crate::{
    classify::{Kind, Outcome, Receiver, is_bare},
    emit::Writer,
    index::{Def, dotted},
    resolve::{Entity, Id},
    types::{Ancestor, Scope, Substitution, Ty, canonical, declared},
};

/// What a class is made with, of all that it and its bases define: the first in their order.
enum Maker {
    /// `__init__` or `__new__` of a class.
    Method(Id, Substitution, &'static str),
    /// The `__init__` that `dataclass` writes.
    Dataclass,
    /// `object` takes nothing.
    Nothing,
}

impl<'t, 'w> Explorer<'t, 'w> {
    pub(super) fn constructor(
        &mut self,
        candidate: &Candidate,
        writer: &mut Writer<'t, 'w>,
    ) -> Vec<AsyncFn> {
        let class = &candidate.id;
        let receiver = self.types.class_type(class);
        let shapes: Vec<Outcome> = self
            .types
            .kinds(&receiver)
            .into_iter()
            .filter(|(kind, _)| matches!(kind, Kind::Awaitable | Kind::Context))
            .collect();
        if shapes.is_empty() {
            return Vec::new();
        }
        let Some(maker) = self.maker(class) else {
            return Vec::new();
        };
        let nothing = Signature {
            params: Vec::new(),
            outcomes: shapes.clone(),
            unannotated: 0,
        };
        let made = match maker {
            Maker::Nothing => Some((nothing, Vec::new(), false)),
            Maker::Dataclass => Some((self.dataclass(class, nothing), Vec::new(), false)),
            Maker::Method(owner, map, name) => {
                let scope = self.types.method_scope(&owner, map, receiver.clone());
                self.by_method(&owner.member(name), &scope, &receiver, &shapes)
            }
        };
        let Some((general, overloads, is_bare)) = made else {
            return Vec::new();
        };
        if let Err(obstacle) = self.importable(candidate) {
            self.obstructed(class, &obstacle);
            return Vec::new();
        }
        let called = writer.callee(class, None, &general.params);
        self.unannotated += general.unannotated;
        let doc = self
            .world
            .with_class(class, |class, _| class.doc.clone())
            .flatten();
        let signatures = Signatures {
            kinds: shapes.into_iter().map(|(kind, _)| kind).collect(),
            general,
            overloads,
            binding: Receiver::None,
            doc,
            unannotated: 0,
            property: false,
            untyped: is_bare || self.is_unchecked(class) || self.types.is_less_nominally(&receiver),
        };
        signatures.shims(&candidate.base, &called, writer)
    }

    /// The signatures of `__init__` or `__new__`, and whether they have no annotations.
    fn by_method(
        &self,
        method: &Id,
        scope: &Scope,
        receiver: &Ty,
        shapes: &[Outcome],
    ) -> Option<(Signature, Vec<Signature>, bool)> {
        let index = self.world.module(&method.module)?;
        self.world.with_function(method, |defs, _| {
            let signature = |def: &Def| {
                let mut scope = scope.clone();
                let own = declared(method, def.node.type_params.as_deref());
                scope.params.extend(own);
                let called = self.types.called(def, &scope);
                let mut signature = self.signature(
                    def,
                    &scope,
                    Some(receiver),
                    Receiver::Class,
                    &called.value.takes,
                    shapes.to_vec(),
                    &index,
                );
                // `__init__` gives nothing, annotated or not.
                let missing = usize::from(def.node.returns.is_none());
                signature.unannotated = signature.unannotated.saturating_sub(missing);
                let is_whole = called.unknown.is_none();
                is_whole.then_some((signature, called.decoration.overload, is_bare(def)))
            };
            let all: Vec<_> = defs.iter().map(signature).collect::<Option<_>>()?;
            let (last, is_overload, is_bare) = all.last()?.clone();
            let overloads: Vec<Signature> = all
                .into_iter()
                .filter(|(_, is_overload, _)| *is_overload)
                .map(|(signature, ..)| signature)
                .collect();
            let general = if is_overload {
                Signature::catch_all(&last, false)
            } else {
                last
            };
            Some((general, overloads, is_bare))
        })?
    }

    /// What a class is made with; nothing if that cannot be told.
    fn maker(&self, class: &Id) -> Option<Maker> {
        if self.types.is_abstract(class) {
            return None;
        }
        let params = self.types.own_arguments(class);
        let mut maker = None;
        for ancestor in self.types.ancestors(class, &params).iter() {
            match ancestor {
                Ancestor::Defined(id, map) => {
                    if !self.makes_by_type(id) {
                        return None;
                    }
                    let kept = self.kept(id)?;
                    if maker.is_some() {
                        continue;
                    }
                    let has = |name: &str| {
                        let has =
                            |class: &crate::index::Class, _: &_| class.scope.contains_key(name);
                        self.world.with_class(id, has) == Some(true)
                    };
                    // Where a class has both, type checkers look at `__init__`.
                    if has("__init__") {
                        maker = Some(Maker::Method(id.clone(), map.clone(), "__init__"));
                    } else if kept == Kept::Dataclass {
                        maker = Some(Maker::Dataclass);
                    } else if has("__new__") {
                        if !self.types.makes_itself(class) {
                            return None;
                        }
                        maker = Some(Maker::Method(id.clone(), map.clone(), "__new__"));
                    }
                }
                Ancestor::Foreign(module, name, _) => {
                    let plain = matches!(
                        (&**module, &**name),
                        ("typing", "Generic") | ("collections.abc" | "contextlib" | "abc", _)
                    ) || module == "typing" && name.starts_with("Async");
                    if !plain {
                        return None;
                    }
                }
            }
        }
        Some(maker.unwrap_or(Maker::Nothing))
    }

    /// Whether the metaclass that a class names, if any, leaves calls to `type`.
    fn makes_by_type(&self, class: &Id) -> bool {
        let metaclass = self
            .world
            .with_class(class, |class, _| class.metaclass.clone())
            .flatten();
        let Some(metaclass) = metaclass else {
            return true;
        };
        let scope = Scope::of(&class.module);
        match self.types.read(&metaclass, &scope) {
            Ty::Foreign { module, name } => module == "abc" && name == "ABCMeta",
            Ty::Builtin(name) => name == "type",
            Ty::Defined(id) => self
                .types
                .ancestors(&id, &[])
                .iter()
                .all(|base| match base {
                    Ancestor::Defined(id, _) => {
                        self.world
                            .with_class(id, |class, _| class.scope.contains_key("__call__"))
                            == Some(false)
                    }
                    Ancestor::Foreign(module, name, _) => module == "abc" && name == "ABCMeta",
                }),
            _ => false,
        }
    }

    /// What the decorators of a class leave of it; nothing if that cannot be told.
    pub(crate) fn kept(&self, class: &Id) -> Option<Kept> {
        let decorators = self
            .world
            .with_class(class, |class, _| class.decorators.clone())?;
        let mut kept = Kept::Plain;
        for decorator in &decorators {
            let (function, call) = match decorator {
                Expr::Call(call) => (&*call.func, Some(call)),
                function => (function, None),
            };
            let entity = self.world.resolve(&class.module, &[], &dotted(function)?);
            match self.world.behind(entity) {
                Entity::Foreign { module, name } => {
                    let (module, name) = canonical(module, name);
                    match (&*module, &*name) {
                        ("dataclasses", "dataclass") => {
                            if !call.is_some_and(|call| is_false(call, "init")) {
                                kept = Kept::Dataclass;
                            }
                        }
                        ("typing" | "typing_extensions" | "warnings" | "functools", _) => {}
                        _ => return None,
                    }
                }
                Entity::Defined(id) if self.types.keeps_class(&id, call) => {}
                _ => return None,
            }
        }
        Some(kept)
    }
}

/// What the decorators of a class leave of it.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kept {
    Plain,
    /// With an `__init__` for its fields.
    Dataclass,
}

/// Whether a call has `name=False`.
fn is_false(call: &ExprCall, name: &str) -> bool {
    let given = call.arguments.find_keyword(name);
    given.is_some_and(|k| matches!(&k.value, Expr::BooleanLiteral(value) if !value.value))
}
