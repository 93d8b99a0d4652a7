//! The devices that there are, and the opening of one.

#[cfg(feature = "burn")]
pub use burn::tensor::Device;
use serde::Serialize;

/// The kind of device that a model runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum DeviceKind {
    /// The processor, through the fused kernels of [`crate::kernels`] and Burn's flex backend.
    Cpu,
    /// WebGPU, through Burn's CubeCL backend.
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

#[cfg(feature = "webgpu")]
pub use webgpu::{WebGpu, open_webgpu};

#[cfg(feature = "webgpu")]
mod webgpu {
    use super::AdapterInfo;
    use crate::error::{Error, Result};
    use burn::tensor::{
        Device,
        wgpu::{WgpuSetup, wgpu},
    };

    /// Enough for a whole inference (113 dispatches for EfficientNet-Lite0) to be one submission;
    /// with the runtime's default of 32 it was four.
    const MAX_TASKS_PER_SUBMISSION: usize = 256;

    /// An open WebGPU device.
    pub struct WebGpu {
        /// The device that tensors are put on.
        pub device: Device,
        /// The kind of the adapter.
        pub adapter: AdapterInfo,
        setup: WgpuSetup,
    }

    impl WebGpu {
        /// Calls `callback` with a reason when the device is lost (driver reset, unplugged, or
        /// taken back by the browser). It cannot be used after that.
        pub fn on_lost(&self, callback: impl Fn(String) + Send + 'static) {
            self.setup.device.set_device_lost_callback(move |reason, message| {
                callback(format!("{reason:?}: {message}"))
            });
        }
    }

    /// Opens the WebGPU device. Burn allows this exactly once in a process (or wasm instance):
    /// keep the result.
    ///
    /// # Errors
    /// [`Error::DeviceUnavailable`] when there is no adapter, or it refuses a device, or this is
    /// the second call.
    pub async fn open_webgpu() -> Result<WebGpu> {
        let (device, setup) = Device::wgpu_options()
            .tasks_max(MAX_TASKS_PER_SUBMISSION)
            .init_with_setup_async()
            .await
            .map_err(|error| Error::DeviceUnavailable {
                device: "webgpu",
                reason: error.to_string(),
            })?;
        let info = setup.adapter.get_info();
        let name = match info.name.is_empty() {
            true => info.driver.clone(),
            false => info.name.clone(),
        };
        let adapter = AdapterInfo {
            name,
            backend: format!("{:?}", info.backend),
            is_software: matches!(info.device_type, wgpu::DeviceType::Cpu),
        };
        Ok(WebGpu { device, adapter, setup })
    }
}
