//! The secret in the link: whoever has it may see the project and take part.

use crate::ServerError;
use kiln_core::digest::{hex, sha256_hex};

/// The header that every request carries the token in. In the link it stands behind `#`, where browsers send it to
/// nobody and servers log nothing of it.
pub const INVITATION_HEADER: &str = "kiln-invitation";

const NUM_BYTES: usize = 16;

/// 128 random bits in hexadecimal.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// A new one.
    ///
    /// # Errors
    /// [`ServerError::Random`].
    pub fn new() -> Result<Self, ServerError> {
        let mut bytes = [0; NUM_BYTES];
        getrandom::fill(&mut bytes).map_err(|error| ServerError::Random(error.to_string()))?;
        Ok(Self(hex(&bytes)))
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether it is the same text. Checksums are compared, so that the time says nothing of how much of a guess is
    /// right.
    pub fn is(&self, text: &str) -> bool {
        sha256_hex(self.0.as_bytes()) == sha256_hex(text.as_bytes())
    }
}
