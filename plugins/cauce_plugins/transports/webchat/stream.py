"""The stream to one tab of one visitor: the transcript from where the tab stands, and on, without a gap."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from cauce import Line, Unavailable
from cauce_plugins.transports.webchat.wire import BREATH, READY, frame, shown

PAGE = 100
"""How many messages are read at once."""

BREATHING = 15.0
"""Seconds between two signs of life. The transcript is looked at then too, should a wake-up have been lost."""

TABS = 12
"""How many streams one visitor may hold open."""

TABS_OF_A_CALLER = 300
"""How many streams one network address may hold open."""

Read = Callable[..., Awaitable[Sequence[Line]]]
"""`read(after=, limit=)` gives the visitor's transcript from there."""


@dataclass(slots=True, eq=False)
class Tab:
    """A tab that listens: rung when there is something to read, handed what only its own visitor's tabs are told."""

    bell: asyncio.Event = field(default_factory=asyncio.Event)
    post: list[bytes] = field(default_factory=list)

    def take(self) -> list[bytes]:
        """Return what was handed over since the last time."""
        post, self.post = self.post, []
        return post


class Tabs:
    """All tabs of a channel that listen now, by the value of their visitor's address, and how many each caller has."""

    def __init__(self) -> None:
        self._open: defaultdict[str, set[Tab]] = defaultdict(set)
        self._callers: Counter[str] = Counter()

    def full(self, visitor: str, caller: str) -> bool:
        """Say whether this visitor, or the network address that calls, has all the streams that one may have."""
        return len(self._open.get(visitor, ())) >= TABS or self._callers[caller] >= TABS_OF_A_CALLER

    def ring(self, visitor: str, post: bytes = b"") -> None:
        """Wake the tabs of a visitor, handing them something or only telling them to read the transcript."""
        for tab in self._open.get(visitor, ()):
            if post:
                tab.post.append(post)
            tab.bell.set()

    @contextmanager
    def listening(self, visitor: str, caller: str) -> Iterator[Tab]:
        """Be one of the tabs for as long as the block lasts."""
        tab = Tab()
        self._open[visitor].add(tab)
        self._callers[caller] += 1
        try:
            yield tab
        finally:
            self._open[visitor].discard(tab)
            if not self._open[visitor]:
                del self._open[visitor]
            self._callers[caller] -= 1
            self._callers += Counter()  # forgets the callers who have none


async def follow(tab: Tab, read: Read, after: int) -> AsyncIterator[bytes]:
    """Yield the events of a stream, for ever: what is missing, `ready`, then each message as it is said.

    Ends where the store cannot be read now: the tab comes back and asks from where it stands.
    """
    greeting = READY
    with suppress(Unavailable):
        while True:
            tab.bell.clear()
            async for seq, event in _catch_up(read, after):
                after = seq
                yield event
            if extra := b"".join((greeting, *tab.take())):
                yield extra
            greeting = b"" if await _wait(tab.bell) else BREATH


async def _wait(bell: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout(BREATHING):
            return await bell.wait()
    except TimeoutError:
        return False


async def _catch_up(read: Read, after: int) -> AsyncIterator[tuple[int, bytes]]:
    while True:
        lines = await read(after=after, limit=PAGE)
        for line in lines:
            after = line.seq
            yield after, frame(shown(line))
        if len(lines) < PAGE:
            return
