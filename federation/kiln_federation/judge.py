"""The gate: a command of the organiser's machine that tries a head on pictures which never took part."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# Some hundred pictures are judged in seconds; a command that hangs must not hold up the run for ever.
_SECONDS = 900
_LONGEST_MESSAGE = 500


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
        return Judgement(False, None, _shortened(f"the judge could not be asked: {error}"))
    if ended.returncode != 0:
        return Judgement(False, None, _shortened(ended.stderr.strip() or f"the judge ended with {ended.returncode}"))
    try:
        figures = json.loads(ended.stdout)
    except ValueError:
        figures = None
    if not isinstance(figures, dict) or not isinstance(figures.get("accepted"), bool):
        return Judgement(False, None, _shortened(f"the judge's answer is no JSON object: {ended.stdout.strip()}"))
    return Judgement(figures["accepted"], figures, None)


def _shortened(message: str) -> str:
    return message if len(message) <= _LONGEST_MESSAGE else message[: _LONGEST_MESSAGE - 1] + "…"
