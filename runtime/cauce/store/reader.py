"""Reading: a connection that only looks, and the thread that waits for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from cauce.errors import Unavailable
from cauce.store.backend import Backend
from cauce.store.connection import Connection
from cauce.store.trouble import StoreError, Trouble, trouble_of, unreadable

Result = TypeVar("Result")

DEADLINE = 5.0
"""How long anybody waits for what was read, in seconds."""

log = logging.getLogger("cauce.store")


class Reader:
    """Runs jobs one after the other. It connects with the first one, where it was not opened."""

    def __init__(self, backend: Backend, name: str) -> None:
        self._backend = backend
        self._db: Connection | None = None
        self._thread = ThreadPoolExecutor(1, name)

    def open(self) -> None:
        """Connect. Raises StoreError."""
        self._db = self._backend.connect_to_read()

    async def run(self, job: Callable[[Connection], Result]) -> Result:
        """Run a job. Raises Unavailable where the database does not answer in time."""
        try:
            async with asyncio.timeout(DEADLINE):
                return await asyncio.get_running_loop().run_in_executor(self._thread, self._look, job)
        except TimeoutError:
            raise Unavailable({"es": "La base de datos no responde.", "en": "The database does not answer."}) from None

    def _look(self, job: Callable[[Connection], Result], *, again: bool = True) -> Result:
        """Run a job. A connection that was lost meanwhile is made anew, once."""
        lasting = self._db is not None
        try:
            if self._db is None:
                self.open()
            assert self._db is not None
            return job(self._db)
        except StoreError as error:
            raise unreadable(error) from None
        except Exception as error:
            trouble = trouble_of(error)
            if trouble is Trouble.LOST:
                self.forget()
                if lasting and again:
                    return self._look(job, again=False)
            if trouble is not None:
                raise unreadable(error) from None
            raise

    def forget(self) -> None:
        """Let go of the connection; the next job makes another."""
        db, self._db = self._db, None
        if db is not None:
            db.close()

    async def close(self) -> None:
        """Let go of the connection once nobody reads any more: closed under a reader it would end the process."""
        shutdown = partial(self._thread.shutdown, wait=True, cancel_futures=True)
        try:
            async with asyncio.timeout(DEADLINE):
                await asyncio.get_running_loop().run_in_executor(None, shutdown)
        except TimeoutError:
            log.warning("what was being read did not end in time: its connection is left as it is")
        else:
            self.forget()
