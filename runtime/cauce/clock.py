"""The time: one seam, so that tests can hold it still."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """What time it is, in whole milliseconds since 1970 in UTC: the only form in which times are stored."""

    def now(self) -> int:
        """Return the time in milliseconds."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> int:
        """Return the time in milliseconds."""
        return time.time_ns() // 1_000_000


class FrozenClock:
    """A clock that moves only when told to."""

    def __init__(self, at: int = 1_760_000_000_000) -> None:
        self.at = at

    def now(self) -> int:
        """Return the time in milliseconds."""
        return self.at

    def advance(self, seconds: float) -> None:
        """Move the clock on."""
        self.at += int(seconds * 1000)
