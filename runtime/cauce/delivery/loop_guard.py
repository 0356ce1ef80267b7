"""The loop guard: notices two machines that answer each other, by what is said and when. It keeps no text."""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from dataclasses import dataclass, field

from cauce.engine.folding import fold
from cauce.settings_file import LoopGuardPart

PERSONS = 10_000
"""Persons who are remembered at most; of more, those who were silent longest are forgotten."""
REMEMBERED = 400
"""Messages of one person that are remembered at most."""
LENGTH = 500
"""Characters of a message that are compared."""
SLOW_COSTS = 2
"""How many quick rounds an answer takes back that was not quick: a network delays now and then what a machine says."""

SAME_TEXT = "same_text"
TOO_QUICK = "too_quick"


@dataclass(slots=True)
class _Talk:
    """What was said with one person lately: when, and a number for which way and what."""

    said: deque[tuple[int, int]] = field(default_factory=deque)
    counts: Counter[int] = field(default_factory=Counter)
    latest: int = 0
    spoken: int | None = None
    rounds: int = 0


class LoopGuard:
    """Fed with every message, in the order of the conversation, it says when the conversation is to be paused.

    That is, when one text came, or went, more than `same_texts` times in `within_minutes`, or when what we say has been
    answered `quick_rounds` times in a row, each time in less than `quick_seconds`. Texts count as equal that differ only
    in case, accents, punctuation and spaces; what has no text is not compared. Several messages before our next are one
    answer. Whoever was paused begins anew. Times are milliseconds; where they jump back, what was counted is forgotten.
    """

    def __init__(self, settings: LoopGuardPart | None = None) -> None:
        self._settings = settings or LoopGuardPart()
        self._window = int(self._settings.within_minutes * 60_000)
        self._quick = int(self._settings.quick_seconds * 1000)
        self._talks: OrderedDict[int, _Talk] = OrderedDict()

    @property
    def persons(self) -> int:
        """How many persons are remembered."""
        return len(self._talks)

    def heard(self, identity: int, text: str, now: int) -> str:
        """Take what a person says. Returns "", or why the conversation is to be paused: `same_text`, `too_quick`."""
        talk = self._talk(identity, now)
        if talk.spoken is not None:
            is_quick = now - talk.spoken < self._quick
            talk.rounds = talk.rounds + 1 if is_quick else max(talk.rounds - SLOW_COSTS, 0)
            talk.spoken = None
        reason = self._repeated(talk, "in", text, now)
        if not reason and self._settings.quick_rounds and talk.rounds >= self._settings.quick_rounds:
            reason = TOO_QUICK
        return self._told(identity, reason)

    def said(self, identity: int, text: str, now: int) -> str:
        """Take what is said to a person by the bot; returns what `heard` does. What one of us says is no concern of it."""
        talk = self._talk(identity, now)
        talk.spoken = now
        return self._told(identity, self._repeated(talk, "out", text, now))

    def forget(self, identity: int) -> None:
        """Begin anew with a person: the conversation is paused, or somebody looked at it."""
        self._talks.pop(identity, None)

    def _talk(self, identity: int, now: int) -> _Talk:
        """Return what is known of a person, after forgetting those of whom nothing counts any more."""
        talk = self._talks.pop(identity, None)
        if talk is None or now < talk.latest:
            talk = _Talk()
        elif now - talk.latest > self._window:
            talk.rounds = 0
        self._talks[identity] = talk
        talk.latest = now
        while len(self._talks) > 1:
            oldest = next(iter(self._talks.values()))
            if len(self._talks) <= PERSONS and 0 <= now - oldest.latest <= self._window:
                break
            self._talks.popitem(last=False)
        return talk

    def _repeated(self, talk: _Talk, way: str, text: str, now: int) -> str:
        """Count a text, and tell whether it came or went too often."""
        folded = fold(text[:LENGTH])
        if not folded or not self._settings.same_texts:
            return ""
        while talk.said and (talk.said[0][0] <= now - self._window or len(talk.said) >= REMEMBERED):
            _, gone = talk.said.popleft()
            talk.counts[gone] -= 1
            if not talk.counts[gone]:
                del talk.counts[gone]
        key = hash((way, folded))
        talk.said.append((now, key))
        talk.counts[key] += 1
        return SAME_TEXT if talk.counts[key] > self._settings.same_texts else ""

    def _told(self, identity: int, reason: str) -> str:
        if reason:
            self.forget(identity)
        return reason
