"""Seats: who is connected, by what they came in, and what they were told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cauce.access.principal import Principal
from cauce.access.still import Key

HEADS = 500
"""Of how many streams is remembered between two heartbeats how far a client was told."""


@dataclass(slots=True, eq=False)
class Seat:
    """One connection. sid, line: what Socket.IO and Engine.IO call it. rooms: those it is in.

    heads: how far it was told of streams since the last heartbeat. open: whether its client knows that it is connected.
    """

    sid: str
    line: str
    who: Principal
    key: Key
    rooms: frozenset[str] = frozenset()
    heads: dict[str, int] = field(default_factory=dict)
    open: bool = False

    def told(self, stream: str, seq: int) -> None:
        """Remember how far it was told of a stream."""
        if len(self.heads) < HEADS or stream in self.heads:
            self.heads[stream] = seq


class Seats:
    """All of them, by what Socket.IO calls them."""

    def __init__(self) -> None:
        self._seats: dict[str, Seat] = {}
        self._lines: dict[str, Seat] = {}

    def __len__(self) -> int:
        return len(self._seats)

    def __iter__(self) -> Iterator[Seat]:
        return iter(list(self._seats.values()))

    def get(self, sid: str) -> Seat | None:
        """Return one, None where there is none."""
        return self._seats.get(sid)

    def at(self, line: str) -> Seat | None:
        """Return that of a line, None where nobody came in by it."""
        return self._lines.get(line)

    def count(self, user: int) -> int:
        """Return how many one user has."""
        return sum(seat.who.user == user for seat in self._seats.values())

    def add(self, seat: Seat) -> None:
        """Give somebody a seat."""
        self._seats[seat.sid] = self._lines[seat.line] = seat

    def remove(self, sid: str) -> Seat | None:
        """Take a seat away, and return it."""
        seat = self._seats.pop(sid, None)
        if seat is not None:
            self._lines.pop(seat.line, None)
        return seat
