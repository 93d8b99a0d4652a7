use super::steps::{Layer, Place, Step};
use crate::error::{Error, Result};
use crate::format::Weights;
use crate::kernels::webgpu::inference::Matrix;
use wgpu::util::DeviceExt;
use wide::bytemuck::cast_slice;

/// A storage buffer's part may begin at multiples of this many bytes on every device.
/// Source: WebGPU, `minStorageBufferOffsetAlignment` of the default limits.
const ALIGNMENT: usize = 256;

/// All weights in one buffer.
pub(super) struct WeightMemory {
    buffer: wgpu::Buffer,
    /// For each step: the weights' part and the parameters', as offset and length in bytes.
    parts: Vec<[(usize, usize); 2]>,
}

impl WeightMemory {
    /// # Errors
    /// [`Error::ModelDamaged`] when weights are missing or have another shape.
    pub fn new(device: &wgpu::Device, steps: &[Step], weights: &Weights) -> Result<Self> {
        let mut bytes = Vec::new();
        let mut parts = Vec::with_capacity(steps.len());
        for step in steps {
            let [weight, parameters] = packed(step, weights)?;
            parts.push([append(&mut bytes, &weight), append(&mut bytes, &parameters)]);
        }
        let buffer = device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
            label: Some("weights"),
            contents: &bytes,
            usage: wgpu::BufferUsages::STORAGE,
        });
        Ok(Self { buffer, parts })
    }

    /// The weights and the parameters of the step `index`.
    pub fn of(&self, index: usize) -> [wgpu::BindingResource<'_>; 2] {
        self.parts[index].map(|(offset, length)| {
            wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                buffer: &self.buffer,
                offset: offset as u64,
                size: std::num::NonZero::new(length as u64),
            })
        })
    }
}

/// A browser would keep the memory until it next looks for garbage.
impl Drop for WeightMemory {
    fn drop(&mut self) {
        self.buffer.destroy();
    }
}

fn append(bytes: &mut Vec<u8>, part: &[u8]) -> (usize, usize) {
    bytes.resize(bytes.len().next_multiple_of(ALIGNMENT), 0);
    bytes.extend_from_slice(part);
    (bytes.len() - part.len(), part.len())
}

/// What the step's kernel reads beside the map: weights and parameters.
fn packed(step: &Step, weights: &Weights) -> Result<[Vec<u8>; 2]> {
    let bytes = |values: &[f32]| cast_slice::<f32, u8>(values).to_vec();
    let (weight, bias) = (format!("{}.weight", step.name), format!("{}.bias", step.name));
    Ok(match step.layer {
        Layer::Stem(layer) => {
            let weight = weights.get(&weight, &[layer.channels, 3, 3, 3])?;
            [bytes(&layer.pack(weight)), bytes(weights.get(&bias, &[layer.channels])?)]
        }
        Layer::Depthwise(layer) => {
            let weight =
                weights.get(&weight, &[layer.channels, 1, layer.kernel, layer.kernel])?;
            [bytes(&layer.pack(weight)), bytes(weights.get(&bias, &[layer.channels])?)]
        }
        Layer::Pointwise(layer) => {
            // The classifier's outputs need not be a multiple of four; all others have two more axes of length 1.
            let missing = || Error::ModelDamaged { reason: format!("the tensor {bias} is missing") };
            let outputs = weights.0.get(&bias).ok_or_else(missing)?.values.len();
            let shape: &[usize] = match layer.num_pixels {
                1 => &[outputs, layer.inputs],
                _ => &[layer.outputs, layer.inputs, 1, 1],
            };
            let weight = weights.values(&weight, shape)?;
            let matrix = Matrix::new(weight, weights.get(&bias, &[outputs])?, layer.inputs);
            [matrix.weights, bytes(&matrix.parameters)]
        }
        Layer::Average(_) => Default::default(),
    })
}

/// The buffers of intermediate values. Each is as large as the largest layer needs.
pub(super) struct ActivationMemory {
    picture: wgpu::Buffer,
    maps: [wgpu::Buffer; 2],
    expanded: wgpu::Buffer,
    filtered: wgpu::Buffer,
    features: wgpu::Buffer,
    logits: wgpu::Buffer,
}

impl ActivationMemory {
    pub fn new(device: &wgpu::Device, steps: &[Step]) -> Self {
        let buffer = |label, place: Place| {
            let largest = steps.iter().filter(|step| step.to.is_in(place)).map(num_outputs).max();
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some(label),
                size: 4 * largest.unwrap_or(4) as u64,
                usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC,
                mapped_at_creation: false,
            })
        };
        Self {
            picture: device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("picture"),
                size: 4 * super::NUM_VALUES as u64,
                usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            }),
            maps: [buffer("even maps", Place::Map(0)), buffer("odd maps", Place::Map(1))],
            expanded: buffer("expanded", Place::Expanded),
            filtered: buffer("filtered", Place::Filtered),
            features: buffer("features", Place::Features),
            logits: buffer("logits", Place::Logits),
        }
    }

    pub fn at(&self, place: Place) -> &wgpu::Buffer {
        match place {
            Place::Picture => &self.picture,
            Place::Map(index) => &self.maps[index % 2],
            Place::Expanded => &self.expanded,
            Place::Filtered => &self.filtered,
            Place::Features => &self.features,
            Place::Logits => &self.logits,
        }
    }
}

/// As for the weights.
impl Drop for ActivationMemory {
    fn drop(&mut self) {
        let buffers = [&self.picture, &self.expanded, &self.filtered, &self.features, &self.logits];
        self.maps.iter().chain(buffers).for_each(wgpu::Buffer::destroy);
    }
}

impl Place {
    /// Whether the two share a buffer.
    fn is_in(self, other: Self) -> bool {
        match (self, other) {
            (Self::Map(one), Self::Map(other)) => one % 2 == other % 2,
            _ => self == other,
        }
    }
}

/// Number of values that a step writes.
fn num_outputs(step: &Step) -> usize {
    match step.layer {
        Layer::Stem(layer) => layer.side / 2 * (layer.side / 2) * layer.channels,
        Layer::Depthwise(layer) => layer.out_side() * layer.out_side() * layer.channels,
        Layer::Pointwise(layer) => layer.num_pixels * layer.outputs,
        Layer::Average(layer) => layer.channels,
    }
}
