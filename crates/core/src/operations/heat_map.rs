use crate::error::{Error, Result};
use crate::picture::Area;

/// The evidence for a class, place by place.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatMap {
    /// Cells from top to bottom.
    pub rows: usize,
    /// Cells from left to right.
    pub columns: usize,
    /// `[rows, columns]`, from 0 to 1. The largest is 1, unless nothing speaks for the class: then all
    /// are 0.
    pub values: Vec<f32>,
    /// The sum of everything that speaks for the class or against it, in the unit of the method: a class
    /// activation map sums to the logit without its bias.
    pub sum: f32,
    /// The part of the network's input that the cells cover.
    pub place: Area,
}

impl HeatMap {
    /// Keeps what speaks for the class and makes the largest of it 1.
    ///
    /// # Shapes
    /// - `raw`: `[rows, columns]`, positive for the class, negative against it
    ///
    /// # Errors
    /// [`Error::InputShape`] for another number of values, [`Error::NotFinite`].
    ///
    /// ```
    /// use kiln_core::operations::HeatMap;
    /// use kiln_core::picture::Area;
    /// let map = HeatMap::from_raw(1, 3, &[-1.0, 2.0, 0.5], Area::WHOLE)?;
    /// assert_eq!(map.values, [0.0, 1.0, 0.25]);
    /// assert_eq!(map.sum, 1.5);
    /// # Ok::<(), kiln_core::Error>(())
    /// ```
    pub fn from_raw(rows: usize, columns: usize, raw: &[f32], place: Area) -> Result<Self> {
        if raw.is_empty() || raw.len() != rows * columns {
            return Err(Error::InputShape { expected: rows * columns, actual: raw.len() });
        }
        let sum: f32 = raw.iter().sum();
        if !sum.is_finite() {
            return Err(Error::NotFinite);
        }
        let largest = raw.iter().copied().fold(0.0, f32::max);
        let scale = if largest > 0.0 { largest } else { 1.0 };
        let values = raw.iter().map(|value| value.max(0.0) / scale).collect();
        Ok(Self { rows, columns, values, sum, place })
    }

    /// Whether nothing speaks for the class.
    pub fn is_empty(&self) -> bool {
        self.values.iter().all(|value| *value <= 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_speaks_against_the_class_is_in_the_sum_and_not_in_the_map() {
        let map = HeatMap::from_raw(1, 3, &[-1.0, 2.0, 0.5], Area::WHOLE).expect("three values");
        assert_eq!(map.values, [0.0, 1.0, 0.25]);
        assert_eq!(map.sum, 1.5);
        assert!(!map.is_empty());
    }

    #[test]
    fn a_map_without_anything_stays_zero() {
        let map = HeatMap::from_raw(1, 2, &[-1.0, 0.0], Area::WHOLE).expect("two values");
        assert!(map.is_empty());
        assert!(HeatMap::from_raw(2, 2, &[1.0], Area::WHOLE).is_err());
        assert!(HeatMap::from_raw(1, 1, &[f32::NAN], Area::WHOLE).is_err());
    }
}
