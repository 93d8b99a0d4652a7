//! The first round: of each class the sum of its pictures' features, and their number.
//!
//! Sums of several devices add up to the sums of all pictures, however they are divided, so that one round gives the
//! head that all pictures together would: nearest class means.

use super::pictures::Pictures;
use crate::error::FederationFault;
use crate::networks::efficientnet_lite0::NUM_FEATURES;

/// What a device answers in the first round.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassSums {
    /// `[classes, 1280]`; zeros for a class with too few pictures.
    pub sums: Vec<f32>,
    /// `[classes]`; 0 for a class with too few pictures.
    pub counts: Vec<f32>,
    /// The pictures that are counted.
    pub num_pictures: usize,
}

/// Adds up `pictures`: those of classes that have at least `minimum`, each with features cut to the L2 norm
/// `feature_clip`.
///
/// # Errors
/// [`FederationFault::TooFewPictures`] where no class has so many.
pub fn class_sums(
    pictures: &Pictures,
    feature_clip: f64,
    minimum: usize,
) -> Result<ClassSums, FederationFault> {
    let num_classes = pictures.num_classes();
    let mut sums = vec![0.0_f64; num_classes * NUM_FEATURES];
    let mut counts = vec![0_usize; num_classes];
    for (features, class) in pictures.enough(minimum) {
        let factor = clip_factor(features, feature_clip);
        let row = &mut sums[class * NUM_FEATURES..][..NUM_FEATURES];
        for (sum, value) in row.iter_mut().zip(features) {
            *sum += f64::from(*value) * factor;
        }
        counts[class] += 1;
    }
    let num_pictures = counts.iter().sum();
    if num_pictures == 0 {
        return Err(FederationFault::TooFewPictures { minimum });
    }
    Ok(ClassSums {
        sums: sums.into_iter().map(|sum| sum as f32).collect(),
        counts: counts.into_iter().map(|count| count as f32).collect(),
        num_pictures,
    })
}

/// What `values` are multiplied by so that their L2 norm is at most `most`.
pub(super) fn clip_factor(values: &[f32], most: f64) -> f64 {
    let norm = values.iter().map(|value| f64::from(*value).powi(2)).sum::<f64>().sqrt();
    if norm > most { most / norm } else { 1.0 }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step should stop the test")]
mod tests {
    use super::*;

    #[test]
    fn sums_are_of_the_classes_with_enough_pictures_and_of_cut_features() {
        let mut pictures = Pictures::new(3);
        for (value, class) in
            [(1.0, 0), (2.0, 0), (3.0, 0), (9.0, 1), (9.0, 1), (100.0, 2), (0.5, 2), (0.25, 2)]
        {
            let mut features = vec![0.0; NUM_FEATURES];
            features[class] = value;
            pictures.push(&features, class).unwrap();
        }
        let ClassSums { sums, counts, num_pictures } = class_sums(&pictures, 10.0, 3).unwrap();
        assert_eq!((counts.as_slice(), num_pictures), (&[3.0, 0.0, 3.0][..], 6));
        assert_eq!(sums[0], 6.0);
        assert!(sums[NUM_FEATURES..][..NUM_FEATURES].iter().all(|sum| *sum == 0.0));
        assert_eq!(sums[2 * NUM_FEATURES + 2], 10.75, "a hundred is cut to ten");
        assert_eq!(sums.iter().filter(|sum| **sum != 0.0).count(), 2);
        let none = class_sums(&pictures, 10.0, 4);
        assert_eq!(none, Err(FederationFault::TooFewPictures { minimum: 4 }));
    }

    #[test]
    fn sums_of_parts_are_the_sum_of_the_whole() {
        let feature = |index: usize, value: usize| ((index * 31 + value * 17) % 97) as f32 / 13.0;
        let picture = |index: usize| -> Vec<f32> {
            (0..NUM_FEATURES).map(|value| feature(index, value)).collect()
        };
        let mut whole = Pictures::new(2);
        let mut parts = [Pictures::new(2), Pictures::new(2)];
        for index in 0..20 {
            whole.push(&picture(index), index % 2).unwrap();
            parts[usize::from(index >= 8)].push(&picture(index), index % 2).unwrap();
        }
        let all = class_sums(&whole, 40.0, 3).unwrap();
        let [one, other] = parts.map(|part| class_sums(&part, 40.0, 3).unwrap());
        for ((all, one), other) in all.sums.iter().zip(&one.sums).zip(&other.sums) {
            assert!((all - one - other).abs() <= 1e-5 * all.abs().max(1.0));
        }
        assert_eq!(all.num_pictures, one.num_pictures + other.num_pictures);
    }
}
