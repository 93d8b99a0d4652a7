//! The crossing of structs over the boundary: as plain objects, whose TypeScript types are those of
//! `www/types/core.ts`. That file is generated from the structs; [`Js`] says at each export which struct it is, and the
//! compiler holds it to that.

use crate::error::unexpected;
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "import type * as core from '../../types/core.js';";

/// A type whose values cross the boundary as plain objects.
pub trait Message {
    /// The type's values on the other side, under its TypeScript name.
    type Js: JsCast;
}

/// A plain object that is a `T`, in the signature of an export.
pub type Js<T> = <T as Message>::Js;

/// Makes types messages, each with its TypeScript type as wasm-bindgen writes it. The test behind `npm run types`
/// compares these names with the generated ones.
macro_rules! messages {
    ($($type:ty => $typescript:literal,)*) => {
        $(const _: () = {
            #[wasm_bindgen::prelude::wasm_bindgen]
            extern "C" {
                #[wasm_bindgen(typescript_type = $typescript)]
                pub type JsMessage;
            }
            impl $crate::js::Message for $type {
                type Js = JsMessage;
            }
        };)*

        /// Names these messages to the generator of the TypeScript types.
        #[cfg(all(test, feature = "types"))]
        pub(crate) fn visit_messages(visitor: &mut impl $crate::js::MessageVisitor) {
            $(visitor.visit_message::<$type>($typescript);)*
        }
    };
}
pub(crate) use messages;

/// Is shown every message.
#[cfg(all(test, feature = "types"))]
pub trait MessageVisitor {
    /// `typescript` is the name in the declarations of the wasm modules.
    fn visit_message<T: ts_rs::TS + 'static>(&mut self, typescript: &str);
}

/// A value as a plain object: maps are objects, and what is none is null.
pub fn to_js<T: Message + Serialize>(value: &T) -> Result<Js<T>, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map(JsCast::unchecked_into).map_err(|error| unexpected(&error))
}

/// A value of a plain object. What does not fit its type is a fault of ours.
#[cfg(feature = "train")]
pub fn from_js<T: Message + serde::de::DeserializeOwned>(value: Js<T>) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value.unchecked_into()).map_err(|error| unexpected(&error))
}
