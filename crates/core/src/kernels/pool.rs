/// The mean of every channel over all pixels.
///
/// # Shapes
/// - `input`: `[pixels, channels]`
/// - `output`: `[channels]`
pub fn global_average(input: &[f32], output: &mut [f32]) {
    output.fill(0.0);
    for pixel in input.chunks_exact(output.len()) {
        for (sum, value) in output.iter_mut().zip(pixel) {
            *sum += value;
        }
    }
    let num_pixels = (input.len() / output.len()) as f32;
    for sum in output {
        *sum /= num_pixels;
    }
}
