use crate::model_bytes::read_model;
use crate::output::write_whole;
use crate::shipped::SHIPPED_MODEL;
use crate::today::now;
use anyhow::{Context, Result, bail};
use clap::Args;
use kiln_core::{
    format::{ModelFile, write_self_contained},
    publishing::{onnx_recipe, to_onnx, to_teachable_machine},
};
use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

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
    /// Where to write the model as ONNX. A model over features brings the shipped network along. A program in Python
    /// that answers as Kiln does is written beside it.
    #[arg(long)]
    onnx: Option<PathBuf>,
    /// Where to write the model as safetensors together with the network whose features it reads.
    #[arg(long)]
    self_contained: Option<PathBuf>,
    /// The folder to write the model to in Teachable Machine's own files (`model.json`, `metadata.json`,
    /// `weights.bin`), for programs that open its models; it is made where there is none.
    #[arg(long, value_name = "DIR")]
    teachable_machine: Option<PathBuf>,
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
        write_whole(&recipe_beside(path), onnx_recipe(&file.card).as_bytes())?;
    }
    if let Some(folder) = &arguments.outputs.teachable_machine {
        let files = to_teachable_machine(&file.card, &file.weights, backbone.as_ref(), &now());
        let files = files.with_context(named)?;
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        for (name, bytes) in files.into_named() {
            write_whole(&folder.join(name), &bytes)?;
        }
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

/// `model.onnx.py` for `model.onnx`: a name that nobody has given to a program of their own.
fn recipe_beside(onnx: &Path) -> PathBuf {
    let mut name = OsString::from(onnx);
    name.push(".py");
    name.into()
}
