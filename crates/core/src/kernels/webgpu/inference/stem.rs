use super::{THREADS, largest_divisor, workgroups};
use crate::kernels::webgpu::{Kernel, expand};

/// Pixels that an invocation makes: they share the weights and a third of the inputs.
const WIDTH: usize = 4;

/// A network's first convolution, 3 × 3 at stride 2 with ReLU6: `[3, side, side]` to `[side / 2, side / 2, channels]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stem {
    /// Side of the picture in pixels, even.
    pub side: usize,
    /// A multiple of four.
    pub channels: usize,
}

impl Stem {
    /// Reads the picture, the weights and the bias, writes the map.
    pub fn kernel(&self) -> Kernel {
        self.kernel_of(WIDTH)
    }

    /// The kernel with tiles of at most `most` pixels, to be compared.
    pub fn kernel_of(&self, most: usize) -> Kernel {
        let (vectors, out_side) = (self.channels / 4, self.side / 2);
        let width = largest_divisor(out_side, most);
        let sizes = [
            ("SIDE", self.side),
            ("OUT_SIDE", out_side),
            ("VECTORS", vectors),
            ("WIDTH", width),
            ("WINDOW", 2 * width + 1),
            ("TILES_ACROSS", out_side / width),
            ("THREADS", THREADS),
        ];
        Kernel {
            label: "stem",
            code: expand(include_str!("stem.wgsl"), &sizes),
            num_inputs: 3,
            num_workgroups: workgroups(vectors * out_side / width * out_side),
        }
    }

    /// `[channels, 3, 3, 3]`, colours before rows and columns, to what the kernel reads: `[3, 3, 3, channels]`.
    pub fn pack(&self, weight: &[f32]) -> Vec<f32> {
        let mut packed = vec![0.0; weight.len()];
        for (index, value) in weight.iter().enumerate() {
            let (channel, colour, tap) = (index / 27, index / 9 % 3, index % 9);
            packed[(tap * 3 + colour) * self.channels + channel] = *value;
        }
        packed
    }
}
