"""The building blocks of SECAGG.md, from kept libraries; nothing here knows about stages."""

from collections.abc import Sequence
from hashlib import sha256

import numpy as np
from Crypto.Protocol.SecretSharing import Shamir
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from numpy.typing import NDArray

Words = NDArray[np.uint64]

_HALF = 16
_SCALAR = 48
_FRACTION_BITS = 20


def id_bytes(node: int) -> bytes:
    return node.to_bytes(8, "big")


def derive(session: bytes, secret: bytes, info: bytes) -> bytes:
    """HKDF-SHA256 with the session as salt: 32 bytes."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=session, info=info).derive(secret)


def agree(private: bytes, public: bytes) -> bytes:
    """X25519.

    Raises:
        ValueError: for a public key of low order.
    """
    return X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(public))


def public_of(private: bytes) -> bytes:
    key = X25519PrivateKey.from_private_bytes(private).public_key()
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def mask(key: bytes, length: int) -> Words:
    """The ChaCha20 keystream of a key that is used for nothing else, as little-endian words."""
    counter_and_nonce = bytes(16)
    stream = Cipher(algorithms.ChaCha20(key, counter_and_nonce), mode=None).encryptor()
    return np.frombuffer(stream.update(bytes(8 * length)), dtype="<u8").astype(np.uint64)


def mask_key(session: bytes, private: bytes, own_id: int, public: bytes, other_id: int) -> bytes:
    """What two nodes share: both derive the same."""
    low, high = sorted((own_id, other_id))
    return derive(session, agree(private, public), b"kiln secagg mask" + id_bytes(low) + id_bytes(high))


def share_key(session: bytes, secret: bytes, sender: int, receiver: int) -> bytes:
    """The key of the one text that `sender` seals for `receiver`."""
    return derive(session, secret, b"kiln secagg share" + id_bytes(sender) + id_bytes(receiver))


def split(secret: bytes, threshold: int, num_shares: int) -> list[bytes]:
    """Shares of both halves of 32 bytes, joined, in the order of their indices."""
    halves = [Shamir.split(threshold, num_shares, secret[at : at + _HALF], False) for at in (0, _HALF)]
    return [first + second for (_, first), (_, second) in zip(*halves, strict=True)]


def combine(shares: Sequence[tuple[int, bytes]]) -> bytes:
    """The 32 bytes from as many shares as the threshold was, each with its index."""
    return b"".join(
        Shamir.combine([(index, share[at : at + _HALF]) for index, share in shares], False) for at in (0, _HALF)
    )


def commitment(seed: bytes) -> bytes:
    return sha256(seed).digest()


def node_key_bytes(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def sign(key: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(_SCALAR, "big") + s.to_bytes(_SCALAR, "big")


def is_signed(node_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the P-384 key, in DER, signed the message."""
    try:
        key = serialization.load_der_public_key(node_key)
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP384R1):
            return False
        r, s = (int.from_bytes(signature[at : at + _SCALAR], "big") for at in (0, _SCALAR))
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def encode(values: NDArray[np.float64]) -> Words:
    """Fixed point with 20 binary places, modulo 2⁶⁴."""
    return np.rint(values * 2.0**_FRACTION_BITS).astype(np.int64).view(np.uint64)


def decode(words: Words) -> NDArray[np.float64]:
    return words.view(np.int64).astype(np.float64) / 2.0**_FRACTION_BITS
