mod fingerprint;

use super::randomness::shuffled;
use crate::dataset::Subset;
use crate::error::{Error, Result};
use crate::networks::{Augmentation, InputKind};
use crate::picture::{self, InputSpec};
use crate::text::{GramPair, GramSpec, padded};
use rand::RngExt;
use rand_pcg::Pcg64Mcg;
use std::{fmt, io, sync::Arc};

/// Cached inputs may take so much memory: a wasm module has at most 4 GiB, a phone far less.
const MAX_CACHED_BYTES: usize = 256 << 20;

/// Cached inputs that are kept elsewhere than in memory, in a file for example.
pub trait StoredRows: fmt::Debug + Send + Sync {
    /// Appends the values of the row `number` to `values`.
    ///
    /// # Errors
    /// What kept it from being read.
    fn append(&self, number: usize, values: &mut Vec<f32>) -> io::Result<()>;
}

/// The inputs that a run learns from and is evaluated on. Pictures are kept as bytes, features as floats.
#[derive(Debug, Clone)]
pub struct TrainingData {
    inputs: Inputs,
    labels: Vec<usize>,
    parts: Vec<Subset>,
}

#[derive(Debug, Clone)]
enum Inputs {
    Cached {
        num_values: usize,
        /// `[variants, values]` of each picture; copies of the data, as for folds, share them.
        pictures: Vec<Arc<[f32]>>,
        num_rows: usize,
    },
    Stored {
        num_values: usize,
        rows: Arc<dyn StoredRows>,
        /// The row of each picture.
        numbers: Vec<u32>,
    },
    Pixels {
        input: InputSpec,
        rgb: Vec<u8>,
    },
    Grams {
        grams: GramSpec,
        /// Of each text its buckets and what it has in them.
        texts: Vec<Arc<[GramPair]>>,
    },
}

impl TrainingData {
    /// Begins without pictures.
    pub fn new(kind: InputKind) -> Self {
        let inputs = match kind {
            InputKind::Backbone(layer) => {
                Inputs::Cached { num_values: layer.num_values(), pictures: Vec::new(), num_rows: 0 }
            }
            InputKind::Pixels(input) => Inputs::Pixels { input, rgb: Vec::new() },
            InputKind::Grams(grams) => Inputs::Grams { grams, texts: Vec::new() },
        };
        Self { inputs, labels: Vec::new(), parts: Vec::new() }
    }

    /// Begins without pictures, for features of `num_values` each that are read when they are needed: of these there
    /// may be any number.
    pub fn stored(num_values: usize, rows: Arc<dyn StoredRows>) -> Self {
        let inputs = Inputs::Stored { num_values, rows, numbers: Vec::new() };
        Self { inputs, labels: Vec::new(), parts: Vec::new() }
    }

    /// Adds a picture by the number of its row among [`Self::stored`] ones.
    ///
    /// # Errors
    /// [`Error::InputShape`] when nothing is stored.
    pub fn push_stored(&mut self, number: u32, label: usize, part: Subset) -> Result<()> {
        let Inputs::Stored { numbers, .. } = &mut self.inputs else {
            return Err(Error::InputShape { expected: self.num_values(), actual: 0 });
        };
        numbers.push(number);
        self.labels.push(label);
        self.parts.push(part);
        Ok(())
    }

    /// The largest number of cached inputs of a kind, varied copies counted; networks over pixels
    /// take any number.
    pub fn max_inputs(kind: &InputKind) -> Option<usize> {
        match kind {
            InputKind::Pixels(_) | InputKind::Grams(_) => None,
            cached => Some(MAX_CACHED_BYTES / (cached.num_values() * size_of::<f32>())),
        }
    }

    /// Adds a picture by its cached features or activations.
    ///
    /// # Shapes
    /// - `variants`: `[variants, values]`, the unchanged picture first
    ///
    /// # Errors
    /// [`Error::InputShape`] when that is not whole rows, or pictures are wanted here;
    /// [`Error::TrainingTooLarge`] beyond [`Self::max_inputs`].
    pub fn push_features(&mut self, variants: &[f32], label: usize, part: Subset) -> Result<()> {
        let Inputs::Cached { num_values, pictures, num_rows } = &mut self.inputs else {
            return Err(Error::InputShape { expected: 0, actual: variants.len() });
        };
        if variants.is_empty() || !variants.len().is_multiple_of(*num_values) {
            return Err(Error::InputShape { expected: *num_values, actual: variants.len() });
        }
        let limit = MAX_CACHED_BYTES / (*num_values * size_of::<f32>());
        if *num_rows + variants.len() / *num_values > limit {
            return Err(Error::TrainingTooLarge { limit });
        }
        if !variants.iter().all(|value| value.is_finite()) {
            return Err(Error::NotFinite);
        }
        *num_rows += variants.len() / *num_values;
        pictures.push(variants.into());
        self.labels.push(label);
        self.parts.push(part);
        Ok(())
    }

    /// Adds a picture by its pixels, RGB bytes `[side, side, 3]`.
    ///
    /// # Errors
    /// [`Error::InputShape`] for another number of bytes, or when features are wanted here.
    pub fn push_picture(&mut self, pixels: &[u8], label: usize, part: Subset) -> Result<()> {
        let expected = match &self.inputs {
            Inputs::Pixels { input, .. } => input.num_values(),
            Inputs::Cached { .. } | Inputs::Stored { .. } | Inputs::Grams { .. } => 0,
        };
        let Inputs::Pixels { rgb, .. } = &mut self.inputs else {
            return Err(Error::InputShape { expected, actual: pixels.len() });
        };
        if pixels.len() != expected {
            return Err(Error::InputShape { expected, actual: pixels.len() });
        }
        rgb.extend_from_slice(pixels);
        self.labels.push(label);
        self.parts.push(part);
        Ok(())
    }

    /// Adds a text.
    ///
    /// # Errors
    /// [`Error::InputShape`] when pictures are wanted here.
    pub fn push_text(&mut self, text: &str, label: usize, part: Subset) -> Result<()> {
        let Inputs::Grams { grams, texts } = &mut self.inputs else {
            return Err(Error::InputShape { expected: self.num_values(), actual: 0 });
        };
        texts.push(grams.pairs(text).into());
        self.labels.push(label);
        self.parts.push(part);
        Ok(())
    }

    /// Number of pictures.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The class of each picture.
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// The positions of the pictures of `part`.
    pub fn of_subset(&self, part: Subset) -> Vec<usize> {
        (0..self.len()).filter(|&index| self.parts[index] == part).collect()
    }

    /// Gives every picture a new part, as cross-validation does.
    ///
    /// # Errors
    /// [`Error::InputShape`] when `parts` is not one per picture.
    pub fn set_parts(&mut self, parts: Vec<Subset>) -> Result<()> {
        if parts.len() != self.len() {
            return Err(Error::InputShape { expected: self.len(), actual: parts.len() });
        }
        self.parts = parts;
        Ok(())
    }

    /// Values of one input; of texts, which have as many as they have, as if each were the longest.
    pub fn num_values(&self) -> usize {
        match &self.inputs {
            Inputs::Grams { texts, .. } => {
                texts.iter().map(|text| 2 * text.len()).max().unwrap_or(0)
            }
            Inputs::Cached { num_values, .. } | Inputs::Stored { num_values, .. } => *num_values,
            Inputs::Pixels { input, .. } => input.num_values(),
        }
    }

    pub(super) fn is_of_kind(&self, kind: &InputKind) -> bool {
        match (&self.inputs, kind) {
            (Inputs::Pixels { input, .. }, InputKind::Pixels(wanted)) => input == wanted,
            (Inputs::Grams { grams, .. }, InputKind::Grams(wanted)) => grams == wanted,
            (
                Inputs::Cached { num_values, .. } | Inputs::Stored { num_values, .. },
                InputKind::Backbone(layer),
            ) => *num_values == layer.num_values(),
            _ => false,
        }
    }

    /// All inputs of a picture that are cached in memory, `[variants, values]`; nothing for others.
    pub(super) fn variants(&self, picture: usize) -> &[f32] {
        match &self.inputs {
            Inputs::Cached { pictures, .. } => &pictures[picture],
            Inputs::Stored { .. } | Inputs::Pixels { .. } | Inputs::Grams { .. } => &[],
        }
    }

    /// The part of the split that a picture is in.
    pub(super) fn part(&self, picture: usize) -> Subset {
        self.parts[picture]
    }

    /// The inputs of `pictures` as they are, one after the other. Texts are filled up with empty pairs to the length of the
    /// longest among them.
    ///
    /// # Shapes
    /// Returns `[pictures, values]`.
    ///
    /// # Errors
    /// [`Error::TrainingData`] for stored features that cannot be read.
    pub fn plain(&self, pictures: &[usize]) -> Result<Vec<f32>> {
        if let Inputs::Grams { texts, .. } = &self.inputs {
            let chosen: Vec<&[GramPair]> = pictures.iter().map(|&index| &*texts[index]).collect();
            return Ok(padded(&chosen));
        }
        let mut batch = Vec::with_capacity(pictures.len() * self.num_values());
        for &index in pictures {
            self.append(index, None, &mut batch)?;
        }
        Ok(batch)
    }

    /// The inputs of `pictures`, each changed at random.
    ///
    /// # Errors
    /// As [`Self::plain`].
    pub(super) fn augmented(
        &self,
        pictures: &[usize],
        augmentation: &Augmentation,
        rng: &mut Pcg64Mcg,
    ) -> Result<Vec<f32>> {
        if matches!(self.inputs, Inputs::Grams { .. }) {
            return self.plain(pictures);
        }
        let mut batch = Vec::with_capacity(pictures.len() * self.num_values());
        for &index in pictures {
            self.append(index, Some((augmentation, &mut *rng)), &mut batch)?;
        }
        Ok(batch)
    }

    /// All inputs that a batch may be made of, `[rows, values]`, if they are known beforehand: the variants of cached
    /// inputs, or pictures that `augmentation` leaves as they are.
    ///
    /// # Errors
    /// As [`Self::plain`].
    pub(super) fn all_rows(&self, augmentation: &Augmentation) -> Result<Option<Vec<f32>>> {
        match &self.inputs {
            Inputs::Cached { pictures, .. } => {
                Ok(Some(pictures.iter().flat_map(|rows| rows.iter().copied()).collect()))
            }
            Inputs::Grams { .. } => Ok(None),
            Inputs::Pixels { .. } if augmentation.is_active() => Ok(None),
            Inputs::Stored { .. } | Inputs::Pixels { .. } => {
                self.plain(&(0..self.len()).collect::<Vec<_>>()).map(Some)
            }
        }
    }

    /// The number of bytes of [`Self::all_rows`].
    pub(super) fn num_bytes_of_rows(&self) -> usize {
        let num_rows = match &self.inputs {
            Inputs::Cached { num_rows, .. } => *num_rows,
            Inputs::Stored { .. } | Inputs::Pixels { .. } | Inputs::Grams { .. } => self.len(),
        };
        num_rows * self.num_values() * size_of::<f32>()
    }

    /// The rows among [`Self::all_rows`] that [`Self::augmented`] would give, by the same draws.
    pub(super) fn drawn_rows(&self, pictures: &[usize], rng: &mut Pcg64Mcg) -> Vec<i32> {
        let Inputs::Cached { num_values, pictures: rows, .. } = &self.inputs else {
            return pictures.iter().map(|&index| index as i32).collect();
        };
        let ends = rows.iter().scan(0, |end, rows| {
            *end += rows.len() / num_values;
            Some(*end)
        });
        let ends: Vec<usize> = ends.collect();
        let row = |&index: &usize| {
            let count = rows[index].len() / num_values;
            (ends[index] - count + drawn_variant(count, rng)) as i32
        };
        pictures.iter().map(row).collect()
    }

    fn append(
        &self,
        index: usize,
        change: Option<(&Augmentation, &mut Pcg64Mcg)>,
        batch: &mut Vec<f32>,
    ) -> Result<()> {
        match &self.inputs {
            Inputs::Stored { rows, numbers, .. } => {
                let unread = |error: io::Error| Error::TrainingData { reason: error.to_string() };
                rows.append(numbers[index] as usize, batch).map_err(unread)?;
            }
            Inputs::Cached { num_values, pictures, .. } => {
                let rows = &pictures[index];
                let variants = rows.len() / num_values;
                let variant = match change {
                    Some((_, rng)) => drawn_variant(variants, rng),
                    None => 0,
                };
                batch.extend_from_slice(&rows[variant * num_values..][..*num_values]);
            }
            Inputs::Pixels { input, rgb } => {
                let size = input.num_values();
                let pixels = &rgb[index * size..][..size];
                match change {
                    Some((augmentation, rng)) if augmentation.is_active() => {
                        let draw = augmentation.draw(rng);
                        let changed = picture::augment(pixels, input.side, &draw);
                        batch.extend(picture::normalise(&changed, input));
                    }
                    _ => batch.extend(picture::normalise(pixels, input)),
                }
            }
            Inputs::Grams { texts, .. } => batch.extend(padded(&[&texts[index]])),
        }
        Ok(())
    }

    /// The training pictures in the order of one epoch.
    pub(super) fn epoch_order(&self, rng: &mut Pcg64Mcg) -> Vec<usize> {
        let train = self.of_subset(Subset::Train);
        shuffled(train.len(), rng).into_iter().map(|index| train[index]).collect()
    }
}

/// One of so many variants; nothing is drawn where there is no choice.
fn drawn_variant(count: usize, rng: &mut Pcg64Mcg) -> usize {
    if count > 1 { rng.random_range(0..count) } else { 0 }
}
