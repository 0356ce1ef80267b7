"""Jobs of plugins: each is done when it is due, by one process at a time, and again where that process died over it.

When it is due stands in the database. The alarm only wakes; a process takes a job by a guarded update, does it, and stores
when it is due next. One that ends gives back what it has in hand.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import time
from functools import partial

from cauce.delivery.hosting import Hosting
from cauce.delivery.rhythm import Rhythm
from cauce.delivery.timers import ENDING, Alarm
from cauce.errors import Unavailable
from cauce.guard import Trouble
from cauce.model.job import Job
from cauce.store import jobs
from cauce.store.connection import Connection
from cauce.store.jobs import Row, Standing
from cauce.store.trouble import Fenced

MARGIN_MS = 30_000
"""For how much longer than its deadline a job is left to whoever does it."""
LOOK = 1.0
"""How often, in seconds, a process looks what others have done or left, where several share the database."""
LATER_MS = 5000
"""After how long it is looked again at what is due and cannot be done now."""
AGAIN = 1.0
"""After how long, in seconds, it is tried again to store how a job ended."""

log = logging.getLogger("cauce.delivery")


class Jobs:
    """Does the jobs of this process's plugins. Rows of jobs that it does not know are left alone."""

    def __init__(self, known: Mapping[str, Job], hosting: Hosting) -> None:
        self._known = known
        self._hosting = hosting
        self._database = hosting.database
        self._clock = hosting.clock
        self._rhythms: dict[str, Rhythm] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._alarm = Alarm(self._due, hosting.clock)
        self._started = False
        self._stopping = False

    async def start(self) -> None:
        """Begin, with what is due already. Raises Unavailable, and what an `every` raises."""
        if not self._known:
            return
        self._rhythms = {name: self._rhythm(job) for name, job in self._known.items()}
        await self._database.write(self._enrol)
        if self._database.shared:
            self._alarm.every(LOOK, self._look, "jobs")
        self._alarm.start()
        self._started = True

    def nudge(self, name: str) -> None:
        """Let a job be due now, in this process or any other; one that is being done is done once more after that.

        Nobody waits for it. Raises KeyError for a job that there is not.
        """
        job = self._known[name]
        self._database.defer(partial(jobs.nudge, name=job.name), lambda _: self._ring())

    async def stop(self) -> None:
        """Begin nothing new, wait a while for what is being done, and give the rest back. May be called twice."""
        self._stopping = True
        if not self._started:
            return
        await self._alarm.stop()
        if running := list(self._running.values()):
            _, late = await asyncio.wait(running, timeout=ENDING)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _rhythm(self, job: Job) -> Rhythm:
        if job.at:
            return Rhythm(0, time.fromisoformat(job.at), self._hosting.zone)
        every = job.every
        if callable(every):
            every = every(self._hosting.host_of(self._hosting.owner(job)).settings)
        return Rhythm(max(1, round(every * 1000)))

    def _enrol(self, db: Connection) -> None:
        now = self._clock.now()
        rows = jobs.look(db, now).rows
        for name, rhythm in self._rhythms.items():
            row = rows.get(name)
            if row is None:
                jobs.enrol(db, name, rhythm.first(now))
            elif (due := rhythm.resumed(row, now)) != row.due:
                jobs.move(db, name, row.due, due)

    async def _look(self) -> None:
        self._ring()

    def _ring(self) -> None:
        self._alarm.at(self._clock.now())

    async def _due(self) -> int | None:
        """Begin all that is due, and return when the next one is."""
        try:
            standing = await self._database.read(partial(jobs.look, now=self._clock.now()))
            dues = [await self._see_to(name, standing) for name in self._rhythms]
        except (Unavailable, Fenced):
            return self._clock.now() + LATER_MS
        return min((due for due in dues if due is not None), default=None)

    async def _see_to(self, name: str, standing: Standing) -> int | None:
        """Begin a job if it is due. Returns when to look again, None where that will be told."""
        row, now = standing.rows.get(name), self._clock.now()
        if row is None or name in self._running or self._stopping:
            return None
        due = self._rhythms[name].held_to(row.due, now)
        if due > now:
            if due != row.due:
                await self._database.write(partial(jobs.move, name=name, before=row.due, due=due))
            return due
        job = self._known[name]
        if standing.is_held(row) or self._hosting.guard.is_fenced(*self._part(job)) or not self._hosting.holds():
            return now + LATER_MS
        return None if await self._begin(job, row, now) else now + LATER_MS

    async def _begin(self, job: Job, row: Row, now: int) -> bool:
        epoch, until = self._hosting.epoch(), round(job.deadline * 1000) + MARGIN_MS
        claim = partial(jobs.claim, name=job.name, row=row, epoch=epoch, now=now, milliseconds=until)
        if not await self._database.write(claim):
            return False
        task = asyncio.get_running_loop().create_task(self._do(job, (epoch, now)), name=f"cauce-job-{job.name}")
        self._running[job.name] = task
        return True

    def _part(self, job: Job) -> tuple[str, str]:
        return self._hosting.owner(job), f"job {job.name}"

    async def _do(self, job: Job, claim: tuple[int, int]) -> None:
        try:
            plugin, part = self._part(job)
            host_of = self._hosting.host_of
            error = None
            outcome = await self._hosting.guard.call(
                plugin, part, lambda: job.run(host_of(plugin)), deadline=job.deadline
            )
            if isinstance(outcome, Trouble):
                error = outcome.detail or outcome.reason.value
            await self._settle(job, claim, error)
        except asyncio.CancelledError:
            log.warning("the job %s did not end in time: it is done again elsewhere, or after the next start", job.name)
            self._database.defer(partial(jobs.give_back, name=job.name, claim=claim))
            raise
        except Fenced:
            log.warning("the job %s was taken over by another process", job.name)
        finally:
            del self._running[job.name]
            self._ring()

    async def _settle(self, job: Job, claim: tuple[int, int], error: str | None) -> None:
        """Store how it ended, however long the database takes to answer again."""
        while True:
            now = self._clock.now()
            due = self._rhythms[job.name].after(claim[1], now, failed=error is not None)
            settle = partial(jobs.settle, name=job.name, claim=claim, ended=now, due=due, error=error)
            try:
                ours = await self._database.write(settle)
            except Unavailable:
                await asyncio.sleep(AGAIN)
                continue
            if not ours:
                log.warning("the job %s took so long that another process did it, too", job.name)
            return
