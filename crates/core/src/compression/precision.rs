use crate::error::{Error, Result};
use crate::model_file::{FloatType, ModelFile, write};
use serde::{Deserialize, Serialize};

/// In what a smaller model keeps its weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// 32-bit floats: as they were trained.
    F32,
    /// 16-bit floats, half the size.
    F16,
    /// 8-bit integers with a scale for each output channel, a quarter of the size.
    Int8,
    /// 8-bit integers with one scale for a whole array: as small, and worse. It is here to be
    /// compared with.
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
    pub fn from_id(id: &str) -> Result<Self> {
        let known = Self::ALL.into_iter().find(|precision| precision.id() == id);
        known.ok_or_else(|| Error::ModelUnsupported {
            reason: format!("the precision {id} is not known"),
        })
    }

    /// How a file's arrays are stored.
    pub fn float_type(self) -> FloatType {
        match self {
            Self::F32 => FloatType::F32,
            Self::F16 => FloatType::F16,
            Self::Int8 => FloatType::I8,
            Self::Int8PerTensor => FloatType::I8PerTensor,
        }
    }
}

/// A copy of a model with its weights in `precision`, its backbone's among them where it has one in the
/// file. The card says which model it was made from; its figures stay those of that model until somebody
/// measures again.
///
/// What has been rounded stays rounded: a larger precision than the file's own changes no weight.
///
/// # Errors
/// Those of [`write`].
pub fn compress(file: ModelFile, precision: Precision) -> Result<Vec<u8>> {
    let ModelFile { mut card, weights } = file;
    let original = card.data_sha256.clone();
    card.derived_from.get_or_insert(original);
    write(card, &weights, precision.float_type())
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
