use crate::device::DeviceKind;
#[cfg(feature = "wgpu")]
use crate::device::WebGpu;
#[cfg(feature = "wgpu")]
use crate::kernels::webgpu::Pipelines;
use crate::networks::efficientnet_lite0::FusedEfficientNetLite0;
#[cfg(feature = "burn")]
use burn::tensor::Device;
#[cfg(feature = "wgpu")]
use std::sync::Arc;

/// An engine that runs a network.
#[derive(Debug, Clone)]
pub enum Engine {
    /// The fused kernels on the CPU; networks without a fused form run on Burn's layers there.
    FusedCpu,
    /// The kernels for WebGPU; networks without a plan for it run on Burn's layers there.
    #[cfg(feature = "wgpu")]
    WebGpu(WebGpu, Arc<Pipelines>),
    /// Burn's own layers on a device of any kind; where there is none but a card, its kernels are all that is needed.
    #[cfg(feature = "flex")]
    Burn(Device, DeviceKind),
}

impl Engine {
    /// The kernels for WebGPU on this device. Copies of the engine share what is compiled.
    #[cfg(feature = "wgpu")]
    pub fn webgpu(gpu: WebGpu) -> Self {
        Self::WebGpu(gpu, Arc::default())
    }

    /// The kind of device that it runs on.
    pub fn device_kind(&self) -> DeviceKind {
        match self {
            Self::FusedCpu => DeviceKind::Cpu,
            #[cfg(feature = "wgpu")]
            Self::WebGpu(..) => DeviceKind::WebGpu,
            #[cfg(feature = "flex")]
            Self::Burn(_, kind) => *kind,
        }
    }

    /// The name of the arithmetic that the shipped network is computed with, where it is not that of floats.
    pub fn arithmetic(&self) -> Option<&'static str> {
        match self {
            Self::FusedCpu => Some(FusedEfficientNetLite0::ARITHMETIC),
            #[cfg(any(feature = "wgpu", feature = "flex"))]
            _ => None,
        }
    }

    /// The device of Burn's layers.
    #[cfg(feature = "flex")]
    pub fn burn_device(&self) -> Device {
        match self {
            Self::FusedCpu => crate::device::cpu(),
            #[cfg(feature = "webgpu")]
            Self::WebGpu(gpu, _) => gpu.burn.clone(),
            // Without Burn's WebGPU backend there is only its CPU.
            #[cfg(all(feature = "wgpu", not(feature = "webgpu")))]
            Self::WebGpu(..) => crate::device::cpu(),
            Self::Burn(device, _) => device.clone(),
        }
    }

    /// The device of Burn's layers.
    #[cfg(all(feature = "burn", not(feature = "flex")))]
    pub fn burn_device(&self) -> Device {
        match self {
            // Without Burn's CPU backend there is no other device than the one that was opened.
            Self::FusedCpu => Device::default(),
            #[cfg(feature = "webgpu")]
            Self::WebGpu(gpu, _) => gpu.burn.clone(),
            #[cfg(all(feature = "wgpu", not(feature = "webgpu")))]
            Self::WebGpu(..) => Device::default(),
        }
    }
}
