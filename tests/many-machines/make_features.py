"""Writes made-up features as `kiln embed` would write those of pictures, for measuring with many rows.

python make_features.py TEMPLATE.parquet FOLDER NUM_ROWS [NUM_CLASSES]

TEMPLATE is a file that `kiln embed` has written: schema and metadata are its own. Each class has a centre; a row is the
centre with noise, no value below zero, as features are. One row in fifty is a near-duplicate of the one before: three
bits of its hash differ, and its features hardly do.
"""

import hashlib
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROWS_OF_GROUP = 2048
ROWS_OF_FILE = 100 * ROWS_OF_GROUP
NUM_FEATURES = 1280


def batch_of(begin, count, centres, schema, rng):
    numbers = np.arange(begin, begin + count)
    labels = rng.integers(len(centres), size=count)
    features = centres[labels] + rng.normal(0, 0.6, (count, NUM_FEATURES)).astype(np.float32)
    np.maximum(features, 0, out=features)
    hashes = rng.integers(2**64, size=count, dtype=np.uint64)
    copies = np.flatnonzero(numbers % 50 == 1)
    copies = copies[copies > 0]
    labels[copies] = labels[copies - 1]
    features[copies] = features[copies - 1] * np.float32(1.01)
    bits = np.uint64(1) << rng.integers(64, size=(3, len(copies)), dtype=np.uint64)
    hashes[copies] = hashes[copies - 1] ^ bits[0] ^ bits[1] ^ bits[2]
    classes = [f"class-{label:03}" for label in labels]
    values = pa.array(features.reshape(-1), pa.float32())
    columns = {
        "path": [f"{name}/{number:08}.jpg" for name, number in zip(classes, numbers)],
        "class": classes,
        "part": [None] * count,
        "sha256": [hashlib.sha256(str(number).encode()).hexdigest() for number in numbers],
        "perceptual_hash": [f"{value:016x}" for value in hashes],
        "width": [640] * count,
        "height": [480] * count,
        "sharpness": rng.uniform(100, 2000, count).astype(np.float32),
        "contrast": rng.uniform(30, 70, count).astype(np.float32),
        "brightness": rng.uniform(80, 170, count).astype(np.float32),
        "hints": [""] * count,
        "problem": [None] * count,
    }
    arrays = [pa.array(values, schema.field(name).type) for name, values in columns.items()]
    arrays.append(pa.FixedSizeListArray.from_arrays(values, type=schema.field("features").type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def main(template, folder, num_rows, num_classes=10):
    rng = np.random.default_rng(1)
    centres = np.maximum(rng.normal(0, 0.35, (num_classes, NUM_FEATURES)), 0).astype(np.float32)
    schema = pq.read_schema(template)
    pairs = pq.read_metadata(template).metadata
    origin = {key: value for key, value in pairs.items() if key.startswith(b"kiln.")}
    counts = [min(ROWS_OF_FILE, num_rows - begin) for begin in range(0, num_rows, ROWS_OF_FILE)]
    folder.mkdir(parents=True, exist_ok=True)
    begin = 0
    for index, count in enumerate(counts):
        own = {b"kiln.shard": f"{index}/{len(counts)}".encode()}
        schema = schema.with_metadata({**origin, **own})
        path = folder / f"part-{index:05}-of-{len(counts):05}.parquet"
        with pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=["class"]) as writer:
            for first in range(begin, begin + count, ROWS_OF_GROUP):
                size = min(ROWS_OF_GROUP, begin + count - first)
                writer.write_batch(batch_of(first, size, centres, schema, rng))
        begin += count


if __name__ == "__main__":
    template, folder, *numbers = sys.argv[1:]
    main(template, Path(folder), *map(int, numbers))
