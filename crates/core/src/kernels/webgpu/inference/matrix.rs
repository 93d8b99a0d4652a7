use crate::format::{Int8Weights, Values};

/// The form of a matrix's weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatrixForm {
    /// 32-bit floats.
    Floats,
    /// 8-bit integers and the value of one step for each output.
    Integers,
}

/// The weights of a 1 × 1 convolution as its kernel reads them. Outputs beyond the last, up to a multiple of four, are
/// zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// The form of `weights`.
    pub form: MatrixForm,
    /// Floats: `[in][out]`. Integers: `[in / 4][out / 4]` blocks of `[4 in][4 out]` bytes.
    pub weights: Vec<u8>,
    /// Floats: `[out]` biases. Integers: before them `[out]` values of 127 steps.
    pub parameters: Vec<f32>,
}

/// What one unit of a shader's `unpack4x8snorm` stands for.
const STEPS_OF_UNIT: f32 = 127.0;

impl Matrix {
    /// Packs `weight`, `[outputs, inputs]`, and `bias`, `[outputs]`. `inputs` is a multiple of four.
    pub fn new(weight: &Values, bias: &[f32], inputs: usize) -> Self {
        match weight {
            // A shader unpacks −128 as −127. It is in no file of ours, but may be in somebody's.
            Values::Integers(small, _) if !small.values.contains(&i8::MIN) => {
                Self::of_integers(small, bias, inputs)
            }
            _ => Self::of_floats(weight, bias, inputs),
        }
    }

    /// The form in which [`Self::new`] packs `weight`.
    pub fn form_of(weight: &Values) -> MatrixForm {
        match weight {
            Values::Integers(small, _) if !small.values.contains(&i8::MIN) => MatrixForm::Integers,
            _ => MatrixForm::Floats,
        }
    }

    fn of_floats(weight: &[f32], bias: &[f32], inputs: usize) -> Self {
        let outputs = bias.len().next_multiple_of(4);
        let mut weights = vec![0; 4 * inputs * outputs];
        for (output, row) in weight.chunks_exact(inputs).enumerate() {
            for (input, value) in row.iter().enumerate() {
                let at = 4 * (input * outputs + output);
                weights[at..at + 4].copy_from_slice(&value.to_le_bytes());
            }
        }
        Self { form: MatrixForm::Floats, weights, parameters: padded(bias, outputs) }
    }

    fn of_integers(small: &Int8Weights, bias: &[f32], inputs: usize) -> Self {
        let outputs = bias.len().next_multiple_of(4);
        let mut weights = vec![0; inputs * outputs];
        for (output, row) in small.values.chunks_exact(inputs).enumerate() {
            for (block, values) in row.chunks_exact(4).enumerate() {
                let first = (block * outputs / 4 + output / 4) * 16 + output % 4;
                for (input, value) in values.iter().enumerate() {
                    weights[first + 4 * input] = value.cast_unsigned();
                }
            }
        }
        let units: Vec<f32> = small.scales.iter().map(|scale| scale * STEPS_OF_UNIT).collect();
        let parameters = [padded(&units, outputs), padded(bias, outputs)].concat();
        Self { form: MatrixForm::Integers, weights, parameters }
    }
}

fn padded(values: &[f32], length: usize) -> Vec<f32> {
    values.iter().copied().chain(std::iter::repeat(0.0)).take(length).collect()
}
