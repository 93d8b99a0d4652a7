//! The convolution of the small networks with what follows it, and its gradients.
//!
//! Pictures with few channels go through a kernel of their own ([`direct`]), all others through [`winograd`]. The
//! gradients are sparse ([`gradient`]). Everything is done picture by picture, and the pictures' parts are added in
//! their order.

mod direct;
mod gradient;
mod map;
mod pool;
mod winograd;

use crate::kernels::training::ConvolutionSize;
use gradient::{Lists, Sparse};
use map::{PaddedMap, channels_first, channels_last};
use std::sync::Arc;

/// Eight channels at a time: so many times.
fn panels(channels: usize) -> usize {
    channels.div_ceil(8)
}

/// What one picture's result is written to, `[places, channels]`, whose channels are filled up to a multiple of eight.
struct Pooled<'a> {
    values: &'a mut [f32],
    chosen: &'a mut [i32],
}

/// What the gradients need of a call.
#[derive(Debug, Clone)]
pub(crate) struct Trace {
    /// The padded maps of all pictures.
    maps: Arc<Vec<f32>>,
    /// For each value of the result which of its window's four it was.
    chosen: Arc<Vec<i32>>,
}

/// The gradients of a call.
pub(super) struct Gradients {
    /// `[batch, inputs, height, width]`, where it was asked for.
    pub(super) x: Option<Vec<f32>>,
    /// `[channels × inputs × 9]`
    pub(super) weight: Vec<f32>,
    /// `[channels]`
    pub(super) bias: Vec<f32>,
}

/// A picture's kernel: map, and where the result goes.
type Kernel<'a> = Box<dyn FnMut(&[f32], &mut Pooled) + 'a>;

impl ConvolutionSize {
    /// # Shapes
    /// - `x`: `[batch, inputs, height, width]`
    /// - `weight`: `[channels × inputs × 9]`
    /// - `bias`: `[channels]`
    /// - returns: `[batch, channels, height', width']`
    pub(super) fn forward(&self, x: &[f32], weight: &[f32], bias: &[f32]) -> (Vec<f32>, Trace) {
        let [batch, channels, height, width] = self.result();
        let (places, lanes) = (height * width, panels(channels) * 8);
        let map = PaddedMap::of(self);
        let mut maps = vec![0.0; batch * map.num_values()];
        let mut chosen = vec![0; batch * places * lanes];
        let mut result = vec![0.0; batch * channels * places];
        let mut values = vec![0.0; places * lanes];
        let mut kernel = self.kernel(map, weight, bias);
        let pictures = maps.chunks_exact_mut(map.num_values()).zip(x.chunks_exact(x.len() / batch));
        let results =
            chosen.chunks_exact_mut(places * lanes).zip(result.chunks_exact_mut(channels * places));
        for ((padded, x), (chosen, result)) in pictures.zip(results) {
            map.fill(padded, x);
            kernel(padded, &mut Pooled { values: &mut values, chosen });
            channels_first(&values, lanes, result);
        }
        drop(kernel);
        (result, Trace { maps: Arc::new(maps), chosen: Arc::new(chosen) })
    }

    fn kernel(&self, map: PaddedMap, weight: &[f32], bias: &[f32]) -> Kernel<'static> {
        let mut panels_of_bias = vec![[0.0; 8]; panels(self.channels)];
        for (to, from) in panels_of_bias.as_flattened_mut().iter_mut().zip(bias) {
            *to = *from;
        }
        let bias = panels_of_bias;
        match self.inputs {
            3 => {
                let weight = direct::pack::<3>(weight, 3);
                Box::new(move |x, to| direct::forward::<3>((x, &map), &weight, &bias, to))
            }
            inputs if inputs <= direct::LANES => {
                let weight = direct::pack::<{ direct::LANES }>(weight, inputs);
                Box::new(move |x, to| {
                    direct::forward::<{ direct::LANES }>((x, &map), &weight, &bias, to);
                })
            }
            inputs => {
                let weight = winograd::pack(weight, inputs);
                let mut scratch = winograd::Scratch::new(map.lanes);
                Box::new(move |x, to| {
                    winograd::forward((x, &map), &weight, &bias, to, &mut scratch);
                })
            }
        }
    }

    /// From the gradient of the result, `[batch, channels, height', width']`.
    pub(super) fn backward(
        &self,
        gradient: &[f32],
        weight: &[f32],
        trace: &Trace,
        is_x_wanted: bool,
    ) -> Gradients {
        let [batch, channels, height, width] = self.result();
        let (places, lanes) = (height * width, panels(channels) * 8);
        let map = PaddedMap::of(self);
        let mut sums = vec![0.0; channels * 9 * map.lanes];
        let mut bias = vec![0.0; channels];
        let mut of_picture = vec![0.0; places * lanes];
        let mut of_map = vec![0.0; map.num_values()];
        let of_inputs = self.inputs * self.height * self.width;
        let mut x = is_x_wanted.then(|| vec![0.0; batch * of_inputs]);
        let packed = gradient::pack(weight, self);
        let mut lists = Lists::new(self);
        let pictures = gradient
            .chunks_exact(channels * places)
            .zip(trace.maps.chunks_exact(map.num_values()))
            .zip(trace.chosen.chunks_exact(places * lanes));
        for (picture, ((gradient, padded), chosen)) in pictures.enumerate() {
            channels_last(gradient, lanes, &mut of_picture);
            let sparse = Sparse { gradient: &of_picture, chosen };
            lists.add_weight_gradient(padded, &sparse, &mut sums, &mut bias);
            if let Some(x) = &mut x {
                of_map.fill(0.0);
                lists.add_input_gradient(&packed, &sparse, &mut of_map);
                map.empty(&of_map, &mut x[picture * of_inputs..][..of_inputs]);
            }
        }
        Gradients { x, weight: gradient::unpack(&sums, self), bias }
    }
}
