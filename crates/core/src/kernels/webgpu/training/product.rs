//! Products of matrices, in parts over what is summed, and the sums of those parts with what follows them.

use super::kernel::{Shader, empty, reshaped, shader};
use super::per_hardware::PerHardware;
use crate::kernels::training::Activation;
use burn::backend::wgpu::CubeTensor;

static OF_ROWS: &Shader = shader!("product_of_rows");
static GENERAL: &Shader = shader!("product");
static SUM_PARTS: &Shader = shader!("sum_parts");
static ACTIVATION_GRADIENT: &Shader = shader!("activation_gradient");

/// Rows and columns of the tile that an invocation computes.
const TILE: usize = 4;
/// A product is summed in as many parts as make so many invocations.
const INVOCATIONS_WANTED: PerHardware = PerHardware { card: 8192, processor: 256 };
/// Values that a part sums at least: fewer cost more to add up than they save.
const MIN_IN_A_PART: usize = 64;

/// A matrix within a tensor: the steps between its rows and between its columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matrix<'a> {
    pub(super) tensor: &'a CubeTensor,
    rows: usize,
    columns: usize,
    row_step: usize,
    column_step: usize,
}

impl<'a> Matrix<'a> {
    /// The `[rows, columns]` that `tensor` holds.
    pub(super) fn new(tensor: &'a CubeTensor, rows: usize, columns: usize) -> Self {
        Self { tensor, rows, columns, row_step: columns, column_step: 1 }
    }

    /// The same values with rows and columns exchanged.
    pub(super) fn transposed(self) -> Self {
        Self {
            tensor: self.tensor,
            rows: self.columns,
            columns: self.rows,
            row_step: self.column_step,
            column_step: self.row_step,
        }
    }

    /// The product with `other`, `[parts, rows, columns of other]`, still to be summed over the parts.
    pub(super) fn product_in_parts(self, other: Matrix) -> CubeTensor {
        let (m, n, k) = (self.rows, other.columns, self.columns);
        let tiles = m.div_ceil(TILE) * n.div_ceil(TILE);
        let parts_wanted = INVOCATIONS_WANTED.here().div_ceil(tiles).min(k.div_ceil(MIN_IN_A_PART));
        // Whole quads, for the kernel that reads four at a time.
        let in_a_part = k.div_ceil(parts_wanted).next_multiple_of(4);
        let parts = k.div_ceil(in_a_part);
        let result = empty(self.tensor, &[parts, m, n]);
        let tensors = [self.tensor, other.tensor, &result];
        let is_of_rows = self.column_step == 1 && other.row_step == 1;
        if is_of_rows && k.is_multiple_of(4) {
            let numbers = [m, n, k / 4, in_a_part / 4, parts].map(|number| number as u32);
            OF_ROWS.launch(&[], &tensors, &numbers, parts * tiles);
        } else {
            let steps = [self.row_step, self.column_step, other.row_step, other.column_step];
            let numbers = [[m, n, k, in_a_part], steps, [parts, 0, 0, 0]].concat();
            let numbers: Vec<u32> = numbers.into_iter().map(|number| number as u32).collect();
            GENERAL.launch(&[], &tensors, &numbers, parts * tiles);
        }
        result
    }

    /// The product with `other` under another shape of as many values.
    pub(super) fn product(self, other: Matrix, shape: &[usize]) -> CubeTensor {
        let parts = self.product_in_parts(other);
        let is_summed = parts.meta.shape()[0] == 1;
        reshaped(if is_summed { parts } else { sum_parts(&parts) }, shape)
    }
}

/// The sum over the first dimension, in its order: `[parts, …]` to `[values]`.
pub(super) fn sum_parts(parts: &CubeTensor) -> CubeTensor {
    let [number, length] = number_and_length(parts);
    Sum { number, length, steps: [length, 1] }.launch(parts, None, Activation::None)
}

/// The sum over the columns: `[rows, columns]` to `[rows]`.
pub(super) fn sum_columns(matrix: &CubeTensor) -> CubeTensor {
    let [rows, columns] = number_and_length(matrix);
    Sum { number: columns, length: rows, steps: [1, columns] }.launch(
        matrix,
        None,
        Activation::None,
    )
}

/// As [`sum_parts`], then a bias and an activation. Each bias is for `neighbours` values, one after the other, before
/// the next bias has its turn, and after the last one the first.
pub(super) fn sum_parts_and_activate(
    parts: &CubeTensor,
    (bias, neighbours): (&CubeTensor, usize),
    activation: Activation,
) -> CubeTensor {
    let [number, length] = number_and_length(parts);
    let sum = Sum { number, length, steps: [length, 1] };
    sum.launch(parts, Some((bias, neighbours)), activation)
}

fn number_and_length(parts: &CubeTensor) -> [usize; 2] {
    let number = parts.meta.shape()[0];
    [number, parts.meta.shape().num_elements() / number]
}

/// Which values are added up: so many for each of `length` sums, with the steps from one of them to the next and from
/// one sum to the next.
struct Sum {
    number: usize,
    length: usize,
    steps: [usize; 2],
}

impl Sum {
    fn launch(
        &self,
        parts: &CubeTensor,
        bias: Option<(&CubeTensor, usize)>,
        activation: Activation,
    ) -> CubeTensor {
        let sums = empty(parts, &[self.length]);
        let mut tensors = vec![parts, &sums];
        tensors.extend(bias.map(|(bias, _)| bias));
        let sizes = [
            ("HAS_BIAS", usize::from(bias.is_some())),
            ("HAS_RELU", usize::from(activation != Activation::None)),
            ("HAS_CAP", usize::from(activation == Activation::Relu6)),
        ];
        let (width, neighbours) = bias.map_or((1, 1), |(bias, n)| (bias.meta.shape()[0], n));
        let [from_part, from_sum] = self.steps;
        let numbers = [self.number, self.length, 0, 0, from_part, from_sum, neighbours, width];
        SUM_PARTS.launch(&sizes, &tensors, &numbers.map(|number| number as u32), self.length);
        sums
    }
}

/// The gradient before `activation`, from that of its output `y`.
pub(super) fn activation_gradient(
    activation: Activation,
    gradient: CubeTensor,
    y: &CubeTensor,
) -> CubeTensor {
    if activation == Activation::None {
        return gradient;
    }
    let length = y.meta.shape().num_elements();
    let result = empty(y, &y.meta.shape().to_vec());
    let sizes = [("HAS_CAP", usize::from(activation == Activation::Relu6))];
    let tensors = [&gradient, y, &result];
    ACTIVATION_GRADIENT.launch(&sizes, &tensors, &[length as u32], length);
    result
}
