"""The rhythm of a job: when it is due next, by seconds or by the time of day, however clocks are set or changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from cauce.store.jobs import NOW, Row

AGAIN_MS = 5 * 60 * 1000
"""After how long one that is done at a time of day is tried again where it went wrong."""
DAY_MS = 24 * 3600 * 1000
"""A day of the usual length."""
LONGEST_MS = DAY_MS + 3 * 3600 * 1000
"""No day is longer: what is due later than that was noted by a clock that has been set back."""

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every so many milliseconds, or at a time of day in a zone (None: the machine's)."""

    every: int
    at: time | None = None
    zone: tzinfo | None = None

    def first(self, now: int) -> int:
        """Return when a job is due that was never done: at once, or at its time."""
        return now if self.at is None else at_time(now, self.at, self.zone)

    def after(self, began: int, now: int, *, failed: bool) -> int:
        """Return when a job is due that was begun and has ended now. Times that went by meanwhile are passed over."""
        if self.at is None:
            return max(began + self.every, now)
        due = at_time(max(began, now), self.at, self.zone)
        return min(due, now + AGAIN_MS) if failed else due

    def resumed(self, row: Row, now: int) -> int:
        """Return when a job is due by this rhythm that was noted by an earlier one."""
        if row.due <= now:
            return row.due
        if self.at is None:
            begun = row.due if row.began is None else row.began
            return max(min(row.due, begun + self.every, now + self.every), NOW)
        due = at_time(max(row.began or 0, now), self.at, self.zone)
        return min(row.due, due) if row.error is not None else due

    def held_to(self, due: int, now: int) -> int:
        """Return when a job is due that was noted to be due at a time: never later than a whole beat from now."""
        if self.at is None:
            return min(due, now + self.every)
        return due if due - now <= LONGEST_MS else at_time(now, self.at, self.zone)


def at_time(after: int, at: time, zone: tzinfo | None) -> int:
    """Return when it is a time of day next, after a moment; both in milliseconds.

    A time that the clock skips is that of its next minute; of one that comes twice, the first counts.
    """
    day = datetime.fromtimestamp(after / 1000, zone).date()
    while True:
        found = _instant(datetime.combine(day, at), zone)
        if found > after:
            return found
        day += timedelta(days=1)


def _instant(wall: datetime, zone: tzinfo | None) -> int:
    while True:
        seconds = round(wall.replace(tzinfo=zone).timestamp())
        if datetime.fromtimestamp(seconds, zone).replace(tzinfo=None, fold=0) == wall:
            return seconds * 1000
        wall += _MINUTE
