//! The objects of one message, put together again.

use super::object::{self, Parts, damaged};
use crate::error::FederationFault;
use std::collections::BTreeMap;

/// The most objects that a message may be made of; a request has about ten.
pub const MAX_OBJECTS: usize = 128;
/// The most bytes that they may have together: a head of 1000 classes is 5 MB.
pub const MAX_MESSAGE_BYTES: usize = 32 << 20;

/// Objects by their ids, each checked when it was put in.
#[derive(Debug, Default)]
pub struct Objects {
    contents: BTreeMap<String, Vec<u8>>,
    num_bytes: usize,
}

impl Objects {
    /// Takes an object that was asked for by `id`, and says which it is made of that are not here yet.
    ///
    /// # Errors
    /// As [`object::parts`]; [`FederationFault::TooLarge`] for more than a message may have.
    pub fn put(&mut self, id: &str, content: Vec<u8>) -> Result<Vec<String>, FederationFault> {
        self.num_bytes += content.len();
        if self.contents.len() >= MAX_OBJECTS || self.num_bytes > MAX_MESSAGE_BYTES {
            return Err(FederationFault::TooLarge { reason: "a message".into() });
        }
        let children = object::parts(id, &content)?.children;
        let missing = children.iter().filter(|child| !self.contents.contains_key(**child));
        let missing = missing.map(|child| (*child).to_owned()).collect();
        self.contents.insert(id.to_owned(), content);
        Ok(missing)
    }

    /// Whether an object is here.
    pub fn has(&self, id: &str) -> bool {
        self.contents.contains_key(id)
    }

    /// The parts of the object `id`, which has to be of the kind.
    ///
    /// # Errors
    /// [`FederationFault::Damaged`].
    pub fn get(&self, id: &str, kind: &str) -> Result<Parts<'_>, FederationFault> {
        let parts = self.any(id)?;
        match parts.kind == kind {
            true => Ok(parts),
            false => Err(damaged("an object of another kind than its place has")),
        }
    }

    /// The parts of the object `id`, of whatever kind.
    ///
    /// # Errors
    /// [`FederationFault::Damaged`].
    pub fn any(&self, id: &str) -> Result<Parts<'_>, FederationFault> {
        let content = self.contents.get(id).ok_or_else(|| damaged("an object is missing"))?;
        object::split(content)
    }
}
