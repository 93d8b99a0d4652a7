use super::{THREADS, largest_divisor, workgroups};
use crate::kernels::webgpu::{Hardware, Kernel, expand};

/// A depthwise convolution with ReLU6: `[side, side, channels]` to `[out_side, out_side, channels]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Depthwise {
    /// Side of the input in pixels.
    pub side: usize,
    /// A multiple of four.
    pub channels: usize,
    /// Side of the kernel.
    pub kernel: usize,
    /// Pixels from one output to the next.
    pub stride: usize,
    /// Zeros above and to the left.
    pub before: usize,
    /// Zeros below and to the right.
    pub after: usize,
}

impl Depthwise {
    /// Side of the output in pixels.
    pub fn out_side(&self) -> usize {
        (self.side + self.before + self.after - self.kernel) / self.stride + 1
    }

    /// Reads the map, the weights and the bias, writes the map.
    pub fn kernel(&self, hardware: Hardware) -> Kernel {
        // Pixels side by side share the weights and most of the inputs.
        self.kernel_of(match hardware {
            Hardware::Card => 2,
            Hardware::Processor => 4,
        })
    }

    /// The kernel with tiles of at most `most` pixels, to be compared.
    pub fn kernel_of(&self, most: usize) -> Kernel {
        let (vectors, out_side) = (self.channels / 4, self.out_side());
        let width = largest_divisor(out_side, most);
        let sizes = [
            ("SIDE", self.side),
            ("OUT_SIDE", out_side),
            ("VECTORS", vectors),
            ("KERNEL", self.kernel),
            ("STRIDE", self.stride),
            ("BEFORE", self.before),
            ("WIDTH", width),
            ("WINDOW", (width - 1) * self.stride + self.kernel),
            ("TILES_ACROSS", out_side / width),
            ("THREADS", THREADS),
        ];
        Kernel {
            label: "depthwise",
            code: expand(include_str!("depthwise.wgsl"), &sizes),
            num_inputs: 3,
            num_workgroups: workgroups(vectors * out_side / width * out_side),
        }
    }

    /// `[channels, kernel, kernel]` to what the kernel reads: `[kernel, kernel, channels]`.
    pub fn pack(&self, weight: &[f32]) -> Vec<f32> {
        let taps = self.kernel * self.kernel;
        let mut packed = vec![0.0; weight.len()];
        for (index, value) in weight.iter().enumerate() {
            packed[index % taps * self.channels + index / taps] = *value;
        }
        packed
    }
}
