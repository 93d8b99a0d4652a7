"""Answers of a node that takes part under masks, for the grid of functions and for the real SuperLink alike."""

from collections.abc import Callable

import numpy as np
from cryptography.hazmat.primitives.asymmetric import ec
from flwr.app import Array, ArrayRecord, ConfigRecord, Message, RecordDict
from numpy.typing import NDArray
from secagg_node import SecureNode

# The vector that a node adds, for `aggregate` and the round.
Vector = Callable[[str, int], NDArray[np.float64]]


class SecureReader:
    """Keeps one SecureNode a session, as a node must: later stages depend on earlier ones."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, vector: Vector) -> None:
        self._key = key
        self._vector = vector
        self._sessions: dict[bytes, SecureNode] = {}
        self.stages: list[str] = []

    def __call__(self, message: Message) -> RecordDict:
        config = message.content["config"]
        assert isinstance(config, ConfigRecord)
        stage = str(config["stage"])
        self.stages.append(stage)
        session = _bytes(config, "session")
        node = self._sessions.setdefault(session, SecureNode(message.metadata.dst_node_id, self._key))
        if stage == "secagg-setup":
            return _config("keys", node.set_up(session))
        if stage == "secagg-share":
            threshold = config["threshold"]
            assert isinstance(threshold, int)
            return _config("shares", node.share(_bytes(config, "nodes"), _bytes(config, "keys"), threshold))
        if stage == "secagg-masked":
            round_number = config["round"]
            assert isinstance(round_number, int)
            values = self._vector(str(config["aggregate"]), round_number)
            masked = node.masked(_bytes(config, "shared"), _bytes(config, "shares"), values)
            return RecordDict({"arrays": ArrayRecord({"masked": Array(masked)})})
        assert stage == "secagg-unmask"
        return _config("shares", node.open(_bytes(config, "survivors")))


def _bytes(config: ConfigRecord, name: str) -> bytes:
    value = config[name]
    assert isinstance(value, bytes)
    return value


def _config(name: str, value: bytes) -> RecordDict:
    return RecordDict({"config": ConfigRecord({name: value})})
