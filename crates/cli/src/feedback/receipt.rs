//! What a reader gets for an answer: the means to delete it.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// Names an answer and proves that it is the reader's.
#[derive(Debug, Serialize)]
pub struct Receipt {
    /// 128 random bits in hexadecimal.
    pub id: String,
    /// 256 random bits in hexadecimal. Only their checksum is kept here.
    pub token: String,
}

impl Receipt {
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
    hex(&Sha256::digest(token))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
