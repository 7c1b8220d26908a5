//! Members of a class as descriptors.

use std::{collections::BTreeMap, rc::Rc};

use mochi_asyncbridge::{
    Binding, Conversion, Member as Described, MemberKind, Overload, Param, Setter, Shape,
};

use ruff_python_ast::Expr;
use rustc_hash::FxHashSet as HashSet;

use super::{
    colour::Coloured,
    face::Place,
    member::{Member, Members, What},
    reading::{Function, Signature, this},
    shape::Outcome,
};
use crate::{
    classify::{Colour, Receiver},
    emit::Writer,
    resolve::Id,
    surface::Explorer,
    types::{Ancestor, Scope, Ty, TypeVar, closed, free_params, typing_name},
};

/// The class whose members are described, and what it is described with.
pub(super) struct Describer<'d, 't, 'w> {
    pub(super) class: &'d Id,
    pub(super) coloured: &'d Coloured,
    pub(super) members: &'d Members,
    pub(super) writer: &'d mut Writer<'t, 'w>,
    /// The type parameters of the class.
    pub(super) params: Vec<Rc<TypeVar>>,
    /// The classes whose objects calls enter.
    pub(super) entered: &'d mut HashSet<Id>,
}

/// Special methods that a twin has from all twins, or that are none of its users' business.
const LEFT: &[&str] = &[
    "__all__",
    "__annotations__",
    "__class__",
    "__class_getitem__",
    "__copy__",
    "__deepcopy__",
    "__del__",
    "__delattr__",
    "__dict__",
    "__dir__",
    "__doc__",
    "__eq__",
    "__fields_set__",
    "__format__",
    "__getattribute__",
    "__getnewargs__",
    "__getnewargs_ex__",
    "__getstate__",
    "__hash__",
    "__init__",
    "__init_subclass__",
    "__instancecheck__",
    "__match_args__",
    "__module__",
    "__ne__",
    "__new__",
    "__post_init__",
    "__prepare__",
    "__reduce__",
    "__reduce_ex__",
    "__repr__",
    "__set_name__",
    "__setattr__",
    "__setstate__",
    "__sizeof__",
    "__slots__",
    "__str__",
    "__subclasscheck__",
    "__subclasshook__",
    "__weakref__",
];

/// What only those call who await an object.
const OF_COROUTINES: &[&str] = &["__iter__", "close", "send", "throw"];

/// What of a class without a loop is something else of its twin.
fn is_replaced(name: &str, members: &Members) -> bool {
    let by = match name {
        "__iter__" => &["__aiter__"][..],
        "__next__" | "__aiter__" => &["__anext__"],
        "__enter__" | "__exit__" => &["__aenter__", "__aexit__"],
        "__aexit__" => return true,
        _ => return false,
    };
    by.iter().any(|name| members.contains_key(*name))
}

impl<'t, 'w> Explorer<'t, 'w> {
    /// A member of a class; nothing for what twins do not have.
    pub(super) fn described(
        &self,
        member: &Member,
        target: Option<&Member>,
        at: &mut Describer<'_, 't, 'w>,
    ) -> Option<Described> {
        let name = &*member.name;
        let is_left = LEFT.contains(&name)
            || is_replaced(name, at.members) && !(name == "__aiter__" && self.iterates_anew(at))
            || name == "__anext__" && self.iterates_anew(at);
        if is_left || OF_COROUTINES.contains(&name) && self.is_coroutine(at.class) {
            return None;
        }
        let source = target.unwrap_or(member);
        let scope = self.scope_of(source, &this());
        let id = match &source.what {
            What::Function(id) => id.clone(),
            What::Variable {
                annotation,
                value,
                class_level,
            } => {
                if name.starts_with("__") {
                    return None;
                }
                let ty = self.variable_of(annotation.as_ref(), value.as_ref(), &scope);
                let class_level =
                    *class_level || self.is_class_variable(annotation.as_ref(), &scope);
                return Some(self.variable(name, &ty, class_level, at));
            }
        };
        let function = self.function_of(&id, &scope, Some(at.class), &this())?;
        let mut described = match name {
            "__aenter__" => self.entered(&function, at),
            "__aiter__" => self.iterated(at)?,
            "__anext__" => {
                let value = self.outcome(&function.general, at.coloured).value;
                self.with_value(Described::new("__next__", MemberKind::Iterator), &value, at)
            }
            "__await__" => {
                let kinds = self.types.kinds(&self.types.class_type(at.class));
                let (_, value) = kinds.into_iter().next()?;
                let value = self.or_this(value, at);
                self.with_value(
                    Described::new("mochi_await", MemberKind::Awaited),
                    &value,
                    at,
                )
            }
            "__getattr__" => {
                Described::new("__getattr__", MemberKind::Dynamic).returns("typing.Any")
            }
            _ if function.property => self.property(name, &function, at),
            _ => self.described_method(name, &function, at),
        };
        if let Some(target) = target {
            described.target = Some(target.name.clone());
        }
        described.doc = function.doc.as_deref().and_then(crate::doc::clean);
        described.origin = self.shown(&id, function.line);
        Some(described)
    }

    fn is_class_variable(&self, annotation: Option<&Expr>, scope: &Scope) -> bool {
        let ty = annotation.map(|annotation| self.types.read(annotation, scope));
        ty.is_some_and(|ty| typing_name(ty.head()) == Some("ClassVar"))
    }

    /// Whether a class says that its objects are coroutines.
    fn is_coroutine(&self, class: &Id) -> bool {
        self.types.ancestors(class, &[]).iter().any(|ancestor| {
            matches!(ancestor, Ancestor::Foreign(module, name, _)
                if module == "collections.abc" && name == "Coroutine")
        })
    }

    /// Whether iterating over an object that has `__anext__` goes by a generator of its own.
    fn iterates_anew(&self, at: &Describer<'_, 't, 'w>) -> bool {
        let Some(What::Function(id)) = at.members.get("__aiter__").map(|member| &member.what)
        else {
            return false;
        };
        let is_generator = |defs: &[crate::index::Def]| defs.iter().any(|def| def.generator);
        self.world.with_function(id, |defs, _| is_generator(defs)) == Some(true)
    }

    fn variable(
        &self,
        name: &str,
        ty: &Ty,
        class_level: bool,
        at: &mut Describer<'_, 't, 'w>,
    ) -> Described {
        let ty = closed(ty, &at.params);
        let kind = MemberKind::Variable { class_level };
        self.with_value(Described::new(name, kind), &ty, at)
    }

    /// Sets what users get and how it crosses.
    fn with_value(
        &self,
        mut described: Described,
        value: &Ty,
        at: &mut Describer<'_, 't, 'w>,
    ) -> Described {
        let value = &value.clone().returned();
        let face = self.face(value, Place::Given, at.coloured);
        described.returns = at.writer.text(&face);
        described.result = self.conversion(value, at.coloured);
        described
    }

    fn entered(&self, function: &Function, at: &mut Describer<'_, 't, 'w>) -> Described {
        let value = self.outcome(&function.general, at.coloured).value;
        let value = match value {
            Ty::Any | Ty::Unknown(_) => this(),
            value => self.or_this(value, at),
        };
        let described = Described::new("__enter__", MemberKind::ContextManager);
        self.with_value(described, &value, at)
    }

    /// `Self` for the class itself.
    fn or_this(&self, value: Ty, at: &Describer<'_, 't, 'w>) -> Ty {
        if value == self.types.class_type(at.class) || value == Ty::Defined(at.class.clone()) {
            this()
        } else {
            value
        }
    }

    fn iterated(&self, at: &mut Describer<'_, 't, 'w>) -> Option<Described> {
        let arguments = self.types.own_arguments(at.class);
        let (_, value) = self.types.iterated(at.class, &arguments)?;
        let described = Described::new("__iter__", MemberKind::Iterable);
        Some(self.with_value(described, &value, at))
    }

    fn property(
        &self,
        name: &str,
        function: &Function,
        at: &mut Describer<'_, 't, 'w>,
    ) -> Described {
        let mut outcome = self.outcome(&function.general, at.coloured);
        let is_open = outcome.value.is_anything();
        if outcome.shape == Shape::MaybeAwaitable && is_open
            || outcome.shape == Shape::AwaitableContextManager
        {
            outcome.shape = Shape::Plain;
            outcome.value = function.general.gives.clone();
        }
        let value = closed(&outcome.value, &at.params);
        let shape = self.shape(outcome, at);
        let setter = function.setter.as_ref().map(|(_, ty)| {
            let ty = closed(ty, &at.params);
            let face = self.face(&ty, Place::Taken, at.coloured);
            Setter {
                annotation: at.writer.text(&face),
                conversion: self.conversion(&ty, at.coloured),
            }
        });
        let kind = MemberKind::Property { shape, setter };
        self.with_value(Described::new(name, kind), &value, at)
    }

    fn shape(&self, outcome: Outcome, at: &mut Describer<'_, 't, 'w>) -> Shape {
        match outcome.shape {
            Shape::AsyncGenerator { .. } => {
                let send = outcome.send.unwrap_or(Ty::None);
                let send = self.face(&send, Place::Taken, at.coloured);
                Shape::AsyncGenerator {
                    send: at.writer.text(&send),
                }
            }
            shape => shape,
        }
    }

    pub(super) fn described_method(
        &self,
        name: &str,
        function: &Function,
        at: &mut Describer<'_, 't, 'w>,
    ) -> Described {
        let binding = match function.binding {
            Receiver::Instance => Binding::Instance,
            Receiver::Class => Binding::Class,
            Receiver::None => Binding::Static,
        };
        let outcome = self.outcome(&function.general, at.coloured);
        let value = Self::result(&function.general, &outcome.value, at);
        self.remember_entered(&outcome.shape, &value, at.entered);
        let shape = self.shape(outcome, at);
        let described = Described::new(name, MemberKind::Method { binding, shape });
        let mut described = self.with_value(described, &value, at);
        // What only annotations say to be awaited may be an object that is awaited for itself, as a
        // pipeline that collects calls.
        if described.result.is_none()
            && function.general.colour == Colour::Plain
            && matches!(
                &described.kind,
                MemberKind::Method {
                    shape: Shape::Awaitable,
                    ..
                }
            )
        {
            described.result = Conversion::Twin;
        }
        self.with_params(&mut described, &function.general, at);
        for overload in &function.overloads {
            let overload = self.overload(overload, at);
            described.overloads.push(overload);
        }
        // Those that take what an earlier one takes are never meant.
        let mut known: Vec<Vec<Param>> = Vec::new();
        described.overloads.retain(|overload| {
            let is_new = !known.contains(&overload.params);
            known.push(overload.params.clone());
            is_new
        });
        if described.overloads.len() < 2 {
            described.overloads.clear();
        }
        described.type_params = Self::type_params(&function.general, &function.overloads, at);
        described.untyped = function.untyped || self.gives_awaitable(&function.general);
        described
    }

    /// Whether awaiting a coroutine gives something that its type says to await again.
    fn gives_awaitable(&self, signature: &Signature) -> bool {
        signature.colour == Colour::Coroutine
            && self
                .awaited(&signature.gives)
                .is_some_and(|result| self.awaited_anywhere(&result) != result)
    }

    fn overload(&self, signature: &Signature, at: &mut Describer<'_, 't, 'w>) -> Overload {
        let value = self.outcome(signature, at.coloured).value;
        let value = Self::result(signature, &value, at);
        let face = self.face(&value, Place::Given, at.coloured);
        Overload {
            params: self.params(signature, at),
            returns: at.writer.text(&face),
        }
    }

    /// What comes out; a type parameter that neither an argument nor the class decides is anything.
    fn result(signature: &Signature, value: &Ty, at: &Describer<'_, 't, 'w>) -> Ty {
        let mut bound = at.params.clone();
        for param in &signature.params {
            free_params(&param.ty, &mut bound);
        }
        closed(value, &bound)
    }

    pub(super) fn with_params(
        &self,
        described: &mut Described,
        signature: &Signature,
        at: &mut Describer<'_, 't, 'w>,
    ) {
        described.params = self.params(signature, at);
        described.conversions = self.conversions(signature, at.coloured);
    }

    pub(super) fn params(
        &self,
        signature: &Signature,
        at: &mut Describer<'_, 't, 'w>,
    ) -> Vec<Param> {
        let param = |param: &crate::surface::SignatureParam| {
            let face = self.face(&param.ty, Place::Taken, at.coloured);
            Param {
                name: param.name.clone(),
                annotation: at.writer.text(&face),
                kind: param.kind,
                default: param.default.clone(),
            }
        };
        signature.params.iter().map(param).collect()
    }

    pub(super) fn conversions(
        &self,
        signature: &Signature,
        coloured: &Coloured,
    ) -> BTreeMap<String, Conversion> {
        let convert = |param: &crate::surface::SignatureParam| {
            (param.name.clone(), self.conversion(&param.ty, coloured))
        };
        let all = signature.params.iter().map(convert);
        all.filter(|(_, conversion)| !conversion.is_none())
            .collect()
    }

    /// The type parameters of signatures that the class does not have.
    pub(super) fn type_params(
        general: &Signature,
        overloads: &[Signature],
        at: &mut Describer<'_, 't, 'w>,
    ) -> Vec<mochi_asyncbridge::TypeParam> {
        let mut free = Vec::new();
        for signature in std::iter::once(general).chain(overloads) {
            for param in &signature.params {
                free_params(&param.ty, &mut free);
            }
        }
        free.retain(|param| !at.params.contains(param));
        free.iter()
            .map(|param| at.writer.type_param(param))
            .collect()
    }
}
