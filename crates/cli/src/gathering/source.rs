//! Where the pictures of a run come from, as options say it.

#[cfg(feature = "parquet")]
use super::lesson_of_features;
use super::{Division, Lesson, Reading, lesson_of_folder};
use crate::inputs::InputSource;
use crate::media::CuttingArguments;
use crate::texts::{ColumnArguments, are_texts, lesson_of_texts};
use crate::threads::Threads;
use anyhow::{Result, bail};
use clap::{Args, builder::PossibleValuesParser};
use kiln_core::{
    networks::{Architecture, character_grams::CHARACTER_GRAMS, efficientnet_lite0::TRANSFER},
    training::TrainingSettings,
};
use std::path::{Path, PathBuf};

/// What is learnt from, and by which network.
#[derive(Args)]
pub struct SourceArguments {
    /// A folder with one sub-folder per class, of pictures or of `.txt` files; or a table of texts: CSV, TSV or JSON
    /// Lines.
    pub folder: Option<PathBuf>,
    /// Features that `kiln embed` has written, instead of a folder: files, folders of them, or patterns in quotation
    /// marks such as `'features/*.parquet'`. While it trains, they stand on the disk: beside what is written, or in the
    /// system's folder for such files (`TMPDIR`) where nothing is.
    #[cfg(feature = "parquet")]
    #[arg(long, value_name = "FILES", num_args = 1.., conflicts_with = "folder")]
    features: Vec<String>,
    /// The network: `transfer` for pictures and `character-grams` for texts, unless another one is named.
    #[arg(long, value_parser = PossibleValuesParser::new(
        Architecture::offered().chain(Architecture::of_texts()).map(|architecture| architecture.id())
    ))]
    architecture: Option<String>,
    #[command(flatten)]
    columns: ColumnArguments,
    #[command(flatten)]
    cutting: CuttingArguments,
    #[command(flatten)]
    threads: Threads,
}

impl SourceArguments {
    /// # Errors
    /// For a network that learns from something else than what is there.
    pub fn architecture(&self) -> Result<Architecture> {
        let texts = self.folder.as_deref().filter(|path| are_texts(path));
        let architecture = match &self.architecture {
            Some(id) => Architecture::from_id(id)?,
            None if texts.is_some() => CHARACTER_GRAMS,
            None => TRANSFER,
        };
        match texts {
            Some(path) if !architecture.reads_texts() => {
                bail!(
                    "{} learns from pictures, and {} has texts",
                    architecture.id(),
                    path.display()
                )
            }
            None if architecture.reads_texts() => {
                bail!("{} learns from texts: a table, or folders of .txt files", architecture.id())
            }
            _ => Ok(architecture),
        }
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
        let Some(folder) = &self.folder else {
            bail!("a folder of pictures, sounds or texts is needed")
        };
        if architecture.reads_texts() {
            let columns = &self.columns;
            return lesson_of_texts(folder, validation, columns, architecture, settings, division);
        }
        let inputs = InputSource::new(architecture)?;
        let (cutting, threads) = (self.cutting.cutting(), self.threads);
        let reading = Reading { inputs, cutting, threads };
        lesson_of_folder(folder, validation, reading, settings, division)
    }
}
