//! Shaders are compiled while the weights are on their way, by the browser's own threads.
//!
//! wgpu makes pipelines in the way that stops the browser's graphics process until each is there. One that was made
//! asynchronously before, of the same text and with the same layout, is found in the browser's cache, and then the
//! other takes no time.

use js_sys::{Array, Object, Promise, Reflect};
use kiln_core::device::WebGpu;
use kiln_core::kernels::webgpu::Kernel;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// The part of a `GPUDevice` that wgpu's own binding keeps to itself.
    type Device;

    #[wasm_bindgen(method, js_name = createShaderModule)]
    fn shader_module(this: &Device, descriptor: &Object) -> JsValue;
    #[wasm_bindgen(method, js_name = createBindGroupLayout)]
    fn bind_group_layout(this: &Device, descriptor: &Object) -> JsValue;
    #[wasm_bindgen(method, js_name = createPipelineLayout)]
    fn pipeline_layout(this: &Device, descriptor: &Object) -> JsValue;
    #[wasm_bindgen(method, js_name = createComputePipelineAsync)]
    fn compute_pipeline(this: &Device, descriptor: &Object) -> Promise;
}

thread_local! {
    /// What nobody holds is dropped from the cache.
    static COMPILED: RefCell<Vec<JsValue>> = const { RefCell::new(Vec::new()) };
}

/// Visible to compute shaders. Source: WebGPU, `GPUShaderStage.COMPUTE`.
const COMPUTE: u32 = 4;

/// Compiles `kernels` side by side. One that does not compile is met again by whoever runs it, who reports it.
pub async fn compile_beforehand(gpu: &WebGpu, kernels: &[Kernel]) {
    let Some(device) = gpu.device.as_webgpu() else { return };
    let device: &Device = AsRef::<JsValue>::as_ref(device).unchecked_ref();
    let compiling: Vec<_> =
        kernels.iter().map(|kernel| compile(device, kernel)).map(JsFuture::from).collect();
    for pipeline in compiling {
        if let Ok(pipeline) = pipeline.await {
            COMPILED.with_borrow_mut(|compiled| compiled.push(pipeline));
        }
    }
}

fn compile(device: &Device, kernel: &Kernel) -> Promise {
    let module = device.shader_module(&object(&[("code", kernel.code.as_str().into())]));
    let entry = |binding: usize| {
        let kind = if binding < kernel.num_inputs { "read-only-storage" } else { "storage" };
        object(&[
            ("binding", JsValue::from(binding as u32)),
            ("visibility", COMPUTE.into()),
            ("buffer", object(&[("type", kind.into())]).into()),
        ])
    };
    let entries: Array = (0..=kernel.num_inputs).map(entry).collect();
    let group = device.bind_group_layout(&object(&[("entries", entries.into())]));
    let layout =
        device.pipeline_layout(&object(&[("bindGroupLayouts", Array::of1(&group).into())]));
    let compute = object(&[("module", module), ("entryPoint", "main".into())]);
    device.compute_pipeline(&object(&[("layout", layout), ("compute", compute.into())]))
}

fn object(entries: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in entries {
        // A plain object takes every property.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object
}
