"""Replies of nodes, none of which is believed: keys, shapes, counts and norms are checked before a number is used."""

from dataclasses import dataclass

import numpy as np
from flwr.app import ArrayRecord, RecordDict

from .arrays import decode
from .left_out import LeftOut
from .messages import ARRAYS, METRICS, NUM_EXAMPLES, Floats
from .project import Project

# A norm that a node computed in another order of additions, in float32, may be this much over the bound.
_ROUNDING = 1e-3


@dataclass(frozen=True, slots=True)
class Sums:
    """For each class the sum of a node's features, [C, 1280], and how many pictures that are, [C]."""

    sums: Floats
    counts: Floats
    num_examples: int


@dataclass(frozen=True, slots=True)
class Update:
    """What a node's training changed: `weight` [C, 1280] and `bias` [C], both of them differences."""

    weight: Floats
    bias: Floats
    num_examples: int


def read_sums(project: Project, content: RecordDict) -> Sums:
    """Checks a reply to stage "sums".

    Raises:
        LeftOut: if it breaks a rule of the protocol.
    """
    arrays, num_examples = _records(project, content, {"sums", "counts"})
    num_classes = len(project.classes)
    sums = decode(arrays["sums"], (num_classes, project.features))
    counts = decode(arrays["counts"], (num_classes,))
    is_count = (counts == 0) | ((counts >= project.minimum_pictures) & (counts == np.floor(counts)))
    if not is_count.all() or counts.sum(dtype=np.float64) != num_examples:
        raise LeftOut("count")
    norms = np.linalg.norm(sums.astype(np.float64), axis=1)
    if (norms > counts * project.feature_clip * (1 + _ROUNDING)).any():
        raise LeftOut("norm")
    return Sums(sums, counts, num_examples)


def read_update(project: Project, content: RecordDict) -> Update:
    """Checks a reply to stage "update". What is a little over the bound by rounding is cut to it.

    Raises:
        LeftOut: if it breaks a rule of the protocol.
    """
    arrays, num_examples = _records(project, content, {"weight", "bias"})
    num_classes = len(project.classes)
    weight = decode(arrays["weight"], (num_classes, project.features))
    bias = decode(arrays["bias"], (num_classes,))
    norm = norm_of(weight, bias)
    if norm > project.clip * (1 + _ROUNDING):
        raise LeftOut("norm")
    if norm > project.clip:
        scale = np.float32(project.clip / norm)
        weight, bias = weight * scale, bias * scale
    return Update(weight, bias, num_examples)


def norm_of(weight: Floats, bias: Floats) -> float:
    """The L2 norm over both, in float64: a sum of squares in float32 can overflow."""
    squares = np.square(weight, dtype=np.float64).sum() + np.square(bias, dtype=np.float64).sum()
    return float(np.sqrt(squares))


def _records(project: Project, content: RecordDict, names: set[str]) -> tuple[ArrayRecord, int]:
    if set(content.keys()) != {ARRAYS, METRICS}:
        raise LeftOut("unreadable")
    arrays = content.array_records.get(ARRAYS)
    metrics = content.metric_records.get(METRICS)
    if arrays is None or metrics is None or set(arrays.keys()) != names or set(metrics.keys()) != {NUM_EXAMPLES}:
        raise LeftOut("unreadable")
    num_examples = metrics[NUM_EXAMPLES]
    if not isinstance(num_examples, int) or not 1 <= num_examples <= project.maximum_pictures:
        raise LeftOut("count")
    return arrays, num_examples
