//! Large pictures in tiles, as phones and encoders divide them.

use super::coding::Coding;
use super::damaged;
use super::frame::Frame;
use crate::error::Result;
use image::{GenericImage, RgbaImage, imageops};
use zenavif_parse::AvifParser;

/// What the item says that puts the tiles together. Source: ISO/IEC 23008-12, section 6.6.2.3.2.
struct Grid {
    rows: u32,
    columns: u32,
    width: u32,
    height: u32,
}

impl Grid {
    fn read(item: &[u8]) -> Option<Self> {
        let (&[_version, flags, rows, columns], sizes) = item.split_first_chunk()?;
        let [width, height] = match flags & 1 {
            0 => {
                let [a, b, c, d] = *sizes.first_chunk()?;
                [[a, b], [c, d]].map(|side| u16::from_be_bytes(side).into())
            }
            _ => {
                let [a, b, c, d, e, f, g, h] = *sizes.first_chunk()?;
                [[a, b, c, d], [e, f, g, h]].map(u32::from_be_bytes)
            }
        };
        Some(Self { rows: u32::from(rows) + 1, columns: u32::from(columns) + 1, width, height })
    }

    /// Whether so many tiles of this size cover the picture, and none lies beside it.
    fn is_covered_by(&self, count: usize, [width, height]: [u32; 2]) -> bool {
        let covers = |tiles: u32, tile: u32, side: u32| {
            let [tiles, tile, side] = [tiles, tile, side].map(u64::from);
            (tiles - 1) * tile < side && side <= tiles * tile
        };
        count as u64 == u64::from(self.rows) * u64::from(self.columns)
            && covers(self.columns, width, self.width)
            && covers(self.rows, height, self.height)
    }
}

/// The picture of all tiles, and the coding of their colours.
pub(super) fn joined(file: &AvifParser<'_>, most_pixels: usize) -> Result<(RgbaImage, Coding)> {
    let item = file.primary_data().map_err(damaged)?;
    let grid = Grid::read(&item).ok_or_else(|| damaged("its grid breaks off"))?;
    let num_pixels = u64::from(grid.width) * u64::from(grid.height);
    if num_pixels == 0 || num_pixels > most_pixels as u64 {
        return Err(damaged("its sizes contradict each other"));
    }
    let mut whole = RgbaImage::new(grid.width, grid.height);
    let mut first: Option<(Coding, [u32; 2])> = None;
    for (index, place) in (0..file.grid_tile_count()).zip(0..) {
        let data = file.tile_data(index).map_err(damaged)?.into_owned();
        let frame = Frame::decoded(data, most_pixels)?;
        let size = [frame.width, frame.height];
        let (coding, size_of_first) =
            *first.get_or_insert_with(|| (frame.coding(file.color_info()), size));
        if size != size_of_first || !grid.is_covered_by(file.grid_tile_count(), size) {
            return Err(damaged("its tiles are not those of its grid"));
        }
        let tile = frame.to_rgba(&coding)?;
        let [x, y] = [place % grid.columns * size[0], place / grid.columns * size[1]];
        // The last tiles of a row and of a column reach beyond the picture.
        let [width, height] = [(grid.width - x).min(size[0]), (grid.height - y).min(size[1])];
        let seen = imageops::crop_imm(&tile, 0, 0, width, height);
        whole.copy_from(&*seen, x, y).map_err(damaged)?;
    }
    let (coding, _) = first.ok_or_else(|| damaged("its grid has no tiles"))?;
    Ok((whole, coding))
}
