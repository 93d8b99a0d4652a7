//! The settings of a run, as options say them.

use anyhow::{Context, Result, bail};
use clap::Args;
use kiln_core::{networks::Architecture, training::TrainingSettings};
use serde_json::{Value, from_str, from_value, to_value};

/// The settings that differ from those of the network.
#[derive(Args)]
pub struct SettingArguments {
    /// How often every picture is seen.
    #[arg(long)]
    epochs: Option<u32>,
    /// Pictures per step.
    #[arg(long)]
    batch_size: Option<u32>,
    /// Adam's step size.
    #[arg(long)]
    learning_rate: Option<f64>,
    /// Decoupled weight decay.
    #[arg(long)]
    weight_decay: Option<f64>,
    /// Share of units left out of each step.
    #[arg(long)]
    dropout: Option<f64>,
    /// Units of the hidden layer of a transfer or fine-tuned head; 0 is a linear head.
    #[arg(long)]
    hidden_units: Option<u32>,
    /// For fine-tuning: how many epochs come first, in which the head alone learns.
    #[arg(long)]
    frozen_epochs: Option<u32>,
    /// For fine-tuning: Adam's step size once the backbone's last layers learn along.
    #[arg(long)]
    backbone_learning_rate: Option<f64>,
    /// Share of the pictures that is kept for validation.
    #[arg(long)]
    validation_share: Option<f64>,
    /// Stop after so many epochs without improvement, and go back to the best.
    #[arg(long)]
    early_stopping: Option<u32>,
    /// The seed of everything that is random.
    #[arg(long)]
    seed: Option<u64>,
    /// Any setting by the name that it has in a model's card, such as `learningRate=3e-4` or `augmentation.flip=true`. May
    /// be given several times; the last one counts.
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
}

impl SettingArguments {
    /// The settings of a run of `architecture`.
    ///
    /// # Errors
    /// For settings that there are not, and values that are none of theirs.
    pub fn settings(&self, architecture: Architecture) -> Result<TrainingSettings> {
        let defaults = architecture.defaults();
        let settings = TrainingSettings {
            epochs: self.epochs.unwrap_or(defaults.epochs),
            batch_size: self.batch_size.unwrap_or(defaults.batch_size),
            learning_rate: self.learning_rate.unwrap_or(defaults.learning_rate),
            weight_decay: self.weight_decay.unwrap_or(defaults.weight_decay),
            dropout: self.dropout.unwrap_or(defaults.dropout),
            hidden_units: self.hidden_units.unwrap_or(defaults.hidden_units),
            frozen_epochs: self.frozen_epochs.unwrap_or(defaults.frozen_epochs),
            backbone_learning_rate: self
                .backbone_learning_rate
                .unwrap_or(defaults.backbone_learning_rate),
            validation_share: self.validation_share.unwrap_or(defaults.validation_share),
            early_stopping: self.early_stopping.or(defaults.early_stopping),
            seed: self.seed.unwrap_or(defaults.seed),
            ..defaults
        };
        let mut values = to_value(&settings)?;
        for pair in &self.set {
            let Some((key, text)) = pair.split_once('=') else {
                bail!("--set {pair}: a setting is written as KEY=VALUE");
            };
            // What is no number, no truth value and nothing is a word.
            *found(&mut values, key)? = from_str(text).unwrap_or_else(|_| text.into());
        }
        let settings: TrainingSettings =
            from_value(values).with_context(|| format!("--set {}", self.set.join(" --set ")))?;
        settings.validate()?;
        Ok(settings)
    }
}

/// The place of a setting, which must be there.
fn found<'a>(values: &'a mut Value, key: &str) -> Result<&'a mut Value> {
    let names: Vec<&String> = values.as_object().into_iter().flat_map(|all| all.keys()).collect();
    let names = names.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let place = values.pointer_mut(&format!("/{}", key.replace('.', "/")));
    let is_single = |value: &&mut Value| !value.is_object();
    place.filter(is_single).with_context(|| format!("there is no setting {key} among {names}"))
}
