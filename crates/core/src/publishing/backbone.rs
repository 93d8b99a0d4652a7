use crate::error::{Error, Result};
use crate::format::ModelFile;
use crate::networks::efficientnet_lite0::ARCHITECTURE;

/// A classifier as a network for its features alone, without its last layer, a quarter of the weights. The card says
/// whose weights these were, so heads that were trained on the original's features accept it.
///
/// # Errors
/// [`Error::ModelUnsupported`] for any other network than EfficientNet-Lite0.
pub fn features_only(mut file: ModelFile) -> Result<ModelFile> {
    if file.card.architecture != ARCHITECTURE {
        return Err(Error::ModelUnsupported {
            reason: format!("{} is not a network for features", file.card.architecture),
        });
    }
    let original = file.card.data_sha256.clone();
    file.card.derived_from.get_or_insert(original);
    file.drop_classifier();
    Ok(file)
}
