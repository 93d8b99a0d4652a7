use crate::error::{Error, Result};
use crate::format::ModelCard;
use serde::Serialize;

/// The versions that Teachable Machine names in the files of its image models.
const TFJS_VERSION: &str = "1.3.1";
const TEACHABLE_MACHINE_VERSION: &str = "2.4.5";
const PACKAGE_VERSION: &str = "0.8.4-alpha2";

/// `metadata.json`, in the order in which Teachable Machine writes it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metadata<'a> {
    tfjs_version: &'a str,
    tm_version: &'a str,
    package_version: &'a str,
    package_name: &'a str,
    time_stamp: &'a str,
    user_metadata: UserMetadata<'a>,
    model_name: &'a str,
    labels: &'a [String],
    image_size: usize,
    grayscale: bool,
}

#[derive(Serialize)]
struct UserMetadata<'a> {
    kiln: Origin<'a>,
}

/// The part of the card that these files have no place for.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Origin<'a> {
    version: &'a str,
    architecture: &'a str,
    licence: &'a str,
    source: &'a str,
    /// The `dataSha256` of the card.
    sha256: &'a str,
    none_of_these: Option<&'a str>,
}

/// The text of `metadata.json`.
///
/// # Errors
/// [`Error::ModelUnsupported`] for a card that JSON cannot hold.
pub fn metadata(card: &ModelCard, image_size: usize, time_stamp: &str) -> Result<String> {
    let lost = "The model was trained with a threshold for \"none of these\", which these files cannot express.";
    let metadata = Metadata {
        tfjs_version: TFJS_VERSION,
        tm_version: TEACHABLE_MACHINE_VERSION,
        package_version: PACKAGE_VERSION,
        package_name: "@teachablemachine/image",
        time_stamp,
        user_metadata: UserMetadata {
            kiln: Origin {
                version: env!("CARGO_PKG_VERSION"),
                architecture: &card.architecture,
                licence: &card.licence,
                source: &card.source,
                sha256: &card.data_sha256,
                none_of_these: card.unknown.as_ref().map(|_| lost),
            },
        },
        model_name: &card.name,
        labels: card.class_names(),
        image_size,
        grayscale: false,
    };
    serde_json::to_string(&metadata)
        .map_err(|error| Error::ModelUnsupported { reason: format!("the model card: {error}") })
}
