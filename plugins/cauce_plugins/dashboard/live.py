"""How it is at this moment: what is open and whose it is, who is there, and what happened last."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict
from typing import Any

import msgspec

from cauce.desk import Principal, seen
from cauce.sql import Connection, marks
from cauce_plugins.dashboard import sums
from cauce_plugins.dashboard.figures import counted
from cauce_plugins.dashboard.listening import progress
from cauce_plugins.dashboard.period import Period
from cauce_plugins.dashboard.scope import Scope
from cauce_plugins.dashboard.shapes import ASKED, COUNTED, ID, MAYBE, WHOLE, some, text, thing

OWNERS = ("bot", "queue", "human", "paused")
LOOKED_AT = 2000
"""How many events are looked at for those that somebody sees."""

_OPEN = thing(dict.fromkeys(OWNERS, WHOLE))
LIVE = thing(
    {
        "open": _OPEN,
        "areas": some(
            thing(
                {
                    "area": {"anyOf": [text(64), {"type": "null"}]},
                    "open": _OPEN,
                    "waiting_since": {**MAYBE, "description": "Since when who waits longest waits, null for nobody"},
                }
            )
        ),
        "operators": some(thing({"user": ID, "name": text(191), "presence": text(16), "conversations": WHOLE})),
        "today": thing({**ASKED, "counts": thing(COUNTED)}),
        "history": thing({"place": WHOLE, "last": WHOLE, "done": {"type": "boolean"}}),
    }
)
ACTIVITY = thing(
    {
        "id": ID,
        "type": text(64),
        "at": WHOLE,
        "conversation": ID,
        "name": text(256),
        "area": {"anyOf": [text(64), {"type": "null"}]},
        "by": {**text(191), "description": "Who of the team did it, empty for nobody"},
    }
)


def live(db: Connection, scope: Scope, today: Period) -> dict[str, Any]:
    """Return what is open, by whose it is and by area, who works, and what was counted today."""
    condition, values = _where(scope)
    areas: dict[str, Counter[str]] = defaultdict(Counter)
    rows = db.execute(
        f"SELECT owner, area, COUNT(*) FROM conversations WHERE opened = 1{condition} GROUP BY owner, area",  # noqa: S608 - ours
        values,
    )
    for owner, area, count in rows:
        areas[area or ""][owner] += count
    waiting = _waiting(db, scope)
    return {
        "open": _shown(sum(areas.values(), Counter())),
        "areas": [
            {"area": area or None, "open": _shown(areas[area]), "waiting_since": waiting.get(area)}
            for area in sorted(areas)
        ],
        "operators": _operators(db, scope),
        "today": {**today.shown(), "counts": counted(sums.total(db, scope, today))},
        "history": asdict(progress(db)),
    }


def _shown(found: Counter[str]) -> dict[str, int]:
    return {owner: found[owner] for owner in OWNERS}


def _where(scope: Scope, table: str = "") -> tuple[str, list[Any]]:
    """Return the condition under which a conversation is looked at, and its values."""
    sql, values = "", list[Any]()
    for column, wanted in (("area", scope.areas), ("channel_id", scope.channels)):
        if wanted is not None:
            sql += f" AND {table}{column} IN ({marks(wanted)})" if wanted else " AND 1 = 0"
            values += wanted
    return sql, values


def _waiting(db: Connection, scope: Scope) -> dict[str, int]:
    """Return since when those wait who wait longest in each area."""
    condition, values = _where(scope, "c.")
    rows = db.execute(
        "SELECT c.area, MIN(f.since) FROM conversations c JOIN dashboard_conversations f ON f.id = c.id "  # noqa: S608 - ours
        f"WHERE c.opened = 1 AND c.owner = 'queue'{condition} GROUP BY c.area",
        values,
    )
    return {area or "": since for area, since in rows}


def _operators(db: Connection, scope: Scope) -> list[dict[str, Any]]:
    """Return who is there or has something, the busiest first."""
    condition, values = _where(scope, "c.")
    rows = db.execute(
        "SELECT u.id, u.name, u.username, u.presence, COALESCE(n.n, 0) FROM users u LEFT JOIN ("  # noqa: S608 - ours
        f"SELECT c.assignee_id, COUNT(*) AS n FROM conversations c WHERE c.opened = 1 AND c.owner = 'human'{condition} "
        "GROUP BY c.assignee_id) n ON n.assignee_id = u.id WHERE u.active = 1 AND (n.n > 0 OR u.presence <> 'offline')",
        values,
    )
    found = [
        {"user": user, "name": name or username, "presence": presence, "conversations": int(count)}
        for user, name, username, presence, count in rows
    ]
    return sorted(found, key=lambda one: (-one["conversations"], one["user"]))


def activity(db: Connection, who: Principal, scope: Scope, limit: int) -> list[dict[str, Any]]:
    """Return what happened last in conversations that somebody sees, of the last few thousand events."""
    last = db.execute("SELECT COALESCE(MAX(id), 0) FROM events").fetchone()[0]
    condition, values = _where(scope, "c.")
    visible = seen(who)
    number = (
        "CAST(SUBSTR(e.stream, 14) AS INTEGER)"
        if db.dialect == "sqlite"
        else "CAST(SUBSTR(e.stream, 14) AS SIGNED INTEGER)"
    )
    rows = db.execute(
        "SELECT e.id, e.type, e.at, e.data, c.id, k.name, c.area FROM events e "  # noqa: S608 - ours
        f"JOIN conversations c ON c.id = {number} JOIN contacts k ON k.id = c.contact_id "
        f"WHERE e.id > ? AND e.stream <> 'team' AND {visible.sql}{condition} ORDER BY e.id DESC LIMIT ?",
        (last - LOOKED_AT, *visible.values, *values, limit),
    )
    return [
        {"id": event, "type": kind, "at": at, "conversation": one, "name": name, "area": area, "by": _by(data)}
        for event, kind, at, data, one, name, area in rows
    ]


def _by(data: str) -> str:
    name = msgspec.json.decode(data).get("name")
    return name[:191] if isinstance(name, str) else ""
