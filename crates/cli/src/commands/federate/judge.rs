use crate::features::feature_source;
use crate::federation::of_feature_files;
use crate::output::write_whole;
use crate::shipped::SHIPPED_MODEL;
use crate::today::today;
use anyhow::{Context, Result};
use clap::Args;
use kiln_core::{
    evaluation::{calibrate, energy, evaluate, predicted_classes},
    federation::{Head, Pictures, Project, judge},
    format::{ModelCard, ModelFile, Precision, write},
    inference::softmax,
    training::KEEP_SHARE,
};
use kiln_federation_server::RunFolder;
use serde_json::json;
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

#[derive(Args)]
pub struct Arguments {
    /// The folder of the run.
    #[arg(long, value_name = "FOLDER")]
    run: PathBuf,
    /// The features of the held-out pictures, as `kiln embed` writes them.
    #[arg(long, value_name = "FILE")]
    held_out: PathBuf,
    /// The head, a safetensors file with `weight` and `bias`.
    #[arg(long, value_name = "FILE")]
    candidate: PathBuf,
    /// The round that it is of.
    #[arg(long)]
    round: u32,
}

/// Prints one JSON object; an accepted head is the model from then on.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let folder = RunFolder::at(&arguments.run);
    let project = folder.project()?;
    let pattern = arguments.held_out.display().to_string();
    let pictures = of_feature_files(&[glob::Pattern::escape(&pattern)], &project.classes)?;
    let num_classes = project.classes.len();
    let named = || arguments.candidate.display().to_string();
    let bytes = fs::read(&arguments.candidate).with_context(named)?;
    let candidate = Head::from_safetensors(&bytes, num_classes).with_context(named)?;
    let best = best_so_far(&folder.model_path(), num_classes)?;
    let said = |head: &Head| predicted_classes(&pictures.logits(head), num_classes);
    let best_said = best.as_ref().map(|(head, _)| said(head));
    let verdict = judge(&said(&candidate), best_said.as_deref(), pictures.labels())?;
    let mut best_round = best.map(|(_, round)| round);
    if verdict.accepted {
        let model = as_model(&project, &candidate, &pictures, arguments.round)?;
        write_whole(&folder.model_path(), &model)?;
        best_round = Some(arguments.round);
    }
    let mut answer = json!(verdict);
    answer["best-round"] = json!(best_round);
    println!("{answer}");
    Ok(ExitCode::SUCCESS)
}

/// The model that is there, and the round that it is of.
fn best_so_far(path: &Path, num_classes: usize) -> Result<Option<(Head, u32)>> {
    if !path.exists() {
        return Ok(None);
    }
    let named = || path.display().to_string();
    let file = ModelFile::parse(&fs::read(path).with_context(named)?).with_context(named)?;
    let round = file.card.version.parse().unwrap_or(0);
    Ok(Some((Head::from_weights(&file.weights, num_classes)?, round)))
}

/// The head as a whole model. Its figures are those of the held-out pictures.
fn as_model(project: &Project, head: &Head, pictures: &Pictures, round: u32) -> Result<Vec<u8>> {
    let source = feature_source(&ModelFile::parse(SHIPPED_MODEL)?.card);
    let num_classes = project.classes.len();
    let logits = pictures.logits(head);
    let rows = logits.chunks_exact(num_classes);
    let probabilities: Vec<f32> = rows.clone().flat_map(softmax).collect();
    let metrics = evaluate(&probabilities, pictures.labels(), num_classes)?;
    let energies: Vec<f32> = rows.map(energy).collect();
    let Project { title, who, purpose, classes, .. } = project;
    let backbone = Some(source.backbone);
    let card = ModelCard {
        version: round.to_string(),
        source: format!("Learnt together with Kiln, asked for by {who}"),
        description: purpose.clone(),
        metrics: Some(serde_json::to_value(metrics)?),
        unknown: calibrate(&energies, KEEP_SHARE).map(serde_json::to_value).transpose()?,
        date: Some(today()),
        ..ModelCard::trained("transfer", title, classes.clone(), source.input, backbone)
    };
    Ok(write(card, &head.to_weights(), Precision::F32)?)
}
