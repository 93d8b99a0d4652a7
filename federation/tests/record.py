"""python tests/record.py: plays one round of sums and one of training with the real SuperLink, and keeps the bytes.

tests/recorded.json then has each request of the first of three nodes with its answer, in hexadecimal, and what the
questions said. Nodes in other languages are tested against it.
"""

import json
import tempfile
from pathlib import Path

import numpy as np
from flwr.app import ConfigRecord, Message, RecordDict
from harness import Reader, Run, reply

RECORDED = Path(__file__).resolve().parent / "recorded.json"
CLASSES = ["daisy", "rose", "tulip"]
NUM_FEATURES = 4
NUM_PICTURES = [3, 4, 5]


def answer(question: Message) -> RecordDict:
    """Values that a test can write down: quarters, which floats hold exactly."""
    quarters = np.arange(12, dtype=np.float32).reshape(3, NUM_FEATURES) / 4
    if question.content["config"]["stage"] == "sums":
        return reply({"sums": quarters, "counts": np.array(NUM_PICTURES, np.float32)}, sum(NUM_PICTURES))
    return reply({"weight": quarters / 4, "bias": np.array([0.5, -0.25, 0.125], np.float32)}, sum(NUM_PICTURES))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Run(Path(folder), features=NUM_FEATURES) as run:
        readers = [Reader(run.base, answer) for _ in range(3)]
        recorded = readers[0].node
        recorded.recordings = []
        run.until(lambda state: state["phase"] == "finished")
    calls: list[dict[str, str]] = []
    for one in recorded.recordings:
        is_idle = one.route == "pull-messages" and not one.response
        if is_idle and calls and calls[-1]["route"] == one.route:
            continue
        calls.append({"route": one.route, "request": one.request.hex(), "response": one.response.hex()})
    questions = [described(question) for question in readers[0].questions]
    meaning = {"flwr": "1.42.0", "node-id": str(recorded.node_id), "questions": questions, "calls": calls}
    RECORDED.write_text(json.dumps(meaning, indent=1) + "\n")


def described(question: Message) -> dict[str, object]:
    config = question.content["config"]
    assert isinstance(config, ConfigRecord)
    arrays = {
        f"{name}/{key}": {"shape": list(array.shape), "values": array.numpy().ravel().tolist()}
        for name, record in question.content.array_records.items()
        for key, array in record.items()
    }
    ids = {"run-id": str(question.metadata.run_id), "message-id": question.metadata.message_id}
    return {**ids, "ttl": question.metadata.ttl, "config": dict(config), "arrays": arrays}


if __name__ == "__main__":
    main()
