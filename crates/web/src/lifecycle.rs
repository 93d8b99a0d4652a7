//! The events that happen once per wasm instance: static constructors, and the end of it by a panic.

use js_sys::Function;
use kiln_core::kernels::{as_team, report_lost_thread};
use std::cell::RefCell;
use std::sync::Once;
use wasm_bindgen::prelude::*;

thread_local! {
    static PANIC_CALLBACK: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Must be the first call, once. Later calls do nothing.
#[wasm_bindgen]
pub fn start() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        run_static_constructors();
        std::panic::set_hook(Box::new(|info| report_panic(&info.to_string())));
    });
}

/// `callback(message)` is called when Rust panics. The instance must not be used after that: a
/// panic inside an asynchronous export leaves its promise pending for ever.
#[wasm_bindgen(js_name = onPanic)]
pub fn on_panic(callback: Function) {
    PANIC_CALLBACK.with_borrow_mut(|slot| *slot = Some(callback));
}

/// Lets the browser compile the kernels well while the weights are still on their way.
#[cfg(feature = "cpu")]
#[wasm_bindgen(js_name = warmUp)]
pub fn warm_up() {
    kiln_core::kernels::warm_up();
}

// The kernels of a card are its shaders: the device is opened, and they are compiled for it.
/// Lets the browser compile the kernels well while the weights are still on their way.
#[cfg(feature = "webgpu")]
#[wasm_bindgen(js_name = warmUp)]
pub fn warm_up() {
    wasm_bindgen_futures::spawn_local(crate::engine::warm_up());
}

/// Panics on purpose, so that the way back from a panic can be tried on a real one.
#[wasm_bindgen]
pub fn crash() {
    // On the last thread where there are several: it is the one that nobody listens to.
    as_team(|member| match member.index + 1 == member.size {
        true => panic!("crash() was called"),
        false => member.wait(),
    });
}

fn report_panic(message: &str) {
    report_lost_thread();
    web_sys::console::error_1(&JsValue::from_str(message));
    PANIC_CALLBACK.with_borrow(|slot| {
        if let Some(callback) = slot {
            // Nothing can be done about a callback that throws while the instance is dying.
            let _ = callback.call1(&JsValue::NULL, &JsValue::from_str(message));
        }
    });
}

/// Runs the thousands of static constructors that CubeCL's registries add, once and here.
///
/// Unless something calls `__wasm_call_ctors` itself, wasm-ld makes every export run them all
/// again: that was 1.1 seconds of each inference.
#[cfg(target_arch = "wasm32")]
#[allow(unsafe_code, reason = "the linker's symbol can be reached in no other way")]
fn run_static_constructors() {
    unsafe extern "C" {
        fn __wasm_call_ctors();
    }
    // SAFETY: the linker defines the symbol for every wasm module; `Once` above keeps it to the
    // single call that constructors expect, before any other Rust code has run.
    unsafe { __wasm_call_ctors() };
}

#[cfg(not(target_arch = "wasm32"))]
fn run_static_constructors() {}
