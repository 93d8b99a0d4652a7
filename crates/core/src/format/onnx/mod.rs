//! The ONNX container: its messages, and a graph under construction.

mod graph;
mod messages;

pub use graph::{GraphBuilder, integer, integers};
pub use messages::{Attribute, Graph, Model, OperatorSet, Property};
