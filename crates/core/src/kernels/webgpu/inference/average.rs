use super::{THREADS, workgroups};
use crate::kernels::webgpu::{Kernel, expand};

/// The mean over the places of a map: `[num_pixels, channels]` to `[channels]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Average {
    /// Places of the map.
    pub num_pixels: usize,
    /// A multiple of four.
    pub channels: usize,
}

impl Average {
    /// Reads the map, writes the means.
    pub fn kernel(&self) -> Kernel {
        let vectors = self.channels / 4;
        let sizes = [("NUM_PIXELS", self.num_pixels), ("VECTORS", vectors), ("THREADS", THREADS)];
        Kernel {
            label: "average",
            code: expand(include_str!("average.wgsl"), &sizes),
            num_inputs: 1,
            num_workgroups: workgroups(vectors),
        }
    }
}
