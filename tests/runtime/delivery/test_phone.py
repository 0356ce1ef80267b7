"""Who answers on the phone takes the conversation: the bot is silent, and whoever wants it at the desk takes it from there."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from cauce.access import ownership
from cauce.access.errors import Conflict
from cauce.model.message import Inbound
from cauce.transport import Arrival
from delivery_rig import COUNTER, Rig, until
from team_rig import ANA, ASKS, DESK, JEFA, running


async def echo(rig: Rig, text: str, key: str = "echo-1", who: str = "ana", kind: str = "text") -> bool:
    """Let one of us say something on the phone."""
    arrival = Arrival(key, ("visitor", who), Inbound(text, kind), quiet=True, author="human")
    [new] = await rig.pipeline.inbox.accept("linea", key.encode(), [arrival])
    await rig.quiet()
    return new


async def owners(rig: Rig) -> list[tuple]:
    return await rig.rows("SELECT owner, assignee_id FROM conversations ORDER BY id")


async def test_it_is_nobodys_of_the_desk_and_the_flow_waits(tmp_path):
    async with running(tmp_path, ASKS) as desk:
        assert await desk.rig.say("hola") == ["¿Comuna?"]
        for new in (True, False):
            assert await echo(desk.rig, "Ya te atiendo") is new
        assert await owners(desk.rig) == [("human", None)]
        [(told,)] = await desk.rig.rows("SELECT data FROM events WHERE type = 'conversation.taken'")
        found = msgspec.json.decode(told)
        assert (found["by"], found["from"]["owner"], found["to"]) == (
            "phone", "bot", {"owner": "human", "area": None, "assignee": None},
        )  # fmt: skip
        assert await desk.rig.rows("SELECT who, action FROM audit") == [("phone", "conversation.taken")]
        assert await desk.rig.say("Ñuñoa") == []
        await desk.rig.pass_time(3600)
        assert await desk.run() == (1, "person", None)
        # Whoever wants it takes it, without taking it over; and the flow goes on where it was once they hand it back.
        with pytest.raises(Conflict):
            await desk.say(JEFA, "Hola")
        await desk.do(JEFA, ownership.take)
        await desk.do(JEFA, ownership.give_back)
        assert await desk.rig.say("Ñuñoa") == ["Gracias"]


async def test_it_is_taken_from_the_queue_and_its_wait_is_over(tmp_path):
    async with running(tmp_path, DESK) as desk:
        await desk.rig.say("hola")
        await echo(desk.rig, "Soy Luis, de ventas")
        assert await desk.rig.rows("SELECT owner, area, assignee_id FROM conversations") == [("human", "Ventas", None)]
        await desk.rig.pass_time(900)
        assert desk.rig.transport.texts() == ["Te paso con ventas"]
        await desk.do(ANA, ownership.take)
        await desk.do(ANA, ownership.give_back)
        assert desk.rig.transport.texts()[1:] == ["Soy el bot otra vez", "¿Algo más?"]


async def test_who_has_it_at_the_desk_keeps_it(tmp_path):
    async with running(tmp_path, DESK) as desk:
        await desk.rig.say("hola")
        await desk.do(ANA, ownership.take)
        await echo(desk.rig, "Yo también estoy")
        assert await owners(desk.rig) == [("human", 1)]
        assert (await desk.rig.events()).count("conversation.taken") == 1


async def test_a_paused_one_is_taken_for_good(tmp_path):
    async with running(tmp_path, COUNTER) as desk:
        await desk.rig.say("a")
        await desk.pause()
        await echo(desk.rig, "Soy yo")
        await desk.rig.pass_time(3600)
        assert await owners(desk.rig) == [("human", None)]
        assert await desk.rig.say("b") == []


async def test_what_begins_on_the_phone_is_a_persons_from_the_start(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        await echo(rig, "Hola, le escribo de la tienda")
        assert await owners(rig) == [("human", None)]
        assert await rig.say("¿quién es?") == []


async def test_what_are_no_words_takes_nothing(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        await rig.say("a")
        await echo(rig, "", kind="unknown")
        assert await owners(rig) == [("bot", None)]
        assert await rig.say("b") == ["2", "y"]


async def test_the_echo_of_what_cauce_said_takes_nothing(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        await rig.say("a")
        assert await echo(rig, "1", key="net-1") is False
        assert await owners(rig) == [("bot", None)]


async def test_nor_does_one_that_is_quicker_than_the_answer_of_the_network(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        slow = asyncio.Event()
        rig.transport.moods.append(slow.wait)
        await rig.arrive("a")
        await until(lambda: rig.transport.tried)
        arrival = Arrival("early", ("visitor", "ana"), Inbound("1"), quiet=True, author="human")
        await rig.pipeline.inbox.accept("linea", b"x", [arrival])
        slow.set()
        await rig.quiet()
        assert await owners(rig) == [("bot", None)]
        assert await rig.say("b") == ["2", "y"]


async def test_what_comes_with_it_from_the_person_is_answered_first(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        ours = Arrival("e", ("visitor", "ana"), Inbound("Yo sigo"), quiet=True, author="human")
        theirs = Arrival("t", ("visitor", "ana"), Inbound("a"))
        await rig.pipeline.inbox.accept("linea", b"both", [ours, theirs])
        await rig.quiet()
        assert rig.transport.texts() == ["1", "y"]
        assert await owners(rig) == [("human", None)]
        assert await rig.say("b") == []
