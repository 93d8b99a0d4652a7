"""The gate: a command of the organiser's machine that tries a head on pictures which never took part."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# Some hundred pictures are judged in seconds; a command that hangs must not hold up the run for ever.
_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the command said. `figures` is its whole answer, as it goes into rounds.jsonl."""

    is_accepted: bool
    figures: dict[str, object] | None
    message: str | None


def judge(command: Sequence[str], candidate: Path, round_number: int) -> Judgement:
    """Asks the command. One that fails, or answers with anything but its JSON object, has not accepted the head."""
    try:
        ended = subprocess.run(
            [*command, "--candidate", str(candidate), "--round", str(round_number)],
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return _failed("the judge could not be asked", str(error))
    if ended.returncode != 0:
        return _failed("the judge failed", ended.stderr.strip() or f"it ended with {ended.returncode}")
    try:
        figures = json.loads(ended.stdout)
    except ValueError:
        figures = None
    if not isinstance(figures, dict) or not isinstance(figures.get("accepted"), bool):
        return _failed("the judge's answer is no JSON object", ended.stdout.strip())
    return Judgement(figures["accepted"], figures, None)


def _failed(what: str, details: str) -> Judgement:
    """The details name folders of this machine: they go to its log, and not to everybody who has the link."""
    print(f"{what}: {details}", file=sys.stderr, flush=True)
    return Judgement(False, None, f"{what}; the log says why")
