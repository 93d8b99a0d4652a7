"""python -m kiln_federation.start --folder RUN_FOLDER [--port 8000]: a whole run, from the SuperLink to the last round.

Standard output carries one JSON object a line for the program that started it: `ready`, when nodes may connect, then
`finished` or `stopped`. It ends, with everything it started, when its standard input does: a program that dies leaves
nothing behind.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from .records import mark_stopped
from .superlink import SuperLink, SuperLinkError, end

# Nodes that poll after the last round find an answer for so many seconds.
_SECONDS_AFTER_END = 5.0
_TICK = 0.5
# The SuperLink gives up a ServerApp from which it has heard nothing for a minute, and then its heartbeat ends it.
_ENDED = "Flower ended the run: its server was too busy for a minute, or the ServerApp was killed"


def main() -> int:
    """0 if the run finished or was told to stop, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m kiln_federation.start", description="Runs one project.")
    parser.add_argument("--folder", type=Path, required=True, help="the run folder, with project.json")
    parser.add_argument("--port", type=int, default=8000, help="where the SuperLink listens, on 127.0.0.1 alone")
    options = parser.parse_args()
    told_to_stop = _listen_for_the_end()
    try:
        return _run(options.folder.resolve(), options.port, told_to_stop)
    except SuperLinkError as error:
        _say(event="stopped", message=str(error))
        return 1


def _run(folder: Path, port: int, told_to_stop: threading.Event) -> int:
    state = folder / "state.json"
    state.unlink(missing_ok=True)
    with SuperLink(folder, port) as superlink:
        run = superlink.submit(folder)
        try:
            _wait_for_state(state, run, told_to_stop)
            if not told_to_stop.is_set() and run.poll() is None:
                _say(event="ready", port=port, pid=os.getpid())
            while run.poll() is None and superlink.is_running and not told_to_stop.wait(_TICK):
                pass
        finally:
            end(run)
        if not told_to_stop.is_set():
            return _report(folder, told_to_stop)
    mark_stopped(folder, None)
    _say(event="stopped", message="told to stop")
    return 0


def _wait_for_state(state: Path, run: "subprocess.Popen[bytes]", told_to_stop: threading.Event) -> None:
    """The ServerApp writes it first of all."""
    while not state.exists() and run.poll() is None and not told_to_stop.wait(_TICK):
        pass


def _report(folder: Path, told_to_stop: threading.Event) -> int:
    """What the ServerApp wrote last; if it wrote no reason, it was ended."""
    state = folder / "state.json"
    if state.exists() and json.loads(state.read_text(encoding="utf-8"))["phase"] == "finished":
        _say(event="finished")
        told_to_stop.wait(_SECONDS_AFTER_END)
        return 0
    _say(event="stopped", message=mark_stopped(folder, _ENDED))
    return 1


def _listen_for_the_end() -> threading.Event:
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())

    def read() -> None:
        # Not through sys.stdin, whose lock a thread that waits would hold when the interpreter ends.
        while os.read(0, 1024):
            pass
        told.set()

    threading.Thread(target=read, daemon=True).start()
    return told


def _say(**event: object) -> None:
    print(json.dumps(event, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    sys.exit(main())
