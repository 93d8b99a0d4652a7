"""A node's side of secure aggregation in Python, as SECAGG.md has it: for tests, and for other languages' vectors."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from numpy.typing import NDArray

from kiln_federation.secagg_crypto import (
    Words,
    agree,
    commitment,
    encode,
    mask,
    mask_key,
    node_key_bytes,
    public_of,
    share_key,
    sign,
    split,
)
from kiln_federation.secagg_keys import LENGTH, Keys, keys_from

NONCE = bytes(12)


class RefusalError(Exception):
    """The server asks for what the protocol does not allow."""


def ids_of(data: bytes) -> list[int]:
    return [int.from_bytes(data[at : at + 8], "big") for at in range(0, len(data), 8)]


@dataclass
class SecureNode:
    """One node in one session."""

    node: int
    key: ec.EllipticCurvePrivateKey
    random: Callable[[int], bytes] = os.urandom
    session: bytes = b""
    nodes: list[int] = field(default_factory=list)
    shared: list[int] = field(default_factory=list)
    threshold: int = 0
    own: list[bytes] = field(default_factory=list)
    opened: dict[int, bytes] = field(default_factory=dict)
    has_opened: bool = False

    def set_up(self, session: bytes) -> bytes:
        self.session = session
        self.sealing, self.masking, self.seed = (self.random(32) for _ in range(3))
        unsigned = Keys(
            self.node,
            public_of(self.sealing),
            public_of(self.masking),
            commitment(self.seed),
            node_key_bytes(self.key.public_key()),
        )
        signature = sign(self.key, unsigned.signed_text(session))
        self.entry = unsigned.to_bytes() + signature
        return self.entry

    def share(self, nodes: bytes, keys: bytes, threshold: int) -> bytes:
        ids = ids_of(nodes)
        entries = [keys_from(keys[at : at + LENGTH]) for at in range(0, len(keys), LENGTH)]
        publics = [public for entry in entries for public in (entry.sealing, entry.masking)]
        if self.nodes or ids != sorted(set(ids)) or ids != [entry.node for entry in entries]:
            raise RefusalError("nodes")
        if self.entry not in (entry.to_bytes() for entry in entries) or len(set(publics)) != len(publics):
            raise RefusalError("keys")
        if not all(entry.is_genuine(self.session) for entry in entries):
            raise RefusalError("signature")
        if len(ids) < 3 or not len(ids) / 2 < threshold <= len(ids):
            raise RefusalError("threshold")
        self.nodes, self.threshold = ids, threshold
        self.keys = {entry.node: entry for entry in entries}
        halves = zip(split(self.seed, threshold, len(ids)), split(self.masking, threshold, len(ids)), strict=True)
        self.own = [seed + masking for seed, masking in halves]
        return b"".join(self._sealed(index, other) for index, other in enumerate(ids))

    def _sealed(self, index: int, other: int) -> bytes:
        if other == self.node:
            return bytes(80)
        secret = agree(self.sealing, self.keys[other].sealing)
        return ChaCha20Poly1305(share_key(self.session, secret, self.node, other)).encrypt(NONCE, self.own[index], None)

    def masked(self, shared: bytes, shares: bytes, values: NDArray[np.float64]) -> Words:
        ids = ids_of(shared)
        is_whole = ids == sorted(set(ids)) and set(ids) <= set(self.nodes) and self.node in ids
        if self.shared or not is_whole or len(ids) < self.threshold:
            raise RefusalError("shared")
        for position, other in enumerate(ids):
            if other == self.node:
                self.opened[other] = self.own[self.nodes.index(other)]
                continue
            secret = agree(self.sealing, self.keys[other].sealing)
            cipher = ChaCha20Poly1305(share_key(self.session, secret, other, self.node))
            self.opened[other] = cipher.decrypt(NONCE, shares[80 * position : 80 * position + 80], None)
        self.shared = ids
        total = encode(values) + mask(self.seed, len(values))
        for other in ids:
            if other == self.node:
                continue
            between = mask(self.mask_key(other), len(values))
            total = total + between if other > self.node else total - between
        return total

    def mask_key(self, other: int) -> bytes:
        return mask_key(self.session, self.masking, self.node, self.keys[other].masking, other)

    def open(self, survivors: bytes) -> bytes:
        ids = ids_of(survivors)
        is_whole = ids == sorted(set(ids)) and set(ids) <= set(self.shared) and self.node in ids
        if self.has_opened or not is_whole or len(ids) < self.threshold:
            raise RefusalError("survivors")
        self.has_opened = True
        return b"".join(self.opened[other][:32] if other in ids else self.opened[other][32:] for other in self.shared)
