"""How often a password may be wrong, by account and by address, with a wait that grows.

It is counted in this process and forgotten with it: each wrong guess would otherwise cost the database a commit, which
is what somebody who guesses wants. With N processes, N times as many guesses are let through, and still far too few.

Whoever guesses passwords does not lock others out: an account has a count of its own at an address from which it got in
before, and there nothing else is looked at.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from cauce.access.errors import TooMany
from cauce.clock import Clock
from cauce.errors import Unavailable

ACCOUNT_FREE, ADDRESS_FREE = 5, 20
"""How many wrong ones in a row cost nothing."""
LONGEST = 900
"""How long the wait grows to, in seconds."""
DOUBLINGS = 10
"""After how many more the wait grows no longer."""
FORGET = 3600
"""After how many seconds without a try a count begins anew."""
KEPT = 10_000
"""How many counts are kept; the one that was used longest ago makes room."""

Key = tuple[str, ...]


@dataclass(slots=True)
class _Count:
    """How many tries there were, and from when on the next one is taken."""

    tries: int = 0
    free_at: int = 0
    last: int = 0


class Limits:
    """Counts tries. A try counts as failed until it is told otherwise, so that many at once are counted too."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts: OrderedDict[Key, _Count] = OrderedDict()
        self._at_home: OrderedDict[Key, None] = OrderedDict()

    @contextmanager
    def trying(self, account: str, address: str) -> Iterator[None]:
        """Count a try: as failed where WrongLogin comes of it or nobody waits for its end, and else as right.

        One that the database had no answer for was none. Raises TooMany where it comes before its time.
        """
        self.attempt(account, address)
        try:
            yield
        except Unavailable:
            self.undone(account, address)
            raise
        self.succeeded(account, address)

    def attempt(self, account: str, address: str) -> None:
        """Count a try. Raises TooMany, and counts nothing, where it comes before its time."""
        now = self._clock.now()
        address = place_of(address)
        keys = self._keys(account, address)
        asked = keys[:1] if (account, address) in self._at_home else keys
        if (free_at := max(self._free_at(key, now) for key, _ in asked)) > now:
            raise TooMany(-(-(free_at - now) // 1000))
        for key, free in keys:
            count = self._count(key, now)
            count.tries += 1
            count.last = now
            if (over := count.tries - free) >= 0:
                count.free_at = now + min(2 ** min(over, DOUBLINGS), LONGEST) * 1000

    def succeeded(self, account: str, address: str) -> None:
        """Forget the account's failures: whoever tried was right, and is at home at that address."""
        address = place_of(address)
        keys = [key for key, _ in self._keys(account, address)]
        self._counts.pop(keys[0], None)
        self._give_back(keys[1], ADDRESS_FREE)
        home = (account, address)
        self._at_home[home] = None
        self._at_home.move_to_end(home)
        if len(self._at_home) > KEPT:
            self._at_home.popitem(last=False)

    def undone(self, account: str, address: str) -> None:
        """Take a try back that came to no end, through no fault of whoever tried."""
        for key, free in self._keys(account, place_of(address)):
            self._give_back(key, free)

    def _give_back(self, key: Key, free: int) -> None:
        if count := self._counts.get(key):
            count.tries -= 1
            if count.tries < free:
                count.free_at = 0

    def _keys(self, account: str, address: str) -> tuple[tuple[Key, int], tuple[Key, int]]:
        home = (account, address)
        who = ("home", *home) if home in self._at_home else ("account", account)
        return (who, ACCOUNT_FREE), (("address", address), ADDRESS_FREE)

    def _free_at(self, key: Key, now: int) -> int:
        """Return from when on a try is taken. Who only asks, and is refused, pushes nobody out of the memory."""
        count = self._counts.get(key)
        return 0 if count is None or _is_old(count, now) else count.free_at

    def _count(self, key: Key, now: int) -> _Count:
        count = self._counts.get(key)
        if count is None or _is_old(count, now):
            count = self._counts[key] = _Count(last=now)
        self._counts.move_to_end(key)
        if len(self._counts) > KEPT:
            self._counts.popitem(last=False)
        return count


def _is_old(count: _Count, now: int) -> bool:
    return now - count.last > FORGET * 1000


def place_of(address: str) -> str:
    """Return what is counted of an address: all of it, or of one of IPv6 the half that is not its owner's to choose."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
