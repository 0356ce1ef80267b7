"""Membership: this process among those that share a database. It gives signs of life, and notices who gives none.

A process that stood still for longer than its lease finds that the others have given it up: it joins again, under a new
epoch. Nothing that it had in hand before is stored any more, nor sent, but for a request that was past its last look at the
lease.
"""

from __future__ import annotations

import asyncio
import logging
import os
import platform
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from cauce.delivery.pacing import Pace
from cauce.delivery.stage import Stage
from cauce.errors import Unavailable
from cauce.store import nodes
from cauce.store.connection import Connection
from cauce.store.database import Database
from cauce.store.trouble import Fenced, StoreError

MARGIN_MS = 1500
"""How much earlier than the others this process stops believing in its own lease."""

EVERY = nodes.LEASE_MS / 4000
"""Seconds between two signs of life."""

log = logging.getLogger("cauce.delivery")


def _here() -> str:
    """Return a name for where numbers of processes mean the same as here: this start of this machine, in this container.

    "" where that cannot be told, and what ended here has to be waited for like what ended elsewhere.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        numbers = Path("/proc/self/ns/pid").readlink()
    except OSError:
        return ""
    return f"{platform.node()[:100]} {boot} {numbers}"[:191]


def _runs(pid: int) -> bool:
    """Tell whether there is a process of that number here."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _uptime() -> float:
    """Return seconds that nobody can set, and that pass while the machine sleeps, too, where it can tell."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(clock)


class Membership:
    """`join`, then `start`.

    pace: told with how many processes the channels' limits are shared. left: called when others have left something to do.
    lost: called when this process was given up and has to begin anew.
    """

    def __init__(
        self,
        stage: Stage,
        database: Database,
        pace: Pace,
        left: Callable[[], Awaitable[None]],
        lost: Callable[[], Awaitable[None]],
    ) -> None:
        self._stage = stage
        self._database = database
        self._pace = pace
        self._left = left
        self._lost = lost
        self._until = 0.0
        self._task: asyncio.Task[None] | None = None
        if database.shared:
            stage.holds = self.holds

    def holds(self) -> bool:
        """Tell whether the others are sure to believe that this process lives."""
        return _uptime() < self._until

    async def join(self) -> None:
        """Begin to work under a new epoch. Raises StoreError."""
        began = _uptime()
        epoch, alive = await asyncio.get_running_loop().run_in_executor(None, self._join)
        self._stage.epoch = epoch
        self._database.writer.prove(epoch)
        self._see(began, alive)

    def _join(self) -> tuple[int, list[int]]:
        # Past the writer: what waits there is of the old epoch, and must find that it is.
        db = self._database.backend.connect()
        try:
            db.begin()
            if here := _here():
                for epoch in [epoch for epoch, pid in nodes.at(db, here) if not _runs(pid)]:
                    nodes.leave(db, epoch, self._stage.world.clock.now())
            epoch = nodes.join(db, here or platform.node()[:191], os.getpid(), self._stage.world.clock.now())
            if self._database.shared:
                nodes.fence(db, epoch)
            db.commit()
            return epoch, nodes.alive(db)
        finally:
            db.close()

    def start(self) -> None:
        """Begin to give signs of life."""
        if self._database.shared:
            self._task = asyncio.get_running_loop().create_task(self._run(), name="cauce-membership")

    async def stop(self) -> None:
        """Leave, so that nobody waits for the lease to run out."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        now = self._stage.world.clock.now()
        self._database.defer(lambda db: nodes.leave(db, self._stage.epoch, now))

    def _see(self, began: float, alive: list[int]) -> None:
        self._until = began + (nodes.LEASE_MS - MARGIN_MS) / 1000
        self._stage.peers = frozenset(alive) - {self._stage.epoch}
        self._pace.share(len(self._stage.peers) + 1)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.beat()
            except (Unavailable, StoreError) as error:
                log.warning("no sign of life could be given: %s", error)
            except Exception:
                log.exception("membership could not be kept; it is tried again")

    async def beat(self) -> None:
        """Give a sign of life, give up those who gave none, and see to what they left."""
        began, epoch = _uptime(), self._stage.epoch

        def job(db: Connection) -> tuple[int, list[int], list[int]]:
            nodes.renew(db, epoch)
            return nodes.fence(db, epoch), nodes.alive(db), nodes.fenced(db)

        try:
            gone, alive, left = await self._database.write(job)
        except Fenced:
            log.warning("this process stood still and was given up by the others; it joins again")
            await self._lost()
            return
        self._see(began, alive)
        if gone:
            log.warning("%d process(es) gave no sign of life; their work is taken over", gone)
        if left:
            await self._left()
