use crate::operations::HeatMap;
use crate::picture::Area;
use serde::{Deserialize, Serialize};

/// A ninth of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Region {
    UpperLeft,
    Top,
    UpperRight,
    Left,
    Centre,
    Right,
    LowerLeft,
    Bottom,
    LowerRight,
}

impl Region {
    /// Row by row.
    pub const ALL: [Self; 9] = [
        Self::UpperLeft,
        Self::Top,
        Self::UpperRight,
        Self::Left,
        Self::Centre,
        Self::Right,
        Self::LowerLeft,
        Self::Bottom,
        Self::LowerRight,
    ];
}

/// The part of the map that one region holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// One region holds at least half of the map.
    Mostly,
    /// One region holds at least a quarter, and half as much again as an even map would put there.
    Partly,
    /// The map is spread out: no region stands out.
    Everywhere,
    /// Nothing speaks for the class.
    Nowhere,
}

/// The place where a map is warmest, in terms that can be said in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Focus {
    /// The warmest ninth of the picture.
    pub region: Region,
    /// The share of the whole map that the region holds, from 0 to 1.
    pub share: f32,
    /// The part of the map that may be said to lie there.
    pub extent: Extent,
}

/// The share of each ninth of the picture, [`Region::ALL`] in order; they sum to 1. A cell that lies
/// in several counts by area.
pub fn region_shares(map: &HeatMap, on_picture: &Area) -> [f32; 9] {
    let mut shares = [0.0; 9];
    let total: f32 = map.values.iter().sum();
    if total <= 0.0 {
        return shares;
    }
    let vertical = overlaps(map.rows, on_picture.top, on_picture.height);
    let horizontal = overlaps(map.columns, on_picture.left, on_picture.width);
    for (row, vertical) in map.values.chunks_exact(map.columns).zip(&vertical) {
        for (value, horizontal) in row.iter().zip(&horizontal) {
            for (index, share) in shares.iter_mut().enumerate() {
                *share += value / total * vertical[index / 3] * horizontal[index % 3];
            }
        }
    }
    shares
}

/// The shares of each cell's length that lie in each third.
fn overlaps(cells: usize, start: f64, length: f64) -> Vec<[f32; 3]> {
    let cell = length / cells as f64;
    let overlap = |from: f64, third: usize| {
        let (lower, upper) = (third as f64 / 3.0, (third + 1) as f64 / 3.0);
        ((from + cell).min(upper) - from.max(lower)).max(0.0) / cell
    };
    (0..cells)
        .map(|index| {
            let from = start + index as f64 * cell;
            [0, 1, 2].map(|third| overlap(from, third) as f32)
        })
        .collect()
}

/// Finds the place where `map`, which covers `on_picture` of the whole picture, is warmest.
///
/// ```
/// use kiln_core::explanation::{Extent, Region, locate};
/// use kiln_core::operations::HeatMap;
/// use kiln_core::picture::Area;
/// let raw = [4.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
/// let focus = locate(&HeatMap::from_raw(3, 3, &raw, Area::WHOLE)?, &Area::WHOLE);
/// assert_eq!((focus.region, focus.extent), (Region::UpperLeft, Extent::Mostly));
/// # Ok::<(), kiln_core::Error>(())
/// ```
pub fn locate(map: &HeatMap, on_picture: &Area) -> Focus {
    let shares = region_shares(map, on_picture);
    let even = HeatMap { values: vec![1.0; map.values.len()], ..map.clone() };
    let even = region_shares(&even, on_picture);
    // The first of equals.
    let best =
        (0..9).fold(0, |best, index| if shares[index] > shares[best] { index } else { best });
    let share = shares[best];
    let extent = match share {
        _ if map.is_empty() => Extent::Nowhere,
        0.5.. => Extent::Mostly,
        0.25.. if share >= 1.5 * even[best] => Extent::Partly,
        _ => Extent::Everywhere,
    };
    Focus { region: Region::ALL[best], share, extent }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(rows: usize, columns: usize, raw: &[f32]) -> HeatMap {
        HeatMap::from_raw(rows, columns, raw, Area::WHOLE).expect("as many values as cells")
    }

    #[test]
    fn one_warm_cell_is_said_with_its_share() {
        let mut raw = [0.0; 9];
        raw[2] = 3.0;
        raw[8] = 1.0;
        let focus = locate(&map(3, 3, &raw), &Area::WHOLE);
        assert_eq!((focus.region, focus.extent), (Region::UpperRight, Extent::Mostly));
        assert!((focus.share - 0.75).abs() < 1e-6);
    }

    #[test]
    fn shares_sum_to_one_where_cells_lie_across() {
        let raw: Vec<f32> = (0..49).map(|cell| (cell % 5) as f32).collect();
        let seen = Area { left: 0.3, top: 0.06, width: 0.4, height: 0.875 };
        let sum: f32 = region_shares(&map(7, 7, &raw), &seen).iter().sum();
        assert!((sum - 1.0).abs() < 1e-5, "{sum}");
    }

    #[test]
    fn an_even_map_looks_everywhere_even_in_a_panorama() {
        let panorama = Area { left: 0.4, top: 0.0, width: 0.2, height: 1.0 };
        for seen in [Area::WHOLE, panorama] {
            let focus = locate(&map(7, 7, &[1.0; 49]), &seen);
            assert_eq!(focus.extent, Extent::Everywhere, "{seen:?}");
        }
        assert_eq!(locate(&map(1, 1, &[-1.0]), &Area::WHOLE).extent, Extent::Nowhere);
    }

    #[test]
    fn the_words_are_about_the_picture_and_not_about_the_part_that_was_seen() {
        // The left edge of the seen square is the middle of a wide picture.
        let mut raw = [0.0; 9];
        raw[3] = 1.0;
        let seen = Area { left: 0.4, top: 0.0, width: 0.2, height: 1.0 };
        assert_eq!(locate(&map(3, 3, &raw), &seen).region, Region::Centre);
        assert_eq!(locate(&map(3, 3, &raw), &Area::WHOLE).region, Region::Left);
    }
}
