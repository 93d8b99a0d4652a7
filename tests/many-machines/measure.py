"""Runs a command and says how long it took and the most memory it had: python measure.py COMMAND ..."""

import resource
import subprocess
import sys
import time

started = time.monotonic()
code = subprocess.run(sys.argv[1:]).returncode
elapsed = time.monotonic() - started
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
# In kilobytes on Linux.
peak = usage.ru_maxrss / 1e3
processor = usage.ru_utime + usage.ru_stime
print(f"{elapsed:.1f} s, {processor:.1f} s of processors, at most {peak:.0f} MB", file=sys.stderr)
sys.exit(code)
