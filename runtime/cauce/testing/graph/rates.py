"""How many messages a number, and a pair of a number and a person, may send: buckets that fill up again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cauce.testing.graph.troubles import Trouble

PAIR_SECONDS, PAIR_BURST = 6.0, 45
"""One message each 6 seconds to one person, with bursts of up to 45."""


@dataclass(slots=True)
class Bucket:
    """What is left, and since when."""

    left: float
    since: float


@dataclass(slots=True)
class Rates:
    """line: messages per second of a number, 0 for any number. pair: whether pairs are limited. now: in seconds."""

    now: Callable[[], float]
    line: float = 0.0
    pair: bool = False
    _buckets: dict[tuple[str, str], Bucket] = field(default_factory=dict)

    def take(self, number: str, person: str) -> Trouble | None:
        """Count a message. Returns why it is one too many, None where it is not."""
        if self.line and not self._take((number, ""), self.line, max(self.line, 1)):
            return Trouble(130429, "Message failed to send because there were too many messages sent from this number")
        if self.pair and not self._take((number, person), 1 / PAIR_SECONDS, PAIR_BURST):
            return Trouble(131056, "Too many messages sent from this number to the same person in a short time")
        return None

    def _take(self, key: tuple[str, str], per_second: float, most: float) -> bool:
        now = self.now()
        bucket = self._buckets.setdefault(key, Bucket(most, now))
        bucket.left = min(most, bucket.left + max(now - bucket.since, 0) * per_second)
        bucket.since = now
        if bucket.left < 1:
            return False
        bucket.left -= 1
        return True
