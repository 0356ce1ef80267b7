"""The alarm: wakes the pipeline when the next thing is due. What is due is in the database; this only remembers when."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from cauce.clock import Clock

if TYPE_CHECKING:
    from cauce.delivery.wakes import Wakes

LONGEST = 30.0
"""Seconds after which the alarm looks at the clock, whatever it waits for."""
ENDING = 10.0
"""Seconds that work in hand may take to end when the alarm is stopped."""

log = logging.getLogger("cauce.delivery")

Work = Callable[[], Awaitable[int | None]]
"""Does all that is due and returns when the next thing is, None where nothing is."""


@dataclass(slots=True)
class _Duty:
    """Something that is done again and again."""

    seconds: float
    work: Callable[[], Awaitable[object]]
    name: str
    task: asyncio.Task[None] | None = None


class Alarm:
    """Calls `work` whenever something is due. What came due while nobody ran is done once, at the start.

    APScheduler wakes it; the work itself is done in tasks of its own, so that none is lost or done twice at a time.
    """

    def __init__(self, work: Work, clock: Clock) -> None:
        self._work = work
        self._clock = clock
        self._next: int | None = None
        self._bell = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._duties: list[_Duty] = []
        self._wakes: Wakes | None = None

    def start(self) -> None:
        """Begin, with what is due already."""
        # Its import takes a tenth of a second, which is for processes that have something to wait for.
        from cauce.delivery.wakes import Wakes

        self._wakes = Wakes()
        self._wakes.every(LONGEST, self._look)
        for duty in self._duties:
            self._wakes.every(duty.seconds, partial(self._do, duty))
        self._task = asyncio.get_running_loop().create_task(self._run(), name="cauce-alarm")

    def at(self, due: int) -> None:
        """Note that something is due at a time, in milliseconds."""
        if self._next is None or due < self._next:
            self._next = due
            self._look()

    def every(self, seconds: float, work: Callable[[], Awaitable[object]], name: str = "") -> None:
        """Do something again and again, first after so many seconds, whatever the clock is set to.

        A time that comes while the last one is still at work is passed over. What fails is logged, and done again.
        """
        duty = _Duty(seconds, work, name or getattr(work, "__qualname__", "duty"))
        self._duties.append(duty)
        if self._wakes is not None:
            self._wakes.every(seconds, partial(self._do, duty))

    async def stop(self) -> None:
        """End, after the work in hand. May be called twice, and before the start."""
        self._stopping = True
        self._bell.set()
        if self._wakes is not None:
            wakes, self._wakes = self._wakes, None
            await wakes.stop()
        tasks = [one for one in (self._task, *(duty.task for duty in self._duties)) if one is not None]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=ENDING)
            for task in late:
                log.warning("%s did not end in time", task.get_name())
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self) -> None:
        while not self._stopping:
            self._bell.clear()
            self._next = None
            try:
                due = await self._work()
            except Exception:
                log.exception("what was due could not be done; it is tried again")
                due = self._clock.now() + 1000
            if due is not None:
                self.at(due)
            await self._bell.wait()

    def _look(self) -> None:
        """Ring where something is due, or else see to it that this is looked at when it is."""
        if self._next is None or self._wakes is None:
            return
        seconds = (self._next - self._clock.now()) / 1000
        if seconds <= 0:
            self._bell.set()
        elif seconds < LONGEST:
            # What is due later will be looked at again by then.
            self._wakes.once(seconds, self._look)

    def _do(self, duty: _Duty) -> None:
        if duty.task is None or duty.task.done():
            duty.task = asyncio.get_running_loop().create_task(_done(duty), name=f"cauce-{duty.name}")


async def _done(duty: _Duty) -> None:
    try:
        await duty.work()
    except Exception:
        log.exception("%s failed; it is done again", duty.name)
