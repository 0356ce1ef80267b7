"""The small numbers of places, and of what happens at nodes of flows: looked up, and given out where there is none yet."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from cauce.sql import Connection, marks, parts, upsert

Place = tuple[bool, str, int]
"""Whether it is all areas together, the area ("" for none) and the channel."""
Happening = tuple[str, str, str, str]
"""Flow, revision, node and what happened there."""

_PLACE = upsert(
    "INSERT INTO dashboard_places (everywhere, area, channel_id) VALUES (?, ?, ?)", ["everywhere", "area", "channel_id"]
)
_HAPPENING = upsert(
    "INSERT INTO dashboard_happenings (flow, revision, node, what, digest) VALUES (?, ?, ?, ?, ?)", ["digest"]
)


def places(db: Connection, wanted: Iterable[Place]) -> dict[Place, int]:
    """Return the numbers of places, given out where there are none. Of a few hundred places all are looked at."""
    known = every_place(db)
    for one in sorted(set(wanted) - known.keys()):
        db.execute(_PLACE[db.dialect], one)
        known = {}
    return known or every_place(db)


def every_place(db: Connection) -> dict[Place, int]:
    """Return all that have a number."""
    rows = db.execute("SELECT everywhere, area, channel_id, id FROM dashboard_places")
    return {(bool(everywhere), area, channel): number for everywhere, area, channel, number in rows}


def happenings(db: Connection, wanted: Iterable[Happening]) -> dict[Happening, int]:
    """Return the numbers of what happens at nodes, given out where there are none."""
    digests = {_digest(one): one for one in set(wanted)}
    known = _find(db, digests)
    missing = [one for one in digests.values() if one not in known]
    for one in sorted(missing):
        db.execute(_HAPPENING[db.dialect], (*(part[:191] for part in one), _digest(one)))
    return {**known, **_find(db, {_digest(one): one for one in missing})}


def _find(db: Connection, digests: dict[str, Happening]) -> dict[Happening, int]:
    found: dict[Happening, int] = {}
    for part in parts(db, sorted(digests)):
        sql = f"SELECT digest, id FROM dashboard_happenings WHERE digest IN ({marks(part)})"  # noqa: S608 - ours
        found.update((digests[digest], number) for digest, number in db.execute(sql, part))
    return found


def _digest(one: Happening) -> str:
    return sha256("\0".join(one).encode()).hexdigest()
