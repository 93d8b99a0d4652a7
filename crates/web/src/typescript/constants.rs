//! The constants that both sides need. A further one is one more entry in [`constants`].

use kiln_core::{
    dataset::MAX_CLASS_NAME_CHARS,
    evaluation::SIGNIFICANCE_LEVEL,
    feedback::{MAX_PICTURE_BYTES, MAX_PICTURE_SIDE},
    networks::{
        Architecture, FORMER_BACKBONE_LEARNING_RATE, NetworkSize, TrainingSettings,
        efficientnet_lite0::Layer,
    },
};
use serde::Serialize;

/// The backbone as it is shipped.
const BACKBONE: &[u8] = include_bytes!(
    "../../../core/assets/efficientnet-lite0/efficientnet-lite0.features.i8.safetensors"
);

/// All constants as TypeScript.
pub fn constants() -> String {
    [
        constant(
            "MAX_CLASS_NAME_CHARS",
            "The longest name of a class, in characters.",
            &MAX_CLASS_NAME_CHARS,
        ),
        constant(
            "SIGNIFICANCE_LEVEL",
            "Below this p-value a difference is no longer left to chance.",
            &SIGNIFICANCE_LEVEL,
        ),
        constant(
            "MAX_PICTURE_BYTES",
            "The largest JPEG in feedback, in bytes.",
            &MAX_PICTURE_BYTES,
        ),
        constant(
            "MAX_PICTURE_SIDE",
            "The longest side of a picture in feedback, in pixels.",
            &MAX_PICTURE_SIDE,
        ),
        constant(
            "FORMER_BACKBONE_LEARNING_RATE",
            "The backbone's learning rate in settings from before there was fine-tuning.",
            &FORMER_BACKBONE_LEARNING_RATE,
        ),
        architectures(),
        setting_ranges(),
    ]
    .join("\n")
}

fn constant(name: &str, docs: &str, value: &impl Serialize) -> String {
    declared(docs, &format!("{name} = {};", literal(value)))
}

/// The facts that are always true of a network.
#[derive(Serialize, ts_rs::TS)]
#[serde(rename_all = "camelCase")]
pub struct ArchitectureFacts {
    /// The layer of the backbone that it reads; none for a network over pixels.
    layer: Option<Layer>,
    /// Whether training begins with the backbone's own last layers.
    trains_backbone: bool,
    /// The size of a model's file that holds the backbone too, in about so many millions of bytes; none for a
    /// network over pixels.
    self_contained_megabytes: Option<usize>,
    /// Whether Teachable Machine's own files can hold it.
    has_teachable_machine_form: bool,
    /// The settings that mean something to it and not to all networks.
    own_settings: Vec<&'static str>,
    /// The settings that work without being told anything.
    defaults: TrainingSettings,
}

fn architectures() -> String {
    let facts = |architecture: Architecture| ArchitectureFacts {
        layer: architecture.input().layer(),
        trains_backbone: architecture.frozen_phase().is_some(),
        self_contained_megabytes: architecture.input().layer().map(|_| megabytes(architecture)),
        has_teachable_machine_form: architecture.has_keras_form(),
        own_settings: architecture.own_settings().to_vec(),
        defaults: architecture.defaults(),
    };
    let entries: String = Architecture::offered()
        .map(|architecture| line(&architecture, &facts(architecture)))
        .collect();
    let docs = "The networks that people are offered, the default first.";
    let kind = "Readonly<Record<ArchitectureId, Readonly<ArchitectureFacts>>>";
    declared(docs, &format!("ARCHITECTURES: {kind} = {{\n{entries}}};"))
}

/// Millions of bytes of the shipped backbone and of the network's own weights.
fn megabytes(architecture: Architecture) -> usize {
    let own = architecture.num_parameters(NetworkSize { num_classes: 2, hidden_units: 0 });
    let bytes = BACKBONE.len() + own * size_of::<f32>();
    (bytes + 500_000) / 1_000_000
}

fn setting_ranges() -> String {
    let ranges = TrainingSettings::ranges();
    let entries: String = ranges.iter().map(|(name, range)| line(name, range)).collect();
    let docs = "What each number of the settings may be.";
    let kind = "as const satisfies Record<string, SettingRange>";
    declared(docs, &format!("SETTING_RANGES = {{\n{entries}}} {kind};"))
}

fn declared(docs: &str, declaration: &str) -> String {
    format!("/** {docs} */\nexport const {declaration}\n")
}

fn line(key: &impl Serialize, value: &impl Serialize) -> String {
    format!("  {}: {},\n", literal(key), literal(value))
}

/// JSON is TypeScript.
fn literal(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain values are JSON")
}
