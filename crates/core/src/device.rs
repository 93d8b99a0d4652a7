//! The devices that there are, and the opening of one.

#[cfg(feature = "wgpu")]
mod webgpu;

#[cfg(feature = "burn")]
pub use burn::tensor::Device;
use serde::Serialize;
#[cfg(feature = "webgpu")]
pub(crate) use webgpu::check_refusal;
#[cfg(all(feature = "webgpu", feature = "train"))]
pub(crate) use webgpu::is_software;
#[cfg(feature = "wgpu")]
pub use webgpu::{WebGpu, open_webgpu};

/// The kind of device that a model runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum DeviceKind {
    /// The processor, through the fused kernels of [`crate::kernels`] and Burn's flex backend.
    Cpu,
    /// WebGPU, through the kernels of `kernels::webgpu` and Burn's CubeCL backend.
    WebGpu,
}

impl DeviceKind {
    /// The name used in URLs, on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::WebGpu => "webgpu",
        }
    }
}

/// The facts about the graphics adapter behind a WebGPU device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AdapterInfo {
    /// Name the driver gives, or vendor and architecture where a browser hides the name.
    pub name: String,
    /// Graphics interface underneath, such as `BrowserWebGpu` or `Vulkan`.
    pub backend: String,
    /// Whether the adapter is the processor pretending to be a graphics card.
    pub is_software: bool,
}

/// Opens the CPU device of Burn.
#[cfg(feature = "flex")]
pub fn cpu() -> burn::tensor::Device {
    burn::tensor::Device::flex()
}
