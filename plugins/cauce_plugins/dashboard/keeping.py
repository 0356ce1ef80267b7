"""What a ledger says is added to the tables: each sum by the quarter of an hour and by the day, in its area and in all together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cauce.sql import Connection, parts
from cauce_plugins.dashboard import keys, names, talk
from cauce_plugins.dashboard.keys import COARSE, FINE, HOURLY, QUARTERS_OF
from cauce_plugins.dashboard.ledger import COUNTS, DEEDS, KINDS, Ledger
from cauce_plugins.dashboard.talk import Talk

if TYPE_CHECKING:
    from cauce_plugins.dashboard.taking_up import Known

_FIGURES = (
    "opened_at", "channel_id", "area", "assignee_id", "contact_id", "grouping", "received", "said_bot", "said_human",
    "since", "closed_at",
)  # fmt: skip


def keep(db: Connection, ledger: Ledger) -> None:
    """Add everything that stands in a ledger."""
    wanted = {place for one in (ledger.counts, ledger.spans, ledger.deeds) for channel, area, *_ in one
              for place in _places(area, channel)}  # fmt: skip
    wanted |= {(True, "", channel) for channel, *_ in ledger.steps}
    number = names.places(db, wanted) if wanted else {}
    _add(db, "dashboard_counts", ("place", "slot"), COUNTS, _counts(ledger, number))
    _add(db, "dashboard_spans", ("place", "grade"), ("n", "ms"), _spans(ledger, number))
    _add(db, "dashboard_deeds", ("user_id", "place"), DEEDS, _deeds(ledger, number))
    steps = names.happenings(db, [key[2:] for key in ledger.steps])
    _add(db, "dashboard_steps", ("happening", "place"), ("n",), _steps(ledger, number, steps))


def keep_talks(db: Connection, talks: Sequence[tuple[Known, Talk]]) -> None:
    """Write down how conversations stand."""
    states = [(known.id, one.seq, talk.dump(one)) for known, one in talks]
    _put(db, "dashboard_states", ("seq", "state"), states)
    figures = [
        (known.id, one.opened_at, known.channel, one.area, one.user, known.contact, known.grouping, one.received,
         one.said_bot, one.said_human, one.since, one.closed_at)
        for known, one in talks
    ]  # fmt: skip
    _put(db, "dashboard_conversations", _FIGURES, figures)


Row = tuple[int, tuple[Any, ...], Sequence[int]]
"""An id, what it is about, and what is to be added."""


def _places(area: str, channel: int) -> tuple[names.Place, names.Place]:
    return (False, area, channel), (True, "", channel)


def _slots(quarter: int, *widths: int) -> Iterable[tuple[int, int]]:
    return ((width, quarter // QUARTERS_OF[width]) for width in (FINE, COARSE, *widths))


def _counts(ledger: Ledger, number: Mapping[names.Place, int]) -> Iterable[Row]:
    for (channel, area, quarter), counted in ledger.counts.items():
        amounts = [counted[name] for name in COUNTS]
        for place in (number[one] for one in _places(area, channel)):
            for width, slot in _slots(quarter, HOURLY):
                yield keys.count(width, place, slot), (place, slot), amounts


def _spans(ledger: Ledger, number: Mapping[names.Place, int]) -> Iterable[Row]:
    for (channel, area, quarter, kind, grade), amounts in ledger.spans.items():
        for place in (number[one] for one in _places(area, channel)):
            for width, slot in _slots(quarter):
                yield keys.span(width, KINDS.index(kind), place, slot, grade), (place, grade), amounts


def _deeds(ledger: Ledger, number: Mapping[names.Place, int]) -> Iterable[Row]:
    for (channel, area, quarter, user), counted in ledger.deeds.items():
        amounts = [counted[name] for name in DEEDS]
        for place in _places(area, channel):
            for width, slot in _slots(quarter):
                yield keys.deed(width, place[0], slot, user, number[place]), (user, number[place]), amounts


def _steps(ledger: Ledger, number: Mapping[names.Place, int], steps: Mapping[names.Happening, int]) -> Iterable[Row]:
    for (channel, quarter, *what), amount in ledger.steps.items():
        flow, revision, node, happened = what
        place, step = number[True, "", channel], steps[flow, revision, node, happened]
        for width, slot in _slots(quarter):
            yield keys.step(width, slot, step, place), (step, place), (amount,)


def _add(db: Connection, table: str, about: Sequence[str], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Add amounts to rows, which are made where there are none. In one order, so that two processes seldom wait."""
    sums: dict[int, tuple[tuple[Any, ...], Counter[int]]] = {}
    for key, which, amounts in rows:
        kept = sums.setdefault(key, (which, Counter()))[1]
        for place, amount in enumerate(amounts):
            kept[place] += amount
    new = "excluded.{0}" if db.dialect == "sqlite" else "VALUES({0})"
    changes = ", ".join(f"{name} = {name} + {new.format(name)}" for name in columns)
    values = [
        (key, *which, *(kept[place] for place in range(len(columns)))) for key, (which, kept) in sorted(sums.items())
    ]
    _insert(db, table, (*about, *columns), changes, values)


def _put(db: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows, in place of those of the same id."""
    new = "excluded.{0}" if db.dialect == "sqlite" else "VALUES({0})"
    _insert(db, table, columns, ", ".join(f"{name} = {new.format(name)}" for name in columns), rows)


def _insert(db: Connection, table: str, columns: Sequence[str], changes: str, rows: Sequence[Sequence[Any]]) -> None:
    one = f"({', '.join('?' * (len(columns) + 1))})"
    where = "ON CONFLICT (id) DO UPDATE SET" if db.dialect == "sqlite" else "ON DUPLICATE KEY UPDATE"
    for part in parts(db, rows):
        values = ", ".join([one] * len(part))
        sql = f"INSERT INTO {table} (id, {', '.join(columns)}) VALUES {values} {where} {changes}"  # noqa: S608 - ours
        db.execute(sql, [value for row in part for value in row])
