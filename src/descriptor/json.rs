//! A function as JSON has it: with what `send` takes beside the shape, and with a name for the
//! shim only if it is not the usual one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::descriptor::{
    AsyncFn, Callee, Conversion, Origin, Overload, Param, Shape, TypeParam, default_sync_name,
};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Function {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sync_name: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    params: Vec<Param>,
    returns: String,
    #[serde(default)]
    shape: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    send: Option<String>,
    #[serde(default)]
    callee: Callee,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    import_on_call: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    doc: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    type_params: Vec<TypeParam>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    overloads: Vec<Overload>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    untyped: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    origin: Option<Origin>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    conversions: BTreeMap<String, Conversion>,
    #[serde(default, skip_serializing_if = "Conversion::is_none")]
    result: Conversion,
}

/// A [`Shape`] without what `send` takes.
#[derive(Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    #[default]
    Coroutine,
    Awaitable,
    MaybeAwaitable,
    AsyncIterator,
    AsyncGenerator,
    AsyncContextManager,
    AwaitableContextManager,
    Plain,
}

impl TryFrom<Function> for AsyncFn {
    type Error = &'static str;

    fn try_from(json: Function) -> Result<Self, Self::Error> {
        let shape = match (json.shape, json.send) {
            (Kind::AsyncGenerator, send) => Shape::AsyncGenerator {
                send: send.unwrap_or_else(|| "None".to_owned()),
            },
            (_, Some(_)) => return Err("`send` is for the shape `async-generator` alone"),
            (Kind::Coroutine, None) => Shape::Coroutine,
            (Kind::Awaitable, None) => Shape::Awaitable,
            (Kind::MaybeAwaitable, None) => Shape::MaybeAwaitable,
            (Kind::AsyncIterator, None) => Shape::AsyncIterator,
            (Kind::AsyncContextManager, None) => Shape::AsyncContextManager,
            (Kind::AwaitableContextManager, None) => Shape::AwaitableContextManager,
            (Kind::Plain, None) => Shape::Plain,
        };
        let sync_name = json
            .sync_name
            .unwrap_or_else(|| default_sync_name(&json.name));
        Ok(Self {
            name: json.name,
            sync_name,
            params: json.params,
            returns: json.returns,
            shape,
            callee: json.callee,
            import_on_call: json.import_on_call,
            doc: json.doc,
            type_params: json.type_params,
            overloads: json.overloads,
            untyped: json.untyped,
            origin: json.origin,
            conversions: json.conversions,
            result: json.result,
        })
    }
}

impl From<AsyncFn> for Function {
    fn from(f: AsyncFn) -> Self {
        let (shape, send) = match f.shape {
            Shape::Coroutine => (Kind::Coroutine, None),
            Shape::Awaitable => (Kind::Awaitable, None),
            Shape::MaybeAwaitable => (Kind::MaybeAwaitable, None),
            Shape::AsyncIterator => (Kind::AsyncIterator, None),
            Shape::AsyncGenerator { send } => (Kind::AsyncGenerator, Some(send)),
            Shape::AsyncContextManager => (Kind::AsyncContextManager, None),
            Shape::AwaitableContextManager => (Kind::AwaitableContextManager, None),
            Shape::Plain => (Kind::Plain, None),
        };
        Self {
            name: f.name,
            sync_name: Some(f.sync_name),
            params: f.params,
            returns: f.returns,
            shape,
            send,
            callee: f.callee,
            import_on_call: f.import_on_call,
            doc: f.doc,
            type_params: f.type_params,
            overloads: f.overloads,
            untyped: f.untyped,
            origin: f.origin,
            conversions: f.conversions,
            result: f.result,
        }
    }
}
