use crate::model_bytes::read_model;
use crate::output::write_whole;
use crate::shipped::SHIPPED_MODEL;
use anyhow::{Context, Result, bail};
use clap::Args;
use kiln_core::{
    format::{ModelFile, write_self_contained},
    publishing::to_onnx,
};
use std::{path::PathBuf, process::ExitCode};

#[derive(Args)]
pub struct Arguments {
    /// A model file that was trained here.
    model: PathBuf,
    #[command(flatten)]
    outputs: Outputs,
}

#[derive(Args)]
#[group(required = true, multiple = true)]
struct Outputs {
    /// Where to write the model as ONNX. A model over features brings the shipped network along.
    #[arg(long)]
    onnx: Option<PathBuf>,
    /// Where to write the model as safetensors together with the network whose features it reads.
    #[arg(long)]
    self_contained: Option<PathBuf>,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let named = || arguments.model.display().to_string();
    let file = ModelFile::parse(&read_model(&arguments.model)?).with_context(named)?;
    let backbone = match file.included_backbone() {
        Some(backbone) => Some(backbone),
        None => {
            file.card.backbone.is_some().then(|| ModelFile::parse(SHIPPED_MODEL)).transpose()?
        }
    };
    if let Some(path) = &arguments.outputs.onnx {
        let onnx = to_onnx(&file.card, &file.weights, backbone.as_ref()).with_context(named)?;
        write_whole(path, &onnx)?;
    }
    if let Some(path) = &arguments.outputs.self_contained {
        let Some(backbone) = &backbone else {
            bail!("{}: it reads pixels, and is whole as it is", named());
        };
        let whole = write_self_contained(file.card, &file.weights, backbone).with_context(named)?;
        write_whole(path, &whole)?;
    }
    Ok(ExitCode::SUCCESS)
}
