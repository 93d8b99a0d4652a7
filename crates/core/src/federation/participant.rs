//! What this device answers, and no more than that.

#[cfg(test)]
mod tests;

use super::config::Request;
use super::object::Object;
use super::records::{ArrayValues, MetricValue, Record, Records};
use super::{Head, Pictures, Project, class_sums, update};
use crate::error::{Error, FederationFault, Result};
use crate::networks::efficientnet_lite0::NUM_FEATURES;
use burn::tensor::Device;
use std::collections::BTreeSet;

/// The longest reason that goes to the server, in bytes.
const MAX_REASON_BYTES: usize = 200;

/// An answer to one request.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// What was asked for.
    Content(Records),
    /// This device cannot, and says why: it is left out of the round.
    Refusal(String),
}

/// What people are told of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// Sums of so many pictures.
    Sums(usize),
    /// An update that was learnt from so many pictures, in this round.
    Update(u32, usize),
}

/// A device that takes part in one run of one project.
pub struct Participant {
    project: Project,
    pictures: Pictures,
    device: Device,
    run_id: Option<u64>,
    /// What the sums were asked for by: the same question gets the same numbers again, which tell nothing new.
    sums_by: Option<(f64, usize)>,
    answered: BTreeSet<u32>,
}

impl Participant {
    /// `project` is what was agreed to, `pictures` have its classes, `device` learns.
    pub fn new(project: Project, pictures: Pictures, device: Device) -> Self {
        Self { project, pictures, device, run_id: None, sums_by: None, answered: BTreeSet::new() }
    }

    /// The answer to a request of a run. Each round of the first run that asks is answered once, whoever asks again is
    /// refused: more answers would tell more than was agreed to. Only sums are given again, where the same ones are asked
    /// for: a round to which too few have answered is tried anew.
    pub async fn answer(&mut self, run_id: u64, records: &Records) -> (Answer, Result<Sent>) {
        match self.try_answer(run_id, records).await {
            Ok((records, sent)) => (Answer::Content(records), Ok(sent)),
            Err(error) => (Answer::Refusal(reason(&error)), Err(error)),
        }
    }

    async fn try_answer(&mut self, run_id: u64, records: &Records) -> Result<(Records, Sent)> {
        let request = Request::read(records, &self.project)?;
        let again = |what: &str| FederationFault::OtherProtocol { reason: what.to_owned() };
        if *self.run_id.get_or_insert(run_id) != run_id {
            return Err(again("another run than the one that was joined").into());
        }
        let is_new = match &request {
            Request::Sums { feature_clip, minimum } => {
                let asked = (*feature_clip, *minimum);
                *self.sums_by.get_or_insert(asked) == asked
            }
            Request::Update { round, .. } => self.answered.insert(*round),
        };
        if !is_new {
            return Err(again("a round that was answered before").into());
        }
        match request {
            Request::Sums { feature_clip, minimum } => {
                let sums = class_sums(&self.pictures, feature_clip, minimum)?;
                let num_classes = self.pictures.num_classes();
                let shape = vec![num_classes, NUM_FEATURES];
                let sums_array = ArrayValues { shape, values: sums.sums };
                let counts = ArrayValues { shape: vec![num_classes], values: sums.counts };
                let arrays = vec![("sums".to_owned(), sums_array), ("counts".to_owned(), counts)];
                Ok((reply(arrays, sums.num_pictures), Sent::Sums(sums.num_pictures)))
            }
            Request::Update { round, given, settings } => {
                let (difference, num_pictures) =
                    update(&given, &self.pictures, &settings, &self.device).await?;
                // What a broken device computes must not leave it.
                let Head { weight, bias } = difference;
                let difference = Head::new(weight, bias, given.num_classes())?;
                Ok((reply(difference.to_arrays(), num_pictures), Sent::Update(round, num_pictures)))
            }
        }
    }
}

fn reply(arrays: Vec<(String, ArrayValues)>, num_pictures: usize) -> Records {
    let metrics = vec![("num-examples".to_owned(), MetricValue::Whole(num_pictures as i64))];
    Records(vec![
        ("arrays".to_owned(), Record::Arrays(arrays)),
        ("metrics".to_owned(), Record::Metrics(metrics)),
    ])
}

/// A code and a sentence, cut at a character's end.
fn reason(error: &Error) -> String {
    let text = format!("{}: {error}", error.code());
    text[..text.floor_char_boundary(MAX_REASON_BYTES)].to_owned()
}

impl Answer {
    /// All that leaves the device, as one sequence of bytes to look at or to keep: the objects one after the other.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Content(records) => {
                let mut bytes = Vec::new();
                gather(&records.to_object(), &mut bytes);
                bytes
            }
            Self::Refusal(reason) => reason.clone().into_bytes(),
        }
    }
}

fn gather(object: &Object, bytes: &mut Vec<u8>) {
    object.children.iter().for_each(|child| gather(child, bytes));
    bytes.extend_from_slice(&object.bytes);
}
