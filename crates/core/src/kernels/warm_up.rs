use super::{
    Activation, Border, Depthwise, FeatureMap, OutputRange, PackedMatrix, Pointwise, Rows,
};
use crate::format::quantise;

/// A browser compiles quickly what it has not run yet, and well, beside its other work, what has run for a
/// while. Here each kernel runs for as long as that takes, some milliseconds, over nothing but zeros. Whoever calls
/// this while the weights are still on their way has the first prediction in half the time.
pub fn warm_up() {
    let size = FeatureMap { height: 16, width: 32, channels: 128 };
    let mut output = vec![0.0; size.num_values()];
    let input = vec![0.0; size.num_values()];
    let weights = quantise(&vec![0.0; size.channels * size.channels], size.channels);
    let layer = Pointwise {
        matrix: PackedMatrix::new(&weights.into(), &[0.0; 128], size.channels),
        activation: Activation::Relu6,
    };
    let rows = Rows::Bands { channels: size.channels, parts: &[&input] };
    layer.run(rows, &mut output, &OutputRange::whole(size, Border::NONE), None);
    for (kernel, stride) in [(3, 1), (3, 2), (5, 1), (5, 2)] {
        let taps = vec![0.0; size.channels * kernel * kernel];
        let layer = Depthwise::new(&taps, &[0.0; 128], kernel, stride, Activation::Relu6);
        for _ in 0..stride * stride {
            layer.run(&input, &mut output, size, 0..size.channels);
        }
    }
}
