"""Heads: from the sums of all nodes, from a head and what nodes changed, and as files."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from .aggregation import Doubles, aggregate
from .messages import Floats
from .privacy import Ledger
from .project import Project
from .replies import Sums, Update

# With noise: how much of what a reader adds are its counts. They are few and need less care than the features, and what
# they take of the sensitivity is noise on all of these. A quarter was the best of 1, ½, ¼ and ⅛ on the flowers.
_COUNTS_PART = 0.25

# The bias of a class of which nobody has pictures: no picture is ever taken for one of it. It is a value that half
# precision can hold.
ABSENT_BIAS = -1e4


@dataclass(frozen=True, slots=True)
class Head:
    """A linear head: `weight` [C, 1280], `bias` [C]."""

    weight: Floats
    bias: Floats

    @property
    def arrays(self) -> dict[str, Floats]:
        return {"weight": self.weight, "bias": self.bias}

    def save(self, path: Path) -> None:
        """Under another name first, so that who reads it reads all of it."""
        path.parent.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".part")
        save_file({name: np.ascontiguousarray(values) for name, values in self.arrays.items()}, unfinished)
        os.replace(unfinished, path)


def head_from_sums(project: Project, replies: Sequence[Sums], ledger: Ledger) -> tuple[Head, list[str]]:
    """The head that names the class whose mean is nearest, and the classes of which nobody had pictures.

    |x − m|² − |x − μ|², where μ is the mean of a class and m the mean of those: linear in x, and zero for a
    picture that is as near to the class as to the middle.
    """
    means, is_present = _private_means(project, replies, ledger) if ledger.is_private else _means(project, replies)
    weight = np.zeros_like(means)
    bias = np.full(len(means), ABSENT_BIAS)
    if is_present.any():
        centre = means[is_present].mean(axis=0)
        weight[is_present] = 2 * (means[is_present] - centre)
        bias[is_present] = centre @ centre - np.square(means[is_present]).sum(axis=1)
        weight /= project.temperature
        bias[is_present] /= project.temperature
    absent = [name for name, present in zip(project.classes, is_present, strict=True) if not present]
    return Head(weight.astype(np.float32), bias.astype(np.float32)), absent


def updated(project: Project, head: Head, updates: Sequence[Update], ledger: Ledger) -> Head:
    """The head with what the nodes changed, all of them taken together."""
    weights = [update.num_examples if project.weights == "count" else 1 for update in updates]
    weight = aggregate([update.weight for update in updates], weights, project.aggregation, project.trim)
    bias = aggregate([update.bias for update in updates], weights, project.aggregation, project.trim)
    if ledger.is_private:
        # The mean of n nodes, of which one changes the sum by at most `clip`.
        weight = weight + ledger.noise(weight.shape, project.clip) / len(updates)
        bias = bias + ledger.noise(bias.shape, project.clip) / len(updates)
    return Head((head.weight + weight).astype(np.float32), (head.bias + bias).astype(np.float32))


def _means(project: Project, replies: Sequence[Sums]) -> tuple[Doubles, NDArray[np.bool_]]:
    """Of each class the mean over all pictures; or over the nodes that have it, where that withstands liars."""
    counts = np.stack([reply.counts for reply in replies]).sum(axis=0, dtype=np.float64)
    is_present = np.asarray(counts > 0)
    means = np.zeros((len(project.classes), project.features))
    if project.aggregation == "mean":
        sums = np.stack([reply.sums for reply in replies]).sum(axis=0, dtype=np.float64)
        means[is_present] = sums[is_present] / counts[is_present, None]
        return means, is_present
    for index in np.flatnonzero(is_present):
        own = [reply.sums[index].astype(np.float64) / reply.counts[index] for reply in replies if reply.counts[index]]
        means[index] = aggregate(own, [1.0] * len(own), project.aggregation, project.trim)
    return means, is_present


def _private_means(
    project: Project, replies: Sequence[Sums], ledger: Ledger
) -> tuple[Doubles, NDArray[np.bool_]]:
    """Each node counts the same: its sums, in units of `feature-clip`, and its counts are divided by the counts' norm.

    The sums then have a norm of at most 1 and the counts one of exactly 1, of which a part is taken: so much a node
    changes at most. A class whose counts do not stand out of the noise is taken for one that nobody has.
    """
    sensitivity = float(np.hypot(1, _COUNTS_PART))
    sums = np.zeros((len(project.classes), project.features))
    shares = np.zeros(len(project.classes))
    for reply in replies:
        norm = float(np.linalg.norm(reply.counts))
        sums += _within(reply.sums.astype(np.float64) / (project.feature_clip * norm))
        shares += _COUNTS_PART * reply.counts.astype(np.float64) / norm
    sums += ledger.noise(sums.shape, sensitivity)
    shares += ledger.noise(shares.shape, sensitivity)
    is_present = np.asarray(shares > 2 * sensitivity * ledger.multiplier)
    means = np.zeros_like(sums)
    means[is_present] = project.feature_clip * _COUNTS_PART * sums[is_present] / shares[is_present, None]
    return means, is_present


def _within(values: Doubles) -> Doubles:
    """Cut to a norm of 1, over which rounding may have brought it."""
    return values / max(1.0, float(np.linalg.norm(values)))
