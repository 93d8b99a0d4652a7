//! The effect of a movable threshold, for two classes.

use serde::{Deserialize, Serialize};

/// One threshold: pictures whose probability of the positive class is at least that count as
/// positive.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RocPoint {
    /// The threshold; at the first point just above all probabilities.
    pub threshold: f64,
    /// Share of the negatives that count as positive.
    pub false_positive_rate: f64,
    /// Share of the positives that do: recall.
    pub true_positive_rate: f64,
}

/// One threshold, as in [`RocPoint`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PrecisionRecallPoint {
    /// The threshold; at the first point just above all probabilities.
    pub threshold: f64,
    /// Share of the positives among what counts as positive; 1 where nothing does.
    pub precision: f64,
    /// Share of the positives that count as positive.
    pub recall: f64,
}

/// Both curves with the areas under them. The second class is the positive one.
///
/// There is a point for each different probability, thresholds descending.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BinaryCurves {
    /// The points of the ROC curve, from (0, 0) to (1, 1).
    pub roc: Vec<RocPoint>,
    /// Area under the ROC curve: the chance that a positive scores above a negative.
    pub roc_auc: f64,
    /// The points of the precision-recall curve, from recall 0 to 1.
    pub precision_recall: Vec<PrecisionRecallPoint>,
    /// Sum of precisions, weighted by the growth of recall; without interpolation.
    pub average_precision: f64,
}

impl BinaryCurves {
    /// Draws both curves; none where a class has no picture. `scored` holds (probability of the second class, is it).
    pub(super) fn of(mut scored: Vec<(f32, bool)>) -> Option<Self> {
        let num_positives = scored.iter().filter(|(_, is_positive)| *is_positive).count();
        let num_negatives = scored.len() - num_positives;
        if num_positives == 0 || num_negatives == 0 {
            return None;
        }
        scored.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        // Finite, unlike scikit-learn's infinity, which JSON cannot hold.
        let threshold = f64::from(scored[0].0).next_up();
        let mut roc =
            vec![RocPoint { threshold, false_positive_rate: 0.0, true_positive_rate: 0.0 }];
        let mut precision_recall =
            vec![PrecisionRecallPoint { threshold, precision: 1.0, recall: 0.0 }];
        let (mut roc_auc, mut average_precision) = (0.0, 0.0);
        let (mut true_positives, mut false_positives) = (0, 0);
        // Equal probabilities fall under a threshold together.
        for tied in scored.chunk_by(|a, b| a.0 == b.0) {
            let num_hits = tied.iter().filter(|(_, is_positive)| *is_positive).count();
            true_positives += num_hits;
            false_positives += tied.len() - num_hits;
            let threshold = f64::from(tied[0].0);
            let true_positive_rate = true_positives as f64 / num_positives as f64;
            let false_positive_rate = false_positives as f64 / num_negatives as f64;
            let precision = true_positives as f64 / (true_positives + false_positives) as f64;
            let (before, growth) = roc.last().map_or((0.0, 0.0), |last| {
                (last.true_positive_rate, false_positive_rate - last.false_positive_rate)
            });
            roc_auc += growth * (true_positive_rate + before) / 2.0;
            average_precision += precision * (true_positive_rate - before);
            roc.push(RocPoint { threshold, false_positive_rate, true_positive_rate });
            precision_recall.push(PrecisionRecallPoint {
                threshold,
                precision,
                recall: true_positive_rate,
            });
        }
        Some(Self { roc, roc_auc, precision_recall, average_precision })
    }
}
