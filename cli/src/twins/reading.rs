//! What does a member take and give, in the terms of the originals?

use mochi_asyncbridge::TypeParamKind;
use ruff_python_ast::{AnyParameterRef, Expr, ExprCall};

use super::member::{Member, What};
use crate::{
    classify::{Colour, Receiver, is_bare},
    index::{Def, Index, dotted},
    resolve::{Entity, Id, named},
    surface::{Explorer, SignatureParam, anything},
    types::{Scope, Substitution, Ty, declared, free_params, substitute, typing_name, union},
};

/// One signature of a function.
#[derive(Clone)]
pub(super) struct Signature {
    /// Without what a method is called on.
    pub(super) params: Vec<SignatureParam>,
    /// What a call gives; of a property, what reading it gives.
    pub(super) gives: Ty,
    pub(super) colour: Colour,
}

/// A member that is a function in the class body.
pub(super) struct Function {
    pub(super) binding: Receiver,
    pub(super) property: bool,
    /// What the setter of a property takes: the name of its parameter and its type.
    pub(super) setter: Option<(String, Ty)>,
    /// What a call takes at run time.
    pub(super) general: Signature,
    /// What type checkers see instead, if anything.
    pub(super) overloads: Vec<Signature>,
    pub(super) doc: Option<String>,
    pub(super) line: usize,
    /// Where type checkers see less than is known here.
    pub(super) untyped: bool,
    /// Whether overloads are about just this class.
    pub(super) decided: bool,
}

/// What `Self` is in a class whose subclasses have it too.
pub(super) fn this() -> Ty {
    Ty::Foreign {
        module: "typing".to_owned(),
        name: "Self".to_owned(),
    }
}

impl Explorer<'_, '_> {
    /// Where the annotations of a member stand; `receiver` is what `Self` is.
    pub(super) fn scope_of(&self, member: &Member, receiver: &Ty) -> Scope {
        let owner = match &member.what {
            // `get = _get` of another class.
            What::Function(id) => id.outer().unwrap_or_else(|| member.owner.clone()),
            What::Variable { .. } => member.owner.clone(),
        };
        self.types
            .method_scope(&owner, member.map.clone(), receiver.clone())
    }

    /// Reads a function in a class body, or at the top level, for a class.
    pub(super) fn function_of(
        &self,
        id: &Id,
        scope: &Scope,
        class: Option<&Id>,
        receiver: &Ty,
    ) -> Option<Function> {
        let index = self.world.module(&id.module)?;
        self.world.with_function(id, |defs, _| {
            let setter = defs
                .iter()
                .find_map(|def| self.setter(def, scope, receiver, &index));
            let read = |def| self.definition(id, def, scope, class, receiver, &index);
            let all: Vec<Definition<'_>> = defs.iter().filter_map(read).collect();
            let last = all.last()?;
            let implementation = Some(last).filter(|last| !last.overload);
            let end = all.len() - usize::from(implementation.is_some());
            let start = all[..end]
                .iter()
                .rposition(|read| !read.overload)
                .map_or(0, |at| at + 1);
            let asked = &all[start..end];
            // Where the class satisfies what some overloads ask for, the others are not about it.
            let decided = asked.iter().any(|read| read.fits == Some(true));
            let overloads: Vec<&Definition<'_>> = asked
                .iter()
                .filter(|read| read.fits != Some(false) || !decided && !asked.is_empty())
                .collect();
            let mut untyped = implementation.is_some_and(|read| read.untyped);
            let (general, overloads) = match (implementation, &overloads[..]) {
                (Some(run), []) => (run.signature.clone(), Vec::new()),
                (Some(run), [one]) => {
                    if let Some(merged) = merged(&one.signature, &run.signature) {
                        (merged, Vec::new())
                    } else {
                        untyped = true;
                        let gives = one.signature.gives.clone();
                        let general = Signature {
                            gives,
                            ..run.signature.clone()
                        };
                        (general, Vec::new())
                    }
                }
                (Some(run), all) => (
                    self.spanning(&run.signature, all),
                    all.iter().map(|read| read.signature.clone()).collect(),
                ),
                (None, [one]) => (one.signature.clone(), Vec::new()),
                (None, all) => {
                    untyped = true;
                    let any = Signature {
                        params: anything().into(),
                        ..all[0].signature.clone()
                    };
                    (
                        self.spanning(&any, all),
                        all.iter().map(|read| read.signature.clone()).collect(),
                    )
                }
            };
            Some(Function {
                binding: last.binding,
                property: last.property,
                setter,
                general,
                overloads,
                doc: all.iter().rev().find_map(|read| read.def.doc.clone()),
                line: last.def.line,
                untyped,
                decided,
            })
        })?
    }

    /// What runs when overloads say more about what it gives: all that they say.
    fn spanning(&self, run: &Signature, overloads: &[&Definition<'_>]) -> Signature {
        let known = !matches!(self.types.expanded(&run.gives), Ty::Any | Ty::Unknown(_));
        if known && run.colour != Colour::Plain {
            return run.clone();
        }
        let all = overloads.iter().map(|read| read.signature.gives.clone());
        let (gives, colour) = if known {
            (run.gives.clone(), run.colour)
        } else {
            (union(all.collect()), overloads[0].signature.colour)
        };
        Signature {
            gives,
            colour,
            params: run.params.clone(),
        }
    }

    fn definition<'d>(
        &self,
        id: &Id,
        def: &'d Def,
        scope: &Scope,
        class: Option<&Id>,
        receiver: &Ty,
        index: &Index,
    ) -> Option<Definition<'d>> {
        let mut scope = scope.clone();
        scope
            .params
            .extend(declared(id, def.node.type_params.as_deref()));
        let called = self.types.called(def, &scope);
        if called.decoration.accessor {
            return None;
        }
        let binding = called.decoration.binding;
        let mut signature = self.signature(
            def,
            &scope,
            class.map(|_| receiver),
            binding,
            &called.value.takes,
            vec![(crate::classify::Kind::Coroutine, called.value.gives.clone())],
            index,
        );
        if class.is_some() && binding == Receiver::Instance && !signature.params.is_empty() {
            signature.params.remove(0);
        }
        if called.looks_at_arguments {
            signature.omit_defaults();
        }
        let mut params = signature.params;
        let mut gives = signature.outcomes.remove(0).1;
        let mut fits = None;
        let first = def.node.parameters.iter().next();
        if let (Some(class), Receiver::Instance) = (class, binding)
            && let Some(annotation) = first.and_then(AnyParameterRef::annotation)
        {
            let own = self.types.read(annotation, &scope);
            // `self: T -> T`
            if let Ty::Param(param) = &own {
                let map: Substitution = vec![(param.clone(), receiver.clone())];
                gives = substitute(&gives, &map);
                for param in &mut params {
                    param.ty = substitute(&param.ty, &map);
                }
            } else if called.decoration.overload {
                let arguments = self.types.own_arguments(class);
                fits = self.types.fits_protocol(class, &arguments, &own);
            }
        }
        let undecided = called.unknown.is_some();
        let is_of_others = fits.is_none() && self.is_of_others(first, &scope, class, binding);
        if undecided {
            params = anything().into();
            gives = Ty::Any;
        }
        Some(Definition {
            def,
            binding,
            property: called.decoration.property,
            overload: called.decoration.overload,
            fits,
            untyped: undecided || is_of_others || is_bare(def) || !called.value.annotated,
            signature: Signature {
                params,
                gives,
                colour: if undecided {
                    Colour::Plain
                } else {
                    called.value.colour
                },
            },
        })
    }

    /// Whether the first parameter of a method is annotated with something else than its class.
    fn is_of_others(
        &self,
        first: Option<AnyParameterRef<'_>>,
        scope: &Scope,
        class: Option<&Id>,
        binding: Receiver,
    ) -> bool {
        let annotation = first.and_then(AnyParameterRef::annotation);
        let (Some(annotation), Some(class), Receiver::Instance) = (annotation, class, binding)
        else {
            return false;
        };
        match self.types.expanded(&self.types.read(annotation, scope)) {
            Ty::Param(_) | Ty::Any => false,
            ty => super::shape::class_of(&ty) != Some(class),
        }
    }

    /// What `@name.setter` takes.
    fn setter(
        &self,
        def: &Def,
        scope: &Scope,
        receiver: &Ty,
        index: &Index,
    ) -> Option<(String, Ty)> {
        let name = def.node.name.as_str();
        let is_setter = def.node.decorator_list.iter().any(|decorator| {
            dotted(&decorator.expression).is_some_and(|path| path == format!("{name}.setter"))
        });
        if !is_setter {
            return None;
        }
        let takes = crate::classify::Takes::Own;
        let binding = Receiver::Instance;
        let signature = self.signature(
            def,
            scope,
            Some(receiver),
            binding,
            &takes,
            Vec::new(),
            index,
        );
        let value = signature.params.get(1)?;
        Some((value.name.clone(), value.ty.clone()))
    }

    /// The type of a variable; `typing.Any` where nothing says it.
    pub(super) fn variable_of(
        &self,
        annotation: Option<&Expr>,
        value: Option<&Expr>,
        scope: &Scope,
    ) -> Ty {
        if let Some(annotation) = annotation {
            match self.types.read(annotation, scope) {
                Ty::Apply(head, arguments)
                    if matches!(typing_name(&head), Some("ClassVar" | "Final"))
                        || matches!(&*head, Ty::Foreign { module, name }
                            if module == "dataclasses" && name == "InitVar") =>
                {
                    return arguments.into_iter().next().unwrap_or(Ty::Any);
                }
                ty if matches!(typing_name(&ty), Some("ClassVar" | "Final" | "TypeAlias")) => {}
                ty => return ty,
            }
        }
        let builtin = |name: &str| Ty::Builtin(name.to_owned());
        match value {
            Some(Expr::StringLiteral(_)) => builtin("str"),
            Some(Expr::BytesLiteral(_)) => builtin("bytes"),
            Some(Expr::BooleanLiteral(_)) => builtin("bool"),
            Some(Expr::NumberLiteral(number)) if number.value.is_int() => builtin("int"),
            Some(Expr::NumberLiteral(number)) if number.value.is_float() => builtin("float"),
            Some(Expr::Call(call)) => self.made(call, scope).unwrap_or(Ty::Any),
            _ => Ty::Any,
        }
    }

    /// What a call gives of a class, or of a function whose annotation says it.
    fn made(&self, call: &ExprCall, scope: &Scope) -> Option<Ty> {
        let (function, arguments) = match &*call.func {
            Expr::Subscript(generic) => (&*generic.value, true),
            function => (function, false),
        };
        let classes: Vec<&str> = scope.class.as_deref().into_iter().collect();
        let entity = named(self.world, &scope.module, &classes, function)?;
        match self.world.behind(entity) {
            Entity::Defined(id) if self.world.is_class(&id) => {
                if arguments {
                    return Some(self.types.read(&call.func, scope));
                }
                self.types.makes_itself(&id).then_some(Ty::Defined(id))
            }
            Entity::Defined(id) if id.outer().is_none() => {
                self.world.with_function(&id, |defs, _| {
                    let [def] = defs else { return None };
                    let scope = Scope {
                        module: id.module.clone(),
                        params: declared(&id, def.node.type_params.as_deref()),
                        ..Scope::default()
                    };
                    let called = self.types.called(def, &scope);
                    // What the arguments decide is anything here.
                    let mut free = Vec::new();
                    free_params(&called.value.gives, &mut free);
                    let map = free.into_iter().map(|param| {
                        let ty = match param.kind {
                            TypeParamKind::ParamSpec => Ty::Ellipsis,
                            _ => Ty::Any,
                        };
                        (param, ty)
                    });
                    let gives = substitute(&called.value.gives, &map.collect());
                    let is_all = matches!(called.value.gives, Ty::Param(_));
                    (called.unknown.is_none() && !is_all).then_some(gives)
                })?
            }
            _ => None,
        }
    }
}

/// One definition of a name that may have several.
struct Definition<'d> {
    def: &'d Def,
    binding: Receiver,
    property: bool,
    overload: bool,
    /// Whether the class is what an overload says that it is called on, if it says that.
    fits: Option<bool>,
    untyped: bool,
    signature: Signature,
}

/// A lone overload with the defaults of what runs, if both take the same.
fn merged(overload: &Signature, run: &Signature) -> Option<Signature> {
    let params = SignatureParam::merged(&overload.params, &run.params)?;
    Some(Signature {
        params,
        ..overload.clone()
    })
}
