use super::seal::is_sealed;
use super::{
    CARD_KEY, FEATURES_FORMAT_VERSION, Int8Weights, ModelCard, NEWEST_FORMAT_VERSION, SCALE_SUFFIX,
    Values,
};
use crate::dataset::MAX_CLASS_NAME_CHARS;
use crate::digest::{CHUNK_BYTES, sha256_hex};
use crate::error::{Error, Result};
use crate::picture::InputSpec;
use half::f16;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use std::collections::BTreeMap;

/// Longer files are refused, so whoever reads one from somewhere need not read more.
pub const MAX_FILE_BYTES: usize = 256 << 20;
/// The largest header that a file may claim. The networks here have a few hundred arrays and at most a few
/// thousand classes: more is a mistake or an attack, and is refused before memory is taken for it.
const MAX_HEADER_BYTES: u64 = 16 << 20;
const MAX_TENSORS: usize = 10_000;
/// Values of all arrays together: half as many again as EfficientNet-Lite0 has with [`MAX_CLASSES`]. Integers grow
/// fourfold when they are expanded: without this, a file of the largest size would take a gigabyte, which no tab of a
/// phone has.
const MAX_VALUES: usize = 24 << 20;
const MAX_CLASSES: usize = 10_000;
/// The longest name of a tensor, in characters.
const MAX_TENSOR_NAME: usize = 200;

/// One named array of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Weight {
    /// Length of each dimension, outermost first, in PyTorch's order
    /// (`[out, in, height, width]` for convolutions, `[out, in]` for dense layers).
    pub shape: Vec<usize>,
    /// The values in row-major order.
    pub values: Values,
}

/// All arrays of a model by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weights(pub BTreeMap<String, Weight>);

impl Weights {
    /// The array called `name`, if it has exactly this shape.
    ///
    /// # Errors
    /// [`Error::ModelDamaged`] when it is missing or has another shape.
    pub fn get(&self, name: &str, shape: &[usize]) -> Result<&[f32]> {
        self.values(name, shape).map(|values| &values[..])
    }

    /// The same as the file holds it, floats or integers.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub fn values(&self, name: &str, shape: &[usize]) -> Result<&Values> {
        let weight =
            self.0.get(name).ok_or_else(|| damaged(format!("the tensor {name} is missing")))?;
        if weight.shape != shape {
            return Err(damaged(format!(
                "the tensor {name} has the shape {:?} where {shape:?} is needed",
                weight.shape
            )));
        }
        Ok(&weight.values)
    }

    /// Number of values in all arrays together.
    pub fn num_values(&self) -> usize {
        self.0.values().map(|weight| weight.values.len()).sum()
    }
}

/// A model file that has been checked.
#[derive(Debug, Clone)]
pub struct ModelFile {
    /// The model's card.
    pub card: ModelCard,
    /// The model's weights.
    pub weights: Weights,
}

impl ModelFile {
    /// Reads and checks a whole file.
    ///
    /// # Errors
    /// [`Error::ModelDamaged`] when the bytes are not whole or contradict themselves,
    /// [`Error::ModelUnsupported`] when they are a newer format or another kind of safetensors.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        Self::parse_digested(bytes, None)
    }

    /// Parses as [`Self::parse`] does, for a caller who may have computed the SHA-256 of the arrays already, as
    /// lower-case hexadecimal.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn parse_digested(bytes: &[u8], data_sha256: Option<&str>) -> Result<Self> {
        let (card, data) = read_card(bytes)?;
        let is_whole = match data_sha256 {
            Some(digest) => card.data_sha256 == digest,
            None => card.data_sha256 == sha256_hex(data),
        };
        if !is_whole {
            return Err(damaged("the weights do not match their checksum".into()));
        }
        let weights = read_weights(bytes)?;
        if weights.num_values() != card.num_parameters {
            return Err(damaged(format!(
                "{} weights where the card says {}",
                weights.num_values(),
                card.num_parameters
            )));
        }
        Ok(Self { card, weights })
    }
}

/// The card of a model file, and its arrays, which are not looked at.
///
/// # Errors
/// As [`ModelFile::parse`], for all that the header shows.
pub(super) fn read_card(bytes: &[u8]) -> Result<(ModelCard, &[u8])> {
    let Header { text, data_start } = read_header(bytes, CARD_KEY)?;
    let text = text.ok_or_else(|| Error::ModelUnsupported {
        reason: "the file has no Kiln model card".into(),
    })?;
    let (header, data) = bytes.split_at(data_start);
    Ok((parse_card(&text, header)?, data))
}

/// The part of a file before the arrays.
pub(crate) struct Header {
    /// The text with the wanted key.
    pub text: Option<String>,
    /// The offset of the arrays, in bytes.
    pub data_start: usize,
}

/// Reads the header of any safetensors file.
///
/// # Errors
/// [`Error::ModelDamaged`].
pub(crate) fn read_header(bytes: &[u8], key: &str) -> Result<Header> {
    check_sizes(bytes)?;
    let (length, metadata) =
        SafeTensors::read_metadata(bytes).map_err(|error| damaged(error.to_string()))?;
    let text = metadata.metadata().as_ref().and_then(|texts| texts.get(key)).cloned();
    // The header is preceded by its own length in eight bytes.
    Ok(Header { text, data_start: 8 + length })
}

/// Looks at the lengths before anything is parsed. The header's own stands in the first eight bytes.
fn check_sizes(bytes: &[u8]) -> Result<()> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(damaged(format!("it is larger than {} MiB", MAX_FILE_BYTES >> 20)));
    }
    match bytes.first_chunk().map(|length| u64::from_le_bytes(*length)) {
        Some(length) if length > MAX_HEADER_BYTES => {
            Err(damaged(format!("its header is larger than {} MiB", MAX_HEADER_BYTES >> 20)))
        }
        _ => Ok(()),
    }
}

/// `header` is everything before the arrays, the card among it.
fn parse_card(json: &str, header: &[u8]) -> Result<ModelCard> {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Seal {
        format_version: u32,
        header_sha256: Option<String>,
        #[serde(default)]
        has_header_sha256: bool,
    }
    let not_a_card = |error: serde_json::Error| damaged(format!("the model card: {error}"));
    let Seal { format_version, header_sha256, has_header_sha256 } =
        serde_json::from_str(json).map_err(not_a_card)?;
    // Before anything is made of what stands in the header. Files of version 0.1 have no checksum of it.
    let is_whole = match header_sha256 {
        Some(sum) => has_header_sha256 && is_sealed(header, &sum),
        None => !has_header_sha256,
    };
    if !is_whole {
        return Err(damaged("the header does not match its checksum".into()));
    }
    if format_version > NEWEST_FORMAT_VERSION {
        return Err(Error::ModelUnsupported {
            reason: format!(
                "its format is version {format_version}, newer than {NEWEST_FORMAT_VERSION}"
            ),
        });
    }
    let card: ModelCard = serde_json::from_str(json).map_err(not_a_card)?;
    let labels_fit = card.labels.values().all(|labels| labels.len() == card.num_classes);
    let has_classes = card.num_classes > 0 && !card.labels.is_empty();
    let is_for_features = format_version == FEATURES_FORMAT_VERSION
        && card.num_classes == 0
        && card.labels.is_empty();
    if !labels_fit || !(has_classes || is_for_features) {
        return Err(damaged("the labels do not fit the number of classes".into()));
    }
    if card.num_classes == 1 {
        let reason = "it has one class, and nothing to tell it from".into();
        return Err(Error::ModelUnsupported { reason });
    }
    let labels_are_short =
        card.labels.values().flatten().all(|label| label.chars().count() <= MAX_CLASS_NAME_CHARS);
    if card.num_classes > MAX_CLASSES || !labels_are_short {
        return Err(damaged(format!(
            "there may be {MAX_CLASSES} classes with names of {MAX_CLASS_NAME_CHARS} characters"
        )));
    }
    let is_sane = match (&card.input, &card.text) {
        (Some(input), None) => can_be(input),
        (None, Some(_)) => can_be_texts(&card) && format_version > FEATURES_FORMAT_VERSION,
        _ => false,
    };
    if !is_sane {
        return Err(damaged("the card's input cannot be".into()));
    }
    check_hearing(&card)?;
    Ok(card)
}

#[cfg(feature = "trained")]
fn can_be_texts(card: &ModelCard) -> bool {
    card.grams().is_some_and(|grams| grams.is_sound())
}

/// No model of texts is used here, so nothing of it is parsed: every visitor would pay for that.
#[cfg(not(feature = "trained"))]
fn can_be_texts(_card: &ModelCard) -> bool {
    true
}

fn can_be(input: &InputSpec) -> bool {
    (1..=1024).contains(&input.side)
        && input.crop > 0.0
        && input.crop <= 1.0
        && input.mean.is_finite()
        && input.scale.is_finite()
        && input.scale != 0.0
}

/// Older versions know no model of sounds, and this one not every way of hearing.
fn check_hearing(card: &ModelCard) -> Result<()> {
    match &card.hearing {
        Some(_) if card.format_version < NEWEST_FORMAT_VERSION || card.input.is_none() => {
            Err(damaged("the card cannot be one of sounds".into()))
        }
        Some(hearing) if !hearing.is_known() => Err(Error::ModelUnsupported {
            reason: format!(
                "it hears with {} in clips of {} seconds",
                hearing.measure, hearing.clip_seconds
            ),
        }),
        _ => Ok(()),
    }
}

/// Reads the arrays of any safetensors file, card or not, expanding half precision. 8-bit integers come with
/// their scales.
/// Arrays of integers are skipped: checkpoints carry counters that no layer reads.
///
/// # Errors
/// [`Error::ModelDamaged`] when the file is not whole or holds a value that is not finite,
/// [`Error::ModelUnsupported`] for other floating-point types.
pub fn read_weights(bytes: &[u8]) -> Result<Weights> {
    check_sizes(bytes)?;
    let file = SafeTensors::deserialize(bytes).map_err(|error| damaged(error.to_string()))?;
    if file.len() > MAX_TENSORS {
        return Err(damaged(format!("{} tensors, the limit is {MAX_TENSORS}", file.len())));
    }
    if file.names().iter().any(|name| name.chars().count() > MAX_TENSOR_NAME) {
        return Err(damaged(format!("a tensor's name is over {MAX_TENSOR_NAME} characters")));
    }
    let lengths = file.iter().map(|(_, view)| view.shape().iter().product::<usize>());
    // No product overflows, since the library has held each against the bytes that are there.
    let num_values = lengths.fold(0, usize::saturating_add);
    if num_values > MAX_VALUES {
        return Err(damaged(format!("{num_values} values, the limit is {MAX_VALUES}")));
    }
    let mut weights = BTreeMap::new();
    for (name, view) in file.iter() {
        if is_scale(&file, name) {
            continue;
        }
        let values: Values = match view.dtype() {
            Dtype::F32 => f32_values(view.data()).into(),
            Dtype::I8 => integers(&file, name, &view)?.into(),
            Dtype::F16 => half_values(view.data()).into(),
            Dtype::I64 | Dtype::I32 => continue,
            other => {
                return Err(Error::ModelUnsupported {
                    reason: format!("the tensor {name} has the type {other:?}"),
                });
            }
        };
        if !values.are_finite() {
            return Err(damaged(format!("the tensor {name} holds a value that is not finite")));
        }
        weights.insert(name.to_owned(), Weight { shape: view.shape().to_vec(), values });
    }
    Ok(Weights(weights))
}

fn f32_values(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks::<4>().0.iter().map(|word| f32::from_le_bytes(*word)).collect()
}

fn half_values(bytes: &[u8]) -> Vec<f32> {
    let mut values = Vec::with_capacity(bytes.len() / 2);
    for chunk in bytes.chunks(CHUNK_BYTES) {
        append_half_values(chunk, &mut values);
    }
    values
}

/// A call of its own for each chunk: see [`CHUNK_BYTES`].
#[inline(never)]
fn append_half_values(bytes: &[u8], values: &mut Vec<f32>) {
    let words = bytes.as_chunks::<2>().0;
    values.extend(words.iter().map(|word| f16::from_le_bytes(*word).to_f32()));
}

/// Whether `name` only holds the scales of another array.
fn is_scale(file: &SafeTensors, name: &str) -> bool {
    let owner = name.strip_suffix(SCALE_SUFFIX).and_then(|owner| file.tensor(owner).ok());
    owner.is_some_and(|owner| owner.dtype() == Dtype::I8)
}

fn integers(file: &SafeTensors, name: &str, view: &TensorView) -> Result<Int8Weights> {
    let no_scales = || damaged(format!("the tensor {name} has no fitting scales"));
    let scales = file.tensor(&format!("{name}{SCALE_SUFFIX}")).map_err(|_| no_scales())?;
    let channels = view.shape().first().copied().unwrap_or(0);
    if channels == 0 || scales.dtype() != Dtype::F32 || scales.shape() != [channels] {
        return Err(no_scales());
    }
    let values = wide::bytemuck::cast_slice(view.data()).to_vec();
    Ok(Int8Weights { values, scales: f32_values(scales.data()) })
}

fn damaged(reason: String) -> Error {
    Error::ModelDamaged { reason }
}
