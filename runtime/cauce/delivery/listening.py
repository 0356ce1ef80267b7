"""Listeners of plugins: told what happened after it is durable, in order, at least once, by one process at a time.

A process keeps the listeners that it took until it ends, or is given up: then the others take them. So what each hears is in
order without a claim for every batch, and a listener whose plugin only some processes have is told by one of those.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from functools import partial

from cauce.delivery.ear import Ear
from cauce.delivery.following import Log
from cauce.delivery.hosting import Hosting
from cauce.errors import Unavailable
from cauce.model.listener import Listener
from cauce.store import hearings
from cauce.store.trouble import Fenced

REST = 0.02
"""The least time between two looks, in seconds: what happens meanwhile comes together."""
POLL = {True: 0.25, False: 5.0}
"""How often, in seconds, it looks for what others committed: processes that share the database, or a command."""
TAKE = 1.0
"""How often, in seconds, it looks for listeners that nobody tells any more."""
ENDING = 5.0
"""Seconds that a listener may take to hear what it is being told when the process ends."""

log = logging.getLogger("cauce.delivery")


class Listening:
    """Tells the listeners of this process's plugins. Rows of those that it does not know are left alone."""

    def __init__(self, known: Mapping[str, Listener], hosting: Hosting) -> None:
        self._known = known
        self._hosting = hosting
        self._database = hosting.database
        self._log = Log(hosting.database, {kind for one in known.values() for kind in one.types})
        self._ears: dict[str, Ear] = {}
        self._news = asyncio.Event()
        self._taken_at = float("-inf")
        self._task: asyncio.Task[None] | None = None
        self._unwatch: Callable[[], None] = lambda: None

    async def start(self) -> None:
        """Begin. Who is new hears what happens from now on. Raises Unavailable."""
        if not self._known:
            return
        await self._database.write(partial(hearings.enrol, names=list(self._known)))
        self._unwatch = self._database.watch(self._news.set)
        self._news.set()
        self._task = asyncio.get_running_loop().create_task(self._run(), name="cauce-listening")

    async def stop(self) -> None:
        """Let those who are being told end, and others tell them from then on. May be called twice, and before the start."""
        self._unwatch()
        if self._task is None:
            return
        task, self._task = self._task, None
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await self._end(list(self._ears.values()))
        for epoch in {ear.epoch for ear in self._ears.values()}:
            self._database.defer(partial(hearings.leave, epoch=epoch))

    async def _run(self) -> None:
        while True:
            try:
                async with asyncio.timeout(POLL[self._database.shared]):
                    await self._news.wait()
            except TimeoutError:
                pass
            self._news.clear()
            try:
                await self._look()
            except (Unavailable, Fenced):
                await asyncio.sleep(1)
            except Exception:
                log.exception("what happened could not be told to plugins; it is tried again")
                await asyncio.sleep(1)
            await asyncio.sleep(REST)

    async def _look(self) -> None:
        """See whom this process tells, and what happened."""
        await self._take()
        if not self._ears:
            self._log.rest()
            return
        before = self._log.cursor
        types = await self._log.look()
        now = self._log.cursor
        if now != before:
            for ear in self._ears.values():
                ear.note(types, before, now)

    async def _take(self) -> None:
        """Take the listeners that nobody tells, and let go of those that others have taken."""
        epoch = self._hosting.epoch()
        gone = {name: ear for name, ear in self._ears.items() if ear.task.done() or ear.epoch != epoch}
        if gone:
            await self._end([ear for ear in gone.values() if not ear.task.done()])
            for name in gone:
                del self._ears[name]
        missing = self._known.keys() - self._ears.keys()
        if not missing or time.monotonic() - self._taken_at < TAKE:
            return
        self._taken_at = time.monotonic()
        free = await self._database.read(partial(hearings.free, names=missing, epoch=epoch))
        for name, before in free.items():
            await self._log.begin()
            cursor = await self._database.write(partial(hearings.take, name=name, before=before, epoch=epoch))
            if cursor is not None:
                self._log.expect(cursor)
                self._ears[name] = Ear(self._known[name], self._hosting, self._log, cursor, epoch)

    async def _end(self, ears: list[Ear]) -> None:
        for ear in ears:
            ear.end()
        if not ears:
            return
        _, late = await asyncio.wait([ear.task for ear in ears], timeout=ENDING)
        for task in late:
            log.warning("%s did not end in time; it is told again", task.get_name())
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
