use crate::format::keras::KerasBuilder;
use crate::operations::affine;
use crate::picture::InputSpec;
use serde_json::json;

/// Side of the pictures that Teachable Machine's own models read. Some programs hand over no other, whatever the
/// metadata say.
const USUAL_SIDE: usize = 224;

/// Pixel values come as x ÷ 127 − 1 (`capture` in `@teachablemachine/image`), so 127 is 0 and 254 is 1.
const GIVEN_MEAN: f32 = 127.0;

/// The way from the square that other programs hand over to what the network looks at.
pub struct Framing {
    /// Side of that square in pixels.
    pub side: usize,
    step: Step,
}

enum Step {
    /// Cuts so many pixels off, in front and behind.
    Crop([usize; 2]),
    /// Makes one pixel of so many by so many.
    Shrink(usize),
}

impl Framing {
    /// Programs shrink the whole central square. A network that looks at the middle of it is handed more pixels, whose
    /// border it cuts off; one that reads few pixels is handed the usual many, for none shrinks as well as the mean.
    pub fn of(input: &InputSpec) -> Self {
        let whole = (input.side as f64 / input.crop).round() as usize;
        if whole > input.side {
            let before = (whole - input.side) / 2;
            return Self { side: whole, step: Step::Crop([before, whole - input.side - before]) };
        }
        let times = (USUAL_SIDE / input.side).max(1);
        Self { side: input.side * times, step: Step::Shrink(times) }
    }

    /// The names of the input and of the layer that gives the picture as the network reads it, normalised.
    pub fn add(&self, model: &mut KerasBuilder, spec: &InputSpec) -> [String; 2] {
        let (input, x) = match self.step {
            Step::Crop([before, after]) => {
                // Pictures of another side are refused if the input says which: convolutions take any.
                let input = model.input([None, None, Some(3)]);
                let config = json!({ "cropping": [[before, after], [before, after]] });
                let x = model.layer("Cropping2D", "crop", &[&input], config);
                (input, x)
            }
            Step::Shrink(times) => {
                let input = model.input([Some(self.side), Some(self.side), Some(3)]);
                let pool = [times, times];
                let config = json!({ "pool_size": pool, "strides": pool, "padding": "valid" });
                let x = model.layer("AveragePooling2D", "shrink", &[&input], config);
                (input, x)
            }
        };
        let factor = GIVEN_MEAN / spec.scale;
        let offset = (GIVEN_MEAN - spec.mean) / spec.scale;
        let normalised = affine(model, &x, "normalise", &[factor; 3], &[offset; 3]);
        [input, normalised]
    }
}
