//! What follows a dense layer, and its gradient.

use crate::kernels::training::Activation;

/// Applies `activation` to each value.
pub(super) fn apply(activation: Activation, values: &mut [f32]) {
    match activation {
        Activation::None => (),
        // Comparisons that a number that is none passes unchanged: a run that diverges is to be seen.
        Activation::Relu => values.iter_mut().for_each(|x| *x = if *x < 0.0 { 0.0 } else { *x }),
        Activation::Relu6 => values.iter_mut().for_each(|x| *x = x.clamp(0.0, 6.0)),
    }
}

/// From the gradient of the result `y` that before `activation`, in place.
pub(super) fn back(activation: Activation, gradient: &mut [f32], y: &[f32]) {
    let stops = |y: f32| match activation {
        Activation::None => false,
        Activation::Relu => y <= 0.0,
        Activation::Relu6 => y <= 0.0 || y >= 6.0,
    };
    for (gradient, &y) in gradient.iter_mut().zip(y) {
        *gradient = if stops(y) { 0.0 } else { *gradient };
    }
}
