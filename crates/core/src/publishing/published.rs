use super::features_only;
use crate::error::Result;
use crate::format::{ModelFile, Precision, missing_backbone, write};

/// Below this many weights a model stays as it is: 8-bit integers would save less than a picture in
/// the article weighs.
const KEEP_BELOW: usize = 20_000;

/// A trained model as readers download it: 8-bit integers where that saves much, and without the
/// history of the training, which no prediction needs.
///
/// # Errors
/// Those of [`write()`].
///
/// ```
/// use kiln_core::format::{ModelCard, ModelFile, Precision, Weight, Weights, write};
/// use kiln_core::picture::InputSpec;
/// use kiln_core::publishing::published_model;
/// let input = InputSpec::efficientnet_lite0();
/// let card = ModelCard::trained("mlp", "Flowers", vec!["daisy".into(), "rose".into()], input, None);
/// let bias = Weight { shape: vec![1], values: vec![0.5].into() };
/// let trained = write(card, &Weights([("bias".to_owned(), bias)].into()), Precision::F32)?;
/// let trained = ModelFile::parse(&trained)?;
/// let published = ModelFile::parse(&published_model(trained.clone())?)?;
/// assert_eq!(published.card.float_type, "f32", "so few weights stay as they are");
/// assert!(published.card.has_features_of(&trained.card.data_sha256));
/// # Ok::<(), kiln_core::Error>(())
/// ```
pub fn published_model(file: ModelFile) -> Result<Vec<u8>> {
    let ModelFile { mut card, weights } = file;
    let original = card.data_sha256.clone();
    if let Some(training) = &mut card.training {
        training.history = Vec::new();
    }
    let precision = match weights.num_values() < KEEP_BELOW {
        true => Precision::F32,
        false => Precision::Int8,
    };
    card.derived_from.get_or_insert(original);
    write(card, &weights, precision)
}

/// The network whose features published models read, once for all of a site: 8-bit integers, without
/// its own classes.
///
/// # Errors
/// Those of [`features_only`] and [`write()`].
pub fn published_backbone(file: ModelFile) -> Result<Vec<u8>> {
    let ModelFile { card, weights } = features_only(file)?;
    write(card, &weights, Precision::Int8)
}

/// Both, the model's own backbone before the given one.
///
/// # Errors
/// Those of the two above; [`crate::Error::ModelUnsupported`] when the backbone is missing, or the model was
/// trained on features of another network.
pub fn publish_files(
    mut model: ModelFile,
    backbone: Option<ModelFile>,
) -> Result<(Vec<u8>, Option<Vec<u8>>)> {
    let included = model.take_backbone();
    let backbone = match model.card.backbone {
        None => None,
        Some(_) => {
            let backbone = included.or(backbone).ok_or_else(missing_backbone)?;
            model.card.check_backbone(&backbone.card)?;
            Some(published_backbone(backbone)?)
        }
    };
    Ok((published_model(model)?, backbone))
}

/// Both from the bytes of files.
///
/// # Errors
/// Those of [`ModelFile::parse`] and of [`publish_files`].
pub fn publish(model: &[u8], backbone: Option<&[u8]>) -> Result<(Vec<u8>, Option<Vec<u8>>)> {
    let model = ModelFile::parse(model)?;
    let needed = backbone.filter(|_| model.card.backbone.is_some());
    publish_files(model, needed.map(ModelFile::parse).transpose()?)
}
