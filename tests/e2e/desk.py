"""The desk on the day of the plugins: who works, what the supervisor's console shows of it, and the people who write."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cauce.testing.graph.people import id_of
from e2e.console import Console
from e2e.ear import Ear
from e2e.stories import Customer
from e2e.town import Opened
from e2e.worker import PAUSE, Worker, patience
from faults.crowd import key_of, message
from faults.shop import Shop

REMINDERS = ("¿Sigues ahí?", "¿Aún necesitas a Legal?")
"""Of whoever the bot waits for, and of whoever is silent with an operator of the area that reminds them itself."""
FAREWELL = "Cerramos por ahora."

_TALK = (
    "SELECT MAX(v.id) FROM conversations v JOIN identities i ON i.id = v.identity_id WHERE i.value = ? AND v.opened = 1"
)


class Board(Console):
    """A console that knows how each conversation stands, as it was told last. Ask it only of whom sees all of them."""

    def __init__(self, worker: Worker) -> None:
        super().__init__(worker)
        self.talks: dict[int, Mapping[str, Any]] = {}

    def _hear(self, name: str, body: Mapping[str, Any]) -> None:
        super()._hear(name, body)
        one = body["data"].get("conversation")
        if isinstance(one, Mapping) and one["seq"] >= self.talks.get(one["id"], {"seq": 0})["seq"]:
            self.talks[one["id"]] = one


@dataclass
class Guest(Customer):
    """Somebody who writes on this day. talks: all their conversations. closes: how many of those the desk or the flow close."""

    ear: Ear | None = None
    story: str = ""
    talks: list[int] = field(default_factory=list)

    async def heard(self) -> list[str]:
        """Return what the platform brought them, each message once, and without reminders: those come when they are due."""
        assert self.ear is not None
        return [one.text for one in self.ear.brought[self.person] if one.text not in REMINDERS]

    async def begins(self, text: str = "hola") -> None:
        """Write, which opens a conversation."""
        await self.says(text)
        async with patience():
            while (found := self._talk()) in {None, *self.talks}:  # noqa: ASYNC110 - another process is waited for
                await asyncio.sleep(PAUSE)
        self.conversation = int(found or 0)
        self.talks.append(self.conversation)

    def _talk(self) -> int | None:
        with self.crowd.shop.books() as db:
            found: int | None = db.execute(_TALK, (self.person,)).fetchone()[0]
            return found

    async def shows(self, picture: bytes) -> None:
        """Send a picture, until the platform is told that it was taken."""
        platform = self.crowd.shop.platform
        acked = self.crowd.acked[self.person]
        key = key_of(self.person, len(acked) + 1)
        about = {"id": await platform.keep("image/png", picture), "mime_type": "image/png"}
        told = {**message(self.person, key, ""), "type": "image", "image": about, "from_user_id": id_of(self.person)}
        del told["text"]
        self.crowd.tried.add(key)
        await self.crowd.bring(self.crowd.body([told]))
        acked.append(key)
        self.line.append(("contact", ""))


@dataclass(frozen=True, slots=True)
class Shown:
    """A file and where it was said. wanted: the digest of what was sent, found: of what came out at the other end."""

    file: str
    conversation: int
    wanted: str
    found: str


@dataclass
class Desk:
    """All of it. of: operators by their id. gates: what has happened by now. waiting: how many were told that it is closed, by area.

    refused: (who, path, status) of whoever asked for a file that is not theirs.
    """

    shop: Shop
    board: Board
    of: Mapping[int, Worker]
    opened: Opened
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    waiting: Counter[str] = field(default_factory=Counter)
    files: list[Shown] = field(default_factory=list)
    refused: list[tuple[str, str, int]] = field(default_factory=list)

    @property
    def lead(self) -> Worker:
        """The supervisor."""
        return self.board.worker

    def stranger(self, worker: Worker) -> Worker:
        """Return somebody who sees nothing of the areas of another."""
        return next(one for one in self.of.values() if not one.areas & worker.areas)

    async def given(self, guest: Guest, area: str) -> Worker:
        """Wait until routing has given a conversation of an area to somebody, and return whom."""
        async with patience():
            while True:
                one = self.board.talks.get(guest.conversation, {})
                who = self.of.get(one.get("assignee") or 0) or (
                    self.lead if one.get("assignee") == self.lead.id else None
                )
                if one.get("owner") == "human" and one.get("area") == area and who is not None:
                    return who
                await asyncio.sleep(PAUSE)
