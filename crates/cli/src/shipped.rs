/// The model of the page, so that no command needs another file.
pub static SHIPPED_MODEL: &[u8] =
    include_bytes!("../../core/assets/efficientnet-lite0/efficientnet-lite0.int8.safetensors");
