use super::trials::{Patch, Trials, log_odds};
use crate::error::{Error, Result};
use crate::inference::softmax;
use crate::operations::HeatMap;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Shares of the input that are hidden, one after the other.
pub const LEVELS: [f32; 3] = [0.1, 0.2, 0.3];
/// Copies of the map, moved elsewhere, that it is compared with.
pub const NUM_RANDOM: usize = 16;
/// A map is believed when hiding its warmest cells costs the class more than those of this share of its
/// moved copies. A map that knows nothing is as good as half of them on average, and passes one time in
/// five.
const FAITHFUL_SHARE: f32 = 0.8;

/// The probabilities of a class with one share of the input hidden.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "MaskLevel"))]
pub struct Level {
    /// The share of the input that is hidden, from 0 to 1.
    pub share: f32,
    /// The class's probability without the warmest cells.
    pub hottest: f32,
    /// The class's mean probability without as many cells elsewhere.
    pub random: f32,
}

/// Whether a map shows what the prediction rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MaskCheckResult {
    /// The class's probability with nothing hidden.
    pub probability: f32,
    /// One for each of [`LEVELS`].
    pub levels: Vec<Level>,
    /// Share of the moved copies whose warmest cells cost the class less, over all levels together.
    pub beaten: f32,
    /// Whether `beaten` is at least 80 %.
    pub is_faithful: bool,
}

/// Hides the warmest tenth, fifth and three tenths of the input, and compares the loss with that of
/// masks of the same size and shape elsewhere: copies of the map that are moved by a random number of
/// rows and columns, what leaves at one edge coming back at the other, and half of them mirrored.
///
/// Hidden places get the mean colour of the input. What a map costs is told by the mean of the log-odds
/// over the levels: they do not run out of digits near 0 and 1 as probabilities do.
///
/// Pull-driven: ask for inputs, hand in the logits, until none are left. Dropping it is cancelling.
///
/// Source: the deletion of V. Petsiuk, A. Das, K. Saenko, "RISE", BMVC 2018, arXiv:1806.07421, beside
/// random masks as control, for hiding anything at all costs a class something.
#[derive(Debug, Clone)]
pub struct MaskCheck {
    trials: Trials,
    class: usize,
}

impl MaskCheck {
    /// # Shapes
    /// - `input`: `[3, side, side]`
    ///
    /// # Errors
    /// [`Error::InputShape`], [`Error::NotFinite`]; [`Error::ExplanationInput`] for a map in which
    /// nothing is warm, or of which there is only one cell.
    pub fn new(
        input: Vec<f32>,
        side: usize,
        map: &HeatMap,
        class: usize,
        seed: u64,
    ) -> Result<Self> {
        if map.is_empty() || map.values.len() < 2 {
            let reason = "a map without a warm place cannot be checked".to_owned();
            return Err(Error::ExplanationInput { reason });
        }
        let mut order: Vec<usize> = (0..map.values.len()).collect();
        order.sort_by(|a, b| map.values[*b].total_cmp(&map.values[*a]));
        let mut rng = Pcg64Mcg::seed_from_u64(seed);
        let mut orders = vec![order];
        for _ in 0..NUM_RANDOM {
            orders.push(moved(&orders[0], map, &mut rng));
        }
        let mut masks = Vec::with_capacity(LEVELS.len() * orders.len());
        for share in LEVELS {
            let count = num_cells(map, share);
            masks.extend(orders.iter().map(|order| order[..count].to_vec()));
        }
        let to_patches =
            |cells: Vec<usize>| cells.iter().map(|cell| patch(*cell, map, side)).collect();
        let masks = masks.into_iter().map(to_patches).collect();
        Ok(Self { trials: Trials::new(input, side, masks)?, class })
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

    /// The verdict, once all inputs are done.
    ///
    /// # Errors
    /// [`Error::ExplanationInput`] before, or when there is no such class.
    pub fn result(&self) -> Result<MaskCheckResult> {
        let logits = self.trials.logits()?;
        let mut odds = Vec::with_capacity(logits.len());
        for trial in logits {
            odds.push(log_odds(trial, self.class)?);
        }
        let probability = |trial: usize| softmax(&logits[trial])[self.class];
        // Behind the plain input come the levels, in each the map itself before its copies.
        let trial = |level: usize, copy: usize| 1 + level * (1 + NUM_RANDOM) + copy;
        let level = |(level, share): (usize, f32)| {
            let random = (1..=NUM_RANDOM).map(|copy| probability(trial(level, copy)));
            let random = random.sum::<f32>() / NUM_RANDOM as f32;
            Level { share, hottest: probability(trial(level, 0)), random }
        };
        let sum =
            |copy: usize| (0..LEVELS.len()).map(|level| odds[trial(level, copy)]).sum::<f32>();
        let points = (1..=NUM_RANDOM).map(|copy| match sum(copy).total_cmp(&sum(0)) {
            Ordering::Greater => 1.0,
            Ordering::Equal => 0.5,
            Ordering::Less => 0.0,
        });
        let beaten = points.sum::<f32>() / NUM_RANDOM as f32;
        Ok(MaskCheckResult {
            probability: probability(0),
            levels: LEVELS.into_iter().enumerate().map(level).collect(),
            beaten,
            is_faithful: beaten >= FAITHFUL_SHARE,
        })
    }
}

/// Cells that cover `share` of the input; at least one, never all.
fn num_cells(map: &HeatMap, share: f32) -> usize {
    let covered = map.place.width * map.place.height;
    let cells = f64::from(share) / covered * map.values.len() as f64;
    (cells.round() as usize).clamp(1, map.values.len() - 1)
}

/// `cells` somewhere else on the map.
fn moved(cells: &[usize], map: &HeatMap, rng: &mut Pcg64Mcg) -> Vec<usize> {
    let HeatMap { rows, columns, .. } = *map;
    // Not by nothing: that would be the mask it is compared with.
    let shift = rng.random_range(1..rows * columns);
    let (down, right) = (shift / columns, shift % columns);
    let is_mirrored = rng.random_range(0..2) == 1;
    let moved = |cell: &usize| {
        let (row, column) = (cell / columns, cell % columns);
        let column = if is_mirrored { columns - 1 - column } else { column };
        (row + down) % rows * columns + (column + right) % columns
    };
    cells.iter().map(moved).collect()
}

/// The pixels of a cell.
fn patch(cell: usize, map: &HeatMap, side: usize) -> Patch {
    let edge = |start: f64, length: f64, index: usize, count: usize| {
        let at = (start + length * index as f64 / count as f64) * side as f64;
        (at.round().max(0.0) as usize).min(side)
    };
    let (row, column) = (cell / map.columns, cell % map.columns);
    let across = |column: usize| edge(map.place.left, map.place.width, column, map.columns);
    let down = |row: usize| edge(map.place.top, map.place.height, row, map.rows);
    Patch { left: across(column), top: down(row), right: across(column + 1), bottom: down(row + 1) }
}
