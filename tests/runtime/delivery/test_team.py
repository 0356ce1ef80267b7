"""The team at work over the real pipeline: who has a conversation speaks, the flow waits meanwhile and goes on after."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from cauce.access import ownership
from cauce.access.errors import Conflict, Denied, Invalid, Unknown
from cauce.access.ownership import To, Why
from cauce.context import Response
from cauce.delivery.pipeline import PAUSE_MS
from cauce.delivery.wish import Wish
from cauce.errors import Unavailable
from cauce.model.message import Capabilities
from cauce.store.database import Database
from delivery_rig import COUNTER, Recorder, until
from team_rig import ANA, ASKS, BETO, DESK, JEFA, STRANGER, running, team_of

CALLS = """
flow saldo
  triggers = ["hola"]

start:
  http GET "https://api.example.cl/saldo" as r
  say "Tienes {r.plan}"
  ask "¿Algo más?" as x
  say "Chao"
"""


async def test_who_takes_it_speaks_and_the_flow_does_not(tmp_path):
    async with running(tmp_path, DESK) as desk:
        assert await desk.rig.say("hola") == ["Te paso con ventas"]
        await desk.do(ANA, ownership.take)
        said = await desk.say(ANA, "Hola, soy Ana")
        assert desk.rig.transport.texts() == ["Te paso con ventas", "Hola, soy Ana"]
        assert await desk.rig.say("hola") == await desk.rig.say("¿planes?") == []
        lines = [(line.author, line.message.text) for line in await desk.rig.transcript()]
        assert lines[1:3] == [("bot", "Te paso con ventas"), ("human", "Hola, soy Ana")]
        [data] = await desk.rig.rows("SELECT data FROM events WHERE type = 'message.new' AND data LIKE '%who%'")
        told = msgspec.json.decode(data[0])
        assert told == {"message": said.message, "direction": "out", "who": 1, "name": "U1"}
        assert await desk.rig.rows("SELECT state, COUNT(*) FROM outbox GROUP BY state") == [("sent", 2)]
        # However long it takes: the wait of the area is over, for somebody came.
        await desk.rig.pass_time(3600)
        assert desk.rig.transport.texts()[2:] == []
        assert await desk.run() == (1, "area", None)


async def test_nobody_else_speaks(tmp_path):
    async with running(tmp_path, DESK) as desk:
        await desk.rig.say("hola")
        with pytest.raises(Conflict):
            await desk.say(ANA, "Hola")
        await desk.do(ANA, ownership.take)
        for who, refusal in ((BETO, Denied), (JEFA, Denied), (STRANGER, Unknown)):
            with pytest.raises(refusal):
                await desk.say(who, "Hola")
        await desk.do(ANA, ownership.close, Why("listo"))
        with pytest.raises(Conflict):
            await desk.say(ANA, "Hola")
        assert desk.rig.transport.texts() == ["Te paso con ventas"]
        assert await desk.rig.rows("SELECT COUNT(*) FROM messages WHERE author = 'human'") == [(0,)]


async def test_what_is_handed_back_goes_on_where_the_flow_waits_for_it(tmp_path):
    async with running(tmp_path, DESK) as desk:
        await desk.rig.say("hola")
        await desk.do(ANA, ownership.take)
        await desk.rig.say("quiero un plan")
        assert (await desk.do(ANA, ownership.give_back, Why("resuelto"))).owner == "bot"
        assert desk.rig.transport.texts() == ["Te paso con ventas", "Soy el bot otra vez", "¿Algo más?"]
        assert await desk.rig.say("no") == ["Chao"]
        kinds = await desk.rig.events()
        assert kinds.index("conversation.taken") < kinds.index("conversation.returned")
        assert await desk.rig.rows("SELECT action FROM audit ORDER BY id") == [
            ("conversation.taken",), ("conversation.returned",),
        ]  # fmt: skip


async def test_a_question_waits_while_a_person_has_it_and_its_time_begins_anew(tmp_path):
    async with running(tmp_path, ASKS) as desk:
        await desk.rig.say("hola")
        await desk.do(JEFA, ownership.take)
        assert await desk.rig.say("Ñuñoa") == []
        await desk.rig.pass_time(301)
        assert await desk.run() == (1, "person", None)
        await desk.do(JEFA, ownership.give_back)
        await desk.rig.pass_time(299)
        assert desk.rig.transport.texts() == ["¿Comuna?"]
        await desk.rig.pass_time(2)
        assert desk.rig.transport.texts() == ["¿Comuna?", "¿Sigues ahí?"]


async def test_a_question_does_not_run_out_in_the_queue_where_somebody_put_it(tmp_path):
    async with running(tmp_path, ASKS) as desk:
        await desk.rig.say("hola")
        await desk.do(JEFA, ownership.transfer, To(area="Soporte"), Why("sabe más", "mira esto"))
        assert await desk.rig.rows("SELECT owner, area, note FROM conversations") == [("queue", "Soporte", "mira esto")]
        await desk.rig.pass_time(900)
        assert desk.rig.transport.texts() == ["¿Comuna?"]


async def test_an_area_that_gets_it_from_another_has_the_whole_time(tmp_path):
    async with running(tmp_path, DESK) as desk:
        await desk.rig.say("hola")
        await desk.do(ANA, ownership.take)
        await desk.rig.pass_time(900)
        await desk.do(ANA, ownership.transfer, To(area="Soporte"))
        await desk.rig.pass_time(599)
        assert desk.rig.transport.texts() == ["Te paso con ventas"]
        await desk.rig.pass_time(2)
        assert desk.rig.transport.texts() == ["Te paso con ventas", "Nadie contesta"]


async def test_closing_ends_the_flow_and_says_so(tmp_path):
    async with running(tmp_path, ASKS) as desk:
        await desk.rig.say("hola")
        await desk.do(JEFA, ownership.take)
        await desk.do(JEFA, ownership.close, Why("equivocado"))
        assert (await desk.rig.events())[-2:] == ["conversation.closed", "run.ended"]
        assert await desk.run() == (0, "", None)
        await desk.rig.pass_time(900)
        assert await desk.rig.say("hola") == ["¿Comuna?"]
        assert await desk.rig.rows("SELECT reason, opened FROM conversations ORDER BY id") == [
            ("equivocado", None),
            (None, 1),
        ]
        with pytest.raises(Conflict):
            await desk.do(JEFA, ownership.reopen)


async def test_what_is_opened_again_is_whose_who_opens_it(tmp_path):
    async with running(tmp_path, DESK) as desk:
        await desk.rig.say("hola")
        await desk.do(ANA, ownership.take)
        await desk.do(ANA, ownership.close, Why("listo"))
        await desk.do(BETO, ownership.reopen)
        assert await desk.rig.say("una cosa más") == []
        await desk.say(BETO, "Dime")
        assert desk.rig.transport.texts()[-1] == "Dime"
        assert await desk.rig.rows("SELECT COUNT(*) FROM conversations") == [(1,)]
        # No flow waits any more: handed back, the next word begins one.
        await desk.do(BETO, ownership.give_back)
        assert await desk.rig.say("hola") == ["Te paso con ventas"]


async def calling(desk):
    """Let a flow make a call; return what lets its answer come."""
    ready, asked = asyncio.Event(), asyncio.Event()

    async def answer():
        asked.set()
        await ready.wait()
        return Response(200, {}, {"plan": "oro"})

    desk.rig.http.answer = answer
    await desk.rig.arrive("hola")
    await asked.wait()
    return ready


async def test_the_answer_of_a_call_waits_for_the_bot(tmp_path):
    async with running(tmp_path, CALLS) as desk:
        ready = await calling(desk)
        await desk.rig.arrive("¿y?")
        await desk.team.move(JEFA, "", await desk.seen(), ownership.take)
        ready.set()
        await desk.rig.quiet()
        assert await desk.rig.say("¿hola?") == []
        await desk.rig.pass_time(3600)
        assert desk.rig.transport.texts() == []
        assert await desk.rig.rows("SELECT kind FROM inbox WHERE state = 'waiting'") == [("answer",)]
        await desk.say(JEFA, "Un momento")
        await desk.do(JEFA, ownership.give_back)
        assert desk.rig.transport.texts() == ["Un momento", "Tienes oro", "¿Algo más?"]
        assert await desk.rig.say("no") == ["Chao"]
        assert await desk.rig.rows("SELECT COUNT(*) FROM inbox WHERE state = 'waiting'") == [(0,)]


async def test_an_answer_that_nobody_waits_for_any_more_is_done_with_when_it_is_closed(tmp_path):
    async with running(tmp_path, CALLS) as desk:
        ready = await calling(desk)
        await desk.team.move(JEFA, "", await desk.seen(), ownership.take)
        ready.set()
        await desk.rig.quiet()
        await desk.do(JEFA, ownership.close)
        assert desk.rig.transport.texts() == []
        assert await desk.rig.rows("SELECT COUNT(*) FROM inbox WHERE state = 'waiting'") == [(0,)]


async def test_what_a_person_says_comes_behind_what_the_bot_still_has_to_say(tmp_path):
    async with running(tmp_path, COUNTER) as desk:
        slow = asyncio.Event()
        desk.rig.transport.moods.append(slow.wait)
        await desk.rig.arrive("a")
        await until(lambda: desk.rig.transport.tried)
        await desk.team.move(JEFA, "", await desk.seen(), ownership.take)
        for text in ("uno", "dos"):
            await desk.team.say(JEFA, "", await desk.seen(), Wish(text))
        slow.set()
        await desk.rig.quiet()
        assert desk.rig.transport.texts() == ["1", "y", "uno", "dos"]


async def test_what_was_said_survives_a_crash_before_it_left(tmp_path):
    async with running(tmp_path, DESK) as desk:
        await desk.rig.say("hola")
        await desk.do(ANA, ownership.take)
        stuck = asyncio.Event()
        desk.rig.transport.moods.append(stuck.wait)
        for text in ("uno", "dos"):
            await desk.team.say(ANA, "", await desk.seen(), Wish(text, key=text))
        await until(lambda: desk.rig.transport.tried == 2)
        await desk.rig.crash()
        await desk.rig.quiet()
        await desk.rig.pass_time(100)
        assert desk.rig.transport.texts() == ["Te paso con ventas", "uno", "dos"]
        again = await team_of(desk.rig).say(ANA, "", await desk.seen(), Wish("dos", key="dos"))
        assert again.replayed
        assert [row[0] for row in await desk.rig.rows("SELECT COUNT(*) FROM messages WHERE author = 'human'")] == [2]


async def test_under_one_key_it_is_said_once(tmp_path):
    async with running(tmp_path, DESK) as desk:
        await desk.rig.say("hola")
        await desk.do(ANA, ownership.take)
        first = await desk.say(ANA, "Hola", "k", "m")
        again = await desk.say(ANA, "Hola", "k", "m")
        assert (again.message, again.at, again.replayed, again.fits) == (first.message, first.at, True, True)
        assert not (await desk.say(ANA, "Otra cosa", "k", "n")).fits
        seen = await desk.seen()
        both = [desk.team.say(ANA, "", seen, Wish("Dos", "k2", "m")) for _ in range(2)]
        assert sorted(said.replayed for said in await asyncio.gather(*both)) == [False, True]
        await desk.rig.quiet()
        assert desk.rig.transport.texts() == ["Te paso con ventas", "Hola", "Dos"]
        await desk.do(ANA, ownership.transfer, To(user=2))
        # The key is whose it is, and what was done under it stays done.
        assert (await desk.say(ANA, "Hola", "k", "m")).replayed
        assert not (await desk.say(BETO, "Hola", "k", "m")).replayed


@pytest.mark.parametrize("text", ["", " \n", "\0", "x" * 11])
async def test_what_cannot_be_said_is_refused(tmp_path, text):
    async with running(tmp_path, DESK, transport=Recorder(capabilities=Capabilities(text=10))) as desk:
        await desk.rig.say("hola")
        await desk.do(ANA, ownership.take)
        with pytest.raises(Invalid):
            await desk.say(ANA, text)


async def test_of_many_who_take_it_at_once_one_has_it(tmp_path):
    """Each as a process of its own where there may be several, one job after the other in a file."""
    async with running(tmp_path, DESK) as desk:
        await desk.rig.say("hola")
        seen = await desk.seen()
        others = []
        if desk.rig.database.shared:
            others = [Database(desk.rig.backend) for _ in range(2)]
            for one in others:
                one.open()
        teams = [desk.team, *(team_of(desk.rig, one) for one in others)]
        jobs = [
            teams[n % len(teams)].move(who, "", seen, ownership.take) for n, who in enumerate([ANA, BETO, JEFA] * 3)
        ]
        outcomes = await asyncio.gather(*jobs, return_exceptions=True)
        assert [type(one) for one in outcomes if isinstance(one, Exception)] == [Conflict] * 8
        [winner] = [one for one in outcomes if not isinstance(one, Exception)]
        assert (await desk.seen()).assignee == winner.assignee
        assert (await desk.rig.events()).count("conversation.taken") == 1
        assert await desk.rig.rows("SELECT COUNT(*) FROM audit") == [(1,)]
        for one in others:
            await one.close()


async def test_where_the_flow_cannot_go_on_whoever_has_it_keeps_it(tmp_path, monkeypatch):
    async with running(tmp_path, DESK) as desk:
        await desk.rig.say("hola")
        await desk.do(ANA, ownership.take)
        with monkeypatch.context() as broken:
            broken.setattr("cauce.delivery.step.sprint", lambda *_: 1 / 0)
            with pytest.raises(Unavailable):
                await desk.do(ANA, ownership.give_back)
        assert (await desk.seen()).assignee == 1
        assert "conversation.returned" not in await desk.rig.events()


async def test_a_paused_one_is_taken_and_stays_taken(tmp_path):
    async with running(tmp_path, COUNTER) as desk:
        await desk.rig.say("a")
        await desk.pause()
        await desk.do(JEFA, ownership.take)
        await desk.rig.pass_time(PAUSE_MS / 1000 + 60)
        assert (await desk.seen()).owner == "human"
        assert await desk.rig.say("b") == []


async def test_the_answer_of_a_call_waits_for_the_end_of_a_pause(tmp_path):
    async with running(tmp_path, CALLS) as desk:
        ready = await calling(desk)
        await desk.pause()
        ready.set()
        await desk.rig.quiet()
        assert desk.rig.transport.texts() == []
        await desk.rig.pass_time(PAUSE_MS / 1000 + 1)
        assert desk.rig.transport.texts() == ["Tienes oro", "¿Algo más?"]
        assert await desk.rig.say("no") == ["Chao"]
