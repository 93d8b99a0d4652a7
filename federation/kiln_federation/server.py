"""The ServerApp that Flower starts: it is told a run folder, and everything else stands there."""

import os
import threading
import time
from pathlib import Path

from flwr.app import Context
from flwr.serverapp import Grid, ServerApp

from .learning import Learning
from .project import ProjectError, read_project
from .records import Records, State

app = ServerApp()


@app.main()
def main(grid: Grid, context: Context) -> None:
    """One run. Whatever ends it early is written where people look, and then raised."""
    _end_with(int(context.run_config.get("superlink", 0)))
    folder = Path(str(context.run_config["run-folder"]))
    try:
        project = read_project(folder / "project.json")
    except ProjectError as error:
        state = State(rounds=0, minimum=0, phase="stopped", message=str(error))
        Records(folder).write(state)
        raise
    learning = Learning(project, grid, folder)
    try:
        learning.run()
    except Exception as error:
        # The error itself is in the log: it may name folders of this machine, and the state is shown to everybody.
        learning.stop(f"{type(error).__name__} ended the run; the log says why")
        raise
    except BaseException:
        # Told to stop, which needs no explanation.
        learning.stop(None)
        raise


def _end_with(process: int) -> None:
    """Ends this process when the SuperLink's has ended. Flower's own way is to try for half a minute to reach it."""

    def watch() -> None:
        while True:
            time.sleep(0.5)
            try:
                os.kill(process, 0)
            except ProcessLookupError:
                # Nothing is half written: each file gets its name when it is whole.
                os._exit(1)

    if process and os.name == "posix":
        threading.Thread(target=watch, daemon=True).start()
