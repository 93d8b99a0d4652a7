//! A node of Flower's: it joins, asks whether there is something to do, and answers.
//!
//! It never says goodbye: a node that is deactivated takes its last answer with it (Flower 1.42 asks whether the node
//! is there before it looks for its answer). Whoever leaves stops calling, and the server forgets after two heartbeats.

use super::messages::{
    ActivateNode, ErrorReply, Heartbeat, HeartbeatAnswer, Message, Metadata, NoContent, NodeId,
    ObjectTree, PullMessages, PullObject, PulledMessages, PulledObject, PushMessages, PushObject,
    PushedMessages, PushedObject, RegisterNode,
};
use super::object::{Object, damaged, is_id};
use super::records::Records;
use super::tree::Objects;
use super::{Answer, Backoff, Outcome, Transport};
use crate::error::{Error, FederationFault};
use prost::Message as _;

/// The largest answer to "is there a message": one, with the names of its objects.
const MAX_PULLED_BYTES: usize = 256 << 10;

/// Seconds between two signs of life; after twice as many without one the server takes a node for gone.
const HEARTBEAT_SECONDS: f64 = 60.0;
/// Tries of one call, about three quarters of a minute.
const MAX_TRIES: u32 = 8;
/// The code of every refusal, above Flower's own; which one it is stands in the reason.
const ERROR_CODE: i64 = 100;
/// Errors of HTTP that pass: too many requests at once, or a server that is busy or restarts.
const TOO_MANY_REQUESTS: u16 = 429;

/// A node that has joined.
pub struct Node<T> {
    transport: T,
    id: NodeId,
    next_heartbeat: f64,
}

/// A request, with what is needed to answer it.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    metadata: Metadata,
    /// What is asked for.
    pub records: Records,
}

impl Received {
    /// The run that it is of.
    pub fn run_id(&self) -> u64 {
        self.metadata.run_id
    }

    /// When it is too late, in seconds since 1970.
    pub fn deadline(&self) -> f64 {
        self.metadata.created_at + self.metadata.ttl
    }
}

impl<T: Transport> Node<T> {
    /// Registers and activates the node of the key that `transport` signs with; `public_key` is its PEM text.
    ///
    /// # Errors
    /// Those of `transport`; [`FederationFault::Unreachable`], [`FederationFault::Refused`],
    /// [`FederationFault::Damaged`].
    pub async fn join(mut transport: T, public_key: &str) -> Result<Self, T::Error> {
        let public_key = public_key.as_bytes().to_vec();
        let register = RegisterNode { public_key: public_key.clone() }.encode_to_vec();
        match tried(&mut transport, "register-node", register).await? {
            // A node that is registered already, when the answer to a first try was lost, is refused here; whether it
            // may come in is said by what follows.
            Ok(_) | Err(FederationFault::Refused { .. }) => {}
            Err(fault) => return Err(Error::from(fault).into()),
        }
        let activate = ActivateNode { public_key, heartbeat_interval: HEARTBEAT_SECONDS };
        let answer = call(&mut transport, "activate-node", activate.encode_to_vec()).await?;
        let id: NodeId = decode(&answer)?;
        let next_heartbeat = transport.now() + HEARTBEAT_SECONDS;
        Ok(Self { transport, id, next_heartbeat })
    }

    /// The number that the server has given this node.
    pub fn id(&self) -> u64 {
        self.id.node_id
    }

    /// What it calls through.
    pub fn transport(&mut self) -> &mut T {
        &mut self.transport
    }

    /// Gives it back.
    pub fn into_transport(self) -> T {
        self.transport
    }

    /// Gives a sign of life if it is time for one. To be called at least once a minute.
    ///
    /// # Errors
    /// As [`Self::join`].
    pub async fn keep_alive(&mut self) -> Result<(), T::Error> {
        if self.transport.now() < self.next_heartbeat {
            return Ok(());
        }
        let beat = Heartbeat { node: Some(self.id), heartbeat_interval: HEARTBEAT_SECONDS };
        let answer = call(&mut self.transport, "send-node-heartbeat", beat.encode_to_vec()).await?;
        if !decode::<HeartbeatAnswer>(&answer)?.success {
            let route = "send-node-heartbeat";
            return Err(Error::from(FederationFault::Refused { route, status: 200 }).into());
        }
        self.next_heartbeat = self.transport.now() + HEARTBEAT_SECONDS;
        Ok(())
    }

    /// The next request, if there is one.
    ///
    /// # Errors
    /// As [`Self::join`]; [`FederationFault::TooLarge`]; [`FederationFault::Late`]. After the last three the node may
    /// go on.
    pub async fn pull(&mut self) -> Result<Option<Received>, T::Error> {
        self.keep_alive().await?;
        let pull = PullMessages { node: Some(self.id) }.encode_to_vec();
        let answer = call(&mut self.transport, "pull-messages", pull).await?;
        if answer.len() > MAX_PULLED_BYTES {
            let reason = "a list of messages".to_owned();
            return Err(Error::from(FederationFault::TooLarge { reason }).into());
        }
        let mut pulled: PulledMessages = decode(&answer)?;
        let (message, tree) = match (pulled.messages.pop(), pulled.trees.pop()) {
            (None, _) => return Ok(None),
            (Some(message), Some(tree)) => (message, tree),
            (Some(_), None) => return Err(Error::from(damaged("a message without objects")).into()),
        };
        let metadata = message.metadata.filter(|metadata| {
            // Times that are none would let a node wait for ever.
            metadata.created_at.is_finite() && metadata.ttl.is_finite()
        });
        let metadata =
            metadata.ok_or_else(|| Error::from(damaged("a message without an origin")))?;
        let objects = self.pull_objects(&tree.object_id, &metadata).await?;
        let confirm = PullObject {
            node: Some(self.id),
            run_id: metadata.run_id,
            object_id: tree.object_id.clone(),
        };
        call(&mut self.transport, "confirm-message-received", confirm.encode_to_vec()).await?;
        let records = records_of(&objects, &tree.object_id).map_err(Error::from)?;
        Ok(Some(Received { metadata, records }))
    }

    /// The objects that the object `root` is made of.
    async fn pull_objects(&mut self, root: &str, metadata: &Metadata) -> Result<Objects, T::Error> {
        if !is_id(root) {
            return Err(Error::from(damaged("a message without a name")).into());
        }
        let mut objects = Objects::default();
        let mut wanted = vec![root.to_owned()];
        while let Some(id) = wanted.pop() {
            if objects.has(&id) {
                continue;
            }
            let content = self.pull_object(&id, metadata).await?;
            wanted.extend(objects.put(&id, content).map_err(Error::from)?);
        }
        Ok(objects)
    }

    /// One object. That it is not there yet is usual: the server's application is still sending it.
    async fn pull_object(&mut self, id: &str, metadata: &Metadata) -> Result<Vec<u8>, T::Error> {
        let (run_id, object_id) = (metadata.run_id, id.to_owned());
        let request = PullObject { node: Some(self.id), run_id, object_id }.encode_to_vec();
        let mut backoff = Backoff::default();
        loop {
            let answer = call(&mut self.transport, "pull-object", request.clone()).await?;
            let pulled: PulledObject = decode(&answer)?;
            if pulled.is_available {
                return Ok(pulled.content);
            }
            if !pulled.is_found || self.transport.now() > metadata.created_at + metadata.ttl {
                return Err(Error::from(FederationFault::Late).into());
            }
            let chance = self.transport.chance();
            self.transport.wait(backoff.next_seconds(chance)).await?;
            self.keep_alive().await?;
        }
    }

    /// Answers a request; `seconds` is the time that the answer took to be ready.
    ///
    /// # Errors
    /// As [`Self::join`]; [`FederationFault::Late`] when it is too late, and nothing was sent.
    pub async fn reply(
        &mut self,
        to: &Received,
        answer: &Answer,
        seconds: f64,
    ) -> Result<(), T::Error> {
        self.keep_alive().await?;
        let now = self.transport.now();
        let ttl = to.deadline() - now;
        if ttl <= 0.0 {
            return Err(Error::from(FederationFault::Late).into());
        }
        let (root, message) = envelope(&to.metadata, answer, now, ttl);
        let push = PushMessages {
            node: Some(self.id),
            messages: vec![message],
            trees: vec![tree_of(&root)],
            runtimes: vec![seconds],
        };
        let answer = call(&mut self.transport, "push-messages", push.encode_to_vec()).await?;
        let pushed: PushedMessages = decode(&answer)?;
        for id in pushed.objects_to_push {
            let object = root
                .find(&id)
                .ok_or_else(|| Error::from(damaged("an unknown object is asked for")))?;
            let push = PushObject {
                node: Some(self.id),
                run_id: to.metadata.run_id,
                object_id: id,
                content: object.bytes.clone(),
                session_id: pushed.session_id.clone(),
            };
            let answer = call(&mut self.transport, "push-object", push.encode_to_vec()).await?;
            if !decode::<PushedObject>(&answer)?.is_stored {
                return Err(Error::from(FederationFault::Late).into());
            }
        }
        Ok(())
    }
}

fn records_of(objects: &Objects, root: &str) -> Result<Records, FederationFault> {
    let children = objects.get(root, "Message")?.children;
    match children[..] {
        [content] => Records::from_objects(objects, content),
        _ => Err(damaged("a message without content")),
    }
}

/// The answer as an object, and the message that announces it.
fn envelope(to: &Metadata, answer: &Answer, now: f64, ttl: f64) -> (Object, Message) {
    let metadata = Metadata {
        message_id: String::new(),
        src_node_id: to.dst_node_id,
        dst_node_id: to.src_node_id,
        reply_to_message_id: to.message_id.clone(),
        created_at: now,
        ttl,
        src_task_id: to.dst_task_id,
        dst_task_id: to.src_task_id,
        ..to.clone()
    };
    let (children, content, error) = match answer {
        Answer::Content(records) => (vec![records.to_object()], Some(NoContent {}), None),
        Answer::Refusal(reason) => {
            let error = ErrorReply { code: ERROR_CODE, reason: reason.clone() };
            (vec![], None, Some(error))
        }
    };
    let body = Message { metadata: Some(metadata.clone()), content: None, error: error.clone() };
    let root = Object::new("Message", children, &body.encode_to_vec());
    let metadata = Metadata { message_id: root.id.clone(), ..metadata };
    (root, Message { metadata: Some(metadata), content, error })
}

fn tree_of(object: &Object) -> ObjectTree {
    ObjectTree {
        object_id: object.id.clone(),
        children: object.children.iter().map(tree_of).collect(),
    }
}

/// One call, whose faults are errors.
async fn call<T: Transport>(
    transport: &mut T,
    route: &'static str,
    body: Vec<u8>,
) -> Result<Vec<u8>, T::Error> {
    Ok(tried(transport, route, body).await?.map_err(Error::from)?)
}

/// One call, tried again while what keeps it from being answered may pass.
async fn tried<T: Transport>(
    transport: &mut T,
    route: &'static str,
    body: Vec<u8>,
) -> Result<Result<Vec<u8>, FederationFault>, T::Error> {
    let mut backoff = Backoff::default();
    loop {
        let reason = match transport.call(route, body.clone()).await? {
            Outcome::Answer(bytes) => return Ok(Ok(bytes)),
            Outcome::Status(status) if status < 500 && status != TOO_MANY_REQUESTS => {
                return Ok(Err(FederationFault::Refused { route, status }));
            }
            Outcome::Status(status) => format!("status {status}"),
            Outcome::NoAnswer(reason) => reason,
        };
        if backoff.num_tries() + 1 >= MAX_TRIES {
            return Ok(Err(FederationFault::Unreachable { reason }));
        }
        let chance = transport.chance();
        transport.wait(backoff.next_seconds(chance)).await?;
    }
}

fn decode<M: prost::Message + Default>(bytes: &[u8]) -> Result<M, Error> {
    M::decode(bytes).map_err(|_| damaged("a message of another kind").into())
}
