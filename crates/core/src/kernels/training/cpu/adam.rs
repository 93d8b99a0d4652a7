//! A step of Adam over one parameter array, in place.

use crate::kernels::training::AdamRule;
use wide::f32x4;

/// Changes a parameter array and its two moments; all arrays are equally long.
pub(super) fn step(state: [&mut [f32]; 3], gradient: &[f32], rule: &AdamRule) {
    let [(parameters, parameter), (firsts, first), (seconds, second)] =
        state.map(|values| values.as_chunks_mut::<4>());
    let (gradients, gradient) = gradient.as_chunks::<4>();
    let numbers = Numbers::of(rule);
    let arrays = parameters.iter_mut().zip(firsts).zip(seconds).zip(gradients);
    for (((parameter, first), second), gradient) in arrays {
        numbers.update([parameter, first, second], gradient);
    }
    // The rest, among zeros.
    let count = gradient.len();
    let filled_up = |rest: &[f32]| -> [f32; 4] {
        std::array::from_fn(|index| rest.get(index).copied().unwrap_or(0.0))
    };
    let mut rest = [&*parameter, &*first, &*second].map(filled_up);
    numbers.update(rest.each_mut(), &filled_up(gradient));
    for (to, from) in [parameter, first, second].into_iter().zip(rest) {
        to.copy_from_slice(&from[..count]);
    }
}

/// The rule's numbers, each in four lanes.
struct Numbers {
    kept: f32x4,
    beta_1: [f32x4; 2],
    beta_2: [f32x4; 2],
    correction_2: f32x4,
    epsilon: f32x4,
    step_size: f32x4,
}

impl Numbers {
    fn of(rule: &AdamRule) -> Self {
        let lanes = |number: f64| f32x4::splat(number as f32);
        Self {
            kept: lanes(rule.kept),
            beta_1: [rule.beta_1, 1.0 - rule.beta_1].map(lanes),
            beta_2: [rule.beta_2, 1.0 - rule.beta_2].map(lanes),
            correction_2: lanes(rule.correction_2),
            epsilon: lanes(rule.epsilon),
            step_size: lanes(rule.step_size),
        }
    }

    #[inline(always)]
    fn update(&self, [parameter, first, second]: [&mut [f32; 4]; 3], gradient: &[f32; 4]) {
        let gradient = f32x4::from(*gradient);
        let mean = f32x4::from(*first) * self.beta_1[0] + gradient * self.beta_1[1];
        let square = f32x4::from(*second) * self.beta_2[0] + gradient * gradient * self.beta_2[1];
        let root = (square * self.correction_2).sqrt() + self.epsilon;
        let moved = f32x4::from(*parameter) * self.kept - mean / root * self.step_size;
        *first = mean.to_array();
        *second = square.to_array();
        *parameter = moved.to_array();
    }
}
