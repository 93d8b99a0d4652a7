"""What every test needs: messages can be made outside a task of Flower's."""

import json
from pathlib import Path

import pytest
from flwr.supercore.task_identity import TaskIdentity
from harness import project_values

from kiln_federation.project import Project, read_project


@pytest.fixture(autouse=True)
def identity() -> None:
    TaskIdentity.task_id = 1
    TaskIdentity.run_id = 1
    TaskIdentity.node_id = 1


class Projects:
    """Projects that differ from the usual one in what is named."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "project.json"

    def __call__(self, **changes: object) -> Project:
        self.path.write_text(json.dumps(project_values(**changes)))
        return read_project(self.path)


@pytest.fixture
def projects(tmp_path: Path) -> Projects:
    return Projects(tmp_path)
