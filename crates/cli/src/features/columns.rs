//! Rows as the columns of a Parquet file, and back.

use super::{Embedded, Row};
use crate::pictures::Failure;
use anyhow::{Context, Result, bail};
use arrow_array::{
    Array, ArrayRef, FixedSizeListArray, Float16Array, Float32Array, Int32Array, RecordBatch,
    StringArray,
    builder::{FixedSizeListBuilder, Float16Builder, Float32Builder},
};
use arrow_schema::{DataType, Field, FieldRef, Schema, SchemaRef};
use clap::ValueEnum;
use half::f16;
use kiln_core::{
    dataset::{Inspection, PictureProblem, ReadyPart},
    networks::efficientnet_lite0::Layer,
};
use serde::{Serialize, de::DeserializeOwned};
use std::sync::Arc;

/// How a feature is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FloatType {
    /// As it was computed: training gives the same bits as from the pictures.
    F32,
    /// Half the size, rounded to three digits.
    F16,
}

impl FloatType {
    pub fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F16 => "f16",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::F32, Self::F16].into_iter().find(|float| float.name() == name)
    }

    fn field(self) -> FieldRef {
        let kind = match self {
            Self::F32 => DataType::Float32,
            Self::F16 => DataType::Float16,
        };
        Arc::new(Field::new_list_field(kind, false))
    }
}

const FEATURES: &str = "features";

fn num_features() -> usize {
    Layer::Features.num_values()
}

pub fn schema(float: FloatType) -> SchemaRef {
    let text = |name| Field::new(name, DataType::Utf8, true);
    let number = |name| Field::new(name, DataType::Float32, true);
    Arc::new(Schema::new(vec![
        Field::new("path", DataType::Utf8, false),
        text("class"),
        text("part"),
        text("sha256"),
        text("perceptual_hash"),
        Field::new("width", DataType::Int32, true),
        Field::new("height", DataType::Int32, true),
        number("sharpness"),
        number("contrast"),
        number("brightness"),
        text("hints"),
        text("problem"),
        Field::new(FEATURES, DataType::FixedSizeList(float.field(), num_features() as i32), true),
    ]))
}

/// # Errors
/// Where the columns do not fit the schema, which would be an error of this program.
pub fn to_columns(rows: &[Row], float: FloatType) -> Result<RecordBatch> {
    let text = |value: &dyn Fn(&Row) -> Option<String>| -> ArrayRef {
        Arc::new(rows.iter().map(value).collect::<StringArray>())
    };
    let of_picture = |row: &'_ Row| row.outcome.as_ref().ok().map(|row| row.inspection.clone());
    let number = |value: &dyn Fn(Inspection) -> f32| -> ArrayRef {
        Arc::new(rows.iter().map(|row| of_picture(row).map(value)).collect::<Float32Array>())
    };
    let side = |value: &dyn Fn(Inspection) -> usize| -> ArrayRef {
        let sides = rows.iter().map(|row| of_picture(row).map(|found| value(found) as i32));
        Arc::new(sides.collect::<Int32Array>())
    };
    let problem = |row: &Row| {
        let failure = row.outcome.as_ref().err()?;
        Some(format!("{}: {}", failure.code, failure.message))
    };
    let columns = vec![
        text(&|row| Some(row.path.clone())),
        text(&|row| row.class.clone()),
        text(&|row| row.part.as_ref().map(word)),
        text(&|row| Some(row.outcome.as_ref().ok()?.sha256.clone())),
        text(&|row| Some(of_picture(row)?.hash)),
        side(&|found| found.width),
        side(&|found| found.height),
        number(&|found| found.sharpness),
        number(&|found| found.contrast),
        number(&|found| found.brightness),
        text(&|row| Some(of_picture(row)?.problems.iter().map(word).collect::<Vec<_>>().join(","))),
        text(&problem),
        features_column(rows, float),
    ];
    Ok(RecordBatch::try_new(schema(float), columns)?)
}

fn features_column(rows: &[Row], float: FloatType) -> ArrayRef {
    let length = num_features();
    // Something has to stand where there is nothing.
    let zeros = vec![0.0; length];
    let values = rows.iter().map(|row| match &row.outcome {
        Ok(embedded) => (embedded.features.as_slice(), true),
        Err(_) => (zeros.as_slice(), false),
    });
    match float {
        FloatType::F32 => {
            let builder = Float32Builder::with_capacity(rows.len() * length);
            let mut list =
                FixedSizeListBuilder::new(builder, length as i32).with_field(float.field());
            for (values, is_there) in values {
                list.values().append_slice(values);
                list.append(is_there);
            }
            Arc::new(list.finish())
        }
        FloatType::F16 => {
            let builder = Float16Builder::with_capacity(rows.len() * length);
            let mut list =
                FixedSizeListBuilder::new(builder, length as i32).with_field(float.field());
            for (values, is_there) in values {
                let halves: Vec<f16> = values.iter().map(|value| f16::from_f32(*value)).collect();
                list.values().append_slice(&halves);
                list.append(is_there);
            }
            Arc::new(list.finish())
        }
    }
}

/// The word by which JSON names a variant without fields.
fn word(value: &impl Serialize) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    json.as_str().unwrap_or_default().to_owned()
}

fn from_word<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

/// # Errors
/// A sentence for columns that `kiln embed` has not written.
pub fn from_columns(batch: &RecordBatch) -> Result<Vec<Row>> {
    let columns = Columns(batch);
    let path = columns.of::<StringArray>("path")?;
    let [class, part, sha256, hash, hints, problem] =
        ["class", "part", "sha256", "perceptual_hash", "hints", "problem"]
            .map(|name| columns.of::<StringArray>(name));
    let [class, part, sha256, hash, hints, problem] =
        [class?, part?, sha256?, hash?, hints?, problem?];
    let [width, height] = ["width", "height"].map(|name| columns.of::<Int32Array>(name));
    let [width, height] = [width?, height?];
    let [sharpness, contrast, brightness] =
        ["sharpness", "contrast", "brightness"].map(|name| columns.of::<Float32Array>(name));
    let [sharpness, contrast, brightness] = [sharpness?, contrast?, brightness?];
    let features = columns.of::<FixedSizeListArray>(FEATURES)?;
    let text = |column: &StringArray, index: usize| {
        column.is_valid(index).then(|| column.value(index).to_owned())
    };
    let row = |index: usize| -> Result<Row> {
        let outcome = match text(problem, index) {
            Some(message) => Err(Failure { code: "features.problem", message }),
            None => Ok(Embedded {
                sha256: text(sha256, index).context("a picture without a checksum")?,
                inspection: Inspection {
                    width: width.value(index).max(0) as usize,
                    height: height.value(index).max(0) as usize,
                    sharpness: sharpness.value(index),
                    contrast: contrast.value(index),
                    brightness: brightness.value(index),
                    hash: text(hash, index).unwrap_or_default(),
                    problems: problems(hints.value(index)),
                },
                features: features_of(features, index)?,
            }),
        };
        let part = text(part, index).and_then(|part| from_word::<ReadyPart>(&part));
        let path = text(path, index).context("a picture without a path")?;
        Ok(Row { path, class: text(class, index), part, outcome })
    };
    (0..batch.num_rows()).map(row).collect()
}

fn problems(hints: &str) -> Vec<PictureProblem> {
    hints.split(',').filter_map(from_word).collect()
}

fn features_of(column: &FixedSizeListArray, index: usize) -> Result<Vec<f32>> {
    if column.is_null(index) {
        bail!("a picture without features");
    }
    let values = column.value(index);
    let features: Vec<f32> = match values.as_any().downcast_ref::<Float16Array>() {
        Some(halves) => halves.values().iter().map(|half| half.to_f32()).collect(),
        None => match values.as_any().downcast_ref::<Float32Array>() {
            Some(values) => values.values().to_vec(),
            None => bail!("its features are no floats"),
        },
    };
    if features.len() != num_features() {
        bail!("it has {} features where there should be {}", features.len(), num_features());
    }
    if !features.iter().all(|value| value.is_finite()) {
        bail!("features that are no numbers");
    }
    Ok(features)
}

struct Columns<'a>(&'a RecordBatch);

impl<'a> Columns<'a> {
    fn of<T: 'static>(&self, name: &str) -> Result<&'a T> {
        let column = self.0.column_by_name(name);
        let column = column.and_then(|column| column.as_any().downcast_ref());
        column.with_context(|| format!("it has no column {name} of the right kind"))
    }
}
