use super::{InputKind, NetworkSize, ParameterSpec, TrainingSettings};
use crate::error::{Error, Result};
use crate::format::Weights;
#[cfg(feature = "train")]
use crate::format::{keras::KerasBuilder, onnx::GraphBuilder};
#[cfg(feature = "burn")]
use crate::operations::DropoutMask;
use crate::operations::{FeatureMaps, HeatMap};
#[cfg(feature = "train")]
use crate::operations::{KerasLayers, OnnxLayers};
#[cfg(feature = "burn")]
use burn::tensor::Tensor;
use serde::{Deserialize, Serialize};

/// The method by which a map of what speaks for a class is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ExplanationMethod {
    /// B. Zhou et al., "Learning Deep Features for Discriminative Localization", CVPR 2016,
    /// arXiv:1512.04150.
    Cam,
    /// R. R. Selvaraju et al., "Grad-CAM", ICCV 2017, arXiv:1610.02391.
    GradCam,
    /// M. D. Zeiler, R. Fergus, "Visualizing and Understanding Convolutional Networks", ECCV 2014,
    /// arXiv:1311.2901, section 4.2. For networks without a feature map.
    Occlusion,
}

/// A network that is trained here, and everything that is particular to it.
///
/// A model of it is a list of named parameters ([`Self::parameters`]) and a function from parameters and inputs to
/// logits ([`Self::forward`]). The same two serve training, inference and the files.
pub trait Network: Send + Sync {
    /// The name in files and on the command line.
    fn id(&self) -> &'static str;

    /// Whether people are offered it. A network of the benchmarks is not.
    fn is_offered(&self) -> bool {
        true
    }

    /// The input that the network reads.
    fn input(&self) -> InputKind;

    /// The parameters in the order in which [`Self::forward`] reads them.
    fn parameters(&self, size: NetworkSize) -> Vec<ParameterSpec>;

    /// The settings that work without being told anything.
    fn defaults(&self) -> TrainingSettings;

    /// Names in JSON of the settings that mean something to this network and not to all of them.
    fn own_settings(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether all weights begin at zero, and none is drawn: for networks of one layer, which have one best answer.
    fn begins_at_zero(&self) -> bool {
        false
    }

    /// Inputs that go through the layers at once, at most: what is kept of each for its gradients may take
    /// megabytes.
    fn max_inputs_at_once(&self) -> usize {
        usize::MAX
    }

    /// A first phase of training in which some of the parameters stay as they are.
    #[cfg(feature = "burn")]
    fn frozen_phase(&self) -> Option<FrozenPhase> {
        None
    }

    /// Inputs to logits, for which a softmax makes probabilities.
    ///
    /// # Shapes
    /// - `parameters`: those of [`Self::parameters`], each flattened to `[values]`
    /// - `input`: `[batch, values]`, pixels and activations in the order `[channel, row, column]`
    /// - returns: `[batch, classes]`
    #[cfg(feature = "burn")]
    fn forward(
        &self,
        num_classes: usize,
        parameters: &[Tensor<1>],
        input: Tensor<2>,
        dropout: Option<DropoutMask>,
    ) -> Tensor<2>;

    /// The method by which predictions of a model with these weights are explained.
    fn explanation_method(&self, weights: &Weights) -> ExplanationMethod;

    /// The network's own last feature map, for networks that read activations of the backbone.
    ///
    /// # Shapes
    /// - `input`: `[1, values]`
    /// - returns: `[rows × columns, channels]`
    #[cfg(feature = "burn")]
    fn feature_map(&self, _parameters: &[Tensor<1>], _input: Tensor<2>) -> Option<Tensor<2>> {
        None
    }

    /// A map of what speaks for a class, from the last feature map before the head; for networks over the backbone.
    ///
    /// # Errors
    /// [`Error::ExplanationInput`] for networks that read no backbone; [`Error::ModelDamaged`] when a weight is
    /// missing.
    fn map_of_features(
        &self,
        _weights: &Weights,
        _features: &FeatureMaps,
        _num_classes: usize,
        _class: usize,
    ) -> Result<HeatMap> {
        Err(no_map(self.id()))
    }

    /// A map of what speaks for a class, from the network's own input; for networks over pixels.
    ///
    /// # Errors
    /// [`Error::ExplanationInput`] for networks without a feature map; [`Error::InputShape`];
    /// [`Error::ModelDamaged`] when a weight is missing.
    fn map_of_pixels(
        &self,
        _weights: &Weights,
        _input: &[f32],
        _num_classes: usize,
        _class: usize,
    ) -> Result<HeatMap> {
        Err(no_map(self.id()))
    }

    /// What each character of a text adds to the logarithm of a class's odds, where the others have these `probabilities`;
    /// for networks over texts.
    ///
    /// # Shapes
    /// - `probabilities`: `[classes]`
    /// - returns: one value for each character
    ///
    /// # Errors
    /// [`Error::ModelReadsPictures`] for networks over pictures; [`Error::ModelDamaged`] when a weight is missing.
    fn shares_of_characters(
        &self,
        _weights: &Weights,
        _text: &str,
        _probabilities: &[f32],
        _class: usize,
    ) -> Result<Vec<f32>> {
        Err(Error::ModelReadsPictures)
    }

    /// Adds everything from `input` to the logits to an ONNX graph and gives the name of the logits' node.
    /// `backbone` has the arrays of the network whose features are read, if any are.
    ///
    /// # Errors
    /// [`Error::ModelDamaged`] when an array is missing; [`Error::ModelUnsupported`] when the backbone is.
    #[cfg(feature = "train")]
    fn to_onnx(
        &self,
        graph: &mut GraphBuilder,
        layers: &OnnxLayers,
        backbone: Option<&Weights>,
    ) -> Result<String>;

    /// Whether layers of Keras compute what the network computes.
    fn has_keras_form(&self) -> bool {
        true
    }

    /// Adds everything from the layer `input`, a normalised picture, to the probabilities to a model of Keras's
    /// layers and gives the name of the last. `backbone` is as for [`Self::to_onnx`].
    ///
    /// # Errors
    /// [`Error::ExportUnsupported`] for networks that [have no such form](Self::has_keras_form);
    /// [`Error::ModelDamaged`] when an array is missing; [`Error::ModelUnsupported`] when the backbone is.
    #[cfg(feature = "train")]
    fn to_keras(
        &self,
        _model: &mut KerasBuilder,
        _layers: &KerasLayers,
        _backbone: Option<&Weights>,
        _input: &str,
    ) -> Result<String> {
        Err(Error::ExportUnsupported { architecture: self.id().to_owned() })
    }

    /// The number of weights that are trained.
    ///
    /// ```
    /// use kiln_core::networks::{Architecture, NetworkSize};
    /// let linear_head = NetworkSize { num_classes: 3, hidden_units: 0 };
    /// let transfer = Architecture::from_id("transfer")?;
    /// assert_eq!(transfer.num_parameters(linear_head), 1280 * 3 + 3);
    /// # Ok::<(), kiln_core::Error>(())
    /// ```
    fn num_parameters(&self, size: NetworkSize) -> usize {
        self.parameters(size).iter().map(ParameterSpec::num_values).sum()
    }
}

/// Epochs in which only the last of a network's parameters learn.
///
/// As long as the first ones do not change, neither does what they give; it is computed once, and the rest learns
/// from it as a network of its own.
pub struct FrozenPhase {
    /// Number of parameters, the first ones, that are frozen. They begin with the backbone's own weights.
    pub num_frozen: usize,
    /// The network that the other parameters are.
    pub rest: &'static dyn Network,
    /// The output of the frozen parameters, `[batch, values]`: the input of `rest`.
    #[cfg(feature = "burn")]
    pub features: fn(&[Tensor<1>], Tensor<2>) -> Tensor<2>,
}

fn no_map(id: &str) -> Error {
    Error::ExplanationInput { reason: format!("{id} has no feature map") }
}
