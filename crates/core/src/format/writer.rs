use super::seal::{NO_SUM, seal};
use super::{CARD_KEY, ModelCard, Precision, SCALE_SUFFIX, Weight, Weights, quantise};
use crate::digest::sha256_hex;
use crate::error::{Error, Result};
use half::f16;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};

/// Writes a model file. The card's `num_parameters`, `float_type` and `data_sha256` are set from
/// the weights, and its `header_sha256` from all before them. The same arguments give the same bytes.
///
/// # Errors
/// [`Error::ModelUnsupported`] when a value is not finite or does not fit the precision, when the name
/// of an array is one that scales have, or the arrays cannot be written (a shape that contradicts
/// the number of values).
///
/// ```
/// use kiln_core::format::{ModelCard, ModelFile, Precision, Weight, Weights, write};
/// use kiln_core::picture::InputSpec;
/// let classes = vec!["daisy".into(), "rose".into()];
/// let card = ModelCard::trained("mlp", "Flowers", classes, InputSpec::efficientnet_lite0(), None);
/// let bias = Weight { shape: vec![2], values: vec![0.5, -0.5].into() };
/// let weights = Weights([("bias".to_owned(), bias)].into());
/// let file = ModelFile::parse(&write(card, &weights, Precision::F16)?)?;
/// assert_eq!((file.card.num_parameters, file.card.float_type.as_str()), (2, "f16"));
/// assert_eq!(file.weights.get("bias", &[2])?, [0.5, -0.5]);
/// # Ok::<(), kiln_core::Error>(())
/// ```
pub fn write(card: ModelCard, weights: &Weights, precision: Precision) -> Result<Vec<u8>> {
    write_as(card, weights, &|_| precision)
}

/// Writes as [`write()`] does, with a precision for each array by its name.
pub(super) fn write_as(
    mut card: ModelCard,
    weights: &Weights,
    precision_of: &dyn Fn(&str) -> Precision,
) -> Result<Vec<u8>> {
    let unsupported = |reason: String| Error::ModelUnsupported { reason };
    let stored = |(name, weight): (&String, &Weight)| {
        precision_of(name).for_shape(&weight.shape).card_name()
    };
    let mut types: Vec<&str> = weights.0.iter().map(stored).collect();
    types.sort_unstable();
    types.dedup();
    card.num_parameters = weights.num_values();
    card.float_type = types.join("+");

    // The library orders the data; its hash is taken from a first pass so that reader and writer
    // agree on "everything behind the header" without repeating that order here.
    let draft = serialise(weights, precision_of, None)?;
    let (header_length, _) =
        SafeTensors::read_metadata(&draft).map_err(|error| unsupported(error.to_string()))?;
    card.data_sha256 = sha256_hex(&draft[8 + header_length..]);
    let num_data_bytes = draft.len() - 8 - header_length;
    drop(draft);
    card.header_sha256 = Some(NO_SUM.to_owned());
    card.has_header_sha256 = true;
    let card = serde_json::to_string(&card).map_err(|error| unsupported(error.to_string()))?;
    let mut bytes = serialise(weights, precision_of, Some((CARD_KEY, card)))?;
    let data_start = bytes.len() - num_data_bytes;
    match seal(&mut bytes[..data_start]) {
        true => Ok(bytes),
        false => Err(unsupported("its header has no place for a checksum".into())),
    }
}

/// The arrays as safetensors, with at most one text in the metadata: the library writes several in
/// random order.
///
/// # Errors
/// As [`write()`].
pub(crate) fn serialise(
    weights: &Weights,
    precision_of: &dyn Fn(&str) -> Precision,
    text: Option<(&str, String)>,
) -> Result<Vec<u8>> {
    let unsupported = |reason: String| Error::ModelUnsupported { reason };
    let mut encoded = Vec::with_capacity(weights.0.len());
    for (name, weight) in &weights.0 {
        let precision = precision_of(name);
        // A reader would take it for the scales of another array.
        if name.ends_with(SCALE_SUFFIX) {
            return Err(unsupported(format!("the tensor {name} is called as scales are")));
        }
        // As an integer, what is not a number would become 0 without a word.
        if !weight.values.iter().all(|value| value.is_finite()) {
            return Err(unsupported(format!("the tensor {name} holds a value that is not finite")));
        }
        let largest = weight.values.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        if precision == Precision::F16 && largest > f16::MAX.to_f32() {
            return Err(unsupported(format!(
                "the tensor {name} reaches {largest}, too large for f16"
            )));
        }
        let (name, shape) = (name.clone(), weight.shape.clone());
        match precision.for_shape(&shape) {
            Precision::F32 => encoded.push((name, Dtype::F32, shape, f32_bytes(&weight.values))),
            Precision::F16 => encoded.push((name, Dtype::F16, shape, f16_bytes(&weight.values))),
            integers @ (Precision::Int8 | Precision::Int8PerTensor) => {
                let channels = shape[0];
                let is_per_tensor = integers == Precision::Int8PerTensor;
                let small = quantise(&weight.values, if is_per_tensor { 1 } else { channels });
                let repeats = channels / small.scales.len().max(1);
                let scales = f32_bytes(&small.scales.repeat(repeats));
                encoded.push((format!("{name}{SCALE_SUFFIX}"), Dtype::F32, vec![channels], scales));
                let bytes = small.values.iter().map(|value| value.cast_unsigned()).collect();
                encoded.push((name, Dtype::I8, shape, bytes));
            }
        }
    }
    let views: Vec<(&String, TensorView)> = encoded
        .iter()
        .map(|(name, dtype, shape, bytes)| {
            Ok((name, TensorView::new(*dtype, shape.clone(), bytes)?))
        })
        .collect::<Result<_, safetensors::SafeTensorError>>()
        .map_err(|error| unsupported(error.to_string()))?;
    let metadata = text.map(|(key, text)| [(key.to_owned(), text)].into_iter().collect());
    safetensors::serialize(views, metadata).map_err(|error| unsupported(error.to_string()))
}

fn f32_bytes(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn f16_bytes(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| f16::from_f32(*value).to_le_bytes()).collect()
}
