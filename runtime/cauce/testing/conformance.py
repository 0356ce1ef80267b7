"""What every transport owes, as tests: inherit `TransportConformance`, say how to reach yours, and pytest does the rest.

class TestPostcards(TransportConformance):
    @contextlib.asynccontextmanager
    async def connect(self):
        ...
        yield Connection(transport, channel, ingress, ("phone", "56911111111"), hear, arrived)

Needs pytest-asyncio in its automatic mode.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

from cauce.http.app import application
from cauce.model.message import Capabilities, Choice, Inbound, Media, Outbound
from cauce.registration import check_route, check_transport
from cauce.schemas import compile_schema
from cauce.transport import Arrival, Channel, Delivery, Line, Receipt, Refused, Transport, Unreachable

HOSTILE = (
    "<script>alert(1)</script>",
    "{{7*7}} ${7*7} {0.__class__}",
    "Robert'); DROP TABLE messages;--",
    "\u202eoiraunima\u202c \u200f\u200b",
    "../../etc/passwd\r\nSet-Cookie: a=b",
    "👨‍👩‍👧‍👦🇦🇷é",
    "=HYPERLINK(1)",
)
"""Texts that people send, and that must arrive as they are."""


@dataclass
class KeptIngress:
    """The running system as a transport sees it, in lists. It knows each id once, and everybody."""

    arrivals: list[Arrival] = field(default_factory=list)
    told: list[Receipt] = field(default_factory=list)
    known: set[tuple[str, tuple[str, str]]] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)
    parked: list[tuple[bytes, str]] = field(default_factory=list)
    renamed: list[tuple[tuple[str, str], tuple[str, str]]] = field(default_factory=list)

    async def accept(self, channel: str, raw: bytes, arrivals: Sequence[Arrival]) -> Sequence[bool]:  # noqa: ARG002
        """Keep what arrived."""
        return [self._take(channel, one) for one in arrivals]

    def _take(self, channel: str, arrival: Arrival) -> bool:
        if any(arrival.provider_id == other.provider_id for other in self.arrivals):
            return False
        self.arrivals.append(arrival)
        self.known.add((channel, arrival.address))
        return True

    async def receipts(self, channel: str, receipts: Sequence[Receipt]) -> None:  # noqa: ARG002
        """Keep how far messages got."""
        self.told += receipts

    async def park(self, channel: str, raw: bytes, reason: str) -> None:  # noqa: ARG002
        """Keep what could not be read."""
        self.parked.append((raw, reason))

    async def rename(self, channel: str, old: tuple[str, str], new: tuple[str, str]) -> bool:
        """Know somebody under another address."""
        if (channel, old) not in self.known or (channel, new) in self.known:
            return False
        self.known.remove((channel, old))
        self.known.add((channel, new))
        self.renamed.append((old, new))
        return True

    async def introduce(self, channel: str, address: tuple[str, str], name: str = "") -> None:  # noqa: ARG002
        """Remember an address."""
        self.known.add((channel, address))

    async def knows(self, channel: str, address: tuple[str, str]) -> bool:
        """Say whether an address is remembered."""
        return (channel, address) in self.known

    async def transcript(
        self,
        channel: str,  # noqa: ARG002
        address: tuple[str, str],  # noqa: ARG002
        *,
        after: int | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> Sequence[Line]:
        """Return the lines that the test put there."""
        if after is not None:
            return [line for line in self.lines if line.seq > after][:limit]
        return [line for line in self.lines if before is None or line.seq < before][-limit:]


@dataclass(frozen=True, slots=True)
class Connection:
    """A transport with one open channel, and a person at the other end of it.

    address: of the person. arrive: lets the person say a text, under an id that the network gives; the same id again is
    the same message. sent: what the network took so far, one text each. break_off: makes the network refuse the next
    message (`refused`), or take nothing (`unreachable`); None for a transport that has no network. about: what the network
    took that is about another message: (`quote`, its id, the text) and (`reaction`, its id, the emoji), for transports
    that promise them. react: lets the person react to a message of ours, by its id, with an emoji, "" to take it back.
    """

    transport: Transport
    channel: Channel
    ingress: KeptIngress
    address: tuple[str, str]
    arrive: Callable[[str, str], Awaitable[Any]]
    sent: Callable[[], Sequence[str]] | None = None
    break_off: Callable[[str], None] | None = None
    about: Callable[[], Sequence[tuple[str, str, str]]] | None = None
    react: Callable[[str, str], Awaitable[Any]] | None = None


class TransportConformance:
    """The tests. A class that inherits them says how to connect."""

    settings_refused: Sequence[dict[str, Any]] = ({"no_such_setting": 1},)
    """Settings that the schema must not let pass."""

    def connect(self) -> AbstractAsyncContextManager[Connection]:
        """Return a context that gives a connection and takes it down."""
        raise NotImplementedError

    async def test_it_is_a_transport_with_words_in_both_languages(self) -> None:
        """Every part of the contract is there."""
        async with self.connect() as here:
            assert check_transport(here.transport) is None
            assert here.transport.title.get("es")
            assert here.transport.title.get("en")
            assert here.channel.transport == here.transport.name

    async def test_its_settings_are_a_sound_schema(self) -> None:
        """The channel's own settings pass, and misspelt ones do not."""
        async with self.connect() as here:
            check = compile_schema(here.transport.settings)
            assert check(dict(here.channel.settings)) == ()
            for wrong in self.settings_refused:
                assert check({**here.channel.settings, **wrong}) != ()

    async def test_its_routes_say_who_may_call_them(self) -> None:
        """No route lacks a permission, and none stands twice."""
        async with self.connect() as here:
            routes = here.transport.routes()
            assert [check_route(route) for route in routes] == [None] * len(routes)
            assert application(list(routes)) is not None

    async def test_what_arrives_is_handed_over_once_and_in_order(self) -> None:
        """The same id twice is one message."""
        async with self.connect() as here:
            for number in range(5):
                await here.arrive(f"texto {number}", f"{'id-of-message':->20}{number}")
                await here.arrive(f"texto {number}", f"{'id-of-message':->20}{number}")
            assert [one.message.text for one in here.ingress.arrivals] == [f"texto {number}" for number in range(5)]
            assert {one.address for one in here.ingress.arrivals} == {here.address}
            assert all(isinstance(one.message, Inbound) for one in here.ingress.arrivals)

    async def test_hostile_texts_arrive_as_they_are(self) -> None:
        """Nothing is read as markup, as a formula or as a header on the way in."""
        async with self.connect() as here:
            for number, text in enumerate(HOSTILE):
                await here.arrive(text, f"{'id-of-hostile':->20}{number}")
            assert [one.message.text for one in here.ingress.arrivals] == list(HOSTILE)

    async def test_hostile_texts_leave_as_they_are(self) -> None:
        """Nor on the way out."""
        async with self.connect() as here:
            for number, text in enumerate(HOSTILE):
                assert await here.transport.send(here.channel, _said(here, number, Outbound(text)))
            if here.sent is not None:
                assert list(here.sent()) == list(HOSTILE)

    async def test_whatever_it_says_that_it_can_show_it_sends(self) -> None:
        """The capabilities are honoured to their very limits, and a menu beyond them still leaves."""
        async with self.connect() as here:
            await self._arrived(here)
            for number, message in enumerate(_limits(here.transport.capabilities), 100):
                sent = await here.transport.send(here.channel, _said(here, number, message))
                assert isinstance(sent, str)
                assert sent

    async def test_an_answer_shows_what_it_answers(self) -> None:
        """A transport that promises quotes hands each to the network, with whatever it goes with."""
        async with self.connect() as here:
            if not here.transport.capabilities.quotes:
                return
            await self._arrived(here)
            assert here.about is not None, "say what the network took that is about another message"
            assert await here.transport.send(here.channel, _said(here, 1, Outbound("sí", quote="an-id-of-theirs")))
            assert list(here.about()) == [("quote", "an-id-of-theirs", "sí")]

    async def test_reactions_reach_the_network_and_are_taken_back(self) -> None:
        """A transport that promises reactions sends them as such, never as a message of its own."""
        async with self.connect() as here:
            if "reaction" not in here.transport.capabilities.kinds:
                return
            await self._arrived(here)
            assert here.about is not None, "say what the network took that is about another message"
            for number, emoji in enumerate(("👍", "")):
                reaction = Outbound(kind="reaction", data={"message": "an-id-of-theirs", "emoji": emoji})
                assert await here.transport.send(here.channel, _said(here, number, reaction))
            assert list(here.about()) == [("reaction", "an-id-of-theirs", emoji) for emoji in ("👍", "")]

    async def test_reactions_that_come_in_are_quiet_and_say_what_they_are_about(self) -> None:
        """Nobody answers one, and the desk finds its message."""
        async with self.connect() as here:
            if here.react is None:
                assert "reaction" not in here.transport.capabilities.kinds
                return
            for emoji in ("❤️", ""):
                await here.react("an-id-of-ours", emoji)
                arrival = here.ingress.arrivals[-1]
                assert (arrival.quiet, arrival.address, arrival.message.text) == (True, here.address, emoji)
                assert {**arrival.message.data, "type": "reaction", "of": "an-id-of-ours"} == arrival.message.data

    async def test_a_message_that_is_refused_is_refused_for_good(self) -> None:
        """Refused tells the pipeline never to try again, Unreachable that nothing was sent."""
        async with self.connect() as here:
            await self._arrived(here)
            if here.break_off is None or here.sent is None:
                return
            for mode, expected in (("refused", Refused), ("unreachable", Unreachable)):
                here.break_off(mode)
                with pytest.raises(expected):
                    await here.transport.send(here.channel, _said(here, 1, Outbound("hola")))
            assert list(here.sent()) == []
            await here.transport.send(here.channel, _said(here, 1, Outbound("hola")))
            assert list(here.sent()) == ["hola"]

    async def test_a_closed_channel_neither_breaks_nor_hangs(self) -> None:
        """Closing twice does no harm; what is sent later is not lost in silence by an exception of no meaning."""
        async with self.connect() as here:
            await here.transport.close(here.channel)
            await here.transport.close(here.channel)
            with suppress(Refused, Unreachable):
                assert await here.transport.send(here.channel, _said(here, 1, Outbound("hola")))
            await here.transport.open(here.channel, here.ingress)
            await self._arrived(here)

    async def _arrived(self, here: Connection) -> None:
        await here.arrive("hola", "an-id-of-its-own-0001")
        assert here.ingress.arrivals[-1].message.text == "hola"


def _said(here: Connection, number: int, message: Outbound) -> Delivery:
    return Delivery(f"m{number}", 1, here.address, message)


def _limits(can: Capabilities) -> Sequence[Outbound]:
    """Return messages at the limits of what a transport can show, and menus beyond them as numbered lines."""
    found = [Outbound("x" * can.text), Outbound("x " * can.text)]
    if can.buttons:
        found.append(_menu("buttons", can.buttons, can.button_text))
    if can.rows:
        found.append(_menu("list", can.rows, can.row_text))
    found.append(_menu("text", max(can.rows, 3) + 20, 60))
    found += [Outbound("Mira", media=Media(kind, f"https://cdn.example/{kind}")) for kind in sorted(can.media)]
    more: dict[str, dict[str, Any]] = {
        "location": {"latitude": -33.45, "longitude": -70.66, "name": "Oficina", "address": "Alameda 1"},
        "contacts": {"contacts": [{"name": "Ana", "phones": ["+56911111111"]}]},
        "reaction": {"message": "an-id-of-theirs", "emoji": "👍"},
    }
    found += [Outbound(kind=kind, data=data) for kind, data in more.items() if kind in can.kinds]
    if "template" in can.kinds:
        given = {"name": "aviso", "language": "es", "params": ["Ana"]}
        found.append(Outbound("Hola, Ana", kind="template", template=given))
    return found


def _menu(style: str, options: int, length: int) -> Outbound:
    titles = [f"{number:03d}".ljust(length, "x")[:length] for number in range(options)]
    choices = tuple(Choice(f"c{number}", title, str(number)) for number, title in enumerate(titles, 1))
    return Outbound("¿Qué?", choices, style)
