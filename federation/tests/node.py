"""A node in Python over the Fleet routes: what the tests play readers with, and what the Rust node is compared with.

It speaks protobuf over HTTP as documented by the routes themselves (flwr 1.42, flwr/superlink/routers/fleet), with
Flower's own classes for objects and nothing of Flower's client.
"""

import base64
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flwr.app import Error, Message, RecordDict
from flwr.app.message import remove_content_from_message
from flwr.common.serde import message_to_proto
from flwr.proto import fleet_pb2, message_pb2
from flwr.proto.node_pb2 import Node as NodeProto
from flwr.supercore.inflatable.inflatable_object import get_all_nested_objects, get_object_tree, iterate_object_tree
from flwr.supercore.inflatable.inflatable_utils import inflate_object_from_contents
from google.protobuf.message import Message as Proto

P = TypeVar("P", bound=Proto)

HEARTBEAT_SECONDS = 30.0


@dataclass
class Recording:
    """Bytes of one request and its answer, as they went over the wire."""

    route: str
    request: bytes
    response: bytes


@dataclass
class Node:
    """One reader. `clock_offset` is what its clock is wrong by, in seconds."""

    base: str
    clock_offset: float = 0.0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP384R1()))
    node_id: int = 0
    recordings: list[Recording] | None = None

    @property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    @property
    def me(self) -> NodeProto:
        return NodeProto(node_id=self.node_id)

    def call(self, route: str, request: Proto, answer: type[P]) -> P:
        stamp = datetime.fromtimestamp(time.time() + self.clock_offset, UTC).isoformat()
        signature = self.key.sign(stamp.encode(), ec.ECDSA(hashes.SHA256()))
        body = request.SerializeToString()
        headers = {
            "content-type": "application/protobuf",
            "accept": "application/protobuf",
            "flwr-public-key": base64.b64encode(self.public_key).decode(),
            "flwr-timestamp": stamp,
            "flwr-signature": base64.b64encode(signature).decode(),
        }
        http = urllib.request.Request(f"{self.base}/v1/fleet/{route}", data=body, headers=headers, method="POST")
        with urllib.request.urlopen(http, timeout=30) as response:
            content = response.read()
        if self.recordings is not None:
            self.recordings.append(Recording(route, body, content))
        return answer.FromString(content)

    def start(self, interval: float = HEARTBEAT_SECONDS) -> "Node":
        register = fleet_pb2.RegisterNodeFleetRequest(public_key=self.public_key)
        self.call("register-node", register, fleet_pb2.RegisterNodeFleetResponse)
        activate = fleet_pb2.ActivateNodeRequest(public_key=self.public_key, heartbeat_interval=interval)
        self.node_id = self.call("activate-node", activate, fleet_pb2.ActivateNodeResponse).node_id
        return self

    def heartbeat(self, interval: float = HEARTBEAT_SECONDS) -> None:
        beat = fleet_pb2.SendNodeHeartbeatRequest(node=self.me, heartbeat_interval=interval)
        self.call("send-node-heartbeat", beat, fleet_pb2.SendNodeHeartbeatResponse)

    def pull(self) -> Message | None:
        answer = self.call(
            "pull-messages", fleet_pb2.PullMessagesRequest(node=self.me), fleet_pb2.PullMessagesResponse
        )
        if not answer.messages_list:
            return None
        run_id = answer.messages_list[0].metadata.run_id
        tree = answer.message_object_trees[0]
        contents = {child.object_id: self._object(run_id, child.object_id) for child in iterate_object_tree(tree)}
        confirm = message_pb2.ConfirmMessageReceivedRequest(
            node=self.me, run_id=run_id, message_object_id=tree.object_id
        )
        self.call("confirm-message-received", confirm, message_pb2.ConfirmMessageReceivedResponse)
        message = inflate_object_from_contents(tree.object_id, contents)
        assert isinstance(message, Message)
        message.metadata.__dict__["_message_id"] = tree.object_id
        return message

    def _object(self, run_id: int, object_id: str) -> bytes:
        pause = 0.1
        while True:
            request = message_pb2.PullObjectRequest(node=self.me, run_id=run_id, object_id=object_id)
            answer = self.call("pull-object", request, message_pb2.PullObjectResponse)
            if answer.object_available:
                return answer.object_content
            assert answer.object_found, f"object {object_id} is gone"
            time.sleep(pause)
            pause = min(10.0, pause * 2)

    def wait(self, seconds: float = 60.0) -> Message:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if (message := self.pull()) is not None:
                return message
            time.sleep(0.2)
        raise TimeoutError("no message came")

    def reply(self, to: Message, content: RecordDict | Error, *, send_objects: bool = True) -> None:
        message = Message(content, reply_to=to)
        message.metadata.__dict__["_message_id"] = message.object_id
        objects = get_all_nested_objects(message)
        push = fleet_pb2.PushMessagesRequest(
            node=self.me,
            messages_list=[message_to_proto(remove_content_from_message(message))],
            message_object_trees=[get_object_tree(message)],
            clientapp_runtime_list=[0.1],
        )
        answer = self.call("push-messages", push, fleet_pb2.PushMessagesResponse)
        for object_id in answer.objects_to_push if send_objects else []:
            request = message_pb2.PushObjectRequest(
                node=self.me,
                run_id=to.metadata.run_id,
                object_id=object_id,
                object_content=objects[object_id].deflate(),
                session_id=answer.session_id,
            )
            stored = self.call("push-object", request, message_pb2.PushObjectResponse).stored
            assert stored, f"object {object_id} was not stored"

    def answer(self, content: Callable[[Message], RecordDict | Error], seconds: float = 60.0) -> Message:
        """Waits for a question, and replies with what `content` makes of it."""
        message = self.wait(seconds)
        self.reply(message, content(message))
        return message
