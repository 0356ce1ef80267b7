"""Rates: how much of something may happen in a time. Arithmetic only; whoever asks says what time it is, in seconds."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable

DAY = 86_400.0
SLOT = 900.0
"""Seconds that the count of a day is kept by: what left at their start counts until a day after their end."""

FEW = 1024
"""Keys that an allowance keeps without looking which of them it may forget."""


class Allowance:
    """`burst` at once, then one every `seconds`, for each key by itself (the generic cell rate algorithm).

    What is taken at once is borrowed from the time to come. `seconds` 0: no limit. A key whose debt is paid is
    forgotten, so that it holds no more keys than have taken something within the last `burst * seconds`, and `FEW`.
    """

    def __init__(self, seconds: float, burst: float = 1.0) -> None:
        self.seconds = seconds
        self.burst = max(burst, 1.0)
        self._paid: dict[int, float] = {}
        self._tidy_at = FEW

    @property
    def keys(self) -> int:
        """How many keys are kept."""
        return len(self._paid)

    def opens(self, key: int) -> float:
        """Return from when on the key may take one."""
        return self._paid.get(key, -math.inf) - (self.burst - 1) * self.seconds

    def take(self, key: int, now: float) -> None:
        """Take one, whether it is time or not."""
        if not self.seconds:
            return
        self._paid[key] = max(self._paid.get(key, now), now) + self.seconds
        if len(self._paid) >= self._tidy_at:
            self._paid = {one: paid for one, paid in self._paid.items() if paid > now}
            self._tidy_at = max(FEW, 2 * len(self._paid))

    def give_back(self, key: int) -> None:
        """Take back what was taken last."""
        if key in self._paid:
            self._paid[key] -= self.seconds


class Day:
    """At most `limit` in any 24 hours; 0: no limit. `processes`: how many share the limit, all alike.

    It holds one number for each quarter of an hour. Between two looks at what all of them did (`restore`) it takes the
    others to do as much as this one.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.processes = 1
        self._slots: deque[list[int]] = deque()
        self._all = 0
        self._own = 0

    def count(self, now: float) -> int:
        """Return how many there were in the last 24 hours, those of the others too."""
        while self._slots and _end(self._slots[0]) <= now:
            _, everybodys, own = self._slots.popleft()
            self._all -= everybodys
            self._own -= own
        return self._all + self._own * (self.processes - 1)

    def opens(self, now: float) -> float:
        """Return from when on there may be one more."""
        if not self.limit or self.count(now) < self.limit:
            return -math.inf
        return _end(self._slots[0])

    def take(self, now: float) -> None:
        """Count one."""
        if self.limit:
            self._add(math.floor(now / SLOT), 1, 1)

    def give_back(self) -> None:
        """Take back what was counted last."""
        if self._slots and self._slots[-1][2]:
            self._slots[-1][1] -= 1
            self._slots[-1][2] -= 1
            self._all -= 1
            self._own -= 1

    def restore(self, counts: Iterable[tuple[float, int]], now: float) -> None:
        """Begin with what is known: pairs of how many seconds ago and how many, those of other processes too."""
        self._slots.clear()
        self._all = self._own = 0
        for ago, count in sorted(counts, reverse=True):
            if self.limit and count > 0:
                self._add(math.floor((now - ago) / SLOT), count, 0)

    def _add(self, slot: int, count: int, own: int) -> None:
        if not self._slots or self._slots[-1][0] < slot:
            self._slots.append([slot, 0, 0])
        self._slots[-1][1] += count
        self._slots[-1][2] += own
        self._all += count
        self._own += own


def _end(slot: list[int]) -> float:
    """Return when a slot counts no more."""
    return (slot[0] + 1) * SLOT + DAY
