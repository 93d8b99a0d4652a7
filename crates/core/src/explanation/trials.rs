use crate::error::{Error, Result};

/// A rectangle of the input in pixels; `right` and `bottom` are the first that do not belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Patch {
    pub left: usize,
    pub top: usize,
    pub right: usize,
    pub bottom: usize,
}

/// One input, asked about as it is and then with one set of patches after the other hidden.
///
/// What is hidden becomes the mean colour of the input: the network is told nothing of the place, and
/// no colour is brought in that was not there.
#[derive(Debug, Clone)]
pub(super) struct Trials {
    input: Vec<f32>,
    side: usize,
    mean: [f32; 3],
    masks: Vec<Vec<Patch>>,
    /// The logits of the trials that are done, the plain input first.
    logits: Vec<Vec<f32>>,
}

impl Trials {
    /// Begins with nothing asked. `input` is `[3, side, side]`.
    ///
    /// # Errors
    /// [`Error::InputShape`] for another number of values; [`Error::NotFinite`].
    pub fn new(input: Vec<f32>, side: usize, masks: Vec<Vec<Patch>>) -> Result<Self> {
        let area = side * side;
        if area == 0 || input.len() != 3 * area {
            return Err(Error::InputShape { expected: 3 * area, actual: input.len() });
        }
        if !input.iter().all(|value| value.is_finite()) {
            return Err(Error::NotFinite);
        }
        let mean = |channel: usize| {
            let plane = &input[channel * area..][..area];
            plane.iter().sum::<f32>() / area as f32
        };
        let mean = [0, 1, 2].map(mean);
        Ok(Self { input, side, mean, masks, logits: Vec::new() })
    }

    /// Number of inputs whose logits are known.
    pub fn num_done(&self) -> usize {
        self.logits.len()
    }

    /// Number of inputs, the plain one counted.
    pub fn num_total(&self) -> usize {
        self.masks.len() + 1
    }

    /// The next inputs, at most `max` and none once all are done: `[inputs, 3, side, side]`.
    pub fn next_inputs(&self, max: usize) -> Vec<f32> {
        let from = self.num_done();
        let to = self.num_total().min(from + max);
        let mut inputs = Vec::with_capacity((to - from) * self.input.len());
        for trial in from..to {
            let start = inputs.len();
            inputs.extend_from_slice(&self.input);
            if let Some(mask) = trial.checked_sub(1).and_then(|index| self.masks.get(index)) {
                self.hide(mask, &mut inputs[start..]);
            }
        }
        inputs
    }

    /// Takes what the network says of the inputs last handed out, `[inputs, classes]`.
    ///
    /// # Errors
    /// [`Error::InputShape`] for a part of a row, no row, or more rows than are left; [`Error::NotFinite`].
    pub fn record(&mut self, logits: &[f32], num_classes: usize) -> Result<()> {
        let fits =
            num_classes > 0 && !logits.is_empty() && logits.len().is_multiple_of(num_classes);
        let num_inputs = if fits { logits.len() / num_classes } else { 0 };
        if !fits || self.num_done() + num_inputs > self.num_total() {
            return Err(Error::InputShape { expected: num_classes, actual: logits.len() });
        }
        if !logits.iter().all(|logit| logit.is_finite()) {
            return Err(Error::NotFinite);
        }
        self.logits.extend(logits.chunks_exact(num_classes).map(<[f32]>::to_vec));
        Ok(())
    }

    /// The logits of every trial, the plain input first.
    ///
    /// # Errors
    /// [`Error::ExplanationInput`] while some are missing.
    pub fn logits(&self) -> Result<&[Vec<f32>]> {
        match self.num_done() == self.num_total() {
            true => Ok(&self.logits),
            false => Err(Error::ExplanationInput {
                reason: format!("{} of {} trials are done", self.num_done(), self.num_total()),
            }),
        }
    }

    fn hide(&self, mask: &[Patch], input: &mut [f32]) {
        for (plane, mean) in input.chunks_exact_mut(self.side * self.side).zip(self.mean) {
            for patch in mask {
                for row in patch.top..patch.bottom {
                    plane[row * self.side..][patch.left..patch.right].fill(mean);
                }
            }
        }
    }
}

/// ln(p ÷ (1 − p)) of a class's probability, from logits: where a probability is 1 to the last digit,
/// this still tells more from less.
///
/// # Errors
/// [`Error::ExplanationInput`] when there is no such class, or no other.
pub fn log_odds(logits: &[f32], class: usize) -> Result<f32> {
    let (Some(own), true) = (logits.get(class), logits.len() > 1) else {
        let reason = format!("there is no class {class} among {}", logits.len());
        return Err(Error::ExplanationInput { reason });
    };
    let others = || logits.iter().enumerate().filter(|(index, _)| *index != class);
    let largest = others().map(|(_, logit)| *logit).fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = others().map(|(_, logit)| (logit - largest).exp()).sum();
    Ok(own - largest - sum.ln())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::softmax;

    #[test]
    fn log_odds_are_those_of_the_softmax() {
        let logits = [1.5, -0.5, 0.25];
        for (class, p) in softmax(&logits).into_iter().enumerate() {
            let odds = log_odds(&logits, class).expect("three classes");
            assert!((odds - (p / (1.0 - p)).ln()).abs() < 1e-5);
        }
        assert!(log_odds(&logits, 3).is_err());
        assert!(log_odds(&[1.0], 0).is_err());
    }

    #[test]
    fn what_is_hidden_becomes_the_mean_and_the_rest_stays() {
        let input: Vec<f32> = (0..12).map(|value| value as f32).collect();
        let mask = vec![Patch { left: 1, top: 0, right: 2, bottom: 2 }];
        let mut trials = Trials::new(input.clone(), 2, vec![mask]).expect("two by two");
        let both = trials.next_inputs(5);
        assert_eq!(both[..12], input);
        assert_eq!(both[12..], [0.0, 1.5, 2.0, 1.5, 4.0, 5.5, 6.0, 5.5, 8.0, 9.5, 10.0, 9.5]);
        // Asking again before logits are recorded gives the same, and logits beyond the last are refused.
        assert_eq!(trials.next_inputs(5), both);
        assert!(trials.logits().is_err());
        assert!(trials.record(&[0.0; 6], 2).is_err());
        assert!(trials.record(&[0.0; 3], 2).is_err());
        trials.record(&[0.0; 4], 2).expect("two rows of two");
        assert!(trials.next_inputs(5).is_empty());
    }
}
