//! How the numbers of a frame stand for colours.

use moxcms::DataColorSpace;
use yuv::{YuvRange, YuvStandardMatrix};
use zenavif_parse::ColorInformation;

/// What turns luma and two chromas, or three colours, into red, green and blue.
#[derive(Debug, Clone, Copy)]
pub(super) enum Matrix {
    /// Green, blue and red as they are.
    Identity,
    Standard(YuvStandardMatrix),
    /// One that no camera writes.
    Other,
}

/// The coding of a picture's colours, by the numbers of ITU-T H.273.
#[derive(Debug, Clone, Copy)]
pub(super) struct Coding {
    pub matrix: Matrix,
    pub range: YuvRange,
    pub primaries: u8,
    pub transfer: u8,
    pub colours: DataColorSpace,
}

impl Coding {
    /// The file's own words count before the stream's.
    pub(super) fn of(
        said: Option<&ColorInformation>,
        stream: &ColorInformation,
        is_grey: bool,
    ) -> Self {
        let range = |is_full| if is_full { YuvRange::Full } else { YuvRange::Limited };
        let code = |code| u8::try_from(code).unwrap_or_default();
        match *said.unwrap_or(stream) {
            ColorInformation::Nclx {
                color_primaries,
                transfer_characteristics,
                matrix_coefficients,
                full_range,
            } => Self {
                matrix: matrix_of(matrix_coefficients),
                range: range(full_range),
                primaries: code(color_primaries),
                transfer: code(transfer_characteristics),
                colours: if is_grey { DataColorSpace::Gray } else { DataColorSpace::Rgb },
            },
            // A profile says what red, green and blue mean, and nothing of how they are written.
            ColorInformation::IccProfile(_) => Self::of(None, stream, is_grey),
        }
    }
}

/// Source: ITU-T H.273, table 4. What is not said is BT.601, as JPEG has it.
fn matrix_of(code: u16) -> Matrix {
    match code {
        0 => Matrix::Identity,
        1 => Matrix::Standard(YuvStandardMatrix::Bt709),
        2 | 5 | 6 => Matrix::Standard(YuvStandardMatrix::Bt601),
        4 => Matrix::Standard(YuvStandardMatrix::Fcc),
        7 => Matrix::Standard(YuvStandardMatrix::Smpte240),
        9 => Matrix::Standard(YuvStandardMatrix::Bt2020),
        _ => Matrix::Other,
    }
}
