use super::workspace::{MemberBuffers, Workspace};
use super::{
    BLOCKS, BlockSpec, INPUT_SIDE, NUM_ACTIVATIONS, NUM_FEATURES, STEM_CHANNELS, UNFROZEN_BLOCK,
    same_padding,
};
use crate::error::Result;
use crate::kernels::{
    Activation, Border, Depthwise, FeatureMap, Im2col, Member, PackedMatrix, OutputRange, Pointwise, Rows,
    as_team, global_average, share, team_size,
};
use crate::format::Weights;
use std::ops::Range;

/// The network as a fixed sequence of fused steps over buffers that are allocated once.
///
/// It computes what `EfficientNetLite0` computes, on the CPU, for inference only. Where it has several threads,
/// a block is divided twice: by channels up to the depthwise convolution, which needs no neighbours then,
/// and by rows of pixels behind it.
pub struct FusedEfficientNetLite0 {
    patches: Im2col,
    stem: Pointwise,
    blocks: Vec<FusedBlock>,
    head: Pointwise,
    /// Missing in a network for features alone.
    classifier: Option<Pointwise>,
    workspace: Workspace,
    features: Vec<f32>,
}

struct FusedBlock {
    expand: Option<Pointwise>,
    depthwise: Depthwise,
    project: Pointwise,
    input: FeatureMap,
    /// Zeros the depthwise convolution wants around its input.
    border: Border,
    is_residual: bool,
}

impl FusedEfficientNetLite0 {
    /// Builds the steps from a model's weights, with a classifier where there are classes.
    ///
    /// # Errors
    /// [`crate::Error::ModelDamaged`] when a weight is missing or has another shape.
    pub fn load(weights: &Weights, num_classes: Option<usize>) -> Result<Self> {
        let (before, after) = same_padding(3, 2);
        let patches = Im2col {
            channels: 3,
            height: INPUT_SIDE,
            width: INPUT_SIDE,
            kernel: 3,
            stride: 2,
            border: Border { before, after },
        };
        let stem = conv(weights, "stem", [STEM_CHANNELS, 3, 3, 3], Activation::Relu6)?;
        let mut size = FeatureMap {
            height: patches.output_height(),
            width: patches.output_width(),
            channels: STEM_CHANNELS,
        };
        let mut blocks = Vec::with_capacity(BLOCKS.len());
        for (index, spec) in BLOCKS.iter().enumerate() {
            let block = FusedBlock::load(weights, index, spec, size)?;
            size = block.output();
            blocks.push(block);
        }
        let head = [NUM_FEATURES, size.channels, 1, 1];
        let head = conv(weights, "head", head, Activation::Relu6)?;
        let classifier = num_classes.map(|count| classifier(weights, count)).transpose()?;
        let features = vec![0.0; NUM_FEATURES];
        let workspace = Workspace::default();
        Ok(Self { patches, stem, blocks, head, classifier, workspace, features })
    }

    /// # Shapes
    /// - `input`: `[3, 224, 224]`
    /// - returns: features `[1280]`, valid until the next call
    pub fn features(&mut self, input: &[f32]) -> &[f32] {
        self.run(input, self.blocks.len(), true);
        let num_pixels = self.head_size().num_pixels();
        // Taken out for as long as it is written, since the workspace is read.
        let mut features = std::mem::take(&mut self.features);
        self.workspace.read_slices(
            num_pixels,
            |member| self.head_share(member),
            |map| global_average(map, num_pixels, &mut features),
        );
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
        let size = self.head_size();
        (size, self.workspace.slices(size.num_pixels(), |member| self.head_share(member)))
    }

    /// The amount that one unit of each feature adds to the logit of `class`, which must be there: `[1280]`.
    /// None without a classifier.
    pub fn class_weights(&self, class: usize) -> Option<Vec<f32>> {
        self.classifier.as_ref().map(|classifier| classifier.matrix.row(class))
    }

    /// The input of the block [`UNFROZEN_BLOCK`], in the order of Burn's tensors.
    ///
    /// # Shapes
    /// - `input`: `[3, 224, 224]`
    /// - returns: `[192, 7, 7]`
    pub fn activations(&mut self, input: &[f32]) -> Vec<f32> {
        self.run(input, UNFROZEN_BLOCK, false);
        let size = self.blocks[UNFROZEN_BLOCK].input;
        let mut activations = vec![0.0; NUM_ACTIVATIONS];
        let map = self.workspace.bands(UNFROZEN_BLOCK, size);
        for (pixel, values) in map.chunks_exact(size.channels).enumerate() {
            for (channel, value) in values.iter().enumerate() {
                activations[channel * size.num_pixels() + pixel] = *value;
            }
        }
        activations
    }

    /// Writes the logits; without a classifier there are none.
    ///
    /// # Shapes
    /// - `input`: `[3, 224, 224]`
    /// - `logits`: `[classes]`
    pub fn forward(&mut self, input: &[f32], logits: &mut [f32]) {
        self.features(input);
        let size = FeatureMap { height: 1, width: 1, channels: logits.len() };
        let features = Rows::Bands { channels: NUM_FEATURES, parts: &[&self.features] };
        if let Some(classifier) = &self.classifier {
            classifier.run(features, logits, &OutputRange::whole(size, Border::NONE), None);
        }
    }

    /// The stem, `num_blocks` blocks, and the head if it is wanted. What comes out is left in the workspace.
    fn run(&mut self, input: &[f32], num_blocks: usize, has_head: bool) {
        if self.workspace.size() != team_size() {
            self.workspace = self.new_workspace(team_size());
        }
        as_team(|member| {
            self.run_stem(&member, input);
            for (index, block) in self.blocks[..num_blocks].iter().enumerate() {
                member.wait();
                block.filter(&member, &self.workspace, index);
                member.wait();
                block.project(&member, &self.workspace, index);
            }
            if has_head {
                member.wait();
                self.run_head(&member);
            }
        });
    }

    fn run_stem(&self, member: &Member, input: &[f32]) {
        let size = self.stem_size();
        let row = FeatureMap { height: 1, ..size };
        let mut patches = vec![0.0; size.width * self.patches.patch_length()];
        let own = self.workspace.of(member);
        let mut output = own.write_map(0);
        let rows = share(size.height, member.index, member.size);
        for (y, target) in rows.zip(output.chunks_exact_mut(row.num_values())) {
            self.patches.gather_row(input, y, &mut patches);
            let patches = Rows::Bands { channels: self.patches.patch_length(), parts: &[&patches] };
            self.stem.run(patches, target, &OutputRange::whole(row, Border::NONE), None);
        }
    }

    fn run_head(&self, member: &Member) {
        let (last, size) = (self.blocks.len(), self.head_size());
        let channels = self.head_share((member.index, member.size));
        let part = OutputRange { channels, ..OutputRange::whole(size, Border::NONE) };
        let input = FeatureMap { channels: self.head.matrix.num_inputs(), ..size };
        let mut output = self.workspace.of(member).write_filtered();
        self.workspace.read_bands(last, input, |input| {
            self.head.run(input, &mut output, &part, None);
        });
    }

    fn stem_size(&self) -> FeatureMap {
        FeatureMap {
            height: self.patches.output_height(),
            width: self.patches.output_width(),
            channels: STEM_CHANNELS,
        }
    }

    fn head_size(&self) -> FeatureMap {
        FeatureMap { channels: NUM_FEATURES, ..self.blocks[self.blocks.len() - 1].output() }
    }

    fn head_share(&self, member: (usize, usize)) -> Range<usize> {
        channel_share(NUM_FEATURES, member)
    }

    fn new_workspace(&self, size: usize) -> Workspace {
        let rows = |map: FeatureMap| map.height.div_ceil(size) * map.width * map.channels;
        let channels = |map: FeatureMap, border: Border| {
            let most = (0..size).map(|index| channel_share(map.channels, (index, size)).len());
            let channels = most.max().unwrap_or(0);
            border.around(FeatureMap { channels, ..map }).num_values()
        };
        let blocks = self.blocks.iter();
        let maps = blocks.clone().map(|block| rows(block.output())).chain([rows(self.stem_size())]);
        let filtered = blocks.clone().map(|block| channels(block.filtered(), Border::NONE));
        let filtered = filtered.chain([channels(self.head_size(), Border::NONE)]);
        let padded = blocks.map(|block| channels(block.expanded(), block.border));
        let [maps, filtered, padded] =
            [maps.max(), filtered.max(), padded.max()].map(|largest| largest.unwrap_or(0));
        Workspace::new(size, || MemberBuffers::new(maps, filtered, padded))
    }
}

/// The channels of `count` that a member (its number, and of how many) computes.
fn channel_share(count: usize, (index, size): (usize, usize)) -> Range<usize> {
    let step = PackedMatrix::CHANNEL_STEP;
    let steps = share(count.div_ceil(step), index, size);
    count.min(steps.start * step)..count.min(steps.end * step)
}

impl FusedBlock {
    fn load(weights: &Weights, index: usize, spec: &BlockSpec, input: FeatureMap) -> Result<Self> {
        let expanded = spec.expanded_channels();
        let expand = match spec.expansion {
            1 => None,
            _ => {
                let shape = [expanded, spec.in_channels, 1, 1];
                Some(conv(weights, &format!("blocks.{index}.expand"), shape, Activation::Relu6)?)
            }
        };
        let name = format!("blocks.{index}.depthwise");
        let depthwise = Depthwise::new(
            weights.get(&format!("{name}.weight"), &[expanded, 1, spec.kernel, spec.kernel])?,
            weights.get(&format!("{name}.bias"), &[expanded])?,
            spec.kernel,
            spec.stride,
            Activation::Relu6,
        );
        let shape = [spec.out_channels, expanded, 1, 1];
        let project = conv(weights, &format!("blocks.{index}.project"), shape, Activation::None)?;
        let (before, after) = same_padding(spec.kernel, spec.stride);
        Ok(Self {
            expand,
            depthwise,
            project,
            input,
            border: Border { before, after },
            is_residual: spec.is_residual(),
        })
    }

    /// The expanded input, without its border.
    fn expanded(&self) -> FeatureMap {
        FeatureMap { channels: self.project.matrix.num_inputs(), ..self.input }
    }

    /// The size of the depthwise convolution's output.
    fn filtered(&self) -> FeatureMap {
        self.depthwise.output_size(self.border.around(self.expanded()))
    }

    fn output(&self) -> FeatureMap {
        FeatureMap { channels: self.project.matrix.num_outputs(), ..self.filtered() }
    }

    fn share(&self, member: (usize, usize)) -> Range<usize> {
        channel_share(self.expanded().channels, member)
    }

    /// The expanding and the depthwise convolution, for the member's channels.
    fn filter(&self, member: &Member, workspace: &Workspace, index: usize) {
        let channels = self.share((member.index, member.size));
        if channels.is_empty() {
            return;
        }
        let own = workspace.of(member);
        let size = FeatureMap { channels: channels.len(), ..self.expanded() };
        let mut padded = own.write_padded();
        self.border.clear(&mut padded, size);
        workspace.read_bands(index, self.input, |input| match &self.expand {
            Some(expand) => {
                let whole = OutputRange::whole(size, self.border);
                let part = OutputRange { channels: channels.clone(), ..whole };
                expand.run(input, &mut padded, &part, None);
            }
            None => {
                let mut scratch = vec![0.0; self.input.channels];
                for pixel in 0..size.num_pixels() {
                    let offset = self.border.offset_of(pixel, size);
                    let values = &input.row(pixel, &mut scratch)[channels.clone()];
                    padded[offset..][..size.channels].copy_from_slice(values);
                }
            }
        });
        let mut filtered = own.write_filtered();
        self.depthwise.run(&padded, &mut filtered, self.border.around(size), channels);
    }

    /// The projecting convolution and the residual sum, for the member's rows.
    fn project(&self, member: &Member, workspace: &Workspace, index: usize) {
        let size = self.output();
        let part = OutputRange {
            rows: share(size.height, member.index, member.size),
            ..OutputRange::whole(size, Border::NONE)
        };
        let own = workspace.of(member);
        // As many rows came in as go out, and the same member has them.
        let input = own.read_map(index);
        let residual = self.is_residual.then_some(&input[..]);
        let mut output = own.write_map(index + 1);
        let num_pixels = size.num_pixels();
        workspace.read_slices(
            num_pixels,
            |member| self.share(member),
            |filtered| {
                self.project.run(filtered, &mut output, &part, residual);
            },
        );
    }
}

fn classifier(weights: &Weights, num_classes: usize) -> Result<Pointwise> {
    let weight = weights.values("classifier.weight", &[num_classes, NUM_FEATURES])?;
    let bias = weights.get("classifier.bias", &[num_classes])?;
    let matrix = PackedMatrix::new(weight, bias, NUM_FEATURES);
    Ok(Pointwise { matrix, activation: Activation::None })
}

fn conv(
    weights: &Weights,
    name: &str,
    shape: [usize; 4],
    activation: Activation,
) -> Result<Pointwise> {
    let weight = weights.values(&format!("{name}.weight"), &shape)?;
    let bias = weights.get(&format!("{name}.bias"), &shape[..1])?;
    let num_inputs = shape[1..].iter().product();
    Ok(Pointwise { matrix: PackedMatrix::new(weight, bias, num_inputs), activation })
}
