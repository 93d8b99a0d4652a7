use super::AdapterInfo;
use crate::error::{Error, Result};
#[cfg(feature = "webgpu")]
use burn::tensor::{Device, wgpu::WgpuSetup};
#[cfg(feature = "webgpu")]
use std::sync::{Arc, OnceLock};

/// What the device refused first. Nothing that it gave afterwards can be trusted.
#[cfg(feature = "webgpu")]
static REFUSAL: OnceLock<String> = OnceLock::new();

/// Whether the one device that Burn opens is a processor that plays a graphics card.
#[cfg(feature = "webgpu")]
static IS_SOFTWARE: OnceLock<bool> = OnceLock::new();

/// See [`AdapterInfo::is_software`]; false before the device is open.
#[cfg(all(feature = "webgpu", feature = "train"))]
pub(crate) fn is_software() -> bool {
    IS_SOFTWARE.get().copied().unwrap_or(false)
}

/// Whether the device has done everything that it was asked for through Burn.
///
/// # Errors
/// [`Error::DeviceUnavailable`] with its own words, when it has refused a shader or a computation.
#[cfg(feature = "webgpu")]
pub(crate) fn check_refusal() -> Result<()> {
    REFUSAL.get().map_or(Ok(()), |reason| Err(unavailable(reason)))
}

/// An open WebGPU device. Copies share it.
#[derive(Debug, Clone)]
pub struct WebGpu {
    /// Where kernels of our own are compiled and buffers made.
    pub device: wgpu::Device,
    /// Where work is handed in.
    pub queue: wgpu::Queue,
    /// The kind of the adapter.
    pub adapter: AdapterInfo,
    /// The same device, on which Burn puts its tensors.
    #[cfg(feature = "webgpu")]
    pub burn: Device,
}

impl WebGpu {
    /// Calls `callback` with a reason when the device is lost (driver reset, unplugged, or taken back by the
    /// browser). It cannot be used after that.
    pub fn on_lost(&self, callback: impl Fn(String) + Send + 'static) {
        self.device.set_device_lost_callback(move |reason, message| {
            callback(format!("{reason:?}: {message}"))
        });
    }
}

/// Opens the WebGPU device. Burn allows this exactly once in a process (or wasm instance): keep the result.
///
/// # Errors
/// [`Error::DeviceUnavailable`] when there is no adapter, or it refuses a device, or this is the second call.
#[cfg(feature = "webgpu")]
pub async fn open_webgpu() -> Result<WebGpu> {
    /// Enough for a whole inference through Burn's layers (113 dispatches for EfficientNet-Lite0) to be one
    /// submission; with the runtime's default of 32 it was four.
    const MAX_TASKS_PER_SUBMISSION: usize = 256;

    let opened = Device::wgpu_options().tasks_max(MAX_TASKS_PER_SUBMISSION).init_with_setup_async();
    let (burn, WgpuSetup { device, queue, adapter, .. }) = opened.await.map_err(unavailable)?;
    // CubeCL's own handler panics, which would end the whole worker.
    device.on_uncaptured_error(Arc::new(|error: wgpu::Error| {
        let _ = REFUSAL.set(error.to_string());
    }));
    let adapter = info_of(&adapter);
    let _ = IS_SOFTWARE.set(adapter.is_software);
    Ok(WebGpu { device, queue, adapter, burn })
}

/// Opens the WebGPU device.
///
/// # Errors
/// [`Error::DeviceUnavailable`] when there is no adapter, or it refuses a device.
#[cfg(not(feature = "webgpu"))]
pub async fn open_webgpu() -> Result<WebGpu> {
    let instance =
        wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle_from_env());
    let wanted = wgpu::RequestAdapterOptions {
        power_preference: wgpu::PowerPreference::HighPerformance,
        ..Default::default()
    };
    let adapter = instance.request_adapter(&wanted).await.map_err(unavailable)?;
    // What every WebGPU device has is enough for the networks here.
    let wanted = wgpu::DeviceDescriptor::default();
    let (device, queue) = adapter.request_device(&wanted).await.map_err(unavailable)?;
    Ok(WebGpu { device, queue, adapter: info_of(&adapter) })
}

fn unavailable(error: impl std::fmt::Display) -> Error {
    Error::DeviceUnavailable { device: "webgpu", reason: error.to_string() }
}

fn info_of(adapter: &wgpu::Adapter) -> AdapterInfo {
    let info = adapter.get_info();
    let name = match info.name.is_empty() {
        true => info.driver.clone(),
        false => info.name.clone(),
    };
    AdapterInfo {
        name,
        backend: format!("{:?}", info.backend),
        is_software: matches!(info.device_type, wgpu::DeviceType::Cpu),
    }
}
