"""Replies that lie, each left out for its reason; and those that do not."""

import io

import numpy as np
import pytest
from conftest import Projects
from flwr.app import Array, ArrayRecord, ConfigRecord, Error, MetricRecord, RecordDict
from harness import NUM_FEATURES, reply
from numpy.typing import NDArray

from kiln_federation.left_out import LeftOut, reason_of
from kiln_federation.replies import norm_of, read_sums, read_update

Floats = NDArray[np.float32]


def sums(**changes: NDArray[np.generic]) -> dict[str, NDArray[np.generic]]:
    return {"sums": np.ones((3, NUM_FEATURES), np.float32), "counts": np.array([3, 4, 5], np.float32)} | changes


def update(**changes: NDArray[np.generic]) -> dict[str, NDArray[np.generic]]:
    return {"weight": np.full((3, NUM_FEATURES), 0.1, np.float32), "bias": np.zeros(3, np.float32)} | changes


def with_value(values: Floats, value: float) -> Floats:
    changed = values.copy()
    changed.flat[-1] = value
    return changed


def test_a_good_reply_is_read(projects: Projects) -> None:
    project = projects()
    read = read_sums(project, reply(sums(), 12))
    assert read.num_examples == 12 and read.counts.tolist() == [3, 4, 5] and read.sums.shape == (3, NUM_FEATURES)
    assert read_update(project, reply(update(), 5)).weight[0, 0] == np.float32(0.1)


@pytest.mark.parametrize(
    ("changes", "num_examples", "reason"),
    [
        ({"sums": with_value(np.ones((3, NUM_FEATURES), np.float32), np.nan)}, 12, "not-finite"),
        ({"sums": with_value(np.ones((3, NUM_FEATURES), np.float32), np.inf)}, 12, "not-finite"),
        ({"counts": np.array([3, 4, -np.inf], np.float32)}, 12, "not-finite"),
        ({"sums": np.ones((3, NUM_FEATURES + 1), np.float32)}, 12, "shape"),
        ({"sums": np.ones((NUM_FEATURES, 3), np.float32)}, 12, "shape"),
        ({"sums": np.ones((3, NUM_FEATURES), np.float64)}, 12, "shape"),
        ({"sums": np.asfortranarray(np.ones((3, NUM_FEATURES), np.float32))}, 12, "shape"),
        ({"sums": np.ones((3, NUM_FEATURES), ">f4")}, 12, "shape"),
        ({"counts": np.array([3, 4], np.float32)}, 12, "shape"),
        ({"counts": np.array([3, 4, -5], np.float32)}, 2, "count"),
        ({"counts": np.array([3, 4, 5.5], np.float32)}, 12, "count"),
        ({"counts": np.array([3, 4, 2], np.float32)}, 9, "count"),
        ({"counts": np.array([3, 4, 1e9], np.float32)}, 1_000_000_007, "count"),
        ({}, 13, "count"),
        ({"sums": np.full((3, NUM_FEATURES), 1e30, np.float32)}, 12, "norm"),
        # As much as four pictures may weigh, of three.
        ({"sums": np.full((3, NUM_FEATURES), 10.0, np.float32)}, 12, "norm"),
        # Features of a class of which it has no picture.
        ({"counts": np.array([0, 4, 5], np.float32)}, 9, "norm"),
    ],
)
def test_sums_that_lie_are_left_out(
    projects: Projects, changes: dict[str, Floats], num_examples: int, reason: str
) -> None:
    with pytest.raises(LeftOut) as raised:
        read_sums(projects(), reply(sums(**changes), num_examples))
    assert raised.value.reason == reason


@pytest.mark.parametrize(
    ("changes", "num_examples", "reason"),
    [
        ({"weight": with_value(np.zeros((3, NUM_FEATURES), np.float32), np.nan)}, 5, "not-finite"),
        ({"bias": np.array([0, np.inf, 0], np.float32)}, 5, "not-finite"),
        ({"weight": np.full((3, NUM_FEATURES), 3e38, np.float32)}, 5, "norm"),
        ({"bias": np.array([0, 0, 5.1], np.float32)}, 5, "norm"),
        ({"weight": np.zeros((5, NUM_FEATURES), np.float32)}, 5, "shape"),
        ({}, 0, "count"),
        ({}, -3, "count"),
        ({}, 1_000_000_000, "count"),
    ],
)
def test_updates_that_lie_are_left_out(
    projects: Projects, changes: dict[str, Floats], num_examples: int, reason: str
) -> None:
    with pytest.raises(LeftOut) as raised:
        read_update(projects(), reply(update(**changes), num_examples))
    assert raised.value.reason == reason


def other_records() -> list[RecordDict]:
    good = reply(update(), 5)
    arrays, metrics = good["arrays"], good["metrics"]
    return [
        RecordDict({}),
        RecordDict({"arrays": arrays}),
        RecordDict({"arrays": metrics, "metrics": arrays}),
        RecordDict({"arrays": arrays, "metrics": metrics, "more": ConfigRecord({})}),
        RecordDict({"arrays": arrays, "metrics": MetricRecord({"num-examples": 5, "loss": 0.1})}),
        RecordDict({"arrays": arrays, "metrics": MetricRecord({"examples": 5})}),
        reply(sums(), 12),
        reply(update(more=np.zeros(1, np.float32)), 5),
    ]


@pytest.mark.parametrize("content", other_records())
def test_other_keys_are_left_out(projects: Projects, content: RecordDict) -> None:
    with pytest.raises(LeftOut) as raised:
        read_update(projects(), content)
    assert raised.value.reason == "unreadable"


@pytest.mark.parametrize("num_examples", [5.0, [5], [1, 2]])
def test_a_count_is_one_whole_number(projects: Projects, num_examples: object) -> None:
    content = reply(update(), 5)
    content["metrics"] = MetricRecord({"num-examples": num_examples})
    with pytest.raises(LeftOut) as raised:
        read_update(projects(), content)
    assert raised.value.reason == "count"


def npy(shape: str, data: bytes, dtype: str = "<f4") -> bytes:
    """A file of NumPy whose header says what it likes."""
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header = header.ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x93NUMPY",
        bytes(13),
        npy("(3,)", bytes(11)),
        npy("(1000000000000,)", bytes(12)),
        npy("(-3,)", bytes(12)),
        npy("(3,)", bytes(12), "|O"),
        npy("(3.0,)", bytes(12)),
        npy("__import__('os')", bytes(12)),
        npy("(", bytes(12)),
        npy("(3,), 7: 8", bytes(12)),
        npy("'" * 3, bytes(12)),
        npy("(3,)", bytes(12), "\x00"),
        npy("(3,)", bytes(12), "f4,(9999999999,)f4"),
        npy("(3,)", bytes(12)).replace(b"\x01\x00", b"\x02\x00", 1),
        npy("(3,)", bytes(12)) + bytes(10_000_000),
    ],
)
def test_data_that_is_no_array_is_left_out(projects: Projects, data: bytes) -> None:
    content = reply(update(), 5)
    arrays = content["arrays"]
    assert isinstance(arrays, ArrayRecord)
    arrays["bias"] = Array(dtype="float32", shape=(3,), stype="numpy.ndarray", data=data)
    with pytest.raises(LeftOut) as raised:
        read_update(projects(), content)
    assert raised.value.reason == "shape"


def test_pickles_are_not_opened(projects: Projects) -> None:
    stream = io.BytesIO()
    np.save(stream, np.array([{}], dtype=object), allow_pickle=True)
    content = reply(update(), 5)
    arrays = content["arrays"]
    assert isinstance(arrays, ArrayRecord)
    arrays["bias"] = Array(dtype="object", shape=(1,), stype="numpy.ndarray", data=stream.getvalue())
    with pytest.raises(LeftOut):
        read_update(projects(), content)


def test_a_norm_over_by_rounding_is_cut(projects: Projects) -> None:
    weight = np.zeros((3, NUM_FEATURES), np.float32)
    weight[0, 0] = 5.004
    read = read_update(projects(), reply(update(weight=weight), 5))
    assert norm_of(read.weight, read.bias) == pytest.approx(5.0, abs=1e-6)


def test_only_known_words_of_a_refusal_are_kept() -> None:
    assert reason_of(Error(101, "federation.too-few-pictures: two of roses")) == "too-few-pictures"
    assert reason_of(Error(102, "other-classes")) == "other-classes"
    assert reason_of(Error(100, "<script>alert(1)</script>: words")) == "refused"
    assert reason_of(Error(100, None)) == "refused"
    assert reason_of(Error(5, "Node Unavailable")) == "gone"
    assert reason_of(Error(4, None)) == "late"
