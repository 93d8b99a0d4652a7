"""The real SuperLink, started as `kiln federate serve` starts it, and nodes over its Fleet routes."""

import os
import time
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.asymmetric import ec
from flwr.app import Error, Message, RecordDict
from harness import NUM_FEATURES, Answer, Reader, Run, a_judge, reply
from node import Node
from numpy.typing import NDArray
from safetensors.numpy import load_file
from secure_reader import SecureReader

COUNTS = np.array([[3, 0, 7], [4, 5, 0], [0, 3, 3]], np.float32)
CENTRES = np.random.default_rng(1).normal(0, 1, (3, NUM_FEATURES)).astype(np.float32)
UPDATES = [
    {
        "weight": np.random.default_rng(index).normal(0, 0.1, (3, NUM_FEATURES)).astype(np.float32),
        "bias": np.random.default_rng(index + 10).normal(0, 0.1, 3).astype(np.float32),
    }
    for index in range(3)
]


def stage_of(message: Message) -> object:
    return message.content["config"]["stage"]


def sums_of(index: int) -> RecordDict:
    counts = COUNTS[index]
    return reply({"sums": CENTRES * counts[:, None], "counts": counts}, int(counts.sum()))


def honest(index: int) -> Answer:
    def answer(message: Message) -> RecordDict:
        if stage_of(message) == "sums":
            return sums_of(index)
        return reply(UPDATES[index], int(COUNTS[index].sum()))

    return answer


def fedavg(given: dict[str, NDArray[np.float32]], weights: list[float]) -> NDArray[np.float64]:
    """FedAvg, written out once more."""
    total = sum(weights)
    return given["weight"].astype(np.float64) + sum(
        weight / total * update["weight"].astype(np.float64) for weight, update in zip(weights, UPDATES, strict=True)
    )


def heads(folder: Path, number: int) -> dict[str, NDArray[np.float32]]:
    return dict(load_file(folder / "heads" / f"round-{number}.safetensors"))


def test_three_readers_and_a_hostile_one(tmp_path: Path) -> None:
    """The head is FedAvg of the three honest updates; the fourth sends rubbish of a new kind each time."""

    def hostile(message: Message) -> RecordDict:
        if stage_of(message) == "sums":
            return reply({"sums": np.full((3, NUM_FEATURES), np.nan, np.float32), "counts": COUNTS[0]}, 10)
        if message.content["config"]["round"] == 1:
            return reply({"weight": np.zeros((9, 9), np.float32), "bias": np.zeros(3, np.float32)}, 10)
        return reply({"weight": np.full((3, NUM_FEATURES), 1e20, np.float32), "bias": np.zeros(3, np.float32)}, 10)

    refuse_second = a_judge("--refuse", "2")
    with Run(tmp_path, rounds=3, minimum=3, weights="count", judge=refuse_second) as run:
        rubbish = Reader(run.base, hostile)
        readers = [Reader(run.base, honest(0), clock_offset=-280.0), *(Reader(run.base, honest(i)) for i in (1, 2))]
        assert run.event() == {"event": "finished"}
        state, rounds = run.state(), run.rounds()
    assert all(reader.node.node_id for reader in [*readers, rubbish])
    means = CENTRES
    assert np.abs(heads(tmp_path, 0)["weight"] - 2 * (means - means.mean(axis=0))).max() < 1e-5
    expected = fedavg(heads(tmp_path, 0), [10.0, 9.0, 6.0])
    assert np.abs(heads(tmp_path, 1)["weight"] - expected).max() < 1e-6
    # The second round's head was refused, so the third begins where the second did.
    again = fedavg(heads(tmp_path, 1), [10.0, 9.0, 6.0])
    assert np.abs(heads(tmp_path, 3)["weight"] - again).max() < 1e-6
    assert [reasons(line) for line in rounds] == [{"not-finite": 1}, {"shape": 1}, {"norm": 1}, {"norm": 1}]
    assert state["phase"] == "finished" and state["best"]["round"] == 3


def test_readers_who_leave_refuse_or_stall(tmp_path: Path) -> None:
    """Who leaves after its reply counts, who leaves before does not, and neither holds up a round for ever."""
    with Run(tmp_path, rounds=1, minimum=4, deadline_seconds=8) as run:
        stays = [Reader(run.base, honest(index)) for index in range(3)]
        refuses = Reader(run.base, lambda _: Error(101, "federation.too-few-pictures: two of roses"))
        # It says what it will send, and sends none of it.
        announces = Node(run.base).start()
        announces.reply(announces.wait(), sums_of(0), send_objects=False)
        # It answers the sums and is never heard of again; its heartbeat runs out long after the round.
        Node(run.base).start().answer(lambda _: sums_of(0))
        run.until(lambda state: state["round"] == 1)
        # It takes the question, and is gone before it has answered.
        assert stage_of(Node(run.base).start().wait(20)) == "update"
        assert run.event() == {"event": "finished"}
        sums, update = run.rounds()
    assert all(len(reader.questions) == 2 for reader in [*stays, refuses])
    assert sums["replied"] == 4 and reasons(sums) == {"late": 1, "too-few-pictures": 1}
    # Three of those asked for training were gone, and the round is void for that: four replies are needed.
    assert update["replied"] == 3 and reasons(update) == {"late": 3, "too-few-pictures": 1} and update["void"]
    assert not (tmp_path / "heads" / "round-1.safetensors").exists()


def reasons(line: dict[str, object]) -> dict[str, int]:
    left_out = line["left-out"]
    assert isinstance(left_out, list)
    return {entry["reason"]: entry["count"] for entry in left_out}


def test_sums_under_masks(tmp_path: Path) -> None:
    """Four readers add up under masks; one of them stops before it sends its vector, and the other three are added."""

    def reader(index: int, num_answers: int) -> Reader:
        counts = np.array([3.0, 4.0, 5.0])
        sums = np.concatenate([(CENTRES * counts[:, None]).ravel(), counts])
        parts = [*UPDATES, UPDATES[0]][index]
        update = np.concatenate([parts["weight"].ravel(), parts["bias"], [12.0]])
        key = ec.generate_private_key(ec.SECP384R1())
        answer = SecureReader(key, lambda aggregate, _: update if aggregate == "update" else sums)
        return Reader(run.base, answer, num_answers, key=key)

    with Run(tmp_path, rounds=1, minimum=3, secure=True, deadline_seconds=8) as run:
        # Four answers for the sums, and of the update only setup and shares.
        readers = [*(reader(index, 1_000) for index in range(3)), reader(3, 6)]
        assert run.event() == {"event": "finished"}
        sums, update = run.rounds()
    assert sums["replied"] == len(readers) or sums["asked"] == 3
    assert update["replied"] == 3 and update["pictures"] == 36 and not update["void"]
    assert np.abs(heads(tmp_path, 0)["weight"] - 2 * (CENTRES - CENTRES.mean(axis=0))).max() < 1e-5
    assert np.abs(heads(tmp_path, 1)["weight"] - fedavg(heads(tmp_path, 0), [1.0] * 3)).max() < 1e-6


def test_it_leaves_nothing_behind(tmp_path: Path) -> None:
    """As when the program that started it dies: nobody holds the other end of its standard input any more."""
    with Run(tmp_path) as run:
        started = descendants(run.process.pid)
        assert len(started) >= 3
    assert run.process.returncode == 0
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{process}").exists() for process in started) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [process for process in started if Path(f"/proc/{process}").exists()] == []
    assert run.state()["phase"] == "stopped"


def descendants(process: int) -> list[int]:
    """Of Linux: what this process started, and what that did."""
    parents: dict[int, int] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                fields = Path(f"/proc/{entry}/stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents[int(entry)] = int(fields[1])
    found: list[int] = []
    frontier = [process]
    while frontier:
        frontier = [child for child, parent in parents.items() if parent in frontier]
        found += frontier
    return found
