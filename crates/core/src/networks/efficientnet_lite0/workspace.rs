use crate::kernels::{FeatureMap, Member, Rows, share};
use std::ops::{Deref, DerefMut, Range};
use std::sync::{Mutex, PoisonError, RwLock};

/// Memory for the intermediate values, divided among the members of a team. Each writes its own and reads
/// everybody's; the barriers between the layers keep the two apart, so that no lock is ever waited for.
#[derive(Default)]
pub(super) struct Workspace {
    members: Vec<MemberBuffers>,
}

/// Each as large as the largest layer needs.
pub(super) struct MemberBuffers {
    /// Some rows of what goes into a block and of what comes out, in turn.
    maps: [RwLock<Vec<f32>>; 2],
    /// Some channels of what the depthwise convolution gives, and of the head.
    filtered: RwLock<Vec<f32>>,
    /// The same channels of what goes into it, with its border.
    padded: Mutex<Vec<f32>>,
}

impl MemberBuffers {
    pub(super) fn new(map: usize, filtered: usize, padded: usize) -> Self {
        let zeros = |length| vec![0.0; length];
        Self {
            maps: [RwLock::new(zeros(map)), RwLock::new(zeros(map))],
            filtered: RwLock::new(zeros(filtered)),
            padded: Mutex::new(zeros(padded)),
        }
    }

    /// The input of the block `index`.
    pub(super) fn read_map(&self, index: usize) -> impl Deref<Target = Vec<f32>> {
        self.maps[index % 2].read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write_map(&self, index: usize) -> impl DerefMut<Target = Vec<f32>> {
        self.maps[index % 2].write().unwrap_or_else(PoisonError::into_inner)
    }

    fn read_filtered(&self) -> impl Deref<Target = Vec<f32>> {
        self.filtered.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write_filtered(&self) -> impl DerefMut<Target = Vec<f32>> {
        self.filtered.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write_padded(&self) -> impl DerefMut<Target = Vec<f32>> {
        self.padded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Workspace {
    pub(super) fn new(size: usize, buffers: impl Fn() -> MemberBuffers) -> Self {
        Self { members: (0..size).map(|_| buffers()).collect() }
    }

    /// The number of members.
    pub(super) fn size(&self) -> usize {
        self.members.len()
    }

    pub(super) fn of(&self, member: &Member) -> &MemberBuffers {
        &self.members[member.index]
    }

    /// All of what goes into the block `index`, whose size is `size`.
    pub(super) fn read_bands(&self, index: usize, size: FeatureMap, work: impl FnOnce(Rows)) {
        let length = |member| share(size.height, member, self.size()).len();
        let guards: Vec<_> = self.members.iter().map(|member| member.read_map(index)).collect();
        let parts = guards.iter().enumerate();
        let parts: Vec<&[f32]> = parts
            .map(|(member, map)| &map[..length(member) * size.width * size.channels])
            .collect();
        work(Rows::Bands { channels: size.channels, parts: &parts });
    }

    /// The channels of all members; `channels` says which of them one (its number, and of how many) has.
    pub(super) fn read_slices(
        &self,
        num_pixels: usize,
        channels: impl Fn((usize, usize)) -> Range<usize>,
        work: impl FnOnce(Rows),
    ) {
        let guards: Vec<_> = self.members.iter().map(MemberBuffers::read_filtered).collect();
        let parts = guards.iter().enumerate();
        let parts: Vec<&[f32]> = parts
            .map(|(member, map)| &map[..channels((member, self.size())).len() * num_pixels])
            .collect();
        work(Rows::Slices { num_pixels, parts: &parts });
    }

    /// A copy of [`Self::read_bands`].
    pub(super) fn bands(&self, index: usize, size: FeatureMap) -> Vec<f32> {
        let mut map = Vec::with_capacity(size.num_values());
        self.read_bands(index, size, |rows| rows.append_to(&mut map, size.num_pixels()));
        map
    }

    /// A copy of [`Self::read_slices`].
    pub(super) fn slices(
        &self,
        num_pixels: usize,
        channels: impl Fn((usize, usize)) -> Range<usize>,
    ) -> Vec<f32> {
        let mut map = Vec::new();
        self.read_slices(num_pixels, channels, |rows| rows.append_to(&mut map, num_pixels));
        map
    }
}
