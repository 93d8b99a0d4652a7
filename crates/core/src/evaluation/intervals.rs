use serde::{Deserialize, Serialize};

/// A share of a whole, with its 95 % interval. All three lie between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Proportion {
    /// The share itself.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// The 0.975 quantile of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// `successes` out of `total`, with the Wilson score interval. Of nothing it is 0, between 0 and 1.
///
/// Unlike the usual "± 1.96 standard errors" it holds for few trials and for shares near 0 or 1.
/// Source: Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
///
/// ```
/// use kiln_core::evaluation::wilson;
/// let all_right = wilson(10, 10);
/// assert_eq!((all_right.value, all_right.high), (1.0, 1.0));
/// assert!((0.72..0.73).contains(&all_right.low), "ten right prove no more than that");
/// ```
pub fn wilson(successes: usize, total: usize) -> Proportion {
    if total == 0 {
        return Proportion { value: 0.0, low: 0.0, high: 1.0 };
    }
    let (successes, total) = (successes.min(total) as f64, total as f64);
    let value = successes / total;
    let z_squared = Z * Z;
    let centre = (successes + z_squared / 2.0) / (total + z_squared);
    let variance = value * (1.0 - value) * total + z_squared / 4.0;
    let half_width = Z * variance.sqrt() / (total + z_squared);
    // Rounding must not push an end beyond 0, 1 or the value.
    Proportion {
        value,
        low: (centre - half_width).clamp(0.0, value),
        high: (centre + half_width).clamp(value, 1.0),
    }
}

/// The distance of one share above another, with its 95 % interval. All three lie between −1 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// The first share minus the second.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// The difference of two shares of independent trials, each given as (successes, total).
///
/// Source: Newcombe, "Interval estimation for the difference between independent proportions:
/// comparison of eleven methods", 1998; method 10, from the Wilson intervals of both.
pub fn difference(first: (usize, usize), second: (usize, usize)) -> Difference {
    let (first, second) = (wilson(first.0, first.1), wilson(second.0, second.1));
    let value = first.value - second.value;
    Difference {
        value,
        low: (value - (first.value - first.low).hypot(second.high - second.value)).max(-1.0),
        high: (value + (first.high - first.value).hypot(second.value - second.low)).min(1.0),
    }
}
