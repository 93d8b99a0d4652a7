"""A run: the sums of all readers, then rounds of training from the best head so far."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
from flwr.app import RecordDict
from flwr.serverapp import Grid
from numpy.typing import NDArray

from .collecting import Terms, collect
from .heads import Head, head_from_sums, updated
from .judge import judge
from .messages import Floats, Stage, question
from .privacy import Ledger
from .progress import Progress
from .project import Project
from .records import Records, RoundRecord, State, best_of, in_seconds
from .replies import read_sums, read_update
from .secagg_rounds import SecureRound, length_of, sums_of, update_of
from .secagg_server import VoidError

T = TypeVar("T")

# How often it is looked whether enough nodes are online, in seconds.
_WAIT = 1.0


@dataclass(frozen=True, slots=True)
class _Gathered(Generic[T]):
    """What came of a question to all nodes: parts to be put together, or None and why the round is void."""

    progress: Progress
    parts: list[T] | None
    void: str | None


class Learning:
    """One run over the nodes of a grid, written down in a run folder."""

    def __init__(self, project: Project, grid: Grid, folder: Path) -> None:
        self._project = project
        self._grid = grid
        self._folder = folder
        self._records = Records(folder)
        self._ledger = Ledger(project)
        self._state = State(rounds=project.rounds, minimum=project.minimum)
        self._head: Head | None = None
        self._round_began = 0.0

    def run(self) -> None:
        """From the first reader to the last round."""
        self._write()
        while not self._sum():
            pass
        for round_number in range(1, self._project.rounds + 1):
            self._update(round_number)
        self._state.deadline = None
        self._state.phase = "finished"
        self._write()

    def stop(self, message: str | None) -> None:
        """Says that the run ended before its last round, and why if that is a fault."""
        self._state.deadline = None
        self._state.phase = "stopped"
        self._state.message = message or self._state.message
        self._write()

    def _sum(self) -> bool:
        self._wait_for_nodes()
        gathered = self._gather("sums", 0, None, read_sums, sums_of)
        if gathered.parts is None:
            self._note_void("sums", 0, gathered)
            return False
        self._ledger.spend(gathered.progress.replied)
        head, absent = head_from_sums(self._project, gathered.parts, self._ledger)
        if absent:
            self._state.message = f"nobody has pictures of: {', '.join(absent)}"
        self._head = head
        self._judge("sums", 0, head, gathered, sum(part.num_examples for part in gathered.parts))
        return True

    def _update(self, round_number: int) -> None:
        assert self._head is not None, "the sums come first"
        gathered = self._gather("update", round_number, self._head.arrays, read_update, update_of)
        if gathered.parts is None:
            self._note_void("update", round_number, gathered)
            return
        self._ledger.spend(gathered.progress.replied)
        candidate = updated(self._project, self._head, gathered.parts, self._ledger)
        num_pictures = sum(part.num_examples for part in gathered.parts)
        self._judge("update", round_number, candidate, gathered, num_pictures)

    def _wait_for_nodes(self) -> None:
        self._state.phase = "waiting"
        self._state.deadline = None
        while True:
            self._state.num_online = len(list(self._grid.get_node_ids()))
            self._write()
            if self._state.num_online >= self._project.minimum:
                return
            time.sleep(_WAIT)

    def _gather(
        self,
        stage: Stage,
        round_number: int,
        arrays: dict[str, Floats] | None,
        read: Callable[[Project, RecordDict], T],
        read_total: Callable[[Project, NDArray[np.float64], int], T],
    ) -> "_Gathered[T]":
        """What the nodes send, each by itself and read by `read`, or as the one sum that `read_total` reads."""
        self._round_began = time.monotonic()
        self._state.phase = stage
        self._state.round = round_number
        self._state.deadline = in_seconds(self._project.deadline_seconds)
        self._show(Progress())
        if self._project.secure:
            return self._gather_sum(stage, round_number, arrays, read_total)
        content = question(self._project, stage, round_number, arrays)
        terms = Terms(self._project.minimum, self._project.most, self._project.deadline_seconds)
        collected = collect(
            self._grid,
            terms,
            lambda _: content,
            lambda _, reply: read(self._project, reply),
            str(round_number),
            self._show,
        )
        self._show(collected.progress)
        if len(collected.replies) < self._project.minimum:
            void = f"{len(collected.replies)} replies count, {self._project.minimum} are needed"
            return _Gathered(collected.progress, None, void)
        return _Gathered(collected.progress, list(collected.replies.values()), None)

    def _gather_sum(
        self,
        stage: Stage,
        round_number: int,
        arrays: dict[str, Floats] | None,
        read_total: Callable[[Project, NDArray[np.float64], int], T],
    ) -> "_Gathered[T]":
        one = SecureRound(self._project, self._grid, round_number, self._show)
        try:
            total, num_nodes = one.add_up(stage, length_of(self._project, stage), arrays)
            part = read_total(self._project, total, num_nodes)
        except VoidError as error:
            return _Gathered(one.progress, None, str(error))
        self._show(one.progress)
        return _Gathered(one.progress, [part], None)

    def _show(self, progress: Progress) -> None:
        self._state.progress = progress
        self._write()

    def _judge(self, stage: Stage, round_number: int, head: Head, gathered: "_Gathered[T]", num_pictures: int) -> None:
        self._state.phase = "judging"
        self._state.deadline = None
        self._state.epsilon = self._ledger.epsilon
        self._write()
        path = self._folder / "heads" / f"round-{round_number}.safetensors"
        head.save(path)
        judgement = judge(self._project.judge, path, round_number)
        if judgement.is_accepted:
            self._head = head
            self._state.best = best_of(round_number, judgement)
        if judgement.message is not None:
            self._state.message = judgement.message
        self._write()
        self._records.append(
            RoundRecord(
                round=round_number,
                stage=stage,
                progress=gathered.progress,
                is_void=False,
                num_pictures=num_pictures,
                seconds=time.monotonic() - self._round_began,
                judgement=judgement,
                epsilon=self._ledger.epsilon,
            )
        )

    def _note_void(self, stage: Stage, round_number: int, gathered: "_Gathered[T]") -> None:
        self._state.message = f"round {round_number} is void: {gathered.void}"
        self._show(gathered.progress)
        seconds = time.monotonic() - self._round_began
        epsilon = self._ledger.epsilon
        self._records.append(RoundRecord(round_number, stage, gathered.progress, True, 0, seconds, None, epsilon))

    def _write(self) -> None:
        self._records.write(self._state)
