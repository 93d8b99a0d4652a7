"""Flower's processes: the SuperLink, bound to this machine, and the run that is handed to it."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType

APP = Path(__file__).resolve().parent.parent
_HOST = "127.0.0.1"
# A SuperLink is up in about five seconds; on a busy machine it may take many times as long.
_SECONDS_TO_START = 120
_SECONDS_TO_END = 10


class SuperLinkError(Exception):
    """Flower could not be started."""


class SuperLink:
    """A SuperLink in memory on 127.0.0.1, ended with the `with` block."""

    def __init__(self, folder: Path, port: int) -> None:
        self._home = folder / ".flower"
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def __enter__(self) -> "SuperLink":
        self._home.mkdir(exist_ok=True)
        (self._home / "config.toml").write_text(_connection(self._port), encoding="utf-8")
        command = [_program("flower-superlink"), "--insecure", "--host", _HOST, "--port", str(self._port)]
        command += ["--disable-runtime-dependency-installation"]
        self._process = subprocess.Popen(
            command, env=self._environment(), stdin=subprocess.DEVNULL, stdout=sys.stderr
        )
        self._wait_until_it_answers()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        end(self._process)

    def submit(self, run_folder: Path) -> subprocess.Popen[bytes]:
        """Hands over the app. The process that comes back shows the run's log, and ends with the run."""
        config = f"run-folder={_toml_string(str(run_folder))} superlink={self.pid or 0}"
        command = [_program("flwr"), "run", str(APP), "kiln", "--run-config", config, "--stream"]
        return subprocess.Popen(command, env=self._environment(), stdin=subprocess.DEVNULL, stdout=sys.stderr)

    def _environment(self) -> dict[str, str]:
        programs = str(Path(sys.executable).parent)
        return {
            **os.environ,
            "PATH": programs + os.pathsep + os.environ.get("PATH", ""),
            "FLWR_HOME": str(self._home),
            # Nobody is told that it runs.
            "FLWR_TELEMETRY_ENABLED": "0",
            "FLWR_DISABLE_UPDATE_CHECK": "1",
            # Otherwise each poll of each reader is a line.
            "FLWR_LOG_LEVEL": os.environ.get("FLWR_LOG_LEVEL", "WARNING"),
        }

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + _SECONDS_TO_START
        while time.monotonic() < deadline:
            if not self.is_running:
                raise SuperLinkError("flower-superlink ended at once; what it said stands above")
            try:
                urllib.request.urlopen(f"http://{_HOST}:{self._port}/", timeout=5).close()
                return
            except urllib.error.HTTPError:
                # It answers: there is no page at /.
                return
            except OSError:
                time.sleep(0.2)
        end(self._process)
        raise SuperLinkError(f"flower-superlink did not answer within {_SECONDS_TO_START} s")


def end(process: subprocess.Popen[bytes] | None) -> None:
    """Asks it to end, and makes it."""
    if process is None or process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _program(name: str) -> str:
    path = Path(sys.executable).parent / name
    if not path.exists():
        raise SuperLinkError(f"{path} is missing: install the packages of requirements.txt")
    return str(path)


def _connection(port: int) -> str:
    return f'[superlink]\ndefault = "kiln"\n\n[superlink.kiln]\naddress = "{_HOST}:{port}"\ninsecure = true\n'


def _toml_string(text: str) -> str:
    # Flower finds the end of a value at the next quote, escaped or not.
    if "'" in text or "\n" in text:
        raise SuperLinkError(f"the path of a run folder may have no apostrophe: {text}")
    return f"'{text}'"
