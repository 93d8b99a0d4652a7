//! The network for WebGPU as a plan that is made once: buffers, bind groups and the order of 51 dispatches. An
//! inference writes the picture, runs the plan in one pass and one submission, and reads back what was asked for.

mod memory;
mod steps;

use super::{BLOCKS, INPUT_SIDE, NUM_ACTIVATIONS, NUM_FEATURES, UNFROZEN_BLOCK, UNFROZEN_SIDE};
use crate::device::WebGpu;
use crate::error::Result;
use crate::format::{Values, Weight, Weights};
use crate::kernels::FeatureMap;
use crate::kernels::webgpu::inference::{Matrix, MatrixForm};
use crate::kernels::webgpu::{Hardware, Kernel, Pipelines, read};
use memory::{ActivationMemory, WeightMemory};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use steps::{Place, Step, steps};
use wide::bytemuck::cast_slice;

/// Number of values of one picture.
const NUM_VALUES: usize = 3 * INPUT_SIDE * INPUT_SIDE;

/// EfficientNet-Lite0 on WebGPU. What it computes is defined by the Burn module of the same name.
///
/// Calls may overlap: each hands its work in as a whole, and the device does one after the other.
pub struct PlannedEfficientNetLite0 {
    gpu: WebGpu,
    pipelines: Arc<Pipelines>,
    steps: Vec<Step>,
    kernels: Vec<Kernel>,
    /// There from the first inference on.
    compiled: OnceLock<Vec<wgpu::ComputePipeline>>,
    bind_groups: Vec<wgpu::BindGroup>,
    activations: ActivationMemory,
    /// The bind groups refer to it.
    _weights: WeightMemory,
    classifier: Option<Weight>,
    /// Held while work is handed in: a picture must not be written over another call's.
    handing_in: Mutex<()>,
}

/// The shaders of the network that the page ships, so that they can be compiled before its weights are there.
pub fn shaders_of_shipped(num_classes: usize, gpu: &WebGpu) -> Vec<Kernel> {
    kernels_of(&steps(Some(num_classes), |_| MatrixForm::Integers), gpu)
}

fn kernels_of(steps: &[Step], gpu: &WebGpu) -> Vec<Kernel> {
    let hardware = Hardware::from(&gpu.adapter);
    steps.iter().map(|step| step.layer.kernel(hardware)).collect()
}

impl PlannedEfficientNetLite0 {
    /// Uploads the weights and makes everything but the pipelines, which are compiled by the first inference.
    /// `num_classes` is none for a network for features alone.
    ///
    /// # Errors
    /// [`crate::Error::ModelDamaged`] when weights are missing or have another shape.
    pub fn load(
        weights: &Weights,
        num_classes: Option<usize>,
        gpu: &WebGpu,
        pipelines: &Arc<Pipelines>,
    ) -> Result<Self> {
        let values = |name: &str| weights.0.get(&format!("{name}.weight"));
        let steps = steps(num_classes, |name| {
            values(name).map_or(MatrixForm::Floats, |weight| Matrix::form_of(&weight.values))
        });
        let kernels = kernels_of(&steps, gpu);
        let weight_memory = WeightMemory::new(&gpu.device, &steps, weights)?;
        let activations = ActivationMemory::new(&gpu.device, &steps);
        let bind = |(index, step): (usize, &Step)| {
            let at = |place| activations.at(place).as_entire_binding();
            let mut buffers = vec![at(step.from)];
            if !step.name.is_empty() {
                buffers.extend(weight_memory.of(index));
            }
            buffers.extend(step.residual.map(at));
            buffers.push(at(step.to));
            pipelines.bind(&gpu.device, &kernels[index], &buffers)
        };
        let bind_groups = steps.iter().enumerate().map(bind).collect();
        Ok(Self {
            gpu: gpu.clone(),
            pipelines: Arc::clone(pipelines),
            compiled: OnceLock::new(),
            bind_groups,
            activations,
            _weights: weight_memory,
            classifier: num_classes.and_then(|_| values("classifier")).cloned(),
            handing_in: Mutex::default(),
            steps,
            kernels,
        })
    }

    /// Logits of a network with a classifier.
    ///
    /// # Shapes
    /// - `pictures`: `[batch, 3, 224, 224]`
    /// - returns: `[batch, classes]`
    ///
    /// # Errors
    /// [`crate::Error::DeviceUnavailable`] when a shader does not compile; [`crate::Error::DeviceLost`].
    pub async fn logits(&self, pictures: &[f32], num_classes: usize) -> Result<Vec<f32>> {
        self.run(pictures, Place::Logits, num_classes).await
    }

    /// The mean of the last convolution: `[batch, 3, 224, 224]` to `[batch, 1280]`.
    ///
    /// # Errors
    /// As [`Self::logits`].
    pub async fn features(&self, pictures: &[f32]) -> Result<Vec<f32>> {
        self.run(pictures, Place::Features, NUM_FEATURES).await
    }

    /// The last convolution before the mean: `[3, 224, 224]` to `[7, 7, 1280]`.
    ///
    /// # Errors
    /// As [`Self::logits`].
    pub async fn feature_map(&self, picture: &[f32]) -> Result<(FeatureMap, Vec<f32>)> {
        let (height, width) = (UNFROZEN_SIDE, UNFROZEN_SIDE);
        let size = FeatureMap { height, width, channels: NUM_FEATURES };
        Ok((size, self.run(picture, Place::Expanded, size.num_values()).await?))
    }

    /// The input of the block [`UNFROZEN_BLOCK`]: `[batch, 3, 224, 224]` to `[batch, 9408]`, in the order `[channel,
    /// row, column]`.
    ///
    /// # Errors
    /// As [`Self::logits`].
    pub async fn activations(&self, pictures: &[f32]) -> Result<Vec<f32>> {
        let maps = self.run(pictures, Place::Map(UNFROZEN_BLOCK), NUM_ACTIVATIONS).await?;
        let channels = BLOCKS[UNFROZEN_BLOCK].in_channels;
        let channels_first = |map: &[f32]| -> Vec<f32> {
            (0..channels).flat_map(|c| map.chunks_exact(channels).map(move |at| at[c])).collect()
        };
        Ok(maps.chunks_exact(NUM_ACTIVATIONS).flat_map(channels_first).collect())
    }

    /// The amount that one unit of each feature adds to the logit of `class`, which must be there: `[1280]`.
    /// None without a classifier.
    pub fn class_weights(&self, class: usize) -> Option<Vec<f32>> {
        let row = class * NUM_FEATURES..(class + 1) * NUM_FEATURES;
        Some(match &self.classifier.as_ref()?.values {
            Values::Floats(floats) => floats[row].to_vec(),
            Values::Integers(small, _) => {
                let scale = small.scales[class];
                small.values[row].iter().map(|value| f32::from(*value) * scale).collect()
            }
        })
    }

    /// Runs the plan for each picture up to the step that fills `place` last, and reads `length` values of each.
    async fn run(&self, pictures: &[f32], place: Place, length: usize) -> Result<Vec<f32>> {
        let pipelines = self.compiled().await?;
        let row_bytes = 4 * length as u64;
        let count = pictures.len() / NUM_VALUES;
        let results = self.gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("results"),
            size: row_bytes * count as u64,
            usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
            mapped_at_creation: false,
        });
        let num_steps = self.steps.iter().rposition(|step| step.to == place).map_or(0, |last| last + 1);
        {
            let _alone = self.handing_in.lock().unwrap_or_else(PoisonError::into_inner);
            for (index, picture) in pictures.chunks_exact(NUM_VALUES).enumerate() {
                let to = self.activations.at(Place::Picture);
                self.gpu.queue.write_buffer(to, 0, cast_slice(picture));
                let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
                self.encode(&mut encoder, &pipelines[..num_steps]);
                let from = self.activations.at(place);
                let offset = row_bytes * index as u64;
                encoder.copy_buffer_to_buffer(from, 0, &results, offset, row_bytes);
                self.gpu.queue.submit([encoder.finish()]);
            }
        }
        let values = read(&self.gpu.device, &results).await;
        results.destroy();
        values
    }

    async fn compiled(&self) -> Result<&[wgpu::ComputePipeline]> {
        if let Some(pipelines) = self.compiled.get() {
            return Ok(pipelines);
        }
        // Calls that overlap here get the same pipelines.
        let pipelines = self.pipelines.compile(&self.gpu.device, &self.kernels).await?;
        Ok(self.compiled.get_or_init(|| pipelines))
    }

    fn encode(&self, encoder: &mut wgpu::CommandEncoder, pipelines: &[wgpu::ComputePipeline]) {
        let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
        for (index, pipeline) in pipelines.iter().enumerate() {
            pass.set_pipeline(pipeline);
            pass.set_bind_group(0, &self.bind_groups[index], &[]);
            pass.dispatch_workgroups(self.kernels[index].num_workgroups, 1, 1);
        }
    }
}
