"""What somebody may see of the figures: those of every area, or those of the areas that they are in, as far as they ask for them.

What the bot does before any area is asked for belongs to none: only who sees every conversation sees those figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cauce.desk import READ, READ_ALL, Principal
from cauce.sql import Connection
from cauce_plugins.dashboard.names import every_place


@dataclass(frozen=True, slots=True)
class Scope:
    """Which places are looked at.

    whole: their numbers, where those of all areas of a channel stand for its areas. parts: the areas of each by their numbers.
    all_areas: whether nothing is left out but by channel. areas: those that are looked at, None for all; channels likewise.
    user: who asks.
    """

    whole: tuple[int, ...]
    parts: Mapping[int, str]
    all_areas: bool
    areas: tuple[str, ...] | None
    channels: tuple[int, ...] | None
    user: int


def scope(db: Connection, who: Principal, query: Mapping[str, Any]) -> Scope:
    """Return what somebody sees of what a query asks for: its `area` and `channel`."""
    channels = _channels(db, query.get("channel"))
    areas = areas_of(who, query.get("area"))
    places = {one: number for one, number in every_place(db).items() if channels is None or one[2] in channels}
    parts = {
        number: area
        for (everywhere, area, _), number in places.items()
        if not everywhere and (areas is None or area in areas)
    }
    whole = [number for (everywhere, _, _), number in places.items() if everywhere] if areas is None else list(parts)
    return Scope(tuple(sorted(whole)), parts, areas is None, areas, channels, who.user)


def areas_of(who: Principal, area: str | None) -> tuple[str, ...] | None:
    """Return the areas that somebody sees of those asked for, None for all."""
    if who.may(READ_ALL):
        return None if area is None else (area,)
    mine = who.areas if who.may(READ) else frozenset()
    return tuple(sorted(mine if area is None else mine & {area}))


def _channels(db: Connection, name: str | None) -> tuple[int, ...] | None:
    if name is None:
        return None
    return tuple(row[0] for row in db.execute("SELECT id FROM channels WHERE name = ?", (name,)))
