"""One question to the nodes that are online, and their replies until there are enough or the time is over.

Flower's `send_and_receive` asks a fixed set, wakes every three seconds, and ends the run with an exception when one
reply cannot be read. Here nodes that come online while the question is open are asked too, and each reply is fetched by
itself in a thread: a node that announces a reply and never sends it, or sends rubbish, holds up nobody else.
"""

import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import SystemRandom
from typing import Generic, TypeVar

from flwr.app import Message, RecordDict
from flwr.serverapp import Grid

from .left_out import LeftOut, Reason, reason_of
from .messages import MESSAGE_TYPE
from .progress import Progress

T = TypeVar("T")

# How often the list of nodes is asked for, and the state of a round looked at, in seconds.
_TICK = 0.5
# Questions to the SuperLink for replies, per second at most: it answers some 250 of all kinds.
_MOST_PULLS_PER_SECOND = 50
_SHORTEST_PAUSE = 0.5
# Fetching threads. A node that stalls holds one of them until the round ends.
_NUM_THREADS = 32
# Nodes asked in one go: the first of hundreds shall not wait until the last has its question.
_BATCH = 32
# What was sent before the deadline may be fetched so many seconds after it.
_GRACE = 5.0


@dataclass(slots=True)
class Collected(Generic[T]):
    """What came of a question."""

    asked: int = 0
    replies: dict[int, T] = field(default_factory=dict)
    left_out: Counter[Reason] = field(default_factory=Counter)

    @property
    def progress(self) -> Progress:
        return Progress(self.asked, len(self.replies), dict(self.left_out))


@dataclass(frozen=True, slots=True)
class Terms:
    """When a question is over: all that were asked have answered and `minimum` of them count, or `seconds` are over."""

    minimum: int
    most: int
    seconds: float
    # The nodes that may be asked; None: whoever is online.
    only: frozenset[int] | None = None


def collect(
    grid: Grid,
    terms: Terms,
    content: Callable[[int], RecordDict],
    read: Callable[[int, RecordDict], T],
    group: str,
    on_progress: Callable[[Progress], None],
) -> Collected[T]:
    """Asks nodes for what `content` says for each, and takes what `read` makes of their replies.

    `read` raises LeftOut for a reply that does not count.
    """
    collected: Collected[T] = Collected()
    fetching = _Fetching(grid)
    deadline = time.monotonic() + terms.seconds
    asked: set[int] = set()
    try:
        while True:
            now = time.monotonic()
            is_open = now < deadline
            new = _choose(grid, terms, asked) if is_open else []
            if new:
                for node, message_id in _ask(grid, new, content, group, deadline - now + _GRACE):
                    fetching.add(node, message_id, now)
                asked.update(new)
            for node, reply in fetching.finished(now, may_wait=is_open):
                _take(collected, node, reply, read)
            collected.asked = len(asked)
            if not is_open and now >= deadline + _GRACE:
                collected.left_out["late"] += fetching.num_open
                return collected
            on_progress(collected.progress)
            is_answered = fetching.num_open == 0 and bool(asked)
            has_enough = len(collected.replies) >= terms.minimum if terms.only is None else asked >= terms.only
            if (is_answered and has_enough) or (not is_open and fetching.num_open == 0):
                return collected
            if len(new) < _BATCH:
                time.sleep(_TICK)
    finally:
        fetching.close()


def _choose(grid: Grid, terms: Terms, asked: set[int]) -> list[int]:
    """Nodes to be asked now, drawn at random from those online that have not been asked."""
    room = min(terms.most - len(asked), _BATCH)
    if room <= 0 or (terms.only is not None and asked >= terms.only):
        return []
    new = sorted((set(grid.get_node_ids()) if terms.only is None else terms.only) - asked)
    return new if len(new) <= room else SystemRandom().sample(new, room)


def _ask(
    grid: Grid, nodes: Iterable[int], content: Callable[[int], RecordDict], group: str, ttl: float
) -> list[tuple[int, str]]:
    nodes = list(nodes)
    messages = [Message(content(node), node, MESSAGE_TYPE, ttl=ttl, group_id=group) for node in nodes]
    ids = list(grid.push_messages(messages))
    # A message that the SuperLink did not take has no id: its node counts as gone.
    return [(node, ids[index] if index < len(ids) else "") for index, node in enumerate(nodes)]


def _take(
    collected: Collected[T], node: int, reply: Message | Reason, read: Callable[[int, RecordDict], T]
) -> None:
    try:
        if isinstance(reply, str):
            raise LeftOut(reply)
        if reply.has_error():
            raise LeftOut(reason_of(reply.error))
        collected.replies[node] = read(node, reply.content)
    except LeftOut as left_out:
        collected.left_out[left_out.reason] += 1
    except Exception:
        # Records that no check foresaw. It is this node's reply that is lost, not the run.
        collected.left_out["unreadable"] += 1


class _Fetching:
    """Replies on their way: for each node one question to the SuperLink at a time, at growing distances."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._waiting: dict[int, tuple[str, float]] = {}
        self._in_flight: dict[int, str] = {}
        self._jobs: queue.SimpleQueue[tuple[int, str, bool] | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[tuple[int, list[Message] | None, bool]] = queue.SimpleQueue()
        self._num_threads = 0

    @property
    def num_open(self) -> int:
        return len(self._waiting) + len(self._in_flight)

    def add(self, node: int, message_id: str, now: float) -> None:
        self._waiting[node] = (message_id, now)
        if self._num_threads < _NUM_THREADS:
            self._num_threads += 1
            threading.Thread(target=self._work, daemon=True).start()

    def finished(self, now: float, *, may_wait: bool) -> list[tuple[int, Message | Reason]]:
        """Replies that have come since the last call, or why there will be none.

        Where nobody may wait any longer, each is asked for once more, and is late if it is not there.
        """
        ready: list[tuple[int, Message | Reason]] = []
        pause = max(_SHORTEST_PAUSE, self.num_open / _MOST_PULLS_PER_SECOND)
        while True:
            try:
                node, messages, was_last = self._done.get_nowait()
            except queue.Empty:
                break
            message_id = self._in_flight.pop(node)
            if messages is None:
                ready.append((node, "unreadable"))
            elif messages:
                ready.append((node, messages[0]))
            elif was_last:
                ready.append((node, "late"))
            else:
                self._waiting[node] = (message_id, now + pause)
        for node, (message_id, at) in list(self._waiting.items()):
            if at <= now or not may_wait:
                del self._waiting[node]
                self._in_flight[node] = message_id
                self._jobs.put((node, message_id, not may_wait))
        return ready

    def close(self) -> None:
        """Threads end after what they are at; what a stalled one brings later is not looked at."""
        for _ in range(self._num_threads):
            self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            node, message_id, is_last = job
            try:
                messages = list(self._grid.pull_messages([message_id])) if message_id else None
            except Exception:
                # Flower's own reading of records raises whatever a stranger's bytes lead it to. When it is the
                # SuperLink that fails, the list of nodes fails too, and that ends the run.
                messages = None
            self._done.put((node, messages, is_last))
