"""The fake transport keeps to the contract of transports."""

from __future__ import annotations

import pytest

from cauce.model.message import Choice, Inbound, Outbound
from cauce.registration import check_transport
from cauce.testing import FakeTransport
from cauce.transport import Channel, Delivery, Unreachable


class Kept:
    """An ingress that keeps what it accepts, and knows each id once."""

    def __init__(self):
        self.seen = {}

    async def accept(self, channel, raw, arrivals):
        return [self.seen.setdefault((channel, each.provider_id), each) is each for each in arrivals]


CHANNEL = Channel("desk", "fake")


def delivery(number):
    menu = Outbound("What?", (Choice("a", "Buy", "1"),), "text")
    return Delivery(f"d{number}", 1, ("phone", "56"), menu)


async def test_it_is_a_transport_and_keeps_what_is_sent():
    fake = FakeTransport()
    assert check_transport(fake) is None
    assert fake.routes() == ()
    assert await fake.send(CHANNEL, delivery(1)) == "desk-1"
    assert fake.texts() == ["What?\n1. Buy"]
    fake.trouble = Unreachable("down")
    with pytest.raises(Unreachable):
        await fake.send(CHANNEL, delivery(2))
    assert len(fake.sent) == 1


async def test_what_arrives_goes_through_its_ingress_once():
    fake, kept = FakeTransport("other"), Kept()
    await fake.open(CHANNEL, kept)
    assert await fake.arrive("hello", name="Ana")
    assert await fake.arrive(Inbound("again"), provider_id="x", channel="desk")
    assert not await fake.arrive("again", provider_id="x")
    assert [each.message.text for each in kept.seen.values()] == ["hello", "again"]
    await fake.close(CHANNEL)
    with pytest.raises(KeyError):
        await fake.arrive("late")
