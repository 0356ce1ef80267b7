"""A database that is open: of the right version, with its writer and its readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from cauce.store.asked import ONCE
from cauce.store.backend import Backend
from cauce.store.connection import Connection
from cauce.store.reader import Reader
from cauce.store.writer import Writer

Result = TypeVar("Result")


class Database:
    """`prepare` before the event loop, `open` within it."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self._reader = Reader(backend, "cauce-reader")
        self._searcher = Reader(backend, "cauce-searcher")
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
        self._reader.open()
        db = self.backend.connect()
        self.writer = Writer(self.backend, db)

    async def write(self, job: Callable[[Connection], Result], then: Callable[[Result], None] | None = None) -> Result:
        """Run a job and return its result once it is durable: see `Writer.write`.

        Raises `cauce.store.asked.Done` where it was to be done once, and is done.
        """
        if (once := ONCE.get()) is not None:
            job = once.guard(job)
        return await self.writer.write(job, then)

    def defer(self, job: Callable[[Connection], Result], then: Callable[[Result], None] | None = None) -> None:
        """Run a job soon; nobody waits for it: see `Writer.defer`."""
        self.writer.defer(job, then)

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Have somebody called in the event loop after commits of this process, however many each: it must be quick.

        Returns what ends that, which may be called twice.
        """
        watchers = self.writer.watchers
        watchers.append(watcher)
        return lambda: watchers.remove(watcher) if watcher in watchers else None

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
        return await self._reader.run(job)

    async def search(self, job: Callable[[Connection], Result]) -> Result:
        """Run a job that may look for long, beside the writer and those who only read. Raises Unavailable as they do."""
        return await self._searcher.run(job)

    async def close(self) -> None:
        """Commit what waits, close the connections and let the next process in."""
        await self.writer.close()
        await self._reader.close()
        await self._searcher.close()
        self.backend.release()
