"""What may go wrong with a message: the names of the modes, and what each does."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from cauce.testing.graph.troubles import Trouble

REFUSING: Mapping[str, Trouble] = {
    "429": Trouble(130429, status=429, retry_after=1),
    "500": Trouble(2),
    "503": Trouble(131016),
    "template": Trouble(132000),
    "expired": Trouble(190),
    "off": Trouble(133010),
    "locked": Trouble(131031),
}
"""Modes in which nothing is taken, and the answer."""

TAKING = frozenset({"ok", "slow", "reset", "timeout", "truncated", "garbage", "noid"})
"""Modes in which the message is taken. ok; answered late, by `delay`; then cut off; never answered; half an answer; an answer
that is nonsense; one that names no message."""

MODES = frozenset({*REFUSING, *TAKING, "drop"})
"""All modes. drop: cut off before anything is taken. `error:CODE` besides: refused with any code of the platform."""


def refusal(mode: str) -> Trouble | None:
    """Return the answer of a mode in which nothing is taken, None for the others. Raises ValueError for no mode."""
    if mode in MODES:
        return REFUSING.get(mode)
    name, _, code = mode.partition(":")
    if name == "error" and code.isdecimal():
        return Trouble(int(code))
    raise ValueError(f"there is no mode {mode!r}: {', '.join(sorted(MODES))} or error:CODE")


@dataclass
class Moods:
    """Which mode comes next: those that were scripted first, then by the odds of `mix`, then `mode`."""

    mode: str = "ok"
    modes: deque[str] = field(default_factory=deque)
    mix: Mapping[str, float] = field(default_factory=dict)
    chance: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311 - to be repeated, not to be secret

    def next(self) -> str:
        """Return the mode of the message that has come."""
        if self.modes:
            return self.modes.popleft()
        if self.mix:
            drawn = self.chance.random()
            for name, share in self.mix.items():
                drawn -= share
                if drawn < 0:
                    return name
        return self.mode
