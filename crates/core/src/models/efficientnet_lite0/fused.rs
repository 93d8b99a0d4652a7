use super::{
    BLOCKS, BlockSpec, INPUT_SIDE, NUM_ACTIVATIONS, NUM_FEATURES, STEM_CHANNELS, UNFROZEN_BLOCK,
    same_padding,
};
use crate::error::Result;
use crate::kernels::{
    Activation, Border, Depthwise, FeatureMap, Im2col, PackedMatrix, Pointwise, for_each_band,
    global_average,
};
use crate::model_file::Weights;

/// The network as a fixed sequence of fused steps over buffers that are allocated once.
///
/// It computes what `EfficientNetLite0` computes, on the CPU, for inference only.
pub struct FusedEfficientNetLite0 {
    patches: Im2col,
    stem: Pointwise,
    blocks: Vec<FusedBlock>,
    head: Pointwise,
    classifier: Pointwise,
    buffers: Buffers,
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

/// Memory for the intermediate values, each as large as the largest layer needs.
#[derive(Default)]
struct Buffers {
    input: Vec<f32>,
    padded: Vec<f32>,
    depthwise: Vec<f32>,
    output: Vec<f32>,
    features: Vec<f32>,
}

impl FusedEfficientNetLite0 {
    /// Builds the steps from a model's weights.
    ///
    /// # Errors
    /// [`crate::Error::ModelDamaged`] when a weight is missing or has another shape.
    pub fn load(weights: &Weights, num_classes: usize) -> Result<Self> {
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
        let classifier = weights.values("classifier.weight", &[num_classes, NUM_FEATURES])?;
        let bias = weights.get("classifier.bias", &[num_classes])?;
        let classifier = Pointwise {
            matrix: PackedMatrix::new(classifier, bias, NUM_FEATURES),
            activation: Activation::None,
        };
        let buffers = Buffers::for_network(&patches, &blocks, size);
        Ok(Self { patches, stem, blocks, head, classifier, buffers })
    }

    /// Length of the logits.
    pub fn num_classes(&self) -> usize {
        self.classifier.matrix.num_outputs()
    }

    /// # Shapes
    /// - `input`: `[3, 224, 224]`
    /// - returns: features `[1280]`, valid until the next call
    pub fn features(&mut self, input: &[f32]) -> &[f32] {
        let size = self.run_to_head(input);
        let Buffers { output, features, .. } = &mut self.buffers;
        global_average(&output[..size.num_values()], features);
        features
    }

    /// The last convolution, before the mean over its places.
    ///
    /// # Shapes
    /// - `input`: `[3, 224, 224]`
    /// - returns: `[7, 7, 1280]`, valid until the next call
    pub fn feature_map(&mut self, input: &[f32]) -> (FeatureMap, &[f32]) {
        let size = self.run_to_head(input);
        (size, &self.buffers.output[..size.num_values()])
    }

    /// What one unit of each feature adds to the logit of `class`, which must be there: `[1280]`.
    pub fn class_weights(&self, class: usize) -> Vec<f32> {
        self.classifier.matrix.row(class)
    }

    /// Leaves the last convolution in `buffers.output`.
    fn run_to_head(&mut self, input: &[f32]) -> FeatureMap {
        self.run_blocks(input, self.blocks.len());
        let Buffers { input: current, output, .. } = &mut self.buffers;
        let last = self.blocks[self.blocks.len() - 1].output();
        let head = FeatureMap { channels: NUM_FEATURES, ..last };
        self.head.run(current, output, head, Border::NONE, None);
        head
    }

    /// What goes into the block [`UNFROZEN_BLOCK`], in the order of Burn's tensors.
    ///
    /// # Shapes
    /// - `input`: `[3, 224, 224]`
    /// - returns: `[192, 7, 7]`
    pub fn activations(&mut self, input: &[f32]) -> Vec<f32> {
        self.run_blocks(input, UNFROZEN_BLOCK);
        let size = self.blocks[UNFROZEN_BLOCK].input;
        let mut activations = vec![0.0; NUM_ACTIVATIONS];
        let pixels = self.buffers.input[..NUM_ACTIVATIONS].chunks_exact(size.channels);
        for (pixel, values) in pixels.enumerate() {
            for (channel, value) in values.iter().enumerate() {
                activations[channel * size.num_pixels() + pixel] = *value;
            }
        }
        activations
    }

    /// The stem and the first `count` blocks; what comes out is left in `buffers.input`.
    fn run_blocks(&mut self, input: &[f32], count: usize) {
        let Buffers { input: current, padded, depthwise, output, .. } = &mut self.buffers;
        let row_length = self.patches.output_width() * STEM_CHANNELS;
        let row =
            FeatureMap { height: 1, width: self.patches.output_width(), channels: STEM_CHANNELS };
        let num_values = self.patches.output_height() * row_length;
        for_each_band(&mut current[..num_values], row_length, |first_row, band| {
            let mut patch_row =
                vec![0.0; self.patches.output_width() * self.patches.patch_length()];
            for (index, target) in band.chunks_exact_mut(row_length).enumerate() {
                self.patches.gather_row(input, first_row + index, &mut patch_row);
                self.stem.run(&patch_row, target, row, Border::NONE, None);
            }
        });
        for block in &self.blocks[..count] {
            block.run(current, padded, depthwise, output);
            std::mem::swap(current, output);
        }
    }

    /// # Shapes
    /// - `input`: `[3, 224, 224]`
    /// - `logits`: `[classes]`
    pub fn forward(&mut self, input: &[f32], logits: &mut [f32]) {
        self.features(input);
        let size = FeatureMap { height: 1, width: 1, channels: logits.len() };
        self.classifier.run(&self.buffers.features, logits, size, Border::NONE, None);
    }
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

    fn output(&self) -> FeatureMap {
        let filtered = self.depthwise.output_size(self.border.around(self.expanded()));
        FeatureMap { channels: self.project.matrix.num_outputs(), ..filtered }
    }

    fn run(&self, input: &[f32], padded: &mut [f32], filtered: &mut [f32], output: &mut [f32]) {
        let expanded = self.expanded();
        self.border.clear(padded, expanded);
        match &self.expand {
            Some(expand) => expand.run(input, padded, expanded, self.border, None),
            None => {
                let pixels = input[..expanded.num_values()].chunks_exact(expanded.channels);
                for (pixel, values) in pixels.enumerate() {
                    let offset = self.border.offset_of(pixel, expanded);
                    padded[offset..][..expanded.channels].copy_from_slice(values);
                }
            }
        }
        self.depthwise.run(padded, filtered, self.border.around(expanded));
        let residual = self.is_residual.then_some(input);
        self.project.run(filtered, output, self.output(), Border::NONE, residual);
    }
}

impl Buffers {
    fn for_network(patches: &Im2col, blocks: &[FusedBlock], last: FeatureMap) -> Self {
        let stem = patches.output_height() * patches.output_width() * STEM_CHANNELS;
        let head = last.num_pixels() * NUM_FEATURES;
        let largest = |size: &dyn Fn(&FusedBlock) -> usize| blocks.iter().map(size).max();
        let filtered = |block: &FusedBlock| block.output().num_pixels() * block.expanded().channels;
        let between = largest(&|block| block.output().num_values()).unwrap_or(0);
        let between = between.max(stem).max(head);
        let padded = largest(&|block| block.border.around(block.expanded()).num_values());
        Self {
            input: vec![0.0; between],
            padded: vec![0.0; padded.unwrap_or(0)],
            depthwise: vec![0.0; largest(&filtered).unwrap_or(0)],
            output: vec![0.0; between],
            features: vec![0.0; NUM_FEATURES],
        }
    }
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
