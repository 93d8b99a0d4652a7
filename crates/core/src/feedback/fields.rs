use crate::error::FeedbackFault;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The fields of a JSON object, taken out one by one: so each fault can be named by its field, which a derived
/// reader says in words alone.
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    /// Reads a JSON object.
    ///
    /// # Errors
    /// [`FeedbackFault::NotJson`], and [`FeedbackFault::Field`] for JSON that is no object.
    pub fn parse(json: &[u8]) -> Result<Self, FeedbackFault> {
        match serde_json::from_slice(json) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            Ok(_) => Err(fault("", "it is no object")),
            Err(error) => Err(FeedbackFault::NotJson(error.to_string())),
        }
    }

    /// Takes out a field that has to be there, be it as null.
    ///
    /// # Errors
    /// [`FeedbackFault::Field`] where it is missing or of another type.
    pub fn take<T: DeserializeOwned>(&mut self, field: &str) -> Result<T, FeedbackFault> {
        let value = self.0.remove(field).ok_or_else(|| fault(field, "is missing"))?;
        serde_json::from_value(value).map_err(|_| fault(field, "is of another type"))
    }

    /// Takes out a field that may be left out or null.
    ///
    /// # Errors
    /// [`FeedbackFault::Field`] where it is of another type.
    pub fn take_optional<T: DeserializeOwned>(
        &mut self,
        field: &str,
    ) -> Result<Option<T>, FeedbackFault> {
        if self.0.contains_key(field) { self.take(field) } else { Ok(None) }
    }

    /// Makes sure that nothing is left.
    ///
    /// # Errors
    /// [`FeedbackFault::Field`] with the first field that nobody has taken out.
    pub fn finish(&self) -> Result<(), FeedbackFault> {
        match self.0.keys().next() {
            Some(field) => Err(fault(field, "is unknown")),
            None => Ok(()),
        }
    }
}

fn fault(field: &str, reason: &'static str) -> FeedbackFault {
    FeedbackFault::Field { field: field.to_owned(), reason }
}
