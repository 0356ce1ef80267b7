"""A place in the log of events: how far it was read, and what may still come before that."""

from __future__ import annotations

from collections.abc import Iterable

LATE = 30.0
"""For how long, in seconds, a place in the log may be filled after the next one was."""
GAPS = 1000
"""How many such places are watched at most."""


class Place:
    """How far the log was read, and which places before that may still be filled.

    Processes that share a database number their events as they come to write them, and not as they commit them.
    """

    def __init__(self, head: int) -> None:
        self.head = head
        self.missing: dict[int, float] = {}

    @property
    def floor(self) -> int:
        """Up to where nothing is missing."""
        return min(self.missing) - 1 if self.missing else self.head

    def gap(self, first: int, end: int, until: float) -> None:
        """Watch the places from `first` on, before `end`."""
        self.missing.update(dict.fromkeys(range(max(first, end - GAPS), end), until))

    def pass_over(self, found: Iterable[int], until: float) -> None:
        """Move on behind the events that were found, in order; what was passed over is watched for a while."""
        for event in found:
            if event > self.head:
                self.gap(self.head + 1, event, until)
                self.head = event
            else:
                self.missing.pop(event, None)

    def give_up(self, now: float) -> None:
        """Watch no longer for what is late, or too much."""
        for one in [one for one, until in self.missing.items() if until <= now]:
            del self.missing[one]
        for one in sorted(self.missing)[:-GAPS]:
            del self.missing[one]
