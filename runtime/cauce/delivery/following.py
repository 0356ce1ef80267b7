"""Following the log for the listeners of a process: it is read once for all of them, and decoded where one wants it.

What happened is seen by its type first. Only where a listener wants that type is the event itself read.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

import msgspec

from cauce.model.listener import Happened
from cauce.store import hearings, news
from cauce.store.connection import Connection
from cauce.store.database import Database
from cauce.store.hearings import Cursor
from cauce.store.news import Event
from cauce.store.place import LATE, Place

LOOK = 1000
"""How many events one look takes notice of."""
BATCH = 200
"""How many events are read, and told, at a time."""
SPAN = 20_000
"""Over how many places of the log one reading goes."""

_decode = msgspec.json.Decoder().decode


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found behind a cursor, up to a place. open: the places before that which may still be filled."""

    events: tuple[Happened, ...]
    upto: int
    open: frozenset[int]

    def after(self, cursor: Cursor, upto: int) -> Cursor:
        """Return the cursor of whoever has heard these events up to one of them, or all of them."""
        place = max(cursor.place, upto)
        heard = {one.id for one in self.events if one.id <= upto}
        later = {one.id for one in self.events if upto < one.id <= place}
        return Cursor(place, frozenset({one for one in self.open if one <= place} - heard | later))


class Log:
    """The log, as the listeners of one process follow it. types: what any of them wants."""

    def __init__(self, database: Database, types: Collection[str]) -> None:
        self._database = database
        self._types = frozenset(types)
        self._place: Place | None = None
        self._latest: tuple[object, asyncio.Future[Reading]] | None = None

    @property
    def cursor(self) -> Cursor:
        """Where the process is: up to where it took notice, and what may still come before that."""
        assert self._place is not None
        return Cursor(self._place.head, frozenset(self._place.missing))

    async def begin(self) -> None:
        """Follow the log from its end on, unless that is being done."""
        if self._place is None:
            self._place = await self._database.read(self._end)

    def rest(self) -> None:
        """Follow it no longer."""
        self._place, self._latest = None, None

    def expect(self, cursor: Cursor) -> None:
        """Bear in mind what another process still waited for."""
        if self._place is not None and self._database.shared:
            self._place.missing.update(dict.fromkeys(cursor.missing, time.monotonic() + LATE))

    async def look(self) -> set[str]:
        """Take notice of what happened, and return its types."""
        place, types, full = self._place, set[str](), True
        assert place is not None
        while full:
            missing = sorted(place.missing)
            job = partial(hearings.signs, after=place.head, missing=missing, limit=LOOK)
            found = await self._database.read(job)
            full = len(found) >= LOOK
            types.update(kind for _, kind in found)
            self._pass(place, [number for number, _ in found])
        return types

    async def since(self, cursor: Cursor) -> Reading:
        """Return what any listener wants behind a cursor. Those who ask for the same are given the same."""
        here = self.cursor
        if self._latest is None or self._latest[0] != (cursor, here):
            asked = asyncio.ensure_future(self._read(cursor, here))
            asked.add_done_callback(self._forget_failure)
            self._latest = (cursor, here), asked
        return await asyncio.shield(self._latest[1])

    async def _read(self, cursor: Cursor, here: Cursor) -> Reading:
        upto = min(here.place, cursor.place + SPAN)
        job = partial(hearings.read, cursor=cursor, upto=upto, types=self._types, limit=BATCH)
        found = await self._database.read(job)
        if sum(one.id > cursor.place for one in found) >= BATCH:
            upto = found[-1].id
        return Reading(tuple(map(_happened, found)), upto, here.missing)

    def _forget_failure(self, asked: asyncio.Future[Reading]) -> None:
        if (asked.cancelled() or asked.exception()) and self._latest is not None and self._latest[1] is asked:
            self._latest = None

    def _pass(self, place: Place, found: list[int]) -> None:
        now = time.monotonic()
        if self._database.shared:
            place.pass_over(found, now + LATE)
            place.give_up(now)
        elif found:
            place.head = found[-1]

    def _end(self, db: Connection) -> Place:
        return news.end(db, time.monotonic() + LATE, shared=self._database.shared)


def _happened(event: Event) -> Happened:
    kind, _, number = event.stream.partition(":")
    conversation = int(number) if kind == "conversation" else None
    return Happened(event.id, event.type, _decode(event.data), event.at, conversation)
