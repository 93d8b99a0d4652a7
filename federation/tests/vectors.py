"""python tests/vectors.py: one secure aggregation of four nodes, one of which leaves before its vector.

tests/vectors/secagg.json is what nodes in other languages are tested against. Bytes are hexadecimal; words are strings.
Shares are drawn at random, so a node compares what it combines from them, not how it made them.
"""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from secagg_node import SecureNode

from kiln_federation.secagg_crypto import Words, agree, decode, encode, mask, node_key_bytes, share_key
from kiln_federation.secagg_server import SecureSum

VECTORS = Path(__file__).resolve().parent / "vectors" / "secagg.json"
IDS = [7, 2**40 + 5, 2**63 + 11, 2**64 - 2]
LENGTH = 10
SESSION = sha256(b"kiln secagg vectors").digest()


def random_for(node: int) -> Callable[[int], bytes]:
    """Bytes that anybody can make again: SHA-256 of the id and of how often it was asked."""
    calls = iter(range(1_000_000))
    return lambda length: sha256(f"{node} {next(calls)}".encode()).digest()[:length]


def words(values: Words) -> list[str]:
    return [str(value) for value in values.tolist()]


def main() -> None:
    nodes = {node: SecureNode(node, ec.generate_private_key(ec.SECP384R1()), random_for(node)) for node in IDS}
    values = {node: np.round(np.random.default_rng(node).normal(0, 10, LENGTH), 3) for node in IDS}
    one = SecureSum(3, LENGTH, session=SESSION)
    entries = {node: own.set_up(SESSION) for node, own in nodes.items()}
    one.set_up({node: one.read_keys(node, None, entry) for node, entry in entries.items()})
    keys = one.tell_keys()
    sealed = {node: own.share(keys["nodes"], keys["keys"], keys["threshold"]) for node, own in nodes.items()}
    one.set_sealed(sealed)
    shares = {node: one.tell_shares(node) for node in IDS}
    gone = IDS[1]
    masked = {node: nodes[node].masked(told["shared"], told["shares"], values[node]) for node, told in shares.items()}
    one.set_masked({node: own for node, own in masked.items() if node != gone})
    survivors = one.tell_survivors()["survivors"]
    opened = {node: nodes[node].open(survivors) for node in one.survivors}
    total = one.unmask(opened)
    assert np.abs(decode(total) - sum(values[node] for node in one.survivors)).max() < 1e-5
    VECTORS.parent.mkdir(exist_ok=True)
    content = {
        "session": SESSION.hex(),
        "threshold": one.threshold,
        "length": LENGTH,
        "nodes": keys["nodes"].hex(),
        "keys": keys["keys"].hex(),
        "shared": shares[gone]["shared"].hex(),
        "survivors": survivors.hex(),
        "total": words(total),
        "sum": decode(total).tolist(),
        "each": [
            {
                "id": str(node),
                "node-key": node_key_bytes(own.key.public_key()).hex(),
                "node-key-private": private_bytes(own.key).hex(),
                "sealing-private": own.sealing.hex(),
                "masking-private": own.masking.hex(),
                "seed": own.seed.hex(),
                "entry": entries[node].hex(),
                "own-shares": [share.hex() for share in own.own],
                "sealing-keys": {str(other): sealing_key(own, other).hex() for other in IDS if other != node},
                "sealed": sealed[node].hex(),
                "received": shares[node]["shares"].hex(),
                "mask-keys": {str(other): own.mask_key(other).hex() for other in IDS if other != node},
                "own-mask": words(mask(own.seed, LENGTH)),
                "values": values[node].tolist(),
                "encoded": words(encode(values[node])),
                "masked": words(masked[node]),
                "opened": opened[node].hex() if node in opened else None,
            }
            for node, own in nodes.items()
        ],
    }
    VECTORS.write_text(json.dumps(content, indent=1) + "\n")


def sealing_key(own: SecureNode, other: int) -> bytes:
    """What `own` seals its shares for `other` with."""
    return share_key(SESSION, agree(own.sealing, own.keys[other].sealing), own.node, other)


def private_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


if __name__ == "__main__":
    main()
