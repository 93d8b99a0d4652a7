//! Rows of bytes, four in one: the order in which the depthwise convolution reads its input.

/// A feature map a few rows at a time, `[column][channel][4 rows]`: byte `row % 4` of a word is row `row`, and four
/// words lie in each block. Of the fours of rows there are the last two.
#[derive(Debug, Clone, Default)]
pub struct RowQuads {
    slots: [Vec<[u8; 16]>; 2],
}

impl RowQuads {
    /// Room for `length` blocks in each four of rows.
    pub fn new(length: usize) -> Self {
        Self { slots: [vec![[0; 16]; length], vec![[0; 16]; length]] }
    }

    /// The place of the four `index`, which takes that of the last but one.
    pub(super) fn slot(&mut self, index: usize, length: usize) -> &mut [[u8; 16]] {
        &mut self.slots[index % 2][..length]
    }

    /// The four `index` and the one behind it.
    pub(super) fn two(&self, index: usize, length: usize) -> [&[[u8; 16]]; 2] {
        [&self.slots[index % 2][..length], &self.slots[(index + 1) % 2][..length]]
    }
}
