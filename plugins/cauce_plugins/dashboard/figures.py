"""The figures as they are told: sums with names to them, each by a question to the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cauce.desk import Principal, seen_contact
from cauce.sql import Connection, marks, parts
from cauce_plugins.dashboard import sums
from cauce_plugins.dashboard.ledger import COUNTS, DEEDS, QUARTER_MS
from cauce_plugins.dashboard.period import Period, named
from cauce_plugins.dashboard.scope import Scope

Row = dict[str, Any]
TALKED = ("conversations", "received", "said_bot", "said_human")


def counted(found: Counter[str]) -> Row:
    """Return sums as they are told."""
    return {name: found[name] for name in COUNTS}


def summary(db: Connection, scope: Scope, period: Period) -> Row:
    """Return what was counted, and how long things took."""
    return {
        **period.shown(),
        "counts": counted(sums.total(db, scope, period)),
        "times": sums.times(db, scope, period),
    }


def timeline(db: Connection, scope: Scope, period: Period, by: str) -> list[Row]:
    """Return what was counted in each hour, day or month."""
    found = sums.timeline(db, scope, period, by)
    return [{"at": named(slot, by, period.zone), **counted(one)} for slot, one in found]


def by_area(db: Connection, scope: Scope, period: Period) -> list[Row]:
    """Return what was counted in each area, null for none."""
    found = sums.by_area(db, scope, period)
    return [{"area": area or None, **counted(found[area])} for area in sorted(found)]


def by_operator(db: Connection, scope: Scope, period: Period) -> list[Row]:
    """Return what each operator did, who closed most first."""
    found = sums.by_operator(db, scope, period)
    names = _users(db, found)
    rows = [_operator(user, names.get(user, ""), one) for user, one in found.items()]
    return sorted(rows, key=lambda row: (-row["closed"], -row["said"], row["user"]))


def _operator(user: int, name: str, done: Counter[str]) -> Row:
    told = {one: done[one] for one in DEEDS if one not in {"response_ms", "resolution_ms"}}
    means = {
        "response_mean_ms": _mean(done["response_ms"], done["responses"]),
        "resolution_mean_ms": _mean(done["resolution_ms"], done["closed"]),
    }
    return {"user": user, "name": name, **told, **means}


def _mean(whole: int, count: int) -> int | None:
    return round(whole / count) if count else None


def _users(db: Connection, wanted: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in parts(db, sorted(wanted)):
        sql = f"SELECT id, name, username FROM users WHERE id IN ({marks(part)})"  # noqa: S608 - ours
        found.update((user, name or username) for user, name, username in db.execute(sql, part))
    return found


def by_flow(db: Connection, scope: Scope, period: Period) -> list[Row]:
    """Return how often each revision of each flow was begun, and how that ended."""
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for flow, revision, _, what, n in _happened(db, scope, period):
        found[flow, revision][what] += n
    return [
        {"flow": flow, "revision": revision,
         **{what: one[what] for what in ("started", "ended", "handed", "errors", "dropped")}}
        for (flow, revision), one in sorted(found.items())
    ]  # fmt: skip


def nodes(db: Connection, scope: Scope, period: Period, flow: str, revision: str | None) -> list[Row]:
    """Return how often each node of a flow was reached, by which ports it was left, and how often not at all."""
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for of, one, node, what, n in _happened(db, scope, period, flow):
        if of == flow and node and revision in {None, one}:
            found[one, node][what] += n
    return [_node(one, node, what) for (one, node), what in sorted(found.items())]


def _node(revision: str, node: str, what: Counter[str]) -> Row:
    ports = [{"port": name[5:], "count": what[name]} for name in sorted(what) if name.startswith("port:")]
    whole = {one: what[one] for one in ("reached", "dropped", "taken")}
    share = round(what["dropped"] / what["reached"], 4) if what["reached"] else 0
    return {"revision": revision, "node": node, **whole, "drop_off": share, "ports": ports}


def _happened(
    db: Connection, scope: Scope, period: Period, flow: str | None = None
) -> list[tuple[str, str, str, str, int]]:
    """Return what happened in flows, in one of them or all, and how often: flow, revision, node, what, how often."""
    found = sums.happened(db, scope, period)
    only, values = ("", ()) if flow is None else (" WHERE flow = ?", (flow,))
    rows = db.execute(f"SELECT id, flow, revision, node, what FROM dashboard_happenings{only}", values)  # noqa: S608 - ours
    return [(*what, found[number]) for number, *what in rows if number in found]


def by_contact(db: Connection, who: Principal, scope: Scope, period: Period, limit: int) -> list[Row]:
    """Return the contacts of whom there was most in the conversations opened meanwhile, of those that somebody sees."""
    condition, values = _opened(scope, period)
    rows = db.execute(
        f"SELECT contact_id, {_TALKED} FROM dashboard_conversations {condition} GROUP BY contact_id "  # noqa: S608 - ours
        "ORDER BY SUM(received) + SUM(said_bot) + SUM(said_human) DESC, contact_id LIMIT ?",
        (*values, limit),
    ).fetchall()
    names = _contacts(db, who, [row[0] for row in rows])
    return [{"contact": one, "name": names[one], **_talked(row)} for one, *row in rows if one in names]


def by_group(db: Connection, scope: Scope, period: Period) -> list[Row]:
    """Return the same by what contacts are grouped by, "" for those in no group, the largest first."""
    condition, values = _opened(scope, period)
    rows = db.execute(
        f"SELECT grouping, COUNT(DISTINCT contact_id), {_TALKED} FROM dashboard_conversations {condition} "  # noqa: S608 - ours
        "GROUP BY grouping ORDER BY COUNT(*) DESC, grouping LIMIT 1000",
        values,
    )
    return [{"group": one, "contacts": contacts, **_talked(row)} for one, contacts, *row in rows]


_TALKED = "COUNT(*), SUM(received), SUM(said_bot), SUM(said_human)"


def _talked(row: Sequence[Any]) -> Row:
    return dict(zip(TALKED, map(int, row), strict=True))


def _opened(scope: Scope, period: Period) -> tuple[str, list[Any]]:
    """Return the condition under which a conversation was opened meanwhile, and is looked at."""
    sql = "WHERE opened_at >= ? AND opened_at < ?"
    values: list[Any] = [period.start * QUARTER_MS, period.end * QUARTER_MS]
    if scope.areas is not None:
        sql += f" AND area IN ({marks(scope.areas)})" if scope.areas else " AND 1 = 0"
        values += scope.areas
    if scope.channels is not None:
        sql += f" AND channel_id IN ({marks(scope.channels)})" if scope.channels else " AND 1 = 0"
        values += scope.channels
    return sql, values


def _contacts(db: Connection, who: Principal, wanted: Sequence[int]) -> Mapping[int, str]:
    """Return the names of contacts that somebody sees now: what was counted may have been given to others since."""
    condition = seen_contact(who)
    found: dict[int, str] = {}
    for part in parts(db, wanted):
        sql = f"SELECT k.id, k.name FROM contacts k WHERE k.id IN ({marks(part)}) AND {condition.sql}"  # noqa: S608 - ours
        found.update(db.execute(sql, [*part, *condition.values]).fetchall())
    return found
