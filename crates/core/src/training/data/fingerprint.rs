//! What a checkpoint knows its data by.

use super::{Inputs, TrainingData};
use crate::digest::hex;
use crate::error::Result;
use sha2::{Digest, Sha256};

impl TrainingData {
    /// Hexadecimal SHA-256 of everything here: a checkpoint goes on only with what it began with.
    ///
    /// # Errors
    /// As [`Self::plain`].
    pub(in crate::training) fn fingerprint(&self) -> Result<String> {
        let mut hash = Sha256::new();
        match &self.inputs {
            Inputs::Stored { numbers, .. } => {
                // As if all of them were cached.
                (0..=numbers.len() as u64).for_each(|row| hash.update(row.to_le_bytes()));
                let mut values = Vec::new();
                for index in 0..self.len() {
                    values.clear();
                    self.append(index, None, &mut values)?;
                    values.iter().for_each(|value| hash.update(value.to_le_bytes()));
                }
            }
            Inputs::Cached { num_values, pictures, .. } => {
                // Where each picture's rows begin, and where the last one's end.
                let mut row = 0_u64;
                hash.update(row.to_le_bytes());
                for rows in pictures {
                    row += (rows.len() / num_values) as u64;
                    hash.update(row.to_le_bytes());
                }
                for value in pictures.iter().flat_map(|rows| rows.iter()) {
                    hash.update(value.to_le_bytes());
                }
            }
            Inputs::Pixels { rgb, .. } => hash.update(rgb),
            Inputs::Grams { texts, .. } => {
                for text in texts {
                    hash.update((text.len() as u64).to_le_bytes());
                    for (bucket, value) in text.iter() {
                        hash.update(bucket.to_le_bytes());
                        hash.update(value.to_le_bytes());
                    }
                }
            }
        }
        for (label, part) in self.labels.iter().zip(&self.parts) {
            hash.update((*label as u64).to_le_bytes());
            hash.update([*part as u8]);
        }
        Ok(hex(&hash.finalize()))
    }
}
