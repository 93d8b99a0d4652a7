//! Objects, by which Flower sends everything: a head of one line, a zero, a body. An object's id is the SHA-256 of all
//! of it, and names the objects that it is made of.
//!
//! Source: `flwr/supercore/inflatable/inflatable_object.py` of Flower 1.42.

use crate::digest::sha256_hex;
use crate::error::FederationFault;

/// The size of the largest object: Flower cuts arrays into pieces of 5 MiB.
pub const MAX_OBJECT_BYTES: usize = 6 << 20;
/// The longest head: the ids of as many children as a message may have objects.
const MAX_HEAD_BYTES: usize = 16 << 10;

/// An object as it travels.
#[derive(Debug, Clone, PartialEq)]
pub struct Object {
    /// Hexadecimal SHA-256 of `bytes`.
    pub id: String,
    /// Head, zero and body.
    pub bytes: Vec<u8>,
    /// The objects that the head names, in its order.
    pub children: Vec<Object>,
}

impl Object {
    /// An object of a kind, such as `ArrayRecord`; the head names equal children once.
    pub fn new(kind: &str, children: Vec<Object>, body: &[u8]) -> Self {
        let mut unique: Vec<Object> = Vec::with_capacity(children.len());
        for child in children {
            if unique.iter().all(|known| known.id != child.id) {
                unique.push(child);
            }
        }
        let ids: Vec<&str> = unique.iter().map(|child| child.id.as_str()).collect();
        let mut bytes = format!("{kind} {} {}\0", ids.join(","), body.len()).into_bytes();
        bytes.extend_from_slice(body);
        Self { id: sha256_hex(&bytes), bytes, children: unique }
    }

    /// This object or the one below it that has the id.
    pub fn find(&self, id: &str) -> Option<&Object> {
        if self.id == id {
            return Some(self);
        }
        self.children.iter().find_map(|child| child.find(id))
    }
}

/// The parts of an object that has come.
#[derive(Debug, PartialEq)]
pub struct Parts<'a> {
    pub kind: &'a str,
    pub children: Vec<&'a str>,
    pub body: &'a [u8],
}

/// Takes an object apart that was asked for by `id`.
///
/// # Errors
/// [`FederationFault::Damaged`] where the bytes have another checksum or no such head;
/// [`FederationFault::TooLarge`].
pub fn parts<'a>(id: &str, bytes: &'a [u8]) -> Result<Parts<'a>, FederationFault> {
    if bytes.len() > MAX_OBJECT_BYTES {
        return Err(FederationFault::TooLarge { reason: format!("{} bytes", bytes.len()) });
    }
    if sha256_hex(bytes) != id {
        return Err(damaged("an object has another checksum than its name says"));
    }
    split(bytes)
}

/// Takes an object apart whose checksum is known to be right.
///
/// # Errors
/// [`FederationFault::Damaged`] where there is no such head.
pub fn split(bytes: &[u8]) -> Result<Parts<'_>, FederationFault> {
    let window = &bytes[..bytes.len().min(MAX_HEAD_BYTES)];
    let end = window.iter().position(|byte| *byte == 0);
    let end = end.ok_or_else(|| damaged("an object without a head"))?;
    let head = str::from_utf8(&bytes[..end]).ok();
    let body = &bytes[end + 1..];
    let split = || {
        let mut words = head?.split(' ');
        let (kind, ids, length) = (words.next()?, words.next()?, words.next()?);
        let children: Vec<&str> = ids.split(',').filter(|id| !id.is_empty()).collect();
        let is_whole = words.next().is_none() && length.parse() == Ok(body.len());
        (is_whole && children.iter().all(|id| is_id(id))).then_some(Parts { kind, children, body })
    };
    split().ok_or_else(|| damaged("an object with a head that is none"))
}

/// Whether a text has the form of an id.
pub fn is_id(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

pub fn damaged(reason: &str) -> FederationFault {
    FederationFault::Damaged { reason: reason.to_owned() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step should stop the test")]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_what_its_name_says_or_nothing() {
        let child = Object::new("ArrayChunk", vec![], b"abc\0d");
        assert_eq!(child.bytes, b"ArrayChunk  5\0abc\0d");
        let parent = Object::new("Array", vec![child.clone(), child.clone()], b"{}");
        let taken = parts(&parent.id, &parent.bytes).unwrap();
        assert_eq!((taken.kind, taken.body), ("Array", &b"{}"[..]));
        assert_eq!(taken.children, [child.id.as_str()], "equal children are named once");
        assert_eq!(parent.find(&child.id), Some(&child));
        for index in 0..parent.bytes.len() {
            let mut altered = parent.bytes.clone();
            altered[index] ^= 1;
            assert!(parts(&parent.id, &altered).is_err(), "byte {index}");
            // And where somebody has made the checksum fit, nothing of it is believed beyond the bytes that there are.
            let _ = parts(&sha256_hex(&altered), &altered);
        }
        for wrong in [&b"Array  3\0{}"[..], b"Array 2\0{}", b"Array x 2\0{}", b"Array", b"\0", b""]
        {
            assert!(parts(&sha256_hex(wrong), wrong).is_err(), "{wrong:?}");
        }
    }
}
