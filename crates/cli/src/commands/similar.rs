use crate::contact_sheet::contact_sheet;
use crate::features::{Near, NearGroup, expand, feature_source, nearest, num_rows};
use crate::inputs::InputSource;
use crate::interrupt;
use crate::output::{check_place, write_whole};
use crate::pictures::decode;
use crate::progress::progress_bar;
use crate::shipped::SHIPPED_MODEL;
use crate::shown::{json_line, shown};
use crate::threads::Threads;
use anyhow::{Result, anyhow};
use clap::Args;
use kiln_core::{format::ModelFile, networks::Architecture};
use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

#[derive(Args)]
pub struct Arguments {
    /// Pictures to which others are wanted.
    #[arg(required = true)]
    pictures: Vec<PathBuf>,
    /// Features that `kiln embed` has written: files, folders of them, or patterns in quotation marks such as
    /// `'features/*.parquet'`.
    #[arg(long, value_name = "FILES", required = true, num_args = 1..)]
    features: Vec<String>,
    /// How many are wanted; near-duplicates count as one.
    #[arg(short = 'n', long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1000))]
    number: u16,
    /// Print one JSON object a line for each picture instead of text.
    #[arg(long)]
    json: bool,
    /// Where to write a page that shows them.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// The folder that was embedded, for the page to find its pictures.
    #[arg(long, value_name = "FOLDER", requires = "html")]
    archive: Option<PathBuf>,
    #[command(flatten)]
    threads: Threads,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    interrupt::listen()?;
    arguments.html.as_deref().map_or(Ok(()), check_place)?;
    let files = expand(&arguments.features)?;
    let source = feature_source(&ModelFile::parse(SHIPPED_MODEL)?.card);
    let queries = queries(&arguments.pictures)?;
    let progress = progress_bar(num_rows(&files)?, "rows");
    let number = usize::from(arguments.number);
    let found = nearest(&files, &source, &queries, number, arguments.threads, &progress)?;
    progress.finish_and_clear();
    if let Some(page) = &arguments.html {
        let sheet = contact_sheet(&arguments.pictures, &found, arguments.archive.as_deref());
        write_whole(page, sheet.as_bytes())?;
    }
    for (picture, groups) in arguments.pictures.iter().zip(&found) {
        match arguments.json {
            true => println!("{}", json_line(&as_json(picture, groups))?),
            false => print_text(picture, groups),
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn queries(pictures: &[PathBuf]) -> Result<Vec<Vec<f32>>> {
    let inputs = InputSource::new(Architecture::from_id("transfer")?)?.load()?;
    let features = |path: &PathBuf| -> Result<Vec<f32>> {
        let named = |message: String| anyhow!("{}: {message}", path.display());
        let picture = decode(path).map_err(|failure| named(failure.message))?;
        inputs.features(picture).map_err(|error| named(error.to_string()))
    };
    pictures.iter().map(features).collect()
}

fn as_json(picture: &Path, groups: &[NearGroup]) -> Value {
    let near =
        |near: &Near| json!({ "file": near.path, "class": near.class, "cosine": near.cosine });
    let group = |group: &NearGroup| {
        let mut value = near(&group.nearest);
        value["nearDuplicates"] = group.others.iter().map(near).collect();
        value
    };
    json!({
        "file": picture.display().to_string(),
        "similar": groups.iter().map(group).collect::<Vec<_>>(),
    })
}

fn print_text(picture: &Path, groups: &[NearGroup]) {
    println!("{}", shown(picture.display()));
    for NearGroup { nearest, others } in groups {
        let copies = match others.len() {
            0 => String::new(),
            count => format!(", and {count} nearly the same"),
        };
        let class = nearest.class.as_ref().map(|class| format!(" ({class})")).unwrap_or_default();
        println!("  {:.3}  {}{}{copies}", nearest.cosine, shown(&nearest.path), shown(class));
    }
}
