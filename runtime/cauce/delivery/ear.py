"""One listener, told by this process: in order, at least once, and past what it cannot bear."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from functools import partial

from cauce.delivery.following import BATCH, Log, Reading
from cauce.delivery.hosting import Hosting
from cauce.errors import Unavailable
from cauce.guard import Reason, Trouble
from cauce.model.listener import Happened, Listener
from cauce.store import hearings
from cauce.store.hearings import Aside, Cursor
from cauce.store.trouble import Fenced

PAUSE = 1.0
"""How long it is waited, in seconds, before what went wrong is tried again; twice as long each time."""
LONGEST = 60.0
"""The longest such wait."""
TRIES = 5
"""How often a batch is told before its events are told one by one."""
ALONE = 3
"""How often an event is told by itself before it is set aside."""
FAR = 5000
"""How many events that nobody wants may pass before it is stored that they did."""

log = logging.getLogger("cauce.delivery")


class _Over(Exception):
    """It is told no longer by this process."""


class Ear:
    """Tells one listener. epoch: under which this process took it; cursor: how far it has heard."""

    def __init__(self, listener: Listener, hosting: Hosting, follow: Log, cursor: Cursor, epoch: int) -> None:
        self.epoch = epoch
        self._listener = listener
        self._hosting = hosting
        self._log = follow
        self._cursor = cursor
        self._stored = cursor
        self._bell = asyncio.Event()
        self._ending = asyncio.Event()
        self._idle = False
        self._bell.set()
        self.task = asyncio.get_running_loop().create_task(self._run(), name=f"cauce-listener-{listener.name}")

    def note(self, types: set[str], before: Cursor, now: Cursor) -> None:
        """Be told that the process took notice of events of some types, from one place to another."""
        if not types.isdisjoint(self._listener.types) or now.place - self._stored.place > FAR:
            self._bell.set()
        elif self._idle and not self._bell.is_set() and self._cursor.place == before.place:
            # Who is up to date, and wants none of them, need not look.
            self._cursor = now

    def end(self) -> None:
        """Tell nothing more but what is being told."""
        self._ending.set()
        self._bell.set()

    async def _run(self) -> None:
        try:
            while not self._ending.is_set():
                self._idle = True
                await self._bell.wait()
                self._bell.clear()
                self._idle = False
                await self._catch_up_safely()
        except (_Over, Fenced):
            return

    async def _catch_up_safely(self) -> None:
        try:
            await self._catch_up()
        except (_Over, Fenced):
            raise
        except Exception as error:
            if not isinstance(error, Unavailable):
                log.exception("the listener %s could not be told; it is tried again", self._listener.name)
            self._bell.set()
            await self._rest(PAUSE)

    async def _catch_up(self) -> None:
        more = True
        while more and not self._ending.is_set():
            reading = await self._log.since(self._cursor)
            mine = [one for one in reading.events if one.type in self._listener.types]
            for first in range(0, len(mine), BATCH):
                await self._tell(mine[first : first + BATCH], reading)
            self._cursor = reading.after(self._cursor, reading.upto)
            if mine or self._cursor.place - self._stored.place > FAR:
                await self._keep(self._cursor)
            more = reading.upto < self._log.cursor.place

    async def _tell(self, batch: Sequence[Happened], reading: Reading) -> None:
        """Tell events, all together or else one by one."""
        if await self._hear(batch, TRIES) is None:
            return
        log.warning("the listener %s is told one by one what it could not bear", self._listener.name)
        for one in batch:
            error = await self._hear([one], ALONE)
            cursor, aside = reading.after(self._cursor, one.id), None
            if error is not None:
                log.error("the listener %s could not bear the event %d: %s", self._listener.name, one.id, error)
                aside = Aside(one.id, error, self._hosting.clock.now())
            await self._keep(cursor, aside)
            self._cursor = cursor

    async def _hear(self, batch: Sequence[Happened], tries: int) -> str | None:
        """Tell events until they are heard. Returns what went wrong where they were not, however often they were told."""
        failures, error = 0, ""
        while failures < tries:
            if failures or error:
                await self._rest(min(PAUSE * 2 ** max(0, failures - 1), LONGEST))
            while not self._hosting.holds():
                await self._rest(PAUSE)
            trouble = await self._call(batch)
            if trouble is None:
                return None
            error = trouble.detail or trouble.reason.value
            # Who is fenced off was not told.
            failures += trouble.reason is not Reason.FENCED
        return error

    async def _call(self, batch: Sequence[Happened]) -> Trouble | None:
        listener, plugin = self._listener, self._hosting.owner(self._listener)
        outcome = await self._hosting.guard.call(
            plugin,
            f"listener {listener.name}",
            lambda: listener.hear(self._hosting.host_of(plugin), batch),
            deadline=listener.deadline,
        )
        return outcome if isinstance(outcome, Trouble) else None

    async def _keep(self, cursor: Cursor, aside: Aside | None = None) -> None:
        """Store how far it has heard, however long the database takes to answer again."""
        job = partial(hearings.keep, name=self._listener.name, epoch=self.epoch, cursor=cursor, aside=aside)
        while True:
            try:
                if not await self._hosting.database.write(job):
                    raise _Over
            except Unavailable:
                await self._rest(PAUSE)
            else:
                self._stored = cursor
                return

    async def _rest(self, seconds: float) -> None:
        """Wait. Raises _Over where it ends meanwhile."""
        try:
            async with asyncio.timeout(seconds):
                await self._ending.wait()
        except TimeoutError:
            return
        raise _Over
