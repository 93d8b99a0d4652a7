//! A gated recurrent unit over rows, and its gradients: one kernel a row, in each direction.
//!
//! Its definition is Burn's: [`crate::operations::gru_over_rows`] on the CPU.

use super::kernel::{Shader, empty, shader};
use super::product::{Matrix, sum_parts};
use burn::backend::wgpu::CubeTensor;

static ROW: &Shader = shader!("gru_row");
static ROW_BACK: &Shader = shader!("gru_row_back");

/// The sizes of one call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gru {
    num_rows: usize,
    batch: usize,
    units: usize,
}

/// The states and gates of a call, which its gradients need.
#[derive(Debug, Clone)]
pub(super) struct Trace {
    states: CubeTensor,
    gates: CubeTensor,
}

/// The gradients of a call.
pub(super) struct GruGradients {
    /// `[rows × batch, 3 × units]`
    pub(super) from_rows: CubeTensor,
    /// `[3 × units × units]`
    pub(super) weight: CubeTensor,
    /// `[3 × units]`
    pub(super) bias: CubeTensor,
}

impl Gru {
    pub(super) fn of(from_rows: &CubeTensor, bias: &CubeTensor, num_rows: usize) -> Self {
        let [rows_and_batch, _] = from_rows.meta.shape().dims();
        let [gates] = bias.meta.shape().dims();
        Self { num_rows, batch: rows_and_batch / num_rows, units: gates / 3 }
    }

    /// # Shapes
    /// - `from_rows`: `[rows × batch, 3 × units]`
    /// - `weight`: `[3 × units × units]`
    /// - `bias`: `[3 × units]`
    /// - returns: `[batch, units]`, the last state
    pub(super) fn forward(
        &self,
        from_rows: &CubeTensor,
        weight: &CubeTensor,
        bias: &CubeTensor,
    ) -> (CubeTensor, Trace) {
        let Self { num_rows, batch, units } = *self;
        let states = empty(from_rows, &[num_rows + 1, batch, units]);
        let gates = empty(from_rows, &[num_rows, batch, 4 * units]);
        let last = empty(from_rows, &[batch, units]);
        for row in 0..num_rows {
            let tensors = [from_rows, weight, bias, &states, &gates, &last];
            let place = [row as u32, batch as u32];
            ROW.launch(&[("UNITS", units)], &tensors, &place, batch * units);
        }
        (last, Trace { states, gates })
    }

    /// `gradient` is `[batch, units]`, that of the last state.
    pub(super) fn backward(
        &self,
        gradient: &CubeTensor,
        weight: &CubeTensor,
        trace: &Trace,
    ) -> GruGradients {
        let Self { num_rows, batch, units } = *self;
        let of_gates = || empty(gradient, &[num_rows * batch, 3 * units]);
        let (of_rows, of_states) = (of_gates(), of_gates());
        let passed = empty(gradient, &[batch, units]);
        let Trace { states, gates } = trace;
        for row in (0..num_rows).rev() {
            let tensors = [gradient, weight, states, gates, &of_rows, &of_states, &passed];
            let sizes = [("UNITS", units), ("ROWS", num_rows)];
            ROW_BACK.launch(&sizes, &tensors, &[row as u32, batch as u32], batch * units);
        }
        let before_each_row = Matrix::new(states, num_rows * batch, units);
        let of_products = Matrix::new(&of_states, num_rows * batch, 3 * units).transposed();
        GruGradients {
            weight: of_products.product(before_each_row, &[3 * units * units]),
            bias: sum_parts(&of_states),
            from_rows: of_rows,
        }
    }
}
