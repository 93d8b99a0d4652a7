use crate::error::FeedbackFault;
use serde_json::{Map, Value};

/// The fields of a JSON object, taken one by one: so each fault can be named by its field, which a derived
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

    /// Takes a text that has to be there.
    ///
    /// # Errors
    /// [`FeedbackFault::Field`] where it is missing or of another type.
    pub fn text(&mut self, field: &str) -> Result<String, FeedbackFault> {
        self.text_or_null(field)?.ok_or_else(|| fault(field, "is of another type"))
    }

    /// Takes a text that has to be there, be it as null.
    ///
    /// # Errors
    /// [`FeedbackFault::Field`] where it is missing or of another type.
    pub fn text_or_null(&mut self, field: &str) -> Result<Option<String>, FeedbackFault> {
        match self.0.get_mut(field).map(Value::take) {
            Some(Value::String(text)) => Ok(Some(text)),
            Some(Value::Null) => Ok(None),
            Some(_) => Err(fault(field, "is of another type")),
            None => Err(fault(field, "is missing")),
        }
    }

    /// Takes a text that may be null or left out.
    ///
    /// # Errors
    /// [`FeedbackFault::Field`] where it is of another type.
    pub fn optional_text(&mut self, field: &str) -> Result<Option<String>, FeedbackFault> {
        if self.0.contains_key(field) { self.text_or_null(field) } else { Ok(None) }
    }

    /// Reads a number that has to be there.
    ///
    /// # Errors
    /// [`FeedbackFault::Field`] where it is missing or of another type.
    pub fn number(&self, field: &str) -> Result<f64, FeedbackFault> {
        let value = self.0.get(field).ok_or_else(|| fault(field, "is missing"))?;
        value.as_f64().ok_or_else(|| fault(field, "is of another type"))
    }

    /// Makes sure that there are no fields but the `known` ones.
    ///
    /// # Errors
    /// [`FeedbackFault::Field`] with the first other one.
    pub fn allow_only(&self, known: &[&str]) -> Result<(), FeedbackFault> {
        match self.0.keys().find(|field| !known.contains(&field.as_str())) {
            Some(field) => Err(fault(field, "is unknown")),
            None => Ok(()),
        }
    }
}

fn fault(field: &str, reason: &'static str) -> FeedbackFault {
    FeedbackFault::Field { field: field.to_owned(), reason }
}
