"""A calendar: the windows of a week, holidays, and days that are unlike the others; and when that is open. Pure.

It is open at an instant if the clock on its wall says so. A window belongs to the day on which it begins, also where it
goes on past midnight, and has its first minute but not its last: from 9 to 18 is closed at 18:00. An hour that the clock
skips in spring is not attended; one that it repeats in autumn is attended both times, and a window that begins or ends
within it is left and entered again as the clock reads. A holiday has no windows, and an exception has its own in place of
all others of its day, be it a holiday. Instants are milliseconds since 1970.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from cauce_plugins.hours.zones import offset_at, pieces

MINUTE = 60_000
DAY = 24 * 60 * MINUTE
HORIZON = 800
"""How many days ahead it is looked when it opens or closes next."""
_FIRST = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Window:
    """From one minute of the day to another, which is past 1440 where it is on the next day: a day long at most.

    days: on which it begins, 0 for Monday; an exception has no use for them. message: what to tell people before it.
    id: its row, 0 where it is not kept yet.
    """

    start: int
    end: int
    days: frozenset[int] = frozenset()
    message: str = ""
    id: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When an area attends. yearly: holidays of every year, as (month, day). exceptions: windows by their day."""

    zone: str = "UTC"
    windows: tuple[Window, ...] = ()
    holidays: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()
    exceptions: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)

    def of(self, day: date) -> tuple[Window, ...]:
        """Return the windows that begin on a day, the earliest first."""
        special = self.exceptions.get(day)
        if special is not None:
            found = list(special)
        elif day in self.holidays or (day.month, day.day) in self.yearly:
            return ()
        else:
            weekday = day.weekday()
            found = [window for window in self.windows if weekday in window.days]
        return tuple(sorted(found, key=lambda window: window.start))

    def window_at(self, at: int) -> Window | None:
        """Return the window that is open at an instant, None where none is."""
        wall = at + offset_at(self.zone, at)
        day, within = divmod(wall, DAY)
        for back in (0, 1):
            minutes = within + back * DAY
            for window in self.of(_date(day - back)):
                if window.start * MINUTE <= minutes < window.end * MINUTE:
                    return window
        return None

    def is_open(self, at: int) -> bool:
        """Tell whether it is open at an instant."""
        return self.window_at(at) is not None

    def next_opening(self, at: int) -> int | None:
        """Return when, after an instant, it opens next; None where it does not for as long as anybody looks."""
        return next((begin for begin, _ in self._open(at) if begin > at), None)

    def next_closing(self, at: int) -> int | None:
        """Return when, after an instant, it closes next; None where it does not for as long as anybody looks."""
        return next((end for _, end in self._open(at) if end < at + HORIZON * DAY), None)

    def _open(self, since: int) -> Iterator[tuple[int, int]]:
        """Yield from when to when it is open, cut off where the look begins and ends. Those that touch are one."""
        last: tuple[int, int] | None = None
        for begin, end in self._stretches(since):
            if last is None:
                last = begin, end
            elif begin <= last[1]:
                last = last[0], max(last[1], end)
            else:
                yield last
                last = begin, end
        if last is not None:
            yield last

    def _stretches(self, since: int) -> Iterator[tuple[int, int]]:
        """Yield each window of each day, cut where the clock jumps, in the order in which they begin."""
        for begin, end, offset in pieces(self.zone, since, since + HORIZON * DAY):
            for day in range((begin + offset) // DAY - 1, (end + offset - 1) // DAY + 1):
                midnight = day * DAY - offset
                for window in self.of(_date(day)):
                    start = max(begin, midnight + window.start * MINUTE)
                    stop = min(end, midnight + window.end * MINUTE)
                    if start < stop:
                        yield start, stop


def _date(day: int) -> date:
    """Return a day by its number since 1970."""
    return date.fromordinal(_FIRST + day)
