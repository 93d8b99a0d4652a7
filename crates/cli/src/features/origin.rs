//! What a file says of itself in its metadata.

use super::{FloatType, Shard};
use anyhow::{Result, bail};
use kiln_core::{
    digest::sha256_hex, format::BackboneRef, inference::FeatureSource, sound::Hearing,
};
use parquet::file::metadata::KeyValue;

/// The network that made the features of a file, and the pictures that they are of.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    pub source: FeatureSource,
    pub float: FloatType,
    pub shard: Shard,
    /// [`listing_sum`] of the shard's pictures.
    pub listing_sha256: String,
}

/// A checksum of what is listed, paths and classes: another one means other pictures.
pub fn listing_sum<'a>(listed: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> String {
    let mut text = String::new();
    for (path, class) in listed {
        // Neither a path of a list nor a class holds a line's end or a tab.
        text.extend([path, "\t", class.unwrap_or_default(), "\n"]);
    }
    sha256_hex(text.as_bytes())
}

const BACKBONE_ID: &str = "kiln.backbone.id";
const BACKBONE_SHA256: &str = "kiln.backbone.sha256";
const ARITHMETIC: &str = "kiln.arithmetic";
/// What stands there for floats.
const FLOATS: &str = "float32";
const PREPROCESSING: &str = "kiln.preprocessing";
/// Of sounds alone.
const HEARING: &str = "kiln.hearing";
const VERSION: &str = "kiln.version";
const SHARD: &str = "kiln.shard";
const FLOAT: &str = "kiln.float";
const LISTING_SHA256: &str = "kiln.listing.sha256";

impl Origin {
    pub fn to_metadata(&self) -> Result<Vec<KeyValue>> {
        let FeatureSource { backbone, input, hearing } = &self.source;
        let mut pairs = vec![
            (BACKBONE_ID, backbone.id.clone()),
            (BACKBONE_SHA256, backbone.sha256.clone()),
            (ARITHMETIC, arithmetic_of(backbone).to_owned()),
            (PREPROCESSING, serde_json::to_string(input)?),
            (VERSION, env!("CARGO_PKG_VERSION").to_owned()),
            (SHARD, self.shard.to_string()),
            (FLOAT, self.float.name().to_owned()),
            (LISTING_SHA256, self.listing_sha256.clone()),
        ];
        if let Some(hearing) = hearing {
            pairs.push((HEARING, serde_json::to_string(hearing)?));
        }
        let pairs = pairs.into_iter();
        Ok(pairs.map(|(key, value)| KeyValue::new(key.to_owned(), value)).collect())
    }

    /// # Errors
    /// A sentence for metadata that `kiln embed` has not written.
    pub fn from_metadata(pairs: &[KeyValue]) -> Result<Self> {
        let find = |key: &str| {
            let pair = pairs.iter().find(|pair| pair.key == key);
            pair.and_then(|pair| pair.value.clone())
        };
        let origin = || {
            let backbone = BackboneRef {
                id: find(BACKBONE_ID)?,
                sha256: find(BACKBONE_SHA256)?,
                arithmetic: find(ARITHMETIC).filter(|name| name != FLOATS),
            };
            let input = serde_json::from_str(&find(PREPROCESSING)?).ok()?;
            let hearing = match find(HEARING) {
                Some(hearing) => Some(serde_json::from_str(&hearing).ok()?),
                None => None,
            };
            let source = FeatureSource { backbone, input, hearing };
            Some(Self {
                source,
                float: FloatType::from_name(&find(FLOAT)?)?,
                shard: find(SHARD)?.parse().ok()?,
                listing_sha256: find(LISTING_SHA256)?,
            })
        };
        match origin() {
            Some(origin) => Ok(origin),
            None => bail!(
                "it does not say which network made its features: kiln embed has not written it"
            ),
        }
    }

    /// # Errors
    /// A sentence where the features come from something else than `source`.
    pub fn check_source(&self, source: &FeatureSource) -> Result<()> {
        let own = &self.source;
        let weights = |source: &FeatureSource| {
            (source.backbone.id.clone(), source.backbone.sha256.clone(), source.input.clone())
        };
        if weights(own) != weights(source) {
            bail!(
                "its features were made by another network ({}) than the one here ({}), which sees other things in a \
                 picture: embed the pictures again",
                named(&own.backbone),
                named(&source.backbone)
            );
        }
        if own.hearing != source.hearing {
            bail!(
                "its features are of {}, and not of {}",
                heard(own.hearing.as_ref()),
                heard(source.hearing.as_ref())
            );
        }
        if own != source {
            bail!(
                "its features were computed in another way ({}) than here ({}): embed the pictures again",
                arithmetic_of(&own.backbone),
                arithmetic_of(&source.backbone)
            );
        }
        Ok(())
    }
}

/// What features are of.
fn heard(hearing: Option<&Hearing>) -> String {
    match hearing {
        Some(Hearing { measure, clip_seconds }) => {
            format!("sounds in clips of {clip_seconds} s ({measure})")
        }
        None => "pictures".into(),
    }
}

/// The name of what a network is computed with.
fn arithmetic_of(backbone: &BackboneRef) -> &str {
    backbone.arithmetic.as_deref().unwrap_or(FLOATS)
}

fn named(backbone: &BackboneRef) -> String {
    let digits: String = backbone.sha256.chars().take(8).collect();
    format!("{} {digits}", backbone.id)
}
