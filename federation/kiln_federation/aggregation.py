"""Many nodes' numbers become one: the mean, the median or the trimmed mean of each coordinate."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .project import Aggregation

Doubles = NDArray[np.float64]


def aggregate(rows: Sequence[NDArray[np.floating]], weights: Sequence[float], how: Aggregation, trim: float) -> Doubles:
    """One array in the shape of each row.

    `weights` count for the mean alone: the others exist to withstand nodes that lie, and a lie about one's weight
    would be the easiest of all.
    """
    stacked = np.stack([row.astype(np.float64) for row in rows])
    if how == "median":
        return np.asarray(np.median(stacked, axis=0), dtype=np.float64)
    if how == "trimmed-mean":
        return trimmed_mean(stacked, trim)
    return np.asarray(np.average(stacked, axis=0, weights=np.asarray(weights, dtype=np.float64)), dtype=np.float64)


def trimmed_mean(stacked: Doubles, trim: float) -> Doubles:
    """The mean of each coordinate without the `trim`-th part of the rows, rounded up, at each end.

    It is rounded up since a share of a few nodes would otherwise be none: 0.1 of three nodes cuts one at each end.
    At least one row is left, the middle one.
    """
    num_rows = stacked.shape[0]
    num_cut = min(int(np.ceil(trim * num_rows)), (num_rows - 1) // 2)
    ordered = np.sort(stacked, axis=0)
    return np.asarray(ordered[num_cut : num_rows - num_cut].mean(axis=0), dtype=np.float64)
