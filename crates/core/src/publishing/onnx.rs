//! Trained models as ONNX, the form that other programs run.

use super::checked::{CheckedModel, checked};
use crate::error::{Error, Result};
use crate::format::onnx::{GraphBuilder, Model, OperatorSet, Property, integer};
use crate::format::{ModelCard, ModelFile, Weights};
use crate::operations::OnnxLayers;
use prost::Message;

/// Old enough for every runtime in use, new enough for `Clip` with inputs.
const OPSET_VERSION: i64 = 17;
/// The version of the container that came with that operator set.
const IR_VERSION: i64 = 8;

/// A trained model as one self-contained ONNX file.
///
/// Its input is `input`, a batch of pictures `[batch, 3, side, side]`, normalised as the card says:
/// (value − mean) ÷ scale of red, green and blue from 0 to 255. Its outputs are `logits` and
/// `probabilities`, both `[batch, classes]`, as [`crate::inference::Model`] computes
/// them. A model over features brings its backbone along, so that it too reads pictures. Class
/// names, preprocessing, licence and source, and what a model of sounds hears with, stand in the file's metadata under
/// `kiln.…`; the
/// weights are 32-bit floats.
///
/// # Errors
/// [`Error::ModelUnsupported`] for an architecture that is not trained here, for a card whose input
/// is not that architecture's, and for a model over features without its backbone;
/// [`Error::OtherBackbone`] beside another one than it was trained on;
/// [`Error::ModelDamaged`] when a weight is missing or has another shape.
pub fn to_onnx(
    card: &ModelCard,
    weights: &Weights,
    backbone: Option<&ModelFile>,
) -> Result<Vec<u8>> {
    let CheckedModel { architecture, backbone } = checked(card, weights, backbone)?;
    let num_classes = card.num_classes;
    let mut graph = GraphBuilder::default();
    let layers = OnnxLayers { weights, num_classes };
    let logits = architecture.to_onnx(&mut graph, &layers, backbone)?;
    let logits = graph.node("Identity", &[&logits], "logits", vec![]);
    graph.node("Softmax", &[&logits], "probabilities", vec![integer("axis", 1)]);
    let side = card.picture_input()?.side;
    let outputs = [("logits", num_classes), ("probabilities", num_classes)];
    let model = Model {
        ir_version: IR_VERSION,
        producer_name: "kiln".to_owned(),
        producer_version: env!("CARGO_PKG_VERSION").to_owned(),
        graph: Some(graph.finish(&card.id, [3, side, side], outputs)),
        opset_import: vec![OperatorSet { domain: String::new(), version: OPSET_VERSION }],
        metadata_props: properties(card)?,
    };
    Ok(model.encode_to_vec())
}

/// A program in Python for people who have such a file: with ONNX Runtime, Pillow and NumPy it gives a picture the
/// probabilities that [`crate::inference::Model`] gives it, for it prepares pictures as the card says.
pub const ONNX_RECIPE: &str = include_str!("onnx_recipe.py");

/// The same for models of sounds, which draws the pictures of a sound itself.
pub const ONNX_SOUND_RECIPE: &str = include_str!("sound_recipe.py");

/// The one of both that a model with this card needs.
pub fn onnx_recipe(card: &ModelCard) -> &'static str {
    match card.hearing {
        None => ONNX_RECIPE,
        Some(_) => ONNX_SOUND_RECIPE,
    }
}

/// The properties that people need to use the file without Kiln.
fn properties(card: &ModelCard) -> Result<Vec<Property>> {
    let unsupported = |error: serde_json::Error| Error::ModelUnsupported {
        reason: format!("the model card: {error}"),
    };
    let labels = serde_json::to_string(&card.class_names()).map_err(unsupported)?;
    let preprocessing = serde_json::to_string(&card.input).map_err(unsupported)?;
    let texts = [
        ("kiln.name", card.name.clone()),
        ("kiln.architecture", card.architecture.clone()),
        ("kiln.labels", labels),
        ("kiln.preprocessing", preprocessing),
        ("kiln.licence", card.licence.clone()),
        ("kiln.source", card.source.clone()),
    ];
    let mut texts = texts.to_vec();
    if let Some(hearing) = &card.hearing {
        texts.push(("kiln.hearing", serde_json::to_string(hearing).map_err(unsupported)?));
    }
    let property = |(key, value): (&str, String)| Property { key: key.to_owned(), value };
    Ok(texts.into_iter().map(property).collect())
}
