"""Crash points: the places of the pipeline where the tests pull the plug. They cost nothing unless a test asks.

`CAUCE_CRASH_POINT=P8:3` ends the process, as `kill -9` would, the third time that it passes P8.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

POINTS = {
    "P1": "a body was read",
    "P2": "it was found to be genuine",
    "P3": "its inbox rows are inserted",
    "P4": "they are committed",
    "P5": "the sender was told so",
    "P6": "a message was claimed",
    "P7": "its step was computed",
    "P8": "the step is committed",
    "P9": "the attempt to send is committed",
    "P10": "the request is about to leave",
    "P11": "the answer was read",
    "P12": "the result is committed",
    "P14": "a status was stored",
}


def _pass(point: str) -> None:
    """Go on."""


def _armed(order: str) -> Callable[[str], None]:
    wanted, _, times = order.partition(":")
    left = int(times or "1")

    def crash(point: str) -> None:
        nonlocal left
        if point == wanted:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return crash


_order = os.environ.get("CAUCE_CRASH_POINT", "")

is_armed = bool(_order)
"""Whether a test is at work, for whoever would have to go out of the way to pass a point."""

crash_point: Callable[[str], None] = _armed(_order) if _order else _pass
