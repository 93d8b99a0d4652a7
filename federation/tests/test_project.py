"""project.json: what is missing has a default, and what cannot be done is refused."""

import pytest
from conftest import Projects

from kiln_federation.project import ProjectError, read_project


def test_what_is_missing_has_its_default(projects: Projects) -> None:
    project = projects(rounds=7)
    assert (project.rounds, project.minimum_pictures, project.clip, project.learning_rate) == (7, 3, 5.0, 5e-4)
    assert (project.weights, project.aggregation, project.secure, project.most) == ("equal", "mean", False, 300)


@pytest.mark.parametrize(
    "changes",
    [
        {"classes": ["one"]},
        {"classes": ["one", "one"]},
        {"minimum": 1},
        {"minimum": True},
        {"rounds": 2.5},
        {"clip": 0},
        {"clip": "5"},
        {"feature_clip": None},
        {"weights": "by-name"},
        {"trim": 0.5},
        {"judge": []},
        {"most": 2},
        {"privacy": {"noise-multiplier": 1.0}, "weights": "count"},
        {"privacy": {"noise-multiplier": 1.0}, "aggregation": "median"},
        {"privacy": {"noise-multiplier": -1.0}},
        {"secure": True, "privacy": {"noise-multiplier": 1.0}},
        {"secure": True, "aggregation": "median"},
        {"secure": True, "weights": "count"},
        {"privacy": {"noise-multiplier": 1.0, "delta": 1.0}},
    ],
)
def test_what_cannot_be_done_is_refused(projects: Projects, changes: dict[str, object]) -> None:
    with pytest.raises(ProjectError):
        projects(**changes)


def test_what_is_no_project_is_refused(projects: Projects) -> None:
    with pytest.raises(ProjectError):
        read_project(projects.path)
    projects.path.write_text("[1]")
    with pytest.raises(ProjectError):
        read_project(projects.path)
