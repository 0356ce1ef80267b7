"""Processes that do the jobs, and tell the listeners, of plugins: several over one database, with a clock held still."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import tzinfo
from types import SimpleNamespace
from typing import Any

from cauce.clock import FrozenClock
from cauce.delivery.hosting import Hosting
from cauce.delivery.jobs import Jobs
from cauce.delivery.listening import Listening
from cauce.guard import Guard
from cauce.model.job import Job
from cauce.model.listener import Listener
from cauce.store import nodes
from cauce.store.backend import Backend
from cauce.store.database import Database

WORDS = {"es": "Algo", "en": "Something"}


class Process:
    """One of those that share a database. Its plugin is `mine`, and what it is handed says which process it is of."""

    def __init__(self, backend: Backend, clock: FrozenClock, zone: tzinfo | None = None, **settings: Any) -> None:
        self.backend = backend
        self.clock = clock
        self.database = Database(backend)
        self.guard = Guard(rest=0)
        self.epoch = 0
        self.host = SimpleNamespace(settings=settings, process=self)
        self.hosting = Hosting(
            self.database, clock, self.guard, lambda: self.epoch, lambda _: "mine", self._host, zone=zone
        )
        self.jobs: Jobs | None = None
        self.listening: Listening | None = None

    def _host(self, plugin: str) -> Any:
        assert plugin == "mine"
        return self.host

    async def join(self) -> None:
        """Open the database under a new epoch."""
        self.database.open()
        self.epoch = await self.database.write(lambda db: nodes.join(db, "here", 1, self.clock.now()))
        self.database.writer.prove(self.epoch)

    async def work(self, *jobs: Job) -> Jobs:
        """Begin to do jobs."""
        self.jobs = Jobs({job.name: job for job in jobs}, self.hosting)
        await self.jobs.start()
        return self.jobs

    async def listen(self, *listeners: Listener) -> Listening:
        """Begin to tell listeners."""
        self.listening = Listening({one.name: one for one in listeners}, self.hosting)
        await self.listening.start()
        return self.listening

    async def pass_time(self, seconds: float) -> None:
        """Let the clock go on, and what is due begin and end."""
        self.clock.advance(seconds)
        assert self.jobs is not None
        await self.jobs._due()
        await self.done()

    async def done(self) -> None:
        """Wait until nothing is being done."""
        assert self.jobs is not None
        while running := list(self.jobs._running.values()):
            await asyncio.wait(running)

    async def leave(self) -> None:
        """End in good order."""
        if self.jobs is not None:
            await self.jobs.stop()
        if self.listening is not None:
            await self.listening.stop()
        await self.database.write(lambda db: nodes.leave(db, self.epoch, 1))
        await self.database.close()

    async def die(self) -> None:
        """End as a killed process does; the others have noticed."""
        self.database.defer = lambda *_: None  # type: ignore[method-assign]
        if self.jobs is not None:
            await self.jobs._alarm.stop()
            await _cut_off(self.jobs._running.values())
        if self.listening is not None and self.listening._task is not None:
            await _cut_off([self.listening._task, *(ear.task for ear in self.listening._ears.values())])
        await self.database.close()
        await asyncio.to_thread(self._be_given_up)

    def _be_given_up(self) -> None:
        with closing(self.backend.connect()) as db:
            nodes.leave(db, self.epoch, 1)

    async def rows(self, sql: str, *values: object) -> Sequence[tuple[Any, ...]]:
        """Return what a query finds."""
        return await self.database.write(lambda db: db.execute(sql, values).fetchall())


async def _cut_off(tasks: Iterable[asyncio.Task[None]]) -> None:
    found = list(tasks)
    for task in found:
        task.cancel()
    await asyncio.gather(*found, return_exceptions=True)
