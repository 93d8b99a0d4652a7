"""What a node announces in the setup of a secure aggregation, signed with its own key."""

from dataclasses import dataclass

from .secagg_crypto import id_bytes, is_signed

_KEY = 32
_NODE_KEY = 120
_SIGNATURE = 96
LENGTH = 8 + 3 * _KEY + _NODE_KEY + _SIGNATURE


@dataclass(frozen=True, slots=True)
class Keys:
    """`sealing` and `masking` are public X25519 keys, `commitment` is SHA-256 of the node's own mask's seed."""

    node: int
    sealing: bytes
    masking: bytes
    commitment: bytes
    node_key: bytes
    signature: bytes = b""

    def signed_text(self, session: bytes) -> bytes:
        own = id_bytes(self.node) + self.sealing + self.masking + self.commitment
        return b"kiln secagg keys 1" + session + own

    def to_bytes(self) -> bytes:
        own = id_bytes(self.node) + self.sealing + self.masking + self.commitment
        return own + self.node_key + self.signature

    def is_genuine(self, session: bytes) -> bool:
        """Whether the signature holds for this session."""
        return is_signed(self.node_key, self.signature, self.signed_text(session))


def keys_from(data: bytes) -> Keys:
    """Reads one entry.

    Raises:
        ValueError: if it is longer or shorter.
    """
    if len(data) != LENGTH:
        raise ValueError(f"{len(data)} bytes are no entry of keys")
    node, sealing, masking, commitment, node_key, signature = _cut(data, 8, _KEY, _KEY, _KEY, _NODE_KEY, _SIGNATURE)
    return Keys(int.from_bytes(node, "big"), sealing, masking, commitment, node_key, signature)


def _cut(data: bytes, *lengths: int) -> list[bytes]:
    parts, at = [], 0
    for length in lengths:
        parts.append(data[at : at + length])
        at += length
    return parts


def ids_to_bytes(nodes: list[int]) -> bytes:
    return b"".join(map(id_bytes, nodes))
