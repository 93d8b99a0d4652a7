"""Heads, computed again with NumPy; and the noise's scale."""

from pathlib import Path

import numpy as np
import pytest
from conftest import Projects
from harness import NUM_FEATURES
from safetensors.numpy import load_file
from scipy import stats

from kiln_federation.aggregation import aggregate, trimmed_mean
from kiln_federation.heads import ABSENT_BIAS, Head, head_from_sums, updated
from kiln_federation.privacy import Ledger
from kiln_federation.project import Project
from kiln_federation.replies import Sums, Update

RANDOM = np.random.default_rng(20)


def some_sums(project: Project, counts: list[int]) -> tuple[Sums, list[np.ndarray]]:
    """The sums of pictures, and the pictures."""
    shapes = [(count, project.features) for count in counts]
    pictures = [RANDOM.normal(index, 1, shape).astype(np.float32) for index, shape in enumerate(shapes)]
    sums = np.stack([own.sum(axis=0) for own in pictures]).astype(np.float32)
    return Sums(sums, np.array(counts, np.float32), sum(counts)), pictures


def test_the_head_after_sums_names_the_nearest_mean(projects: Projects) -> None:
    project = projects()
    first, own = some_sums(project, [3, 0, 5])
    second, others = some_sums(project, [0, 4, 4])
    head, absent = head_from_sums(project, [first, second], Ledger(project))
    assert absent == []
    means = np.stack([np.concatenate(parts).mean(axis=0) for parts in zip(own, others, strict=True)])
    pictures = RANDOM.normal(1, 2, (50, NUM_FEATURES))
    logits = pictures @ head.weight.T + head.bias
    distances = np.square(pictures[:, None] - means).sum(axis=2)
    assert (logits.argmax(axis=1) == distances.argmin(axis=1)).all()
    # The differences between logits are those between the distances: nothing but a shift was taken away.
    assert np.allclose(logits - logits[:, :1], distances[:, :1] - distances, atol=1e-3)
    from_middle = np.square(pictures - means.mean(axis=0)).sum(axis=1)
    assert np.allclose(logits, from_middle[:, None] - distances, atol=1e-3)


def test_the_temperature_divides_logits(projects: Projects) -> None:
    sums, _ = some_sums(projects(), [3, 4, 5])
    plain, _ = head_from_sums(projects(), [sums], Ledger(projects()))
    cool, _ = head_from_sums(projects(temperature=4.0), [sums], Ledger(projects()))
    assert np.allclose(cool.weight * 4, plain.weight) and np.allclose(cool.bias * 4, plain.bias)


def test_a_class_that_nobody_has_is_named_and_never_predicted(projects: Projects) -> None:
    project = projects()
    sums, _ = some_sums(project, [3, 0, 5])
    head, absent = head_from_sums(project, [sums], Ledger(project))
    assert absent == ["rose"] and head.bias[1] == ABSENT_BIAS and not head.weight[1].any()


def test_a_median_of_means_withstands_one_liar(projects: Projects) -> None:
    project = projects(aggregation="median")
    honest = [some_sums(project, [4, 4, 4])[0] for _ in range(4)]
    liar = Sums(np.full((3, NUM_FEATURES), 4e4, np.float32), np.array([4000] * 3, np.float32), 12_000)
    head, _ = head_from_sums(project, [*honest, liar], Ledger(project))
    expected = np.median([reply.sums / reply.counts[:, None] for reply in [*honest, liar]], axis=0)
    assert np.allclose(head.weight, 2 * (expected - expected.mean(axis=0)), atol=1e-4)


def some_updates(num: int) -> list[Update]:
    return [
        Update(
            RANDOM.normal(0, 0.1, (3, NUM_FEATURES)).astype(np.float32),
            RANDOM.normal(0, 0.1, 3).astype(np.float32),
            int(RANDOM.integers(1, 100)),
        )
        for _ in range(num)
    ]


def start() -> Head:
    return Head(RANDOM.normal(0, 1, (3, NUM_FEATURES)).astype(np.float32), np.zeros(3, np.float32))


@pytest.mark.parametrize("weights", ["equal", "count"])
def test_the_mean_is_fedavg(projects: Projects, weights: str) -> None:
    project, updates, head = projects(weights=weights), some_updates(7), start()
    new = updated(project, head, updates, Ledger(project))
    shares = np.array([update.num_examples if weights == "count" else 1 for update in updates], np.float64)
    shares /= shares.sum()
    expected = head.weight + sum(share * update.weight for share, update in zip(shares, updates, strict=True))
    assert np.abs(new.weight - expected).max() < 1e-6


def test_median_and_trimmed_mean_are_those_of_numpy_and_scipy(projects: Projects) -> None:
    updates, head = some_updates(10), start()
    rows = np.stack([update.weight.astype(np.float64) for update in updates])
    median = updated(projects(aggregation="median"), head, updates, Ledger(projects()))
    assert np.allclose(median.weight, head.weight + np.median(rows, axis=0), atol=1e-6)
    trimmed = updated(projects(aggregation="trimmed-mean", trim=0.2), head, updates, Ledger(projects()))
    assert np.allclose(trimmed.weight, head.weight + stats.trim_mean(rows, 0.2, axis=0), atol=1e-6)


def test_a_trim_cuts_at_least_one_and_leaves_at_least_one() -> None:
    rows = np.array([[1.0], [2.0], [1000.0]])
    assert trimmed_mean(rows, 0.1) == [2.0]
    assert trimmed_mean(rows, 0.49) == [2.0]
    assert trimmed_mean(rows[:2], 0.1) == [1.5]
    assert aggregate([rows[0]], [1.0], "trimmed-mean", 0.1) == [1.0]


def test_a_head_is_written_whole(tmp_path: Path) -> None:
    head = start()
    head.save(tmp_path / "heads" / "round-3.safetensors")
    read = load_file(tmp_path / "heads" / "round-3.safetensors")
    assert set(read) == {"weight", "bias"}
    assert np.array_equal(read["weight"], head.weight) and read["bias"].dtype == np.float32
    assert [path.name for path in (tmp_path / "heads").iterdir()] == ["round-3.safetensors"]
