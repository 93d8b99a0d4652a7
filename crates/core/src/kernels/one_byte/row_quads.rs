//! Rows of bytes, four in one: the order in which the depthwise convolution reads its input.

/// A feature map a few rows at a time, `[four channels][column][4 channels][4 rows]`: byte `row % 4` of a word is row
/// `row`, and the words of four channels lie in each block. Of the fours of rows there are the last two.
///
/// Neighbouring columns lie side by side, so that a convolution finds all that it needs of four channels at fixed
/// distances from one place.
#[derive(Debug, Clone, Default)]
pub struct RowQuads {
    slots: [Vec<[u8; 16]>; 2],
}

/// Where four rows of a map without their border are written.
#[derive(Debug)]
pub struct FourRows<'a> {
    /// From the first column on.
    pub(super) blocks: &'a mut [[u8; 16]],
    /// Blocks from four channels to the next four: the columns with their border.
    pub(super) pitch: usize,
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

impl FourRows<'_> {
    /// From the column `x` on: the blocks of its channels lie [`Self::pitch`] apart.
    #[inline(always)]
    pub(super) fn column(&mut self, x: usize) -> FourRows<'_> {
        FourRows { blocks: &mut self.blocks[x..], pitch: self.pitch }
    }

    /// Below the map there are zeros: of `num_columns`, all but the first `num_rows` rows.
    pub(super) fn clear_below(&mut self, num_rows: usize, num_columns: usize) {
        for columns in self.blocks.chunks_mut(self.pitch) {
            for word in columns[..num_columns].as_flattened_mut().chunks_exact_mut(4) {
                word[num_rows..].fill(0);
            }
        }
    }
}
