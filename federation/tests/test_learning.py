"""Whole runs over nodes that are functions: void rounds, the gate, and what is written down."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest
from conftest import Projects
from fake_grid import Behaviour, FakeGrid
from flwr.app import Context, Error, Message, RecordDict
from harness import NUM_FEATURES, a_judge, project_values, reply
from safetensors.numpy import load_file

from kiln_federation import collecting, learning, server
from kiln_federation.learning import Learning
from kiln_federation.project import ProjectError
from kiln_federation.records import Records, State, mark_stopped


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "_TICK", 0.02)
    monkeypatch.setattr(collecting, "_SHORTEST_PAUSE", 0.05)
    monkeypatch.setattr(collecting, "_GRACE", 0.3)
    monkeypatch.setattr(learning, "_WAIT", 0.05)


def stage_of(message: Message) -> object:
    return message.content["config"]["stage"]


def reader(value: float) -> Behaviour:
    """Has three pictures of each class, and changes every weight by `value`."""

    def answer(message: Message) -> RecordDict:
        if stage_of(message) == "sums":
            return reply({"sums": np.eye(3, NUM_FEATURES, dtype=np.float32), "counts": np.full(3, 3, np.float32)}, 9)
        weight = np.full((3, NUM_FEATURES), value, np.float32)
        return reply({"weight": weight, "bias": np.zeros(3, np.float32)}, 9)

    return answer


def only_for_sums(message: Message) -> RecordDict | Error:
    return reader(0.0)(message) if stage_of(message) == "sums" else Error(100, "no")


class Outcome:
    """A run that has ended, and its folder."""

    def __init__(self, folder: Path) -> None:
        self.state = json.loads((folder / "state.json").read_text())
        lines = (folder / "rounds.jsonl").read_text().splitlines()
        self.rounds = [json.loads(line) for line in lines]
        self.heads = {path.stem: load_file(path) for path in (folder / "heads").iterdir()}


Learn = Callable[..., Outcome]


@pytest.fixture
def learn(projects: Projects, tmp_path: Path) -> Learn:
    def run(nodes: dict[int, Behaviour], **changes: object) -> Outcome:
        project = projects(**({"rounds": 2, "deadline_seconds": 2.0} | changes))
        Learning(project, FakeGrid(nodes), tmp_path).run()
        return Outcome(tmp_path)

    return run


def test_a_run_averages_and_writes_it_down(learn: Learn) -> None:
    ended = learn({1: reader(0.1), 2: reader(0.2), 3: reader(0.6)})
    assert [line["stage"] for line in ended.rounds] == ["sums", "update", "update"]
    assert [line["replied"] for line in ended.rounds] == [3, 3, 3] and ended.rounds[0]["pictures"] == 27
    first = ended.heads["round-1"]["weight"] - ended.heads["round-0"]["weight"]
    assert np.abs(first - 0.3).max() < 1e-6
    assert ended.state["phase"] == "finished" and ended.state["best"]["round"] == 2
    assert ended.state["best"]["correct"] == 42 and ended.state["deadline"] is None


def test_it_goes_on_from_the_best_head(learn: Learn) -> None:
    ended = learn({1: reader(0.1), 2: reader(0.1), 3: reader(0.1)}, judge=a_judge("--refuse", "1"))
    assert [line["judged"]["accepted"] for line in ended.rounds] == [True, False, True]
    assert ended.state["best"]["round"] == 2
    assert np.array_equal(ended.heads["round-1"]["weight"], ended.heads["round-2"]["weight"])


def test_a_judge_that_fails_has_not_accepted(learn: Learn) -> None:
    ended = learn({1: reader(0.1), 2: reader(0.1), 3: reader(0.1)}, judge=a_judge("--fail", "2"))
    assert ended.state["best"]["round"] == 1 and ended.rounds[2]["judged"] is None
    assert ended.state["message"] == "the judge failed; the log says why"
    assert ended.state["phase"] == "finished"


def test_a_judge_that_is_not_there_has_not_accepted(learn: Learn) -> None:
    ended = learn({1: reader(0.1), 2: reader(0.1), 3: reader(0.1)}, judge=["/nowhere/kiln"])
    assert ended.state["best"] is None and "could not be asked" in ended.state["message"]


def test_a_judge_that_says_something_else_has_not_accepted(learn: Learn) -> None:
    ended = learn({1: reader(0.1), 2: reader(0.1), 3: reader(0.1)}, judge=["/bin/echo", "fine"])
    assert ended.state["best"] is None and "no JSON object" in ended.state["message"]


def test_a_round_with_too_few_replies_changes_nothing(learn: Learn) -> None:
    ended = learn({1: reader(0.1), 2: reader(0.1), 3: only_for_sums})
    assert [line["void"] for line in ended.rounds] == [False, True, True]
    assert set(ended.heads) == {"round-0"} and ended.state["best"]["round"] == 0
    assert ended.rounds[1]["left-out"] == [{"reason": "refused", "count": 1}] and ended.rounds[1]["judged"] is None
    assert ended.state["message"] == "round 2 is void: 2 replies count, 3 are needed"


def test_void_sums_are_tried_again(learn: Learn) -> None:
    asked = []

    def second_time(message: Message) -> RecordDict | Error:
        asked.append(message.metadata.message_id)
        return reader(0.1)(message) if len(set(asked)) > 1 else Error(101, "federation.too-few-pictures: none")

    ended = learn({1: reader(0.1), 2: reader(0.1), 3: second_time}, rounds=0)
    assert [line["void"] for line in ended.rounds] == [True, False]
    assert ended.rounds[0]["left-out"] == [{"reason": "too-few-pictures", "count": 1}]


def test_liars_are_left_out_and_the_others_averaged(learn: Learn) -> None:
    def lie(message: Message) -> RecordDict:
        if stage_of(message) == "sums":
            return reply({"sums": np.full((3, 99), np.nan, np.float32), "counts": np.zeros(3, np.float32)}, 1)
        return reply({"weight": np.full((3, NUM_FEATURES), 1e9, np.float32), "bias": np.zeros(3, np.float32)}, 9)

    ended = learn({1: reader(0.1), 2: reader(0.2), 3: reader(0.6), 4: lie}, rounds=1)
    assert ended.rounds[0]["left-out"] == [{"reason": "shape", "count": 1}]
    assert ended.rounds[1]["left-out"] == [{"reason": "norm", "count": 1}]
    assert np.abs(ended.heads["round-1"]["weight"] - ended.heads["round-0"]["weight"] - 0.3).max() < 1e-6


def test_epsilon_grows_with_each_release(learn: Learn) -> None:
    privacy = {"noise-multiplier": 1.0, "delta": 1e-5}
    ended = learn({1: reader(0.1), 2: reader(0.1), 3: reader(0.1)}, privacy=privacy)
    spent = [line["epsilon"] for line in ended.rounds]
    assert 4 < spent[0] < spent[1] < spent[2] == ended.state["epsilon"]


def test_a_class_that_nobody_has_is_said(learn: Learn) -> None:
    def without_roses(message: Message) -> RecordDict | Error:
        if stage_of(message) != "sums":
            return reader(0.0)(message)
        sums = np.eye(3, NUM_FEATURES, dtype=np.float32)
        sums[1] = 0
        return reply({"sums": sums, "counts": np.array([3, 0, 3], np.float32)}, 6)

    ended = learn(dict.fromkeys((1, 2, 3), without_roses), rounds=0)
    assert ended.state["message"] == "nobody has pictures of: rose"


def context(folder: Path) -> Context:
    return Context(run_id=1, node_id=1, node_config={}, state=RecordDict(), run_config={"run-folder": str(folder)})


def test_a_run_that_was_ended_from_outside_is_marked(tmp_path: Path) -> None:
    def state() -> tuple[object, object]:
        values = json.loads((tmp_path / "state.json").read_text())
        return values["phase"], values["message"]

    records = Records(tmp_path)
    assert mark_stopped(tmp_path, "too busy") == "too busy" and state() == ("stopped", "too busy")
    assert mark_stopped(tmp_path, None) == "too busy" and state() == ("stopped", "too busy")
    records.write(State(rounds=1, minimum=3, phase="update", message="round 0 is void"))
    assert mark_stopped(tmp_path, None) is None and state() == ("stopped", None)
    records.write(State(rounds=1, minimum=3, phase="finished"))
    assert mark_stopped(tmp_path, "too busy") is None and state() == ("finished", None)


def test_a_project_that_cannot_be_run_is_said(tmp_path: Path) -> None:
    (tmp_path / "project.json").write_text(json.dumps(project_values(classes=["alone"])))
    with pytest.raises(ProjectError):
        server.main(FakeGrid({}), context(tmp_path))
    state = json.loads((tmp_path / "state.json").read_text())
    assert state["phase"] == "stopped" and "at least two" in state["message"]


def test_a_fault_is_said_and_raised(tmp_path: Path) -> None:
    class Broken(FakeGrid):
        def get_node_ids(self) -> Iterable[int]:
            raise OSError("the SuperLink is gone")

    (tmp_path / "project.json").write_text(json.dumps(project_values()))
    with pytest.raises(OSError, match="gone"):
        server.main(Broken({}), context(tmp_path))
    state = json.loads((tmp_path / "state.json").read_text())
    assert state["phase"] == "stopped" and state["message"] == "OSError ended the run; the log says why"
