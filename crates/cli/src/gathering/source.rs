//! Where the pictures of a run come from, as options say it.

#[cfg(feature = "parquet")]
use super::lesson_of_features;
use super::{Division, Lesson, Reading, lesson_of_folder};
use crate::inputs::InputSource;
use crate::threads::Threads;
use anyhow::{Result, bail};
use clap::{Args, builder::PossibleValuesParser};
use kiln_core::{networks::Architecture, training::TrainingSettings};
use std::path::{Path, PathBuf};

/// What is learnt from, and by which network.
#[derive(Args)]
pub struct SourceArguments {
    /// A folder with one sub-folder per class.
    pub folder: Option<PathBuf>,
    /// Features that `kiln embed` has written, instead of a folder: files, folders of them, or patterns in quotation
    /// marks such as `'features/*.parquet'`. While it trains, they stand on the disk, beside what is written.
    #[cfg(feature = "parquet")]
    #[arg(long, value_name = "FILES", num_args = 1.., conflicts_with = "folder")]
    features: Vec<String>,
    /// The network.
    #[arg(long, default_value = "transfer", value_parser = PossibleValuesParser::new(
        Architecture::offered().map(|architecture| architecture.id())
    ))]
    architecture: String,
    #[command(flatten)]
    threads: Threads,
}

impl SourceArguments {
    /// # Errors
    /// For networks that there are not.
    pub fn architecture(&self) -> Result<Architecture> {
        Ok(Architecture::from_id(&self.architecture)?)
    }

    /// Reads what is to be learnt from, and divides it; `validation` is a folder to validate on. Features stand in the
    /// folder `scratch` meanwhile.
    ///
    /// # Errors
    /// Where nothing can be learnt from it.
    #[cfg_attr(not(feature = "parquet"), allow(unused_variables, reason = "there are no features"))]
    pub fn lesson(
        &self,
        validation: Option<&Path>,
        scratch: &Path,
        settings: &TrainingSettings,
        division: &Division,
    ) -> Result<Lesson> {
        self.threads.settle()?;
        let architecture = self.architecture()?;
        #[cfg(feature = "parquet")]
        if !self.features.is_empty() {
            return lesson_of_features(&self.features, scratch, architecture, settings, division);
        }
        let Some(folder) = &self.folder else { bail!("a folder of pictures is needed") };
        let inputs = InputSource::new(architecture)?;
        let reading = Reading { inputs, threads: self.threads };
        lesson_of_folder(folder, validation, reading, settings, division)
    }
}
