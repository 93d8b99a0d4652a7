use crate::error::{Error, Result};
use crate::format::keras::KerasBuilder;
use crate::operations::affine;
use crate::picture::InputSpec;
use serde_json::json;

/// Side of the pictures that Teachable Machine's own models read, in pixels. Some programs hand over no other,
/// whatever the metadata say.
pub const GIVEN_SIDE: usize = 224;

/// Pixel values come as x ÷ 127 − 1 (`capture` in `@teachablemachine/image`), so 127 is 0 and 254 is 1.
const GIVEN_MEAN: f32 = 127.0;

/// Pixels that one pixel is repeated to before a mean is taken, at most: a longer row than this times 224 is no longer
/// cheap.
const MAX_REPEATS: usize = 16;

/// The way from the whole central square, which is what programs hand over, to what the network looks at.
pub struct Framing {
    /// Pixels that are cut off in front and behind.
    margins: [usize; 2],
    /// Each pixel becomes so many, side by side,
    repeats: usize,
    /// of which so many make one again, by their mean.
    pooled: usize,
}

impl Framing {
    /// The framing of a network that reads such pictures.
    ///
    /// # Errors
    /// [`Error::ModelUnsupported`] for a side that is no simple fraction of what is seen of the square.
    pub fn of(input: &InputSpec) -> Result<Self> {
        let seen = (input.crop * GIVEN_SIDE as f64).round() as usize;
        let before = (GIVEN_SIDE - seen) / 2;
        let divisor = greatest_common_divisor(input.side, seen).max(1);
        let framing = Self {
            margins: [before, GIVEN_SIDE - seen - before],
            repeats: input.side / divisor,
            pooled: seen / divisor,
        };
        match framing.repeats <= MAX_REPEATS && framing.pooled > 0 {
            true => Ok(framing),
            false => Err(Error::ModelUnsupported {
                reason: format!("{seen} pixels cannot become {}", input.side),
            }),
        }
    }

    /// The names of the input and of the layer that gives the picture as the network reads it, normalised.
    pub fn add(&self, model: &mut KerasBuilder, spec: &InputSpec) -> [String; 2] {
        let input = model.input([GIVEN_SIDE, GIVEN_SIDE, 3]);
        let mut x = input.clone();
        if self.margins != [0, 0] {
            let config = json!({ "cropping": [self.margins, self.margins] });
            x = model.layer("Cropping2D", "crop", &[&x], config);
        }
        // Rows first, then columns: in between, nothing is large.
        for (name, [height, width]) in [("rows", [1, 0]), ("columns", [0, 1])] {
            let along = |times: usize| [1 + height * (times - 1), 1 + width * (times - 1)];
            if self.repeats > 1 {
                let config = json!({ "size": along(self.repeats) });
                x = model.layer("UpSampling2D", &format!("{name}_repeated"), &[&x], config);
            }
            if self.pooled > 1 {
                let pool = along(self.pooled);
                let config = json!({ "pool_size": pool, "strides": pool, "padding": "valid" });
                x = model.layer("AveragePooling2D", &format!("{name}_pooled"), &[&x], config);
            }
        }
        let factor = GIVEN_MEAN / spec.scale;
        let offset = (GIVEN_MEAN - spec.mean) / spec.scale;
        let normalised = affine(model, &x, "normalise", &[factor; 3], &[offset; 3]);
        [input, normalised]
    }
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::networks::InputKind;
    use crate::networks::PIXELS;

    #[test]
    fn what_is_seen_becomes_what_the_network_reads() {
        let InputKind::Pixels(pixels) = PIXELS else { panic!("pixels are pixels") };
        for (input, expected) in
            [(InputSpec::efficientnet_lite0(), ([14, 14], 8, 7)), (pixels, ([0, 0], 1, 7))]
        {
            let Framing { margins, repeats, pooled } =
                Framing::of(&input).expect("both are simple");
            assert_eq!((margins, repeats, pooled), expected);
            let seen = GIVEN_SIDE - margins[0] - margins[1];
            assert_eq!(seen * repeats / pooled, input.side);
        }
        let odd = InputSpec { side: 223, ..InputSpec::efficientnet_lite0() };
        assert!(Framing::of(&odd).is_err_and(|error| error.code() == "model.unsupported"));
    }
}
