"""The indexer: takes up what was stored into the indexes of words, beside everything else and never before it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial

from cauce.clock import Clock
from cauce.errors import Unavailable
from cauce.store import indexing, nodes
from cauce.store.database import Database
from cauce.store.search import SOURCES, Source

PAUSE = 0.5
"""How long it waits before it looks for more, in seconds."""
SHARE = 9
"""How many times as long as it worked it rests at least: whoever writes meanwhile has the rest."""

log = logging.getLogger("cauce.delivery")


class Indexer:
    """Runs in every process, and works in the eldest that lives. epoch: under which this one works."""

    def __init__(self, database: Database, clock: Clock, epoch: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock
        self._epoch = epoch
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.get_running_loop().create_task(self._run(), name="cauce-indexer")

    async def stop(self) -> None:
        """End. What is not taken up yet is taken up after the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self._work()
            except Unavailable:
                pass
            except Exception:
                log.exception("what was stored could not be taken up for searching; it is tried again")
            await asyncio.sleep(PAUSE)

    async def _work(self) -> None:
        if self._database.shared and await self._database.search(nodes.eldest) != self._epoch():
            return
        for source in SOURCES:
            beyond, more = 0, True
            while more:
                began = time.monotonic()
                beyond, more = await self._take_up(source, beyond)
                if more:
                    await asyncio.sleep((time.monotonic() - began) * SHARE)

    async def _take_up(self, source: Source, beyond: int) -> tuple[int, bool]:
        """Take up one batch. Returns up to where it looked, and whether there is more."""
        job = partial(indexing.read, source=source, beyond=beyond, now=self._clock.now())
        batch = await self._database.search(job)
        if batch.is_empty:
            return batch.last, batch.last > max(beyond, batch.before)
        stored = await self._database.write(partial(indexing.write, batch=batch))
        return batch.last, stored
