"""Wake-ups: APScheduler, in memory, as a stopwatch. It goes by the machine's clock, and bears that this is set."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

WATCH = 2.0
"""Seconds between two looks whether the clock was set back."""
SET = 0.5
"""By how many seconds a clock has to be off to have been set: it drifts less."""

log = logging.getLogger("cauce.delivery")

for _one in ("apscheduler.scheduler", "apscheduler.executors.default"):
    # They tell of every single wake.
    logging.getLogger(_one).setLevel(logging.WARNING)


class Wakes:
    """Calls functions later, in the event loop that it is made in."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 3}
        self._scheduler: Any = AsyncIOScheduler(event_loop=loop, timezone=UTC, job_defaults=defaults)
        self._scheduler.start()
        self._every: list[tuple[Any, timedelta]] = []
        self._watch = loop.call_later(WATCH, self._put_right)

    def once(self, seconds: float, wake: Callable[[], None]) -> None:
        """Call `wake` after so many seconds, instead of what was to be called before."""
        when = datetime.now(UTC) + timedelta(seconds=seconds)
        self._scheduler.add_job(_awake, "date", (wake,), id="next", replace_existing=True, run_date=when)

    def every(self, seconds: float, wake: Callable[[], None]) -> None:
        """Call `wake` each time so many seconds have gone by."""
        job = self._scheduler.add_job(_awake, _Steady(seconds=seconds, timezone=UTC), (wake,))
        self._every.append((job, timedelta(seconds=seconds)))

    async def stop(self) -> None:
        """Wake nobody any more."""
        self._watch.cancel()
        self._scheduler.remove_all_jobs()
        # It puts off what it is told to the next turn of the loop, and complains of what it then has to cut short.
        for _ in range(3):
            await asyncio.sleep(0)
        self._scheduler.shutdown(wait=False)
        await asyncio.sleep(0)

    def _put_right(self) -> None:
        """Bring forward what would not come for long, because the clock was set back: no interval is so far away.

        What comes too early, because it was set forth, comes once. What is due at a time has the clock's own.
        """
        now = datetime.now(UTC)
        for job, interval in self._every:
            late = job.next_run_time - now - interval
            if late > timedelta(seconds=SET):
                log.warning("the machine's clock was set back by %.1f seconds", late.total_seconds())
                job.modify(next_run_time=now + interval)
        self._watch = asyncio.get_running_loop().call_later(WATCH, self._put_right)


class _Steady(IntervalTrigger):  # type: ignore[misc]
    """An interval that does not count, one by one, the times that were passed over while nothing ran."""

    __slots__ = ()

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Return when it is time again, from now on."""
        found: datetime = super().get_next_fire_time(previous_fire_time, now)
        return found if found > now else now + self.interval


async def _awake(wake: Callable[[], None]) -> None:
    """Call `wake` in the loop: what is not a coroutine would be called in a thread."""
    wake()
