use crate::device::DeviceKind;
use crate::error::{Error, Result};
use crate::explanation::{FeatureMaps, HeatMap, class_activation_map};
#[cfg(feature = "burn")]
use crate::kernels::FeatureMap;
use crate::model_file::{ModelCard, ModelFile};
use crate::models::efficientnet_lite0::{
    self, FusedEfficientNetLite0, NUM_ACTIVATIONS, NUM_FEATURES,
};
#[cfg(feature = "burn")]
use crate::models::efficientnet_lite0::{EfficientNetLite0, EfficientNetLite0Config};
use crate::picture::InputSpec;
#[cfg(feature = "burn")]
use crate::tensors::read_back;
#[cfg(feature = "burn")]
use burn::tensor::{Device, Tensor, TensorData};

/// What runs the network.
pub enum Engine {
    /// The fused kernels on the CPU.
    FusedCpu,
    /// Burn's own layers on a device of any kind.
    #[cfg(feature = "burn")]
    Burn(Device, DeviceKind),
}

/// A loaded model, ready to answer.
pub struct Classifier {
    card: ModelCard,
    network: Network,
}

enum Network {
    Fused(Box<FusedEfficientNetLite0>),
    #[cfg(feature = "burn")]
    Burn(Box<EfficientNetLite0>, Device, DeviceKind),
}

impl Classifier {
    /// Checks `model_bytes` and builds the network for `engine`.
    ///
    /// # Errors
    /// Those of [`ModelFile::parse`], and [`Error::ModelUnsupported`] for an architecture that is
    /// not known.
    pub fn load(model_bytes: &[u8], engine: Engine) -> Result<Self> {
        Self::from_file(ModelFile::parse(model_bytes)?, engine)
    }

    /// As [`Self::load`], from a file that has been read.
    ///
    /// # Errors
    /// [`Error::ModelUnsupported`] for an architecture that is not known, [`Error::ModelDamaged`]
    /// when weights are missing.
    pub fn from_file(file: ModelFile, engine: Engine) -> Result<Self> {
        let ModelFile { card, weights } = file;
        if card.architecture != efficientnet_lite0::ARCHITECTURE {
            return Err(Error::ModelUnsupported {
                reason: format!("the architecture {} is not known", card.architecture),
            });
        }
        if card.input.side != efficientnet_lite0::INPUT_SIDE {
            return Err(Error::ModelUnsupported {
                reason: format!("{} reads inputs of 224 × 224 pixels only", card.architecture),
            });
        }
        let network = match engine {
            Engine::FusedCpu => {
                Network::Fused(Box::new(FusedEfficientNetLite0::load(&weights, card.num_classes)?))
            }
            #[cfg(feature = "burn")]
            Engine::Burn(device, kind) => {
                let config = EfficientNetLite0Config::new().with_num_classes(card.num_classes);
                let module = config.init(&device).load(&weights, &device)?;
                Network::Burn(Box::new(module), device, kind)
            }
        };
        Ok(Self { card, network })
    }

    /// What the model is.
    pub fn card(&self) -> &ModelCard {
        &self.card
    }

    /// How this model wants its pictures.
    pub fn input(&self) -> &InputSpec {
        &self.card.input
    }

    /// Where it runs.
    pub fn device(&self) -> DeviceKind {
        match &self.network {
            Network::Fused(_) => DeviceKind::Cpu,
            #[cfg(feature = "burn")]
            Network::Burn(_, _, kind) => *kind,
        }
    }

    /// Scores before the softmax.
    ///
    /// # Shapes
    /// - `input`: `[batch, 3, side, side]`
    /// - returns: `[batch, classes]`
    ///
    /// # Errors
    /// [`Error::InputShape`] when `input` is not whole pictures; [`Error::DeviceLost`] when the
    /// device gives nothing back; [`Error::NotFinite`] when what it gives is no number.
    pub async fn logits(&mut self, input: &[f32]) -> Result<Vec<f32>> {
        let logits = self.run(input).await?;
        // Weights that overflow, or a driver that computes nonsense, must not pass as an answer.
        match logits.iter().all(|logit| logit.is_finite()) {
            true => Ok(logits),
            false => Err(Error::NotFinite),
        }
    }

    async fn run(&mut self, input: &[f32]) -> Result<Vec<f32>> {
        let batch = self.batch_size(input)?;
        let num_values = self.card.input.num_values();
        match &mut self.network {
            Network::Fused(network) => {
                let num_classes = network.num_classes();
                let mut logits = vec![0.0; batch * num_classes];
                let pictures = input.chunks_exact(num_values);
                for (picture, row) in pictures.zip(logits.chunks_exact_mut(num_classes)) {
                    network.forward(picture, row);
                }
                Ok(logits)
            }
            #[cfg(feature = "burn")]
            Network::Burn(module, device, _) => {
                read_back(module.forward(upload(input, batch, &self.card.input, device))).await
            }
        }
    }

    /// Pooled features of the last convolution, what transfer learning starts from.
    ///
    /// # Shapes
    /// - `input`: `[batch, 3, side, side]`
    /// - returns: `[batch, 1280]`
    ///
    /// # Errors
    /// As [`Self::logits`].
    pub async fn embed(&mut self, input: &[f32]) -> Result<Vec<f32>> {
        let batch = self.batch_size(input)?;
        let num_values = self.card.input.num_values();
        match &mut self.network {
            Network::Fused(network) => {
                let mut features = Vec::with_capacity(batch * NUM_FEATURES);
                for picture in input.chunks_exact(num_values) {
                    features.extend_from_slice(network.features(picture));
                }
                Ok(features)
            }
            #[cfg(feature = "burn")]
            Network::Burn(module, device, _) => {
                read_back(module.features(upload(input, batch, &self.card.input, device))).await
            }
        }
    }

    /// What goes into the last block, what fine-tuning starts from.
    ///
    /// # Shapes
    /// - `input`: `[batch, 3, side, side]`
    /// - returns: `[batch, 9408]`, in the order `[channel, row, column]`
    ///
    /// # Errors
    /// As [`Self::logits`].
    pub async fn activations(&mut self, input: &[f32]) -> Result<Vec<f32>> {
        let batch = self.batch_size(input)?;
        let num_values = self.card.input.num_values();
        match &mut self.network {
            Network::Fused(network) => {
                let mut activations = Vec::with_capacity(batch * NUM_ACTIVATIONS);
                for picture in input.chunks_exact(num_values) {
                    activations.extend(network.activations(picture));
                }
                Ok(activations)
            }
            #[cfg(feature = "burn")]
            Network::Burn(module, device, _) => {
                read_back(module.activations(upload(input, batch, &self.card.input, device))).await
            }
        }
    }

    /// The last convolution for one picture, before the mean over its places.
    ///
    /// # Shapes
    /// - `input`: `[1, 3, side, side]`
    /// - returns: `[7, 7, 1280]`
    ///
    /// # Errors
    /// As [`Self::logits`].
    pub async fn feature_map(&mut self, input: &[f32]) -> Result<FeatureMaps> {
        let expected = self.card.input.num_values();
        if input.len() != expected {
            return Err(Error::InputShape { expected, actual: input.len() });
        }
        match &mut self.network {
            Network::Fused(network) => {
                let (size, values) = network.feature_map(input);
                FeatureMaps::new(size, values)
            }
            #[cfg(feature = "burn")]
            Network::Burn(module, device, _) => {
                let map = module.feature_map(upload(input, 1, &self.card.input, device));
                let [_, channels, height, width] = map.dims();
                let values = read_back(map.permute([0, 2, 3, 1])).await?;
                FeatureMaps::new(FeatureMap { height, width, channels }, values)
            }
        }
    }

    /// What in a picture speaks for each of `classes`: the exact class activation maps, for the
    /// network is linear behind the mean over its last convolution.
    ///
    /// # Shapes
    /// - `input`: `[1, 3, side, side]`
    ///
    /// # Errors
    /// As [`Self::logits`]; [`Error::ExplanationInput`] when there is no such class.
    pub async fn explain(&mut self, input: &[f32], classes: &[usize]) -> Result<Vec<HeatMap>> {
        if let Some(class) = classes.iter().find(|class| **class >= self.card.num_classes) {
            let reason = format!("there is no class {class} among {}", self.card.num_classes);
            return Err(Error::ExplanationInput { reason });
        }
        let features = self.feature_map(input).await?;
        let mut maps = Vec::with_capacity(classes.len());
        for class in classes {
            let weights = match &self.network {
                Network::Fused(network) => network.class_weights(*class),
                #[cfg(feature = "burn")]
                Network::Burn(module, ..) => read_back(module.class_weights(*class)).await?,
            };
            maps.push(class_activation_map(&features, &weights)?);
        }
        Ok(maps)
    }

    fn batch_size(&self, input: &[f32]) -> Result<usize> {
        let expected = self.card.input.num_values();
        match input.len() {
            0 => Err(Error::InputShape { expected, actual: 0 }),
            actual if actual % expected != 0 => Err(Error::InputShape { expected, actual }),
            actual => Ok(actual / expected),
        }
    }
}

#[cfg(feature = "burn")]
fn upload(input: &[f32], batch: usize, spec: &InputSpec, device: &Device) -> Tensor<4> {
    Tensor::from_data(TensorData::new(input.to_vec(), [batch, 3, spec.side, spec.side]), device)
}
