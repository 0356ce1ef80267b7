"""What is done to areas and to who is in them, with its rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cauce.access.doing import Doing
from cauce.access.errors import Invalid, Unknown
from cauce.access.naming import checked_name
from cauce.store import areas, users
from cauce.store.areas import Area
from cauce.store.connection import Connection

CHANGEABLE = frozenset({"description", "active", "colour"})
"""What `change` may change: the name stays, for flows and conversations have it."""

_COLOUR = re.compile(r"(#[0-9a-f]{6})?")


def add(db: Connection, doing: Doing, area: Area) -> Area:
    """Make an area. Raises Invalid for what cannot be."""
    wanted = _checked(replace(area, name=checked_name(area.name)))
    if areas.named(db, wanted.name):
        raise Invalid("name", f"Ya hay un área «{wanted.name}».", f"There is an area “{wanted.name}” already.")
    return _get(db, areas.add(db, doing.by, wanted))


def change(db: Connection, doing: Doing, area: int, changes: Mapping[str, Any]) -> Area:
    """Change some of CHANGEABLE, by name. Raises Unknown or Invalid."""
    before = _get(db, area)
    assert changes.keys() <= CHANGEABLE
    after = _checked(replace(before, **changes))
    if after != before:
        areas.save(db, doing.by, before, after)
    return after


def join(db: Connection, doing: Doing, area: int, user: int) -> None:
    """Put somebody into an area. Raises Unknown."""
    _both(db, area, user)
    areas.join(db, doing.by, area, user)


def leave(db: Connection, doing: Doing, area: int, user: int) -> None:
    """Take somebody out of an area. Raises Unknown."""
    _both(db, area, user)
    areas.leave(db, doing.by, area, user)


def _both(db: Connection, area: int, user: int) -> None:
    _get(db, area)
    if users.get(db, user) is None:
        raise Unknown


def _get(db: Connection, area: int) -> Area:
    found = areas.get(db, area)
    if found is None:
        raise Unknown
    return found


def _checked(area: Area) -> Area:
    colour = area.colour.lower()
    if not _COLOUR.fullmatch(colour):
        raise Invalid("colour", "El color se escribe #rrggbb.", "A colour is written #rrggbb.")
    if len(area.description) > 500 or not area.description.replace("\n", "").isprintable():
        raise Invalid(
            "description", "La descripción no puede pasar de 500 letras.", "A description has 500 letters at most."
        )
    return replace(area, colour=colour)
