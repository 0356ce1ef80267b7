"""How the sums are numbered: a row's id is made of what it is about, so that a stretch of time is one stretch of the table.

Every sum is kept by the quarter of an hour, and by the day of UTC, so that a year is read in days and only its ends in
quarters. Places, and nodes of flows with what happened there, have small numbers of their own (`cauce_plugins.dashboard.names`).
"""

from __future__ import annotations

from collections.abc import Iterable

QUARTERS_A_DAY = 96
FINE, COARSE, HOURLY = 0, 1, 2
"""By the quarter of an hour, by the day, and by the hour, which only counts are: for timelines of zones of whole hours."""
QUARTERS_OF = {FINE: 1, COARSE: QUARTERS_A_DAY, HOURLY: 4}

_SLOT, _PLACE, _USER, _STEP, _GRADE, _KIND = 22, 20, 19, 20, 7, 2


def _pack(*parts: tuple[int, int]) -> int:
    """Return the number that parts of so many bits make. Raises OverflowError for a part that has more."""
    made = 0
    for value, bits in parts:
        if value >> bits:
            raise OverflowError(value)
        made = made << bits | value
    return made


def count(width: int, place: int, slot: int) -> int:
    """Return the id of what was counted at a place."""
    return _pack((width, 2), (place, _PLACE), (slot, _SLOT))


def span(width: int, kind: int, place: int, slot: int, grade: int) -> int:
    """Return the id of how many times were in a grade."""
    return _pack((width, 1), (kind, _KIND), (place, _PLACE), (slot, _SLOT), (grade, _GRADE))


def deed(width: int, whole: bool, slot: int, user: int, place: int) -> int:  # noqa: FBT001 - a part of the number
    """Return the id of what an operator did at a place. whole: whether that is all areas together."""
    return _pack((width, 1), (int(whole), 1), (slot, _SLOT), (user, _USER), (place, _PLACE))


def step(width: int, slot: int, number: int, place: int) -> int:
    """Return the id of what happened at a node of a flow."""
    return _pack((width, 1), (slot, _SLOT), (number, _STEP), (place, _PLACE))


Stretch = tuple[int, int]
"""The first id, and the one after the last."""


def pieces(first: int, end: int) -> Iterable[tuple[int, int, int]]:
    """Yield a time, in quarters of an hour, as pieces: width, and the first and the end in slots of that width."""
    day, last = -(-first // QUARTERS_A_DAY), end // QUARTERS_A_DAY
    if day >= last:
        if first < end:
            yield FINE, first, end
        return
    if first < day * QUARTERS_A_DAY:
        yield FINE, first, day * QUARTERS_A_DAY
    yield COARSE, day, last
    if last * QUARTERS_A_DAY < end:
        yield FINE, last * QUARTERS_A_DAY, end


def counted(places: Iterable[int], first: int, end: int) -> list[Stretch]:
    """Return where the sums of places stand, of a time in quarters of an hour."""
    whole = list(pieces(first, end))
    return [(count(width, place, low), count(width, place, high)) for place in places for width, low, high in whole]


def spanned(kind: int, places: Iterable[int], first: int, end: int) -> list[Stretch]:
    """Return the same of one kind of times."""
    whole = list(pieces(first, end))
    return [
        (span(width, kind, place, low, 0), span(width, kind, place, high, 0))
        for place in places
        for width, low, high in whole
    ]


def done(first: int, end: int, *, whole: bool) -> list[Stretch]:
    """Return where the deeds of a time stand, of every operator, in all areas together or in each."""
    return [(deed(width, whole, low, 0, 0), deed(width, whole, high, 0, 0)) for width, low, high in pieces(first, end)]


def happened(first: int, end: int) -> list[Stretch]:
    """Return where stands what happened at nodes of flows in a time."""
    return [(step(width, low, 0, 0), step(width, high, 0, 0)) for width, low, high in pieces(first, end)]
