//! What an organiser's server sends: the invitation, heads, and all that a node hears from joining to its first request.

use crate::round::{Outcome, Round, turn};
use kiln_core::{
    Error,
    federation::{self, Head, Invitation, MAX_RESPONSE_BYTES, Node, Transport},
};
use pollster::block_on;
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};

const NUM_CLASSES: usize = 3;

#[test]
fn altered_invitations_are_read_or_refused() {
    let _turn = turn();
    let project = json!({
        "title": "Flowers 花", "who": "The newsroom", "contact": "news@example.org", "purpose": "A guide",
        "classes": ["daisy", "rose"], "backbone": "net 00 exact", "aggregation": "median"
    });
    let best = json!({ "round": 1, "correct": 4, "pictures": 5, "accuracy": 0.8, "low": 0.3, "high": 0.9 });
    let state = json!({ "phase": "update", "round": 2, "left-out": [{ "reason": "late", "count": 1 }], "best": best });
    let seed =
        json!({ "kiln-federation": 1, "project": project, "state": state, "taking-part": 3 });
    Round {
        kind: "invitation",
        seeds: &[seed.to_string().into_bytes()],
        codes: &["federation."],
        most_memory: &|file| 32 * file.len() + (1 << 20),
        mend: &|_, _| {},
        read: &|file| match Invitation::parse(file) {
            Ok(invitation) => {
                let again = serde_json::to_vec(&invitation).unwrap();
                assert_eq!(Invitation::parse(&again).unwrap(), invitation);
                Outcome::Taken
            }
            Err(fault) => Outcome::Refused(fault.code()),
        },
    }
    .run();
}

#[test]
fn altered_heads_are_read_or_refused() {
    let _turn = turn();
    let header = json!({
        "bias": { "dtype": "F32", "shape": [NUM_CLASSES], "data_offsets": [0, 4 * NUM_CLASSES] },
        "weight": { "dtype": "F32", "shape": [NUM_CLASSES, 1280], "data_offsets": [4 * NUM_CLASSES, 4 * 1281 * NUM_CLASSES] },
    });
    let header = format!("{:<192}", header.to_string());
    let values = (0..NUM_CLASSES * 1281).flat_map(|at| (at as f32 / 100.0).to_le_bytes());
    let seed: Vec<u8> = (header.len() as u64)
        .to_le_bytes()
        .into_iter()
        .chain(header.bytes())
        .chain(values)
        .collect();
    Round {
        kind: "head",
        seeds: &[seed],
        codes: &["federation."],
        most_memory: &|file| 8 * file.len() + (1 << 20),
        mend: &|_, _| {},
        read: &|file| match Head::from_safetensors(file, NUM_CLASSES) {
            Ok(head) => {
                assert!(head.weight.iter().chain(&head.bias).all(|value| value.is_finite()));
                Outcome::Taken
            }
            Err(error) => Outcome::Refused(error.code()),
        },
    }
    .run();
}

#[test]
fn altered_calls_are_understood_or_refused() {
    let _turn = turn();
    Round {
        kind: "calls",
        seeds: &[recorded()],
        codes: &["federation."],
        // What is asked for again and again, and objects that are kept until all are there.
        most_memory: &|file| 64 * file.len() + (1 << 20),
        mend: &|_, _| {},
        read: &|file| match hear(&mut Script::new(file)) {
            Ok(()) => Outcome::Taken,
            Err(error) => Outcome::Refused(error.code()),
        },
    }
    .run();
}

/// Joins and asks twice, as the recorded node had to.
fn hear(script: &mut Script) -> Result<(), Error> {
    block_on(async {
        let mut node = Node::join(script, "key").await?;
        node.pull().await?;
        node.pull().await.map(|_| ())
    })
}

/// Answers one after the other, each with its length before it; behind the last one the server knows nothing.
struct Script {
    answers: VecDeque<Vec<u8>>,
    now: f64,
}

impl Script {
    fn new(mut file: &[u8]) -> Self {
        let mut answers = VecDeque::new();
        while let Some((length, rest)) = file.split_first_chunk() {
            let length =
                (u32::from_le_bytes(*length) as usize).min(rest.len()).min(MAX_RESPONSE_BYTES);
            answers.push_back(rest[..length].to_vec());
            file = &rest[length..];
        }
        Self { answers, now: 0.0 }
    }
}

impl Transport for &mut Script {
    type Error = Error;
    async fn call(&mut self, _: &'static str, _: Vec<u8>) -> Result<federation::Outcome, Error> {
        Ok(match self.answers.pop_front() {
            Some(answer) => federation::Outcome::Answer(answer),
            None => federation::Outcome::Status(404),
        })
    }
    async fn wait(&mut self, seconds: f64) -> Result<(), Error> {
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

/// What a real server answered (`federation/tests/record.py`), in the order in which this node asks.
fn recorded() -> Vec<u8> {
    let file: Value =
        serde_json::from_str(include_str!("../../federation/tests/recorded.json")).unwrap();
    let bytes = |value: &Value| -> Vec<u8> {
        let digits = value.as_str().unwrap().as_bytes();
        let pair = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
        digits.chunks(2).map(pair).collect()
    };
    let mut queues = Queues::new();
    for call in file["calls"].as_array().unwrap() {
        let route = call["route"].as_str().unwrap().to_owned();
        let exchange = (bytes(&call["request"]), bytes(&call["response"]));
        queues.entry(route).or_default().push_back(exchange);
    }
    let mut recorder = Recorder { queues, heard: Vec::new() };
    block_on(async {
        let mut node = Node::join(&mut recorder, "key").await.unwrap();
        assert!(node.pull().await.unwrap().is_none() && node.pull().await.unwrap().is_some());
    });
    recorder.heard
}

/// Requests with their answers, by their routes.
type Queues = BTreeMap<String, VecDeque<(Vec<u8>, Vec<u8>)>>;

struct Recorder {
    queues: Queues,
    heard: Vec<u8>,
}

impl Transport for &mut Recorder {
    type Error = Error;
    async fn call(
        &mut self,
        route: &'static str,
        body: Vec<u8>,
    ) -> Result<federation::Outcome, Error> {
        let queue = self.queues.get_mut(route).unwrap();
        // Objects are asked for by name, and in another order than Flower's own node does.
        let at = match route {
            "pull-object" => queue.iter().position(|(request, _)| *request == body).unwrap(),
            _ => 0,
        };
        let (_, response) = queue.remove(at).unwrap();
        self.heard.extend((response.len() as u32).to_le_bytes());
        self.heard.extend(&response);
        Ok(federation::Outcome::Answer(response))
    }
    async fn wait(&mut self, _: f64) -> Result<(), Error> {
        Ok(())
    }
    fn now(&self) -> f64 {
        0.0
    }
    fn chance(&mut self) -> f64 {
        0.5
    }
}
