"""The switch over the real pipeline: silent to everybody when it is off, whoever dies meanwhile, and nothing is lost."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from cauce.access.bot import describe, turn
from cauce.access.conversations import find_seen
from cauce.access.door import Access, Lasting
from cauce.access.errors import Conflict
from cauce.access.ownership import give_back, take
from cauce.access.permissions import EVERY
from cauce.access.principal import Principal
from cauce.context import Response
from cauce.delivery import pipeline
from cauce.delivery.team import Team
from cauce.store import bot
from cauce.store.bot import PAUSED, RUNNING, STOPPED
from delivery_rig import HELLO, Rig, until

ASKS = """
flow pregunta
  triggers = ["hola"]

start:
  ask "¿Comuna?" as comuna
    on timeout 5m -> tarde
  say "Gracias"
  end

tarde:
  say "¿Sigues ahí?"
  end
"""
CALLS = """
flow consulta
  triggers = ["plan"]

start:
  http GET "https://planes.example/1" as plan
  say "Tu plan es {plan.plan}"
  end
"""


class House:
    """A pipeline with somebody who may turn the bot on and off."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.access = Access(rig.database, rig.clock, Lasting())
        self.who = self.access.console()

    async def turn(self, state: str):
        return await self.rig.pipeline.switch.turn(self.access, self.who, "", state)

    async def audit(self) -> list[str]:
        return [row[0] for row in await self.rig.rows("SELECT action FROM audit ORDER BY id")]


@asynccontextmanager
async def house(folder, *flows):
    async with Rig(folder, *flows) as rig:
        found = House(rig)
        yield found
        found.access.close()


async def test_a_stopped_bot_answers_nobody_and_never_what_came_meanwhile(tmp_path):
    async with house(tmp_path, HELLO) as found:
        rig = found.rig
        assert await rig.say("hola") == ["Hola", "¿Nombre?"]
        assert (await found.turn(STOPPED)).state == STOPPED
        assert await rig.say("Ana") == []
        assert await rig.say("hola", "eva") == []
        assert [line.message.text for line in await rig.transcript()][-1] == "Ana"
        assert (await rig.events()).count("message.unanswered") == 2
        await found.turn(RUNNING)
        await rig.pass_time(1)
        assert rig.transport.texts("eva") == []
        # The flow goes on where it was.
        assert await rig.say("Ana") == ["Gracias, Ana", "Chao"]


async def test_a_paused_bot_answers_what_came_meanwhile_once_it_is_started(tmp_path):
    async with house(tmp_path, HELLO) as found:
        rig = found.rig
        await rig.say("hola")
        await found.turn(PAUSED)
        assert await rig.say("Ana") == []
        assert await rig.say("hola", "eva") == []
        assert await rig.say("Eva", "eva") == []
        await rig.pass_time(60)
        assert (rig.transport.texts(), await rig.rows("SELECT COUNT(*) FROM inbox WHERE state = 'waiting'")) == (
            ["Hola", "¿Nombre?"],
            [(3,)],
        )
        await found.turn(RUNNING)
        await until(lambda: rig.transport.texts()[-1:] == ["Chao"] and len(rig.transport.texts("eva")) == 4)
        assert rig.transport.texts("ana") == ["Hola", "¿Nombre?", "Gracias, Ana", "Chao"]
        assert rig.transport.texts("eva") == ["Hola", "¿Nombre?", "Gracias, Eva", "Chao"]


@pytest.mark.parametrize("state", [STOPPED, PAUSED])
async def test_it_stays_as_it_was_left_by_a_process_that_died(tmp_path, state):
    async with house(tmp_path, HELLO) as found:
        rig = found.rig
        await found.turn(state)
        await rig.crash()
        assert rig.pipeline.stage.bot == state
        assert await rig.say("hola") == []
        again = House(rig)
        await again.turn(RUNNING)
        if state == STOPPED:
            assert await rig.say("hola") == ["Hola", "¿Nombre?"]
        else:
            await until(lambda: rig.transport.texts() == ["Hola", "¿Nombre?"])
        again.access.close()


async def test_another_process_follows(tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "GLEAN", 0.01)
    async with house(tmp_path, HELLO) as found:
        rig = found.rig
        doing = found.access.doing(found.who, "")
        # As another process does: nothing of it is in the memory of this one.
        await rig.database.write(lambda db: turn(db, doing, STOPPED))
        if not rig.database.shared:
            # There is no other, so this one does not look by itself.
            await rig.pipeline.switch.look()
        await until(lambda: rig.pipeline.stage.bot == STOPPED)
        assert await rig.say("hola") == []


async def test_what_was_looked_up_before_a_turn_does_not_undo_it(tmp_path):
    async with house(tmp_path, HELLO) as found:
        switch = found.rig.pipeline.switch
        before = await found.rig.database.read(bot.read)
        await found.turn(STOPPED)
        switch._set(before)
        assert found.rig.pipeline.stage.bot == STOPPED


@pytest.mark.parametrize("state", [STOPPED, PAUSED])
async def test_no_wait_runs_out_while_nobody_could_answer(tmp_path, state):
    async with house(tmp_path, ASKS) as found:
        rig = found.rig
        await rig.say("hola")
        await found.turn(state)
        await rig.pass_time(3600)
        assert rig.transport.texts() == ["¿Comuna?"]
        await found.turn(RUNNING)
        await rig.pass_time(299)
        assert rig.transport.texts() == ["¿Comuna?"]
        await rig.pass_time(1)
        assert rig.transport.texts() == ["¿Comuna?", "¿Sigues ahí?"]


@pytest.mark.parametrize("state", [STOPPED, PAUSED])
async def test_what_a_call_brought_is_held_until_it_is_started(tmp_path, state):
    async with house(tmp_path, CALLS) as found:
        rig = found.rig
        going, answered = asyncio.Event(), asyncio.Event()

        async def slow() -> Response:
            going.set()
            await answered.wait()
            return Response(200, {}, {"plan": "oro"})

        rig.http.answer = slow
        await rig.arrive("plan")
        await going.wait()
        await found.turn(state)
        answered.set()
        await rig.until_found("SELECT state, due_at > 100 FROM inbox WHERE kind = 'answer'", ("waiting", 1))
        await rig.pass_time(60)
        assert rig.transport.texts() == []
        await found.turn(RUNNING)
        await until(lambda: rig.transport.texts() == ["Tu plan es oro"])


async def test_the_team_works_on_while_it_is_silent_but_hands_nothing_back(tmp_path):
    async with house(tmp_path, HELLO) as found:
        rig = found.rig
        await found.access.start()
        await found.turn(PAUSED)
        await rig.say("hola")
        ada = await found.access.first_admin({})
        assert ada
        [[user]] = await rig.rows("SELECT id FROM users")
        who = Principal(user, "admin", "Ada", "ADMIN", frozenset(EVERY))
        team = Team(found.access, rig.database, rig.pipeline.stage, rig.pipeline.go)
        [[conversation]] = await rig.rows("SELECT id FROM conversations")

        async def seen():
            return await rig.database.write(lambda db: find_seen(db, who, conversation))

        await team.move(who, "", await seen(), take)
        # What waited for the bot is now for whoever took it.
        assert await rig.rows("SELECT COUNT(*) FROM inbox WHERE state = 'waiting'") == [(0,)]
        with pytest.raises(Conflict):
            await team.move(who, "", await seen(), give_back)
        await found.turn(RUNNING)
        assert (await team.move(who, "", await seen(), give_back)).owner == "bot"


async def test_what_waits_for_the_bot_does_not_keep_others_from_their_turn(tmp_path):
    async with house(tmp_path, HELLO) as found:
        rig = found.rig
        await found.turn(PAUSED)
        await rig.say("hola")
        assert await rig.database.read(lambda db: _waiting(db, rig.clock.now(), paused=True)) == []
        assert len(await rig.database.read(lambda db: _waiting(db, rig.clock.now(), paused=False))) == 1


def _waiting(db, now, *, paused):
    from cauce.store.inbox import conversations_waiting

    return conversations_waiting(db, now, 10, paused=paused)


async def test_each_turn_is_in_the_audit_once(tmp_path):
    async with house(tmp_path, HELLO) as found:
        for state in (STOPPED, STOPPED, PAUSED, RUNNING, RUNNING):
            await found.turn(state)
        for _ in range(2):
            await found.access.do(found.who, "", describe, {"name": "Río"})
        assert await found.audit() == ["bot.stopped", "bot.paused", "bot.started", "bot.changed"]
        assert (await found.rig.database.read(bot.read)).name == "Río"
