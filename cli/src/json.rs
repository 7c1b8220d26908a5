//! Descriptors as JSON, so that a compiler in another language can write them.
//!
//! The fields are those of the descriptors; `descriptors.schema.json` says all of it.

use std::fmt;

use mochi_asyncbridge::Module;
use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeSeed, Error, IgnoredAny, IntoDeserializer, MapAccess, Visitor,
        value::MapAccessDeserializer,
    },
};
use serde_json::{Value, json};

use crate::Surface;

/// The version of the format.
const VERSION: u64 = 1;

/// Reads a module descriptor, alone or in what [`surface_to_json`] gives.
///
/// # Errors
/// When the text is not JSON or not such a descriptor; the error knows line and column.
pub fn from_json(text: &str) -> Result<Module, serde_json::Error> {
    let form: Form = serde_json::from_str(text)?;
    if form.module.is_some() {
        serde_json::from_str(text).map(|document: Document| document.module.0)
    } else {
        serde_json::from_str(text).map(|Descriptor(module)| module)
    }
}

/// Writes a module descriptor, so that [`from_json`] gives it back.
///
/// # Panics
/// Never: a descriptor is text, lists and numbers.
#[must_use]
pub fn to_json(module: &Module) -> Value {
    let mut json = serde_json::to_value(module).expect("a descriptor is JSON");
    json["version"] = VERSION.into();
    json
}

/// Writes all of a surface, so that [`from_json`] gives back its module.
#[must_use]
pub fn surface_to_json(surface: &Surface) -> Value {
    json!({
        "version": VERSION,
        "module": surface.module,
        "origins": surface.origins,
        "missing": surface.missing,
        "report": surface.report,
    })
}

/// Which form a text has.
#[derive(Deserialize)]
struct Form {
    module: Option<IgnoredAny>,
}

/// What [`surface_to_json`] gives.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default, rename = "version")]
    _version: Version,
    module: Descriptor,
    #[serde(default, rename = "origins")]
    _origins: IgnoredAny,
    #[serde(default, rename = "missing")]
    _missing: IgnoredAny,
    #[serde(default, rename = "report")]
    _report: IgnoredAny,
}

/// The version that a text says it has.
#[derive(Default)]
struct Version;

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u64::deserialize(deserializer)? {
            VERSION => Ok(Self),
            version => Err(D::Error::custom(format_args!(
                "version {version} of the format is not known, only version {VERSION}"
            ))),
        }
    }
}

/// A module, perhaps with a version beside its fields.
struct Descriptor(Module);

impl<'de> Deserialize<'de> for Descriptor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(DescriptorVisitor)
    }
}

struct DescriptorVisitor;

impl<'de> Visitor<'de> for DescriptorVisitor {
    type Value = Descriptor;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a module descriptor")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Descriptor, A::Error> {
        Module::deserialize(MapAccessDeserializer::new(WithoutVersion(map))).map(Descriptor)
    }
}

/// The entries of a map but `version`, which is checked.
struct WithoutVersion<A>(A);

impl<'de, A: MapAccess<'de>> MapAccess<'de> for WithoutVersion<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        while let Some(key) = self.0.next_key::<String>()? {
            if key != "version" {
                return seed.deserialize(key.into_deserializer()).map(Some);
            }
            self.0.next_value::<Version>()?;
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.0.next_value_seed(seed)
    }
}
