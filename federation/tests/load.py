"""python tests/load.py NUM: so many nodes at once over the real SuperLink, one round of sums and one of training.

Nodes ask every ten seconds while a run is on, with jitter, and send what a head of five classes needs. Figures depend
on what else the machine does; the load of the last minute is printed beside them.
"""

import os
import random
import sys
import tempfile
import threading
import time
import urllib.error
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from flwr.app import Message, RecordDict
from harness import Run, reply
from node import Node

CLASSES = ["daisy", "dandelion", "rose", "sunflower", "tulip"]
NUM_FEATURES = 1280
DEADLINE_SECONDS = 600
PAUSE_SECONDS = 10.0


def answer(question: Message) -> RecordDict:
    """Numbers of their own for every node: equal objects would be sent once only."""
    values = np.random.default_rng().normal(0, 0.01, (5, NUM_FEATURES)).astype(np.float32)
    if question.content["config"]["stage"] == "sums":
        return reply({"sums": values, "counts": np.full(5, 4, np.float32)}, 20)
    return reply({"weight": values, "bias": np.zeros(5, np.float32)}, 20)


def take_part(node: Node, until: threading.Event) -> int:
    """Answers until the run is over; how often a call failed and was tried again later."""
    num_failures = 0
    while not until.wait(PAUSE_SECONDS * random.uniform(0.5, 1.5)):
        try:
            if (question := node.pull()) is not None:
                node.reply(question, answer(question))
        except (OSError, AssertionError, urllib.error.HTTPError):
            num_failures += 1
    return num_failures


def main() -> None:
    num_nodes = int(sys.argv[1])
    changes = {"classes": CLASSES, "features": NUM_FEATURES, "rounds": 1, "deadline_seconds": DEADLINE_SECONDS}
    with tempfile.TemporaryDirectory() as folder, Run(Path(folder), minimum=num_nodes, most=num_nodes, **changes) as run:
        began = time.monotonic()
        with ThreadPoolExecutor(8) as pool:
            nodes = list(pool.map(lambda _: Node(run.base).start(900), range(num_nodes)))
        print(f"{num_nodes} nodes registered and active in {time.monotonic() - began:.0f} s", flush=True)
        over = threading.Event()
        with ThreadPoolExecutor(num_nodes) as pool:
            running = [pool.submit(take_part, node, over) for node in nodes]
            print(run.event(), flush=True)
            over.set()
            print(f"calls that failed and were tried again: {sum(one.result() for one in running)}")
        for line in run.rounds():
            print({key: line[key] for key in ("stage", "asked", "replied", "left-out", "seconds")})
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
