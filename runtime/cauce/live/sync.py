"""Sync: what a client missed while it was away, or the word that it has to load things anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cauce.access import rooms
from cauce.access.conversations import seen_among
from cauce.access.principal import Principal
from cauce.access.visibility import sees
from cauce.live.envelope import LEFT, News, conversation_of, envelope, farewell, named
from cauce.live.reading import look, shown
from cauce.store import news
from cauce.store.connection import Connection
from cauce.store.news import Event

STREAMS = 100
"""Of how many streams one may ask at a time."""
EACH = 100
"""How many events of one stream are told again; who missed more loads it anew."""
MOST = 500
"""How many events are told again in one answer."""
SCAN = 2000
"""How many events of the log, of whomever, are looked through; who missed more loads everything anew."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a client has: the last seq that it saw of streams, and the place in the log that a heartbeat told it."""

    cursors: Mapping[str, int]
    log: int | None


def missed(db: Connection, who: Principal, wanted: Wanted, floor: int) -> dict[str, Any]:
    """Return what somebody missed, in order. resync: the streams to be loaded anew; all: whether everything is.

    A stream that is not theirs, or not any more, is one to be loaded anew, which then tells them so.
    """
    found, resync = _of_streams(db, who, wanted.cursors)
    since = _since(db, who, wanted)
    for name, one in since or []:
        found.setdefault(one.event.id, (name, one))
    told = [found[place] for place in sorted(found)]
    all_ = since is None or len(told) > MOST
    events = [] if all_ else [{"name": name, **_told(name, one)} for name, one in told]
    return {"events": events, "resync": sorted(resync), "all": all_, "log": floor}


def _told(name: str, one: News) -> dict[str, Any]:
    return farewell(one) if name == LEFT else envelope(one)


def _of_streams(
    db: Connection, who: Principal, cursors: Mapping[str, int]
) -> tuple[dict[int, tuple[str, News]], list[str]]:
    """Return what is missing of streams, by its place in the log, and the streams that have to be loaded anew."""
    asked = {stream: conversation_of(stream) for stream in cursors}
    seen = seen_among(db, who, {one for one in asked.values() if one})
    found: list[Event] = []
    resync = []
    for stream, seq in cursors.items():
        theirs = asked[stream] in seen if asked[stream] else rooms.hears(who, stream, None)
        more = news.after(db, stream, seq, EACH + 1) if theirs else []
        if not theirs or len(more) > EACH or (not more and news.last(db, stream) < seq):
            resync.append(stream)
        else:
            found += more
    # What was moved away since it was looked for is not told.
    told = [one for one in shown(db, found) if rooms.hears(who, one.event.stream, one.brief)]
    return {one.event.id: (named(one), one) for one in told}, resync


def _since(db: Connection, who: Principal, wanted: Wanted) -> list[tuple[str, News]] | None:
    """Return what somebody missed of all there is, None where that is too much, or the place is none that was told."""
    if wanted.log is None:
        return []
    if wanted.log > news.head(db):
        return None
    events, told = look(db, wanted.log, (), SCAN + 1)
    if len(events) > SCAN:
        return None
    found: list[tuple[str, News]] = []
    farewells: dict[str, News] = {}
    for one in told:
        if one.event.seq <= wanted.cursors.get(one.event.stream, 0):
            continue
        is_conversation = bool(conversation_of(one.event.stream))
        if (one.brief is not None or not is_conversation) and rooms.hears(who, one.event.stream, one.brief):
            found.append((named(one), one))
        elif one.before is not None and sees(who, *one.before):
            farewells[one.event.stream] = one
    return [*found, *((LEFT, one) for one in farewells.values())]
