"""How often somebody may do something: token buckets, a bounded number of them."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable


class Buckets:
    """One bucket per key, each filling by `rate` per second up to `burst`. The least used are forgotten first."""

    def __init__(self, keep: int = 10_000, now: Callable[[], float] = time.monotonic) -> None:
        self._keep = keep
        self._now = now
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, rate: float, burst: float) -> float:
        """Take one. Return 0.0, or, where there is none left, in how many seconds there will be."""
        now = self._now()
        level, since = self._levels.pop(key, (burst, now))
        level = min(burst, level + (now - since) * rate)
        short = level < 1.0
        self._levels[key] = (level if short else level - 1.0, now)
        if len(self._levels) > self._keep:
            self._levels.popitem(last=False)
        return (1.0 - level) / rate if short else 0.0
