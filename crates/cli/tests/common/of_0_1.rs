//! The fixtures of version 0.1, put together as tests/fixtures/of-0.1/README.md says.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

use base64::{Engine, prelude::BASE64_STANDARD};
use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs,
    io::Read,
    path::{Path, PathBuf},
};

const SHIPPED: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../core/assets/efficientnet-lite0/efficientnet-lite0.int8.safetensors"
);

#[derive(Deserialize)]
pub struct Expected {
    pub models: Vec<Model>,
    pub browser: Browser,
    pub readers: Readers,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Model {
    pub name: String,
    /// Folder of its pictures below tests/fixtures.
    pub classes: String,
    sha256: String,
    pub data_sha256: String,
    repeats: Vec<Repeat>,
    pub program: Outcome,
}

/// An array of the shipped network that stands in the model's file too.
#[derive(Deserialize)]
struct Repeat {
    tensor: String,
    r#as: As,
    at: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum As {
    Bytes,
    /// Integers times their scales.
    Floats,
}

#[derive(Deserialize)]
pub struct Outcome {
    pub answers: Vec<Prediction>,
    pub evaluation: Figures,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Prediction {
    pub picture: String,
    pub is_unknown: bool,
    pub probabilities: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    pub count: usize,
    pub accuracy: f64,
    pub log_loss: f64,
}

#[derive(Deserialize)]
pub struct Browser {
    pub run: Run,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    pub data_sha256: String,
    rows: Vec<RunRow>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RunRow {
    picture_id: String,
    part: String,
    label: usize,
}

#[derive(Deserialize)]
pub struct Readers {
    pub received: usize,
}

/// A picture of the interrupted run.
pub struct Row {
    pub features: Vec<f32>,
    pub label: usize,
    /// `train`, `validation` or `test`.
    pub part: String,
}

fn file(name: &str) -> PathBuf {
    super::common::fixture("of-0.1").join(name)
}

fn gunzip(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(&fs::read(path).unwrap()[..]).read_to_end(&mut bytes).unwrap();
    bytes
}

pub fn expected() -> Expected {
    serde_json::from_slice(&fs::read(file("expected.json")).unwrap()).unwrap()
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The header of a safetensors file, and what stands behind it.
pub fn tensors(file: &[u8]) -> (Map<String, Value>, &[u8]) {
    let length = u64::from_le_bytes(*file.first_chunk().unwrap()) as usize;
    (serde_json::from_slice(&file[8..8 + length]).unwrap(), &file[8 + length..])
}

fn bytes_of<'a>((header, data): &(Map<String, Value>, &'a [u8]), name: &str) -> &'a [u8] {
    let [from, to] = [0, 1].map(|end| header[name]["data_offsets"][end].as_u64().unwrap() as usize);
    &data[from..to]
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks::<4>().0.iter().map(|word| f32::from_le_bytes(*word)).collect()
}

impl Model {
    /// Number of its classes.
    pub fn num_classes(&self) -> usize {
        self.program.answers[0].probabilities.len()
    }

    /// Writes the bytes that 0.1 wrote into `folder`.
    pub fn unpack_to(&self, folder: &Path) -> PathBuf {
        let mut model = gunzip(&file(&format!("models/{}.safetensors.gz", self.name)));
        let shipped = fs::read(SHIPPED).unwrap();
        let shipped = tensors(&shipped);
        for Repeat { tensor, r#as, at } in &self.repeats {
            let bytes = bytes_of(&shipped, tensor);
            let repeated = match r#as {
                As::Bytes => bytes.to_vec(),
                As::Floats => {
                    let scales = floats(bytes_of(&shipped, &format!("{tensor}::scale")));
                    let width = bytes.len() / scales.len();
                    let expand = |(index, byte): (usize, &u8)| {
                        (f32::from(byte.cast_signed()) * scales[index / width]).to_le_bytes()
                    };
                    bytes.iter().enumerate().flat_map(expand).collect()
                }
            };
            for (byte, repeated) in model[*at..].iter_mut().zip(repeated) {
                *byte ^= repeated;
            }
        }
        assert_eq!(sha256(&model), self.sha256, "{} is not what 0.1 wrote", self.name);
        let path = folder.join(format!("{}.safetensors", self.name));
        fs::write(&path, model).unwrap();
        path
    }
}

/// The checkpoint of the interrupted run in the browser's storage, and the rows that it learns from.
pub fn interrupted_run() -> (Vec<u8>, Vec<Row>) {
    let storage: Value = serde_json::from_slice(&gunzip(&file("browser.json.gz"))).unwrap();
    let stores = storage["stores"].as_array().unwrap();
    let entries = |name: &str| -> &Vec<Value> {
        let store = stores.iter().find(|store| store["name"] == name).unwrap();
        store["entries"].as_array().unwrap()
    };
    let decode = |value: &Value| BASE64_STANDARD.decode(value["bytes"].as_str().unwrap()).unwrap();
    let checkpoint = decode(&entries("checkpoints")[0]["value"]["bytes"]);
    let rows = expected().browser.run.rows.into_iter().map(|RunRow { picture_id, part, label }| {
        // By picture, and by the checksum of the weights alone: the picture as it is, not a varied copy.
        let is_own = |entry: &&Value| {
            let [picture, key] = [0, 1].map(|index| entry["key"][index].as_str().unwrap());
            picture == picture_id && key.len() == 64
        };
        let features = entries("features").iter().find(is_own).unwrap();
        Row { features: floats(&decode(&features["value"])), label, part }
    });
    (checkpoint, rows.collect())
}
