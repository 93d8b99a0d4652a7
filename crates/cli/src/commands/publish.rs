use crate::model_bytes::read_model;
use crate::output::write_whole;
use crate::shipped::SHIPPED_MODEL;
use crate::shown::shown;
use anyhow::{Context, Result, bail};
use clap::Args;
use kiln_core::{
    format::{ModelFile, UNDETERMINED},
    publishing::publish_files,
};
use std::{collections::BTreeSet, fs, path::PathBuf, process::ExitCode};

/// Names of the files, as `<kiln-classifier>` expects them beside its script.
const MODEL: &str = "model.safetensors";
const BACKBONE: &str = "kiln-backbone.safetensors";

#[derive(Args)]
pub struct Arguments {
    /// A model file that was trained here.
    model: PathBuf,
    /// The folder to write the files to; it is made where there is none.
    #[arg(short, long)]
    output: PathBuf,
    /// The name of the model that readers see.
    #[arg(long)]
    name: Option<String>,
    /// What the model is good for and what it is not, for its card.
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// The names of the classes that readers see: as many as the model has, in its order.
    #[arg(long, value_delimiter = ',')]
    class_names: Option<Vec<String>>,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let named = || arguments.model.display().to_string();
    let mut model = ModelFile::parse(&read_model(&arguments.model)?).with_context(named)?;
    if model.card.training.is_none() {
        bail!("{}: only models that were trained here are published", named());
    }
    // The widget has no ear yet.
    model.card.check_no_sounds().with_context(named)?;
    if let Some(name) = &arguments.name {
        model.card.name.clone_from(name);
    }
    if let Some(description) = &arguments.description {
        model.card.description.clone_from(description);
    }
    if let Some(names) = &arguments.class_names {
        rename(&mut model, names).with_context(named)?;
    }
    let is_alone = model.card.backbone.is_some() && model.included_backbone().is_none();
    let shipped = is_alone.then(|| ModelFile::parse(SHIPPED_MODEL)).transpose()?;
    let (small, backbone) = publish_files(model, shipped).with_context(named)?;

    let folder = &arguments.output;
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let files = [(MODEL, Some(small)), (BACKBONE, backbone)];
    for (name, bytes) in files.iter().filter_map(|(name, bytes)| Some((name, bytes.as_ref()?))) {
        let path = folder.join(name);
        write_whole(&path, bytes)?;
        println!("{}: {:.1} kB", shown(path.display()), bytes.len() as f64 / 1e3);
    }
    Ok(ExitCode::SUCCESS)
}

fn rename(model: &mut ModelFile, names: &[String]) -> Result<()> {
    let known = model.card.class_names();
    if names.len() != known.len() {
        bail!("{} names for {} classes: {}", names.len(), known.len(), known.join(", "));
    }
    if names.iter().any(|name| name.trim().is_empty()) {
        bail!("a class without a name");
    }
    let different: BTreeSet<&String> = names.iter().collect();
    if different.len() != names.len() {
        bail!("two classes with the same name");
    }
    model.card.labels = [(UNDETERMINED.to_owned(), names.to_vec())].into();
    Ok(())
}
