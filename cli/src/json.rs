//! Descriptors as JSON, so that a compiler in another language can write them.

use mochi_asyncbridge::{
    AsyncFn, Callee, Mode, Module, Overload, Param, ParamDefault, ParamKind, Shape, TypeParam,
    TypeParamKind, default_sync_name,
};
use serde::{Deserialize, Serialize};

/// Reads a module descriptor.
///
/// # Errors
/// When the text is not JSON or not such a descriptor; the error knows line and column.
pub fn from_json(text: &str) -> Result<Module, serde_json::Error> {
    serde_json::from_str::<ModuleJson>(text).map(Module::from)
}

/// Writes a module descriptor, so that [`from_json`] gives it back.
#[must_use]
pub fn to_json(module: &Module) -> serde_json::Value {
    serde_json::to_value(ModuleJson::from(module)).unwrap_or_default()
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ModuleJson {
    source_import: String,
    #[serde(default, with = "mode")]
    mode: Mode,
    #[serde(default)]
    timeouts: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shared_runtime: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    imports: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    type_checking_imports: Vec<String>,
    fns: Vec<FnJson>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FnJson {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sync_name: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    params: Vec<ParamJson>,
    returns: String,
    #[serde(default)]
    shape: ShapeJson,
    /// What an asynchronous generator takes with `send`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    send: Option<String>,
    #[serde(default)]
    callee: CalleeJson,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    import_on_call: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    doc: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    type_params: Vec<TypeParamJson>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    overloads: Vec<OverloadJson>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    untyped: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ParamJson {
    name: String,
    annotation: String,
    #[serde(default)]
    kind: KindJson,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    default: Option<DefaultJson>,
}

#[derive(Serialize, Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum KindJson {
    PositionalOnly,
    #[default]
    PositionalOrKeyword,
    VarPositional,
    KeywordOnly,
    VarKeyword,
}

/// `"omitted"` or `{"expr": "None"}`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum DefaultJson {
    Omitted,
    Expr(String),
}

#[derive(Serialize, Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum ShapeJson {
    #[default]
    Coroutine,
    Awaitable,
    AsyncIterator,
    AsyncGenerator,
    AsyncContextManager,
}

/// `"name"`, `"receiver"`, `{"path": "alias.fetch"}`, `{"method": "get"}` or
/// `{"attribute": "closed"}`.
#[derive(Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
enum CalleeJson {
    #[default]
    Name,
    Receiver,
    Path(String),
    Method(String),
    Attribute(String),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TypeParamJson {
    name: String,
    #[serde(default)]
    kind: TypeParamKindJson,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bound: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    constraints: Vec<String>,
}

#[derive(Serialize, Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum TypeParamKindJson {
    #[default]
    TypeVar,
    ParamSpec,
    TypeVarTuple,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OverloadJson {
    #[serde(default)]
    params: Vec<ParamJson>,
    returns: String,
}

mod mode {
    use mochi_asyncbridge::Mode;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde passes a reference"
    )]
    pub(super) fn serialize<S: Serializer>(mode: &Mode, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(mode.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Mode, D::Error> {
        let token = String::deserialize(deserializer)?;
        token.parse().map_err(D::Error::custom)
    }
}

impl From<ModuleJson> for Module {
    fn from(json: ModuleJson) -> Self {
        Self {
            source_import: json.source_import,
            mode: json.mode,
            fns: json.fns.into_iter().map(AsyncFn::from).collect(),
            imports: json.imports,
            type_checking_imports: json.type_checking_imports,
            timeouts: json.timeouts,
            shared_runtime: json.shared_runtime,
        }
    }
}

impl From<&Module> for ModuleJson {
    fn from(module: &Module) -> Self {
        Self {
            source_import: module.source_import.clone(),
            mode: module.mode,
            timeouts: module.timeouts,
            shared_runtime: module.shared_runtime.clone(),
            imports: module.imports.clone(),
            type_checking_imports: module.type_checking_imports.clone(),
            fns: module.fns.iter().map(FnJson::from).collect(),
        }
    }
}

impl From<FnJson> for AsyncFn {
    fn from(json: FnJson) -> Self {
        Self {
            sync_name: json
                .sync_name
                .unwrap_or_else(|| default_sync_name(&json.name)),
            name: json.name,
            params: json.params.into_iter().map(Param::from).collect(),
            returns: json.returns,
            shape: match json.shape {
                ShapeJson::Coroutine => Shape::Coroutine,
                ShapeJson::Awaitable => Shape::Awaitable,
                ShapeJson::AsyncIterator => Shape::AsyncIterator,
                ShapeJson::AsyncGenerator => Shape::AsyncGenerator {
                    send: json.send.unwrap_or_else(|| "None".to_owned()),
                },
                ShapeJson::AsyncContextManager => Shape::AsyncContextManager,
            },
            callee: match json.callee {
                CalleeJson::Name => Callee::Name,
                CalleeJson::Receiver => Callee::Receiver,
                CalleeJson::Path(path) => Callee::Path(path),
                CalleeJson::Method(name) => Callee::Method(name),
                CalleeJson::Attribute(name) => Callee::Attribute(name),
            },
            import_on_call: json.import_on_call,
            doc: json.doc,
            type_params: json.type_params.into_iter().map(TypeParam::from).collect(),
            overloads: json
                .overloads
                .into_iter()
                .map(|overload| Overload {
                    params: overload.params.into_iter().map(Param::from).collect(),
                    returns: overload.returns,
                })
                .collect(),
            untyped: json.untyped,
        }
    }
}

impl From<&AsyncFn> for FnJson {
    fn from(function: &AsyncFn) -> Self {
        let (shape, send) = match &function.shape {
            Shape::Awaitable => (ShapeJson::Awaitable, None),
            Shape::AsyncIterator => (ShapeJson::AsyncIterator, None),
            Shape::AsyncGenerator { send } => (ShapeJson::AsyncGenerator, Some(send.clone())),
            Shape::AsyncContextManager => (ShapeJson::AsyncContextManager, None),
            _ => (ShapeJson::Coroutine, None),
        };
        Self {
            name: function.name.clone(),
            sync_name: Some(function.sync_name.clone()),
            params: function.params.iter().map(ParamJson::from).collect(),
            returns: function.returns.clone(),
            shape,
            send,
            callee: match &function.callee {
                Callee::Receiver => CalleeJson::Receiver,
                Callee::Path(path) => CalleeJson::Path(path.clone()),
                Callee::Method(name) => CalleeJson::Method(name.clone()),
                Callee::Attribute(name) => CalleeJson::Attribute(name.clone()),
                _ => CalleeJson::Name,
            },
            import_on_call: function.import_on_call.clone(),
            doc: function.doc.clone(),
            type_params: function
                .type_params
                .iter()
                .map(TypeParamJson::from)
                .collect(),
            overloads: function
                .overloads
                .iter()
                .map(|overload| OverloadJson {
                    params: overload.params.iter().map(ParamJson::from).collect(),
                    returns: overload.returns.clone(),
                })
                .collect(),
            untyped: function.untyped,
        }
    }
}

impl From<ParamJson> for Param {
    fn from(json: ParamJson) -> Self {
        Self {
            name: json.name,
            annotation: json.annotation,
            kind: match json.kind {
                KindJson::PositionalOnly => ParamKind::PositionalOnly,
                KindJson::PositionalOrKeyword => ParamKind::PositionalOrKeyword,
                KindJson::VarPositional => ParamKind::VarPositional,
                KindJson::KeywordOnly => ParamKind::KeywordOnly,
                KindJson::VarKeyword => ParamKind::VarKeyword,
            },
            default: json.default.map(|default| match default {
                DefaultJson::Omitted => ParamDefault::Omitted,
                DefaultJson::Expr(text) => ParamDefault::Expr(text),
            }),
        }
    }
}

impl From<&Param> for ParamJson {
    fn from(param: &Param) -> Self {
        Self {
            name: param.name.clone(),
            annotation: param.annotation.clone(),
            kind: match param.kind {
                ParamKind::PositionalOnly => KindJson::PositionalOnly,
                ParamKind::PositionalOrKeyword => KindJson::PositionalOrKeyword,
                ParamKind::VarPositional => KindJson::VarPositional,
                ParamKind::KeywordOnly => KindJson::KeywordOnly,
                ParamKind::VarKeyword => KindJson::VarKeyword,
            },
            default: param.default.as_ref().map(|default| match default {
                ParamDefault::Omitted => DefaultJson::Omitted,
                ParamDefault::Expr(text) => DefaultJson::Expr(text.clone()),
            }),
        }
    }
}

impl From<TypeParamJson> for TypeParam {
    fn from(json: TypeParamJson) -> Self {
        Self {
            name: json.name,
            kind: match json.kind {
                TypeParamKindJson::TypeVar => TypeParamKind::TypeVar,
                TypeParamKindJson::ParamSpec => TypeParamKind::ParamSpec,
                TypeParamKindJson::TypeVarTuple => TypeParamKind::TypeVarTuple,
            },
            bound: json.bound,
            constraints: json.constraints,
        }
    }
}

impl From<&TypeParam> for TypeParamJson {
    fn from(param: &TypeParam) -> Self {
        Self {
            name: param.name.clone(),
            kind: match param.kind {
                TypeParamKind::TypeVar => TypeParamKindJson::TypeVar,
                TypeParamKind::ParamSpec => TypeParamKindJson::ParamSpec,
                TypeParamKind::TypeVarTuple => TypeParamKindJson::TypeVarTuple,
            },
            bound: param.bound.clone(),
            constraints: param.constraints.clone(),
        }
    }
}
