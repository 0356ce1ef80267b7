"""Asking: what a client may say, each thing with its schema; whatever else it says is refused in the answer to it."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from cauce.access.conversations import find_seen
from cauce.access.door import Access
from cauce.clock import Clock
from cauce.errors import Unavailable
from cauce.http.decode import Checker
from cauce.http.rate import Buckets
from cauce.http.response import Problem
from cauce.http.schema import ID, MOST, or_null, thing
from cauce.live.presence import Presence
from cauce.live.seats import Seat
from cauce.live.sync import STREAMS, Wanted, missed
from cauce.live.tail import Tail
from cauce.store.database import Database

log = logging.getLogger("cauce.live")

RATE, BURST = 100 / 60, 100.0
"""How many things a second one client may say, and how many at once."""
PLACE = {"type": "integer", "minimum": 0, "maximum": MOST}
CURSORS = {
    "type": "object",
    "maxProperties": STREAMS,
    "propertyNames": {"pattern": "^(team|(conversation|user):[1-9][0-9]{0,15})$"},
    "additionalProperties": PLACE,
}
SYNC = thing({}, {"cursors": CURSORS, "log": PLACE})
VIEWING = thing({"conversation": or_null(ID)})
TYPING = thing({"conversation": ID, "on": {"type": "boolean"}})

Told = Mapping[str, Any]
Handler = Callable[[Seat, Any], Awaitable[Told]]


class Asking:
    """What clients may say. Each thing is answered with `{"ok": true, ...}` or `{"error": {"code": ..., ...}}`."""

    def __init__(self, database: Database, access: Access, clock: Clock, tail: Tail, presence: Presence) -> None:
        self._database = database
        self._access = access
        self._clock = clock
        self._tail = tail
        self._presence = presence
        self._buckets = Buckets()
        self._handlers: Mapping[str, tuple[Checker, Handler]] = {
            "sync": (Checker(SYNC), self._sync),
            "viewing": (Checker(VIEWING), self._view),
            "typing": (Checker(TYPING), self._type),
        }

    async def answer(self, seat: Seat, name: str, given: tuple[Any, ...]) -> Told:
        """Do what a client asks for, and return what it is told."""
        try:
            return {"ok": True, **await self._answer(seat, name, given)}
        except Problem as problem:
            more = {"errors": list(problem.errors)} if problem.errors else {}
            return {"error": {"code": problem.code, **({"detail": problem.detail} if problem.detail else {}), **more}}
        except Unavailable:
            return {"error": {"code": "unavailable"}}
        except Exception:
            reference = secrets.token_hex(8)
            log.exception("what a client asked for failed", extra={"reference": reference})
            return {"error": {"code": "internal", "reference": reference}}

    async def _answer(self, seat: Seat, name: str, given: tuple[Any, ...]) -> Told:
        if wait := self._buckets.take(seat.sid, RATE, BURST):
            raise Problem("too_many", f"{wait:.1f}")
        if name not in self._handlers:
            raise Problem("not_found", "there is no such event")
        checker, handler = self._handlers[name]
        if len(given) != 1:
            raise Problem("invalid", "one object goes along")
        body = checker.whole(given[0])
        checker.check(body)
        return await handler(seat, body)

    async def _sync(self, seat: Seat, body: Mapping[str, Any]) -> Told:
        wanted = Wanted(body.get("cursors", {}), body.get("log"))
        # Before the look: what comes meanwhile is told by the tail, and once more by the next sync at most.
        floor = self._tail.floor
        return await self._database.read(partial(missed, who=seat.who, wanted=wanted, floor=floor))

    async def _view(self, seat: Seat, body: Mapping[str, Any]) -> Told:
        self._access.use(seat.who)
        conversation = body["conversation"]
        if conversation is None:
            self._presence.leave(seat, self._clock.now())
            return {"present": []}
        place = await self._place(seat, conversation)
        self._presence.look(seat, conversation, place, self._clock.now())
        return {"present": self._presence.at(conversation, self._clock.now())}

    async def _type(self, seat: Seat, body: Mapping[str, Any]) -> Told:
        self._access.use(seat.who)
        place = await self._place(seat, body["conversation"])
        self._presence.type(seat, body["conversation"], place, self._clock.now(), body["on"])
        return {}

    async def _place(self, seat: Seat, conversation: int) -> tuple[str | None, int | None]:
        """Return the area and the assignee of a conversation. Raises Problem `not_found` for one that they do not see."""
        found = await self._database.read(partial(find_seen, who=seat.who, conversation=conversation))
        if found is None:
            raise Problem("not_found")
        return found.area, found.assignee
