"""Whole runs under masks: the head is that of the plain run, whoever leaves at which stage, and lies void a round."""

import json
from pathlib import Path

import numpy as np
import pytest
from conftest import Projects
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fake_grid import Behaviour, FakeGrid
from flwr.app import Message, RecordDict
from harness import NUM_FEATURES
from numpy.typing import NDArray
from safetensors.numpy import load_file
from secure_reader import SecureReader

from kiln_federation import collecting, learning
from kiln_federation.learning import Learning

COUNTS = np.array([3.0, 4.0, 5.0])
STAGES = ("secagg-setup", "secagg-share", "secagg-masked", "secagg-unmask")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "_TICK", 0.02)
    monkeypatch.setattr(collecting, "_SHORTEST_PAUSE", 0.05)
    monkeypatch.setattr(collecting, "_GRACE", 0.2)
    monkeypatch.setattr(learning, "_WAIT", 0.05)


def values_of(node: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What a node adds to the sums, and to the updates."""
    random = np.random.default_rng(node)
    sums = np.concatenate([random.normal(0, 1, 3 * NUM_FEATURES), COUNTS])
    return sums, np.concatenate([random.normal(0, 0.1, 3 * NUM_FEATURES + 3), [12.0]])


class Readers:
    """Nodes on a grid of functions; `gone` answer nothing from a stage of the update on."""

    def __init__(self, num: int) -> None:
        self.gone: dict[int, str] = {}
        nodes: dict[int, Behaviour] = {}
        keys = {}
        for node in range(1, num + 1):
            key = ec.generate_private_key(ec.SECP384R1())
            keys[node] = key.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
            nodes[node] = self._reader(node, key)
        self.grid = FakeGrid(nodes)
        self.grid.public_keys = keys

    def _reader(self, node: int, key: ec.EllipticCurvePrivateKey) -> Behaviour:
        reader = SecureReader(key, lambda aggregate, _: values_of(node)[aggregate == "update"])

        def answer(message: Message) -> RecordDict | None:
            config = message.content["config"]
            last = self.gone.get(node)
            if config["round"] == 1 and last is not None and STAGES.index(str(config["stage"])) >= STAGES.index(last):
                return None
            return reader(message)

        return answer


def learn(readers: Readers, projects: Projects, folder: Path, **changes: object) -> list[dict[str, object]]:
    project = projects(**({"secure": True, "rounds": 1, "deadline_seconds": 2.0} | changes))
    Learning(project, readers.grid, folder).run()
    return [json.loads(line) for line in (folder / "rounds.jsonl").read_text().splitlines()]


def heads(folder: Path) -> list[dict[str, NDArray[np.float32]]]:
    return [dict(load_file(path)) for path in sorted((folder / "heads").iterdir())]


@pytest.mark.parametrize("num_gone", [0, 2])
@pytest.mark.parametrize("stage", STAGES)
def test_who_leaves_at_which_stage(projects: Projects, tmp_path: Path, stage: str, num_gone: int) -> None:
    readers = Readers(6)
    readers.gone = dict.fromkeys(range(1, num_gone + 1), stage)
    sums, update = learn(readers, projects, tmp_path)
    first, second = heads(tmp_path)
    total = sum(values_of(node)[0] for node in range(1, 7))
    means = total[:-3].reshape(3, NUM_FEATURES) / (6 * COUNTS)[:, None]
    assert np.abs(first["weight"] - 2 * (means - means.mean(axis=0))).max() < 1e-5
    counted = range(1, 7) if stage == "secagg-unmask" else range(num_gone + 1, 7)
    mean = np.mean([values_of(node)[1][:-1] for node in counted], axis=0)
    changed = np.concatenate([(second[name] - first[name]).ravel() for name in ("weight", "bias")])
    assert np.abs(changed - mean).max() < 1e-5
    assert sums["replied"] == 6 and update["replied"] == len(counted) and not update["void"]
    assert update["pictures"] == 12 * len(counted)
    assert update["left-out"] == ([{"reason": "late", "count": num_gone}] if num_gone else [])


def test_too_few_void_the_round(projects: Projects, tmp_path: Path) -> None:
    readers = Readers(4)
    readers.gone = {1: "secagg-masked", 2: "secagg-masked"}
    _, update = learn(readers, projects, tmp_path)
    assert update["void"] and len(heads(tmp_path)) == 1
    state = json.loads((tmp_path / "state.json").read_text())
    assert state["message"] == "round 1 is void: 2 readers sent their part, 3 are needed"


@pytest.mark.parametrize("lie", [{"clip": 0.01}, {"maximum_pictures": 11}])
def test_a_sum_that_cannot_be_voids_the_round(projects: Projects, tmp_path: Path, lie: dict[str, object]) -> None:
    """The bound is lowered under what the readers do, which is seen of their sum."""
    readers = Readers(3)
    project = projects(secure=True, rounds=0, deadline_seconds=1.0)
    Learning(project, readers.grid, tmp_path).run()
    later = Learning(projects(secure=True, rounds=1, deadline_seconds=1.0, **lie), readers.grid, tmp_path)
    later._head = learning.Head(np.zeros((3, NUM_FEATURES), np.float32), np.zeros(3, np.float32))
    later._update(1)
    state = json.loads((tmp_path / "state.json").read_text())
    assert state["message"] == "round 1 is void: the readers' sum is none that training can have"


def test_a_node_with_keys_of_another_takes_no_part(projects: Projects, tmp_path: Path) -> None:
    readers = Readers(5)
    readers.grid.public_keys[5] = readers.grid.public_keys[1]
    sums, update = learn(readers, projects, tmp_path)
    assert sums["replied"] == 4 and sums["left-out"] == [{"reason": "unreadable", "count": 1}]
    assert update["replied"] == 4


def test_nothing_about_one_node_goes_in_the_clear(projects: Projects, tmp_path: Path) -> None:
    """A reply has one record, and of the vector nothing but its mask."""
    readers = Readers(3)
    replies: list[RecordDict] = []
    inner = readers.grid.nodes[1]

    def watched(message: Message) -> RecordDict | None:
        answer = inner(message)
        assert isinstance(answer, RecordDict)
        replies.append(answer)
        return answer

    readers.grid.nodes[1] = watched
    learn(readers, projects, tmp_path, rounds=0)
    assert [sorted(reply.keys()) for reply in replies] == [["config"], ["config"], ["arrays"], ["config"]]
    masked = replies[2].array_records["arrays"]["masked"].numpy()
    assert np.abs(masked.view(np.int64) / 2.0**20 - values_of(1)[0]).min() > 1e3
