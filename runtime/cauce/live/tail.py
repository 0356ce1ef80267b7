"""The tail: reads the log of events behind each commit, and tells what is new to those whom it concerns.

What is not committed is not in the log, so nothing is told before its time. While nobody listens, nothing is read.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial

from cauce.access import rooms
from cauce.access.principal import Principal
from cauce.access.visibility import sees
from cauce.errors import Unavailable
from cauce.live.envelope import LEFT, News, envelope, farewell, named
from cauce.live.post import Post
from cauce.live.reading import look
from cauce.store import news
from cauce.store.connection import Connection
from cauce.store.database import Database
from cauce.store.place import LATE, Place

log = logging.getLogger("cauce.live")

BATCH = 200
"""How many events one look brings."""
REST = 0.02
"""The least time between two looks, in seconds: what happens meanwhile comes together."""
POLL = {True: 0.25, False: 5.0}
"""How often, in seconds, it looks for what others committed: processes that share the database, or a command."""


class Tail:
    """One process's reader of the log. passed: called with each event after it was told."""

    def __init__(self, database: Database, post: Post, passed: Callable[[News], None]) -> None:
        self._database = database
        self._post = post
        self._passed = passed
        self._place: Place | None = None
        self._news = asyncio.Event()
        self._beginning = asyncio.Lock()
        self._task = asyncio.get_running_loop().create_task(self._follow(), name="cauce-live-tail")
        self._unwatch = database.watch(self._news.set)

    @property
    def floor(self) -> int:
        """Up to which place of the log everything was told."""
        return self._place.floor if self._place is not None else 0

    async def begin(self) -> None:
        """Follow the log from its end on, unless that is being done."""
        async with self._beginning:
            if self._place is None:
                self._place = await self._database.read(self._end)
                self._news.set()

    def rest(self) -> None:
        """Read no more until somebody listens again."""
        self._place = None

    async def stop(self) -> None:
        """End."""
        self._unwatch()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def _end(self, db: Connection) -> Place:
        return news.end(db, time.monotonic() + LATE, shared=self._database.shared)

    async def _follow(self) -> None:
        while True:
            try:
                async with asyncio.timeout(POLL[self._database.shared] if self._place else None):
                    await self._news.wait()
            except TimeoutError:
                pass
            self._news.clear()
            try:
                await self._catch_up()
            except Unavailable:
                await asyncio.sleep(1)
                self._news.set()
            except Exception:
                log.exception("what happened could not be told; it is tried again")
                await asyncio.sleep(1)
                self._news.set()
            await asyncio.sleep(REST)

    async def _catch_up(self) -> None:
        place, full = self._place, True
        while full and place is not None and place is self._place:
            job = partial(look, after=place.head, missing=list(place.missing), limit=BATCH)
            found, told = await self._database.read(job)
            for one in told:
                self._tell_safely(one)
            now = time.monotonic()
            if self._database.shared:
                place.pass_over([one.id for one in found], now + LATE)
                place.give_up(now)
            elif found:
                place.head = found[-1].id
            full = len(found) >= BATCH
            # Whoever is to send it has a turn between two batches.
            await asyncio.sleep(0)

    def _tell_safely(self, one: News) -> None:
        """Tell an event; one that cannot be told holds up no other."""
        try:
            self._tell(one)
        except Exception:
            log.exception("the event %d could not be told", one.event.id)

    def _tell(self, one: News) -> None:
        event, brief = one.event, one.brief
        if brief is not None:
            told = rooms.told_of(brief)
        elif event.stream.startswith("conversation:"):
            return
        else:
            told = [event.stream]
        for seat in self._post.tell(told, named(one), envelope(one), lambda who: rooms.hears(who, event.stream, brief)):
            seat.told(event.stream, event.seq)
        if brief is not None and one.before is not None:
            self._post.tell(rooms.around(*one.before), LEFT, farewell(one), partial(_lost, one))
        self._passed(one)


def _lost(one: News, who: Principal) -> bool:
    """Tell whether somebody saw a conversation before it changed hands, and does not any more."""
    assert one.before is not None
    assert one.brief is not None
    return sees(who, *one.before) and not sees(who, one.brief.area, one.brief.assignee)
