//! Files of sounds to clips, natively; a browser decodes them itself.

use super::clips::{Clip, Clips, Cutting};
use super::kind::{SoundFormat, sound_format};
use crate::error::{Error, Result, SoundFault};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use symphonia::core::{
    codecs::audio::{AudioDecoder, AudioDecoderOptions},
    errors::Error as DecoderError,
    formats::{FormatOptions, FormatReader, TrackType, probe::Hint},
    io::{MediaSource, MediaSourceStream},
    meta::MetadataOptions,
};

/// The first bytes of a file, which tell its kind.
const NUM_FIRST_BYTES: usize = 16;

/// What was found of a recording beside its clips.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recording {
    /// Samples a second, as the file has them.
    pub rate: u32,
    /// Its length.
    pub seconds: f64,
    /// Whether a part of the file could not be decoded, or it breaks off. What could be is in the clips.
    pub is_damaged: bool,
}

/// Decodes `source` bit by bit, mixes its channels down to one, and calls `take` for each clip. A film's sound is its
/// first track of sound.
///
/// # Errors
/// [`SoundFault::Empty`], [`SoundFault::NotASound`], [`SoundFault::FormatUnsupported`], [`SoundFault::Damaged`] where
/// nothing can be decoded; those of [`Clips`] and of `take`.
pub fn decode_clips<S: Read + Seek + Send + Sync + 'static>(
    mut source: S,
    cutting: Cutting,
    mut take: impl FnMut(Clip) -> Result<()>,
) -> Result<Recording> {
    check_kind(&mut source)?;
    let mut opened = Opened::new(source)?;
    let mut recording = Recording { rate: 0, seconds: 0.0, is_damaged: false };
    let mut clips: Option<Clips> = None;
    let mut num_samples = 0;
    while let Some(rate) = opened.next(&mut recording.is_damaged)? {
        let clips = match &mut clips {
            // A recorder that changes its rate within a file would be a fault of the file.
            Some(_) if rate != recording.rate => {
                recording.is_damaged = true;
                break;
            }
            Some(clips) => clips,
            None => {
                recording.rate = rate;
                clips.insert(Clips::new(rate, cutting)?)
            }
        };
        num_samples += opened.mono.len();
        clips.push(&opened.mono)?.into_iter().try_for_each(&mut take)?;
    }
    let Some(clips) = clips else {
        return Err(match recording.is_damaged {
            true => damaged("nothing of it can be decoded".to_owned()),
            false => SoundFault::Empty.into(),
        });
    };
    clips.finish()?.into_iter().try_for_each(take)?;
    recording.seconds = num_samples as f64 / f64::from(recording.rate);
    Ok(recording)
}

/// Before a decoder searches all of a file for something that looks like a frame.
fn check_kind(source: &mut (impl Read + Seek)) -> Result<()> {
    let mut first = Vec::new();
    let read = source.by_ref().take(NUM_FIRST_BYTES as u64).read_to_end(&mut first);
    read.and_then(|_| source.rewind()).map_err(|error| damaged(error.to_string()))?;
    match sound_format(&first) {
        _ if first.is_empty() => Err(SoundFault::Empty.into()),
        None => Err(SoundFault::NotASound.into()),
        Some(SoundFormat::Webm) => {
            Err(SoundFault::FormatUnsupported { format: "WebM".to_owned() }.into())
        }
        Some(_) => Ok(()),
    }
}

/// A file that is being decoded.
struct Opened {
    format: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track: u32,
    interleaved: Vec<f32>,
    /// The samples that came last, of one channel.
    mono: Vec<f32>,
}

impl Opened {
    fn new<S: Read + Seek + Send + Sync + 'static>(source: S) -> Result<Self> {
        let stream = MediaSourceStream::new(Box::new(Seekable::new(source)?), Default::default());
        let (format_options, metadata_options) =
            (FormatOptions::default(), MetadataOptions::default());
        let format = symphonia::default::get_probe()
            .probe(&Hint::new(), stream, format_options, metadata_options)
            .map_err(|error| match error {
                // The kind is known: what makes it one is further on.
                DecoderError::Unsupported(_) => damaged("its header is not whole".to_owned()),
                other => told(other),
            })?;
        let no_sound = || SoundFault::FormatUnsupported { format: "no track of sound".to_owned() };
        let track = format.default_track(TrackType::Audio).ok_or_else(no_sound)?;
        let parameters = track.codec_params.as_ref().and_then(|parameters| parameters.audio());
        let decoder = symphonia::default::get_codecs()
            .make_audio_decoder(parameters.ok_or_else(no_sound)?, &AudioDecoderOptions::default())
            .map_err(told)?;
        let track = track.id;
        Ok(Self { format, decoder, track, interleaved: Vec::new(), mono: Vec::new() })
    }

    /// Decodes the next packet into `mono`; returns its rate, and nothing at the end. What cannot be decoded is left out.
    fn next(&mut self, is_damaged: &mut bool) -> Result<Option<u32>> {
        loop {
            let packet = match self.format.next_packet() {
                Ok(Some(packet)) => packet,
                Ok(None) => return Ok(None),
                // What was decoded so far is a recording all the same.
                Err(_) => {
                    *is_damaged = true;
                    return Ok(None);
                }
            };
            if packet.track_id != self.track {
                continue;
            }
            match self.decoder.decode(&packet) {
                Ok(buffer) if buffer.frames() > 0 => {
                    let rate = buffer.spec().rate();
                    let num_channels = buffer.num_planes().max(1);
                    buffer.copy_to_vec_interleaved(&mut self.interleaved);
                    let mix = |frame: &[f32]| frame.iter().sum::<f32>() / num_channels as f32;
                    self.mono.clear();
                    self.mono.extend(self.interleaved.chunks_exact(num_channels).map(mix));
                    return Ok(Some(rate));
                }
                Ok(_) => {}
                Err(DecoderError::DecodeError(_)) => *is_damaged = true,
                Err(_) => {
                    *is_damaged = true;
                    return Ok(None);
                }
            }
        }
    }
}

/// A decoder's error as one of this crate.
fn told(error: DecoderError) -> Error {
    match error {
        DecoderError::Unsupported(what) => {
            SoundFault::FormatUnsupported { format: what.to_owned() }.into()
        }
        DecoderError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => {
            damaged("it breaks off".to_owned())
        }
        other => damaged(other.to_string()),
    }
}

fn damaged(reason: String) -> Error {
    SoundFault::Damaged { reason }.into()
}

/// A source with a known length.
struct Seekable<S> {
    source: S,
    size_bytes: u64,
}

impl<S: Read + Seek> Seekable<S> {
    fn new(mut source: S) -> Result<Self> {
        let size = source.seek(SeekFrom::End(0)).and_then(|size| source.rewind().map(|()| size));
        let size_bytes = size.map_err(|error| damaged(error.to_string()))?;
        Ok(Self { source, size_bytes })
    }
}

impl<S: Read> Read for Seekable<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.source.read(buffer)
    }
}

impl<S: Seek> Seek for Seekable<S> {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        self.source.seek(place)
    }
}

impl<S: Read + Seek + Send + Sync> MediaSource for Seekable<S> {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.size_bytes)
    }
}
