"""Secure aggregation without messages: the sum of those who stayed, whoever leaves; and lies are noticed."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from numpy.typing import NDArray
from secagg_node import RefusalError, SecureNode

from kiln_federation.left_out import LeftOut
from kiln_federation.secagg_crypto import combine, decode, encode, mask, mask_key, node_key_bytes, split
from kiln_federation.secagg_keys import LENGTH, Keys, ids_to_bytes, keys_from
from kiln_federation.secagg_server import SecureSum, VoidError

LENGTH_OF_VECTOR = 50
STAGES = ("setup", "share", "masked", "unmask")


def make_nodes(num: int) -> dict[int, SecureNode]:
    random = np.random.default_rng(num)
    # Ids as Flower has them: of 64 bits, also above what is signed.
    ids = [int(value) for value in random.integers(1, 2**64, num, dtype=np.uint64)]
    return {node: SecureNode(node, ec.generate_private_key(ec.SECP384R1())) for node in ids}


def values_of(node: int) -> NDArray[np.float64]:
    return np.random.default_rng(node).normal(0, 100, LENGTH_OF_VECTOR)


class Round:
    """One aggregation, stage by stage; who is in `gone` at a stage does not answer it, nor any after it."""

    def __init__(self, num: int, gone: dict[str, int] | None = None, minimum: int = 3) -> None:
        self.nodes = make_nodes(num)
        self.sum = SecureSum(minimum, LENGTH_OF_VECTOR)
        self.alive = list(self.nodes)
        self.gone = gone or {}
        self.opened: dict[int, bytes] = {}

    def leave(self, stage: str) -> list[int]:
        self.alive = self.alive[self.gone.get(stage, 0) :]
        return self.alive

    def set_up(self) -> None:
        keys = {}
        for node in self.leave("setup"):
            own = self.nodes[node]
            node_key = node_key_bytes(own.key.public_key())
            keys[node] = self.sum.read_keys(node, node_key, own.set_up(self.sum.session))
        self.sum.set_up(keys)

    def share(self) -> None:
        told = self.sum.tell_keys()
        self.sum.set_sealed(
            {
                node: self.sum.read_sealed(self.nodes[node].share(told["nodes"], told["keys"], told["threshold"]))
                for node in self.leave("share")
            }
        )

    def masked(self) -> None:
        masked = {}
        for node in self.leave("masked"):
            told = self.sum.tell_shares(node)
            masked[node] = self.nodes[node].masked(told["shared"], told["shares"], values_of(node))
        self.sum.set_masked(masked)

    def unmask(self) -> NDArray[np.float64]:
        survivors = self.sum.tell_survivors()["survivors"]
        self.opened = {node: self.sum.read_opened(self.nodes[node].open(survivors)) for node in self.leave("unmask")}
        return decode(self.sum.unmask(self.opened))

    def run(self) -> NDArray[np.float64]:
        self.set_up()
        self.share()
        self.masked()
        return self.unmask()


def expected_of(nodes: list[int]) -> NDArray[np.float64]:
    return np.asarray(sum(values_of(node) for node in nodes))


@pytest.mark.parametrize("num_gone", [0, 2])
@pytest.mark.parametrize("stage", STAGES)
def test_the_sum_is_that_of_whose_vector_came(stage: str, num_gone: int) -> None:
    one = Round(7, {stage: num_gone})
    total = one.run()
    ids = list(one.nodes)
    counted = ids if stage == "unmask" else ids[num_gone:]
    assert sorted(one.sum.survivors) == sorted(counted)
    # Half a step of the fixed point for each of them.
    assert np.abs(total - expected_of(counted)).max() <= 7 * 2.0**-21 + 1e-12


def test_one_may_leave_at_every_stage() -> None:
    one = Round(9, dict.fromkeys(STAGES, 1), minimum=3)
    total = one.run()
    assert len(one.sum.survivors) == 6 and len(one.sum.nodes) == 8 and one.sum.threshold == 5
    assert np.abs(total - expected_of(one.sum.survivors)).max() < 1e-5


@pytest.mark.parametrize("stage", STAGES)
def test_too_few_make_it_void(stage: str) -> None:
    with pytest.raises(VoidError):
        Round(5, {stage: 3}).run()


def test_three_readers_are_enough_and_two_are_not() -> None:
    assert len(Round(3).run()) == LENGTH_OF_VECTOR
    with pytest.raises(VoidError, match="3 are needed"):
        Round(2, minimum=2).run()


def test_a_masked_vector_says_nothing_by_itself() -> None:
    """Neither it nor the sum of some of them is near what was masked: it looks like random words."""
    one = Round(5)
    one.set_up()
    one.share()
    one.masked()
    masked = one.sum._masked
    for node, words in masked.items():
        assert np.abs(decode(words) - values_of(node)).min() > 1e4
    part = sum(list(masked.values())[:4], np.zeros(LENGTH_OF_VECTOR, np.uint64))
    assert np.abs(decode(part) - expected_of(list(masked)[:4])).min() > 1e4
    # Bits are set in about half of the cases: 3200 of a vector's bits, so 0.5 ± 0.05 is over five deviations.
    bits = np.unpackbits(np.concatenate(list(masked.values())).view(np.uint8))
    assert abs(bits.mean() - 0.5) < 0.05


def test_keys_of_somebody_else_are_left_out() -> None:
    one = Round(3)
    first, second, _ = one.nodes.values()
    entry = first.set_up(one.sum.session)
    node_key = node_key_bytes(first.key.public_key())
    assert isinstance(one.sum.read_keys(first.node, node_key, entry), Keys)
    other_key = node_key_bytes(second.key.public_key())
    for node, key, data in [
        (second.node, node_key, entry),
        (first.node, other_key, entry),
        (first.node, node_key, entry[:-1] + bytes([entry[-1] ^ 1])),
        (first.node, node_key, entry[:8] + bytes(32) + entry[40:]),
        (first.node, node_key, entry[:-1]),
        (first.node, node_key, "text"),
        (first.node, node_key, first.set_up(bytes(32))),
    ]:
        with pytest.raises(LeftOut):
            one.sum.read_keys(node, key, data)


def test_shares_that_lie_void_the_sum() -> None:
    one = Round(5, {"masked": 1})
    one.set_up()
    one.share()
    one.masked()
    one.unmask()
    liar = sorted(one.opened)[0]
    for position in range(5):
        opened = dict(one.opened)
        lie = bytearray(opened[liar])
        # Not one of the bits that X25519 sets itself.
        lie[32 * position + 8] ^= 1
        opened[liar] = bytes(lie)
        with pytest.raises(VoidError, match="do not fit"):
            one.sum.unmask(opened)


def test_a_node_refuses_what_the_protocol_does_not_allow() -> None:
    one = Round(5)
    one.set_up()
    told = one.sum.tell_keys()
    node = one.nodes[one.sum.nodes[0]]
    nodes, keys = told["nodes"], told["keys"]
    swapped = dataclasses.replace(one.sum._keys[one.sum.nodes[1]], sealing=bytes(range(32))).to_bytes()
    for bad in [
        (nodes, keys, 2),
        (nodes, keys, 6),
        (nodes[:16], keys[: 2 * LENGTH], 2),
        (nodes[8:], keys[LENGTH:], 3),
        (nodes, keys[:LENGTH] + swapped + keys[2 * LENGTH :], 3),
        (nodes[:8] + nodes[:8] + nodes[16:], keys[:LENGTH] * 2 + keys[2 * LENGTH :], 3),
    ]:
        with pytest.raises(RefusalError):
            node.share(*bad)
    one.share()
    with pytest.raises(RefusalError):
        node.share(nodes, keys, 3)
    one.masked()
    for bad_survivors in ([one.sum.nodes[0]], one.sum.nodes[1:], [*one.sum.nodes, 7]):
        with pytest.raises(RefusalError):
            node.open(ids_to_bytes(sorted(bad_survivors)))
    one.unmask()
    # A second answer, to another list, could open a node's own mask and its pairwise ones.
    with pytest.raises(RefusalError):
        node.open(ids_to_bytes(one.sum.nodes[:4]))


def test_fixed_point_holds_whole_counts_and_both_signs() -> None:
    values = np.array([0.0, -1.0, 3.0, 1e6, -1e6, 0.3, 2.0**-21, 3 * 2.0**-21])
    assert np.abs(decode(encode(values)) - values).max() <= 2.0**-21
    assert encode(np.array([-1.0]))[0] == 2**64 - 2**20
    # Half to even.
    assert encode(values)[-2:].tolist() == [0, 2]


def test_secrets_come_back_from_any_shares() -> None:
    secret = bytes(range(32))
    shares = list(enumerate(split(secret, 3, 5), start=1))
    assert combine(shares[:3]) == combine([shares[4], shares[0], shares[2]]) == secret
    assert combine(shares[:2]) != secret


def test_masks_are_the_keystream_of_rfc_8439() -> None:
    """Appendix A.1, test vectors 1 and 2: key, nonce and counter of zeros, then counter one."""
    words = mask(bytes(32), 9)
    first = "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
    first += "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586"
    assert words.astype("<u8").tobytes().hex() == first + "9f07e7be5551387a"


def test_the_vectors_are_those_of_this_code() -> None:
    """What other languages are tested against, computed again."""
    vectors = json.loads((Path(__file__).parent / "vectors" / "secagg.json").read_text())
    session = bytes.fromhex(vectors["session"])
    one = SecureSum(vectors["threshold"], vectors["length"], session=session)
    each = {int(node["id"]): node for node in vectors["each"]}
    entries = {node: bytes.fromhex(values["entry"]) for node, values in each.items()}
    node_keys = {node: bytes.fromhex(values["node-key"]) for node, values in each.items()}
    one.set_up({node: one.read_keys(node, node_keys[node], entry) for node, entry in entries.items()})
    assert one.tell_keys()["keys"] == bytes.fromhex(vectors["keys"]) and one.threshold == vectors["threshold"]
    one.set_sealed({node: bytes.fromhex(values["sealed"]) for node, values in each.items()})
    for node, values in each.items():
        assert one.tell_shares(node)["shares"] == bytes.fromhex(values["received"])
        seed, private = bytes.fromhex(values["seed"]), bytes.fromhex(values["masking-private"])
        assert [str(word) for word in mask(seed, one.length)] == values["own-mask"]
        assert [str(word) for word in encode(np.array(values["values"]))] == values["encoded"]
        for other, key in values["mask-keys"].items():
            public = keys_from(entries[int(other)]).masking
            assert mask_key(session, private, node, public, int(other)).hex() == key
    words = {node: np.array(list(map(int, values["masked"])), np.uint64) for node, values in each.items()}
    opened = {node: bytes.fromhex(values["opened"]) for node, values in each.items() if values["opened"] is not None}
    one.set_masked({node: words[node] for node in opened})
    assert one.tell_survivors()["survivors"] == bytes.fromhex(vectors["survivors"])
    total = one.unmask(opened)
    assert [str(word) for word in total] == vectors["total"] and decode(total).tolist() == vectors["sum"]
    # A fresh node takes what is there, and makes the same of it.
    for node, values in each.items():
        calls = iter((values["sealing-private"], values["masking-private"], values["seed"]))
        key = serialization.load_der_private_key(bytes.fromhex(values["node-key-private"]), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        again = SecureNode(node, key, lambda _, calls=calls: bytes.fromhex(next(calls)))
        again.set_up(session)
        again.entry = entries[node]
        again.share(bytes.fromhex(vectors["nodes"]), bytes.fromhex(vectors["keys"]), vectors["threshold"])
        again.own = [bytes.fromhex(share) for share in values["own-shares"]]
        received, shared = bytes.fromhex(values["received"]), bytes.fromhex(vectors["shared"])
        assert (again.masked(shared, received, np.array(values["values"])) == words[node]).all()
        if node in opened:
            assert again.open(bytes.fromhex(vectors["survivors"])) == opened[node]
