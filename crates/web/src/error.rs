//! Errors of the core as JavaScript sees them: a real `Error` with `code` and `detail`.

use js_sys::Reflect;
use serde::Serialize;
use std::cell::Cell;
use wasm_bindgen::JsValue;

/// `Error { message, code, detail }`: `code` is stable and what the page translates by.
pub fn to_js_error(error: &kiln_core::Error) -> JsValue {
    make(&error.to_string(), error.code(), to_plain(&error.detail()))
}

/// The error of a call while another call on the same handle is still running.
pub fn busy() -> JsValue {
    make("another call on this object is still running", "engine.busy", JsValue::UNDEFINED)
}

/// A call that is running, until it is dropped.
pub struct Running<'a>(&'a Cell<bool>);

impl<'a> Running<'a> {
    /// # Errors
    /// `engine.busy` while another call is running.
    pub fn begin(is_running: &'a Cell<bool>) -> Result<Self, JsValue> {
        match is_running.replace(true) {
            true => Err(busy()),
            false => Ok(Self(is_running)),
        }
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// The error of something that the boundary itself cannot do, which is a fault of ours.
pub fn unexpected(error: &impl std::fmt::Display) -> JsValue {
    make(&error.to_string(), "engine.unexpected", JsValue::UNDEFINED)
}

fn make(message: &str, code: &str, detail: JsValue) -> JsValue {
    let error = js_sys::Error::new(message);
    let detail = if detail.is_undefined() { js_sys::Object::new().into() } else { detail };
    for (key, value) in [("code", JsValue::from_str(code)), ("detail", detail)] {
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&error, &JsValue::from_str(key), &value);
    }
    error.into()
}

/// A plain object (not a `Map`), as `JSON.parse` would give.
fn to_plain(value: &impl Serialize) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).unwrap_or(JsValue::UNDEFINED)
}
