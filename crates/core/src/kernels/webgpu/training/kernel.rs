//! The launching of a kernel over Burn's tensors, in the same pass and submission as Burn's own.

use crate::kernels::webgpu::{Size, expand};
use burn::backend::wgpu::CubeTensor;
use burn::backend::{DType, Shape};
use cubecl::ir::{UIntKind, metadata::Info};
use cubecl::prelude::*;
use cubecl::server::{KernelArguments, MetadataBindingInfo};
use cubecl::{CubeKernel, PrecompiledSource};

/// Invocations of one workgroup.
const WORKGROUP: usize = 64;
/// The most workgroups that a dispatch may have in one direction; more of them go on in a second one.
const MAX_WORKGROUPS: usize = 65_535;

/// A kernel as it is written: a name and a text, whose sizes are still open.
pub(super) struct Shader {
    pub(super) name: &'static str,
    pub(super) text: &'static str,
}

/// The shader of a file in the folder `wgsl`.
macro_rules! shader {
    ($name:literal) => {
        &Shader { name: $name, text: include_str!(concat!("wgsl/", $name, ".wgsl")) }
    };
}
pub(super) use shader;

#[derive(Clone)]
struct Instance {
    shader: &'static Shader,
    sizes: Vec<Size<'static>>,
}

impl KernelMetadata for Instance {
    /// Compiled kernels are kept by this: it names the text and everything that the text is written out with.
    fn id(&self) -> KernelId {
        KernelId::new::<Self>().info((self.shader.name, self.sizes.clone()))
    }

    fn address_type(&self) -> cubecl::ir::ElemType {
        UIntKind::U32.into()
    }
}

impl CubeKernel for Instance {
    fn define(&self) -> KernelDefinition {
        let dim = CubeDim::new_1d(WORKGROUP as u32).0;
        let settings = KernelSettings::new(dim, ExecutionMode::Unchecked, AddressType::U32);
        let body = cubecl::ir::Scope::root(settings.clone());
        KernelDefinition { body, settings, info: Info::default() }
    }

    fn source(&self) -> Option<PrecompiledSource> {
        let mut sizes = self.sizes.clone();
        sizes.push(("IN_A_ROW", MAX_WORKGROUPS * WORKGROUP));
        Some(PrecompiledSource {
            source: expand(self.shader.text, &sizes),
            entrypoint_name: "main".to_owned(),
            lang: "wgsl",
        })
    }
}

impl Shader {
    /// Runs the kernel with enough workgroups for `invocations`.
    ///
    /// `tensors` are bound in their order, contiguous and none of them twice; `numbers` behind them as a uniform.
    pub(super) fn launch(
        &'static self,
        sizes: &[Size<'static>],
        tensors: &[&CubeTensor],
        numbers: &[u32],
        invocations: usize,
    ) {
        let workgroups = invocations.div_ceil(WORKGROUP);
        let rows = workgroups.div_ceil(MAX_WORKGROUPS);
        let count = CubeCount::Static(workgroups.min(MAX_WORKGROUPS) as u32, rows as u32, 1);
        let buffers = tensors.iter().map(|tensor| tensor.handle.clone().binding()).collect();
        let arguments = KernelArguments::new()
            .with_buffers(buffers)
            .with_info(MetadataBindingInfo::custom(as_words(numbers)));
        let instance = Instance { shader: self, sizes: sizes.to_vec() };
        tensors[0].client.launch(Box::new(instance), count, arguments);
    }
}

/// Numbers two to a word, in whole vectors of four.
fn as_words(numbers: &[u32]) -> Vec<u64> {
    let mut words = vec![0; numbers.len().div_ceil(4) * 2];
    for (index, &number) in numbers.iter().enumerate() {
        words[index / 2] |= u64::from(number) << (32 * (index % 2));
    }
    words
}

/// A tensor whose values are still to be written, on the device of `like`.
pub(super) fn empty(like: &CubeTensor, shape: &[usize]) -> CubeTensor {
    empty_of(like, shape, DType::F32)
}

/// As [`empty`], of another type of four bytes.
pub(super) fn empty_of(like: &CubeTensor, shape: &[usize], dtype: DType) -> CubeTensor {
    let num_bytes = shape.iter().product::<usize>() * size_of::<f32>();
    let handle = like.client.empty(num_bytes);
    let (client, device) = (like.client.clone(), like.device.clone());
    CubeTensor::new_contiguous(client, device, Shape::from(shape.to_vec()), handle, dtype)
}

/// The same values, which lie contiguous, under another shape of as many.
pub(super) fn reshaped(tensor: CubeTensor, shape: &[usize]) -> CubeTensor {
    let CubeTensor { client, handle, device, dtype, .. } = tensor;
    CubeTensor::new_contiguous(client, device, Shape::from(shape.to_vec()), handle, dtype)
}
