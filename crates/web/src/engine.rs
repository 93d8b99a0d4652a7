//! Opens the device that this build serves.

use kiln_core::inference::Engine;
use wasm_bindgen::prelude::*;

#[cfg(feature = "cpu")]
pub use cpu::open;
#[cfg(feature = "webgpu")]
pub use webgpu::{open, warm_up};

/// The device as Burn knows it: training always runs through Burn's tensors.
#[cfg(feature = "train")]
pub async fn open_burn() -> kiln_core::Result<kiln_core::device::Device> {
    Ok(open(Kernels::Fused).await?.burn_device())
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
    use crate::shaders::compile_beforehand;
    use js_sys::{Function, Promise};
    use kiln_core::device::{WebGpu, open_webgpu};
    use kiln_core::networks::efficientnet_lite0::shaders_of_shipped;
    use kiln_core::{Error, Result};
    use std::cell::RefCell;
    use wasm_bindgen::prelude::*;
    use wasm_bindgen_futures::{JsFuture, future_to_promise};

    /// Classes of the network that the page ships.
    const NUM_CLASSES: usize = 1000;

    thread_local! {
        /// A device is opened once per instance; every model shares it, and the shaders that are compiled.
        static GPU: RefCell<Option<(WebGpu, Engine)>> = const { RefCell::new(None) };
        /// The opening, under way or done; forgotten when it fails.
        static OPENING: RefCell<Option<Promise>> = const { RefCell::new(None) };
        static LOST_CALLBACK: RefCell<Option<Function>> = const { RefCell::new(None) };
    }

    /// `callback(reason)` is called when the browser takes the device away.
    #[wasm_bindgen(js_name = onDeviceLost)]
    pub fn on_device_lost(callback: Function) {
        LOST_CALLBACK.with_borrow_mut(|slot| *slot = Some(callback));
    }

    /// Opens WebGPU on the first call.
    pub async fn open(kernels: Kernels) -> Result<Engine> {
        match kernels {
            // They are what the kernels are checked against, on the CPU.
            Kernels::Burn => Err(unavailable("this build has no layers of Burn's".into())),
            _ => Ok(opened().await?.1),
        }
    }

    /// Opens the device and compiles the shaders of the shipped network, while its weights are on their way.
    pub async fn warm_up() {
        // Whoever loads a model hears of a device that cannot be had.
        if let Ok((gpu, _)) = opened().await {
            compile_beforehand(&gpu, &shaders_of_shipped(NUM_CLASSES, &gpu)).await;
        }
    }

    async fn opened() -> Result<(WebGpu, Engine)> {
        let opening = OPENING.with_borrow_mut(|slot| {
            slot.get_or_insert_with(|| future_to_promise(open_once())).clone()
        });
        if let Err(reason) = JsFuture::from(opening).await {
            OPENING.with_borrow_mut(|slot| *slot = None);
            return Err(unavailable(reason.as_string().unwrap_or_default()));
        }
        let gpu = GPU.with_borrow(Clone::clone);
        gpu.ok_or_else(|| unavailable("it was opened and is not there".into()))
    }

    /// Leaves the device in [`GPU`], or gives the reason why there is none.
    async fn open_once() -> std::result::Result<JsValue, JsValue> {
        let gpu = open_webgpu().await.map_err(|error| match error {
            Error::DeviceUnavailable { reason, .. } => JsValue::from_str(&reason),
            error => JsValue::from_str(&error.to_string()),
        })?;
        gpu.on_lost(report_lost);
        let engine = Engine::webgpu(gpu.clone());
        GPU.with_borrow_mut(|slot| *slot = Some((gpu, engine)));
        Ok(JsValue::UNDEFINED)
    }

    fn unavailable(reason: String) -> Error {
        Error::DeviceUnavailable { device: "webgpu", reason }
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
