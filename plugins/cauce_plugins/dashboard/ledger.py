"""The ledger: what events amount to, by the quarter of an hour. Pure sums: two ledgers of the same events are the same."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

QUARTER_MS = 900_000
"""The finest time that is told apart. Every zone of today differs from UTC by whole quarters of an hour."""

COUNTS = (
    "opened", "closed", "closed_bot", "closed_queue", "reopened", "queued", "taken", "transferred", "returned",
    "received", "said_bot", "said_human", "bot_ms", "queue_ms", "human_ms", "paused_ms",
)  # fmt: skip
"""What is counted in an area of a channel."""

DEEDS = ("taken", "transferred", "closed", "said", "human_ms", "responses", "response_ms", "resolution_ms")
"""What is counted of an operator."""

KINDS = ("response", "wait", "resolution")
"""The times of which the spread is kept."""

_RATIO = 1.2
BOUNDS: Sequence[int] = tuple(round(1000 * _RATIO**step) for step in range(90))
"""Up to how many milliseconds each grade of times goes: a fifth more each time, from a second to over four months."""


@dataclass(slots=True)
class Ledger:
    """Sums, each by where and when: channel, area ("" for none) and quarter of an hour since 1970, and what else tells them apart.

    spans: by kind and grade, how many times there were and their sum. steps: by flow, revision, node and what happened there.
    """

    counts: dict[tuple[int, str, int], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    spans: dict[tuple[int, str, int, str, int], list[int]] = field(default_factory=dict)
    deeds: dict[tuple[int, str, int, int], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    steps: Counter[tuple[int, int, str, str, str, str]] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a ledger that is about one channel."""

    ledger: Ledger
    channel: int

    def count(self, at: int, area: str, what: str, amount: int = 1) -> None:
        """Count something in an area."""
        self.ledger.counts[self.channel, area, at // QUARTER_MS][what] += amount

    def span(self, at: int, area: str, kind: str, took: int) -> None:
        """Note how long something took that ended now."""
        took = max(0, took)
        kept = self.ledger.spans.setdefault((self.channel, area, at // QUARTER_MS, kind, grade_of(took)), [0, 0])
        kept[0] += 1
        kept[1] += took

    def deed(self, at: int, area: str, user: int, what: str, amount: int = 1) -> None:
        """Count something that an operator did. Nothing is counted of nobody."""
        if user:
            self.ledger.deeds[self.channel, area, at // QUARTER_MS, user][what] += amount

    def step(self, at: int, node: tuple[str, str, str], what: str) -> None:
        """Count something that happened at a node of a flow, "" for the flow itself."""
        self.ledger.steps[self.channel, at // QUARTER_MS, *node, what] += 1


def grade_of(took: int) -> int:
    """Return the grade of a time in milliseconds: the first bound that it does not exceed."""
    return bisect_left(BOUNDS, took)


def share(grades: Counter[int], part: float) -> int | None:
    """Return the time that such a part of all times does not exceed, None where there are none.

    grades: how many times are in each grade. Within a grade they are taken to be spread evenly, so that it is wrong by a
    fifth at most, or by a second.
    """
    left = part * sum(grades.values())
    for one in sorted(grades):
        if grades[one] >= left:
            low = BOUNDS[one - 1] if one else 0
            high = BOUNDS[min(one, len(BOUNDS) - 1)]
            return round(low + (high - low) * left / grades[one])
        left -= grades[one]
    return None
