"""Statuses: how far messages of ours got, as their networks tell it. Late, twice or out of order, they only ever rise."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cauce.delivery import codec
from cauce.store import addresses, events, messages, outbox, strays
from cauce.store.connection import Connection
from cauce.store.events import Fact
from cauce.store.messages import Sent, Status
from cauce.store.strays import Stray
from cauce.text import clean
from cauce.transport import Receipt

log = logging.getLogger("cauce.delivery")

RANKS: Mapping[str, Status] = {
    "sent": Status.SENT,
    "delivered": Status.DELIVERED,
    "read": Status.READ,
    "played": Status.READ,
    "failed": Status.FAILED,
}

PAGE = 500
"""How many strays are looked at in one commit."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one body told of a channel's messages, by the channel's id."""

    channel: int
    receipts: Sequence[Receipt]


def take(db: Connection, bodies: Sequence[Told], now: int) -> Collection[int]:
    """Store statuses. Returns the people to whom a send is known by now to have come through."""
    found = [
        (_stray(body.channel, receipt, now), receipt)
        for body in bodies
        for receipt in body.receipts
        if receipt.status in RANKS
    ]
    rise = Rise(db, now)
    rise.look_up([stray for stray, _ in found])
    people = {_take(db, rise, stray, receipt) for stray, receipt in found}
    rise.write()
    return people - {0}


def match_strays(db: Connection, now: int) -> int:
    """Store the statuses whose message is known by now, forget those that nobody asked for; return how many matched."""
    found = strays.known_by_now(db, PAGE)
    rise = Rise(db, now)
    rise.look_up([stray for _, stray in found])
    for row, stray in found:
        rise.advance(stray)
        strays.remove(db, row)
    rise.write()
    if expired := strays.expire(db, now):
        log.warning("%d statuses were of no message of ours, and are forgotten", expired)
    return len(found)


class Rise:
    """Statuses that rise, gathered in memory and then written with a few statements for all."""

    def __init__(self, db: Connection, now: int) -> None:
        self._db = db
        self.now = now
        self._known: dict[tuple[int, str], Sent] = {}
        self._steps: dict[Status, dict[int, tuple[int, str]]] = {}
        self._news: dict[int, list[Fact]] = {}

    def look_up(self, found: Sequence[Stray]) -> None:
        """Find the messages that are spoken of."""
        for channel in {stray.channel for stray in found}:
            ids = {stray.provider_id for stray in found if stray.channel == channel}
            for provider_id, sent in messages.find_all_sent(self._db, channel, sorted(ids)).items():
                self._known[channel, provider_id] = sent

    def advance(self, stray: Stray) -> bool:
        """Raise the status of a message, if that is news. False where the message is not known."""
        sent = self._known.get((stray.channel, stray.provider_id))
        if sent is None:
            return False
        rank = RANKS[stray.status]
        if sent.status >= rank:
            return True
        if rank is Status.FAILED:
            log.warning("a message was taken and then failed", extra={"reason": stray.error[:40]})
        sent.status = rank
        self._steps.setdefault(rank, {})[sent.id] = (stray.at, stray.error)
        told = {"message": sent.id, "status": stray.status}
        self._news.setdefault(sent.conversation, []).append(("message.status", told))
        return True

    def write(self) -> None:
        """Write it all."""
        for rank in sorted(self._steps):
            messages.advance(self._db, rank, self._steps[rank])
        if self._news:
            events.tell_all(self._db, self._news, self.now)


def _stray(channel: int, receipt: Receipt, now: int) -> Stray:
    error = clean(f"{receipt.code} {receipt.title}".strip(), 191) if receipt.code or receipt.title else ""
    return Stray(channel, codec.identifier(receipt.provider_id), receipt.status, receipt.at or now, error)


def _take(db: Connection, rise: Rise, stray: Stray, receipt: Receipt) -> int:
    """Raise the status of a message. Returns the person where the network's id of it was not known before, else 0."""
    if rise.advance(stray):
        return 0
    identity = _identify(db, stray, receipt)
    if identity:
        rise.look_up([stray])
    if not rise.advance(stray):
        strays.add(db, stray, rise.now)
    return identity


def _identify(db: Connection, stray: Stray, receipt: Receipt) -> int:
    """Learn the network's id of a message from our own, which came back as a tag. Returns the person, 0 for none.

    It must have been said to that very person, for whoever else uses the number may have tags of the same form.
    """
    digits = receipt.tag.removeprefix("m")
    if digits == receipt.tag or not (digits.isascii() and digits.isdecimal() and len(digits) <= 18):
        return 0
    said = messages.find_said(db, stray.channel, int(digits))
    if said is None or said.provider_id is not None:
        return 0
    if not any(addresses.main_of(db, stray.channel, codec.address(one)) == said.identity for one in receipt.addresses):
        return 0
    messages.mark_sent(db, said.id, stray.provider_id, stray.at)
    outbox.hasten(db, said.identity, said.id)
    return said.identity
