"""A grid without a SuperLink: nodes are functions, and time is real."""

from collections.abc import Callable, Iterable

from flwr.app import Error, Message, RecordDict
from flwr.proto.node_pb2 import NodeInfo
from flwr.serverapp import Grid
from flwr.supercore.run import Run

# A node answers with a message's content or an error, with an exception that reading it raises, or not (yet) at all.
Behaviour = Callable[[Message], RecordDict | Error | Exception | None]


class FakeGrid(Grid):
    """Nodes by their ids; `online` may change while a question is open."""

    def __init__(self, nodes: dict[int, Behaviour]) -> None:
        self.nodes = nodes
        self.online = set(nodes)
        # What each signs its requests with, in PEM.
        self.public_keys: dict[int, bytes] = {}
        self.asked: list[Message] = []
        self._open: dict[str, Message] = {}

    def set_run(self, run: Run) -> None:
        raise NotImplementedError

    @property
    def run(self) -> Run:
        raise NotImplementedError

    def create_message(
        self, content: RecordDict, message_type: str, dst_node_id: int, group_id: str, ttl: float | None = None
    ) -> Message:
        raise NotImplementedError

    def get_node_ids(self) -> Iterable[int]:
        return sorted(self.online)

    def get_nodes(self) -> Iterable[NodeInfo]:
        return [NodeInfo(node_id=node, public_key=self.public_keys[node]) for node in sorted(self.online)]

    def push_messages(self, messages: Iterable[Message]) -> Iterable[str]:
        ids = []
        for message in messages:
            self.asked.append(message)
            message_id = str(len(self.asked))
            message.metadata.__dict__["_message_id"] = message_id
            self._open[message_id] = message
            ids.append(message_id)
        return ids

    def pull_messages(self, message_ids: Iterable[str]) -> Iterable[Message]:
        for message_id in message_ids:
            message = self._open[message_id]
            answer = self.nodes[message.metadata.dst_node_id](message)
            if isinstance(answer, Exception):
                raise answer
            if answer is not None:
                yield Message(answer, reply_to=message)

    def send_and_receive(self, messages: Iterable[Message], *, timeout: float | None = None) -> Iterable[Message]:
        raise NotImplementedError
