"""The pipeline put together: one object that starts, goes on where the last process stopped, and stops in good order."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

from cauce.delivery import scheduling, statuses
from cauce.delivery.calls import Caller
from cauce.delivery.inbox import Inbox
from cauce.delivery.keeping import Moved
from cauce.delivery.lane import Yard
from cauce.delivery.loop_guard import LoopGuard
from cauce.delivery.membership import Membership
from cauce.delivery.outbox import Sender
from cauce.delivery.pacing import Pace
from cauce.delivery.recovery import Recovery
from cauce.delivery.reopening import look_again
from cauce.delivery.results import Results
from cauce.delivery.stage import Stage
from cauce.delivery.step import Step
from cauce.delivery.switch import Switch
from cauce.delivery.timers import Alarm
from cauce.delivery.traffic import Traffic
from cauce.delivery.world import World
from cauce.engine.library import Library
from cauce.errors import Unavailable
from cauce.store import conversations, events, inbox, outbox, runs, strays
from cauce.store.bot import PAUSED, RUNNING
from cauce.store.connection import Connection
from cauce.store.database import Database

log = logging.getLogger("cauce.delivery")

PAGE = 200
"""How many queued rows are looked at at a time."""
SWEEP = 32
"""How many runs, conversations and scheduled messages one commit steps: whoever writes meanwhile waits for all of them."""
GLEAN = 1.0
"""How often, in seconds, a process looks for what came at the wrong moment."""
LOOK = 5
"""Every how many of those looks it also asks what became due without its doing."""

EXPIRE = 600
"""Every how many of those looks it forgets what nobody asked for."""
PAUSE_MS = 30 * 60 * 1000
"""For how long the bot says nothing to what seems to be a machine."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a pipeline is made of. `channels` are the ids of the channels by name."""

    database: Database
    library: Library
    world: World
    caller: Caller
    channels: dict[str, int]
    pace: Pace = field(default_factory=lambda: Pace({}))
    guard: LoopGuard = field(default_factory=LoopGuard)


class Pipeline:
    """Use `await Pipeline.start(parts)`."""

    def __init__(self, parts: Parts) -> None:
        self.database = parts.database
        self.caller = parts.caller
        self.stage = Stage(parts.library, parts.world, 0)
        results = Results(self.stage, parts.database)
        self.sender = Sender(Yard(self.stage, parts.database, parts.caller, results, parts.pace, self.go))
        self.traffic = Traffic(parts.world.lines, parts.pace)
        self.inbox = Inbox(self.stage, parts.database, parts.channels, self.go, self.sender.nudge)
        self._alarm = Alarm(self._due, parts.world.clock)
        self._recovery = Recovery(self.stage, parts.database, self._resume)
        self.switch = Switch(parts.database, self.stage, lambda: self._alarm.at(parts.world.clock.now()))
        self._membership = Membership(self.stage, parts.database, parts.pace, self._left_again, self._lost)
        self._pace = parts.pace
        self._guard = parts.guard
        self._page = 0
        self._seen: set[int] = set()
        self._recovering: asyncio.Task[None] | None = None
        self._taking_over: asyncio.Task[None] | None = None
        self._gleaning: asyncio.Task[None] | None = None

    @classmethod
    async def start(cls, parts: Parts) -> Pipeline:
        """Join the database under a new epoch and go on with what was left to do."""
        pipeline = cls(parts)
        await pipeline._membership.join()
        await pipeline.switch.look()
        pipeline._recovering = asyncio.get_running_loop().create_task(pipeline._recover())
        pipeline._membership.start()
        return pipeline

    async def _recover(self) -> None:
        await self._left()
        await self._look_again()
        # Only now: a wait must not run out while what came before it is still to be said.
        self._alarm.start()
        self._gleaning = asyncio.get_running_loop().create_task(self._glean(), name="cauce-gleaning")

    async def _left(self) -> None:
        """Go on with what processes that are no more have left."""
        try:
            await self._recovery.run()
        except Exception:
            log.exception("what an earlier process left could not all be taken up")

    async def _look_again(self) -> None:
        """Have what waits for an area to open look whether it is: the settings may say otherwise than before."""
        try:
            await look_again(self.database, self.stage.world.clock.now())
        except Unavailable:
            log.exception("what waits for an area to open is looked at when its time comes")

    async def _left_again(self) -> None:
        """Begin to do so, unless that is going on. Who gives signs of life must not wait for the end of a backlog."""
        if self._taking_over is None or self._taking_over.done():
            self._taking_over = asyncio.get_running_loop().create_task(self._left(), name="cauce-taking-over")

    async def _lost(self) -> None:
        """Begin anew: the others have given this process up, and took over what it had in hand."""
        await self.sender.abandon()
        await self._membership.join()
        await self._left_again()

    async def _glean(self) -> None:
        """Pick up what came at the wrong moment.

        A status before its message, what others left for this one to say, and waits that somebody else changed.
        """
        for beat in itertools.count():
            await asyncio.sleep(GLEAN)
            if beat % LOOK == 0:
                # What was set aside may have been given another turn by somebody outside this process.
                self._alarm.at(self.stage.world.clock.now())
            try:
                if self.database.shared:
                    await self.switch.look()
                    await self._take_up()
                known = await self.database.read(partial(strays.known_by_now, limit=1))
                if known or beat % EXPIRE == 0:
                    await self.database.write(lambda db: statuses.match_strays(db, self.stage.world.clock.now()))
            except Unavailable:
                continue
            except Exception:
                log.exception("what came at the wrong moment could not be picked up; it is tried again")

    async def _take_up(self) -> None:
        """Say what other processes left for this one to say, where it had just fallen silent.

        Each page is looked at twice, for what is stored this moment may be on its way to the sender.
        """
        job = partial(outbox.queued_of, epoch=self.stage.epoch, after=self._page, limit=PAGE)
        rows = await self.database.read(job)
        if not self._seen:
            self._seen = {row for row, _ in rows}
            return
        for row, identity in rows:
            if row in self._seen:
                self.sender.resume(identity)
        self._seen = set()
        self._page = rows[-1][0] if len(rows) == PAGE else 0

    async def _resume(self, identity: int) -> None:
        self.sender.resume(identity)
        await self.sender.room()

    async def recovered(self) -> None:
        """Wait until all that an earlier process left is taken up."""
        if self._recovering is not None:
            await asyncio.wait([self._recovering])

    def go(self, moved: Moved) -> None:
        """Carry out what a step led to."""
        if moved.effects:
            self.sender.hand(moved)
        if moved.due is not None:
            self._alarm.at(moved.due)
        if moved.heard or moved.said:
            self._watch_for_loops(moved)

    def _watch_for_loops(self, moved: Moved) -> None:
        now = self.stage.world.clock.now()
        reasons = [self._guard.heard(moved.identity, text, now) for text in moved.heard]
        reasons += [self._guard.said(moved.identity, text, now) for text in moved.said]
        if reason := next(filter(None, reasons), ""):
            log.warning("what a person says goes in circles, and is not answered for a while: %s", reason)
            self._mute(moved.identity, now)
            pause = partial(_pause, identity=moved.identity, reason=reason, now=now)
            self.database.defer(pause, lambda due: None if due is None else self._alarm.at(due))

    def _mute(self, identity: int, now: int) -> None:
        """Say nothing to a person for a while, though every conversation were a new one."""
        muted = self.stage.muted
        for one in [one for one, until in muted.items() if until <= now]:
            del muted[one]
        muted[identity] = now + PAUSE_MS

    async def _due(self) -> int | None:
        """Step all that is due, and return when the next thing is."""
        while True:
            _, more, due = await self.database.write(self._sweep, self._swept)
            if not more:
                return due

    def _swept(self, swept: tuple[Step, bool, int | None]) -> None:
        for moved in swept[0].moved.values():
            self.go(moved)

    def _sweep(self, db: Connection) -> tuple[Step, bool, int | None]:
        step = Step(self.stage, db)
        timed = step.time_is_up(SWEEP)
        waiting = inbox.conversations_waiting(db, step.now, SWEEP, paused=self.stage.bot == PAUSED)
        for conversation in waiting:
            step.wake(conversation)
        said, later = scheduling.say_due(step, SWEEP)
        step.flush()
        # While the bot is silent no wait runs out, so none is waited for.
        wait = runs.next_due(db) if self.stage.bot == RUNNING else None
        dues = [due for due in (wait, inbox.next_due(db, step.now), later) if due is not None]
        more = SWEEP in {timed, said} or (len(waiting) == SWEEP and step.taken > 0)
        return step, more, min(dues, default=None)

    def every(self, seconds: float, work: Callable[[], Awaitable[object]], name: str) -> None:
        """Do something again and again, first after so many seconds, until the pipeline stops."""
        self._alarm.every(seconds, work, name)

    async def stop(self) -> None:
        """Begin nothing new, finish what is on its way."""
        for task in (self._recovering, self._taking_over, self._gleaning):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        await self._alarm.stop()
        self._pace.close()
        await self.sender.stop()
        await self._membership.stop()


def _pause(db: Connection, identity: int, reason: str, now: int) -> int | None:
    """Take a conversation from the bot for a while, for what it talks with seems to be a machine. Returns until when."""
    conversation = conversations.pause(db, identity, now)
    if not conversation:
        return None
    events.tell(db, conversation, [("conversation.paused", {"reason": reason})], now)
    runs.wake_at(db, conversation, now + PAUSE_MS, now)
    return now + PAUSE_MS
