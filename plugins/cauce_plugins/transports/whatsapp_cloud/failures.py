"""What the platform's errors mean: try later, never again, or nobody knows. The code decides, not the HTTP status."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cauce import Refused, Stopped, Unreachable, clean
from cauce_plugins.transports.whatsapp_cloud.pace import LONGEST, hold, retry_after
from cauce_plugins.transports.whatsapp_cloud.reading import loaded, part, text

log = logging.getLogger("cauce.whatsapp_cloud")

WAITS: Mapping[int, float] = {
    4: 120.0,
    613: 120.0,
    80007: 120.0,
    130429: 5.0,
    131048: LONGEST,
    131057: 60.0,
}
"""Rates that are used up, and moments in which the platform takes nothing of this number: the seconds to wait, unless the
answer says how many."""

RATE = 5.0
"""The same, where only the status says that it was too much."""

PERSON_RATE = 131056

NOT_FETCHED = 131053

STOPPED = frozenset({0, 190, 368, 131031})
"""The token has run out, or the account is locked: somebody has to act, and the queue has to wait for it."""

REFUSED_WITH_500 = frozenset({3, 10, 131005, 131045, 133010, *range(200, 300)})
"""What the platform says with a status of its own trouble, though it is ours: permissions, a number that is not registered."""

UNSETTLED = frozenset({1, 2, 131000, 131016, 133004})
"""The platform's own trouble, after which a message may have left or not."""

ALERTS = REFUSED_WITH_500 | {130497, 131042, 131048, 132005, 132007, 132015, 132016}
"""What goes wrong for everybody until somebody acts: permissions, payment, spam, a template that is paused."""


class Unsettled(Exception):
    """Nobody knows whether it was sent."""


class TooMany(Exception):
    """This person was sent too much; the rest of the number may go on."""


class NotFetched(Exception):
    """The platform could not fetch, or take, the file of a message."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back of a call."""

    status: int
    raw: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def read(self) -> Mapping[str, Any]:
        """Return the object that its body holds, an empty one where it holds none."""
        try:
            answer = loaded(self.raw)
        except ValueError:
            return {}
        return answer if isinstance(answer, Mapping) else {}


def closed() -> Unreachable:
    """Return what says that the channel is closed: nothing was sent."""
    return Unreachable("the channel is closed", after=5.0, counts=False, scope="channel")


def settle(answer: Answer) -> str:
    """Return the platform's id of a message that it took.

    Raises Refused, Unreachable, Stopped, TooMany, NotFetched or Unsettled.
    """
    found = taken(answer)
    messages = found.get("messages")
    first = messages[0] if isinstance(messages, list) and messages else None
    if sent := text(first, "id"):
        return sent
    raise Unsettled("the answer names no message")


def taken(answer: Answer) -> Mapping[str, Any]:
    """Return what an answer says that is no error. Raises as `settle` does."""
    found = answer.read()
    if 200 <= answer.status < 300:
        return found
    error = part(found, "error")
    code = error.get("code")
    if not isinstance(code, int) or isinstance(code, bool):
        raise _without_code(answer)
    raise _meaning(answer, code, f"{code} {_words(error)}"[:500].strip())


def _words(error: Mapping[str, Any]) -> str:
    details = text(part(error, "error_data"), "details")
    return ": ".join(filter(None, (text(error, "message"), details)))


def _without_code(answer: Answer) -> Exception:
    """Return what an answer means that is not the platform's own: something in between spoke."""
    told = f"{answer.status} without a reason"
    if answer.status == 429:
        return _later("429 too many requests", answer, RATE)
    if answer.status == 401:
        return Stopped(told)
    return Refused(told) if answer.status < 500 else Unsettled(told)


def _meaning(answer: Answer, code: int, told: str) -> Exception:
    told = clean(told)
    if code in ALERTS or code in STOPPED:
        log.error("WhatsApp says that somebody has to act", extra={"code": code})
    if code in STOPPED:
        return Stopped(told)
    if code == PERSON_RATE:
        return TooMany(told)
    if code == NOT_FETCHED:
        return NotFetched(told)
    if code in WAITS or (answer.status == 429 and code not in REFUSED_WITH_500):
        return _later(told, answer, WAITS.get(code, RATE))
    doubtful = code in UNSETTLED or (answer.status >= 500 and code not in REFUSED_WITH_500)
    return Unsettled(told) if doubtful else Refused(told)


def _later(told: str, answer: Answer, seconds: float) -> Unreachable:
    after = retry_after(answer.headers) or max(seconds, hold(answer.headers))
    return Unreachable(told, after=after, counts=False, scope="channel")
