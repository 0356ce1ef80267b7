"""What is said through a number: in as many parts as it takes, each once, and no faster than the platform lets it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cauce import Delivery, Receipt, Refused, Unreachable
from cauce_plugins.transports.whatsapp_cloud.cards import Part
from cauce_plugins.transports.whatsapp_cloud.client import Graph
from cauce_plugins.transports.whatsapp_cloud.compose import compose
from cauce_plugins.transports.whatsapp_cloud.failures import NotFetched, TooMany
from cauce_plugins.transports.whatsapp_cloud.identity import Address, without_9
from cauce_plugins.transports.whatsapp_cloud.pace import Pace
from cauce_plugins.transports.whatsapp_cloud.receipts import RANKS
from cauce_plugins.transports.whatsapp_cloud.settings import Number
from cauce_plugins.transports.whatsapp_cloud.templates import template
from cauce_plugins.transports.whatsapp_cloud.window import Window

AGAIN = 5.0
"""Seconds until a file that the platform could not fetch is offered once more."""

HALVES = 1000
"""Of how many messages it is remembered which of their parts have left."""

TOLD = 10_000
"""Of how many messages it is remembered that the platform told how they got on."""

PEOPLE = 10_000
"""Of how many people it is remembered what they were last told."""


@dataclass(slots=True)
class Speaker:
    """Sends.

    halves: the ids of the parts that left, of messages that did not leave whole. told: the receipt that says most of messages by our
    own id, so that one whose answer was lost is not sent again once the platform has spoken of it. again: messages whose
    file the platform could not fetch from its address, and may once more. last: the message of which each person was last
    told at least a part. busy: who is being told something at this moment.
    """

    number: Number
    graph: Graph
    window: Window
    pace: Pace = field(default_factory=Pace)
    halves: OrderedDict[str, list[str]] = field(default_factory=OrderedDict)
    told: OrderedDict[str, Receipt] = field(default_factory=OrderedDict)
    again: OrderedDict[str, None] = field(default_factory=OrderedDict)
    last: OrderedDict[Address, str] = field(default_factory=OrderedDict)
    busy: dict[Address, asyncio.Event] = field(default_factory=dict)

    async def send(self, delivery: Delivery) -> str:
        """Send a message and return the id of its last part.

        A part that has left does not leave again when the rest is tried later, nor does a message that the platform has
        spoken of. Raises what `Graph.send` does.
        """
        if known := self._already(delivery):
            return known
        parts = await self._parts(delivery)
        self.pace.check()
        to = self._recipient(delivery.address)
        sent = self.halves.pop(delivery.id, [])
        over = self.busy[delivery.address] = asyncio.Event()
        try:
            for place in range(len(sent), len(parts)):
                tag = {"biz_opaque_callback_data": delivery.id} if place == len(parts) - 1 else {}
                sent.append(await self._say(delivery, {**to, **tag, **parts[place]}))
        finally:
            if sent:
                _remember(self.last, delivery.address, delivery.id, PEOPLE)
            if 0 < len(sent) < len(parts):
                _remember(self.halves, delivery.id, sent, HALVES)
            self.busy.pop(delivery.address, None)
            over.set()
        return sent[-1]

    async def _say(self, delivery: Delivery, body: Part) -> str:
        try:
            sent, usage = await self.graph.send(body)
        except TooMany:
            raise self.pace.too_many(delivery.address) from None
        except NotFetched as error:
            if not _has_link(body) or delivery.id in self.again:
                raise Refused(str(error)) from None
            _remember(self.again, delivery.id, None, HALVES)
            raise Unreachable(str(error), after=AGAIN) from None
        self.pace.went(delivery.address, usage)
        return sent

    def note(self, receipts: Sequence[Receipt]) -> None:
        """Note how far messages got, as the platform tells it."""
        for one in receipts:
            known = self.told.get(one.tag)
            is_late = known and known.provider_id == one.provider_id and RANKS[known.status] > RANKS[one.status]
            if one.tag and not is_late:
                _remember(self.told, one.tag, one, TOLD)

    def _already(self, delivery: Delivery) -> str:
        """Return the id of a message that the platform has, "" where it never spoke of it. Raises Refused where it failed."""
        receipt = self.told.get(delivery.id)
        if receipt is None or delivery.address not in receipt.addresses:
            return ""
        if receipt.status == "failed":
            raise Refused(f"{receipt.code} {receipt.title}".strip())
        return receipt.provider_id

    async def _parts(self, delivery: Delivery) -> Sequence[Part]:
        message = delivery.message
        if message.kind == "template":
            return [template(message.template or {})]
        is_open = await self.window.is_open(delivery.address)
        has_words = bool(message.text.strip() or message.media or message.kind != "text")
        if message.template is not None and not (is_open and has_words):
            return [template(message.template)]
        if not is_open:
            raise Refused("131047 more than 24 hours since the person wrote: only a template can be sent")
        return compose(message, self.number.list_button)

    def _recipient(self, address: tuple[str, str]) -> dict[str, Any]:
        kind, value = address
        if kind == "phone":
            return {"recipient_type": "individual", "to": without_9(value) if self.number.send_without_9 else value}
        if kind == "bsuid":
            return {"recipient_type": "individual", "recipient": value}
        if kind == "group":
            return {"recipient_type": "group", "to": value}
        raise Refused(f"WhatsApp knows no addresses of the kind {kind}")


def _has_link(value: Any) -> bool:
    """Tell whether a file in a body, or in a part of one, is an address that the platform has to fetch."""
    if isinstance(value, Mapping):
        return "link" in value or any(_has_link(one) for one in value.values())
    return isinstance(value, list) and any(_has_link(one) for one in value)


def _remember(kept: OrderedDict[Any, Any], key: Any, value: Any, most: int) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
