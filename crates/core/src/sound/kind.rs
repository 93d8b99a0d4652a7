//! What kind of file this is, by its first bytes.

/// Files that sounds come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoundFormat {
    /// RIFF with samples.
    Wav,
    /// FLAC.
    Flac,
    /// Ogg, with Vorbis or Opus in it.
    Ogg,
    /// MPEG audio, with or without a tag before it.
    Mp3,
    /// AAC in its own frames.
    Aac,
    /// MPEG-4: sounds alone, or a film, whose sound is taken.
    Mp4,
    /// Matroska or WebM, which are not decoded natively.
    Webm,
}

/// The format of a sound whose file begins with `bytes`, a dozen or more; none for other files.
///
/// ```
/// use kiln_core::sound::{SoundFormat, sound_format};
/// assert_eq!(sound_format(b"OggS\0\x02\0\0\0\0\0\0"), Some(SoundFormat::Ogg));
/// assert_eq!(sound_format(b"\x89PNG\r\n\x1a\n\0\0\0\r"), None);
/// ```
pub fn sound_format(bytes: &[u8]) -> Option<SoundFormat> {
    let brand = bytes.get(8..12);
    match bytes {
        _ if bytes.starts_with(b"RIFF") && brand == Some(b"WAVE") => Some(SoundFormat::Wav),
        _ if bytes.starts_with(b"fLaC") => Some(SoundFormat::Flac),
        _ if bytes.starts_with(b"OggS") => Some(SoundFormat::Ogg),
        _ if bytes.starts_with(b"ID3") => Some(SoundFormat::Mp3),
        _ if bytes.starts_with(b"\x1a\x45\xdf\xa3") => Some(SoundFormat::Webm),
        // Pictures of HEIF's kind begin with the same box.
        _ if bytes.get(4..8) == Some(b"ftyp") => {
            brand.is_some_and(is_film).then_some(SoundFormat::Mp4)
        }
        // The eleven bits that a frame begins with, and two for the layer: none for AAC, the third for MP3.
        [0xff, second, ..] if second & 0xf6 == 0xf0 => Some(SoundFormat::Aac),
        [0xff, second, ..] if second & 0xe6 == 0xe2 => Some(SoundFormat::Mp3),
        _ => None,
    }
}

/// Major brands of sounds and films. Source: <https://mp4ra.org/registered-types/brands>.
fn is_film(brand: &[u8]) -> bool {
    const BRANDS: [&[u8]; 12] = [
        b"M4A ", b"M4B ", b"M4V ", b"M4VH", b"mp41", b"mp42", b"isom", b"iso2", b"iso5", b"iso6",
        b"qt  ", b"dash",
    ];
    BRANDS.contains(&brand) || brand.starts_with(b"3g")
}
