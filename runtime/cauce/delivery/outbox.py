"""The sender: starts a lane for each person who has something to be told. One that has to wait holds up no other."""

from __future__ import annotations

import asyncio
import logging

from cauce.delivery.keeping import Moved
from cauce.delivery.lane import Lane, Yard
from cauce.errors import Unavailable
from cauce.store.outbox import Effect

log = logging.getLogger("cauce.delivery")

BACKLOG = 1000
"""How many lanes there may be before the rest of a backlog is left in the database for now."""
DRAIN_SECONDS = 4.0
"""How long what is on its way may take when the process stops: with the server's own time, it ends within ten seconds."""
NAP = 60.0
"""How many seconds a lane rests at a stretch: a longer sleep would not notice that the clock was set."""


class Sender:
    """Carries out effects."""

    def __init__(self, yard: Yard) -> None:
        self._yard = yard
        self._lanes: dict[int, Lane] = {}
        self._resting: dict[int, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopping = False

    def hand(self, moved: Moved) -> None:
        """Take what a step led to. Behind what a lane rests for it stays where it is: in the database."""
        lane = self._lanes.get(moved.identity)
        # What is not signed has something before it, which only the database knows of.
        first = moved.effects[0].state == "attempt"
        if lane is not None:
            lane.take(moved.effects)
        elif moved.identity not in self._resting:
            self._start(moved.identity, moved.effects if first else [])
        elif first:
            # There is nothing that it rests for any more.
            self._resting.pop(moved.identity).cancel()
            self._start(moved.identity, moved.effects)

    def resume(self, identity: int) -> None:
        """Go on with what the database holds for a person."""
        if not self.has(identity):
            self._start(identity, [])

    async def room(self) -> None:
        """Wait until there are few enough lanes to take up more of what an earlier process left."""
        while len(self._lanes) >= BACKLOG:  # noqa: ASYNC110 - lanes end many times between two looks
            await asyncio.sleep(0.02)

    async def idle(self) -> None:
        """Wait until nothing is being sent."""
        await self._idle.wait()

    async def stop(self) -> None:
        """Finish what is on its way, begin nothing new. What takes too long is let go: nobody knows whether it left."""
        self._stopping = True
        for handle in self._resting.values():
            handle.cancel()
        for lane in self._lanes.values():
            lane.stopping = True
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=DRAIN_SECONDS)
        if late:
            log.warning("%d people were still being written to; what became of it is told at the next start", len(late))
            for task in late:
                task.cancel()
            # A stranger's code may not let itself be cancelled.
            await asyncio.wait(late, timeout=1.0)

    def has(self, identity: int) -> bool:
        """Tell whether something is being said to a person, or rests until it may be."""
        return identity in self._lanes or identity in self._resting

    def nudge(self, identity: int) -> None:
        """Look again at what rests for a person: something is known of it now."""
        handle = self._resting.get(identity)
        if handle is not None and not self._stopping:
            handle.cancel()
            self._wake(identity)
        elif identity in self._lanes:
            # It may be about to rest: what it rests for may have become known in the very commit before.
            self._lanes[identity].nudged = True

    async def abandon(self) -> None:
        """Let go of everything in hand at once, and of its outcome: it is another process's now."""
        for handle in self._resting.values():
            handle.cancel()
        self._resting.clear()
        tasks = list(self._tasks)
        for lane in self._lanes.values():
            lane.stopping = True
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, identity: int, effects: list[Effect]) -> None:
        if self._stopping:
            Lane(self._yard, identity, effects).put_back()
            return
        lane = self._lanes[identity] = Lane(self._yard, identity, effects)
        self._idle.clear()
        task = asyncio.get_running_loop().create_task(self._run(lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, lane: Lane) -> None:
        rest: float | None = None
        try:
            rest = await lane.run()
            while rest is None and not lane.stopping and await lane.close():
                rest = await lane.run()
        except Unavailable:
            rest = 1.0
        except Exception:
            log.exception("a lane broke down; it goes on in a while", extra={"identity": lane.identity})
            rest = 10.0
        finally:
            self._yard.results.flush()
            del self._lanes[lane.identity]
            if rest is not None and not self._stopping:
                self._rest(lane.identity, 0.0 if lane.nudged else rest)
            if not self._lanes:
                self._idle.set()

    def _rest(self, identity: int, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self._resting[identity] = loop.call_later(min(seconds, NAP), self._wake, identity)

    def _wake(self, identity: int) -> None:
        del self._resting[identity]
        self._start(identity, [])
