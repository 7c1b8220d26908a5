//! Every place of a descriptor that takes text.

use mochi_asyncbridge::{
    AsyncFn, Callee, Field, Module, Overload, Param, ParamKind, ParamPart, Shape, TypeParam,
    TypeParamKind, TypeParamPart,
};

/// A place for text: where it is in a module, and what errors call it.
pub struct Place {
    pub put: fn(&str) -> Module,
    pub is_field: fn(&Field) -> bool,
    /// What the message says of it.
    pub says: &'static str,
}

pub fn module(f: AsyncFn) -> Module {
    Module {
        source_import: "from pkg import fetch\nimport pkg".into(),
        fns: vec![f],
        ..Module::default()
    }
}

pub fn is_param(field: &Field, wanted: ParamPart) -> bool {
    matches!(field, Field::Param { part, .. } if *part == wanted)
}

pub fn is_type_param(field: &Field, wanted: TypeParamPart) -> bool {
    matches!(field, Field::TypeParam { part, .. } if *part == wanted)
}

pub fn of_kind(annotation: &str, kind: ParamKind) -> Module {
    module(AsyncFn::new("fetch").with(Param::new("x", annotation).kind(kind)))
}

pub fn type_var(name: &str) -> TypeParam {
    TypeParam {
        name: name.into(),
        ..TypeParam::default()
    }
}

pub fn with_type_param(param: TypeParam) -> Module {
    let mut f = AsyncFn::new("fetch");
    f.type_params.push(param);
    module(f)
}

pub const ANNOTATIONS: [Place; 12] = [
    Place {
        put: |text| of_kind(text, ParamKind::PositionalOnly),
        is_field: |field| is_param(field, ParamPart::Annotation),
        says: "parameter `x`: annotation",
    },
    Place {
        put: |text| of_kind(text, ParamKind::PositionalOrKeyword),
        is_field: |field| is_param(field, ParamPart::Annotation),
        says: "parameter `x`: annotation",
    },
    Place {
        put: |text| of_kind(text, ParamKind::KeywordOnly),
        is_field: |field| is_param(field, ParamPart::Annotation),
        says: "parameter `x`: annotation",
    },
    Place {
        put: |text| of_kind(text, ParamKind::VarKeyword),
        is_field: |field| is_param(field, ParamPart::Annotation),
        says: "parameter `x`: annotation",
    },
    Place {
        put: |text| module(AsyncFn::new("fetch").returns(text)),
        is_field: |field| *field == Field::Returns,
        says: "return annotation",
    },
    Place {
        put: |text| {
            module(
                AsyncFn::new("fetch")
                    .shape(Shape::AsyncIterator)
                    .returns(text),
            )
        },
        is_field: |field| *field == Field::Returns,
        says: "return annotation",
    },
    Place {
        put: |text| {
            module(
                AsyncFn::new("fetch")
                    .shape(Shape::AsyncContextManager)
                    .returns(text),
            )
        },
        is_field: |field| *field == Field::Returns,
        says: "return annotation",
    },
    Place {
        put: |text| {
            module(AsyncFn::new("fetch").shape(Shape::AsyncGenerator { send: text.into() }))
        },
        is_field: |field| *field == Field::Send,
        says: "send annotation",
    },
    Place {
        put: |text| {
            with_type_param(TypeParam {
                bound: Some(text.into()),
                ..type_var("T")
            })
        },
        is_field: |field| is_type_param(field, TypeParamPart::Bound),
        says: "type parameter `T`: bound",
    },
    Place {
        put: |text| {
            with_type_param(TypeParam {
                constraints: vec!["int".into(), text.into()],
                ..type_var("T")
            })
        },
        is_field: |field| is_type_param(field, TypeParamPart::Constraint { index: 1 }),
        says: "type parameter `T`: constraint",
    },
    Place {
        put: |text| {
            let mut f = AsyncFn::new("fetch");
            let overload = |annotation: &str| Overload {
                params: vec![Param::new("x", annotation)],
                returns: "None".into(),
            };
            f.overloads = vec![overload("int"), overload(text)];
            module(f)
        },
        is_field: |field| matches!(field, Field::Overload { index: 1, field } if is_param(field, ParamPart::Annotation)),
        says: "overloads[1]: parameter `x`: annotation",
    },
    Place {
        put: |text| {
            let mut f = AsyncFn::new("fetch");
            let overload = |returns: &str| Overload {
                params: Vec::new(),
                returns: returns.into(),
            };
            f.overloads = vec![overload("int"), overload(text)];
            module(f)
        },
        is_field: |field| matches!(field, Field::Overload { index: 1, field } if **field == Field::Returns),
        says: "overloads[1]: return annotation",
    },
];

/// Here a star in front may stand, so that what begins with one can be accepted.
pub const OF_ARGS: Place = Place {
    put: |text| of_kind(text, ParamKind::VarPositional),
    is_field: |field| is_param(field, ParamPart::Annotation),
    says: "parameter `x`: annotation",
};

pub fn with_default(text: &str, kind: ParamKind) -> Module {
    let param = Param::new("x", "object").kind(kind).default_expr(text);
    module(AsyncFn::new("fetch").with(param))
}

pub const DEFAULTS: [Place; 3] = [
    Place {
        put: |text| with_default(text, ParamKind::PositionalOnly),
        is_field: |field| is_param(field, ParamPart::Default),
        says: "parameter `x`: default",
    },
    Place {
        put: |text| with_default(text, ParamKind::PositionalOrKeyword),
        is_field: |field| is_param(field, ParamPart::Default),
        says: "parameter `x`: default",
    },
    Place {
        put: |text| with_default(text, ParamKind::KeywordOnly),
        is_field: |field| is_param(field, ParamPart::Default),
        says: "parameter `x`: default",
    },
];

pub const NAMES: [Place; 5] = [
    Place {
        put: |text| Module {
            source_import: format!("from pkg import {text}"),
            fns: vec![AsyncFn::new(text).sync_name("shim")],
            ..Module::default()
        },
        is_field: |field| *field == Field::Name,
        says: "name",
    },
    Place {
        put: |text| Module {
            source_import: "from pkg import source".into(),
            fns: vec![AsyncFn::new("source").sync_name(text)],
            ..Module::default()
        },
        is_field: |field| *field == Field::SyncName,
        says: "sync_name",
    },
    Place {
        put: |text| Module {
            source_import: "from pkg import source".into(),
            fns: vec![
                AsyncFn::new("fetch")
                    .sync_name("shim")
                    .callee(Callee::Path("source".into()))
                    .param(text, "int"),
            ],
            ..Module::default()
        },
        is_field: |field| is_param(field, ParamPart::Name),
        says: "parameter `",
    },
    Place {
        put: |text| {
            let receiver = Param::new("receiver", "object").kind(ParamKind::PositionalOnly);
            let callee = Callee::Method(text.into());
            module(AsyncFn::new("shimmed").with(receiver).callee(callee))
        },
        is_field: |field| *field == Field::Callee,
        says: "callee",
    },
    Place {
        put: |text| {
            let mut module = with_type_param(type_var(text));
            module.source_import = "from pkg import source".into();
            module.fns[0].callee = Callee::Path("source".into());
            module.fns[0].name = "shimmed".into();
            module.fns[0].type_params[0].kind = TypeParamKind::ParamSpec;
            module
        },
        is_field: |field| is_type_param(field, TypeParamPart::Name),
        says: "type parameter `",
    },
];

pub const IMPORTS: [Place; 3] = [
    Place {
        put: |text| Module {
            source_import: text.into(),
            ..Module::default()
        },
        is_field: |field| *field == Field::SourceImport,
        says: "source_import",
    },
    Place {
        put: |text| Module {
            imports: vec!["import first".into(), text.into()],
            ..Module::default()
        },
        is_field: |field| *field == Field::Import { index: 1 },
        says: "imports[1]",
    },
    Place {
        put: |text| Module {
            type_checking_imports: vec!["import first".into(), text.into()],
            ..Module::default()
        },
        is_field: |field| *field == Field::TypeCheckingImport { index: 1 },
        says: "type_checking_imports[1]",
    },
];
