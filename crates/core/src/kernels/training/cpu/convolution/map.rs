//! Feature maps as the kernels read them: a pixel's channels beside one another and a border of zeros around.

use crate::kernels::training::ConvolutionSize;

/// How a picture's values lie in a padded map.
#[derive(Debug, Clone, Copy)]
pub(super) struct PaddedMap {
    pub(super) height: usize,
    pub(super) width: usize,
    /// Values of a pixel: its channels, and zeros up to a multiple of four.
    pub(super) lanes: usize,
    channels: usize,
    border: usize,
}

impl PaddedMap {
    /// The map that a convolution reads.
    pub(super) fn of(size: &ConvolutionSize) -> Self {
        Self {
            height: size.height + 2 * size.padding,
            width: size.width + 2 * size.padding,
            lanes: size.inputs.next_multiple_of(4),
            channels: size.inputs,
            border: size.padding,
        }
    }

    /// Values of a row.
    pub(super) fn row(&self) -> usize {
        self.width * self.lanes
    }

    /// Values of a map.
    pub(super) fn num_values(&self) -> usize {
        self.height * self.row()
    }

    /// Puts `values`, `[channels, height, width]` without the border, into `map`, whose other values are zeros.
    pub(super) fn fill(&self, map: &mut [f32], values: &[f32]) {
        self.each_row(|channel, number, inside, begin| {
            let row = values[(channel * self.inner_height() + number) * inside..][..inside].iter();
            row.zip(map[begin..].iter_mut().step_by(self.lanes)).for_each(|(from, to)| *to = *from);
        });
    }

    /// Takes the values out of `map` again, without the border.
    pub(super) fn empty(&self, map: &[f32], values: &mut [f32]) {
        self.each_row(|channel, number, inside, begin| {
            let row = &mut values[(channel * self.inner_height() + number) * inside..][..inside];
            row.iter_mut()
                .zip(map[begin..].iter().step_by(self.lanes))
                .for_each(|(to, from)| *to = *from);
        });
    }

    fn inner_height(&self) -> usize {
        self.height - 2 * self.border
    }

    /// Calls `visit` with each channel, row, the row's length, and the place of its first value in the map.
    #[inline(always)]
    fn each_row(&self, mut visit: impl FnMut(usize, usize, usize, usize)) {
        let inside = self.width - 2 * self.border;
        for number in 0..self.inner_height() {
            let begin = ((number + self.border) * self.width + self.border) * self.lanes;
            for channel in 0..self.channels {
                visit(channel, number, inside, begin + channel);
            }
        }
    }
}

/// `[channels, places]` of `from`, `[places, lanes]`.
pub(super) fn channels_first(from: &[f32], lanes: usize, to: &mut [f32]) {
    let places = from.len() / lanes;
    for (channel, to) in to.chunks_exact_mut(places).enumerate() {
        to.iter_mut().zip(from[channel..].iter().step_by(lanes)).for_each(|(to, from)| *to = *from);
    }
}

/// `[places, lanes]` of `from`, `[channels, places]`; lanes without a channel stay as they are.
pub(super) fn channels_last(from: &[f32], lanes: usize, to: &mut [f32]) {
    let places = to.len() / lanes;
    for (channel, from) in from.chunks_exact(places).enumerate() {
        to[channel..].iter_mut().step_by(lanes).zip(from).for_each(|(to, from)| *to = *from);
    }
}
