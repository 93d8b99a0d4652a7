use super::dense;
#[cfg(all(feature = "webgpu", feature = "train"))]
use crate::kernels::webgpu::training;
use burn::tensor::{
    Tensor,
    activation::{sigmoid, tanh},
};

/// The four arrays of a gated recurrent unit, each flat, in PyTorch's order of gates (reset, update, new).
#[derive(Clone, Copy)]
pub struct GruParameters<'a> {
    /// `[3 × hidden × columns]`
    pub weight_ih: &'a Tensor<1>,
    /// `[3 × hidden]`
    pub bias_ih: &'a Tensor<1>,
    /// `[3 × hidden × hidden]`
    pub weight_hh: &'a Tensor<1>,
    /// `[3 × hidden]`
    pub bias_hh: &'a Tensor<1>,
}

/// The last hidden state of a GRU that reads pictures row by row, each row its columns of red, then of green,
/// then of blue. The reset gate is applied after the recurrent product, as in PyTorch.
///
/// # Shapes
/// - `pictures`: `[batch, channels, rows, columns]`
/// - returns: `[batch, hidden]`
///
/// Source: K. Cho et al., arXiv:1406.1078.
pub fn gru_over_rows(pictures: Tensor<4>, parameters: GruParameters) -> Tensor<2> {
    let [batch, channels, num_rows, columns] = pictures.dims();
    let num_units = parameters.bias_ih.dims()[0] / 3;
    // [batch, channel, row, column] → [row, batch, channel × column]
    let rows = pictures.permute([2, 0, 1, 3]).reshape([num_rows * batch, channels * columns]);
    #[cfg(all(feature = "webgpu", feature = "train"))]
    if training::is_webgpu(&rows.device()) {
        let from_rows = dense(rows, parameters.weight_ih, parameters.bias_ih);
        return training::gru(from_rows, parameters.weight_hh, parameters.bias_hh, num_rows);
    }
    // Burn's products: measured, kernels of our own are no quicker here, and natively they are slower.
    let from_rows = dense::by_burn(rows, parameters.weight_ih, parameters.bias_ih);
    let mut hidden = Tensor::<2>::zeros([batch, num_units], &from_rows.device());
    for row in 0..num_rows {
        let x = from_rows.clone().narrow(0, row * batch, batch);
        let h = dense::by_burn(hidden.clone(), parameters.weight_hh, parameters.bias_hh);
        let gate =
            |gates: &Tensor<2>, index: usize| gates.clone().narrow(1, index * num_units, num_units);
        let reset = sigmoid(gate(&x, 0) + gate(&h, 0));
        let update = sigmoid(gate(&x, 1) + gate(&h, 1));
        let new = tanh(gate(&x, 2) + reset * gate(&h, 2));
        hidden = new.clone() + update * (hidden - new);
    }
    hidden
}
