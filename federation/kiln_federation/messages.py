"""What goes to a reader's node and what comes back: names of records and keys, written once."""

from typing import Literal

import numpy as np
from flwr.app import Array, ArrayRecord, ConfigRecord, RecordDict
from numpy.typing import NDArray

from .project import Project

PROTOCOL = 1
MESSAGE_TYPE = "train"

CONFIG = "config"
ARRAYS = "arrays"
METRICS = "metrics"
NUM_EXAMPLES = "num-examples"

Stage = Literal["sums", "update"]
SecureStage = Literal["secagg-setup", "secagg-share", "secagg-masked", "secagg-unmask"]
Floats = NDArray[np.float32]


def question(
    project: Project,
    stage: Stage | SecureStage,
    round_number: int,
    arrays: dict[str, Floats] | None = None,
    more: dict[str, int | str | bytes] | None = None,
) -> RecordDict:
    """What a node is asked in a round. It carries all that the node needs to know about the project.

    `more` are what a stage of secure aggregation adds.
    """
    config = ConfigRecord(
        {
            "kiln-protocol": PROTOCOL,
            "stage": stage,
            "round": round_number,
            "classes": list(project.classes),
            "backbone": project.backbone,
            "minimum-pictures": project.minimum_pictures,
            "feature-clip": project.feature_clip,
            "clip": project.clip,
            "learning-rate": project.learning_rate,
            "epochs": project.epochs,
            "batch": project.batch,
            **(more or {}),
        }
    )
    content = RecordDict({CONFIG: config})
    if arrays is not None:
        content[ARRAYS] = ArrayRecord({name: Array(values) for name, values in arrays.items()})
    return content
