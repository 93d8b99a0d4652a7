use super::ModelCard;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// The number format of the weights in a model file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// 32-bit floats: as they were trained.
    F32,
    /// 16-bit floats (IEEE 754 binary16), half the size.
    F16,
    /// 8-bit integers with a scale for each output channel, a quarter of the size. Arrays of one
    /// dimension (biases, batch norm) stay in 32 bits: they are few and count for much.
    Int8,
    /// 8-bit integers with one scale for a whole array: as small, and worse. It is here to be
    /// compared with. The scale is written once per output channel all the same, so that whatever
    /// reads [`Self::Int8`] reads this.
    Int8PerTensor,
}

impl Precision {
    /// All, the largest files first.
    pub const ALL: [Self; 4] = [Self::F32, Self::F16, Self::Int8, Self::Int8PerTensor];

    /// The name in messages and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F16 => "f16",
            Self::Int8 => "int8",
            Self::Int8PerTensor => "int8-per-tensor",
        }
    }

    /// The precision of that name.
    ///
    /// # Errors
    /// [`Error::ModelUnsupported`] for any other.
    ///
    /// ```
    /// use kiln_core::format::Precision;
    /// assert_eq!(Precision::from_id("int8")?, Precision::Int8);
    /// assert_eq!(Precision::from_id("int4").unwrap_err().code(), "model.unsupported");
    /// # Ok::<(), kiln_core::Error>(())
    /// ```
    pub fn from_id(id: &str) -> Result<Self> {
        let known = Self::ALL.into_iter().find(|precision| precision.id() == id);
        known.ok_or_else(|| Error::ModelUnsupported {
            reason: format!("the precision {id} is not known"),
        })
    }

    /// The name in a card's `floatType`, which names the numbers and not the way they came about.
    pub(super) fn card_name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F16 => "f16",
            Self::Int8 => "i8",
            Self::Int8PerTensor => "i8-per-tensor",
        }
    }

    /// The format of the larger arrays of a file with this card; 32 bits where it does not say.
    pub fn of_file(card: &ModelCard) -> Self {
        let smallest_first = Self::ALL.into_iter().rev();
        let is_named =
            |precision: &Self| card.float_type.split('+').any(|name| name == precision.card_name());
        smallest_first.into_iter().find(is_named).unwrap_or(Self::F32)
    }

    /// The format that an array of this shape is really stored in.
    pub(super) fn for_shape(self, shape: &[usize]) -> Self {
        match self {
            Self::Int8 | Self::Int8PerTensor if shape.len() < 2 || shape.contains(&0) => Self::F32,
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back_and_are_those_of_the_messages() {
        for precision in Precision::ALL {
            assert!(Precision::from_id(precision.id()).is_ok_and(|known| known == precision));
            let json = serde_json::to_string(&precision);
            assert!(json.is_ok_and(|json| json == format!("\"{}\"", precision.id())));
        }
        assert!(Precision::from_id("int4").is_err());
    }
}
