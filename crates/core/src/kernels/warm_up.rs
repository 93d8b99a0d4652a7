use super::one_byte::{
    ByteDepthwise, BytePixels, Expansion, PixelBands, Projection, QuadMap, RowQuads,
};
use super::{Border, FeatureMap};
use crate::format::Int8Weights;

/// A browser compiles quickly what it has not run yet, and well, beside its other work, what has run for a
/// while. Here each kernel of the shipped network runs for as long as that takes, some milliseconds, over nothing but
/// zeros. Whoever calls this while the weights are still on their way has the first prediction in half the time.
pub fn warm_up() {
    let size = FeatureMap { height: 28, width: 28, channels: 96 };
    let zeros = |outputs: usize, inputs: usize| Int8Weights {
        values: vec![0; outputs * inputs],
        scales: vec![0.0; outputs],
    };
    let mut pixels = BytePixels::default();
    pixels.round(&vec![0.0; size.num_values()], size.channels);
    let pixels =
        PixelBands { channels: size.channels, bytes: &[pixels.bytes()], steps: &[pixels.steps()] };
    let expand = Expansion::new(&zeros(size.channels, size.channels), &[0.0; 96]);
    let mut filtered = vec![[0; 4]; size.num_values() / 4];
    for (kernel, stride) in [(3, 1), (3, 2), (5, 1), (5, 2)] {
        let border = Border { before: kernel / 2, after: kernel / 2 };
        let taps = zeros(size.channels, kernel * kernel);
        let depthwise = ByteDepthwise::new(&taps, &[0.0; 96], kernel, stride, border);
        let mut quads = RowQuads::new(depthwise.slot_length(size));
        for _ in 0..stride * stride {
            depthwise.run(
                size,
                0..size.channels,
                &mut quads,
                &mut filtered,
                &mut |four, target| {
                    expand.run(
                        pixels,
                        four,
                        (size.height, size.width),
                        &(0..size.channels),
                        target,
                    );
                },
            );
        }
    }
    let filtered = QuadMap { num_pixels: size.num_pixels(), parts: &[&filtered] };
    for num_outputs in [80, 40] {
        let bias = vec![0.0; num_outputs];
        let project = Projection::new(&zeros(num_outputs, size.channels), &bias);
        let mut output = vec![0.0; size.num_pixels() * num_outputs];
        project.run(filtered, 0..size.num_pixels(), None, &mut output);
    }
}
