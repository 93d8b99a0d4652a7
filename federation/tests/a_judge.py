"""A judge for tests: accepts every head but those of the rounds it is told to refuse, and fails in others."""

import argparse
import json
import sys
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument("--candidate", type=Path, required=True)
parser.add_argument("--round", type=int, required=True)
parser.add_argument("--refuse", type=int, action="append", default=[])
parser.add_argument("--fail", type=int, action="append", default=[])
options = parser.parse_args()

assert options.candidate.stat().st_size > 0
if options.round in options.fail:
    sys.exit("there are no pictures to judge with")
is_accepted = options.round not in options.refuse
correct = 40 + options.round
figures = {"correct": correct, "pictures": 50, "accuracy": correct / 50, "low": 0.6, "high": 0.9}
print(json.dumps({"accepted": is_accepted, "reason": "better" if is_accepted else "worse", **figures}))
