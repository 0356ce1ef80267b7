"""The sums are read: over a time, by area, by hour, day or month, by operator, and by what happened in flows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from cauce.sql import Connection, marks
from cauce_plugins.dashboard import keys
from cauce_plugins.dashboard.keys import FINE, HOURLY, QUARTERS_OF, Stretch
from cauce_plugins.dashboard.ledger import COUNTS, DEEDS, KINDS, share
from cauce_plugins.dashboard.period import QUARTERS, Period, beginnings, place_in, stretches
from cauce_plugins.dashboard.scope import Scope

RANGES = 60
"""How many stretches of a table one statement reads."""
Sums = Counter[str]
_OF_COUNTS = ", ".join(f"SUM({name})" for name in COUNTS)
_OF_DEEDS = ", ".join(f"SUM({name})" for name in DEEDS)


def total(db: Connection, scope: Scope, period: Period) -> Sums:
    """Return what was counted."""
    return sum(by_place(db, scope.whole, period).values(), Counter())


def by_area(db: Connection, scope: Scope, period: Period) -> dict[str, Sums]:
    """Return what was counted in each area, "" for none."""
    found: dict[str, Sums] = defaultdict(Counter)
    for place, sums in by_place(db, sorted(scope.parts), period).items():
        found[scope.parts[place]].update(sums)
    return found


def by_place(db: Connection, places: Sequence[int], period: Period) -> dict[int, Sums]:
    """Return what was counted at each place."""
    ranges = keys.counted(places, period.start, period.end)
    found: dict[int, Sums] = defaultdict(Counter)
    sql = f"SELECT place, {_OF_COUNTS} FROM dashboard_counts"  # noqa: S608 - ours
    for place, *sums in _read(db, sql, ranges, "GROUP BY place"):
        found[place].update(dict(zip(COUNTS, map(int, sums), strict=True)))
    return found


def timeline(db: Connection, scope: Scope, period: Period, by: str) -> list[tuple[int, Sums]]:
    """Return what was counted in each hour, day or month, with the quarter of an hour in which that begins."""
    begins = beginnings(period, by)
    parts: list[Sums] = [Counter() for _ in begins]
    over = "DIV" if db.dialect == "mysql" else "/"
    for one in stretches(period):
        width = FINE if (one.start | one.end | one.offset) % QUARTERS_OF[HOURLY] else HOURLY
        wide = QUARTERS_OF[width]
        low, high, size = one.start // wide, one.end // wide, QUARTERS["hour" if by == "hour" else "day"] // wide
        ranges = [(keys.count(width, place, low), keys.count(width, place, high)) for place in scope.whole]
        sql = f"SELECT MIN(slot), {_OF_COUNTS} FROM dashboard_counts"  # noqa: S608 - ours
        for slot, *sums in _read(db, sql, ranges, f"GROUP BY (slot + {one.offset // wide}) {over} {size}"):
            parts[place_in(begins, slot * wide)].update(dict(zip(COUNTS, map(int, sums), strict=True)))
    return list(zip(begins, parts, strict=True))


def times(db: Connection, scope: Scope, period: Period) -> dict[str, dict[str, int | None]]:
    """Return how long answers, waits and conversations took: how many there were, the mean, the median and nine in ten."""
    return {kind: _times(db, scope, period, number) for number, kind in enumerate(KINDS)}


def _times(db: Connection, scope: Scope, period: Period, kind: int) -> dict[str, int | None]:
    ranges = keys.spanned(kind, scope.whole, period.start, period.end)
    grades: Counter[int] = Counter()
    whole = 0
    for grade, n, ms in _read(db, "SELECT grade, SUM(n), SUM(ms) FROM dashboard_spans", ranges, "GROUP BY grade"):
        grades[grade] += int(n)
        whole += int(ms)
    count = sum(grades.values())
    mean = round(whole / count) if count else None
    return {"count": count, "mean_ms": mean, "median_ms": share(grades, 0.5), "p90_ms": share(grades, 0.9)}


def by_operator(db: Connection, scope: Scope, period: Period) -> dict[int, Sums]:
    """Return what each operator did."""
    found: dict[int, Sums] = defaultdict(Counter)
    ranges = keys.done(period.start, period.end, whole=scope.all_areas)
    only, places = _only(scope)
    sql = f"SELECT user_id, {_OF_DEEDS} FROM dashboard_deeds"  # noqa: S608 - ours
    for user, *sums in _read(db, sql, ranges, f"{only} GROUP BY user_id", places):
        found[user].update(dict(zip(DEEDS, map(int, sums), strict=True)))
    return found


def _only(scope: Scope) -> tuple[str, Sequence[int]]:
    """Return the condition that leaves only the places that are looked at, with its values."""
    if scope.all_areas and scope.channels is None:
        return "", ()
    return (f"AND place IN ({marks(scope.whole)})", scope.whole) if scope.whole else ("AND 1 = 0", ())


def happened(db: Connection, scope: Scope, period: Period) -> Counter[int]:
    """Return how often each thing happened in flows, by its number. Who does not see everything sees nothing of it."""
    found: Counter[int] = Counter()
    if not scope.all_areas:
        return found
    only, values = _only(scope)
    ranges = keys.happened(period.start, period.end)
    sql = "SELECT happening, SUM(n) FROM dashboard_steps"
    for number, n in _read(db, sql, ranges, f"{only} GROUP BY happening", values):
        found[number] += int(n)
    return found


def _read(
    db: Connection, select: str, ranges: Sequence[Stretch], rest: str, values: Sequence[int] = ()
) -> Iterator[Any]:
    """Yield the rows of stretches of a table, a few stretches at a time."""
    for place in range(0, len(ranges), RANGES):
        part = ranges[place : place + RANGES]
        which = " OR ".join(["(id >= ? AND id < ?)"] * len(part))
        yield from db.execute(f"{select} WHERE ({which}) {rest}", [*(one for pair in part for one in pair), *values])
