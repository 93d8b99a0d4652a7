//! What the run's network makes of pictures.

use super::TrainingRun;
use crate::dataset::Part;
use crate::error::{Error, Result};
use crate::models::trainable::Architecture;
use crate::tensors::read_back;
use crate::training::batch::{Targets, add};
use crate::training::gradients::Lesson;
use burn::tensor::Tensor;

/// Pictures judged at once.
const EVALUATION_BATCH: usize = 256;
/// The same where every picture takes megabytes on its way.
const FINE_TUNED_EVALUATION_BATCH: usize = 16;

impl TrainingRun {
    /// Mean cross-entropy and accuracy over the pictures of `part`, if there are any.
    pub(super) async fn judge(&self, part: Part) -> Result<Option<(f32, f32)>> {
        let pictures = self.data.of_part(part);
        if pictures.is_empty() {
            return Ok(None);
        }
        let unweighted = vec![1.0; self.num_classes];
        let (mut loss_sum, mut right_sum) = (None, None);
        let lesson = self.lesson();
        for pictures in pictures.chunks(self.evaluation_batch()) {
            let targets = Targets::of(pictures, &self.data, &unweighted, &self.device);
            let logits = lesson.answer(pictures);
            loss_sum = Some(add(loss_sum, targets.loss_sum(logits.clone())));
            right_sum = Some(add(right_sum, targets.num_right(logits)));
        }
        let sums = [loss_sum, right_sum].into_iter().flatten().collect();
        let sums = read_back(Tensor::cat(sums, 0)).await?;
        let count = pictures.len() as f32;
        Ok(Some((sums[0] / count, sums[1] / count)))
    }

    fn evaluation_batch(&self) -> usize {
        match self.architecture {
            Architecture::FineTune => FINE_TUNED_EVALUATION_BATCH,
            _ => EVALUATION_BATCH,
        }
    }

    /// Logits of the pictures of `part` in their order, by the weights of [`Self::weights`].
    ///
    /// # Shapes
    /// Returns `[pictures, classes]`.
    ///
    /// # Errors
    /// [`Error::DeviceLost`]; [`Error::NotFinite`].
    pub async fn logits(&self, part: Part) -> Result<Vec<f32>> {
        let pictures = self.data.of_part(part);
        let mut logits = Vec::with_capacity(pictures.len() * self.num_classes);
        // Through all layers, whether or not the last epoch had some of them frozen.
        let kept = Lesson {
            architecture: self.architecture,
            data: &self.data,
            parameters: self.kept(),
            ..self.lesson()
        };
        for pictures in pictures.chunks(self.evaluation_batch()) {
            logits.extend(read_back(kept.answer(pictures)).await?);
        }
        match logits.iter().all(|logit| logit.is_finite()) {
            true => Ok(logits),
            false => Err(Error::NotFinite),
        }
    }
}
