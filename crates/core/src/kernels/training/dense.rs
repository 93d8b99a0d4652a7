//! What a dense layer is a layer of.

use super::Activation;

/// What an example is within the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// A row: `[count, inputs]` to `[count, outputs]`.
    Rows,
    /// A column: `[inputs, count]` to `[outputs, count]`.
    Columns,
}

/// The sizes of one call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dense {
    /// What an example is.
    pub(crate) layout: Layout,
    /// Examples.
    pub(crate) count: usize,
    /// Values of an example.
    pub(crate) inputs: usize,
    /// Values of its result.
    pub(crate) outputs: usize,
    /// What follows.
    pub(crate) activation: Activation,
}

impl Dense {
    /// The sizes for an input of the shape `x`.
    pub(crate) fn new(
        x: [usize; 2],
        outputs: usize,
        layout: Layout,
        activation: Activation,
    ) -> Self {
        let (count, inputs) = match layout {
            Layout::Rows => (x[0], x[1]),
            Layout::Columns => (x[1], x[0]),
        };
        Self { layout, count, inputs, outputs, activation }
    }

    /// The shape of an array that has so many values for each example.
    pub(crate) fn shape(&self, values: usize) -> [usize; 2] {
        match self.layout {
            Layout::Rows => [self.count, values],
            Layout::Columns => [values, self.count],
        }
    }
}
