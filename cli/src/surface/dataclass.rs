//! What does the `__init__` take that `dataclass` writes?

use mochi_asyncbridge::{ParamDefault, ParamKind};
use ruff_python_ast::{Expr, ExprCall};

use super::{
    Explorer,
    constructor::Kept,
    signature::{Signature, SignatureParam},
};
use crate::{
    index::{Binding, dotted},
    literal,
    resolve::{Entity, Id},
    types::{Ancestor, Scope, Ty, canonical, typing_name},
};

impl Explorer<'_, '_> {
    /// The fields of a class and its bases as parameters.
    pub(crate) fn dataclass(&self, class: &Id, mut signature: Signature) -> Signature {
        let arguments = self.types.own_arguments(class);
        let receiver = self.types.class_type(class);
        let mut fields: Vec<(SignatureParam, bool)> = Vec::new();
        for ancestor in self.types.ancestors(class, &arguments).iter().rev() {
            let Ancestor::Defined(id, map) = ancestor else {
                continue;
            };
            if self.kept(id) != Some(Kept::Dataclass) {
                continue;
            }
            let scope = self.types.method_scope(id, map.clone(), receiver.clone());
            for (field, in_init) in self.fields(id, &scope) {
                match fields
                    .iter_mut()
                    .find(|(known, _)| known.name == field.name)
                {
                    // A field that a subclass defines again stays in its place.
                    Some(known) => *known = (field, in_init),
                    None => fields.push((field, in_init)),
                }
            }
        }
        signature.params = fields
            .into_iter()
            .filter(|(_, in_init)| *in_init)
            .map(|(field, _)| field)
            .collect();
        let is_late = |field: &SignatureParam| field.kind == ParamKind::KeywordOnly;
        signature.params.sort_by_key(is_late);
        signature
    }

    /// The fields that a class itself defines, and whether `__init__` takes them.
    fn fields(&self, class: &Id, scope: &Scope) -> Vec<(SignatureParam, bool)> {
        let mut keyword_only = self.has_option(class, "kw_only");
        let look = |class: &crate::index::Class, index: &crate::index::Index| {
            let mut fields = Vec::new();
            for (name, binding) in &class.scope {
                let Binding::Value {
                    annotation: Some(annotation),
                    value,
                } = binding
                else {
                    continue;
                };
                let ty = self.types.read(annotation, scope);
                let head = ty.head();
                if typing_name(head) == Some("ClassVar") {
                    continue;
                }
                let of_dataclasses = |name: &str| {
                    matches!(head, Ty::Foreign { module, name: found }
                        if module == "dataclasses" && found == name)
                };
                if of_dataclasses("KW_ONLY") {
                    keyword_only = true;
                    continue;
                }
                let ty = match &ty {
                    Ty::Apply(_, arguments) if of_dataclasses("InitVar") => arguments[0].clone(),
                    _ => ty,
                };
                let call = value.as_ref().and_then(|value| self.field(value, scope));
                let option = |name: &str| call.and_then(|call| boolean(call, name));
                let default = match (call, value) {
                    (Some(call), _) => {
                        let given = |name: &str| call.arguments.find_keyword(name);
                        match given("default") {
                            Some(default) => Some(expr(&default.value, &index.source)),
                            None => given("default_factory").map(|_| ParamDefault::Omitted),
                        }
                    }
                    (None, Some(value)) => Some(expr(value, &index.source)),
                    (None, None) => None,
                };
                let kind = if option("kw_only").unwrap_or(keyword_only) {
                    ParamKind::KeywordOnly
                } else {
                    ParamKind::PositionalOrKeyword
                };
                let param = SignatureParam {
                    name: name.clone(),
                    ty,
                    kind,
                    default,
                };
                fields.push((param, option("init") != Some(false)));
            }
            fields
        };
        self.world.with_class(class, look).unwrap_or_default()
    }

    /// A value as the call of `dataclasses.field`.
    fn field<'e>(&self, value: &'e Expr, scope: &Scope) -> Option<&'e ExprCall> {
        let Expr::Call(call) = value else { return None };
        let entity = self.world.resolve(&scope.module, &[], &dotted(&call.func)?);
        match self.world.behind(entity) {
            Entity::Foreign { module, name } => {
                let (module, name) = canonical(module, name);
                (module == "dataclasses" && name == "field").then_some(call)
            }
            _ => None,
        }
    }

    /// Whether a decorator of a class is called with `name=True`.
    fn has_option(&self, class: &Id, name: &str) -> bool {
        let has = |decorator: &Expr| match decorator {
            Expr::Call(call) => boolean(call, name) == Some(true),
            _ => false,
        };
        self.world
            .with_class(class, |class, _| class.decorators.iter().any(has))
            .unwrap_or(false)
    }
}

fn expr(value: &Expr, source: &str) -> ParamDefault {
    literal::text(value, source).map_or(ParamDefault::Omitted, ParamDefault::Expr)
}

/// What a call gives for a keyword, if it is true or false.
fn boolean(call: &ExprCall, name: &str) -> Option<bool> {
    match &call.arguments.find_keyword(name)?.value {
        Expr::BooleanLiteral(value) => Some(value.value),
        _ => None,
    }
}
