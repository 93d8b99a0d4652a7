use super::{MatrixForm, THREADS, largest_divisor, workgroups};
use crate::kernels::Activation;
use crate::kernels::webgpu::{Hardware, Kernel, expand};

/// A 1 × 1 convolution: `[num_pixels, inputs]` to `[num_pixels, outputs]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pointwise {
    /// Places of the map.
    pub num_pixels: usize,
    /// Channels that come in, a multiple of four.
    pub inputs: usize,
    /// Channels that go out, a multiple of four.
    pub outputs: usize,
    /// What is done to every output, the residual sum included.
    pub activation: Activation,
    /// Whether another map is added to the output.
    pub has_residual: bool,
    /// The form in which the weights come.
    pub form: MatrixForm,
}

/// The way in which the work of a layer is divided among invocations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Division {
    /// Each makes so many pixels of four channels.
    Pixels(usize),
    /// Groups of `slices` invocations share the inputs of `pixels` pixels; in a workgroup are `vectors` such groups.
    Split {
        /// Pixels of an invocation.
        pixels: usize,
        /// Invocations that share a sum.
        slices: usize,
        /// Vectors of four outputs in a workgroup.
        vectors: usize,
    },
}

impl Pointwise {
    /// Reads the map, the weights and the parameters of a [`super::Matrix`], the residual map where there is one, and
    /// writes the map.
    pub fn kernel(&self, hardware: Hardware) -> Kernel {
        self.kernel_of(self.division(hardware))
    }

    /// The division that was fastest where it was measured (docs/performance.md).
    fn division(&self, hardware: Hardware) -> Division {
        let split = |pixels, slices| Division::Split { pixels, slices, vectors: 8 };
        match (hardware, self.num_pixels) {
            (Hardware::Processor, _) => Division::Pixels(4),
            (Hardware::Card, 1) => split(1, 32),
            (Hardware::Card, ..=49) => split(7, 8),
            (Hardware::Card, ..=196) => split(7, 4),
            (Hardware::Card, ..=784) => split(4, 4),
            (Hardware::Card, _) => Division::Pixels(4),
        }
    }

    /// The kernel with another division, to be compared. Its sizes may be made smaller, so that nothing is left over.
    pub fn kernel_of(&self, division: Division) -> Kernel {
        let (inputs, outputs) = (self.inputs / 4, self.outputs / 4);
        let (text, pixels, slices, vectors) = match division {
            Division::Pixels(pixels) => (include_str!("pointwise.wgsl"), pixels, 1, 1),
            Division::Split { pixels, slices, vectors } => {
                (include_str!("pointwise_split.wgsl"), pixels, slices, vectors)
            }
        };
        let pixels = largest_divisor(self.num_pixels, pixels);
        let vectors = largest_divisor(outputs, vectors);
        let sizes = [
            ("NUM_PIXELS", self.num_pixels),
            ("IN", inputs),
            ("OUT", outputs),
            ("PIXELS", pixels),
            ("SLICES", slices),
            ("VECTORS", vectors),
            ("GROUPS_ACROSS", outputs / vectors),
            ("RESIDUAL", self.has_residual.into()),
            ("RELU6", (self.activation == Activation::Relu6).into()),
            ("INTEGERS", (self.form == MatrixForm::Integers).into()),
            ("THREADS", THREADS),
        ];
        let tiles = outputs * (self.num_pixels / pixels);
        Kernel {
            label: "pointwise",
            code: expand(&[include_str!("matrix.wgsl"), text].concat(), &sizes),
            num_inputs: 3 + usize::from(self.has_residual),
            num_workgroups: match division {
                Division::Pixels(_) => workgroups(tiles),
                Division::Split { .. } => u32::try_from(tiles / vectors).unwrap_or(u32::MAX),
            },
        }
    }
}
