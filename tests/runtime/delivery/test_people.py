"""People: one who has several addresses talks in one conversation; what one of us said outside is kept as said."""

from __future__ import annotations

import json

from cauce.model.message import Inbound
from cauce.transport import Arrival
from delivery_rig import COUNTER, HELLO, Rig

PHONE, BSUID, NEW = ("phone", "56911"), ("bsuid", "CL.1"), ("phone", "56922")


def arrival(key: str, address: tuple[str, str], *aliases: tuple[str, str], text: str = "x") -> Arrival:
    return Arrival(key, address, Inbound(text), "Ana", aliases=aliases)


async def take(rig: Rig, *arrivals: Arrival) -> list[bool]:
    fresh = list(await rig.pipeline.inbox.accept("linea", b"{}", arrivals))
    await rig.quiet()
    return fresh


async def test_who_wrote_with_a_number_is_known_without_it(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        await take(rig, arrival("a", PHONE, BSUID))
        await take(rig, arrival("b", BSUID))
        await take(rig, arrival("c", PHONE))
        assert [text for text in rig.transport.texts() if text != "y"] == ["1", "2", "3"]
        assert {one.address for one in rig.transport.sent} == {PHONE}
        assert await rig.rows("SELECT COUNT(*) FROM contacts") == [(1,)]


async def test_a_new_address_of_somebody_known_by_another_is_theirs(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        await take(rig, arrival("a", BSUID))
        await take(rig, arrival("b", PHONE, BSUID))
        await take(rig, arrival("c", PHONE, BSUID), arrival("d", BSUID, PHONE))
        assert [text for text in rig.transport.texts() if text != "y"] == ["1", "2", "3", "4"]


async def test_two_who_turn_out_to_be_one_are_united_once_the_other_conversation_is_closed(tmp_path):
    async with Rig(tmp_path, HELLO) as rig:
        await take(rig, arrival("a", BSUID, text="hola"))
        await take(rig, arrival("b", PHONE, text="hola"))
        await take(rig, arrival("c", PHONE, BSUID, text="Ana"))
        assert await rig.rows("SELECT COUNT(DISTINCT contact_id) FROM identities") == [(2,)]
        await take(rig, arrival("d", BSUID, text="Berta"))
        await take(rig, arrival("e", PHONE, BSUID, text="hola"))
        assert await rig.rows("SELECT COUNT(DISTINCT contact_id) FROM identities") == [(1,)]
        said = await rig.pipeline.inbox.transcript("linea", BSUID)
        assert [line.id for line in said if line.author == "contact"] == ["a", "b", "c", "d", "e"]


async def test_a_changed_number_takes_the_conversation_along(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        await take(rig, arrival("a", PHONE))
        assert await rig.pipeline.inbox.rename("linea", PHONE, NEW) is True
        await take(rig, arrival("b", NEW))
        assert [text for text in rig.transport.texts() if text != "y"] == ["1", "2"]
        assert rig.transport.sent[-1].address == NEW
        assert await rig.pipeline.inbox.rename("linea", PHONE, ("phone", "1")) is False


async def test_a_number_that_is_somebody_elses_is_not_taken(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        await take(rig, arrival("a", PHONE), arrival("b", NEW))
        assert await rig.pipeline.inbox.rename("linea", PHONE, NEW) is False


async def test_what_one_of_us_said_on_the_phone_is_kept_and_wakes_nothing(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        echo = Arrival("echo-1", PHONE, Inbound("Soy Luis"), "Luis", quiet=True, author="human")
        assert await take(rig, echo) == [True]
        assert await take(rig, echo) == [False]
        assert rig.transport.sent == []
        [line] = await rig.pipeline.inbox.transcript("linea", PHONE)
        assert (line.author, line.message.text) == ("human", "Soy Luis")
        [data] = await rig.rows("SELECT data FROM events WHERE type = 'message.new'")
        assert json.loads(data[0])["direction"] == "out"
        assert await rig.rows("SELECT name FROM contacts") == [("",)]


async def test_the_echo_of_what_cauce_said_is_no_second_message(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        await take(rig, arrival("a", PHONE))
        assert await take(rig, Arrival("net-1", PHONE, Inbound("1"), author="human")) == [False]
        assert await rig.rows("SELECT COUNT(*) FROM messages WHERE direction = 'out'") == [(2,)]


async def test_a_body_that_could_not_be_read_is_set_aside_once(tmp_path, caplog):
    async with Rig(tmp_path, COUNTER) as rig:
        for _ in range(2):
            await rig.pipeline.inbox.park("linea", b"\xff\x00 raw", "not JSON")
        assert await rig.rows("SELECT kind, state, body, error FROM inbox") == [
            ("body", "parked", b"\xff\x00 raw", "not JSON")
        ]
        assert caplog.text.count("could not be read, and was set aside") == 1
