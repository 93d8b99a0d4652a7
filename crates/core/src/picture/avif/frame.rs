//! A frame of AV1, decoded: its planes, and their colours as RGBA.

use super::coding::{Coding, Matrix};
use super::damaged;
use crate::error::Result;
use image::RgbaImage;
use re_rav1d::dav1d::pixel::YUVRange;
use re_rav1d::dav1d::{
    Decoder, Error as Av1Error, Picture, PixelLayout, PlanarImageComponent, Settings,
};
use std::{
    borrow::Cow,
    panic::{AssertUnwindSafe, catch_unwind},
};
use yuv::{YuvGrayImage, YuvPlanarImage, gbr_to_rgba, yuv400_to_rgba, yuv444_to_rgba};
use zenavif_parse::ColorInformation;

/// What stands for nothing said. Source: ITU-T H.273, tables 2 to 4.
const UNSPECIFIED: u16 = 2;

/// One plane of eight bits a sample, `[height, stride]`.
#[derive(Default, Clone)]
struct Plane {
    samples: Vec<u8>,
    stride: u32,
}

/// A decoded frame.
pub(super) struct Frame {
    pub width: u32,
    pub height: u32,
    /// What the stream says of its colours.
    colors: ColorInformation,
    layout: PixelLayout,
    /// Luma and, but for grey pictures, two chromas.
    planes: [Plane; 3],
}

impl Frame {
    /// The first frame of an AV1 stream. Of ten and twelve bits the upper eight are taken, as browsers do.
    pub(super) fn decoded(data: Vec<u8>, most_pixels: usize) -> Result<Self> {
        let picture = first_picture(data, most_pixels)?;
        let chroma = match picture.pixel_layout() {
            PixelLayout::I400 => [Plane::default(), Plane::default()],
            _ => [PlanarImageComponent::U, PlanarImageComponent::V]
                .map(|component| plane_of(&picture, component)),
        };
        let [u, v] = chroma;
        Ok(Self {
            width: picture.width(),
            height: picture.height(),
            colors: colors_of(&picture),
            layout: picture.pixel_layout(),
            planes: [plane_of(&picture, PlanarImageComponent::Y), u, v],
        })
    }

    /// How its colours are coded, where the file itself says `said`.
    pub(super) fn coding(&self, said: Option<&ColorInformation>) -> Coding {
        Coding::of(said, &self.colors, self.layout == PixelLayout::I400)
    }

    /// `[height, width, 4]`, opaque.
    pub(super) fn to_rgba(&self, coding: &Coding) -> Result<RgbaImage> {
        let (width, height) = (self.width, self.height);
        let mut rgba = RgbaImage::new(width, height);
        let [y, u, v] = &self.planes;
        let (range, stride) = (coding.range, 4 * width);
        let converted = match (coding.matrix, self.layout) {
            (Matrix::Standard(matrix), PixelLayout::I400) => {
                let grey = YuvGrayImage { y_plane: &y.samples, y_stride: y.stride, width, height };
                yuv400_to_rgba(&grey, &mut rgba, stride, range, matrix)
            }
            (Matrix::Standard(matrix), layout) => {
                let [u, v] = [u, v].map(|plane| self.at_full_size(plane, layout));
                yuv444_to_rgba(&self.with_chroma(&u, &v), &mut rgba, stride, range, matrix)
            }
            (Matrix::Identity, PixelLayout::I444) => {
                gbr_to_rgba(&self.with_chroma(u, v), &mut rgba, stride, range)
            }
            (Matrix::Identity | Matrix::Other, _) => {
                return Err(damaged("its colours are coded in an unknown way"));
            }
        };
        converted.map_err(damaged)?;
        Ok(rgba)
    }

    fn with_chroma<'a>(&'a self, u: &'a Plane, v: &'a Plane) -> YuvPlanarImage<'a, u8> {
        let [y, ..] = &self.planes;
        YuvPlanarImage {
            y_plane: &y.samples,
            y_stride: y.stride,
            u_plane: &u.samples,
            u_stride: u.stride,
            v_plane: &v.samples,
            v_stride: v.stride,
            width: self.width,
            height: self.height,
        }
    }

    /// A plane of chroma in as many samples as the picture has pixels.
    fn at_full_size<'a>(&self, plane: &'a Plane, layout: PixelLayout) -> Cow<'a, Plane> {
        let [width, height] = [self.width, self.height].map(|side| side as usize);
        let halves_rows = layout == PixelLayout::I420;
        if !halves_rows && layout != PixelLayout::I422 {
            return Cow::Borrowed(plane);
        }
        let stride = plane.stride as usize;
        let last_row = if halves_rows { height.div_ceil(2) } else { height } - 1;
        let last_column = width.div_ceil(2) - 1;
        let mut samples = Vec::with_capacity(width * height);
        for y in 0..height {
            let [near, far] = if halves_rows { nearest(y, last_row) } else { [y, y] };
            let row = |y: usize| &plane.samples[y * stride..][..=last_column];
            let (near, far) = (row(near), row(far));
            samples.extend((0..width).map(|x| {
                let [beside, next] = nearest(x, last_column);
                let column = |x: usize| 3 * u32::from(near[x]) + u32::from(far[x]);
                ((3 * column(beside) + column(next) + 8) / 16) as u8
            }));
        }
        Cow::Owned(Plane { samples, stride: self.width })
    }

    /// `[height · width]` levels from 0 to 255.
    pub(super) fn full_range_brightness(&self) -> impl Iterator<Item = u8> {
        let is_full = matches!(self.colors, ColorInformation::Nclx { full_range: true, .. });
        let widened = move |level: u8| match is_full {
            true => level,
            // Source: ITU-T H.273, equation 20: black at 16, white at 235.
            false => ((u32::from(level.clamp(16, 235)) - 16) * 255).div_ceil(219) as u8,
        };
        let [y, ..] = &self.planes;
        let width = self.width as usize;
        let rows = y.samples.chunks_exact(y.stride as usize);
        rows.flat_map(move |row| row[..width].iter().copied().map(widened))
    }
}

/// What the stream says of its colours. A reserved number among them makes the library panic, and is as good as none.
fn colors_of(picture: &Picture) -> ColorInformation {
    let said = AssertUnwindSafe(|| {
        [
            picture.color_primaries() as u16,
            picture.transfer_characteristic() as u16,
            picture.matrix_coefficients() as u16,
        ]
    });
    let [color_primaries, transfer_characteristics, matrix_coefficients] =
        catch_unwind(said).unwrap_or([UNSPECIFIED; 3]);
    ColorInformation::Nclx {
        color_primaries,
        transfer_characteristics,
        matrix_coefficients,
        full_range: picture.color_range() == YUVRange::Full,
    }
}

/// The two samples between which a pixel lies, where there is one sample for two pixels: three quarters of the nearer one
/// and a quarter of the other.
fn nearest(pixel: usize, last: usize) -> [usize; 2] {
    let near = pixel / 2;
    let far = if pixel.is_multiple_of(2) { near.saturating_sub(1) } else { (near + 1).min(last) };
    [near, far]
}

fn first_picture(data: Vec<u8>, most_pixels: usize) -> Result<Picture> {
    let mut settings = Settings::new();
    settings.set_n_threads(1);
    settings.set_max_frame_delay(1);
    settings.set_frame_size_limit(u32::try_from(most_pixels).unwrap_or(u32::MAX));
    let mut decoder = Decoder::with_settings(&settings).map_err(damaged)?;
    let mut sent = decoder.send_data(data, None, None, None);
    loop {
        match (decoder.get_picture(), sent) {
            (Ok(picture), _) => return Ok(picture),
            // There is more data than it takes at once.
            (Err(Av1Error::Again), Err(Av1Error::Again)) => sent = decoder.send_pending_data(),
            (Err(error), Ok(())) | (_, Err(error)) => return Err(damaged(error)),
        }
    }
}

/// The samples of one plane, of eight bits each.
fn plane_of(picture: &Picture, component: PlanarImageComponent) -> Plane {
    let plane = picture.plane(component);
    let (stride, _) = picture.plane_data_geometry(component);
    if picture.bit_depth() == 8 {
        return Plane { samples: plane.to_vec(), stride };
    }
    let excess = picture.bit_depth() - 8;
    let upper =
        |[low, high]: &[u8; 2]| (u16::from_ne_bytes([*low, *high]) >> excess).min(255) as u8;
    Plane { samples: plane.as_chunks().0.iter().map(upper).collect(), stride: stride / 2 }
}
