"""python tests/measure.py FEATURES.parquet: what the sums' head is worth, its temperature, and what noise costs.

FEATURES comes from `kiln embed FOLDER -o FEATURES.parquet --float f32`, and needs pyarrow to be read. Each of ten
divisions keeps a third of the pictures for judging; readers hold ten pictures each, drawn from the rest with
repetition, so hundreds of readers are copies of a few: it measures the noise, not the variety of many people.
"""

import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from harness import project_values
from numpy.typing import NDArray
from scipy.special import log_softmax

from kiln_federation.heads import Head, head_from_sums
from kiln_federation.privacy import Ledger
from kiln_federation.project import Privacy, Project, read_project
from kiln_federation.replies import Sums

NUM_DIVISIONS = 10
PICTURES_OF_A_READER = 10
Doubles = NDArray[np.float64]


def main() -> None:
    table = pq.read_table(sys.argv[1], columns=["class", "features"])
    names = sorted(set(table["class"].to_pylist()))
    labels = np.array([names.index(name) for name in table["class"].to_pylist()])
    features = np.array(table["features"].to_pylist(), np.float64)
    norms = np.linalg.norm(features, axis=1)
    print(f"{len(labels)} pictures of {len(names)} classes; norm of a picture's features:", quantiles(norms))
    for quantile in (0.0, 0.05, 0.5, 1.0):
        clip = float(np.quantile(norms, quantile))
        rows = [trial(project_of(names, features.shape[1], clip), features, labels, None, seed) for seed in seeds()]
        print(f"feature-clip {clip:.2f} (quantile {quantile}): accuracy {mean_of(rows, 0)}")
    clip = float(np.quantile(norms, 0.5))
    project = project_of(names, features.shape[1], clip)
    for temperature in (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0):
        rows = [trial(replace(project, temperature=temperature), features, labels, None, seed) for seed in seeds()]
        print(f"temperature {temperature}: cross-entropy {mean_of(rows, 1)}")
    for sigma in (1.0, 2.0, 4.0):
        for num_readers in (30, 100, 300, 1000):
            private = replace(project, privacy=Privacy(sigma, 1e-5), most=1000)
            rows = [trial(private, features, labels, num_readers, seed) for seed in seeds()]
            ledger = Ledger(private)
            ledger.spend(num_readers)
            print(f"σ {sigma} (ε {ledger.epsilon:.1f}), {num_readers} readers: accuracy {mean_of(rows, 0)}")


def trial(
    project: Project, features: Doubles, labels: NDArray[np.int64], num_readers: int | None, seed: int
) -> Doubles:
    """Accuracy and cross-entropy on the pictures that were kept."""
    random = np.random.default_rng(seed)
    order = random.permutation(len(labels))
    judged, learnt = order[: len(labels) // 3], order[len(labels) // 3 :]
    if num_readers is None:
        parts = np.array_split(learnt, 3)
    else:
        parts = [random.choice(learnt, PICTURES_OF_A_READER) for _ in range(num_readers)]
    clipped = features * np.minimum(1, project.feature_clip / np.linalg.norm(features, axis=1))[:, None]
    replies = [sums_of(clipped[part], labels[part], len(project.classes)) for part in parts]
    head, _ = head_from_sums(project, replies, Ledger(project))
    return figures(head, features[judged], labels[judged])


def sums_of(features: Doubles, labels: NDArray[np.int64], num_classes: int) -> Sums:
    counts = np.bincount(labels, minlength=num_classes)
    sums = np.stack([features[labels == index].sum(axis=0) for index in range(num_classes)])
    return Sums(sums.astype(np.float32), counts.astype(np.float32), int(counts.sum()))


def figures(head: Head, features: Doubles, labels: NDArray[np.int64]) -> Doubles:
    logits = features @ head.weight.T.astype(np.float64) + head.bias
    is_right = logits.argmax(axis=1) == labels
    return np.array([is_right.mean(), -log_softmax(logits, axis=1)[np.arange(len(labels)), labels].mean()])


def project_of(names: list[str], num_features: int, clip: float) -> Project:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "project.json"
        path.write_text(json.dumps(project_values(classes=names, features=num_features, feature_clip=clip)))
        return read_project(path)


def seeds() -> range:
    return range(NUM_DIVISIONS)


def mean_of(rows: list[Doubles], column: int) -> str:
    values = np.stack(rows)[:, column]
    return f"{values.mean():.3f} ± {values.std():.3f}"


def quantiles(values: Doubles) -> str:
    return ", ".join(f"{share:.0%}: {np.quantile(values, share):.2f}" for share in (0, 0.05, 0.5, 0.95, 1))


if __name__ == "__main__":
    main()
