//! Opens the device that this build serves.

use kiln_core::inference::Engine;
use wasm_bindgen::prelude::*;

#[cfg(feature = "cpu")]
pub use cpu::open;
#[cfg(feature = "webgpu")]
pub use webgpu::open;

/// The device as Burn knows it: training always runs on Burn's own layers.
#[cfg(feature = "train")]
pub async fn open_burn() -> kiln_core::Result<kiln_core::device::Device> {
    Ok(open(Kernels::Burn).await?.burn_device())
}

/// The kernels that run on the CPU.
#[wasm_bindgen]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kernels {
    /// The fastest there are for the device.
    Fused = "fused",
    /// Burn's own layers, which the fused ones are checked against.
    Burn = "burn",
}

#[cfg(feature = "cpu")]
mod cpu {
    use super::{Engine, Kernels};
    use kiln_core::Result;
    #[cfg(feature = "flex")]
    use kiln_core::device::DeviceKind;

    /// The CPU needs no opening.
    pub async fn open(kernels: Kernels) -> Result<Engine> {
        match kernels {
            Kernels::Burn => burn(),
            _ => Ok(Engine::FusedCpu),
        }
    }

    #[cfg(feature = "flex")]
    fn burn() -> Result<Engine> {
        Ok(Engine::Burn(kiln_core::device::cpu(), DeviceKind::Cpu))
    }

    /// The module that predicts first carries the fused kernels alone.
    #[cfg(not(feature = "flex"))]
    fn burn() -> Result<Engine> {
        Err(kiln_core::Error::DeviceUnavailable {
            device: "cpu",
            reason: "this build has no layers of Burn's".into(),
        })
    }
}

#[cfg(feature = "webgpu")]
mod webgpu {
    use super::{Engine, Kernels};
    use js_sys::Function;
    use kiln_core::{
        Result,
        device::{DeviceKind, WebGpu, open_webgpu},
    };
    use std::cell::RefCell;
    use wasm_bindgen::prelude::*;

    thread_local! {
        /// Burn opens a device once per instance; every classifier shares it.
        static GPU: RefCell<Option<WebGpu>> = const { RefCell::new(None) };
        static LOST_CALLBACK: RefCell<Option<Function>> = const { RefCell::new(None) };
    }

    /// `callback(reason)` is called when the browser takes the device away.
    #[wasm_bindgen(js_name = onDeviceLost)]
    pub fn on_device_lost(callback: Function) {
        LOST_CALLBACK.with_borrow_mut(|slot| *slot = Some(callback));
    }

    /// Opens WebGPU on the first call. Both kinds of kernels are Burn's here.
    pub async fn open(_kernels: Kernels) -> Result<Engine> {
        let known = GPU.with_borrow(|gpu| gpu.as_ref().map(|gpu| gpu.device.clone()));
        let device = match known {
            Some(device) => device,
            None => {
                let gpu = open_webgpu().await?;
                gpu.on_lost(report_lost);
                let device = gpu.device.clone();
                GPU.with_borrow_mut(|slot| *slot = Some(gpu));
                device
            }
        };
        Ok(Engine::Burn(device, DeviceKind::WebGpu))
    }

    fn report_lost(reason: String) {
        LOST_CALLBACK.with_borrow(|slot| {
            if let Some(callback) = slot {
                // The callback only posts a message; if it throws, the next call fails anyway.
                let _ = callback.call1(&JsValue::NULL, &JsValue::from_str(&reason));
            }
        });
    }
}
