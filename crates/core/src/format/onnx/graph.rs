use super::messages::{
    Attribute, Dimension, FLOAT, Graph, INT, INT64, INTS, Node, Shape, TensorData, TensorType,
    Type, ValueInfo,
};

/// A graph under construction. Every step takes the names of its inputs and gives the name of its
/// one output, which is the node's own.
#[derive(Default)]
pub struct GraphBuilder {
    nodes: Vec<Node>,
    initializers: Vec<TensorData>,
}

impl GraphBuilder {
    /// A constant array of floats.
    pub fn floats(&mut self, name: &str, shape: &[usize], values: &[f32]) -> String {
        let raw_data = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(name, shape, FLOAT, raw_data)
    }

    /// A constant list of integers, such as the shape a `Reshape` asks for.
    pub fn integers(&mut self, name: &str, values: &[i64]) -> String {
        let raw_data = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(name, &[values.len()], INT64, raw_data)
    }

    fn constant(&mut self, name: &str, shape: &[usize], kind: i32, raw_data: Vec<u8>) -> String {
        let dims = shape.iter().map(|length| *length as i64).collect();
        let name = name.to_owned();
        self.initializers.push(TensorData { dims, data_type: kind, name: name.clone(), raw_data });
        name
    }

    /// An operator with one output.
    pub fn node(
        &mut self,
        operator: &str,
        inputs: &[&str],
        name: &str,
        attributes: Vec<Attribute>,
    ) -> String {
        self.nodes.push(Node {
            input: inputs.iter().map(|input| (*input).to_owned()).collect(),
            output: vec![name.to_owned()],
            name: name.to_owned(),
            op_type: operator.to_owned(),
            attribute: attributes,
        });
        name.to_owned()
    }

    /// A GRU has two outputs; `name` is the second, its last hidden state.
    pub fn gru(&mut self, inputs: &[&str], name: &str, attributes: Vec<Attribute>) -> String {
        let output = self.node("GRU", inputs, name, attributes);
        if let Some(node) = self.nodes.last_mut() {
            node.output.insert(0, String::new());
        }
        output
    }

    /// The whole graph. The first dimension of every input and output is the batch.
    pub fn finish(self, name: &str, input: [usize; 3], outputs: [(&str, usize); 2]) -> Graph {
        Graph {
            node: self.nodes,
            name: name.to_owned(),
            initializer: self.initializers,
            input: vec![batch_of("input", &input)],
            output: outputs.map(|(name, length)| batch_of(name, &[length])).to_vec(),
        }
    }
}

pub fn integer(name: &str, value: i64) -> Attribute {
    Attribute { name: name.to_owned(), i: Some(value), ints: Vec::new(), kind: INT }
}

pub fn integers(name: &str, values: &[i64]) -> Attribute {
    Attribute { name: name.to_owned(), i: None, ints: values.to_vec(), kind: INTS }
}

fn batch_of(name: &str, shape: &[usize]) -> ValueInfo {
    let batch = Dimension { value: None, name: Some("batch".to_owned()) };
    let lengths = shape.iter().map(|length| Dimension { value: Some(*length as i64), name: None });
    let shape = Shape { dim: std::iter::once(batch).chain(lengths).collect() };
    let tensor_type = Some(TensorType { elem_type: FLOAT, shape: Some(shape) });
    ValueInfo { name: name.to_owned(), value_type: Some(Type { tensor_type }) }
}
