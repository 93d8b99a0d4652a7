"""The server's side of one secure aggregation, as SECAGG.md has it: what it takes of nodes, tells them, and adds up.

It knows nothing of messages. Whoever breaks the protocol is left out; whatever makes the sum impossible voids it.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from .left_out import LeftOut
from .secagg_crypto import Words, combine, commitment, mask, mask_key, public_of
from .secagg_keys import Keys, ids_to_bytes, keys_from

SEALED_LENGTH = 80
SHARE_LENGTH = 32
# Each node makes a key for every other: a hundred of them is what a phone still does in a moment.
MOST_NODES = 100


class VoidError(Exception):
    """There will be no sum. The words are for the organiser."""


@dataclass(slots=True)
class SecureSum:
    """One aggregation of vectors of `length` words, with at least `minimum` nodes."""

    minimum: int
    length: int
    session: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    threshold: int = 0
    nodes: list[int] = field(default_factory=list)
    shared: list[int] = field(default_factory=list)
    survivors: list[int] = field(default_factory=list)
    _keys: dict[int, Keys] = field(default_factory=dict)
    _sealed: dict[int, bytes] = field(default_factory=dict)
    _masked: dict[int, Words] = field(default_factory=dict)

    def read_keys(self, node: int, node_key: bytes | None, data: object) -> Keys:
        """Checks an entry. `node_key` is what the node signs its requests with, where that is known."""
        try:
            keys = keys_from(_bytes(data))
        except ValueError as error:
            raise LeftOut("unreadable") from error
        is_own = keys.node == node and node_key in (None, keys.node_key)
        if not is_own or not keys.is_genuine(self.session):
            raise LeftOut("unreadable")
        return keys

    def set_up(self, keys: dict[int, Keys]) -> None:
        """Fixes who takes part."""
        self.nodes = sorted(keys)
        # As many as can take part for the number to be more than a half even if nobody else is left.
        if len(self.nodes) < max(self.minimum, 3):
            raise VoidError(f"{len(self.nodes)} readers take part, {max(self.minimum, 3)} are needed")
        self.threshold = max(self.minimum, len(self.nodes) // 2 + 1)
        self._keys = keys

    def tell_keys(self) -> dict[str, int | str | bytes]:
        """For `secagg-share`."""
        entries = b"".join(self._keys[node].to_bytes() for node in self.nodes)
        return {"nodes": ids_to_bytes(self.nodes), "keys": entries, "threshold": self.threshold}

    def read_sealed(self, data: object) -> bytes:
        return _exactly(data, SEALED_LENGTH * len(self.nodes))

    def set_sealed(self, sealed: dict[int, bytes]) -> None:
        self._sealed = sealed
        self.shared = self._enough(sealed, "shared their keys")

    def tell_shares(self, receiver: int) -> dict[str, int | str | bytes]:
        """For `secagg-masked`."""
        at = SEALED_LENGTH * self.nodes.index(receiver)
        shares = b"".join(self._sealed[sender][at : at + SEALED_LENGTH] for sender in self.shared)
        return {"shared": ids_to_bytes(self.shared), "shares": shares}

    def set_masked(self, masked: dict[int, Words]) -> None:
        self._masked = masked
        self.survivors = self._enough(masked, "sent their part")

    def tell_survivors(self) -> dict[str, int | str | bytes]:
        """For `secagg-unmask`."""
        return {"survivors": ids_to_bytes(self.survivors)}

    def read_opened(self, data: object) -> bytes:
        return _exactly(data, SHARE_LENGTH * len(self.shared))

    def unmask(self, opened: dict[int, bytes]) -> Words:
        """The sum of what the survivors encoded."""
        helpers = self._enough(opened, "helped to open the sum")[: self.threshold]
        total = np.zeros(self.length, np.uint64)
        for node in self.survivors:
            total += self._masked[node]
        for position, node in enumerate(self.shared):
            at = SHARE_LENGTH * position
            shares = [(self.nodes.index(helper) + 1, opened[helper][at : at + SHARE_LENGTH]) for helper in helpers]
            secret = combine(shares)
            if node in self._masked:
                total -= self._own_mask(node, secret)
            else:
                total -= self._masks_with(node, secret)
        return total

    def _own_mask(self, node: int, seed: bytes) -> Words:
        if commitment(seed) != self._keys[node].commitment:
            raise VoidError("a reader's shares do not fit what it had announced")
        return mask(seed, self.length)

    def _masks_with(self, gone: int, private: bytes) -> Words:
        """What the survivors added for a node that is gone."""
        if public_of(private) != self._keys[gone].masking:
            raise VoidError("a reader's shares do not fit what it had announced")
        total = np.zeros(self.length, np.uint64)
        for node in self.survivors:
            shared = mask(mask_key(self.session, private, gone, self._keys[node].masking, node), self.length)
            total = total + shared if node < gone else total - shared
        return total

    def _enough(self, nodes: Iterable[int], what: str) -> list[int]:
        ordered = sorted(nodes)
        if len(ordered) < self.threshold:
            raise VoidError(f"{len(ordered)} readers {what}, {self.threshold} are needed")
        return ordered


def _bytes(data: object) -> bytes:
    if not isinstance(data, bytes):
        raise LeftOut("unreadable")
    return data


def _exactly(data: object, length: int) -> bytes:
    read = _bytes(data)
    if len(read) != length:
        raise LeftOut("unreadable")
    return read
