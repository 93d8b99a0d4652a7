//! A Python environment with the pinned Flower, and our package for it.

use crate::ServerError;
use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// Our package's files, with their paths in it.
type Files = &'static [(&'static str, &'static [u8])];
const FILES: Files = include!(concat!(env!("OUT_DIR"), "/package.rs"));
const REQUIREMENTS: &str = "requirements.txt";
/// What is asked whether an environment will do.
const PROBE: &str = "import sys, flwr, numpy, safetensors, cryptography, Crypto; from importlib.metadata import version; \
    assert sys.version_info >= (3, 11); assert version('flwr').startswith('1.42.')";

/// The folder that `kiln_federation` is in.
#[derive(Debug, Clone)]
pub struct Package(PathBuf);

impl Package {
    /// The one that is part of this program, written below `folder`.
    ///
    /// # Errors
    /// [`ServerError::File`]; [`ServerError::Python`] for a program that was built without it.
    pub fn unpack(folder: &Path) -> Result<Self, ServerError> {
        if FILES.len() < 2 {
            let reason =
                "this program was built without the folder federation/: name it with --package";
            return Err(ServerError::Python(reason.into()));
        }
        for (name, content) in FILES {
            let path = folder.join(name);
            let parent = path.parent().unwrap_or(folder);
            fs::create_dir_all(parent).map_err(ServerError::file(parent))?;
            fs::write(&path, content).map_err(ServerError::file(&path))?;
        }
        Ok(Self(folder.to_owned()))
    }

    /// One that is there.
    ///
    /// # Errors
    /// [`ServerError::Python`] where it is not.
    pub fn at(folder: &Path) -> Result<Self, ServerError> {
        let folder = folder.canonicalize().map_err(ServerError::file(folder))?;
        match folder.join("kiln_federation").is_dir() {
            true => Ok(Self(folder)),
            false => Err(ServerError::Python(format!(
                "{} has no folder kiln_federation",
                folder.display()
            ))),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.0
    }
}

/// A Python that has what the package needs.
#[derive(Debug, Clone)]
pub struct Environment {
    /// The interpreter.
    pub python: PathBuf,
}

impl Environment {
    /// One that is there.
    ///
    /// # Errors
    /// [`ServerError::Python`] with what it lacks.
    pub fn at(python: &Path) -> Result<Self, ServerError> {
        let output = run(python, ["-c", PROBE])?;
        match output.status.success() {
            true => Ok(Self { python: python.to_owned() }),
            false => Err(ServerError::Python(format!(
                "{} needs Python 3.11, flwr 1.42, numpy and safetensors: {}",
                python.display(),
                last_line(&output)
            ))),
        }
    }

    /// The one in `folder`, which is made by the `python3` of this machine where there is none; `say` is told what takes
    /// long. Packages come from the index that pip is set to.
    ///
    /// # Errors
    /// [`ServerError::Python`] with what is missing and how to get it.
    pub fn make(folder: &Path, package: &Package, say: impl Fn(&str)) -> Result<Self, ServerError> {
        let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
        if let Ok(environment) = Self::at(&python) {
            return Ok(environment);
        }
        let system = OsStr::new("python3");
        let failed = |reason: String| Err(ServerError::Python(reason));
        let is_new = run(system, ["-c", "import sys; assert sys.version_info >= (3, 11)"])?;
        if !is_new.status.success() {
            return failed("Python 3.11 or newer is needed; python3 is older".into());
        }
        if !run(system, ["-c", "import ensurepip, venv"])?.status.success() {
            let reason = "Python has no venv: install the package python3-venv, or name a Python that has flwr with --python";
            return failed(reason.into());
        }
        say("Making a Python environment with Flower 1.42 (about 300 MB, once)");
        let made = run(system, [OsStr::new("-m"), OsStr::new("venv"), folder.as_os_str()])?;
        if !made.status.success() {
            return failed(format!("making an environment: {}", last_line(&made)));
        }
        let requirements = package.folder().join(REQUIREMENTS);
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
        let arguments = install.map(OsStr::new).into_iter().chain([requirements.as_os_str()]);
        let installed = run(&python, arguments)?;
        if !installed.status.success() {
            return failed(format!("installing Flower: {}", last_line(&installed)));
        }
        Self::at(&python)
    }
}

fn run<A: AsRef<OsStr>>(
    program: impl AsRef<OsStr>,
    arguments: impl IntoIterator<Item = A>,
) -> Result<Output, ServerError> {
    let program = program.as_ref();
    Command::new(program)
        .args(arguments)
        .output()
        .map_err(|error| ServerError::Python(format!("{}: {error}", program.display())))
}

fn last_line(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    text.trim().lines().next_back().unwrap_or("no reason was given").to_owned()
}
