"""A run: the sums of all readers, then rounds of training from the best head so far."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from flwr.app import RecordDict
from flwr.serverapp import Grid

from .collecting import Collected, Terms, collect
from .heads import Head, head_from_sums, updated
from .judge import judge
from .messages import Floats, Stage, question
from .privacy import Ledger
from .progress import Progress
from .project import Project
from .records import Records, RoundRecord, State, best_of, in_seconds
from .replies import read_sums, read_update

T = TypeVar("T")

# How often it is looked whether enough nodes are online, in seconds.
_WAIT = 1.0


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
        collected = self._ask("sums", 0, None, read_sums)
        if len(collected.replies) < self._project.minimum:
            self._note_void("sums", 0, collected)
            return False
        replies = list(collected.replies.values())
        self._ledger.spend(len(replies))
        head, absent = head_from_sums(self._project, replies, self._ledger)
        if absent:
            self._state.message = f"nobody has pictures of: {', '.join(absent)}"
        self._head = head
        self._judge("sums", 0, head, collected, sum(reply.num_examples for reply in replies))
        return True

    def _update(self, round_number: int) -> None:
        assert self._head is not None, "the sums come first"
        collected = self._ask("update", round_number, self._head.arrays, read_update)
        if len(collected.replies) < self._project.minimum:
            self._note_void("update", round_number, collected)
            return
        updates = list(collected.replies.values())
        self._ledger.spend(len(updates))
        candidate = updated(self._project, self._head, updates, self._ledger)
        num_pictures = sum(update.num_examples for update in updates)
        self._judge("update", round_number, candidate, collected, num_pictures)

    def _wait_for_nodes(self) -> None:
        self._state.phase = "waiting"
        self._state.deadline = None
        while True:
            self._state.num_online = len(list(self._grid.get_node_ids()))
            self._write()
            if self._state.num_online >= self._project.minimum:
                return
            time.sleep(_WAIT)

    def _ask(
        self,
        stage: Stage,
        round_number: int,
        arrays: dict[str, Floats] | None,
        read: Callable[[Project, RecordDict], T],
    ) -> Collected[T]:
        self._round_began = time.monotonic()
        self._state.phase = stage
        self._state.round = round_number
        self._state.deadline = in_seconds(self._project.deadline_seconds)
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
        return collected

    def _show(self, progress: Progress) -> None:
        self._state.progress = progress
        self._write()

    def _judge(self, stage: Stage, round_number: int, head: Head, collected: Collected[T], num_pictures: int) -> None:
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
                progress=collected.progress,
                is_void=False,
                num_pictures=num_pictures,
                seconds=time.monotonic() - self._round_began,
                judgement=judgement,
                epsilon=self._ledger.epsilon,
            )
        )

    def _note_void(self, stage: Stage, round_number: int, collected: Collected[T]) -> None:
        progress = collected.progress
        self._state.message = (
            f"round {round_number} is void: {progress.replied} replies count, {self._project.minimum} are needed"
        )
        self._write()
        seconds = time.monotonic() - self._round_began
        epsilon = self._ledger.epsilon
        self._records.append(RoundRecord(round_number, stage, progress, True, 0, seconds, None, epsilon))

    def _write(self) -> None:
        self._records.write(self._state)
