//! The network on the CPU, as a fixed sequence of fused steps over buffers that are allocated once.
//!
//! It computes what `EfficientNetLite0` computes, for inference only and with 8-bit weights and 7-bit activations
//! ([`one_byte`]). Where there are several threads, a block is divided twice: by channels up to the depthwise
//! convolution, which needs no neighbours then, and by rows of pixels behind it.

mod block;
mod head;
mod layers;
mod workspace;

use super::{BLOCKS, INPUT_SIDE, NUM_ACTIVATIONS, NUM_FEATURES, STEM_CHANNELS, UNFROZEN_BLOCK};
use crate::error::Result;
use crate::format::Weights;
use crate::kernels::one_byte::{self, Classifier};
use crate::kernels::{FeatureMap, as_team, global_average, share, team_size};
use block::FusedBlock;
use head::{Head, classifier};
use std::ops::Range;
use workspace::{BufferSizes, Workspace};

/// The network, ready to run.
pub struct FusedEfficientNetLite0 {
    blocks: Vec<FusedBlock>,
    head: Head,
    /// Missing in a network for features alone.
    classifier: Option<Classifier>,
    workspace: Workspace,
    features: Vec<f32>,
}

impl FusedEfficientNetLite0 {
    /// Builds the steps from a model's weights, with a classifier where there are classes.
    ///
    /// # Errors
    /// [`crate::Error::ModelDamaged`] when a weight is missing or has another shape.
    pub fn load(weights: &Weights, num_classes: Option<usize>) -> Result<Self> {
        let side = INPUT_SIDE / 2;
        let mut size = FeatureMap { height: side, width: side, channels: STEM_CHANNELS };
        let mut blocks = Vec::with_capacity(BLOCKS.len());
        for (index, spec) in BLOCKS.iter().enumerate() {
            let block = FusedBlock::load(weights, index, spec, size)?;
            size = block.output();
            blocks.push(block);
        }
        Ok(Self {
            head: Head::load(weights, size)?,
            classifier: num_classes.map(|count| classifier(weights, count)).transpose()?,
            blocks,
            workspace: Workspace::default(),
            features: vec![0.0; NUM_FEATURES],
        })
    }

    /// The name of the arithmetic that everything is computed with.
    pub const ARITHMETIC: &str = one_byte::NAME;

    /// # Shapes
    /// - `input`: `[3, 224, 224]`
    /// - returns: features `[1280]`, valid until the next call
    pub fn features(&mut self, input: &[f32]) -> &[f32] {
        self.run(input, self.blocks.len(), true);
        let num_pixels = self.head.output().num_pixels();
        // Taken out for as long as it is written, since the workspace is read.
        let mut features = std::mem::take(&mut self.features);
        self.workspace.read_last_map(
            num_pixels,
            |member| self.head.share(member),
            |map| global_average(map, num_pixels, &mut features),
        );
        self.refuse_nonsense(&mut features);
        self.features = features;
        &self.features
    }

    /// The last convolution, before the mean over its places.
    ///
    /// # Shapes
    /// - `input`: `[3, 224, 224]`
    /// - returns: `[7, 7, 1280]`
    pub fn feature_map(&mut self, input: &[f32]) -> (FeatureMap, Vec<f32>) {
        self.run(input, self.blocks.len(), true);
        let size = self.head.output();
        let mut map =
            self.workspace.last_map(size.num_pixels(), |member| self.head.share(member));
        self.refuse_nonsense(&mut map);
        (size, map)
    }

    /// The amount that one unit of each feature adds to the logit of `class`, which must be there: `[1280]`.
    /// None without a classifier.
    pub fn class_weights(&self, class: usize) -> Option<Vec<f32>> {
        self.classifier.as_ref().map(|classifier| classifier.row(class))
    }

    /// The input of the block [`UNFROZEN_BLOCK`], in the order of Burn's tensors.
    ///
    /// # Shapes
    /// - `input`: `[3, 224, 224]`
    /// - returns: `[192, 7, 7]`
    pub fn activations(&mut self, input: &[f32]) -> Vec<f32> {
        self.run(input, UNFROZEN_BLOCK, false);
        let size = self.blocks[UNFROZEN_BLOCK].input();
        let mut activations = vec![0.0; NUM_ACTIVATIONS];
        let map = self.workspace.map(UNFROZEN_BLOCK, size);
        for (pixel, values) in map.chunks_exact(size.channels).enumerate() {
            for (channel, value) in values.iter().enumerate() {
                activations[channel * size.num_pixels() + pixel] = *value;
            }
        }
        self.refuse_nonsense(&mut activations);
        activations
    }

    /// Writes the logits; without a classifier there are none.
    ///
    /// # Shapes
    /// - `input`: `[3, 224, 224]`
    /// - `logits`: `[classes]`
    pub fn forward(&mut self, input: &[f32], logits: &mut [f32]) {
        self.features(input);
        if let Some(classifier) = &self.classifier {
            classifier.run(&self.features, logits);
        }
    }

    /// An overflow within the network must arrive as what it is: what is no number is refused later.
    fn refuse_nonsense(&self, values: &mut [f32]) {
        if self.workspace.has_nonsense() {
            values.fill(f32::NAN);
        }
    }

    /// The stem, `num_blocks` blocks, and the head if it is wanted. What comes out is left in the workspace.
    fn run(&mut self, input: &[f32], num_blocks: usize, has_head: bool) {
        if self.workspace.size() != team_size() {
            self.workspace = self.new_workspace(team_size());
        }
        let blocks = &self.blocks[..num_blocks];
        as_team(|member| {
            let rows = share(INPUT_SIDE, member.index, member.size);
            let own = self.workspace.of(&member);
            own.write_pixels().forget_nonsense();
            own.write_picture().round(input, (INPUT_SIDE, INPUT_SIDE), rows);
            for (index, block) in blocks.iter().enumerate() {
                member.wait();
                block.filter(&member, &self.workspace);
                member.wait();
                block.project(&member, &self.workspace, index, index + 1 == num_blocks && !has_head);
            }
            if has_head {
                member.wait();
                self.head.run(&member, &self.workspace);
            }
        });
    }

    fn new_workspace(&self, size: usize) -> Workspace {
        let mut sizes = BufferSizes::default();
        self.blocks.iter().for_each(|block| block.add_to(&mut sizes, size));
        self.head.add_to(&mut sizes, size);
        Workspace::new(size, &sizes)
    }
}

/// The channels of `count`, in steps, that a member (its number, and of how many) computes.
fn channel_share(count: usize, step: usize, (index, size): (usize, usize)) -> Range<usize> {
    let steps = share(count.div_ceil(step), index, size);
    count.min(steps.start * step)..count.min(steps.end * step)
}

/// The most channels that a member of `size` has.
fn most_channels(count: usize, step: usize, size: usize) -> usize {
    (0..size).map(|index| channel_share(count, step, (index, size)).len()).max().unwrap_or(0)
}
