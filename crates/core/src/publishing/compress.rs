use crate::error::Result;
use crate::format::{ModelFile, Precision, write};

/// A copy of a model with its weights in `precision`, its backbone's among them where it has one in the
/// file. The card says which model it was made from; its figures stay those of that model until somebody
/// measures again.
///
/// What has been rounded stays rounded: a larger precision than the file's own changes no weight.
///
/// # Errors
/// Those of [`write()`].
pub fn compress(file: ModelFile, precision: Precision) -> Result<Vec<u8>> {
    let ModelFile { mut card, weights } = file;
    let original = card.data_sha256.clone();
    card.derived_from.get_or_insert(original);
    write(card, &weights, precision)
}
