//! The messages of Flower 1.42 that a node needs; the numbers are those of `flwr/proto` (`fleet.proto`, `message.proto`,
//! `recorddict.proto`, `error.proto`, `heartbeat.proto`; Apache-2.0, <https://github.com/flwrlabs/flower>). They are the
//! same in 1.40, 1.41 and 1.42. Fields that are not here are skipped in reading.

use prost::Message as Proto;

#[derive(Clone, PartialEq, Proto)]
pub struct RegisterNode {
    #[prost(bytes = "vec", tag = "1")]
    pub public_key: Vec<u8>,
}

#[derive(Clone, PartialEq, Proto)]
pub struct ActivateNode {
    #[prost(bytes = "vec", tag = "1")]
    pub public_key: Vec<u8>,
    #[prost(double, tag = "2")]
    pub heartbeat_interval: f64,
}

/// `Node`, and the answers to registering and activating, which have the same field.
#[derive(Clone, Copy, PartialEq, Proto)]
pub struct NodeId {
    #[prost(uint64, tag = "1")]
    pub node_id: u64,
}

#[derive(Clone, Copy, PartialEq, Proto)]
pub struct Heartbeat {
    #[prost(message, optional, tag = "1")]
    pub node: Option<NodeId>,
    #[prost(double, tag = "2")]
    pub heartbeat_interval: f64,
}

#[derive(Clone, Copy, PartialEq, Proto)]
pub struct HeartbeatAnswer {
    #[prost(bool, tag = "1")]
    pub success: bool,
}

#[derive(Clone, Copy, PartialEq, Proto)]
pub struct PullMessages {
    #[prost(message, optional, tag = "1")]
    pub node: Option<NodeId>,
}

#[derive(Clone, PartialEq, Proto)]
pub struct PulledMessages {
    #[prost(message, repeated, tag = "2")]
    pub messages: Vec<Message>,
    #[prost(message, repeated, tag = "3")]
    pub trees: Vec<ObjectTree>,
}

#[derive(Clone, PartialEq, Proto)]
pub struct PushMessages {
    #[prost(message, optional, tag = "1")]
    pub node: Option<NodeId>,
    #[prost(message, repeated, tag = "2")]
    pub messages: Vec<Message>,
    #[prost(message, repeated, tag = "3")]
    pub trees: Vec<ObjectTree>,
    #[prost(double, repeated, tag = "4")]
    pub runtimes: Vec<f64>,
}

#[derive(Clone, PartialEq, Proto)]
pub struct PushedMessages {
    #[prost(string, repeated, tag = "3")]
    pub objects_to_push: Vec<String>,
    #[prost(string, tag = "4")]
    pub session_id: String,
}

#[derive(Clone, PartialEq, Proto)]
pub struct PullObject {
    #[prost(message, optional, tag = "1")]
    pub node: Option<NodeId>,
    #[prost(uint64, tag = "2")]
    pub run_id: u64,
    /// In `confirm-message-received`, which has the same fields, the message's.
    #[prost(string, tag = "3")]
    pub object_id: String,
}

#[derive(Clone, PartialEq, Proto)]
pub struct PulledObject {
    #[prost(bool, tag = "1")]
    pub is_found: bool,
    #[prost(bool, tag = "2")]
    pub is_available: bool,
    #[prost(bytes = "vec", tag = "3")]
    pub content: Vec<u8>,
}

#[derive(Clone, PartialEq, Proto)]
pub struct PushObject {
    #[prost(message, optional, tag = "1")]
    pub node: Option<NodeId>,
    #[prost(uint64, tag = "2")]
    pub run_id: u64,
    #[prost(string, tag = "3")]
    pub object_id: String,
    #[prost(bytes = "vec", tag = "4")]
    pub content: Vec<u8>,
    #[prost(string, tag = "5")]
    pub session_id: String,
}

#[derive(Clone, Copy, PartialEq, Proto)]
pub struct PushedObject {
    #[prost(bool, tag = "1")]
    pub is_stored: bool,
}

#[derive(Clone, PartialEq, Proto)]
pub struct ObjectTree {
    #[prost(string, tag = "1")]
    pub object_id: String,
    #[prost(message, repeated, tag = "2")]
    pub children: Vec<ObjectTree>,
}

#[derive(Clone, PartialEq, Proto)]
pub struct Message {
    #[prost(message, optional, tag = "1")]
    pub metadata: Option<Metadata>,
    /// A `RecordDict` without fields: what it would hold travels as objects. A message without it is refused.
    #[prost(message, optional, tag = "2")]
    pub content: Option<NoContent>,
    #[prost(message, optional, tag = "3")]
    pub error: Option<ErrorReply>,
}

#[derive(Clone, Copy, PartialEq, Proto)]
pub struct NoContent {}

/// `Error`.
#[derive(Clone, PartialEq, Proto)]
pub struct ErrorReply {
    #[prost(sint64, tag = "1")]
    pub code: i64,
    #[prost(string, tag = "2")]
    pub reason: String,
}

#[derive(Clone, PartialEq, Proto)]
pub struct Metadata {
    #[prost(uint64, tag = "1")]
    pub run_id: u64,
    #[prost(string, tag = "2")]
    pub message_id: String,
    #[prost(uint64, tag = "3")]
    pub src_node_id: u64,
    #[prost(uint64, tag = "4")]
    pub dst_node_id: u64,
    #[prost(string, tag = "5")]
    pub reply_to_message_id: String,
    #[prost(string, tag = "6")]
    pub group_id: String,
    #[prost(double, tag = "7")]
    pub ttl: f64,
    #[prost(string, tag = "8")]
    pub message_type: String,
    #[prost(double, tag = "9")]
    pub created_at: f64,
    #[prost(uint64, optional, tag = "10")]
    pub src_task_id: Option<u64>,
    #[prost(uint64, optional, tag = "11")]
    pub dst_task_id: Option<u64>,
}

/// `ConfigRecord` and `MetricRecord`: the kinds of values of the latter are a part of those of the former.
#[derive(Clone, PartialEq, Proto)]
pub struct ValueRecord {
    #[prost(message, repeated, tag = "1")]
    pub items: Vec<Item>,
}

#[derive(Clone, PartialEq, Proto)]
pub struct Item {
    #[prost(string, tag = "1")]
    pub key: String,
    #[prost(message, optional, tag = "2")]
    pub value: Option<Value>,
}

#[derive(Clone, PartialEq, Proto)]
pub struct Value {
    #[prost(oneof = "OneValue", tags = "1, 2, 3, 4, 5, 6, 21, 22, 25")]
    pub value: Option<OneValue>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
pub enum OneValue {
    #[prost(double, tag = "1")]
    Double(f64),
    #[prost(sint64, tag = "2")]
    Signed(i64),
    #[prost(uint64, tag = "3")]
    Unsigned(u64),
    #[prost(bool, tag = "4")]
    Bool(bool),
    #[prost(string, tag = "5")]
    Text(String),
    #[prost(bytes, tag = "6")]
    Bytes(Vec<u8>),
    #[prost(message, tag = "21")]
    Doubles(Doubles),
    #[prost(message, tag = "22")]
    SignedList(SignedList),
    #[prost(message, tag = "25")]
    Texts(Texts),
}

#[derive(Clone, PartialEq, Proto)]
pub struct Doubles {
    #[prost(double, repeated, tag = "1")]
    pub values: Vec<f64>,
}

#[derive(Clone, PartialEq, Proto)]
pub struct SignedList {
    #[prost(sint64, repeated, tag = "1")]
    pub values: Vec<i64>,
}

#[derive(Clone, PartialEq, Proto)]
pub struct Texts {
    #[prost(string, repeated, tag = "1")]
    pub values: Vec<String>,
}
