use super::super::{BlockSpec, same_padding};
use super::layers::Layer;
use super::workspace::{BufferSizes, Workspace};
use super::{channel_share, most_channels};
use crate::error::Result;
use crate::format::Weights;
use crate::kernels::one_byte::{ByteDepthwise, Expansion, FourRows, Projection, Stem};
use crate::kernels::{Border, FeatureMap, Member, share};
use std::ops::Range;

/// An inverted-residual block.
pub(super) struct FusedBlock {
    entry: Entry,
    depthwise: ByteDepthwise,
    project: Projection,
    input: FeatureMap,
    is_residual: bool,
}

/// What the depthwise convolution reads.
pub(super) enum Entry {
    /// The first block does not expand: it reads the stem's outputs, as they are computed.
    Stem(Stem),
    Expansion(Expansion),
}

impl FusedBlock {
    /// The block `index`, with the stem where it is the first.
    pub fn load(
        weights: &Weights,
        index: usize,
        spec: &BlockSpec,
        input: FeatureMap,
    ) -> Result<Self> {
        let (expanded, kernel) = (spec.expanded_channels(), spec.kernel);
        let layer = |part: &str, shape: [usize; 4]| {
            Layer::find(weights, &format!("blocks.{index}.{part}"), &shape)
        };
        let entry = match spec.expansion {
            1 => {
                let stem = Layer::find(weights, "stem", &[input.channels, 3, 3, 3])?;
                Entry::Stem(Stem::new(&stem.weights, stem.bias))
            }
            _ => {
                let expand = layer("expand", [expanded, spec.in_channels, 1, 1])?;
                Entry::Expansion(Expansion::new(&expand.weights, expand.bias))
            }
        };
        let depthwise = layer("depthwise", [expanded, 1, kernel, kernel])?;
        let project = layer("project", [spec.out_channels, expanded, 1, 1])?;
        let (before, after) = same_padding(kernel, spec.stride);
        let border = Border { before, after };
        Ok(Self {
            entry,
            depthwise: ByteDepthwise::new(
                &depthwise.weights,
                depthwise.bias,
                kernel,
                spec.stride,
                border,
            ),
            project: Projection::new(&project.weights, project.bias),
            input,
            is_residual: spec.is_residual(),
        })
    }

    pub fn input(&self) -> FeatureMap {
        self.input
    }

    pub fn output(&self) -> FeatureMap {
        FeatureMap { channels: self.project.num_outputs(), ..self.filtered() }
    }

    /// The depthwise convolution's input.
    fn expanded(&self) -> FeatureMap {
        FeatureMap { channels: self.project.num_inputs(), ..self.input }
    }

    /// The depthwise convolution's output.
    fn filtered(&self) -> FeatureMap {
        self.depthwise.output_size(self.expanded())
    }

    fn share(&self, member: (usize, usize)) -> Range<usize> {
        channel_share(self.project.num_inputs(), Expansion::CHANNEL_STEP, member)
    }

    /// The expanding and the depthwise convolution, for the member's channels.
    pub fn filter(&self, member: &Member, workspace: &Workspace) {
        let channels = self.share((member.index, member.size));
        if channels.is_empty() {
            return;
        }
        let own = workspace.of(member);
        let (mut quads, mut filtered) = (own.write_quads(), own.write_filtered_quads());
        let size = FeatureMap { channels: channels.len(), ..self.expanded() };
        let mut run = |fill: &mut dyn FnMut(usize, FourRows)| {
            self.depthwise.run(size, channels.clone(), &mut quads, &mut filtered, fill);
        };
        let (height, width) = (size.height, size.width);
        match &self.entry {
            Entry::Stem(stem) => workspace.read_picture(|picture| {
                run(&mut |four, target| {
                    stem.run(picture, four, (2 * height, 2 * width), &channels, target);
                });
            }),
            Entry::Expansion(expand) => workspace.read_pixels(self.input, |pixels| {
                run(&mut |four, target| {
                    expand.run(pixels, four, (height, width), &channels, target);
                });
            }),
        }
    }

    /// The projecting convolution and the residual sum, for the member's rows of block `index`. Unless `is_last`,
    /// they are rounded for the next one.
    pub fn project(&self, member: &Member, workspace: &Workspace, index: usize, is_last: bool) {
        let size = self.output();
        let rows = share(size.height, member.index, member.size);
        let own = workspace.of(member);
        // As many rows came in as go out, and the same member has them.
        let input = own.read_map(index);
        let residual = self.is_residual.then_some(&input[..]);
        let mut output = own.write_map(index + 1);
        let pixels = rows.start * size.width..rows.end * size.width;
        let output = &mut output[..pixels.len() * size.channels];
        workspace.read_filtered_quads(
            size.num_pixels(),
            |member| self.share(member),
            |filtered| self.project.run(filtered, pixels, residual, output),
        );
        if !is_last {
            own.write_pixels().round(output, size.channels);
        }
    }

    /// Asks for the memory that one of `size` members needs.
    pub fn add_to(&self, sizes: &mut BufferSizes, size: usize) {
        let output = self.output();
        sizes.map(output.height.div_ceil(size) * output.width * output.channels);
        let channels = most_channels(self.project.num_inputs(), Expansion::CHANNEL_STEP, size);
        sizes.filtered_quads(FeatureMap { channels, ..self.filtered() }.num_values() / 4);
        sizes.quads(self.depthwise.slot_length(FeatureMap { channels, ..self.input }));
    }
}
