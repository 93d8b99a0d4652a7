//! The later rounds: a head is given, learns from the pictures here, and the difference goes back.

use super::class_sums::clip_factor;
use super::{Head, Pictures};
use crate::error::{Error, FederationFault, Result};
use crate::networks::{Augmentation, Schedule, TrainingSettings, efficientnet_lite0::TRANSFER};
use crate::training::{RunState, TrainingRun};
use burn::tensor::Device;

/// Steps between two looks at whether there is an end.
const STEPS_PER_CALL: usize = 200;

/// How an update is learnt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UpdateSettings {
    /// Adam's step size.
    pub learning_rate: f64,
    /// The number of times that each picture is seen.
    pub epochs: u32,
    /// Pictures of one step.
    pub batch: u32,
    /// The L2 norm that the difference is cut to, over weights and biases together.
    pub clip: f64,
    /// The smallest number of pictures of a class; those of others are not learnt from.
    pub minimum: usize,
    /// The seed of the pictures' order.
    pub seed: u64,
}

/// The difference that learning makes to `given`, and the number of pictures that were learnt from. Classes without
/// pictures here are no hindrance.
///
/// # Errors
/// [`FederationFault::TooFewPictures`]; [`Error::SettingInvalid`]; [`Error::NotFinite`] where learning explodes;
/// [`Error::DeviceLost`].
pub async fn update(
    given: &Head,
    pictures: &Pictures,
    settings: &UpdateSettings,
    device: &Device,
) -> Result<(Head, usize)> {
    let &UpdateSettings { minimum, clip, .. } = settings;
    let data = pictures.to_training_data(minimum)?;
    let num_pictures = data.len();
    if num_pictures == 0 {
        return Err(FederationFault::TooFewPictures { minimum }.into());
    }
    let num_classes = given.num_classes();
    let mut run = TrainingRun::start_where_classes_are_missing(
        &given.to_weights(),
        TRANSFER,
        num_classes,
        data,
        settings.of_run(),
        device,
    )?;
    let state = loop {
        let state = run.step(STEPS_PER_CALL).await?.state;
        if state != RunState::Running {
            break state;
        }
    };
    if state == RunState::Diverged {
        return Err(Error::NotFinite);
    }
    let learnt = Head::from_weights(&run.weights().await?, num_classes)?;
    Ok((clipped_difference(&learnt, given, clip), num_pictures))
}

impl UpdateSettings {
    /// Nothing but Adam at a constant rate: whatever else pulls at the weights would not come from the pictures.
    fn of_run(&self) -> TrainingSettings {
        TrainingSettings {
            epochs: self.epochs,
            batch_size: self.batch,
            learning_rate: self.learning_rate,
            schedule: Schedule::Constant,
            weight_decay: 0.0,
            class_weights: false,
            augmentation: Augmentation::NONE,
            early_stopping: None,
            seed: self.seed,
            ..TRANSFER.defaults()
        }
    }
}

fn clipped_difference(learnt: &Head, given: &Head, clip: f64) -> Head {
    let minus =
        |a: &[f32], b: &[f32]| -> Vec<f32> { a.iter().zip(b).map(|(a, b)| a - b).collect() };
    let mut weight = minus(&learnt.weight, &given.weight);
    let mut bias = minus(&learnt.bias, &given.bias);
    let factor = clip_factor(&[weight.as_slice(), &bias].concat(), clip) as f32;
    weight.iter_mut().chain(&mut bias).for_each(|value| *value *= factor);
    Head { weight, bias }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step should stop the test")]
mod tests {
    use super::*;
    use crate::networks::efficientnet_lite0::NUM_FEATURES;

    const SETTINGS: UpdateSettings = UpdateSettings {
        learning_rate: 1e-3,
        epochs: 1,
        batch: 256,
        clip: 1e3,
        minimum: 3,
        seed: 1,
    };

    fn feature(picture: usize, value: usize) -> f32 {
        ((picture * 7 + value * 13) % 19) as f32 / 19.0
    }

    fn some_pictures() -> Pictures {
        let mut pictures = Pictures::new(3);
        for picture in 0..7 {
            let features: Vec<f32> =
                (0..NUM_FEATURES).map(|value| feature(picture, value)).collect();
            // The last one is alone in its class, which is left out.
            pictures.push(&features, [0, 1, 0, 1, 0, 1, 2][picture]).unwrap();
        }
        pictures
    }

    fn some_head() -> Head {
        let weight = (0..3 * NUM_FEATURES).map(|index| ((index % 23) as f32 - 11.0) / 400.0);
        Head::new(weight.collect(), vec![0.1, -0.2, 0.0], 3).unwrap()
    }

    fn of(settings: &UpdateSettings) -> (Head, usize) {
        let device = crate::device::cpu();
        pollster::block_on(update(&some_head(), &some_pictures(), settings, &device)).unwrap()
    }

    /// The mean cross-entropy of the pictures that are learnt from.
    fn loss(head: &Head) -> f64 {
        let pictures = some_pictures();
        let rows: Vec<_> = pictures.enough(3).collect();
        let of_row = |(features, class): &(&[f32], usize)| {
            let logits: Vec<f64> = head.logits(features).into_iter().map(f64::from).collect();
            logits.iter().map(|logit| logit.exp()).sum::<f64>().ln() - logits[*class]
        };
        rows.iter().map(of_row).sum::<f64>() / rows.len() as f64
    }

    #[test]
    fn a_first_step_of_adam_goes_against_the_sign_of_the_finite_differences() {
        let ((difference, num_pictures), given) = (of(&SETTINGS), some_head());
        assert_eq!(num_pictures, 6);
        for index in (0..3 * NUM_FEATURES).step_by(67) {
            let shifted = |by: f32| {
                let mut head = given.clone();
                head.weight[index] += by;
                loss(&head)
            };
            let slope = (shifted(1e-2) - shifted(-1e-2)) / 2e-2;
            if slope.abs() < 1e-4 {
                continue;
            }
            // Adam's first step is the learning rate, whatever the slope.
            let wanted = -1e-3 * slope.signum();
            let got = f64::from(difference.weight[index]);
            assert!((got - wanted).abs() < 1e-5, "{index}: {got} where {wanted} is right");
        }
    }

    #[test]
    fn learning_lowers_the_loss_and_is_cut_to_the_norm() {
        let settings = UpdateSettings { epochs: 20, batch: 2, ..SETTINGS };
        let ((difference, _), mut head) = (of(&settings), some_head());
        let before = loss(&head);
        head.weight.iter_mut().zip(&difference.weight).for_each(|(a, b)| *a += b);
        head.bias.iter_mut().zip(&difference.bias).for_each(|(a, b)| *a += b);
        assert!(loss(&head) < 0.9 * before);
        let (cut, _) = of(&UpdateSettings { clip: 0.01, ..settings });
        let norm = |head: &Head| {
            let squares =
                head.weight.iter().chain(&head.bias).map(|value| f64::from(*value).powi(2));
            squares.sum::<f64>().sqrt()
        };
        assert!((norm(&cut) - 0.01).abs() < 1e-6 && norm(&difference) > 0.01);
        let cosine: f64 = (cut.weight.iter().chain(&cut.bias))
            .zip(difference.weight.iter().chain(&difference.bias))
            .map(|(a, b)| f64::from(*a) * f64::from(*b))
            .sum::<f64>()
            / norm(&cut)
            / norm(&difference);
        assert!(cosine > 0.999_999, "{cosine}");
    }

    #[test]
    fn too_few_pictures_teach_nothing() {
        let settings = UpdateSettings { minimum: 4, ..SETTINGS };
        let device = crate::device::cpu();
        let result = pollster::block_on(update(&some_head(), &some_pictures(), &settings, &device));
        assert!(matches!(
            result,
            Err(Error::Federation(FederationFault::TooFewPictures { minimum: 4 }))
        ));
    }
}
