use super::{InputKind, Network, registry};
use crate::error::{Error, Result};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ops::Deref;

/// One of the networks that are trained here, known by its [`Network::id`].
#[derive(Clone, Copy)]
pub struct Architecture(&'static dyn Network);

impl Architecture {
    /// The architecture that `network` is; constants of the networks' folders are made of it.
    pub const fn new(network: &'static dyn Network) -> Self {
        Self(network)
    }

    /// Every architecture, those that are offered to people and those that are not.
    pub fn all() -> impl Iterator<Item = Self> {
        registry().map(Self)
    }

    /// The architectures over pictures that are offered to people, the default first.
    pub fn offered() -> impl Iterator<Item = Self> {
        Self::all().filter(|architecture| architecture.is_offered() && !architecture.reads_texts())
    }

    /// The architectures over texts, the default first.
    pub fn of_texts() -> impl Iterator<Item = Self> {
        Self::all().filter(Self::reads_texts)
    }

    /// Whether texts are what it reads, and not pictures.
    pub fn reads_texts(&self) -> bool {
        matches!(self.input(), InputKind::Grams(_))
    }

    /// The architecture of that name.
    ///
    /// # Errors
    /// [`Error::ModelUnsupported`] for any other.
    ///
    /// ```
    /// use kiln_core::networks::Architecture;
    /// assert_eq!(Architecture::from_id("mlp")?.id(), "mlp");
    /// assert_eq!(Architecture::from_id("transformer").unwrap_err().code(), "model.unsupported");
    /// # Ok::<(), kiln_core::Error>(())
    /// ```
    pub fn from_id(id: &str) -> Result<Self> {
        Self::all().find(|architecture| architecture.id() == id).ok_or_else(|| {
            Error::ModelUnsupported { reason: format!("the architecture {id} is not known") }
        })
    }
}

impl Deref for Architecture {
    type Target = dyn Network;

    fn deref(&self) -> &Self::Target {
        self.0
    }
}

impl PartialEq for Architecture {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Architecture {}

impl std::fmt::Debug for Architecture {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str(self.id())
    }
}

impl Serialize for Architecture {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

impl<'de> Deserialize<'de> for Architecture {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        Self::from_id(&id).map_err(serde::de::Error::custom)
    }
}

/// The ids of the networks that are offered to people.
#[cfg(feature = "types")]
impl ts_rs::TS for Architecture {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn docs() -> Option<String> {
        Some("/** The id of a network that people are offered. */".to_owned())
    }

    fn name(_: &ts_rs::Config) -> String {
        "ArchitectureId".to_owned()
    }

    fn inline(_: &ts_rs::Config) -> String {
        let ids = Self::offered().map(|architecture| format!("\"{}\"", architecture.id()));
        ids.collect::<Vec<_>>().join(" | ")
    }

    fn decl(config: &ts_rs::Config) -> String {
        format!("type {} = {};", Self::name(config), Self::inline(config))
    }

    fn output_path() -> Option<std::path::PathBuf> {
        Some("ArchitectureId.ts".into())
    }
}
