//! `project.toml`: what the organiser writes.

use crate::ServerError;
use kiln_core::federation::Project;
use serde::Deserialize;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A project, and where its held-out pictures lie.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ProjectFile {
    /// What everybody may see.
    #[serde(flatten)]
    pub project: Project,
    /// A folder with one sub-folder per class, of pictures that nobody learns from: each head is judged on them.
    pub held_out: PathBuf,
}

/// Reads `project.toml`. Paths in it are below its own folder.
///
/// # Errors
/// [`ServerError::File`]; [`ServerError::Project`] for what is no project, and where the held-out pictures are not there.
pub fn read_project(path: &Path) -> Result<ProjectFile, ServerError> {
    let project = |reason: String| ServerError::Project { path: path.to_owned(), reason };
    let text = fs::read_to_string(path).map_err(ServerError::file(path))?;
    let mut file: ProjectFile =
        toml::from_str(&text).map_err(|error| project(error.message().to_owned()))?;
    // Absolute, for other processes with other folders read it.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let held_out = folder.unwrap_or(Path::new(".")).join(&file.held_out);
    file.held_out = held_out.canonicalize().map_err(|error| {
        project(format!("the held-out pictures in {}: {error}", held_out.display()))
    })?;
    Ok(file)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing step should stop the test")]
mod tests {
    use super::*;
    use kiln_core::federation::Aggregation;

    const SMALL: &str = r#"
        title = "Flowers"
        who = "The newsroom"
        contact = "news@example.org"
        purpose = "A guide"
        classes = ["daisy", "rose"]
        held-out = "pictures"
        aggregation = "trimmed-mean"
        [privacy]
        noise-multiplier = 0.5
        delta = 1e-5
    "#;

    #[test]
    fn a_project_is_read_and_what_is_missing_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("project.toml");
        fs::write(&path, SMALL).unwrap();
        let missing = read_project(&path).unwrap_err().to_string();
        assert!(missing.contains("held-out pictures"), "{missing}");
        fs::create_dir(folder.path().join("pictures")).unwrap();
        let file = read_project(&path).unwrap();
        assert!(file.held_out.is_absolute());
        assert_eq!(file.project.aggregation, Aggregation::TrimmedMean);
        assert_eq!(file.project.privacy.noise_multiplier, 0.5);
        fs::write(&path, SMALL.replace("title", "titel")).unwrap();
        let wrong = read_project(&path).unwrap_err().to_string();
        assert!(wrong.contains("title"), "{wrong}");
    }
}
