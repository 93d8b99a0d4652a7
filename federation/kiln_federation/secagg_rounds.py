"""The four stages of a secure aggregation as questions to nodes, and what may be believed of their sum."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flwr.app import RecordDict
from flwr.serverapp import Grid
from numpy.typing import NDArray

from .arrays import decode_words
from .collecting import Collected, T, Terms, collect
from .left_out import LeftOut, Reason
from .messages import ARRAYS, CONFIG, Floats, SecureStage, Stage, question
from .progress import Progress
from .project import Project
from .replies import Sums, Update, norm_of
from .secagg_crypto import Words, decode, node_key_bytes
from .secagg_server import MOST_NODES, SecureSum, VoidError

# What additions of many numbers in fixed point, and norms in float32, may be over a bound.
_ROUNDING = 1e-3


@dataclass(slots=True)
class SecureRound:
    """One aggregation over a grid. `progress` is up to date whenever a stage has ended, also one that voids it."""

    project: Project
    grid: Grid
    number: int
    show: Callable[[Progress], None]
    progress: Progress = Progress()

    def add_up(
        self, aggregate: Stage, length: int, arrays: dict[str, Floats] | None
    ) -> tuple[NDArray[np.float64], int]:
        """The sum over those who stayed, and how many they are.

        Raises:
            VoidError: if too few are left at any stage, or their answers do not fit together.
        """
        one = SecureSum(self.project.minimum, length)
        common: dict[str, int | str | bytes] = {"session": one.session, "aggregate": aggregate}
        node_keys = self._node_keys()

        def ask(
            stage: SecureStage,
            only: list[int] | None,
            more: Callable[[int], dict[str, int | str | bytes]],
            read: Callable[[int, RecordDict], T],
            given: dict[str, Floats] | None = None,
        ) -> dict[int, T]:
            return self._ask(
                only,
                lambda node: question(self.project, stage, self.number, given, common | more(node)),
                read,
            ).replies

        one.set_up(
            ask(
                "secagg-setup",
                None,
                lambda _: {},
                lambda node, content: one.read_keys(node, node_keys(node), _value(content, "keys")),
            )
        )
        keys = one.tell_keys()
        one.set_sealed(
            ask(
                "secagg-share",
                one.nodes,
                lambda _: keys,
                lambda _, content: one.read_sealed(_value(content, "shares")),
            )
        )
        one.set_masked(
            ask("secagg-masked", one.shared, one.tell_shares, lambda _, content: _masked(content, length), arrays)
        )
        survivors = one.tell_survivors()
        opened = ask(
            "secagg-unmask",
            one.survivors,
            lambda _: survivors,
            lambda _, content: one.read_opened(_value(content, "shares")),
        )
        total = decode(one.unmask(opened))
        # Who left at the very end counts all the same: its vector had come.
        self.progress = Progress(self.progress.asked, len(one.survivors), self.progress.left_out)
        return total, len(one.survivors)

    def _ask(
        self, only: list[int] | None, content: Callable[[int], RecordDict], read: Callable[[int, RecordDict], T]
    ) -> Collected[T]:
        before = self.progress
        most = min(self.project.most, MOST_NODES)
        chosen = None if only is None else frozenset(only)
        terms = Terms(self.project.minimum, most, self.project.deadline_seconds, chosen)

        def show(now: Progress) -> None:
            self.show(_both(before, now))

        collected = collect(self.grid, terms, content, read, str(self.number), show)
        self.progress = _both(before, collected.progress)
        self.show(self.progress)
        return collected

    def _node_keys(self) -> Callable[[int], bytes | None]:
        """What each node signs its requests with, as the SuperLink knows it."""
        known: dict[int, bytes] = {}

        def key_of(node: int) -> bytes:
            if node not in known:
                known.update({info.node_id: _der(info.public_key) for info in self.grid.get_nodes()})
            # A node that has gone meanwhile: nobody can say that the key is its own.
            return known.get(node, b"")

        return key_of


def sums_of(project: Project, total: NDArray[np.float64], num_nodes: int) -> Sums:
    """The sums of all nodes together, checked as far as a sum can be.

    Raises:
        VoidError: if no honest nodes can have added up to it.
    """
    num_classes = len(project.classes)
    sums = total[:-num_classes].reshape(num_classes, project.features)
    counts = total[-num_classes:]
    is_count = (counts >= 0) & (counts == np.floor(counts)) & (counts <= num_nodes * project.maximum_pictures)
    norms = np.linalg.norm(sums, axis=1)
    if not is_count.all() or (norms > counts * project.feature_clip * (1 + _ROUNDING) + _ROUNDING).any():
        raise VoidError("the readers' sum is none that pictures can have")
    return Sums(sums.astype(np.float32), counts.astype(np.float32), int(counts.sum()))


def update_of(project: Project, total: NDArray[np.float64], num_nodes: int) -> Update:
    """The mean of what all nodes changed, checked as far as a sum can be.

    Raises:
        VoidError: if no honest nodes can have added up to it.
    """
    num_classes = len(project.classes)
    num_examples = total[-1]
    is_count = num_examples == np.floor(num_examples) and 1 <= num_examples <= num_nodes * project.maximum_pictures
    mean = (total[:-1] / num_nodes).astype(np.float32)
    weight = mean[:-num_classes].reshape(num_classes, project.features)
    bias = mean[-num_classes:]
    if not is_count or norm_of(weight, bias) > project.clip * (1 + _ROUNDING) + _ROUNDING:
        raise VoidError("the readers' sum is none that training can have")
    return Update(weight, bias, int(num_examples))


def length_of(project: Project, aggregate: Stage) -> int:
    """How many words a node's vector has."""
    num_parameters = len(project.classes) * (project.features + 1)
    return num_parameters if aggregate == "sums" else num_parameters + 1


def _value(content: RecordDict, name: str) -> object:
    config = content.config_records.get(CONFIG)
    if set(content.keys()) != {CONFIG} or config is None or set(config.keys()) != {name}:
        raise LeftOut("unreadable")
    return config[name]


def _masked(content: RecordDict, length: int) -> Words:
    arrays = content.array_records.get(ARRAYS)
    if set(content.keys()) != {ARRAYS} or arrays is None or set(arrays.keys()) != {"masked"}:
        raise LeftOut("unreadable")
    return decode_words(arrays["masked"], length)


def _both(before: Progress, now: Progress) -> Progress:
    left_out: Counter[Reason] = Counter(before.left_out or {})
    left_out.update(now.left_out or {})
    return Progress(before.asked or now.asked, now.replied, dict(left_out))


def _der(pem: bytes) -> bytes:
    try:
        key = serialization.load_pem_public_key(pem)
    except ValueError:
        # What a stranger registered with; no signature holds for it.
        return b""
    return node_key_bytes(key) if isinstance(key, ec.EllipticCurvePublicKey) else b""
