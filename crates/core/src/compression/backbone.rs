use crate::error::{Error, Result};
use crate::model_file::{ModelFile, UNDETERMINED, Weight};
use crate::models::efficientnet_lite0::{ARCHITECTURE, NUM_FEATURES};

/// Names of the layer behind the features.
const CLASSIFIER: [&str; 2] = ["classifier.weight", "classifier.bias"];

/// A classifier as a network for its features alone: the last layer, a quarter of the weights, is
/// replaced by one of a single class that answers 0. The card says whose weights these were, so heads
/// that were trained on the original's features accept it.
///
/// # Errors
/// [`Error::ModelUnsupported`] for any other network than EfficientNet-Lite0.
pub fn features_only(mut file: ModelFile) -> Result<ModelFile> {
    if file.card.architecture != ARCHITECTURE {
        return Err(Error::ModelUnsupported {
            reason: format!("{} is not a network for features", file.card.architecture),
        });
    }
    let [weight, bias] = CLASSIFIER.map(str::to_owned);
    file.weights.0.insert(weight, zeros(vec![1, NUM_FEATURES]));
    file.weights.0.insert(bias, zeros(vec![1]));
    let original = file.card.data_sha256.clone();
    file.card.derived_from.get_or_insert(original);
    file.card.num_classes = 1;
    file.card.labels = [(UNDETERMINED.to_owned(), vec![String::new()])].into();
    Ok(file)
}

fn zeros(shape: Vec<usize>) -> Weight {
    let values = vec![0.0; shape.iter().product()];
    Weight { shape, values: values.into() }
}
