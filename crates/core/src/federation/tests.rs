//! The node against bytes that a real SuperLink sent and took (`federation/tests/record.py`), and against servers that do
//! not keep to anything.

#![allow(clippy::unwrap_used, reason = "a failing step should stop the test")]

use super::messages::{Message, PullObject, PushMessages, PushObject};
use super::object::{Object, parts};
use super::tree::Objects;
use super::*;
use crate::digest::sha256_hex;
use crate::error::{Error, FederationFault};
use proptest::prelude::*;
use prost::Message as _;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Debug)]
enum Stop {
    Core(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Core(error)
    }
}

fn code<T: std::fmt::Debug>(result: Result<T, Stop>) -> &'static str {
    let Stop::Core(error) = result.unwrap_err();
    error.code()
}

/// A server as a function of what it is called with.
struct Server<F> {
    serve: F,
    calls: Vec<(&'static str, Vec<u8>)>,
    waits: Vec<f64>,
    now: f64,
}

impl<F: FnMut(&'static str, &[u8]) -> Outcome> Server<F> {
    fn new(now: f64, serve: F) -> Self {
        Self { serve, calls: Vec::new(), waits: Vec::new(), now }
    }
}

impl<F: FnMut(&'static str, &[u8]) -> Outcome> Transport for Server<F> {
    type Error = Stop;
    async fn call(&mut self, route: &'static str, body: Vec<u8>) -> Result<Outcome, Stop> {
        let outcome = (self.serve)(route, &body);
        self.calls.push((route, body));
        Ok(outcome)
    }
    async fn wait(&mut self, seconds: f64) -> Result<(), Stop> {
        self.waits.push(seconds);
        self.now += seconds;
        Ok(())
    }
    fn now(&self) -> f64 {
        self.now
    }
    fn chance(&mut self) -> f64 {
        0.5
    }
}

struct Recorded {
    calls: Vec<(String, Vec<u8>, Vec<u8>)>,
    questions: Vec<Value>,
}

fn recorded() -> Recorded {
    let file = include_str!("../../../../federation/tests/recorded.json");
    let file: Value = serde_json::from_str(file).unwrap();
    let bytes = |value: &Value| -> Vec<u8> {
        let digits = value.as_str().unwrap().as_bytes();
        let pair = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
        digits.chunks(2).map(pair).collect()
    };
    let call = |call: &Value| {
        let route = call["route"].as_str().unwrap().to_owned();
        (route, bytes(&call["request"]), bytes(&call["response"]))
    };
    Recorded {
        calls: file["calls"].as_array().unwrap().iter().map(call).collect(),
        questions: file["questions"].as_array().unwrap().clone(),
    }
}

impl Recorded {
    fn requests(&self, route: &str) -> Vec<&[u8]> {
        self.calls.iter().filter(|call| call.0 == route).map(|call| call.1.as_slice()).collect()
    }

    /// Answers as the real server did: objects by their names, everything else in its order.
    fn server(&self) -> impl FnMut(&'static str, &[u8]) -> Outcome {
        let mut queues: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
        let mut objects = BTreeMap::new();
        for (route, request, response) in self.calls.iter().rev() {
            if route == "pull-object" {
                objects
                    .insert(PullObject::decode(&request[..]).unwrap().object_id, response.clone());
            } else {
                queues.entry(route.clone()).or_default().push(response.clone());
            }
        }
        move |route, request| match route {
            "pull-object" => {
                let id = PullObject::decode(request).unwrap().object_id;
                objects
                    .get(&id)
                    .map_or(Outcome::Status(404), |bytes| Outcome::Answer(bytes.clone()))
            }
            route => match queues.get_mut(route).and_then(Vec::pop) {
                Some(bytes) => Outcome::Answer(bytes),
                None => Outcome::Status(404),
            },
        }
    }
}

/// What `record.py` answers.
fn recorded_answer(is_sums: bool) -> Answer {
    let array = |shape: &[usize], values: Vec<f32>| ArrayValues { shape: shape.to_vec(), values };
    let scale = if is_sums { 4.0 } else { 16.0 };
    let quarters = array(&[3, 4], (0..12).map(|index| index as f32 / scale).collect());
    let arrays = match is_sums {
        true => [("sums", quarters), ("counts", array(&[3], vec![3.0, 4.0, 5.0]))],
        false => [("weight", quarters), ("bias", array(&[3], vec![0.5, -0.25, 0.125]))],
    };
    let arrays = arrays.map(|(name, array)| (name.to_owned(), array)).to_vec();
    let metrics = vec![("num-examples".to_owned(), MetricValue::Whole(12))];
    Answer::Content(Records(vec![
        ("arrays".to_owned(), Record::Arrays(arrays)),
        ("metrics".to_owned(), Record::Metrics(metrics)),
    ]))
}

#[test]
fn a_real_server_is_understood_and_answered_with_the_bytes_of_flowers_own_node() {
    let recorded = recorded();
    let announced: Vec<Message> = (recorded.requests("push-messages").iter())
        .map(|request| PushMessages::decode(*request).unwrap().messages.remove(0))
        .collect();
    let public_key = ActivateKey::of(recorded.requests("activate-node")[0]);
    pollster::block_on(async {
        let server = Server::new(recorded_start(&recorded), recorded.server());
        let mut node = Node::join(server, &public_key).await.unwrap();
        for (index, question) in recorded.questions.iter().enumerate() {
            let received = loop {
                if let Some(received) = node.pull().await.unwrap() {
                    break received;
                }
            };
            assert_eq!(received.run_id().to_string(), question["run-id"].as_str().unwrap());
            check_config(&received.records, &question["config"]);
            for (name, array) in question["arrays"].as_object().unwrap() {
                let (record, name) = name.split_once('/').unwrap();
                let found = received.records.array(record, name).unwrap();
                let wanted: Vec<f32> = serde_json::from_value(array["values"].clone()).unwrap();
                assert_eq!(found.values, wanted);
                assert_eq!(serde_json::json!(found.shape), array["shape"]);
            }
            let metadata = announced[index].metadata.as_ref().unwrap();
            // As late as the recorded node was, so that its times are said again.
            node.transport().now = metadata.created_at;
            node.reply(&received, &recorded_answer(index == 0), 0.0).await.unwrap();
        }
        let calls = &node.transport().calls;
        let sent = |route: &'static str| {
            calls.iter().filter(move |call| call.0 == route).map(|call| &call.1)
        };
        for (own, theirs) in sent("push-messages").zip(&announced) {
            let own = PushMessages::decode(&own[..]).unwrap().messages.remove(0);
            assert_eq!(
                own.metadata.unwrap().message_id,
                theirs.metadata.as_ref().unwrap().message_id
            );
        }
        let content = |request: &[u8]| {
            let PushObject { object_id, content, .. } = PushObject::decode(request).unwrap();
            (object_id, content)
        };
        let mut own: Vec<_> = sent("push-object").map(|request| content(request)).collect();
        let mut theirs: Vec<_> =
            recorded.requests("push-object").iter().map(|request| content(request)).collect();
        own.sort();
        theirs.sort();
        assert_eq!(own, theirs);
        let is_farewell = |call: &&(&str, Vec<u8>)| call.0.contains("deactivate");
        assert_eq!(calls.iter().filter(is_farewell).count(), 0);
    });
}

struct ActivateKey;

impl ActivateKey {
    fn of(request: &[u8]) -> String {
        let request = super::messages::ActivateNode::decode(request).unwrap();
        String::from_utf8(request.public_key).unwrap()
    }
}

fn check_config(records: &Records, wanted: &Value) {
    let config = records.config("config").unwrap();
    assert_eq!(config.len(), wanted.as_object().unwrap().len());
    for (name, value) in wanted.as_object().unwrap() {
        let is_equal = match &config[name] {
            ConfigValue::Whole(own) => value.as_i64() == Some(*own),
            ConfigValue::Real(own) => value.as_f64() == Some(*own),
            ConfigValue::Text(own) => value.as_str() == Some(own),
            ConfigValue::Texts(own) => *value == serde_json::json!(own),
            _ => false,
        };
        assert!(is_equal, "{name}: {:?} where {value} is right", config[name]);
    }
}

#[test]
fn what_passes_is_tried_again_and_what_does_not_is_said() {
    let join = |outcomes: Vec<Outcome>| {
        let mut outcomes = outcomes.into_iter();
        let last = Outcome::Answer(super::messages::NodeId { node_id: 7 }.encode_to_vec());
        let mut waits = Vec::new();
        let server = Server::new(0.0, |_, _| outcomes.next().unwrap_or(last.clone()));
        let node = pollster::block_on(Node::join(server, "key"));
        let result = node.map(|mut node| {
            waits = node.transport().waits.clone();
            node.id()
        });
        (result, waits)
    };
    let down = || Outcome::NoAnswer("refused".into());
    let (id, waits) = join(vec![Outcome::Status(503), down(), Outcome::Status(429)]);
    assert_eq!((id.unwrap(), waits), (7, vec![1.0, 2.0, 4.0]));
    assert_eq!(code(join(vec![Outcome::Status(401); 2]).0), "federation.refused");
    // Registered already: that is no hindrance.
    assert_eq!(join(vec![Outcome::Status(409)]).0.unwrap(), 7);
    assert_eq!(code(join(vec![down(); 8]).0), "federation.unreachable");
    let garbage = Outcome::Answer(vec![0xff; 40]);
    assert_eq!(code(join(vec![garbage.clone(), garbage]).0), "federation.damaged");
}

#[test]
fn an_object_that_is_not_there_yet_is_waited_for_and_one_that_is_gone_is_not() {
    let recorded = recorded();
    let pull = |late: usize, is_found: bool| {
        let (mut serve, mut left) = (recorded.server(), late);
        let serve = move |route: &'static str, request: &[u8]| {
            if route == "pull-object" && left > 0 {
                left -= 1;
                let answer = super::messages::PulledObject { is_found, ..Default::default() };
                return Outcome::Answer(answer.encode_to_vec());
            }
            match route {
                "send-node-heartbeat" => Outcome::Answer(vec![8, 1]),
                _ => serve(route, request),
            }
        };
        pollster::block_on(async {
            let start = recorded_start(&recorded);
            let mut node = Node::join(Server::new(start, serve), "key").await.unwrap();
            assert_eq!(node.pull().await.unwrap(), None, "the recorded node had to wait as well");
            let pulled = node.pull().await;
            (pulled.map(|pulled| pulled.is_some()), node.transport().waits.clone())
        })
    };
    let (pulled, waits) = pull(3, true);
    assert!(pulled.unwrap());
    assert_eq!(waits, [1.0, 2.0, 4.0]);
    assert_eq!(code(pull(3, false).0), "federation.late");
    // Never there: until the message is too old.
    let (pulled, waits) = pull(10_000, true);
    assert_eq!(code(pulled), "federation.late");
    assert!(waits.len() < 20, "{waits:?}");
}

/// When the first recorded question was asked.
fn recorded_start(recorded: &Recorded) -> f64 {
    let push = PushMessages::decode(recorded.requests("push-messages")[0]).unwrap();
    push.messages[0].metadata.as_ref().unwrap().created_at
}

/// The first recorded question with content, its objects by their names, and the name of its root.
fn recorded_objects() -> (BTreeMap<String, Vec<u8>>, String) {
    let recorded = recorded();
    let mut objects = BTreeMap::new();
    for (route, request, response) in &recorded.calls {
        if route == "pull-object" {
            let id = PullObject::decode(&request[..]).unwrap().object_id;
            let content = super::messages::PulledObject::decode(&response[..]).unwrap().content;
            objects.insert(id, content);
        }
    }
    let confirm = PullObject::decode(recorded.requests("confirm-message-received")[1]).unwrap();
    (objects, confirm.object_id)
}

fn take(objects: &BTreeMap<String, Vec<u8>>, root: &str) -> Result<Records, FederationFault> {
    let (mut taken, mut wanted) = (Objects::default(), vec![root.to_owned()]);
    while let Some(id) = wanted.pop() {
        if taken.has(&id) {
            continue;
        }
        let content = objects.get(&id).ok_or(FederationFault::Late)?.clone();
        wanted.extend(taken.put(&id, content)?);
    }
    let content = taken.get(root, "Message")?.children.first().map(|id| (*id).to_owned());
    Records::from_objects(&taken, &content.ok_or(FederationFault::Late)?)
}

/// Puts `content` in the place of the object `id`, and gives it and all above it the names that fit.
fn replace(objects: &mut BTreeMap<String, Vec<u8>>, root: &mut String, id: &str, content: Vec<u8>) {
    let new = sha256_hex(&content);
    objects.remove(id);
    objects.insert(new.clone(), content);
    if root == id {
        *root = new;
        return;
    }
    let above: Vec<(String, Vec<u8>)> = (objects.iter())
        .filter(|(_, bytes)| bytes.windows(64).any(|window| window == id.as_bytes()))
        .map(|(above, bytes)| (above.clone(), bytes.clone()))
        .collect();
    for (above, bytes) in above {
        let text: String = bytes.iter().map(|byte| *byte as char).collect();
        let bytes = text.replace(id, &new).chars().map(|character| character as u8).collect();
        replace(objects, root, &above, bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]

    /// An altered byte is found by its checksum; and where every checksum is made to fit, what is read is finite, of the
    /// shape that it says, or refused.
    #[test]
    fn altered_objects_are_refused_or_harmless(which in 0_usize..16, at in 0_usize..4096, to in any::<u8>(), cut in any::<bool>()) {
        let (objects, root) = recorded_objects();
        let (id, content) = objects.iter().nth(which % objects.len()).unwrap();
        let mut altered = content.clone();
        let at = at % altered.len();
        if cut { altered.truncate(at) } else { altered[at] = to }
        prop_assume!(altered != *content);
        let mut unmended = objects.clone();
        unmended.insert(id.clone(), altered.clone());
        if let Ok(records) = take(&unmended, &root) {
            prop_assert_eq!(records, take(&objects, &root).unwrap(), "only what is not part of the message");
        }
        let (mut mended, mut new_root) = (objects.clone(), root.clone());
        replace(&mut mended, &mut new_root, id, altered);
        if let Ok(Records(records)) = take(&mended, &new_root) {
            for (_, record) in records {
                let Record::Arrays(arrays) = record else { continue };
                for (_, ArrayValues { shape, values }) in arrays {
                    prop_assert_eq!(shape.iter().product::<usize>(), values.len());
                    prop_assert!(values.iter().all(|value| value.is_finite()));
                }
            }
        }
    }

    #[test]
    fn records_come_back_as_they_went(
        rows in 0_usize..4, columns in 1_usize..5, seed in any::<i32>(), real in -1e9_f64..1e9, whole in any::<i64>(),
        text in ".{0,20}", texts in proptest::collection::vec(".{0,9}", 0..4), bytes in proptest::collection::vec(any::<u8>(), 0..20),
    ) {
        let values = (0..rows * columns).map(|index| seed as f32 / (index + 1) as f32).collect();
        let array = ArrayValues { shape: vec![rows, columns], values };
        let config = [
            ("real", ConfigValue::Real(real)), ("whole", ConfigValue::Whole(whole)), ("text", ConfigValue::Text(text)),
            ("texts", ConfigValue::Texts(texts)), ("bytes", ConfigValue::Bytes(bytes)), ("bool", ConfigValue::Bool(whole > 0)),
            ("reals", ConfigValue::Reals(vec![real, 0.5])), ("wholes", ConfigValue::Wholes(vec![whole, -1])),
        ];
        let config = config.map(|(name, value)| (name.to_owned(), value)).into();
        // Two arrays with the same values are one object.
        let arrays = vec![("a".to_owned(), array.clone()), ("b \"quoted\" ü".to_owned(), array)];
        let metrics = vec![("n".to_owned(), MetricValue::Whole(whole)), ("x".to_owned(), MetricValue::Real(real))];
        let records = Records(vec![
            ("arrays".to_owned(), Record::Arrays(arrays)),
            ("config".to_owned(), Record::Config(config)),
            ("metrics".to_owned(), Record::Metrics(metrics)),
        ]);
        let object = records.to_object();
        let mut objects = Objects::default();
        put_once(&object, &mut objects);
        prop_assert_eq!(Records::from_objects(&objects, &object.id).unwrap(), records);
    }
}

#[test]
fn a_message_without_end_is_cut_off() {
    let mut objects = Objects::default();
    let big = |index: u32| Object::new("ArrayChunk", vec![], &vec![index as u8; 5 << 20]);
    let refused = (0..20).find_map(|index| {
        let object = big(index);
        objects.put(&object.id, object.bytes).err()
    });
    assert!(matches!(refused, Some(FederationFault::TooLarge { .. })));
}

/// One object may be named as often as a server likes: what is read of all of them together is bounded.
#[test]
fn what_is_named_again_and_again_is_cut_off() {
    let values = vec![0.5; 1 << 18];
    let array = ArrayValues { shape: vec![values.len()], values };
    let named = |count: usize| {
        let arrays = (0..count).map(|index| (index.to_string(), array.clone())).collect();
        let records = Records(vec![("arrays".to_owned(), Record::Arrays(arrays))]).to_object();
        let mut objects = Objects::default();
        put_once(&records, &mut objects);
        Records::from_objects(&objects, &records.id)
    };
    assert_eq!(named(20).unwrap().array("arrays", "19"), Some(&array));
    // Of a megabyte each, and then of nearly nothing each.
    assert!(matches!(named(40), Err(FederationFault::TooLarge { .. })));
    let names = (0..200).map(|index| (index.to_string(), array_of_one())).collect();
    let records = Records(vec![("arrays".to_owned(), Record::Arrays(names))]).to_object();
    let mut objects = Objects::default();
    put_once(&records, &mut objects);
    let read = Records::from_objects(&objects, &records.id);
    assert!(matches!(read, Err(FederationFault::TooLarge { .. })));
}

fn array_of_one() -> ArrayValues {
    ArrayValues { shape: vec![1], values: vec![1.0] }
}

/// Objects that are there are not put again, as a node does not ask for them again.
fn put_once(object: &Object, objects: &mut Objects) {
    if objects.has(&object.id) {
        return;
    }
    objects.put(&object.id, object.bytes.clone()).unwrap();
    assert!(parts(&object.id, &object.bytes).is_ok());
    object.children.iter().for_each(|child| put_once(child, objects));
}
