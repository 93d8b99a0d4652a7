use crate::kernels::one_byte::{BytePixels, PictureRows, PixelBands, QuadMap, RowQuads};
use crate::kernels::{FeatureMap, Member, Rows, share};
use std::ops::{Deref, DerefMut, Range};
use std::sync::{Mutex, PoisonError, RwLock};

/// Memory for the intermediate values, divided among the members of a team. Each writes its own and reads
/// everybody's; the barriers between the layers keep the two apart, so that no lock is ever waited for.
#[derive(Default)]
pub(super) struct Workspace {
    members: Vec<MemberBuffers>,
}

/// What a member needs: as much as the largest layer asks for.
#[derive(Debug, Default)]
pub(super) struct BufferSizes {
    map: usize,
    filtered_quads: usize,
    last_map: usize,
    quads: usize,
}

/// Each as large as the largest layer needs.
pub(super) struct MemberBuffers {
    /// Some rows of what goes into a block and of what comes out, in turn.
    maps: [RwLock<Vec<f32>>; 2],
    /// The same rows of what goes into a block, as bytes.
    pixels: RwLock<BytePixels>,
    /// Some rows of the picture as bytes.
    picture: RwLock<PictureRows>,
    /// A few rows of some channels of what goes into the depthwise convolution, with its border.
    quads: Mutex<RowQuads>,
    /// The same channels of what it gives.
    filtered_quads: RwLock<Vec<[u8; 4]>>,
    /// Some channels of what the last convolution gives.
    last_map: RwLock<Vec<f32>>,
}

impl BufferSizes {
    /// Rows of a map, as floats.
    pub fn map(&mut self, length: usize) {
        self.map = self.map.max(length);
    }

    pub fn last_map(&mut self, length: usize) {
        self.last_map = self.last_map.max(length);
    }

    pub fn filtered_quads(&mut self, length: usize) {
        self.filtered_quads = self.filtered_quads.max(length);
    }

    /// Blocks of 16 bytes.
    pub fn quads(&mut self, length: usize) {
        self.quads = self.quads.max(length);
    }
}

impl MemberBuffers {
    fn new(sizes: &BufferSizes) -> Self {
        Self {
            maps: [RwLock::new(vec![0.0; sizes.map]), RwLock::new(vec![0.0; sizes.map])],
            pixels: RwLock::default(),
            picture: RwLock::default(),
            quads: Mutex::new(RowQuads::new(sizes.quads)),
            filtered_quads: RwLock::new(vec![[0; 4]; sizes.filtered_quads]),
            last_map: RwLock::new(vec![0.0; sizes.last_map]),
        }
    }

    /// The input of the block `index`.
    pub fn read_map(&self, index: usize) -> impl Deref<Target = Vec<f32>> {
        read(&self.maps[index % 2])
    }

    pub fn write_map(&self, index: usize) -> impl DerefMut<Target = Vec<f32>> {
        write(&self.maps[index % 2])
    }

    pub fn write_pixels(&self) -> impl DerefMut<Target = BytePixels> {
        write(&self.pixels)
    }

    pub fn write_picture(&self) -> impl DerefMut<Target = PictureRows> {
        write(&self.picture)
    }

    pub fn write_last_map(&self) -> impl DerefMut<Target = Vec<f32>> {
        write(&self.last_map)
    }

    pub fn write_filtered_quads(&self) -> impl DerefMut<Target = Vec<[u8; 4]>> {
        write(&self.filtered_quads)
    }

    pub fn write_quads(&self) -> impl DerefMut<Target = RowQuads> {
        self.quads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read<T>(lock: &RwLock<T>) -> impl Deref<Target = T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> impl DerefMut<Target = T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}

impl Workspace {
    pub fn new(size: usize, sizes: &BufferSizes) -> Self {
        Self { members: (0..size).map(|_| MemberBuffers::new(sizes)).collect() }
    }

    /// The number of members.
    pub fn size(&self) -> usize {
        self.members.len()
    }

    pub fn of(&self, member: &Member) -> &MemberBuffers {
        &self.members[member.index]
    }

    /// Whether a value of this picture's was no number where it became a byte.
    pub fn has_nonsense(&self) -> bool {
        self.members.iter().any(|member| read(&member.pixels).has_nonsense())
    }

    /// All of what goes into the block `index`, whose size is `size`.
    pub fn read_map(&self, index: usize, size: FeatureMap, work: impl FnOnce(Rows)) {
        let length = |member| share(size.height, member, self.size()).len();
        let guards: Vec<_> = self.members.iter().map(|member| member.read_map(index)).collect();
        let parts = guards.iter().enumerate();
        let parts: Vec<&[f32]> = parts
            .map(|(member, map)| &map[..length(member) * size.width * size.channels])
            .collect();
        work(Rows::Bands { channels: size.channels, parts: &parts });
    }

    /// The bytes that go into a block, whose input has the size `size`.
    pub fn read_pixels(&self, size: FeatureMap, work: impl FnOnce(PixelBands)) {
        let guards: Vec<_> = self.members.iter().map(|member| read(&member.pixels)).collect();
        let bytes: Vec<&[u8]> = guards.iter().map(|pixels| pixels.bytes()).collect();
        let steps: Vec<&[f32]> = guards.iter().map(|pixels| pixels.steps()).collect();
        work(PixelBands { channels: size.channels, bytes: &bytes, steps: &steps });
    }

    /// The picture as bytes, row by row.
    pub fn read_picture(&self, work: impl FnOnce(Rows<u8>)) {
        let guards: Vec<_> = self.members.iter().map(|member| read(&member.picture)).collect();
        let parts: Vec<&[u8]> = guards.iter().map(|rows| rows.bytes()).collect();
        work(Rows::Bands { channels: PictureRows::row_length(super::INPUT_SIDE), parts: &parts });
    }

    /// The last map of all members; `channels` says which of its channels one (its number, and of how many) has.
    pub fn read_last_map(
        &self,
        num_pixels: usize,
        channels: impl Fn((usize, usize)) -> Range<usize>,
        work: impl FnOnce(Rows),
    ) {
        let guards: Vec<_> = self.members.iter().map(|member| read(&member.last_map)).collect();
        let parts = self.slices(num_pixels, channels, guards.iter().map(|values| &values[..]));
        work(Rows::Slices { num_pixels, parts: &parts });
    }

    /// What the depthwise convolution gave to all members, of the channels that each has.
    pub fn read_filtered_quads(
        &self,
        num_pixels: usize,
        channels: impl Fn((usize, usize)) -> Range<usize>,
        work: impl FnOnce(QuadMap),
    ) {
        let guards: Vec<_> =
            self.members.iter().map(|member| read(&member.filtered_quads)).collect();
        let length = |member| channels((member, self.size())).len() / 4 * num_pixels;
        let parts = guards.iter().enumerate();
        let parts: Vec<_> = parts.map(|(member, quads)| &quads[..length(member)]).collect();
        work(QuadMap { num_pixels, parts: &parts });
    }

    fn slices<'a, T>(
        &self,
        num_pixels: usize,
        channels: impl Fn((usize, usize)) -> Range<usize>,
        members: impl Iterator<Item = &'a [T]>,
    ) -> Vec<&'a [T]> {
        let length = |member| channels((member, self.size())).len() * num_pixels;
        members.enumerate().map(|(member, values)| &values[..length(member)]).collect()
    }

    /// A copy of [`Self::read_map`].
    pub fn map(&self, index: usize, size: FeatureMap) -> Vec<f32> {
        let mut map = Vec::with_capacity(size.num_values());
        self.read_map(index, size, |rows| rows.append_to(&mut map, size.num_pixels()));
        map
    }

    /// A copy of [`Self::read_last_map`].
    pub fn last_map(
        &self,
        num_pixels: usize,
        channels: impl Fn((usize, usize)) -> Range<usize>,
    ) -> Vec<f32> {
        let mut map = Vec::new();
        self.read_last_map(num_pixels, channels, |rows| rows.append_to(&mut map, num_pixels));
        map
    }
}
