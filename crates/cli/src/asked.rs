//! A model that is asked about a file of its kind: a picture, or a recording clip by clip.

use crate::media::{Media, Span};
use crate::pictures::Failure;
use kiln_core::{
    inference::{Model, Prediction},
    sound::Spectrograph,
};
use std::path::Path;

/// A model, and what it takes to show it files.
pub struct Asked {
    pub model: Model,
    media: Media,
    drawer: Spectrograph,
}

/// What a model says of a file.
pub struct Answer {
    /// Of the whole.
    pub whole: Prediction,
    /// Of each clip of a recording; none of a picture.
    pub clips: Vec<(Span, Prediction)>,
}

impl From<Model> for Asked {
    fn from(model: Model) -> Self {
        let media = Media::of_model(model.card());
        Self { model, media, drawer: Spectrograph::default() }
    }
}

impl Asked {
    /// # Errors
    /// Why the file cannot be used; those of the model.
    pub fn about(&self, path: &Path) -> Result<Answer, Failure> {
        let mut spans = Vec::new();
        let mut predictions = Vec::new();
        self.media.read(path, &self.drawer, |part| {
            spans.extend(part.span);
            predictions.push(pollster::block_on(self.model.predict(part.picture))?);
            Ok(())
        })?;
        let whole = match predictions.as_slice() {
            [only] => only.clone(),
            several => self.model.prediction_of(several),
        };
        Ok(Answer { whole, clips: spans.into_iter().zip(predictions).collect() })
    }
}
