"""Failed logins in the audit: one row for each account and minute, however often somebody tries.

What was typed is not written: people type passwords where names belong. So all accounts that there are not share a row.
"""

from __future__ import annotations

from dataclasses import dataclass

from cauce.clock import Clock

MINUTE_MS = 60_000
NOBODY = 0


@dataclass(slots=True)
class _Count:
    """When one was last written down, and how many were not since."""

    told_at: int
    untold: int = 0


class Failures:
    """Counts them, by the user's number, NOBODY for an account that there is not."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts: dict[int, _Count] = {}

    def count(self, user: int) -> int:
        """Count one. Returns how many are to be written down now, 0 for none: one was less than a minute ago."""
        now = self._clock.now()
        found = self._counts.get(user)
        if found is not None and now - found.told_at < MINUTE_MS:
            found.untold += 1
            return 0
        self._counts[user] = _Count(now)
        return 1 + (found.untold if found is not None else 0)
