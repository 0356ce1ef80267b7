"""A calendar as people keep it: with a name, its courtesy and the areas that use it, and names for its holidays."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from cauce_plugins.hours.calendar import Calendar, Window


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day on which nobody attends: that one, or the same day of every year. id: its row, 0 where it is not kept yet."""

    day: date
    yearly: bool = False
    name: str = ""
    id: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Special:
    """A day with windows of its own, none where nobody attends. id: its row, 0 where it is not kept yet."""

    day: date
    windows: tuple[Window, ...] = ()
    name: str = ""
    id: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """All of a calendar. lang: of what is made of it. general: whether it is meant where no area is. areas: those that use it.

    stamp: changes whenever anything of it does; "" where it is not kept yet. id: its row.
    """

    name: str
    zone: str
    lang: str = "es"
    courtesy: str = ""
    general: bool = False
    windows: tuple[Window, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    exceptions: tuple[Special, ...] = ()
    areas: tuple[str, ...] = ()
    id: int = field(default=0, compare=False)
    stamp: str = field(default="", compare=False)

    def calendar(self) -> Calendar:
        """Return what tells when it is open."""
        return Calendar(
            self.zone,
            self.windows,
            frozenset(one.day for one in self.holidays if not one.yearly),
            frozenset((one.day.month, one.day.day) for one in self.holidays if one.yearly),
            {one.day: one.windows for one in self.exceptions},
        )
