"""The customer's phone, as the page shows it: chats, what was said in them and how far it got, live."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cauce.testing.graph import templates
from cauce.testing.graph.acts import PERSON
from cauce.testing.graph.control import switches
from cauce.testing.graph.envelope import Number
from cauce.testing.graph.ledger import Call

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cauce.testing.graph.fake import FakeGraph

KEPT = 500
"""How many messages of a chat are shown."""

BEHIND = 2000
"""How many changes a page may lag behind; then it has to begin again."""

TYPING_SECONDS = 25
RANKS = {"waiting": 0, "sent": 1, "failed": 2, "delivered": 3, "read": 4, "played": 5}

Change = Mapping[str, Any]


@dataclass(slots=True)
class Entry:
    """A message. mine: of the person who holds the phone. content: as it was sent. of: the message it quotes or is about.

    state: waiting, sent, delivered, read, played or failed. error: why it failed. at: seconds since 1970.
    """

    id: str
    mine: bool
    content: Mapping[str, Any]
    at: float
    state: str = "waiting"
    error: str = ""
    shown: str = ""

    def told(self) -> Change:
        """Return it as the page gets it."""
        known = {"id": self.id, "mine": self.mine, "at": self.at, "state": self.state}
        return {**known, "error": self.error, "shown": self.shown, "content": self.content}

    def go_on(self, state: str) -> bool:
        """Move forward to a state; never back. Returns whether anything changed."""
        if RANKS.get(state, -1) <= RANKS[self.state]:
            return False
        self.state = state
        return True


@dataclass(slots=True)
class Chat:
    """What was said between a person and a number."""

    number: str
    address: str
    entries: dict[str, Entry] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What the page knows it by."""
        return f"{self.number}/{self.address}"


@dataclass
class Phone:
    """Looks on at a fake, and tells every page that is open. names: of the numbers, by their ids."""

    graph: FakeGraph
    names: Mapping[str, str] = field(default_factory=dict)
    chats: dict[str, Chat] = field(default_factory=dict)
    _pages: set[asyncio.Queue[Change | None]] = field(default_factory=set)
    _where: dict[str, Chat] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.graph.watch = self
        for number in self.graph.numbers():
            self.chat(number, PERSON)

    def chat(self, number: Number, address: str) -> Chat:
        """Return a chat, a new one where there is none."""
        person = self.graph.people.find(address)
        key = f"{number.number_id}/{person.address}"
        if key not in self.chats:
            self.chats[key] = Chat(number.number_id, person.address)
            self._tell({"chat": self._about(self.chats[key])})
        return self.chats[key]

    def whole(self) -> Change:
        """Return everything, for a page that opens."""
        chats = [
            {**self._about(chat), "entries": [one.told() for one in chat.entries.values()]}
            for chat in self.chats.values()
        ]
        numbers = [
            {"id": one.number_id, "name": self.names.get(one.number_id, one.display), "display": one.display}
            for one in self.graph.numbers()
        ]
        return {"all": {"numbers": numbers, "chats": chats, "settings": self.settings()}}

    def settings(self) -> Change:
        """Return the switches that the page shows."""
        now = switches(self.graph)
        return {key: now[key] for key in ("mode", "order", "ahead", "window")}

    def set_up(self) -> None:
        """Tell every page that switches have changed."""
        self._tell({"settings": self.settings()})

    def _about(self, chat: Chat) -> Change:
        person = self.graph.people.find(chat.address)
        known = {"key": chat.key, "number": chat.number, "address": chat.address}
        return {**known, "name": person.name, "username": person.username}

    def _add(self, chat: Chat, entry: Entry) -> None:
        chat.entries[entry.id] = entry
        self._where[entry.id] = chat
        if len(chat.entries) > KEPT:
            oldest = next(iter(chat.entries))
            del chat.entries[oldest], self._where[oldest]
        self._changed(chat, entry)

    def _changed(self, chat: Chat, entry: Entry) -> None:
        self._tell({"entry": entry.told(), "key": chat.key})

    def _move(self, message: str, state: str, error: str = "") -> None:
        chat = self._where.get(message)
        entry = chat.entries.get(message) if chat else None
        if chat and entry and entry.go_on(state):
            entry.error = error
            self._changed(chat, entry)

    def _at(self, number: Number, message: str) -> Chat | None:
        """Return the chat of a message, if it is one with this number."""
        chat = self._where.get(message)
        return chat if chat and chat.number == number.number_id else None

    def taken(self, number: Number, call: Call) -> None:
        """Note that a message of ours was taken. In groups there is no phone to show it on."""
        if call.body.get("recipient_type") == "group":
            return
        shown = ""
        if call.body.get("type") == "template":
            shown = templates.shown(call.body["template"], self.graph.templates or ())
        self._add(self.chat(number, call.person), Entry(call.id, False, call.body, call.time, shown=shown))

    def told(self, number: Number, call: Call, state: str) -> None:
        """Note what was told of it."""
        name, _, error = state.partition(":")
        if self._at(number, call.id):
            self._move(call.id, name, error)

    def arrived(self, number: Number, address: str, message: Mapping[str, Any]) -> None:
        """Note that a person sent something."""
        if "group_id" in message:
            return
        state = "waiting" if self.graph.mode == "off" else "sent"
        self._add(self.chat(number, address), Entry(str(message["id"]), True, message, self.graph.now(), state))

    def delivered(self, ids: Sequence[str]) -> None:
        """Note that webhooks about these messages were answered 200."""
        for message in ids:
            chat = self._where.get(message)
            if chat and chat.entries[message].mine:
                self._move(message, "delivered")

    def marked(self, number: Number, message: str, *, typing: bool) -> None:
        """Note that a person was shown as read, earlier messages too, or that an answer is being written."""
        chat = self._at(number, message)
        if chat is None:
            return
        for entry in list(chat.entries.values()):
            if entry.mine:
                self._move(entry.id, "read")
            if entry.id == message:
                break
        if typing:
            self._tell({"typing": chat.key, "seconds": TYPING_SECONDS})

    async def see(self, ids: Sequence[str]) -> None:
        """Let the person see messages of ours, and tell of it."""
        for message in ids:
            chat = self._where.get(message)
            entry = chat.entries[message] if chat else None
            if chat is None or entry is None or entry.mine or entry.state not in {"sent", "delivered"}:
                continue
            self._move(message, "read")
            await self.graph.seen(message, self.graph.number(chat.number))

    def _tell(self, change: Change) -> None:
        for page in list(self._pages):
            if page.qsize() < BEHIND:
                page.put_nowait(change)
            else:
                self._pages.discard(page)
                page.put_nowait(None)

    @contextmanager
    def _page(self) -> Iterator[asyncio.Queue[Change | None]]:
        page: asyncio.Queue[Change | None] = asyncio.Queue()
        self._pages.add(page)
        try:
            yield page
        finally:
            self._pages.discard(page)

    async def follow(self, beat: float = 15.0) -> AsyncIterator[Change]:
        """Yield everything, then every change; an empty one now and then, so that both ends know of each other."""
        with self._page() as page:
            yield self.whole()
            while True:
                try:
                    change = await asyncio.wait_for(page.get(), beat)
                except TimeoutError:
                    change = {}
                if change is None:
                    return
                yield change
