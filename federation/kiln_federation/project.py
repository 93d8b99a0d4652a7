"""project.json of a run folder: what the organiser decided, and nothing else is a constant of a run."""

import json
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Literal, TypeVar

Weights = Literal["equal", "count"]
Aggregation = Literal["mean", "median", "trimmed-mean"]
_Choice = TypeVar("_Choice", bound=str)


class ProjectError(Exception):
    """What project.json says cannot be done."""


@dataclass(frozen=True, slots=True)
class Privacy:
    """Noise for differential privacy. `noise_multiplier` 0: none."""

    noise_multiplier: float
    delta: float


@dataclass(frozen=True, slots=True)
class Project:
    """The fields of project.json, under their own names. Norms are L2, times in seconds."""

    classes: tuple[str, ...]
    backbone: str
    features: int
    rounds: int
    minimum: int
    most: int
    deadline_seconds: float
    minimum_pictures: int
    maximum_pictures: int
    learning_rate: float
    epochs: int
    batch: int
    clip: float
    feature_clip: float
    temperature: float
    weights: Weights
    aggregation: Aggregation
    trim: float
    privacy: Privacy
    secure: bool
    judge: tuple[str, ...]


def read_project(path: Path) -> Project:
    """Reads and checks the file.

    Raises:
        ProjectError: if it is no JSON object, lacks something, or has values that do not go together.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ProjectError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(values, dict):
        raise ProjectError(f"{path.name} is not an object")
    project = _parse(_Fields(values))
    _check_together(project)
    return project


def _parse(fields: "_Fields") -> Project:
    privacy = fields.inner("privacy")
    return Project(
        classes=fields.strings("classes"),
        backbone=fields.string("backbone"),
        features=fields.whole("features", 1280, least=1),
        rounds=fields.whole("rounds", 5, least=0),
        minimum=fields.whole("minimum", 3, least=2),
        most=fields.whole("most", 300, least=2),
        deadline_seconds=fields.number("deadline-seconds", 120.0),
        minimum_pictures=fields.whole("minimum-pictures", 3, least=1),
        maximum_pictures=fields.whole("maximum-pictures", 10_000, least=1),
        learning_rate=fields.number("learning-rate", 5e-4),
        epochs=fields.whole("epochs", 1, least=1),
        batch=fields.whole("batch", 16, least=1),
        clip=fields.number("clip", 5.0),
        feature_clip=fields.number("feature-clip", None),
        temperature=fields.number("temperature", 10.0),
        weights=fields.one_of("weights", ("equal", "count")),
        aggregation=fields.one_of("aggregation", ("mean", "median", "trimmed-mean")),
        trim=fields.number("trim", 0.1),
        privacy=Privacy(
            noise_multiplier=privacy.number("noise-multiplier", 0.0, may_be_zero=True),
            delta=privacy.number("delta", 1e-5),
        ),
        secure=fields.boolean("secure", False),
        judge=fields.strings("judge"),
    )


def _check_together(project: Project) -> None:
    if len(project.classes) < 2 or len(set(project.classes)) != len(project.classes):
        raise ProjectError("classes: at least two, and no name twice")
    if not project.judge:
        raise ProjectError("judge: a command is missing")
    if project.most < project.minimum:
        raise ProjectError("most is less than minimum")
    if not project.trim < 0.5:
        raise ProjectError("trim: less than a half must be cut at each end")
    if project.secure and (project.weights != "equal" or project.aggregation != "mean"):
        raise ProjectError("secure aggregation adds up: only equal weights and the mean are possible")
    if project.secure and project.privacy.noise_multiplier > 0:
        raise ProjectError("under masks nobody can check what one reader adds, so noise would promise too much")
    if project.privacy.noise_multiplier > 0:
        if project.weights != "equal" or project.aggregation != "mean":
            raise ProjectError("noise for privacy is only accounted for with equal weights and the mean")
        if not project.privacy.delta < 1:
            raise ProjectError("privacy.delta must be less than 1")


class _Fields:
    """The values of a JSON object, each asked for as what it should be."""

    def __init__(self, values: dict[str, object]) -> None:
        self._values = values

    def inner(self, name: str) -> "_Fields":
        value = self._values.get(name, {})
        if not isinstance(value, dict):
            raise ProjectError(f"{name} is not an object")
        return _Fields(value)

    def string(self, name: str) -> str:
        value = self._values.get(name)
        if not isinstance(value, str) or not value:
            raise ProjectError(f"{name} is missing")
        return value

    def strings(self, name: str) -> tuple[str, ...]:
        value = self._values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ProjectError(f"{name} is not a list of strings")
        return tuple(str(item) for item in value)

    def boolean(self, name: str, default: bool) -> bool:
        value = self._values.get(name, default)
        if not isinstance(value, bool):
            raise ProjectError(f"{name} is neither true nor false")
        return value

    def whole(self, name: str, default: int, *, least: int) -> int:
        value = self._values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise ProjectError(f"{name} must be a whole number of at least {least}")
        return value

    def number(self, name: str, default: float | None, *, may_be_zero: bool = False) -> float:
        value = self._values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
            raise ProjectError(f"{name} must be a number")
        if value < 0 or (value == 0 and not may_be_zero):
            raise ProjectError(f"{name} must be positive")
        return float(value)

    def one_of(self, name: str, choices: tuple[_Choice, ...]) -> _Choice:
        value = self._values.get(name, choices[0])
        for choice in choices:
            if value == choice:
                return choice
        raise ProjectError(f"{name} must be one of {', '.join(choices)}")
