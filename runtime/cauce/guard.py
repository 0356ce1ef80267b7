"""What stands between live traffic and a plugin's code: a deadline, strikes, and a fence after repeated ones.

A plugin that raises, hangs or blocks never takes a message down with it: the caller gets a `Trouble` and goes on.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

DEADLINE = 2.0
"""Seconds that a plugin's code may take, unless the caller says otherwise."""
STRIKES = 3
"""Troubles in a row after which a part of a plugin is fenced off."""
REST = 60.0
"""Seconds that a fence stands before one call is let through again, on trial."""

Key = tuple[str, str]
"""A plugin's name and the part of it that is called."""

Value = TypeVar("Value")
_log = logging.getLogger("cauce.guard")


class Reason(StrEnum):
    """What a plugin did wrong."""

    RAISED = "raised"
    LATE = "late"
    FENCED = "fenced"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a caller gets in place of a value. `detail` is one line for logs, never for a visitor."""

    plugin: str
    part: str
    reason: Reason
    detail: str = ""


@dataclass(slots=True)
class _Record:
    """The strikes in a row of one part of a plugin, and when its fence was put up."""

    strikes: int = 0
    fenced_at: float | None = None


class Guard:
    """Calls plugins' code and remembers who misbehaved. One per process, so that strikes add up.

    A part of a plugin (`weather`, `node weather.today`) is fenced alone: a broken fact does not cut a transport off.
    """

    def __init__(
        self,
        *,
        deadline: float = DEADLINE,
        strikes: int = STRIKES,
        rest: float = REST,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._deadline = deadline
        self._strikes = strikes
        self._rest = rest
        self._now = now
        self._records: dict[Key, _Record] = {}

    async def call(
        self,
        plugin: str,
        part: str,
        function: Callable[[], Awaitable[Value]],
        *,
        deadline: float | None = None,
        expected: tuple[type[Exception], ...] = (),
    ) -> Value | Trouble:
        """Await `function()` for at most `deadline` seconds.

        Exceptions of `expected` types are part of the contract: they pass through and are no strike. What is still
        running at the deadline is cancelled and left behind. Code that blocks the loop cannot be stopped: what it
        returns counts, and so does the strike.
        """
        if self.is_fenced(plugin, part):
            return Trouble(plugin, part, Reason.FENCED)
        limit = self._deadline if deadline is None else deadline
        began = self._now()
        # A task of its own: code that swallows its cancellation must not keep the caller waiting.
        task = asyncio.ensure_future(_contained(function))
        try:
            done, _ = await asyncio.wait({task}, timeout=limit)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if not done:
            task.cancel()
            return self._strike((plugin, part), Reason.LATE, f"took longer than {limit:g} s")
        outcome = _Raised(RuntimeError("it cancelled itself")) if task.cancelled() else task.result()
        return self._judge((plugin, part), outcome, self._now() - began, limit, expected)

    def run(
        self,
        plugin: str,
        part: str,
        function: Callable[[], Value],
        *,
        deadline: float | None = None,
        expected: tuple[type[Exception], ...] = (),
    ) -> Value | Trouble:
        """Call `function()`, which does not wait for anything. It cannot be interrupted; being slow is a strike."""
        if self.is_fenced(plugin, part):
            return Trouble(plugin, part, Reason.FENCED)
        limit = self._deadline if deadline is None else deadline
        began = self._now()
        outcome: Value | _Raised
        try:
            outcome = function()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a stranger's code may raise anything
            outcome = _Raised(error)
        return self._judge((plugin, part), outcome, self._now() - began, limit, expected)

    def is_fenced(self, plugin: str, part: str) -> bool:
        """Tell whether calls are being refused now. After the rest, the next call is a trial: one strike fences again."""
        record = self._records.get((plugin, part))
        if record is None or record.fenced_at is None:
            return False
        if self._now() - record.fenced_at < self._rest:
            return True
        record.fenced_at = None
        record.strikes = self._strikes - 1
        return False

    def fenced(self) -> tuple[Key, ...]:
        """Return the (plugin, part) pairs that stand behind a fence, for health and `cauce plugins`."""
        return tuple(key for key in self._records if self.is_fenced(*key))

    def _judge(
        self, key: Key, outcome: Value | _Raised, seconds: float, limit: float, expected: tuple[type[Exception], ...]
    ) -> Value | Trouble:
        if isinstance(outcome, _Raised):
            if isinstance(outcome.error, expected):
                raise outcome.error
            detail = f"{type(outcome.error).__name__}: {outcome.error}"
            return self._strike(key, Reason.RAISED, detail, outcome.error)
        if seconds > limit:
            self._strike(key, Reason.LATE, f"kept everything waiting for {seconds:.1f} s")
        else:
            self._records.pop(key, None)
        return outcome

    def _strike(self, key: Key, reason: Reason, detail: str, error: BaseException | None = None) -> Trouble:
        record = self._records.setdefault(key, _Record())
        record.strikes += 1
        _log.warning("plugin %s, %s: %s (strike %d)", *key, detail, record.strikes, exc_info=error)
        if record.strikes >= self._strikes:
            record.fenced_at = self._now()
            _log.error("plugin %s, %s is fenced off for %g s after %d strikes", *key, self._rest, record.strikes)
        return Trouble(*key, reason, detail)


@dataclass(frozen=True, slots=True)
class _Raised:
    """An exception on its way out of a plugin's code."""

    error: BaseException


async def _contained(function: Callable[[], Awaitable[Value]]) -> Value | _Raised:
    """Await the call and hand an exception over as a value: SystemExit inside a task would end the event loop."""
    try:
        return await function()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a stranger's code may raise anything
        return _Raised(error)
