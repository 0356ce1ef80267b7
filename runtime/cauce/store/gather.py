"""Gathering: what is asked for while the writer is at work is done by one job, as if one had asked."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from cauce.errors import Unavailable
from cauce.store.connection import Connection
from cauce.store.database import Database

Item = TypeVar("Item")
Result = TypeVar("Result")
Outcome = TypeVar("Outcome")

MOST = 256
"""How many items one job takes."""


class Gather(Generic[Item, Result, Outcome]):
    """Does `work` for items that come from many sides. `work` returns one result for each, and what it all led to.

    done: called with what it led to once it is committed, even where those who wait have given up. What `work` raises
    for several items is found out one by one, so that it befalls only the one that it is due to.
    """

    def __init__(
        self,
        database: Database,
        work: Callable[[Connection, Sequence[Item]], tuple[Sequence[Result], Outcome]],
        done: Callable[[Outcome], None],
    ) -> None:
        self._database = database
        self._work = work
        self._done = done
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        # Jobs that have not begun. A set, for both threads take part, and its changes are whole.
        self._asked: set[object] = set()

    async def put(self, item: Item) -> Result:
        """Have an item done, and return its result once it is durable. Raises Unavailable, and what `work` does."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if len(self._waiting) > len(self._asked) * MOST:
            ticket = object()
            self._asked.add(ticket)
            task = asyncio.get_running_loop().create_task(self._do([], ticket))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await future

    def _take(self, batch: list[tuple[Item, asyncio.Future[Result]]]) -> None:
        """Move what waits into a batch that has nothing yet. It is the writer's thread that decides how much that is."""
        while not batch or len(batch) < MOST:
            try:
                batch.append(self._waiting.popleft())
            except IndexError:
                return

    async def _do(self, batch: list[tuple[Item, asyncio.Future[Result]]], ticket: object = None) -> None:
        def job(db: Connection) -> tuple[Sequence[Result], Outcome]:
            # First of all: what comes from now on may come too late for this one, and asks for another.
            self._asked.discard(ticket)
            if not batch:
                self._take(batch)
            return self._work(db, [item for item, _ in batch])

        try:
            results, _ = await self._database.write(job, lambda outcome: self._done(outcome[1]))
        except Exception as error:  # noqa: BLE001 - it is told to whoever waits
            self._asked.discard(ticket)
            await self._failed(batch, error)
        else:
            for (_, future), result in zip(batch, results, strict=True):
                if not future.done():
                    future.set_result(result)

    async def _failed(self, batch: list[tuple[Item, asyncio.Future[Result]]], error: Exception) -> None:
        if not batch:
            # Nobody has begun with it yet, for not even a transaction could; should the job still run, it does what is
            # told here to have failed.
            self._take(batch)
        if len(batch) > 1 and not isinstance(error, Unavailable):
            for one in batch:
                await self._do([one])
            return
        for _, future in batch:
            if not future.done():
                future.set_exception(error)
