"""A run with the real SuperLink, as `kiln federate serve` starts it, and readers who take part."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import numpy as np
from cryptography.hazmat.primitives.asymmetric import ec
from flwr.app import Array, ArrayRecord, Error, Message, MetricRecord, RecordDict
from node import Node
from numpy.typing import NDArray

FEDERATION = Path(__file__).resolve().parent.parent
CLASSES = ["daisy", "rose", "tulip"]
NUM_FEATURES = 16
Answer = Callable[[Message], RecordDict | Error]


def project_values(**changes: object) -> dict[str, object]:
    """project.json of a small project; `_` in a name stands for `-`."""
    values: dict[str, object] = {
        "title": "Flowers",
        "classes": CLASSES,
        "backbone": "small deadbeef exact",
        "features": NUM_FEATURES,
        "rounds": 1,
        "minimum": 3,
        "deadline-seconds": 20,
        "feature-clip": 10.0,
        # The head is then that of the formula, with nothing divided.
        "temperature": 1.0,
        "judge": a_judge(),
    }
    return values | {name.replace("_", "-"): value for name, value in changes.items()}


def a_judge(*options: str) -> list[str]:
    return [sys.executable, str(FEDERATION / "tests/a_judge.py"), *options]


def reply(arrays: dict[str, NDArray[np.float32]], num_examples: int) -> RecordDict:
    record = ArrayRecord({name: Array(values) for name, values in arrays.items()})
    return RecordDict({"arrays": record, "metrics": MetricRecord({"num-examples": num_examples})})


class Run:
    """`python -m kiln_federation.start` over a folder."""

    def __init__(self, folder: Path, **changes: object) -> None:
        self.folder = folder
        self.port = free_port()
        (folder / "project.json").write_text(json.dumps(project_values(**changes)))

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "Run":
        command = [sys.executable, "-m", "kiln_federation.start"]
        command += ["--folder", str(self.folder), "--port", str(self.port)]
        environment = {**os.environ, "PYTHONPATH": str(FEDERATION)}
        self._log = (self.folder / "log").open("wb")
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, env=environment, cwd=self.folder
        )
        first = self.event()
        assert first["event"] == "ready", f"{first}: {(self.folder / 'log').read_text()}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.communicate(timeout=30)
        self._log.close()

    def event(self) -> dict[str, object]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        return dict(json.loads(line)) if line else {"event": None}

    def state(self) -> dict[str, object]:
        return dict(json.loads((self.folder / "state.json").read_text()))

    def rounds(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in (self.folder / "rounds.jsonl").read_text().splitlines()]

    def until(self, is_so: Callable[[dict[str, object]], bool], seconds: float = 40) -> dict[str, object]:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if is_so(state := self.state()):
                return state
            time.sleep(0.1)
        raise TimeoutError(f"{self.state()}: {(self.folder / 'log').read_text()}")


class Reader(threading.Thread):
    """Answers every question it is sent, until the run is over."""

    def __init__(
        self,
        base: str,
        answer: Answer,
        num_answers: int = 1_000,
        clock_offset: float = 0.0,
        key: ec.EllipticCurvePrivateKey | None = None,
    ) -> None:
        super().__init__(daemon=True)
        self.node = Node(base, clock_offset, key or ec.generate_private_key(ec.SECP384R1()))
        self.questions: list[Message] = []
        self._answer = answer
        self._num_answers = num_answers
        self.start()

    def run(self) -> None:
        self.node.start()
        for _ in range(self._num_answers):
            try:
                self.questions.append(self.node.answer(self._answer))
            except OSError:
                # The SuperLink is gone: the run is over.
                return


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
