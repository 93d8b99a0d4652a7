use super::Int8Weights;
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

/// The values of an array, to be read as 32-bit floats. Those of a small file are 8-bit integers, which
/// are expanded when somebody first asks for floats; fast kernels take them as they are.
#[derive(Debug, Clone)]
pub enum Values {
    /// Floats, as the file has them.
    Floats(Vec<f32>),
    /// Integers as the file has them, and the floats once they have been expanded.
    Integers(Int8Weights, OnceLock<Vec<f32>>),
}

impl Values {
    /// Number of values.
    pub fn len(&self) -> usize {
        match self {
            Self::Floats(floats) => floats.len(),
            Self::Integers(small, _) => small.values.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether none is infinite or NaN.
    pub(super) fn are_finite(&self) -> bool {
        match self {
            Self::Floats(floats) => floats.iter().all(|value| value.is_finite()),
            // −128 is in no file of ours, but may be in somebody's.
            Self::Integers(small, _) => {
                small.scales.iter().all(|scale| (scale * 128.0).is_finite())
            }
        }
    }
}

impl Deref for Values {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        match self {
            Self::Floats(floats) => floats,
            Self::Integers(small, expanded) => expanded.get_or_init(|| small.expand()),
        }
    }
}

impl DerefMut for Values {
    /// Gives the floats to be changed; the integers are dropped, and the values are floats from then on.
    fn deref_mut(&mut self) -> &mut [f32] {
        if let Self::Integers(..) = self {
            *self = Self::Floats(self.to_vec());
        }
        match self {
            Self::Floats(floats) => floats,
            Self::Integers(..) => unreachable!("they have just been turned into floats"),
        }
    }
}

impl From<Vec<f32>> for Values {
    fn from(floats: Vec<f32>) -> Self {
        Self::Floats(floats)
    }
}

impl FromIterator<f32> for Values {
    fn from_iter<I: IntoIterator<Item = f32>>(floats: I) -> Self {
        Self::Floats(floats.into_iter().collect())
    }
}

impl From<Int8Weights> for Values {
    fn from(integers: Int8Weights) -> Self {
        Self::Integers(integers, OnceLock::new())
    }
}

impl PartialEq for Values {
    fn eq(&self, other: &Self) -> bool {
        self[..] == other[..]
    }
}
