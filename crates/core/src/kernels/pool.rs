use super::Rows;

/// The mean of every channel over all pixels.
///
/// # Shapes
/// - `input`: `[num_pixels, channels]`
/// - `output`: `[channels]`
pub fn global_average(input: Rows, num_pixels: usize, output: &mut [f32]) {
    output.fill(0.0);
    let mut scratch = vec![0.0; output.len()];
    for pixel in 0..num_pixels {
        for (sum, value) in output.iter_mut().zip(input.row(pixel, &mut scratch)) {
            *sum += value;
        }
    }
    for sum in output {
        *sum /= num_pixels as f32;
    }
}
