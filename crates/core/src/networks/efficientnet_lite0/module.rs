use super::{
    BLOCKS, BlockSpec, NUM_ACTIVATIONS, NUM_FEATURES, STEM_CHANNELS, UNFROZEN_BLOCK, same_padding,
};
use crate::error::Result;
use crate::format::Weights;
use burn::{
    config::Config,
    module::{Module, Param},
    nn::{
        Linear, LinearConfig, PaddingConfig2d,
        conv::{Conv2d, Conv2dConfig},
    },
    tensor::{Device, Tensor, TensorData},
};

/// The configuration of the network: the number of classes that its last layer tells apart.
#[derive(Config, Debug)]
pub struct EfficientNetLite0Config {
    /// Length of the logits; none for a network for features alone.
    #[config(default = "Some(1000)")]
    pub num_classes: Option<usize>,
}

/// The network as a Burn module. It runs on any device and is what the fused CPU kernels are
/// checked against.
#[derive(Module, Debug)]
pub struct EfficientNetLite0 {
    stem: Conv2d,
    blocks: Vec<Block>,
    head: Conv2d,
    classifier: Option<Linear>,
}

#[derive(Module, Debug)]
struct Block {
    expand: Option<Conv2d>,
    depthwise: Conv2d,
    project: Conv2d,
    is_residual: bool,
}

impl EfficientNetLite0Config {
    /// A network with fresh weights. Burn makes them only when they are first read, so that
    /// [`EfficientNetLite0::load`] right after costs nothing twice.
    pub fn init(&self, device: &Device) -> EfficientNetLite0 {
        let last = BLOCKS[BLOCKS.len() - 1].out_channels;
        EfficientNetLite0 {
            stem: conv(3, STEM_CHANNELS, 3, 2, 1, device),
            blocks: BLOCKS.iter().map(|spec| Block::init(spec, device)).collect(),
            head: conv(last, NUM_FEATURES, 1, 1, 1, device),
            classifier: self
                .num_classes
                .map(|count| LinearConfig::new(NUM_FEATURES, count).init(device)),
        }
    }
}

impl EfficientNetLite0 {
    /// Puts `weights` in the place of all weights.
    ///
    /// # Errors
    /// [`crate::Error::ModelDamaged`] when one is missing or has another shape.
    pub fn load(mut self, weights: &Weights, device: &Device) -> Result<Self> {
        load_conv(&mut self.stem, "stem", weights, device)?;
        for (index, block) in self.blocks.iter_mut().enumerate() {
            if let Some(expand) = &mut block.expand {
                load_conv(expand, &format!("blocks.{index}.expand"), weights, device)?;
            }
            load_conv(&mut block.depthwise, &format!("blocks.{index}.depthwise"), weights, device)?;
            load_conv(&mut block.project, &format!("blocks.{index}.project"), weights, device)?;
        }
        load_conv(&mut self.head, "head", weights, device)?;

        if let Some(classifier) = &mut self.classifier {
            load_linear(classifier, "classifier", weights, device)?;
        }
        Ok(self)
    }

    /// Pooled features of the last convolution, what transfer learning starts from.
    ///
    /// # Shapes
    /// - `input`: `[batch, 3, 224, 224]`, normalised by [`crate::picture::normalise`]
    /// - returns: `[batch, 1280]`, each at least 0 and at most 6
    pub fn features(&self, input: Tensor<4>) -> Tensor<2> {
        let x = self.feature_map(input);
        let [batch, channels, _, _] = x.dims();
        x.mean_dim(2).mean_dim(3).reshape([batch, channels])
    }

    /// The last convolution, before the mean over its places.
    ///
    /// # Shapes
    /// - `input`: `[batch, 3, 224, 224]`
    /// - returns: `[batch, 1280, 7, 7]`
    pub fn feature_map(&self, input: Tensor<4>) -> Tensor<4> {
        relu6(self.head.forward(self.run_blocks(input, self.blocks.len())))
    }

    /// The amount that one unit of each feature adds to the logit of `class`, which must be there: `[1280]`.
    /// None without a classifier.
    pub fn class_weights(&self, class: usize) -> Option<Tensor<1>> {
        let weight = self.classifier.as_ref()?.weight.val();
        Some(weight.narrow(1, class, 1).reshape([NUM_FEATURES]))
    }

    /// The input of the block [`UNFROZEN_BLOCK`], from which fine-tuning starts.
    ///
    /// # Shapes
    /// - `input`: `[batch, 3, 224, 224]`
    /// - returns: `[batch, 9408]`, in the order `[channel, row, column]`
    pub fn activations(&self, input: Tensor<4>) -> Tensor<2> {
        let x = self.run_blocks(input, UNFROZEN_BLOCK);
        let batch = x.dims()[0];
        x.reshape([batch, NUM_ACTIVATIONS])
    }

    fn run_blocks(&self, input: Tensor<4>, count: usize) -> Tensor<4> {
        let stem = relu6(self.stem.forward(input));
        self.blocks[..count].iter().fold(stem, |x, block| block.forward(x))
    }

    /// Logits; the features themselves where there is no classifier.
    ///
    /// # Shapes
    /// - `input`: `[batch, 3, 224, 224]`
    /// - returns: `[batch, classes]`
    pub fn forward(&self, input: Tensor<4>) -> Tensor<2> {
        let features = self.features(input);
        match &self.classifier {
            Some(classifier) => classifier.forward(features),
            None => features,
        }
    }
}

impl Block {
    fn init(spec: &BlockSpec, device: &Device) -> Self {
        let expanded = spec.expanded_channels();
        Self {
            expand: (spec.expansion > 1).then(|| conv(spec.in_channels, expanded, 1, 1, 1, device)),
            depthwise: conv(expanded, expanded, spec.kernel, spec.stride, expanded, device),
            project: conv(expanded, spec.out_channels, 1, 1, 1, device),
            is_residual: spec.is_residual(),
        }
    }

    /// Runs the block; no activation follows the projection (a linear bottleneck, arXiv:1801.04381).
    fn forward(&self, input: Tensor<4>) -> Tensor<4> {
        let shortcut = self.is_residual.then(|| input.clone());
        let x = match &self.expand {
            Some(expand) => relu6(expand.forward(input)),
            None => input,
        };
        let x = self.project.forward(relu6(self.depthwise.forward(x)));
        match shortcut {
            Some(shortcut) => x + shortcut,
            None => x,
        }
    }
}

fn relu6(x: Tensor<4>) -> Tensor<4> {
    x.clamp(0.0, 6.0)
}

fn conv(
    in_channels: usize,
    out_channels: usize,
    kernel: usize,
    stride: usize,
    groups: usize,
    device: &Device,
) -> Conv2d {
    let (before, after) = same_padding(kernel, stride);
    Conv2dConfig::new([in_channels, out_channels], [kernel, kernel])
        .with_stride([stride, stride])
        .with_groups(groups)
        .with_padding(PaddingConfig2d::Explicit(before, before, after, after))
        .init(device)
}

fn load_linear(
    linear: &mut Linear,
    name: &str,
    weights: &Weights,
    device: &Device,
) -> Result<()> {
    let [inputs, outputs] = linear.weight.dims();
    let weight = weights.get(&format!("{name}.weight"), &[outputs, inputs])?;
    let weight = TensorData::new(weight.to_vec(), [outputs, inputs]);
    // Files keep PyTorch's [out, in]; Burn multiplies by [in, out].
    linear.weight = Param::from_tensor(Tensor::<2>::from_data(weight, device).transpose());
    let bias = weights.get(&format!("{name}.bias"), &[outputs])?;
    let bias = TensorData::new(bias.to_vec(), [outputs]);
    linear.bias = Some(Param::from_tensor(Tensor::from_data(bias, device)));
    Ok(())
}

fn load_conv(conv: &mut Conv2d, name: &str, weights: &Weights, device: &Device) -> Result<()> {
    let shape = conv.weight.dims();
    let weight = weights.get(&format!("{name}.weight"), &shape)?;
    let weight = TensorData::new(weight.to_vec(), shape);
    conv.weight = Param::from_tensor(Tensor::from_data(weight, device));
    let bias = weights.get(&format!("{name}.bias"), &[shape[0]])?;
    let bias = TensorData::new(bias.to_vec(), [shape[0]]);
    conv.bias = Some(Param::from_tensor(Tensor::from_data(bias, device)));
    Ok(())
}
