//! Files of features as a program that knows Parquet reads them.

// Each test is a crate of its own and uses but some of these.
#![allow(dead_code, clippy::unwrap_used, reason = "a failing step should stop the test")]

use arrow_array::{Array, FixedSizeListArray, Float32Array, Int32Array, StringArray};
use parquet::{
    arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder},
    file::{metadata::KeyValue, properties::WriterProperties},
};
use std::{fs::File, path::Path};

/// One row, as far as a comparison needs it.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
pub struct FeatureRow {
    pub path: String,
    pub class: Option<String>,
    pub part: Option<String>,
    pub sha256: Option<String>,
    pub hash: Option<String>,
    pub width: Option<i32>,
    pub problem: Option<String>,
    pub features: Option<Vec<f32>>,
}

/// The rows of one file, in its order.
pub fn rows(path: &Path) -> Vec<FeatureRow> {
    let reader =
        ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap().build();
    let mut rows = Vec::new();
    for batch in reader.unwrap() {
        let batch = batch.unwrap();
        let column = |name: &str| batch.column_by_name(name).unwrap().clone();
        let text = |name: &str, index: usize| {
            let column = column(name);
            let column: &StringArray = column.as_any().downcast_ref().unwrap();
            column.is_valid(index).then(|| column.value(index).to_owned())
        };
        let (width, features) = (column("width"), column("features"));
        let width: &Int32Array = width.as_any().downcast_ref().unwrap();
        let features: &FixedSizeListArray = features.as_any().downcast_ref().unwrap();
        for index in 0..batch.num_rows() {
            let values = || {
                let values = features.value(index);
                let values: &Float32Array = values.as_any().downcast_ref().unwrap();
                values.values().to_vec()
            };
            rows.push(FeatureRow {
                path: text("path", index).unwrap(),
                class: text("class", index),
                part: text("part", index),
                sha256: text("sha256", index),
                hash: text("perceptual_hash", index),
                width: width.is_valid(index).then(|| width.value(index)),
                problem: text("problem", index),
                features: features.is_valid(index).then(values),
            });
        }
    }
    rows
}

/// The rows of all files of a folder, in the order of their paths.
pub fn all_rows(folder: &Path) -> Vec<FeatureRow> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<FeatureRow> = files.flat_map(|file| rows(&file)).collect();
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

/// What the file says of itself.
pub fn metadata(path: &Path) -> Vec<KeyValue> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let mut pairs = reader.metadata().file_metadata().key_value_metadata().unwrap().clone();
    pairs.retain(|pair| pair.key.starts_with("kiln."));
    pairs
}

/// Writes the file anew with another value of `key`, or without it.
pub fn rewrite(path: &Path, key: &str, value: Option<&str>) {
    let mut pairs = metadata(path);
    pairs.retain(|pair| pair.key != key);
    pairs.extend(value.map(|value| KeyValue::new(key.to_owned(), value.to_owned())));
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let (schema, reader) = (reader.schema().clone(), reader.build().unwrap());
    let batches: Vec<_> = reader.map(Result::unwrap).collect();
    let properties = WriterProperties::builder().set_key_value_metadata(Some(pairs)).build();
    let file = File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, schema, Some(properties)).unwrap();
    batches.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.close().unwrap();
}
