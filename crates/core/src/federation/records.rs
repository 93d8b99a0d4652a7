//! What a message says: named records of arrays, of numbers, or of settings; to objects and back.
//!
//! Source: `flwr/app/message` of Flower 1.42. Arrays are 32-bit floats here, and nothing else.

use super::messages::{Doubles, Item, OneValue, SignedList, Texts, Value, ValueRecord};
use super::npy;
use super::object::{Object, damaged};
use super::tree::{MAX_MESSAGE_BYTES, MAX_OBJECTS, Objects};
use crate::error::FederationFault;
use prost::Message as _;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Floats with a shape.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrayValues {
    /// The size of each dimension, rows first.
    pub shape: Vec<usize>,
    /// As many values as the product of the sizes.
    pub values: Vec<f32>,
}

/// A number about an answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MetricValue {
    /// A whole number.
    Whole(i64),
    /// Any number.
    Real(f64),
}

/// A setting.
#[derive(Debug, Clone, PartialEq)]
pub enum ConfigValue {
    /// A whole number.
    Whole(i64),
    /// Any number.
    Real(f64),
    /// Yes or no.
    Bool(bool),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Several numbers.
    Reals(Vec<f64>),
    /// Several whole numbers.
    Wholes(Vec<i64>),
    /// Several texts.
    Texts(Vec<String>),
}

/// One part of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// Flower's `ArrayRecord`.
    Arrays(Vec<(String, ArrayValues)>),
    /// Flower's `MetricRecord`.
    Metrics(Vec<(String, MetricValue)>),
    /// Flower's `ConfigRecord`.
    Config(BTreeMap<String, ConfigValue>),
}

/// The parts of a message by their names: Flower's `RecordDict`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Records(pub Vec<(String, Record)>);

impl Records {
    /// The settings of this name.
    pub fn config(&self, name: &str) -> Option<&BTreeMap<String, ConfigValue>> {
        self.0.iter().find_map(|(own, record)| match record {
            Record::Config(config) if own == name => Some(config),
            _ => None,
        })
    }

    /// The array of this name in the record of arrays.
    pub fn array(&self, record: &str, name: &str) -> Option<&ArrayValues> {
        self.0.iter().find_map(|(own, found)| match found {
            Record::Arrays(arrays) if own == record => {
                arrays.iter().find_map(|(own, array)| (own == name).then_some(array))
            }
            _ => None,
        })
    }

    /// As an object of the kind `RecordDict`.
    pub(super) fn to_object(&self) -> Object {
        named("RecordDict", self.0.iter().map(|(name, record)| (name.as_str(), record.to_object())))
    }

    /// Reads the object `id` of the kind `RecordDict`.
    ///
    /// # Errors
    /// [`FederationFault::Damaged`]; [`FederationFault::TooLarge`].
    pub(super) fn from_objects(objects: &Objects, id: &str) -> Result<Self, FederationFault> {
        let body = objects.get(id, "RecordDict")?.body;
        let names = names_in(body)?;
        // One object may be named many times, and is read each time.
        let mut left = MAX_MESSAGE_BYTES;
        let records =
            names.into_iter().map(|(name, id)| Ok((name, Record::read(objects, &id, &mut left)?)));
        Ok(Self(records.collect::<Result<_, _>>()?))
    }
}

type Named = BTreeMap<String, String>;

fn names_in(body: &[u8]) -> Result<Named, FederationFault> {
    let names: Named = from_json(body)?;
    match names.len() {
        0..=MAX_OBJECTS => Ok(names),
        _ => Err(FederationFault::TooLarge { reason: "a record".into() }),
    }
}

fn spend(left: &mut usize, num_bytes: usize) -> Result<(), FederationFault> {
    let too_large = || FederationFault::TooLarge { reason: "what a message says".into() };
    *left = left.checked_sub(num_bytes).ok_or_else(too_large)?;
    Ok(())
}

impl Record {
    fn to_object(&self) -> Object {
        match self {
            Self::Arrays(arrays) => named(
                "ArrayRecord",
                arrays.iter().map(|(name, array)| (name.as_str(), array.to_object())),
            ),
            Self::Metrics(metrics) => {
                let items = metrics.iter().map(|(name, value)| item(name, value.to_value()));
                values("MetricRecord", items.collect())
            }
            Self::Config(config) => {
                let items = config.iter().map(|(name, value)| item(name, value.to_value()));
                values("ConfigRecord", items.collect())
            }
        }
    }

    /// `left` is the number of bytes that may still be read.
    fn read(objects: &Objects, id: &str, left: &mut usize) -> Result<Self, FederationFault> {
        let parts = objects.any(id)?;
        spend(left, parts.body.len())?;
        let record = || ValueRecord::decode(parts.body).map_err(|_| damaged("a record of values"));
        match parts.kind {
            "ArrayRecord" => {
                let names = names_in(parts.body)?;
                let arrays = names
                    .into_iter()
                    .map(|(name, id)| Ok((name, ArrayValues::read(objects, &id, left)?)));
                Ok(Self::Arrays(arrays.collect::<Result<_, FederationFault>>()?))
            }
            "MetricRecord" => {
                let metrics = record()?.items.into_iter().filter_map(|item| {
                    Some((item.key, MetricValue::from_value(item.value?.value?)?))
                });
                Ok(Self::Metrics(metrics.collect()))
            }
            "ConfigRecord" => {
                let config = record()?.items.into_iter().filter_map(|item| {
                    Some((item.key, ConfigValue::from_value(item.value?.value?)?))
                });
                Ok(Self::Config(config.collect()))
            }
            _ => Err(damaged("a record of a kind that there is not")),
        }
    }
}

/// What stands in the body of an `Array`.
#[derive(Deserialize)]
struct ArrayHead {
    dtype: String,
    shape: Vec<usize>,
    stype: String,
    arraychunk_ids: Vec<usize>,
}

impl ArrayValues {
    fn to_object(&self) -> Object {
        let chunk = Object::new("ArrayChunk", vec![], &npy::write(&self.shape, &self.values));
        let shape: Vec<String> = self.shape.iter().map(usize::to_string).collect();
        let head = format!(
            r#"{{"dtype": "float32", "shape": [{}], "stype": "numpy.ndarray", "arraychunk_ids": [0]}}"#,
            shape.join(", ")
        );
        Object::new("Array", vec![chunk], head.as_bytes())
    }

    fn read(objects: &Objects, id: &str, left: &mut usize) -> Result<Self, FederationFault> {
        let parts = objects.get(id, "Array")?;
        let ArrayHead { dtype, shape, stype, arraychunk_ids } = from_json(parts.body)?;
        if dtype != "float32" || stype != "numpy.ndarray" {
            return Err(damaged("an array of other numbers than 32-bit floats"));
        }
        let mut file = Vec::new();
        for index in arraychunk_ids {
            let chunk =
                parts.children.get(index).ok_or_else(|| damaged("an array without its pieces"))?;
            let piece = objects.get(chunk, "ArrayChunk")?.body;
            spend(left, piece.len())?;
            file.extend_from_slice(piece);
        }
        let values = npy::read(&file, &shape)?;
        Ok(Self { shape, values })
    }
}

/// An object whose body names its children, as Python writes JSON.
fn named<'a>(kind: &str, children: impl Iterator<Item = (&'a str, Object)>) -> Object {
    let (names, children): (Vec<String>, Vec<Object>) = children
        .map(|(name, child)| {
            (format!("{}: \"{}\"", serde_json::Value::from(name), child.id), child)
        })
        .unzip();
    Object::new(kind, children, format!("{{{}}}", names.join(", ")).as_bytes())
}

fn values(kind: &str, items: Vec<Item>) -> Object {
    Object::new(kind, vec![], &ValueRecord { items }.encode_to_vec())
}

fn item(name: &str, value: OneValue) -> Item {
    Item { key: name.to_owned(), value: Some(Value { value: Some(value) }) }
}

fn from_json<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, FederationFault> {
    serde_json::from_slice(body).map_err(|_| damaged("an object with a body that is none"))
}

impl MetricValue {
    fn to_value(self) -> OneValue {
        match self {
            Self::Whole(value) => OneValue::Signed(value),
            Self::Real(value) => OneValue::Double(value),
        }
    }

    fn from_value(value: OneValue) -> Option<Self> {
        match value {
            OneValue::Signed(value) => Some(Self::Whole(value)),
            OneValue::Unsigned(value) => Some(Self::Whole(i64::try_from(value).ok()?)),
            OneValue::Double(value) => Some(Self::Real(value)),
            _ => None,
        }
    }
}

impl ConfigValue {
    fn to_value(&self) -> OneValue {
        match self {
            Self::Whole(value) => OneValue::Signed(*value),
            Self::Real(value) => OneValue::Double(*value),
            Self::Bool(value) => OneValue::Bool(*value),
            Self::Text(value) => OneValue::Text(value.clone()),
            Self::Bytes(value) => OneValue::Bytes(value.clone()),
            Self::Reals(values) => OneValue::Doubles(Doubles { values: values.clone() }),
            Self::Wholes(values) => OneValue::SignedList(SignedList { values: values.clone() }),
            Self::Texts(values) => OneValue::Texts(Texts { values: values.clone() }),
        }
    }

    fn from_value(value: OneValue) -> Option<Self> {
        Some(match value {
            OneValue::Signed(value) => Self::Whole(value),
            OneValue::Unsigned(value) => Self::Whole(i64::try_from(value).ok()?),
            OneValue::Double(value) => Self::Real(value),
            OneValue::Bool(value) => Self::Bool(value),
            OneValue::Text(value) => Self::Text(value),
            OneValue::Bytes(value) => Self::Bytes(value),
            OneValue::Doubles(list) => Self::Reals(list.values),
            OneValue::SignedList(list) => Self::Wholes(list.values),
            OneValue::Texts(list) => Self::Texts(list.values),
        })
    }
}
