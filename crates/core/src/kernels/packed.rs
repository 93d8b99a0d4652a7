/// Outputs computed together by one tile: two vectors of four.
pub(super) const PANEL_WIDTH: usize = 8;

/// A weight matrix `[outputs, inputs]` and its bias, reordered so that a tile reads it in one
/// straight line: panels of eight outputs, `[panel][input][8]`, the last one filled with zeros.
#[derive(Debug, Clone)]
pub struct PackedMatrix {
    num_inputs: usize,
    num_outputs: usize,
    panels: Vec<[f32; PANEL_WIDTH]>,
    biases: Vec<[f32; PANEL_WIDTH]>,
}

impl PackedMatrix {
    /// Packs `weight` (`[num_outputs, num_inputs]`, row-major) and `bias` (`[num_outputs]`).
    ///
    /// # Panics
    /// When the lengths do not fit; callers have checked shapes by then.
    pub fn new(weight: &[f32], bias: &[f32], num_inputs: usize) -> Self {
        let num_outputs = bias.len();
        assert_eq!(weight.len(), num_outputs * num_inputs, "a weight for each input and output");
        let num_panels = num_outputs.div_ceil(PANEL_WIDTH);
        let mut panels = vec![[0.0; PANEL_WIDTH]; num_panels * num_inputs];
        let mut biases = vec![[0.0; PANEL_WIDTH]; num_panels];
        for (output, row) in weight.chunks_exact(num_inputs).enumerate() {
            let (panel, lane) = (output / PANEL_WIDTH, output % PANEL_WIDTH);
            biases[panel][lane] = bias[output];
            pack_row(row, &mut panels[panel * num_inputs..][..num_inputs], lane);
        }
        Self { num_inputs, num_outputs, panels, biases }
    }

    /// Length of a row of inputs.
    pub fn num_inputs(&self) -> usize {
        self.num_inputs
    }

    /// Length of a row of outputs.
    pub fn num_outputs(&self) -> usize {
        self.num_outputs
    }

    /// The weights of one output, `[num_inputs]`, as they were before packing.
    ///
    /// # Panics
    /// When there is no such output.
    pub fn row(&self, output: usize) -> Vec<f32> {
        assert!(output < self.num_outputs, "an output that is there");
        let (panel, lane) = (output / PANEL_WIDTH, output % PANEL_WIDTH);
        let panel = &self.panels[panel * self.num_inputs..][..self.num_inputs];
        panel.iter().map(|lanes| lanes[lane]).collect()
    }

    /// Each panel's bias and weights `[num_inputs][8]`.
    pub(super) fn panels(
        &self,
    ) -> impl Iterator<Item = (&[f32; PANEL_WIDTH], &[[f32; PANEL_WIDTH]])> {
        self.biases.iter().zip(self.panels.chunks_exact(self.num_inputs))
    }
}

/// A call of its own for each row, so that a browser goes over to its better code within one matrix.
#[inline(never)]
fn pack_row(row: &[f32], panel: &mut [[f32; PANEL_WIDTH]], lane: usize) {
    for (value, column) in row.iter().zip(panel) {
        column[lane] = *value;
    }
}
