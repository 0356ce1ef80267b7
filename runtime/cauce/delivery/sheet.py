"""The sheet: what steps lead to, gathered in memory, then written table by table in the same transaction.

Nothing of a step that fails half-way is ever written, and many steps cost hardly more statements than one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cauce.store import events, messages, outbox, runs
from cauce.store.connection import Connection
from cauce.store.events import Fact
from cauce.store.messages import Draft
from cauce.store.outbox import Effect
from cauce.store.runs import Place

Write = Callable[[Connection], object]
Mark = tuple[int, int, int, int, dict[int, Place]]


@dataclass(slots=True)
class Sheet:
    """What is to be written: messages, effects with the epoch that carries them out, runs, facts, and the rest by itself.

    A fact may hold the `Draft` of a message, and an effect goes with one: their ids are put in once they are known.
    """

    drafts: list[Draft] = field(default_factory=list)
    effects: list[tuple[Effect, Draft | None, int]] = field(default_factory=list)
    facts: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)
    places: dict[int, Place] = field(default_factory=dict)
    rest: list[Write] = field(default_factory=list)

    def mark(self) -> Mark:
        """Return how much is written down so far."""
        return len(self.drafts), len(self.effects), len(self.facts), len(self.rest), dict(self.places)

    def rewind(self, mark: Mark) -> None:
        """Strike out what was written down since."""
        del self.drafts[mark[0] :], self.effects[mark[1] :], self.facts[mark[2] :], self.rest[mark[3] :]
        self.places = dict(mark[4])

    def flush(self, db: Connection, now: int) -> None:
        """Write it all, and begin with an empty sheet."""
        for write in self.rest:
            write(db)
        if self.drafts:
            messages.add(db, self.drafts, now)
        if self.effects:
            for effect, draft, _ in self.effects:
                effect.message = draft.id if draft is not None else None
            outbox.add(db, [(effect, epoch) for effect, _, epoch in self.effects], now)
        if self.places:
            runs.save(db, self.places, now)
        if self.facts:
            events.tell_all(db, self._news(), now)
        self.rewind((0, 0, 0, 0, {}))

    def _news(self) -> dict[int, list[Fact]]:
        news: dict[int, list[Fact]] = {}
        for conversation, kind, data in self.facts:
            about = data.get("message")
            told = {**data, "message": about.id} if isinstance(about, Draft) else data
            news.setdefault(conversation, []).append((kind, told))
        return news
