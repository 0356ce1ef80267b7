"""The fake itself: numbers, people, files, what goes wrong, and the ledger; `routes` puts it on the network."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Protocol, Self

from cauce.testing.graph.acts import PERSON, Acts
from cauce.testing.graph.courier import Courier, Story, letter
from cauce.testing.graph.envelope import Number, Told, change, message_id, status_value
from cauce.testing.graph.files import Files
from cauce.testing.graph.ledger import Call, Post
from cauce.testing.graph.modes import Moods
from cauce.testing.graph.people import People
from cauce.testing.graph.rates import Rates
from cauce.testing.graph.stories import Telling
from cauce.testing.graph.templates import Template

if TYPE_CHECKING:
    from aiohttp import web

WINDOW = 24 * 3600
"""Seconds after a person's last message in which anything may be said."""


class Watch(Protocol):
    """Somebody who looks on: the page that plays the customer's phone."""

    def taken(self, number: Number, call: Call) -> None:
        """Note that a message of ours was taken."""

    def told(self, number: Number, call: Call, state: str) -> None:
        """Note what was told of it."""

    def arrived(self, number: Number, address: str, message: Mapping[str, Any]) -> None:
        """Note that a person sent something."""

    def delivered(self, ids: Sequence[str]) -> None:
        """Note that webhooks about these messages were answered 200."""

    def marked(self, number: Number, message: str, *, typing: bool) -> None:
        """Note that a person was shown as read, or that an answer is being written."""


@dataclass
class FakeGraph(Telling, Moods, Number, Acts):
    """The platform, with one number or several. `calls` holds every message that came, `marks` those marked as read.

    mode: what happens to messages, one of `MODES`; those in `modes` come first, one per message. mix: modes by their odds.
    delay: seconds of `slow`. window: whether the 24 hours of a person are kept: outside of them a free text is taken, and
    failed with 131047 after it. line_rate: messages per second of a number, 0 without limit; pair_rate: whether those to one
    person are limited. templates: those that are approved; None for any. allowed: the only numbers that can be written to,
    as of a number in development; None for all. unreachable: people whose messages fail with 131026. ahead: seconds that its
    clock is ahead of the machine's. others: more numbers, by their id. port: 0 for a free one.
    listening: a socket that is bound already, in its place. phone:
    whether there is a page that plays the customer's phone. names: of the numbers on it, by their id. media: files by id.
    """

    delay: float = 60.0
    window: bool = True
    line_rate: float = 0.0
    pair_rate: bool = False
    templates: Sequence[Template] | None = None
    allowed: Collection[str] | None = None
    unreachable: set[str] = field(default_factory=set)
    ahead: float = 0.0
    webhook_version: int = 23
    others: dict[str, Number] = field(default_factory=dict)
    port: int = 0
    listening: Any = None
    calls: list[Call] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    people: People = field(default_factory=People)
    url: str = ""
    phone: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    watch: Watch | None = None
    leaving: asyncio.Event = field(default_factory=asyncio.Event)
    _heard: dict[tuple[str, str], float] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _runner: web.AppRunner | None = None

    def __post_init__(self) -> None:
        self.files = Files(self.now)
        self.rates = Rates(self.now, self.line_rate, self.pair_rate)
        self.courier = Courier(self.now, self._delivered, self)

    @property
    def media(self) -> dict[str, tuple[str, bytes]]:
        """The files by id: type and bytes. One that is put in here stays for ever."""
        return self.files.kept

    @property
    def posts(self) -> list[Post]:
        """The webhooks that were posted, in their order."""
        return self.courier.posts

    async def __aenter__(self) -> Self:
        """Listen on this machine."""
        from aiohttp import web

        from cauce.testing.graph.routes import application

        self._runner = web.AppRunner(application(self), shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        if self.listening is not None:
            await web.SockSite(self._runner, self.listening).start()
        else:
            await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.courier.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening and telling."""
        self.leaving.set()
        await self.courier.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def now(self) -> float:
        """Return the time here, in seconds since 1970."""
        return time.time() + self.ahead

    def stamp(self) -> str:
        """Return the time as webhooks write it."""
        return str(int(self.now()))

    def first(self) -> Number:
        """Return the number where things happen unless another one is named."""
        return self

    def number(self, number_id: str) -> Number | None:
        """Return a number by its id."""
        return self if number_id == self.number_id else self.others.get(number_id)

    def numbers(self) -> Sequence[Number]:
        """Return all numbers, the first one first."""
        return [self, *self.others.values()]

    def taken(self) -> list[Call]:
        """Return the messages that were taken, in order, whether or not their sender was told so."""
        return [call for call in self.calls if call.id]

    def texts(self, person: str = "") -> list[str]:
        """Return what a person, or anybody, would have read."""
        return [call.text for call in self.taken() if person in {"", call.body.get("to"), call.body.get("recipient")}]

    def new_id(self, person: str) -> str:
        """Return an id for a message."""
        return message_id(person, next(self._numbers))

    async def arrive(self, message: Mapping[str, Any], person: str = PERSON, number: Number | None = None) -> int:
        """Let a message of any type arrive, and return the status of the answer. A number that is off hears nothing."""
        here, found = number or self, self.people.find(person)
        known = {**found.sender(), "id": self.new_id(person), "timestamp": self.stamp()}
        whole = {**known, **message}
        if self.watch:
            self.watch.arrived(here, person, whole)
        if self.mode == "off":
            return 0
        self.hear(person, here)
        return await self.tell({"contacts": [found.contact()], "messages": [whole]}, number=here)

    async def tell(self, value: Mapping[str, Any], field_name: str = "messages", number: Number | None = None) -> int:
        """Post what happened at a number as the platform would, and return the status of the answer.

        It is posted again, later and later, while it is not answered 200.
        """
        here = number or self
        return await self.courier.deliver(letter(here, [change(here, value, field_name)]))

    async def post(self, raw: bytes, signature: str | None = None, number: Number | None = None) -> int:
        """Post a body once, signed unless another signature is given, and return the status of the answer."""
        return await self.courier.post(number or self, raw, signature)

    async def verify(self, word: str | None = None, number: Number | None = None) -> bool:
        """Set the webhook up as the platform does; returns whether the challenge came back. word: else the right one."""
        here = number or self
        return await self.courier.verify(here, here.verify_token if word is None else word, "1158201444")

    async def seen(self, message: str, number: Number | None = None) -> int:
        """Let a person see a message, and tell of it. Returns 0 where the ledger does not know the message."""
        call = next((one for one in reversed(self.calls) if one.id == message), None)
        if call is None:
            return 0
        return await self.tell(status_value(self.about(call), "read", int(self.now())), number=number)

    async def settled(self) -> None:
        """Wait until everything that happened has been posted once."""
        await self.courier.settled()

    def hear(self, address: str, number: Number | None = None) -> None:
        """Open the window of a person."""
        self._heard[(number or self).number_id, self.people.find(address).user_id] = self.now()

    def is_open(self, number: Number, address: str) -> bool:
        """Tell whether a person wrote within the last 24 hours."""
        heard = self._heard.get((number.number_id, self.people.find(address).user_id))
        return heard is not None and self.now() - heard < WINDOW

    def about(self, call: Call) -> Told:
        """Return how statuses tell of a message."""
        group = call.person if call.body.get("recipient_type") == "group" else ""
        person = self.people.find(PERSON if group else call.person)
        category = "utility" if call.body.get("type") == "template" else "service"
        return Told(call.id, person, call.tag, group, category)

    async def tell_story(self, number: Number, call: Call, failure: str) -> None:
        """Tell what becomes of a message that was taken."""
        states = self.story(str(call.body.get("type", "text")), failure)
        if self.watch:
            for state in states:
                self.watch.told(number, call, state)
        if not states or not number.webhook:
            return
        about, at, older = self.about(call), int(self.now()), self.webhook_version < 24
        values = [status_value(about, state, at, older=older) for state in states]
        if self.early:
            for value in values:
                await self.tell(value, number=number)
        elif self.status_delay:
            for place, value in enumerate(values, 1):
                self.courier.put_later(place * self.status_delay, Story(number, [value]))
        else:
            await self.courier.put(Story(number, values))

    def _delivered(self, ids: Sequence[str]) -> None:
        if self.watch:
            self.watch.delivered(ids)

    def clear(self) -> None:
        """Forget what was called, posted and marked; not the people, files and hours."""
        self.calls.clear()
        self.posts.clear()
        self.marks.clear()
