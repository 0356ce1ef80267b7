"""How fast the platform lets a number go: what its answers say about it, and how long to wait."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from cauce import Unreachable
from cauce_plugins.transports.whatsapp_cloud.limits import PERSON_SECONDS
from cauce_plugins.transports.whatsapp_cloud.reading import loaded, parts

LONGEST = 600.0
"""The longest wait that is believed, in seconds."""

PEOPLE = 10_000
"""Of how many people it is remembered that they were sent too much."""

HOLDS = ((100.0, 60.0), (95.0, 5.0), (90.0, 1.0))
"""From which share of what may be used, in per cent, how many seconds lie between two messages."""


def retry_after(headers: Mapping[str, str], now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> float | None:
    """Return the seconds of `Retry-After`, a number or a date, at most `LONGEST`; None where nothing readable is there."""
    written = headers.get("Retry-After", "").strip()
    if written.isascii() and written.isdecimal():
        return min(float(written[:9]), LONGEST)
    try:
        at = parsedate_to_datetime(written)
    except ValueError:
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return min(max((at - now()).total_seconds(), 0.0), LONGEST)


def hold(headers: Mapping[str, str]) -> float:
    """Return how long to wait after an answer, by the share that `X-Business-Use-Case-Usage` says is used up."""
    written = headers.get("X-Business-Use-Case-Usage")
    if not written:
        return 0.0
    wait = 0.0
    for one in _usages(written):
        share = max(_number(one.get(name)) for name in ("call_count", "total_cputime", "total_time"))
        wait = max(wait, next((seconds for least, seconds in HOLDS if share >= least), 0.0))
        if share >= HOLDS[0][0]:
            wait = max(wait, 60 * _number(one.get("estimated_time_to_regain_access")))
    return min(wait, LONGEST)


def _usages(written: str) -> Iterator[Mapping[str, Any]]:
    try:
        found = loaded(written[:16384])
    except ValueError:
        return
    for account in found if isinstance(found, dict) else ():
        yield from parts(found, account)


def _number(value: Any) -> float:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 10**6
    return float(value) if fits else 0.0


@dataclass(slots=True)
class Pace:
    """What a number has been told: until when nothing may be sent, and who was sent too much, how often in a row."""

    now: Callable[[], float] = time.monotonic
    until: float = 0.0
    slowed: OrderedDict[tuple[str, str], int] = field(default_factory=OrderedDict)

    def check(self) -> None:
        """Raise Unreachable while the share that may be used is nearly used up."""
        wait = self.until - self.now()
        if wait > 0:
            raise Unreachable("nearly as much as may be is used", after=wait, counts=False, scope="channel")

    def went(self, address: tuple[str, str], wait: float) -> None:
        """Note that a message was taken, and how long to wait now."""
        self.slowed.pop(address, None)
        if wait > 0:
            self.until = max(self.until, self.now() + wait)

    def too_many(self, address: tuple[str, str]) -> Unreachable:
        """Return how long this person is to be left alone: four times longer each time."""
        times = self.slowed.pop(address, 0)
        self.slowed[address] = times + 1
        if len(self.slowed) > PEOPLE:
            self.slowed.popitem(last=False)
        after = min(max(PERSON_SECONDS, 4.0 ** min(times, 8)), LONGEST)
        return Unreachable("131056 too many messages to this person", after=after, counts=False, scope="person")
