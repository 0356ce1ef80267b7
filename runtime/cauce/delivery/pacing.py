"""Pacing: whose turn it is to send, so that no channel sends faster than its network bears and no person holds up another."""

from __future__ import annotations

import asyncio
import heapq
import math
import random
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cauce.delivery.rates import Allowance, Day
from cauce.model.message import Capabilities
from cauce.settings_file import PacePart

PATIENCE = 5.0
"""Seconds for which a turn is waited for where time alone has to pass: who has to wait longer is told so instead."""
LONGEST_HOLD = 3600.0
"""Seconds for which a channel is held at most, whatever its network says."""
LONGEST_BACKOFF = 600.0
"""Seconds for which a channel is held at most where its network says nothing."""
SMOOTH = 0.1
"""Seconds whose worth of messages may leave together, so that a late timer costs no throughput."""
SOON = 1e-6
"""What is no wait."""
SHORTEST = 0.001
"""The shortest sleep."""

_CHANNEL = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """What a channel bears; 0 is no limit. `Capabilities` says what each means."""

    per_second: float = 0.0
    person_seconds: float = 0.0
    person_burst: int = 0
    per_day: int = 0

    @classmethod
    def of(cls, capabilities: Capabilities, pace: PacePart | None = None) -> Limits:
        """Return what the settings of a channel say, and where they are silent, what its transport says."""
        pace = pace or PacePart()
        return cls(
            capabilities.per_second if pace.per_second is None else pace.per_second,
            capabilities.person_seconds if pace.person_seconds is None else pace.person_seconds,
            capabilities.person_burst if pace.person_burst is None else pace.person_burst,
            capabilities.per_day if pace.per_day is None else pace.per_day,
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """How a channel stands: who waits, seconds until it is no longer held, whether it is stopped, messages in 24 hours.

    trouble: why it was last held or stopped, "" where it never was.
    """

    waiting: int
    held: float
    stopped: bool
    today: int
    trouble: str = ""


class Gate:
    """Whose turn it is on one channel. Persons take turns, in the order in which they came; one message is one turn."""

    def __init__(self, limits: Limits, monotonic: Callable[[], float]) -> None:
        self.limits = limits
        self.stopped = False
        self.trouble = ""
        self.day = Day(limits.per_day)
        self._rate = Allowance(0.0)
        self._persons = Allowance(limits.person_seconds, limits.person_burst)
        self._monotonic = monotonic
        self._held_until = -math.inf
        self._failures = 0
        self._waiting: dict[int, deque[asyncio.Future[float]]] = {}
        self._ready: deque[int] = deque()
        self._later: list[tuple[float, int]] = []
        self._timer: asyncio.TimerHandle | None = None
        self.share(1)

    def share(self, processes: int) -> None:
        """Keep to one part of so many of the channel's limits."""
        self.day.processes = processes
        if self.limits.per_second:
            self._rate.seconds = processes / self.limits.per_second
            self._rate.burst = max(SMOOTH / self._rate.seconds, 1.0)

    async def turn(self, identity: int) -> float:
        """Wait for a turn; see `Pace.turn`."""
        now = self._monotonic()
        rest = max(self._closed(now), self._persons.opens(identity) - now)
        if rest > PATIENCE:
            return rest
        if rest <= SOON and not self._ready and self._rate.opens(_CHANNEL) - now <= SOON:
            self._take(identity, now)
            return 0.0
        return await self._wait(identity, now)

    def give_back(self, identity: int) -> None:
        """Undo a turn that was not made use of."""
        self._rate.give_back(_CHANNEL)
        self._persons.give_back(identity)
        self.day.give_back()
        self._pump()

    def hold(self, after: float | None) -> float:
        """Send nothing for a while; see `Pace.hold`."""
        now = self._monotonic()
        if after is None:
            if self._held_until > now:
                # Sends that were on their way already: the same news again.
                return self._held_until - now
            after = min(2.0**self._failures, LONGEST_BACKOFF) * random.uniform(1.0, 1.25)  # noqa: S311 - spreads load
            self._failures = min(self._failures + 1, 16)
        self._held_until = max(self._held_until, now + min(max(after, 0.0), LONGEST_HOLD))
        self._pump()
        return self._held_until - now

    def stop(self) -> None:
        """Send nothing until `resume`; see `Pace.stop`."""
        self.stopped = True
        self._pump()

    def resume(self) -> None:
        """Send again, with nothing held against it."""
        self.stopped = False
        self._held_until = -math.inf
        self._failures = 0
        self._pump()

    def went_well(self) -> None:
        """Note that the network takes messages: the next hold is short again."""
        if self._failures and self._held_until <= self._monotonic():
            self._failures = 0

    def read(self) -> Reading:
        """Return how the channel stands."""
        now = self._monotonic()
        waiting = sum(not one.done() for waiters in self._waiting.values() for one in waiters)
        return Reading(waiting, max(self._held_until - now, 0.0), self.stopped, self.day.count(now), self.trouble)

    def close(self) -> None:
        """Let nobody wait any longer."""
        self._dismiss(math.inf)
        self._arm(self._monotonic())

    def _closed(self, now: float) -> float:
        """Return for how long nobody at all may send, at least; nothing or less where one may."""
        return math.inf if self.stopped else max(self._held_until, self.day.opens(now)) - now

    def _take(self, identity: int, now: float) -> None:
        self._rate.take(_CHANNEL, now)
        self._persons.take(identity, now)
        self.day.take(now)

    async def _wait(self, identity: int, now: float) -> float:
        waiter: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        if identity in self._waiting:
            self._waiting[identity].append(waiter)
        else:
            self._waiting[identity] = deque([waiter])
            self._line_up(identity, now)
        self._arm(now)
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled() and waiter.result() == 0.0:
                self.give_back(identity)
            raise

    def _line_up(self, identity: int, now: float) -> None:
        """Put a person behind the others, or aside until it is time, or forget one for whom nothing waits."""
        opens = self._persons.opens(identity)
        if not self._waiting[identity]:
            del self._waiting[identity]
        elif opens - now > SOON:
            heapq.heappush(self._later, (opens, identity))
        else:
            self._ready.append(identity)

    def _pump(self) -> None:
        """Give the turns that may be had now."""
        now = self._monotonic()
        while self._later and self._later[0][0] - now <= SOON:
            self._ready.append(heapq.heappop(self._later)[1])
        closed = self._closed(now)
        while self._ready and max(closed, self._rate.opens(_CHANNEL) - now) <= SOON:
            self._serve(self._ready.popleft(), now)
            closed = self._closed(now)
        if closed > PATIENCE:
            self._dismiss(closed)
        self._arm(now)

    def _serve(self, identity: int, now: float) -> None:
        """Give one turn to a person, unless nobody waits for it any more."""
        waiters = self._waiting[identity]
        while waiters:
            waiter = waiters.popleft()
            if not waiter.done():
                self._take(identity, now)
                waiter.set_result(0.0)
                break
        self._line_up(identity, now)

    def _dismiss(self, rest: float) -> None:
        """Tell all who wait to come back later."""
        for waiters in self._waiting.values():
            for waiter in waiters:
                if not waiter.done():
                    waiter.set_result(rest)
        self._waiting.clear()
        self._ready.clear()
        self._later.clear()

    def _arm(self, now: float) -> None:
        """Wake up when the next turn may be had."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._ready and not self._later:
            return
        first = self._rate.opens(_CHANNEL) if self._ready else self._later[0][0]
        seconds = max(first - now, self._closed(now), SHORTEST)
        self._timer = asyncio.get_running_loop().call_later(seconds, self._pump)


class Pace:
    """The gates of all channels, by the channel's id. It lives in one event loop, and in memory only.

    Times are those of `monotonic`, so that setting the machine's clock moves nothing. With several processes over one
    database each keeps to its part of a channel's limits (`share`); a person is served by one of them at a time.
    """

    def __init__(self, limits: Mapping[int, Limits], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._gates = {channel: Gate(one, monotonic) for channel, one in limits.items()}

    async def turn(self, channel: int, identity: int) -> float:
        """Wait until one message may be sent to a person, and take the turn. Returns 0 when it is to be sent now.

        Anything else is for how many seconds the person has to rest before asking again, and no turn was taken: the
        channel is held or its day is used up, the person has had enough for a while, or, with infinity, the channel is
        stopped. So nobody waits here for long, except behind others, in whose line a place is kept. May be cancelled.
        """
        return await self._gate(channel).turn(identity)

    def give_back(self, channel: int, identity: int) -> None:
        """Undo a turn that was taken, and then not made use of: nothing was handed to the network."""
        self._gate(channel).give_back(identity)

    def hold(self, channel: int, after: float | None = None, trouble: str = "") -> float:
        """Send nothing through a channel for `after` seconds, or as long as is sensible. Returns for how many that is.

        trouble: why, for people.

        Each hold without `after` is twice as long as the one before, until something `went_well` after it.
        """
        self._gate(channel).trouble = trouble
        return self._gate(channel).hold(after)

    def went_well(self, channel: int) -> None:
        """Note that the network took a message."""
        self._gate(channel).went_well()

    def stop(self, channel: int, trouble: str = "") -> None:
        """Send nothing through a channel until `resume`: its account is out of order. Whoever waits is sent away."""
        self._gate(channel).trouble = trouble
        self._gate(channel).stop()

    def resume(self, channel: int) -> None:
        """Send through a channel again; those who were sent away have to ask again."""
        self._gate(channel).resume()

    def restore(self, channel: int, counts: Iterable[tuple[float, int]]) -> None:
        """Replace what is known of the last 24 hours: pairs of how many seconds ago, and how many messages were sent."""
        self._gate(channel).day.restore(counts, self._monotonic())

    def share(self, processes: int) -> None:
        """Keep to one part of so many of every channel's limits. Raises ValueError for none."""
        if processes < 1:
            raise ValueError("there is at least one process")
        for gate in self._gates.values():
            gate.share(processes)

    def read(self, channel: int) -> Reading:
        """Return how a channel stands."""
        return self._gate(channel).read()

    def close(self) -> None:
        """Let nobody wait any longer; every turn that is waited for comes back with infinity."""
        for gate in self._gates.values():
            gate.close()

    def _gate(self, channel: int) -> Gate:
        """Return the gate of a channel; one that nothing is said of has no limits."""
        gate = self._gates.get(channel)
        if gate is None:
            gate = self._gates[channel] = Gate(Limits(), self._monotonic)
        return gate
