use super::heat_map::HeatMap;
use crate::error::{Error, Result};
use crate::kernels::{FeatureMap, Rows, global_average};
use crate::picture::Area;

/// The output of a network's last convolution for one input.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureMaps {
    /// Rows, columns, channels.
    pub size: FeatureMap,
    /// `[rows, columns, channels]`
    pub values: Vec<f32>,
}

impl FeatureMaps {
    /// Takes `values` of shape `[rows, columns, channels]`.
    ///
    /// # Errors
    /// [`Error::InputShape`] for another number of values.
    pub fn new(size: FeatureMap, values: Vec<f32>) -> Result<Self> {
        match values.len() == size.num_values() && !values.is_empty() {
            true => Ok(Self { size, values }),
            false => Err(Error::InputShape { expected: size.num_values(), actual: values.len() }),
        }
    }

    /// The mean of each channel: what the layers behind read.
    pub fn pooled(&self) -> Vec<f32> {
        let mut pooled = vec![0.0; self.size.channels];
        let rows = Rows::Bands { channels: pooled.len(), parts: &[&self.values] };
        global_average(rows, self.size.num_pixels(), &mut pooled);
        pooled
    }
}

/// The class activation map: how much each place of the feature map adds to the class's logit.
///
/// With the weights of a linear layer behind the mean it is exact: the places sum to the logit without
/// its bias. With the gradient of the logit by each pooled channel it is Grad-CAM, for behind a mean over places the
/// gradient is the same at all of them.
///
/// # Shapes
/// - `weights`: `[channels]`, what one unit of each pooled channel adds to the logit
///
/// # Errors
/// [`Error::InputShape`] for another number of weights, [`Error::NotFinite`].
///
/// Source: B. Zhou et al., CVPR 2016, arXiv:1512.04150, equation 2.
pub fn class_activation_map(features: &FeatureMaps, weights: &[f32]) -> Result<HeatMap> {
    let FeatureMap { height, width, channels } = features.size;
    if weights.len() != channels {
        return Err(Error::InputShape { expected: channels, actual: weights.len() });
    }
    let places = features.size.num_pixels() as f32;
    let at = |place: &[f32]| place.iter().zip(weights).map(|(f, w)| f * w).sum::<f32>() / places;
    let raw: Vec<f32> = features.values.chunks_exact(channels).map(at).collect();
    HeatMap::from_raw(height, width, &raw, Area::WHOLE)
}
