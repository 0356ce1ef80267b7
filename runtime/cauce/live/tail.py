"""The tail: reads the log of events behind each commit, and tells what is new to those whom it concerns.

What is not committed is not in the log, so nothing is told before its time. While nobody listens, nothing is read.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
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
from cauce.store.news import Event

log = logging.getLogger("cauce.live")

BATCH = 200
"""How many events one look brings."""
REST = 0.02
"""The least time between two looks, in seconds: what happens meanwhile comes together."""
POLL = {True: 0.25, False: 5.0}
"""How often, in seconds, it looks for what others committed: processes that share the database, or a command."""
LATE = 30.0
"""For how long, in seconds, a place in the log may be filled after the next one was."""
GAPS = 1000
"""How many such places are watched at most."""


class Place:
    """How far the log was read, and which places before that may still be filled.

    Processes that share a database number their events as they come to write them, and not as they commit them.
    """

    def __init__(self, head: int) -> None:
        self.head = head
        self.missing: dict[int, float] = {}

    @property
    def floor(self) -> int:
        """Up to where nothing is missing."""
        return min(self.missing) - 1 if self.missing else self.head

    def gap(self, first: int, end: int, until: float) -> None:
        """Watch the places from `first` on, before `end`."""
        self.missing.update(dict.fromkeys(range(max(first, end - GAPS), end), until))

    def pass_over(self, found: Sequence[Event], until: float) -> None:
        """Move on behind what was found; what was passed over is watched for a while."""
        for event in found:
            if event.id > self.head:
                self.gap(self.head + 1, event.id, until)
                self.head = event.id
            else:
                self.missing.pop(event.id, None)

    def give_up(self, now: float) -> None:
        """Watch no longer for what is late, or too much."""
        for one in [one for one, until in self.missing.items() if until <= now]:
            del self.missing[one]
        for one in sorted(self.missing)[:-GAPS]:
            del self.missing[one]


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
        database.watch(self._news.set)

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
        self._database.watch(None)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def _end(self, db: Connection) -> Place:
        place = Place(news.head(db))
        if self._database.shared:
            first = max(1, place.head - GAPS)
            known = news.places(db, first - 1, place.head)
            until = time.monotonic() + LATE
            place.missing = dict.fromkeys((one for one in range(first, place.head) if one not in known), until)
        return place

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
                place.pass_over(found, now + LATE)
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
