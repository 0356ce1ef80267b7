"""The traffic: how each channel of this process stands, for people to look at."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from cauce.delivery.pacing import Pace
from cauce.delivery.world import Line
from cauce.model.message import Capabilities


@dataclass(frozen=True, slots=True)
class State:
    """How a channel stands. state: `open`, `held` for a while, or `stopped` until somebody acts; for `held` seconds.

    waiting: how many wait for their turn to be said something; today: what was said in 24 hours; error: why it was last
    held or stopped, "" where it never was.
    """

    name: str
    transport: str
    state: str
    held: int
    waiting: int
    today: int
    error: str
    capabilities: Capabilities


class Traffic:
    """Reads how channels stand, from memory."""

    def __init__(self, lines: Mapping[int, Line], pace: Pace) -> None:
        self._lines = lines
        self._pace = pace

    def read(self) -> list[State]:
        """Return how each channel stands, by name."""
        return sorted((self._state(row, line) for row, line in self._lines.items()), key=lambda one: one.name)

    def _state(self, row: int, line: Line) -> State:
        found = self._pace.read(row)
        state = "stopped" if found.stopped else "held" if found.held else "open"
        held, capabilities = math.ceil(found.held), line.transport.capabilities
        channel = line.channel
        return State(
            channel.name, channel.transport, state, held, found.waiting, found.today, found.trouble, capabilities
        )
