//! The means to delete one's feedback again, which the reader gets in return for it.

use kiln_core::digest::{hex, sha256_hex};
use serde::Serialize;

/// Names a reader's feedback and proves that it is the reader's.
#[derive(Debug, Serialize)]
pub struct Receipt {
    /// 128 random bits in hexadecimal.
    pub id: String,
    /// 256 random bits in hexadecimal. Only their checksum is kept here.
    pub token: String,
}

impl Receipt {
    /// A receipt that nobody can guess.
    ///
    /// # Errors
    /// Where the system has no randomness to give.
    pub fn new() -> Result<Self, getrandom::Error> {
        let (mut id, mut token) = ([0; 16], [0; 32]);
        getrandom::fill(&mut id)?;
        getrandom::fill(&mut token)?;
        Ok(Self { id: hex(&id), token: hex(&token) })
    }
}

/// The checksum by which a token is known again: SHA-256 of its text, in hexadecimal.
pub fn checksum(token: &str) -> String {
    sha256_hex(token.as_bytes())
}
