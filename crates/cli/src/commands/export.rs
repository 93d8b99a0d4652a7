use crate::model_bytes::read_model;
use crate::output::write_whole;
use crate::shipped::SHIPPED_MODEL;
use anyhow::{Context, Result};
use clap::Args;
use kiln_core::model_file::{ModelFile, to_onnx};
use std::{path::PathBuf, process::ExitCode};

#[derive(Args)]
pub struct Arguments {
    /// A model file that was trained here.
    model: PathBuf,
    /// Where to write the model as ONNX. A model over features brings the shipped network along.
    #[arg(long)]
    onnx: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let named = || arguments.model.display().to_string();
    let bytes = read_model(&arguments.model)?;
    let ModelFile { card, weights } = ModelFile::parse(&bytes).with_context(named)?;
    let backbone = card.backbone.is_some().then(|| ModelFile::parse(SHIPPED_MODEL)).transpose()?;
    let onnx = to_onnx(&card, &weights, backbone.as_ref()).with_context(named)?;
    write_whole(&arguments.onnx, &onnx)?;
    Ok(ExitCode::SUCCESS)
}
