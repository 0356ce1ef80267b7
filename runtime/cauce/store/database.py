"""A database that is open: of the right version, with its writer and its reader."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from cauce.errors import Unavailable
from cauce.store.backend import Backend
from cauce.store.connection import Connection
from cauce.store.trouble import StoreError, Trouble, trouble_of, unreadable
from cauce.store.writer import Writer

Result = TypeVar("Result")

DEADLINE = 5.0
"""How long anybody waits for what was read, in seconds."""

log = logging.getLogger("cauce.store")


class Database:
    """`prepare` before the event loop, `open` within it."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self._read: Connection | None = None
        self._readers = ThreadPoolExecutor(1, "cauce-reader")
        self.writer: Writer

    @property
    def shared(self) -> bool:
        """Whether other processes may work on it too."""
        return self.backend.shared

    def prepare(self) -> Path | None:
        """Bring the schema up to date. Returns the copy that was made before a migration, if any.

        Raises StoreError for what an administrator must mend. Must not be called from a running event loop.
        """
        return self.backend.prepare()

    def release(self) -> None:
        """Let the next process in, where nothing was opened."""
        self.backend.release()

    def open(self) -> None:
        """Start the writer. Raises StoreError where the database cannot be written."""
        self._read = self.backend.connect_to_read()
        db = self.backend.connect()
        self.writer = Writer(self.backend, db)

    async def write(self, job: Callable[[Connection], Result], then: Callable[[Result], None] | None = None) -> Result:
        """Run a job and return its result once it is durable: see `Writer.write`."""
        return await self.writer.write(job, then)

    def defer(self, job: Callable[[Connection], Result], then: Callable[[Result], None] | None = None) -> None:
        """Run a job soon; nobody waits for it: see `Writer.defer`."""
        self.writer.defer(job, then)

    def watch(self, watcher: Callable[[], None] | None) -> None:
        """Have somebody called in the event loop after commits of this process, however many each: it must be quick."""
        self.writer.watcher = watcher

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection that only looks, for whoever is in another thread or in the middle of a job."""
        db = self.backend.connect_to_read()
        try:
            yield db
        finally:
            db.close()

    async def read(self, job: Callable[[Connection], Result]) -> Result:
        """Run a job that only looks, beside the writer. Raises Unavailable where the database does not answer in time."""
        try:
            async with asyncio.timeout(DEADLINE):
                return await asyncio.get_running_loop().run_in_executor(self._readers, self._look, job)
        except TimeoutError:
            raise Unavailable({"es": "La base de datos no responde.", "en": "The database does not answer."}) from None

    def _look(self, job: Callable[[Connection], Result], *, again: bool = True) -> Result:
        """Run a job that only looks. A connection that was lost meanwhile is made anew, once."""
        lasting = self._read is not None
        try:
            if self._read is None:
                self._read = self.backend.connect_to_read()
            return job(self._read)
        except StoreError as error:
            raise unreadable(error) from None
        except Exception as error:
            trouble = trouble_of(error)
            if trouble is Trouble.LOST:
                self._forget()
                if lasting and again:
                    return self._look(job, again=False)
            if trouble is not None:
                raise unreadable(error) from None
            raise

    def _forget(self) -> None:
        db, self._read = self._read, None
        if db is not None:
            db.close()

    async def close(self) -> None:
        """Commit what waits, close the connections and let the next process in."""
        await self.writer.close()
        await self._end_reading()
        self.backend.release()

    async def _end_reading(self) -> None:
        """Close the reader's connection once nobody reads any more: closed under a reader it would end the process."""
        shutdown = partial(self._readers.shutdown, wait=True, cancel_futures=True)
        try:
            async with asyncio.timeout(DEADLINE):
                await asyncio.get_running_loop().run_in_executor(None, shutdown)
        except TimeoutError:
            log.warning("what was being read did not end in time: its connection is left as it is")
        else:
            self._forget()
