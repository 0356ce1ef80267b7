"""A number at work: what arrives at it is handed to the running system, what is said leaves through it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from cauce import Arrival, Ingress, Refused, Stopped, Unreachable
from cauce_plugins.transports.whatsapp_cloud.client import Graph
from cauce_plugins.transports.whatsapp_cloud.decode import News
from cauce_plugins.transports.whatsapp_cloud.failures import NotFetched, TooMany, Unsettled
from cauce_plugins.transports.whatsapp_cloud.files import Files
from cauce_plugins.transports.whatsapp_cloud.identity import Address, without_9
from cauce_plugins.transports.whatsapp_cloud.settings import Number
from cauce_plugins.transports.whatsapp_cloud.speaking import Speaker
from cauce_plugins.transports.whatsapp_cloud.window import Window

log = logging.getLogger("cauce.whatsapp_cloud")

CHUNK = 1000
"""How many elements of one body are stored in one commit."""

Element = TypeVar("Element")


@dataclass(slots=True)
class Line:
    """One number: what takes in, what speaks, and its files."""

    name: str
    number: Number
    ingress: Ingress
    graph: Graph
    files: Files
    window: Window
    speaker: Speaker
    _marking: set[asyncio.Task[None]] = field(default_factory=set)

    async def take(self, raw: bytes, news: News) -> None:
        """Store what a body brought to this number: when this returns, it is durable. Raises Unavailable."""
        # Before what arrived: somebody with a new number may have written from it in the same body.
        for old, new in news.renames:
            await self.ingress.rename(self.name, old, new)
        body = raw
        for arrivals in _chunks(self._both_forms(news.arrivals)):
            # Before it is stored: the reply may be on its way before this is told that it is.
            self._hear([one for one in arrivals if "at" in one.message.data])
            former = {one.address: self.speaker.last.get(one.address) for one in arrivals}
            answers = await self.ingress.accept(self.name, body, arrivals)
            fresh = [one for one, is_new in zip(arrivals, answers, strict=True) if is_new]
            self._hear([one for one in fresh if "at" not in one.message.data])
            self._show_read(fresh, former)
            body = b""
        for receipts in _chunks(news.receipts):
            await self.ingress.receipts(self.name, receipts)
            self.speaker.note(receipts)
        if news.odd:
            await self.park(raw, "; ".join(news.odd[:5]))
        self._tell(news)

    async def park(self, raw: bytes, reason: str) -> None:
        """Set a genuine body aside that could not be read, or not all of it. Raises Unavailable."""
        await self.ingress.park(self.name, raw, reason[:500])

    def _tell(self, news: News) -> None:
        for note in news.notes:
            log.info("noted, and nothing else done: %s", note, extra={"channel": self.name})
        for alert in news.alerts:
            log.warning("the platform tells of the account: %s", alert, extra={"channel": self.name})

    def _both_forms(self, arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
        """Let a number in development know people of Argentina by the form that it has to write to as well."""
        if not self.number.send_without_9:
            return arrivals
        return [
            replace(one, aliases=(*one.aliases, ("phone", without_9(one.address[1])))) if _is_mobile(one) else one
            for one in arrivals
        ]

    def _hear(self, arrivals: Sequence[Arrival]) -> None:
        """Open the window of whoever wrote; whatever tells when it was written may be heard twice."""
        for one in arrivals:
            if _is_of_a_person(one):
                for address in (one.address, *one.aliases):
                    self.window.hear(address, one.message.data.get("at"))

    def _show_read(self, arrivals: Sequence[Arrival], former: Mapping[Address, str | None]) -> None:
        """Show whoever wrote that they were read, where that is wanted. former: what each was last told before."""
        if not self.number.mark_read:
            return
        last = {one.address: one.provider_id for one in arrivals if _is_of_a_person(one) and not one.quiet}
        for address, message_id in last.items():
            task = asyncio.get_running_loop().create_task(self._mark(message_id, address, former[address]))
            self._marking.add(task)
            task.add_done_callback(self._marking.discard)

    async def _mark(self, message_id: str, address: Address, former: str | None) -> None:
        # Whoever has the answer already would be shown for half a minute that there is another.
        if telling := self.speaker.busy.get(address):
            await telling.wait()
        typing = self.speaker.last.get(address) == former
        try:
            await self.graph.mark_read(message_id, typing=typing)
        except (Refused, Unreachable, Stopped, TooMany, NotFetched, Unsettled, TimeoutError) as error:
            log.debug("not shown as read: %s", error)

    async def close(self) -> None:
        """Let go of the network."""
        for task in self._marking:
            task.cancel()
        await asyncio.gather(*self._marking, return_exceptions=True)
        await self.files.close()
        await self.graph.close()


def _chunks(found: Sequence[Element]) -> Iterator[Sequence[Element]]:
    for place in range(0, len(found), CHUNK):
        yield found[place : place + CHUNK]


def _is_of_a_person(arrival: Arrival) -> bool:
    """Tell a message of a person from an echo of ours and from what the platform says of them."""
    return arrival.author == "contact" and arrival.message.data.get("type") != "system"


def _is_mobile(arrival: Arrival) -> bool:
    """Tell whether somebody wrote from a number of Argentina that shows that it is a mobile one."""
    kind, number = arrival.address
    return kind == "phone" and without_9(number) != number
