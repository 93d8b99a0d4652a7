//! The folder through which this process and our application for Flower speak.

use crate::ServerError;
use kiln_core::federation::{Project, RoundState};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A run's files.
#[derive(Debug, Clone)]
pub struct RunFolder(PathBuf);

impl RunFolder {
    /// Makes the folder, and writes `project.json` into it.
    ///
    /// # Errors
    /// [`ServerError::File`]; [`ServerError::Project`] for a folder that another run has written to.
    pub fn create(path: &Path, project: &Project) -> Result<Self, ServerError> {
        fs::create_dir_all(path.join("heads")).map_err(ServerError::file(path))?;
        let path = path.canonicalize().map_err(ServerError::file(path))?;
        let folder = Self(path);
        if folder.state_path().exists() {
            let reason = "another run has written to this folder; name a new one".to_owned();
            return Err(ServerError::Project { path: folder.0, reason });
        }
        let json = serde_json::to_string_pretty(project).unwrap_or_default();
        let place = folder.project_path();
        fs::write(&place, json).map_err(ServerError::file(&place))?;
        Ok(folder)
    }

    /// A folder that is there.
    pub fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// What the project says.
    pub fn project_path(&self) -> PathBuf {
        self.0.join("project.json")
    }

    /// How far the rounds are.
    pub fn state_path(&self) -> PathBuf {
        self.0.join("state.json")
    }

    /// The best head so far, as a model.
    pub fn model_path(&self) -> PathBuf {
        self.0.join("model.safetensors")
    }

    /// Reads the project.
    ///
    /// # Errors
    /// [`ServerError::File`], [`ServerError::Project`].
    pub fn project(&self) -> Result<Project, ServerError> {
        let path = self.project_path();
        let json = fs::read(&path).map_err(ServerError::file(&path))?;
        serde_json::from_slice(&json)
            .map_err(|error| ServerError::Project { path, reason: error.to_string() })
    }

    /// How far the rounds are; before the application has said anything, nothing has begun. It writes beside the file
    /// and renames, so that what can be read is whole.
    pub fn state(&self) -> RoundState {
        let json = fs::read(self.state_path()).unwrap_or_default();
        serde_json::from_slice(&json).unwrap_or_default()
    }
}
