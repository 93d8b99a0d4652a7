"""Whether the files of a folder have the rows of one file, whatever shards they are in: python same_rows.py FILE FOLDER"""

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def main(whole, folder):
    files = sorted(Path(folder).glob("*.parquet"))
    names = [path.name for path in Path(folder).iterdir()]
    assert len(names) == len(files) > 1, names
    # Without the metadata, which say which shard it is.
    shards = pa.concat_tables(pq.read_table(path).replace_schema_metadata() for path in files)
    expected = pq.read_table(whole).replace_schema_metadata()
    assert shards.sort_by("path").equals(expected.sort_by("path"))
    print(f"{len(files)} shards have the {expected.num_rows} rows of one run")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
