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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_over_pixels() {
        let mut means = [0.0; 2];
        let map = [1.0, 10.0, 3.0, 20.0];
        global_average(Rows::Bands { channels: 2, parts: &[&map] }, 2, &mut means);
        assert_eq!(means, [2.0, 15.0]);
    }
}
