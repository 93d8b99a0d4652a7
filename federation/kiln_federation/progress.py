"""How far a round is."""

from dataclasses import dataclass

from .left_out import Reason


@dataclass(frozen=True, slots=True)
class Progress:
    """Nodes asked, replies that count, and of the others how many for each reason."""

    asked: int = 0
    replied: int = 0
    left_out: dict[Reason, int] | None = None

    @property
    def left_out_list(self) -> list[dict[str, object]]:
        return [{"reason": reason, "count": count} for reason, count in sorted((self.left_out or {}).items()) if count]
