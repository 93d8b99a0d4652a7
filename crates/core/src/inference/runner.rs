//! EfficientNet-Lite0 on an engine.

use super::Engine;
use crate::error::{Error, Result};
use crate::format::Weights;
#[cfg(feature = "flex")]
use crate::kernels::FeatureMap;
#[cfg(feature = "wgpu")]
use crate::networks::efficientnet_lite0::PlannedEfficientNetLite0;
#[cfg(feature = "flex")]
use crate::networks::efficientnet_lite0::{EfficientNetLite0, EfficientNetLite0Config};
use crate::networks::efficientnet_lite0::{FusedEfficientNetLite0, INPUT_SIDE, Layer};
use crate::operations::FeatureMaps;
#[cfg(feature = "flex")]
use crate::tensors::read_back;
#[cfg(feature = "flex")]
use burn::tensor::{Device, Tensor, TensorData};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Number of values of one input.
const NUM_VALUES: usize = 3 * INPUT_SIDE * INPUT_SIDE;

/// The network, built for one engine.
pub(super) enum Runner {
    /// The fused steps, behind a lock, for they write into buffers of their own.
    Fused(Mutex<Box<FusedEfficientNetLite0>>),
    #[cfg(feature = "wgpu")]
    Planned(Box<PlannedEfficientNetLite0>),
    #[cfg(feature = "flex")]
    Burn(Box<EfficientNetLite0>, Device),
}

impl Runner {
    /// Builds the network. `num_classes` is none for a network for features alone.
    ///
    /// # Errors
    /// [`Error::ModelDamaged`] when a weight is missing or has another shape.
    pub fn load(weights: &Weights, num_classes: Option<usize>, engine: &Engine) -> Result<Self> {
        Ok(match engine {
            Engine::FusedCpu => {
                let network = FusedEfficientNetLite0::load(weights, num_classes)?;
                Self::Fused(Mutex::new(Box::new(network)))
            }
            #[cfg(feature = "wgpu")]
            Engine::WebGpu(gpu, pipelines) => Self::Planned(Box::new(
                PlannedEfficientNetLite0::load(weights, num_classes, gpu, pipelines)?,
            )),
            #[cfg(feature = "flex")]
            Engine::Burn(device, _) => {
                let config = EfficientNetLite0Config::new().with_num_classes(num_classes);
                let module = config.init(device).load(weights, device)?;
                Self::Burn(Box::new(module), device.clone())
            }
        })
    }

    /// `[batch, 3, 224, 224]` to `[batch, classes]`; `num_classes` are those it was built with.
    ///
    /// # Errors
    /// [`Error::InputShape`] for a part of a picture, or none; [`Error::DeviceLost`].
    pub async fn logits(&self, input: &[f32], num_classes: usize) -> Result<Vec<f32>> {
        let batch = batch_size(input)?;
        match self {
            Self::Fused(network) => {
                let mut network = lock(network);
                let mut logits = vec![0.0; batch * num_classes];
                let pictures = input.chunks_exact(NUM_VALUES);
                for (picture, row) in pictures.zip(logits.chunks_exact_mut(num_classes)) {
                    network.forward(picture, row);
                }
                Ok(logits)
            }
            #[cfg(feature = "wgpu")]
            Self::Planned(network) => network.logits(input, num_classes).await,
            #[cfg(feature = "flex")]
            Self::Burn(module, device) => {
                read_back(module.forward(upload(input, batch, device))).await
            }
        }
    }

    /// `[batch, 3, 224, 224]` to `[batch, values]` of the layer.
    ///
    /// # Errors
    /// As [`Self::logits`].
    pub async fn layer(&self, layer: Layer, input: &[f32]) -> Result<Vec<f32>> {
        let batch = batch_size(input)?;
        match self {
            Self::Fused(network) => {
                let mut network = lock(network);
                let mut values = Vec::with_capacity(batch * layer.num_values());
                for picture in input.chunks_exact(NUM_VALUES) {
                    match layer {
                        Layer::Features => values.extend_from_slice(network.features(picture)),
                        Layer::Activations => values.extend(network.activations(picture)),
                    }
                }
                Ok(values)
            }
            #[cfg(feature = "wgpu")]
            Self::Planned(network) => match layer {
                Layer::Features => network.features(input).await,
                Layer::Activations => network.activations(input).await,
            },
            #[cfg(feature = "flex")]
            Self::Burn(module, device) => {
                let input = upload(input, batch, device);
                read_back(match layer {
                    Layer::Features => module.features(input),
                    Layer::Activations => module.activations(input),
                })
                .await
            }
        }
    }

    /// `[1, 3, 224, 224]` to the last convolution, before the mean over its places.
    ///
    /// # Errors
    /// [`Error::InputShape`] for anything but one picture; [`Error::DeviceLost`].
    pub async fn feature_map(&self, input: &[f32]) -> Result<FeatureMaps> {
        if input.len() != NUM_VALUES {
            return Err(Error::InputShape { expected: NUM_VALUES, actual: input.len() });
        }
        match self {
            Self::Fused(network) => {
                let (size, values) = lock(network).feature_map(input);
                FeatureMaps::new(size, values)
            }
            #[cfg(feature = "wgpu")]
            Self::Planned(network) => {
                let (size, values) = network.feature_map(input).await?;
                FeatureMaps::new(size, values)
            }
            #[cfg(feature = "flex")]
            Self::Burn(module, device) => {
                let map = module.feature_map(upload(input, 1, device));
                let [_, channels, height, width] = map.dims();
                let values = read_back(map.permute([0, 2, 3, 1])).await?;
                FeatureMaps::new(FeatureMap { height, width, channels }, values)
            }
        }
    }

    /// `[1280]`: what one unit of each feature adds to the logit of `class`, which must be there.
    ///
    /// # Errors
    /// [`Error::ModelUnsupported`] for a network for features alone; [`Error::DeviceLost`].
    pub async fn class_weights(&self, class: usize) -> Result<Vec<f32>> {
        let weights = match self {
            Self::Fused(network) => lock(network).class_weights(class),
            #[cfg(feature = "wgpu")]
            Self::Planned(network) => network.class_weights(class),
            #[cfg(feature = "flex")]
            Self::Burn(module, ..) => match module.class_weights(class) {
                Some(weights) => Some(read_back(weights).await?),
                None => None,
            },
        };
        weights.ok_or_else(|| Error::ModelUnsupported {
            reason: "it is a network for features, without classes".into(),
        })
    }
}

/// A panic while the buffers were written ends the program or the wasm instance, so nobody reads half of a result.
fn lock(
    network: &Mutex<Box<FusedEfficientNetLite0>>,
) -> MutexGuard<'_, Box<FusedEfficientNetLite0>> {
    network.lock().unwrap_or_else(PoisonError::into_inner)
}

fn batch_size(input: &[f32]) -> Result<usize> {
    match input.len() {
        actual if actual == 0 || actual % NUM_VALUES != 0 => {
            Err(Error::InputShape { expected: NUM_VALUES, actual })
        }
        actual => Ok(actual / NUM_VALUES),
    }
}

#[cfg(feature = "flex")]
fn upload(input: &[f32], batch: usize, device: &Device) -> Tensor<4> {
    let shape = [batch, 3, INPUT_SIDE, INPUT_SIDE];
    Tensor::from_data(TensorData::new(input.to_vec(), shape), device)
}
