//! What the files of a folder are, pictures or sounds, and how one of them is read: as one picture, or as those of its
//! clips.

use crate::pictures::{Failure, decode_with_sum};
use crate::shown::shown;
use anyhow::{Result, bail};
use clap::Args;
use kiln_core::{
    Error,
    dataset::{self, Inspection},
    digest::sha256_hex,
    format::ModelCard,
    picture::{self, RgbaPicture},
    sound::{
        Clip, Cutting, Hearing, SoundProblem, Spectrograph, decode_clips, inspect_sound,
        sound_format,
    },
};
use std::{fs::File, io::Read, path::Path};

/// The first bytes of a file, which tell what it is.
const NUM_FIRST_BYTES: u64 = 64;
/// What stands between a recording's path and the seconds of a clip. Source: W3C Media Fragments URI 1.0.
const FRAGMENT: &str = "#t=";

/// How recordings are cut, as options say it.
#[derive(Args, Clone, Copy)]
pub struct CuttingArguments {
    /// For sounds: the length of the clips that recordings are cut into, in seconds, from 0.5 to 10.
    #[arg(long, value_name = "SECONDS", default_value_t = Cutting::default().clip_seconds)]
    clip_seconds: f64,
    /// For sounds: the share of a clip that the next one has as well, from 0 to 0.9.
    #[arg(long, value_name = "SHARE", default_value_t = Cutting::default().overlap)]
    clip_overlap: f64,
}

impl CuttingArguments {
    pub fn cutting(self) -> Cutting {
        Cutting { clip_seconds: self.clip_seconds, overlap: self.clip_overlap }
    }
}

/// What is read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Media {
    Pictures,
    /// Sounds, which are cut in this way.
    Sounds(Cutting),
}

/// One picture of a file.
pub struct Part {
    /// The seconds of a recording that it shows; none for a picture.
    pub span: Option<Span>,
    pub picture: RgbaPicture,
    /// SHA-256 of what was looked at: a picture's file, or a clip's samples.
    pub sha256: String,
    pub inspection: Inspection,
    /// What may be wrong with a clip.
    pub problems: Vec<SoundProblem>,
}

/// From when to when, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    pub start: f64,
    pub end: f64,
}

impl Span {
    /// The name of this part of `file`.
    pub fn of(self, file: &str) -> String {
        let seconds = |value: f64| (value * 1000.0).round() / 1000.0;
        format!("{file}{FRAGMENT}{},{}", seconds(self.start), seconds(self.end))
    }
}

/// The recording that a clip's name begins with, and where the clip starts in it; a picture's whole name.
pub fn recording_of(name: &str) -> (&str, f64) {
    let parsed = name.rsplit_once(FRAGMENT).and_then(|(file, times)| {
        let start = times.split_once(',')?.0.parse().ok()?;
        Some((file, start))
    });
    parsed.unwrap_or((name, 0.0))
}

impl Media {
    /// What a model is asked about.
    pub fn of_model(card: &ModelCard) -> Self {
        match &card.hearing {
            Some(hearing) => Self::Sounds(hearing.cutting()),
            None => Self::Pictures,
        }
    }

    /// What most of `files` of `folder` are: sounds where there are some and no picture. Films may lie beside pictures, as
    /// they do on phones.
    ///
    /// # Errors
    /// A sentence where there are both, since a model learns from one kind.
    pub fn of_files<'a>(
        folder: &Path,
        files: impl Iterator<Item = &'a Path>,
        cutting: Cutting,
    ) -> Result<Self> {
        let [mut num_pictures, mut num_sounds, mut num_films] = [0; 3];
        for file in files {
            match kind_of(file) {
                Some(Kind::Picture) => num_pictures += 1,
                Some(Kind::Sound) => num_sounds += 1,
                Some(Kind::Film) => num_films += 1,
                None => {}
            }
        }
        if num_pictures > 0 && num_sounds > 0 {
            bail!(
                "{} holds {num_sounds} sounds and {num_pictures} pictures: a model learns from one kind, so move the \
                 others to a folder of their own",
                folder.display()
            );
        }
        match num_pictures == 0 && num_sounds + num_films > 0 {
            true => Ok(Self::Sounds(cutting)),
            false => Ok(Self::Pictures),
        }
    }

    /// The word for several of them.
    pub fn things(self) -> &'static str {
        match self {
            Self::Pictures => "pictures",
            Self::Sounds(_) => "sounds",
        }
    }

    /// What a model of these hears with; none for pictures.
    pub fn hearing(self) -> Option<Hearing> {
        match self {
            Self::Pictures => None,
            Self::Sounds(cutting) => Some(Hearing::new(cutting.clip_seconds)),
        }
    }

    /// Calls `take` with each picture of a file: its own, or those of its clips, one after the other.
    ///
    /// # Errors
    /// Why the file cannot be used; those of `take`.
    pub fn read(
        self,
        path: &Path,
        drawer: &Spectrograph,
        mut take: impl FnMut(Part) -> kiln_core::Result<()>,
    ) -> Result<(), Failure> {
        match self {
            Self::Pictures => {
                let (picture, sha256) =
                    decode_with_sum(path).map_err(|failure| told(path, failure))?;
                let inspection = dataset::inspect(&picture);
                Ok(take(Part { span: None, picture, sha256, inspection, problems: vec![] })?)
            }
            Self::Sounds(cutting) => {
                let file = File::open(path).map_err(|error| Failure {
                    code: "file.unreadable",
                    message: error.to_string(),
                })?;
                let read = decode_clips(file, cutting, |clip| take(drawn(&clip, drawer)?));
                let recording = read.map_err(|error| told(path, error.into()))?;
                if recording.is_damaged {
                    eprintln!(
                        "{}: a part of it is damaged; the {:.1} seconds that can be heard are used",
                        shown(path.display()),
                        recording.seconds
                    );
                }
                Ok(())
            }
        }
    }
}

fn drawn(clip: &Clip, drawer: &Spectrograph) -> Result<Part, Error> {
    let picture = drawer.picture(&clip.padded())?;
    let bytes: Vec<u8> = clip.samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    // The picture's looks tell near-duplicates; what would be wrong with a photo is nothing here.
    let inspection = Inspection { problems: Vec::new(), ..dataset::inspect(&picture) };
    let sound = inspect_sound(&clip.samples, clip.end_seconds - clip.start_seconds);
    Ok(Part {
        span: Some(Span { start: clip.start_seconds, end: clip.end_seconds }),
        picture,
        sha256: sha256_hex(&bytes),
        inspection,
        problems: sound.problems,
    })
}

enum Kind {
    Picture,
    Sound,
    Film,
}

/// What a file is by the end of its name and, where that says nothing, by its first bytes.
fn kind_of(path: &Path) -> Option<Kind> {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    match extension.as_deref().unwrap_or_default() {
        "jpg" | "jpeg" | "png" | "gif" | "webp" | "avif" | "bmp" | "heic" => Some(Kind::Picture),
        "wav" | "mp3" | "ogg" | "oga" | "opus" | "flac" | "m4a" | "aac" => Some(Kind::Sound),
        "mp4" | "m4v" | "mov" | "3gp" | "webm" | "mkv" => Some(Kind::Film),
        _ => {
            let first = first_bytes(path);
            match (sound_format(&first), picture::probe(&first)) {
                (Some(_), _) => Some(Kind::Sound),
                // A header that breaks off is one all the same.
                (None, Ok(_) | Err(Error::PictureDamaged { .. })) => Some(Kind::Picture),
                _ => None,
            }
        }
    }
}

/// A file that cannot be read is none of both; why is said when it is its turn.
fn first_bytes(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(NUM_FIRST_BYTES).read_to_end(&mut bytes));
    read.map_or_else(|_| Vec::new(), |_| bytes)
}

/// Says of a file of the other kind what it is.
fn told(path: &Path, failure: Failure) -> Failure {
    let what = match (failure.code, kind_of(path)) {
        ("picture.not-a-picture", Some(Kind::Sound | Kind::Film)) => {
            "this is a sound, where pictures are looked at"
        }
        ("sound.not-a-sound", Some(Kind::Picture)) => "this is a picture, where sounds are heard",
        _ => return failure,
    };
    Failure { message: what.to_owned(), ..failure }
}
