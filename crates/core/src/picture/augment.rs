//! Changes to a picture that do not change what it shows.

/// One change, drawn at random by the caller.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AugmentDraw {
    /// Left and right exchanged.
    pub is_flipped: bool,
    /// Share of the side that is kept, in (0, 1].
    pub zoom: f32,
    /// The way of the kept part off the centre, in shares of the side: right, down.
    pub shift: [f32; 2],
    /// Turn in degrees.
    pub degrees: f32,
    /// The factor that multiplies every value.
    pub gain: f32,
}

/// Turns, crops, flips and brightens in one pass, sampling bilinearly; beyond the edge the edge goes
/// on.
///
/// # Shapes
/// `rgb` and the result are bytes `[side, side, 3]`.
pub fn augment(rgb: &[u8], side: usize, draw: &AugmentDraw) -> Vec<u8> {
    let (sine, cosine) = draw.degrees.to_radians().sin_cos();
    let length = side as f32;
    let last = length - 1.0;
    let mut changed = Vec::with_capacity(rgb.len());
    for row in 0..side {
        for column in 0..side {
            // From the centre, in shares of the side.
            let x = (column as f32 + 0.5) / length - 0.5;
            let y = (row as f32 + 0.5) / length - 0.5;
            let x = if draw.is_flipped { -x } else { x };
            let source_x = (cosine * x - sine * y) * draw.zoom + draw.shift[0];
            let source_y = (sine * x + cosine * y) * draw.zoom + draw.shift[1];
            let source_x = ((source_x + 0.5) * length - 0.5).clamp(0.0, last);
            let source_y = ((source_y + 0.5) * length - 0.5).clamp(0.0, last);
            let (left, top) = (source_x as usize, source_y as usize);
            let (right, bottom) = ((left + 1).min(side - 1), (top + 1).min(side - 1));
            let (dx, dy) = (source_x - left as f32, source_y - top as f32);
            for channel in 0..3 {
                let at = |x: usize, y: usize| f32::from(rgb[(y * side + x) * 3 + channel]);
                let above = at(left, top) * (1.0 - dx) + at(right, top) * dx;
                let below = at(left, bottom) * (1.0 - dx) + at(right, bottom) * dx;
                let value = (above * (1.0 - dy) + below * dy) * draw.gain;
                changed.push(value.round().clamp(0.0, 255.0) as u8);
            }
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: AugmentDraw =
        AugmentDraw { is_flipped: false, zoom: 1.0, shift: [0.0; 2], degrees: 0.0, gain: 1.0 };

    fn picture() -> Vec<u8> {
        (0..4 * 4 * 3).map(|value| value * 5).collect()
    }

    #[test]
    fn no_change_changes_nothing() {
        assert_eq!(augment(&picture(), 4, &NONE), picture());
    }

    #[test]
    fn flipped_twice_is_as_before_and_once_is_mirrored() {
        let flip = AugmentDraw { is_flipped: true, ..NONE };
        let once = augment(&picture(), 4, &flip);
        assert_eq!(once[..3], picture()[9..12]);
        assert_eq!(augment(&once, 4, &flip), picture());
    }

    #[test]
    fn four_quarter_turns_come_home() {
        let turn = AugmentDraw { degrees: 90.0, ..NONE };
        let turned = (0..4).fold(picture(), |picture, _| augment(&picture, 4, &turn));
        assert_eq!(turned, picture());
        // A quarter turn moves the corners.
        assert_ne!(augment(&picture(), 4, &turn)[..3], picture()[..3]);
    }

    #[test]
    fn brightness_is_bounded() {
        let bright = AugmentDraw { gain: 100.0, ..NONE };
        assert!(augment(&picture(), 4, &bright)[3..].iter().all(|&value| value == 255));
    }
}
