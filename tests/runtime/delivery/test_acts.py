"""What plugins do to conversations, on each database: at once or not at all, and with what it means to the flow."""

from __future__ import annotations

import json
from datetime import UTC

import pytest

from cauce.access import ownership
from cauce.delivery.acts import Gift
from cauce.store.bot import PAUSED
from cauce.store.ownership import Owned
from plugin_rig import hosted
from team_rig import ANA, ASKS, DESK


async def told(desk, kind):
    found = await desk.rig.rows("SELECT data FROM events WHERE type = ? ORDER BY id", f"conversation.{kind}")
    return [json.loads(data) for (data,) in found]


async def owned(host, conversation=1):
    return await host.act(lambda acts: acts.owned(conversation))


async def test_what_waits_in_a_queue_is_given_to_an_operator_with_why(tmp_path):
    async with hosted(tmp_path, DESK) as (desk, host):
        await desk.rig.say("hola")
        assert await host.act(lambda acts: acts.assign(1, 1, "la menos cargada", explanation="Ana: 0 de 5"))
        assert await owned(host) == Owned(True, "human", "Ventas", 1)
        assert (await desk.run())[2] is None
        [event] = await told(desk, "assigned")
        assert (event["name"], event["reason"], event["explanation"]) == ("weather", "la menos cargada", "Ana: 0 de 5")
        [(who, thing)] = await desk.rig.rows("SELECT who, object FROM audit WHERE action = 'conversation.assigned'")
        assert (who, thing) == ("weather", "conversation:1")


async def test_it_is_never_given_twice_nor_taken_from_who_has_it(tmp_path):
    async with hosted(tmp_path, DESK) as (desk, host):
        await desk.rig.say("hola")
        await desk.do(ANA, ownership.take)
        assert not await host.act(lambda acts: acts.assign(1, 2))
        assert await owned(host) == Owned(True, "human", "Ventas", 1)
        assert await told(desk, "assigned") == []


@pytest.mark.parametrize("user", [77, 4])
async def test_it_is_given_to_nobody_who_could_not_attend_to_it(tmp_path, user):
    async with hosted(tmp_path, DESK) as (desk, host):
        await desk.rig.say("hola")
        await desk.rig.database.write(lambda db: db.execute("UPDATE users SET active = 0 WHERE id = 4"))
        assert not await host.act(lambda acts: acts.assign(1, user))
        assert (await owned(host)).owner == "queue"


async def test_many_are_given_at_once_by_as_many_statements_as_one(tmp_path):
    async with hosted(tmp_path, DESK) as (desk, host):
        for number in range(40):
            await desk.rig.arrive("hola", f"p{number}")
        await desk.rig.quiet()
        counts = []
        for some in (range(1, 5), range(5, 41)):
            gifts = [Gift(one, 1 + one % 2) for one in some]
            counts.append(await host.act(lambda acts, gifts=gifts: _counted(acts, gifts)))
        assert [given for given, _ in counts] == [set(range(1, 5)), set(range(5, 41))]
        few, many = (statements for _, statements in counts)
        assert many <= few * 3


def _counted(acts, gifts):
    class Counting:
        count = 0

        def __init__(self, db):
            self.db = db

        def __getattr__(self, name):
            if name in {"execute", "executemany"}:
                Counting.count += 1
            return getattr(self.db, name)

    acts.db = Counting(acts.db)
    return acts.assign_all(gifts), Counting.count


async def test_what_is_given_back_to_a_queue_waits_there(tmp_path):
    async with hosted(tmp_path, DESK) as (desk, host):
        await desk.rig.say("hola")
        await desk.do(ANA, ownership.take)
        assert await host.act(lambda acts: acts.queue(1, "Soporte", "nadie contesta"))
        assert await owned(host) == Owned(True, "queue", "Soporte")
        assert (await told(desk, "queued"))[-1]["area"] == "Soporte"
        assert not await host.act(lambda acts: acts.queue(1, "Soporte"))
        assert not await host.act(lambda acts: acts.queue(1, "Nada"))


async def test_the_flow_goes_on_where_the_bot_is_given_it_back(tmp_path):
    async with hosted(tmp_path, DESK) as (desk, host):
        await desk.rig.say("hola")
        assert await host.act(lambda acts: acts.give_back(1))
        await desk.rig.quiet()
        assert desk.rig.transport.texts()[-2:] == ["Soy el bot otra vez", "¿Algo más?"]
        assert not await host.act(lambda acts: acts.give_back(1))


async def test_nothing_goes_to_a_bot_that_answers_nobody(tmp_path):
    async with hosted(tmp_path, DESK) as (desk, host):
        await desk.rig.say("hola")
        desk.rig.pipeline.stage.bot = PAUSED
        assert not await host.act(lambda acts: acts.give_back(1))


async def test_it_is_closed_after_a_last_word(tmp_path):
    async with hosted(tmp_path, ASKS) as (desk, host):
        await desk.rig.say("hola")
        assert await host.act(lambda acts: acts.close(1, "inactividad", "Cerramos por ahora."))
        await desk.rig.quiet()
        assert desk.rig.transport.texts()[-1] == "Cerramos por ahora."
        assert await desk.run() == (0, "", None)
        assert (await told(desk, "closed"))[0]["reason"] == "inactividad"
        assert not await host.act(lambda acts: acts.close(1))
        assert await host.act(lambda acts: acts.say(1, "¿Hola?")) is None


async def test_what_is_said_reaches_the_person_and_the_transcript(tmp_path):
    async with hosted(tmp_path, ASKS) as (desk, host):
        await desk.rig.say("hola")
        number = await host.act(lambda acts: acts.say(1, "¿Sigues ahí?"))
        await desk.rig.quiet()
        assert desk.rig.transport.texts() == ["¿Comuna?", "¿Sigues ahí?"]
        assert await desk.rig.rows("SELECT author FROM messages WHERE id = ?", number) == [("bot",)]


async def test_all_of_it_or_nothing(tmp_path):
    async with hosted(tmp_path, DESK) as (desk, host):
        await desk.rig.say("hola")

        def work(acts):
            assert acts.close(1, "x", "Chao")
            acts.tell(1, "weather.rain", {})
            acts.record("weather.rained", "conversation:1")
            raise ValueError("no")

        with pytest.raises(ValueError, match="no"):
            await host.act(work)
        await desk.rig.quiet()
        assert (await owned(host)).owner == "queue"
        assert "Chao" not in desk.rig.transport.texts()
        assert "weather.rain" not in await desk.rig.events()


async def test_what_happened_is_told_to_the_conversation_and_to_the_team(tmp_path):
    async with hosted(tmp_path, DESK) as (desk, host):
        await desk.rig.say("hola")

        def work(acts):
            acts.tell(1, "weather.rain", {"mm": 3})
            acts.tell_team("weather.storm", {})

        await host.act(work, ANA)
        found = await desk.rig.rows("SELECT stream, type FROM events ORDER BY id DESC LIMIT 2")
        assert found == [("team", "weather.storm"), ("conversation:1", "weather.rain")]


async def test_a_host_knows_its_plugin(tmp_path):
    async with hosted(tmp_path, ASKS, settings={"city": "Asunción"}) as (desk, host):
        assert (host.settings["city"], host.lang, host.zone) == ("Asunción", "es", UTC)
        assert host.folder == tmp_path / "weather"
        assert host.clock is desk.rig.clock
        assert await host.read(lambda db: host.opening(db, "Ventas").open)
        assert await host.search(lambda db: db.execute("SELECT 1").fetchone()[0]) == 1
        assert await host.write(lambda db: db.execute("SELECT 2").fetchone()[0]) == 2
        assert host.secret("andina") == "andina"
        assert next(iter(host.lines.values())).transport is desk.rig.transport
        assert host.strategies == {}
