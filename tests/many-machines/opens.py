"""Opens files that `kiln embed` has written as other programs do: python opens.py F32.parquet F16.parquet NUM_ROWS"""

import sys

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

COLUMNS = [
    "path", "class", "part", "sha256", "perceptual_hash", "width", "height", "sharpness", "contrast", "brightness",
    "hints", "problem", "features",
]


def features_by_pyarrow(path, kind, num_rows):
    table = pq.read_table(path)
    assert table.column_names == COLUMNS, table.column_names
    assert table.num_rows == num_rows, table.num_rows
    assert table.schema.field("features").type == pa.list_(pa.field("item", kind, nullable=False), 1280)
    pairs = pq.read_metadata(path).metadata
    assert pairs[b"kiln.backbone.id"] == b"efficientnet-lite0-imagenet1k", pairs
    codecs = {pq.read_metadata(path).row_group(0).column(column).compression for column in range(len(COLUMNS))}
    assert codecs == {"ZSTD"}, codecs
    readable = table.filter(pa.compute.is_null(table["problem"]))
    flat = readable["features"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
    return flat.reshape(readable.num_rows, 1280).astype(np.float32)


def features_by_duckdb(path, num_rows):
    one = duckdb.sql(f"SELECT count(*), count(problem), count(class) FROM '{path}'").fetchall()[0]
    assert one[0] == num_rows and one[1] > 0, one
    longest = duckdb.sql(f"SELECT max(len(features)), min(len(features)) FROM '{path}' WHERE problem IS NULL").fetchall()[0]
    assert longest == (1280, 1280), longest
    rows = duckdb.sql(f"SELECT features::FLOAT[] FROM '{path}' WHERE problem IS NULL").fetchall()
    return np.array([row[0] for row in rows], dtype=np.float32)


def main(single, half, num_rows):
    expected = features_by_pyarrow(single, pa.float32(), num_rows)
    assert np.array_equal(features_by_duckdb(single, num_rows), expected)
    halves = features_by_pyarrow(half, pa.float16(), num_rows)
    assert np.array_equal(halves, expected.astype(np.float16).astype(np.float32))
    assert np.array_equal(features_by_duckdb(half, num_rows), halves)
    print(f"pyarrow {pa.__version__} and DuckDB {duckdb.__version__} read {num_rows} rows, f32 and f16")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
