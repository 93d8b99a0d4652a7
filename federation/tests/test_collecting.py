"""Who is asked, when a question is over, and that no node's reply ends it."""

import threading
import time
from collections.abc import Callable

import numpy as np
import pytest
from conftest import Projects
from fake_grid import Behaviour, FakeGrid
from flwr.app import Error, Message, RecordDict
from harness import NUM_FEATURES, reply

from kiln_federation import collecting
from kiln_federation.collecting import Collected, Terms, collect
from kiln_federation.messages import question
from kiln_federation.progress import Progress
from kiln_federation.project import Project
from kiln_federation.replies import Update, read_update


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "_TICK", 0.02)
    monkeypatch.setattr(collecting, "_SHORTEST_PAUSE", 0.05)
    monkeypatch.setattr(collecting, "_GRACE", 0.3)


def good(_: Message) -> RecordDict:
    return reply({"weight": np.zeros((3, NUM_FEATURES), np.float32), "bias": np.zeros(3, np.float32)}, 5)


def silent(_: Message) -> None:
    return None


def after(seconds: float, behaviour: Behaviour) -> Behaviour:
    begin = time.monotonic() + seconds
    return lambda message: behaviour(message) if time.monotonic() >= begin else None


def ask(
    project: Project,
    grid: FakeGrid,
    seconds: float = 1.0,
    most: int = 300,
    show: Callable[[Progress], None] | None = None,
) -> Collected[Update]:
    content = question(project, "update", 1, {})
    return collect(
        grid,
        Terms(project.minimum, most, seconds),
        lambda _: content,
        lambda _, received: read_update(project, received),
        "1",
        show or (lambda _: None),
    )


def test_it_ends_when_all_have_answered(projects: Projects) -> None:
    began = time.monotonic()
    collected = ask(projects(), FakeGrid({1: good, 2: after(0.2, good), 3: good}), seconds=30)
    assert sorted(collected.replies) == [1, 2, 3] and not collected.left_out
    assert 0.2 <= time.monotonic() - began < 5


def test_it_ends_at_the_deadline_and_who_is_silent_is_late(projects: Projects) -> None:
    began = time.monotonic()
    collected = ask(projects(), FakeGrid({1: good, 2: silent, 3: good, 4: good}), seconds=0.5)
    assert sorted(collected.replies) == [1, 3, 4] and dict(collected.left_out) == {"late": 1}
    assert time.monotonic() - began < 2


def test_no_reply_ends_the_question(projects: Projects) -> None:
    odd: dict[int, Behaviour] = {
        1: good,
        2: lambda _: Error(5, "Node Unavailable"),
        3: lambda _: Error(101, "federation.too-few-pictures: two"),
        4: lambda _: ValueError("no RecordDict"),
        5: lambda _: KeyError("Unheard-of"),
        6: lambda _: RecursionError("deep"),
        7: lambda _: RecordDict({}),
        8: lambda _: MemoryError(),
        9: good,
        10: good,
    }
    collected = ask(projects(), FakeGrid(odd), seconds=30)
    assert sorted(collected.replies) == [1, 9, 10] and collected.asked == 10
    assert dict(collected.left_out) == {"gone": 1, "too-few-pictures": 1, "unreadable": 5}


def test_no_fault_of_reading_ends_the_question(projects: Projects) -> None:
    class UnheardOfError(Exception):
        """Such as no check foresees."""

    def read(node: int, _: RecordDict) -> int:
        if node == 2:
            raise UnheardOfError
        return node

    grid = FakeGrid(dict.fromkeys((1, 2, 3, 4), good))
    content = question(projects(), "update", 1, {})
    collected = collect(grid, Terms(3, 300, 20), lambda _: content, read, "1", lambda _: None)
    assert sorted(collected.replies) == [1, 3, 4] and dict(collected.left_out) == {"unreadable": 1}


def test_a_reply_that_stalls_holds_up_nobody(projects: Projects) -> None:
    released = threading.Event()

    def stalls(_: Message) -> None:
        released.wait(20)

    collected = ask(projects(), FakeGrid({1: stalls, 2: good, 3: good, 4: good}), seconds=0.5)
    released.set()
    assert sorted(collected.replies) == [2, 3, 4] and dict(collected.left_out) == {"late": 1}


def test_nodes_that_come_while_it_is_open_are_asked(projects: Projects) -> None:
    grid = FakeGrid({1: good, 2: good, 3: good})
    grid.online = {1, 2}
    threading.Timer(0.3, lambda: grid.online.add(3)).start()
    collected = ask(projects(), grid, seconds=20)
    assert sorted(collected.replies) == [1, 2, 3]
    assert [message.metadata.dst_node_id for message in grid.asked] == [1, 2, 3]


def test_no_more_are_asked_than_may_be(projects: Projects) -> None:
    grid = FakeGrid(dict.fromkeys(range(1, 101), good))
    first = ask(projects(), grid, most=10)
    assert first.asked == len(first.replies) == 10
    chosen = {message.metadata.dst_node_id for message in grid.asked}
    ask(projects(), grid, most=10)
    # Ten of a hundred twice: that they are the same ten happens once in 10¹³ runs.
    assert {message.metadata.dst_node_id for message in grid.asked[10:]} != chosen


def test_many_are_asked_batch_by_batch(projects: Projects) -> None:
    grid = FakeGrid(dict.fromkeys(range(1, 101), good))
    collected = ask(projects(), grid, seconds=20)
    assert collected.asked == len(collected.replies) == 100
    assert len({message.metadata.dst_node_id for message in grid.asked}) == 100


def test_progress_is_shown(projects: Projects) -> None:
    seen: list[Progress] = []
    ask(projects(), FakeGrid({1: good, 2: good, 3: good, 4: lambda _: Error(100, "no")}), show=seen.append)
    assert seen[-1].asked == 4 and seen[-1].replied == 3
    assert seen[-1].left_out_list == [{"reason": "refused", "count": 1}]


def test_a_question_carries_what_a_node_needs(projects: Projects) -> None:
    grid = FakeGrid(dict.fromkeys((1, 2, 3), good))
    ask(projects(), grid)
    config = grid.asked[0].content["config"]
    assert config["kiln-protocol"] == 1 and config["stage"] == "update" and config["round"] == 1
    assert config["classes"] == ["daisy", "rose", "tulip"] and config["clip"] == 5.0
    assert all(message.metadata.ttl < 2 and message.metadata.message_type == "train" for message in grid.asked)
