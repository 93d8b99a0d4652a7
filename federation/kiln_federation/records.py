"""What the rest of Kiln reads of a run: state.json, replaced as a whole, and rounds.jsonl, which only grows."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from .judge import Judgement
from .messages import PROTOCOL, Stage
from .progress import Progress

Phase = Literal["waiting", "sums", "update", "judging", "finished", "stopped"]

_BEST = ("correct", "pictures", "accuracy", "low", "high")


@dataclass(slots=True)
class State:
    """state.json, under its own names."""

    rounds: int
    minimum: int
    phase: Phase = "waiting"
    round: int = 0
    # Nodes that were online when it was last looked, before the first round.
    num_online: int = 0
    progress: Progress = Progress()
    deadline: datetime | None = None
    best: dict[str, object] | None = None
    epsilon: float | None = None
    message: str | None = None

    def json(self) -> dict[str, object]:
        deadline = None if self.deadline is None else self.deadline.isoformat(timespec="seconds")
        return {
            "protocol": PROTOCOL,
            "phase": self.phase,
            "round": self.round,
            "rounds": self.rounds,
            "online": self.num_online,
            "asked": self.progress.asked,
            "replied": self.progress.replied,
            "left-out": self.progress.left_out_list,
            "minimum": self.minimum,
            "deadline": None if deadline is None else deadline.replace("+00:00", "Z"),
            "best": self.best,
            "epsilon": self.epsilon,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class RoundRecord:
    """One line of rounds.jsonl."""

    round: int
    stage: Stage
    progress: Progress
    is_void: bool
    num_pictures: int
    seconds: float
    judgement: Judgement | None
    epsilon: float | None

    def json(self) -> dict[str, object]:
        return {
            "round": self.round,
            "stage": self.stage,
            "asked": self.progress.asked,
            "replied": self.progress.replied,
            "left-out": self.progress.left_out_list,
            "void": self.is_void,
            "pictures": self.num_pictures,
            "seconds": round(self.seconds, 1),
            "judged": None if self.judgement is None else self.judgement.figures,
            "epsilon": self.epsilon,
        }


class Records:
    """The two files of a run folder."""

    def __init__(self, folder: Path) -> None:
        self._state = folder / "state.json"
        self._rounds = folder / "rounds.jsonl"
        self._written: str | None = None

    def write(self, state: State) -> None:
        """Not at all if nothing has changed."""
        text = json.dumps(state.json(), ensure_ascii=False)
        if text != self._written:
            _replace(self._state, text)
            self._written = text

    def append(self, record: RoundRecord) -> None:
        with self._rounds.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(record.json(), ensure_ascii=False) + "\n")


def best_of(round_number: int, judgement: Judgement) -> dict[str, object]:
    """The figures of an accepted head, as state.json has them."""
    figures = judgement.figures or {}
    return {"round": round_number, **{name: figures.get(name) for name in _BEST}}


def in_seconds(seconds: float) -> datetime:
    return datetime.fromtimestamp(datetime.now(UTC).timestamp() + seconds, UTC)


def mark_stopped(folder: Path, message: str | None) -> str | None:
    """For a run whose ServerApp was ended from outside, and may not have written anything. What it did write stays.

    Gives back the message that stands there now.
    """
    path = folder / "state.json"
    state = json.loads(path.read_text(encoding="utf-8")) if path.exists() else State(rounds=0, minimum=0).json()
    is_told = state["phase"] == "finished" or (state["phase"] == "stopped" and state["message"] is not None)
    if is_told:
        return None if state["message"] is None else str(state["message"])
    _replace(path, json.dumps({**state, "phase": "stopped", "deadline": None, "message": message}, ensure_ascii=False))
    return message


def _replace(path: Path, text: str) -> None:
    """Under another name first, so that nobody reads half of it."""
    unfinished = path.with_suffix(".part")
    unfinished.write_text(text, encoding="utf-8")
    os.replace(unfinished, path)
