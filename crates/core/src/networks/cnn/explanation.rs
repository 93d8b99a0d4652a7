//! Grad-CAM for the small convolutional networks, forward and back by hand: it needs no gradients of
//! the framework, which the build for readers of an article does not have.

use super::{CHANNELS, HIDDEN_UNITS};
use crate::error::{Error, Result};
use crate::format::Weights;
use crate::networks::PIXEL_SIDE;
use crate::operations::HeatMap;
use crate::picture::Area;

/// Values of shape `[channels, side, side]`.
struct Planes {
    channels: usize,
    side: usize,
    values: Vec<f32>,
}

/// Grad-CAM at the last convolution, for a network with so much padding and so many outputs.
///
/// Where one output tells two classes apart, it speaks for the second class, and its negative for the
/// first.
///
/// # Shapes
/// - `input`: `[3, 32, 32]`
/// - returns: 13 × 13 cells without padding, 16 × 16 with it
///
/// # Errors
/// [`Error::InputShape`] for another input; [`Error::ModelDamaged`] when weights are missing;
/// [`Error::NotFinite`].
///
/// Source: R. R. Selvaraju et al., ICCV 2017, arXiv:1610.02391, equations 1 and 2.
pub(super) fn grad_cam(
    weights: &Weights,
    padding: usize,
    outputs: usize,
    input: &[f32],
    class: usize,
) -> Result<HeatMap> {
    let expected = 3 * PIXEL_SIDE * PIXEL_SIDE;
    if input.len() != expected {
        return Err(Error::InputShape { expected, actual: input.len() });
    }
    let [first_channels, last_channels] = CHANNELS;
    let input = Planes { channels: 3, side: PIXEL_SIDE, values: input.to_vec() };
    let first = convolve_relu(&input, weights, ["conv1.weight", "conv1.bias"], first_channels, padding)?;
    let (first, _) = pool(&first);
    let last = convolve_relu(&first, weights, ["conv2.weight", "conv2.bias"], last_channels, padding)?;
    let (pooled, origins) = pool(&last);

    let gradient = gradient_of_pooled(weights, &pooled.values, outputs, class)?;
    // The largest of each window passes the gradient on. Its mean over all places is the channel's weight.
    let area = last.side * last.side;
    let mut importance = vec![0.0; last.channels];
    for (origin, value) in origins.iter().zip(gradient) {
        importance[origin / area] += value / area as f32;
    }
    let mut raw = vec![0.0; area];
    for (plane, weight) in last.values.chunks_exact(area).zip(importance) {
        for (sum, value) in raw.iter_mut().zip(plane) {
            *sum += weight * value;
        }
    }
    HeatMap::from_raw(last.side, last.side, &raw, place(padding))
}

/// The area that the cells cover: a cell of the last convolution sees ten pixels around the middle of two. Without
/// padding, three pixels at each edge are the middle of no cell.
fn place(padding: usize) -> Area {
    let edge = if padding == 0 { 3.0 / PIXEL_SIDE as f64 } else { 0.0 };
    Area { left: edge, top: edge, width: 1.0 - 2.0 * edge, height: 1.0 - 2.0 * edge }
}

/// 3 × 3, stride 1, and what is negative becomes 0.
fn convolve_relu(
    input: &Planes,
    weights: &Weights,
    [weight, bias]: [&str; 2],
    outputs: usize,
    padding: usize,
) -> Result<Planes> {
    let weight = weights.get(weight, &[outputs, input.channels, 3, 3])?;
    let bias = weights.get(bias, &[outputs])?;
    let side = input.side + 2 * padding - 2;
    let mut values = Vec::with_capacity(outputs * side * side);
    for (filter, bias) in weight.chunks_exact(input.channels * 9).zip(bias) {
        let mut plane = vec![*bias; side * side];
        let channels = input.values.chunks_exact(input.side * input.side);
        for (source, kernel) in channels.zip(filter.chunks_exact(9)) {
            for (tap, weight) in kernel.iter().enumerate() {
                add_shifted(
                    source,
                    input.side,
                    [tap / 3, tap % 3],
                    padding,
                    *weight,
                    &mut plane,
                    side,
                );
            }
        }
        values.extend(plane.into_iter().map(|value| value.max(0.0)));
    }
    Ok(Planes { channels: outputs, side, values })
}

/// Adds `source` times `weight`, moved by one tap of the kernel; beyond the edge are zeros.
fn add_shifted(
    source: &[f32],
    source_side: usize,
    [tap_row, tap_column]: [usize; 2],
    padding: usize,
    weight: f32,
    target: &mut [f32],
    side: usize,
) {
    for row in 0..side {
        let source_row = row + tap_row;
        if source_row < padding || source_row >= source_side + padding {
            continue;
        }
        let start = (source_row - padding) * source_side;
        let line = &source[start..start + source_side];
        // Columns whose source lies inside.
        let first = padding.saturating_sub(tap_column);
        let last = (source_side + padding - tap_column).min(side);
        let from = first + tap_column - padding;
        let target = &mut target[row * side + first..row * side + last];
        for (sum, value) in target.iter_mut().zip(&line[from..]) {
            *sum += weight * value;
        }
    }
}

/// The largest of each 2 × 2 window, and where it was; a last row or column without a partner is left out.
fn pool(input: &Planes) -> (Planes, Vec<usize>) {
    let side = input.side / 2;
    let count = input.channels * side * side;
    let (mut values, mut origins) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for channel in 0..input.channels {
        for row in 0..side {
            for column in 0..side {
                let corner = (channel * input.side + 2 * row) * input.side + 2 * column;
                let mut best = corner;
                for at in [corner + 1, corner + input.side, corner + input.side + 1] {
                    if input.values[at] > input.values[best] {
                        best = at;
                    }
                }
                values.push(input.values[best]);
                origins.push(best);
            }
        }
    }
    (Planes { channels: input.channels, side, values }, origins)
}

/// Back from the class's score through both dense layers.
fn gradient_of_pooled(
    weights: &Weights,
    pooled: &[f32],
    outputs: usize,
    class: usize,
) -> Result<Vec<f32>> {
    let dense1 = weights.get("dense1.weight", &[HIDDEN_UNITS, pooled.len()])?;
    let bias = weights.get("dense1.bias", &[HIDDEN_UNITS])?;
    let dense2 = weights.get("dense2.weight", &[outputs, HIDDEN_UNITS])?;
    let (row, sign) = match outputs {
        1 => (0, if class == 1 { 1.0 } else { -1.0 }),
        _ => (class, 1.0),
    };
    let output = &dense2[row * HIDDEN_UNITS..][..HIDDEN_UNITS];
    let mut gradient = vec![0.0; pooled.len()];
    for ((weights, bias), weight) in dense1.chunks_exact(pooled.len()).zip(bias).zip(output) {
        let before: f32 = weights.iter().zip(pooled).map(|(w, x)| w * x).sum::<f32>() + bias;
        if before > 0.0 {
            for (sum, value) in gradient.iter_mut().zip(weights) {
                *sum += sign * weight * value;
            }
        }
    }
    Ok(gradient)
}
