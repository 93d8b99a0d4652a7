"""Why a node's reply does not count: stable words, which pages translate."""

from typing import Literal

from flwr.app import Error

Reason = Literal[
    "too-few-pictures",
    "other-classes",
    "other-backbone",
    "other-protocol",
    "refused",
    "gone",
    "late",
    "unreadable",
    "shape",
    "not-finite",
    "norm",
    "count",
]

# What the SuperLink answers itself, for a message that expired and for a node that is offline.
# Source: flwr 1.42, flwr/common/constant.py, ErrorCode.
_MESSAGE_UNAVAILABLE = 3
_REPLY_UNAVAILABLE = 4
_NODE_UNAVAILABLE = 5

_REFUSALS: tuple[Reason, ...] = ("too-few-pictures", "other-classes", "other-backbone", "other-protocol")


class LeftOut(Exception):
    """A reply that does not count."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def reason_of(error: Error) -> Reason:
    """Words of a stranger reach no page: only those that are known do."""
    if error.code == _NODE_UNAVAILABLE:
        return "gone"
    if error.code in (_MESSAGE_UNAVAILABLE, _REPLY_UNAVAILABLE):
        return "late"
    word = (error.reason or "").split(":", 1)[0].removeprefix("federation.")
    return next((known for known in _REFUSALS if known == word), "refused")
