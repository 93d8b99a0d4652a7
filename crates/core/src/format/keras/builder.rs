use serde_json::{Value, json};

/// The steps of 8-bit codes. Written as codes ÷ 128 they are exact, and whatever is computed of them fits 16-bit
/// floats, which many a graphics card of a phone computes in.
pub const CODE_STEPS: f32 = 128.0;

/// The version of the library that wrote such files first, and that Teachable Machine still uses.
const VERSION: &str = "tfjs-layers 1.3.1";

/// A model under construction. Every layer takes the names of its inputs and gives its own, which is that of its
/// output.
#[derive(Default)]
pub struct KerasBuilder {
    layers: Vec<Value>,
    arrays: Vec<Value>,
    bytes: Vec<u8>,
}

/// The two files of a model.
pub struct KerasModel {
    /// `model.json`: the layers, and where which array lies in the weights.
    pub topology: String,
    /// `weights.bin`.
    pub weights: Vec<u8>,
}

impl KerasBuilder {
    /// The input `[batch, height, width, channels]`.
    pub fn input(&mut self, shape: [usize; 3]) -> String {
        let [height, width, channels] = shape;
        let shape = json!([null, height, width, channels]);
        let config = json!({ "batch_input_shape": shape, "dtype": "float32", "sparse": false });
        self.layer("InputLayer", "input", &[], config)
    }

    /// A layer of the class `class`, with its settings as an object.
    pub fn layer(&mut self, class: &str, name: &str, inputs: &[&str], config: Value) -> String {
        let mut config = config;
        config["name"] = name.into();
        config["trainable"] = false.into();
        let inputs: Vec<Value> = inputs.iter().map(|input| json!([input, 0, 0, {}])).collect();
        let nodes = if inputs.is_empty() { json!([]) } else { json!([inputs]) };
        self.layers.push(json!({
            "class_name": class, "name": name, "config": config, "inbound_nodes": nodes,
        }));
        name.to_owned()
    }

    /// An array of a layer.
    pub fn floats(&mut self, layer: &str, array: &str, shape: &[usize], values: &[f32]) {
        self.bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
        self.array(layer, array, shape, None);
    }

    /// An array of 8-bit codes, which stand for codes ÷ [`CODE_STEPS`].
    pub fn codes(&mut self, layer: &str, array: &str, shape: &[usize], codes: &[i8]) {
        // −128 becomes 0.
        self.bytes.extend(codes.iter().map(|code| code.cast_unsigned() ^ 0x80));
        self.array(layer, array, shape, Some((-1.0, 1.0 / CODE_STEPS)));
    }

    /// An array of one value over and over, in a byte each.
    pub fn constant(&mut self, layer: &str, array: &str, length: usize, value: f32) {
        self.bytes.resize(self.bytes.len() + length, 0);
        self.array(layer, array, &[length], Some((value, 1.0)));
    }

    /// `bytes` are 32-bit floats, or 8-bit integers that are multiplied by the second number and added to the first.
    fn array(&mut self, layer: &str, array: &str, shape: &[usize], range: Option<(f32, f32)>) {
        let mut entry =
            json!({ "name": format!("{layer}/{array}"), "shape": shape, "dtype": "float32" });
        if let Some((min, scale)) = range {
            entry["quantization"] = json!({
                "dtype": "uint8", "min": min, "scale": scale, "original_dtype": "float32",
            });
        }
        self.arrays.push(entry);
    }

    /// The whole model, from one layer to another.
    pub fn finish(self, name: &str, input: &str, output: &str) -> KerasModel {
        let topology = json!({
            "format": "layers-model",
            "generatedBy": format!("Kiln {}", env!("CARGO_PKG_VERSION")),
            "convertedBy": null,
            "modelTopology": {
                "class_name": "Model",
                "config": {
                    "name": name,
                    "layers": self.layers,
                    "input_layers": [[input, 0, 0]],
                    "output_layers": [[output, 0, 0]],
                },
                "keras_version": VERSION,
                "backend": "tensor_flow.js",
            },
            "weightsManifest": [{ "paths": ["weights.bin"], "weights": self.arrays }],
        });
        KerasModel { topology: topology.to_string(), weights: self.bytes }
    }
}
