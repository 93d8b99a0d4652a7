use super::trials::{Patch, Trials, log_odds};
use crate::error::{Error, Result};
use crate::operations::HeatMap;
use crate::picture::Area;

/// Cells of the map along each side.
const CELLS: usize = 16;
/// Cells that are hidden at once along each side: a quarter of the side, about what a thing's telling
/// part fills. It moves on by one cell.
const PATCH_CELLS: usize = 4;

/// Occlusion sensitivity: a patch is moved over the input, and each place is given the mean loss over
/// the patches that hid it.
///
/// The loss is that of the class's log-odds, where the paper takes the probability: a prediction of
/// 99.99 % loses nothing that can be seen in its probability.
///
/// Pull-driven: ask for inputs, hand in the logits, until none are left. Dropping it is cancelling.
///
/// Source: M. D. Zeiler, R. Fergus, ECCV 2014, arXiv:1311.2901, section 4.2.
#[derive(Debug, Clone)]
pub struct Occlusion {
    trials: Trials,
}

impl Occlusion {
    /// # Shapes
    /// - `input`: `[3, side, side]`, with a side that sixteen divides
    ///
    /// # Errors
    /// [`Error::InputShape`], [`Error::NotFinite`].
    pub fn new(input: Vec<f32>, side: usize) -> Result<Self> {
        if side == 0 || !side.is_multiple_of(CELLS) {
            return Err(Error::InputShape { expected: CELLS, actual: side });
        }
        let cell = side / CELLS;
        let masks = positions().map(|(row, column)| {
            let (left, top) = (column * cell, row * cell);
            let size = PATCH_CELLS * cell;
            vec![Patch { left, top, right: left + size, bottom: top + size }]
        });
        Ok(Self { trials: Trials::new(input, side, masks.collect())? })
    }

    /// The number of inputs that are done.
    pub fn num_done(&self) -> usize {
        self.trials.num_done()
    }

    /// The number of all inputs.
    pub fn num_total(&self) -> usize {
        self.trials.num_total()
    }

    /// The next inputs for the network, at most `max` and none at the end: `[inputs, 3, side, side]`.
    pub fn next_inputs(&self, max: usize) -> Vec<f32> {
        self.trials.next_inputs(max)
    }

    /// Takes what the network says of them, `[inputs, classes]`.
    ///
    /// # Errors
    /// [`Error::InputShape`], [`Error::NotFinite`].
    pub fn record(&mut self, logits: &[f32], num_classes: usize) -> Result<()> {
        self.trials.record(logits, num_classes)
    }

    /// The map of a class, once all inputs are done.
    ///
    /// # Errors
    /// [`Error::ExplanationInput`] before, or when there is no such class.
    pub fn map(&self, class: usize) -> Result<HeatMap> {
        let (plain, hidden) = match self.trials.logits()? {
            [plain, hidden @ ..] => (log_odds(plain, class)?, hidden),
            [] => (0.0, [].as_slice()),
        };
        let mut losses = vec![0.0; CELLS * CELLS];
        let mut counts = vec![0.0; CELLS * CELLS];
        for ((row, column), logits) in positions().zip(hidden) {
            let loss = plain - log_odds(logits, class)?;
            for cell in 0..PATCH_CELLS * PATCH_CELLS {
                let at = (row + cell / PATCH_CELLS) * CELLS + column + cell % PATCH_CELLS;
                losses[at] += loss;
                counts[at] += 1.0;
            }
        }
        let raw: Vec<f32> = losses.iter().zip(&counts).map(|(loss, count)| loss / count).collect();
        HeatMap::from_raw(CELLS, CELLS, &raw, Area::WHOLE)
    }
}

/// The upper left cell of each patch: row, column.
fn positions() -> impl Iterator<Item = (usize, usize)> {
    const STEPS: usize = CELLS - PATCH_CELLS + 1;
    (0..STEPS * STEPS).map(|index| (index / STEPS, index % STEPS))
}
