"""What is to be said later: once at its time, whatever dies meanwhile, and not at all where it is not theirs any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from cauce.access import ownership
from cauce.access.ownership import To, Why
from cauce.delivery import scheduling, speech
from cauce.delivery.pipeline import SWEEP
from cauce.model.message import Capabilities
from delivery_rig import Recorder, Rig, until
from team_rig import ANA, BETO, DESK, Desk, running, team_of

HOUR = 3600


@asynccontextmanager
async def taken(folder, transport=None) -> AsyncIterator[Desk]:
    async with running(folder, DESK, transport=transport) as desk:
        await desk.rig.say("hola")
        await desk.do(ANA, ownership.take)
        yield desk


async def later(desk: Desk, text: str, seconds: float = HOUR, who=ANA, conversation: int = 1) -> int:
    """Schedule something; return its id."""
    at = desk.rig.clock.now() + int(seconds * 1000)
    team = team_of(desk.rig)
    said = await team.do(who, "", await desk.seen(conversation), scheduling.schedule, {"text": text}, at)
    return int(said.message)


@asynccontextmanager
async def beside(rig: Rig) -> AsyncIterator[Rig]:
    """Give another process on the same database, with a network of its own to tell them apart."""
    other = Rig(rig.folder, DESK)
    other.backend, other.clock = rig.backend, rig.clock
    async with other:
        yield other


async def states(desk: Desk) -> list[tuple]:
    return await desk.rig.rows("SELECT state, reason FROM scheduled ORDER BY id")


async def test_it_is_said_at_its_time_and_once(tmp_path):
    async with taken(tmp_path) as desk:
        await later(desk, "dos", 2 * HOUR)
        await later(desk, "uno")
        for seconds, texts in ((HOUR - 1, []), (2, ["uno"]), (HOUR, ["uno", "dos"]), (24 * HOUR, ["uno", "dos"])):
            await desk.rig.pass_time(seconds)
            assert desk.rig.transport.texts()[1:] == texts
        assert await states(desk) == [("sent", None)] * 2
        rows = await desk.rig.rows(
            "SELECT s.user_id, m.author, m.status FROM scheduled c JOIN messages m ON m.id = c.message_id "
            "JOIN speeches s ON s.message_id = m.id ORDER BY c.id"
        )
        assert rows == [(1, "human", 1)] * 2


async def test_the_alarm_wakes_for_it_by_itself(tmp_path):
    async with taken(tmp_path) as desk:
        await later(desk, "uno")
        desk.rig.clock.advance(HOUR + 1)
        desk.rig.pipeline._alarm.at(desk.rig.clock.now())
        await until(lambda: desk.rig.transport.texts()[1:] == ["uno"])
        assert desk.rig.pipeline._alarm._next is None


async def test_the_alarm_knows_when_the_next_one_is_due(tmp_path):
    async with taken(tmp_path) as desk:
        await later(desk, "dos", 2 * HOUR)
        await later(desk, "uno", HOUR)
        due = desk.rig.clock.now() + HOUR * 1000
        assert await desk.rig.pipeline._due() == due
        await desk.rig.pass_time(HOUR)
        assert await desk.rig.pipeline._due() == due + HOUR * 1000


async def test_what_came_due_while_nobody_ran_is_said_once_on_return(tmp_path):
    async with taken(tmp_path) as desk:
        await later(desk, "uno")
        await desk.rig.stop()
        desk.rig.clock.advance(30 * 24 * HOUR)
        await desk.rig.start()
        await until(lambda: desk.rig.transport.texts()[1:] == ["uno"])
        await desk.rig.stop()
        await desk.rig.start()
        await desk.rig.pass_time(60)
        assert desk.rig.transport.texts()[1:] == ["uno"]


async def test_a_crash_before_it_left_says_it_once(tmp_path):
    async with taken(tmp_path) as desk:
        await later(desk, "uno")
        stuck = asyncio.Event()
        desk.rig.transport.moods.append(stuck.wait)
        desk.rig.clock.advance(HOUR + 1)
        await desk.rig.pipeline._due()
        await until(lambda: desk.rig.transport.tried == 2)
        await desk.rig.crash()
        await desk.rig.pass_time(100)
        await desk.rig.pass_time(100)
        assert desk.rig.transport.texts()[1:] == ["uno"]
        # Nobody saw the first try end: it is marked as what the person may have twice, and there is no second message.
        assert await desk.rig.rows("SELECT repeated FROM messages WHERE author = 'human'") == [(1,)]


async def test_of_two_processes_one_says_it(tmp_path):
    async with taken(tmp_path) as desk:
        if not desk.rig.database.shared:
            pytest.skip("a file has one process")
        texts = [f"n{number}" for number in range(8)]
        for text in texts:
            await later(desk, text)
        async with beside(desk.rig) as other:
            both = (desk.rig, other)
            desk.rig.clock.advance(HOUR + 1)
            await asyncio.gather(*(rig.pipeline._due() for rig in both for _ in range(4)))
            for rig in both * 2:
                # What one left for the other to say, which it looks for twice.
                await rig.pipeline._take_up()
                await rig.quiet()
            said = [text for rig in both for text in rig.transport.texts() if text in texts]
            assert sorted(said) == texts
        assert await states(desk) == [("sent", None)] * len(texts)


async def test_many_that_are_due_are_all_said_in_their_order(tmp_path):
    async with taken(tmp_path) as desk:
        texts = [f"n{number:02}" for number in range(SWEEP + 5)]
        for place, text in enumerate(texts):
            await later(desk, text, HOUR + place)
        await desk.rig.pass_time(2 * HOUR)
        assert desk.rig.transport.texts()[1:] == texts


@pytest.mark.parametrize(
    ("reason", "what"),
    [
        ("closed", (ownership.close, (Why("listo"),))),
        ("owner", (ownership.give_back, ())),
        ("owner", (ownership.transfer, (To(user=2),))),
    ],
)
async def test_what_is_not_theirs_any_more_is_held_and_told(tmp_path, reason, what):
    async with taken(tmp_path) as desk:
        row = await later(desk, "uno")
        rule, given = what
        await desk.do(ANA, rule, *given)
        before = desk.rig.transport.texts()
        await desk.rig.pass_time(HOUR + 1)
        assert desk.rig.transport.texts() == before
        assert await states(desk) == [("held", reason)]
        [(told,)] = await desk.rig.rows("SELECT data FROM events WHERE type = 'scheduled.held'")
        assert f'"scheduled":{row}' in told
        assert f'"reason":"{reason}"' in told
        await desk.rig.pass_time(24 * HOUR)
        assert await states(desk) == [("held", reason)]


async def test_what_somebody_wanted_who_was_switched_off_is_held(tmp_path):
    async with taken(tmp_path) as desk:
        await later(desk, "uno")
        await desk.rig.database.write(lambda db: db.execute("UPDATE users SET active = 0 WHERE id = 1"))
        await desk.rig.pass_time(HOUR + 1)
        assert await states(desk) == [("held", "author")]


async def test_what_the_network_takes_no_more_is_held_and_what_is_broken_holds_up_nobody(tmp_path):
    network = Recorder(capabilities=Capabilities(window_hours=24))
    async with taken(tmp_path, network) as desk:
        await later(desk, "a tiempo", 2 * HOUR)
        await later(desk, "tarde", 25 * HOUR)
        await desk.rig.pass_time(26 * HOUR)
        assert await states(desk) == [("held", "window")] * 2
        await desk.rig.arrive("¿sigues?")
        await later(desk, "aquí estoy", 60)
        await desk.rig.database.write(lambda db: db.execute("UPDATE scheduled SET wish = '[]' WHERE state = 'waiting'"))
        await desk.rig.pass_time(61)
        assert (await states(desk))[-1] == ("held", "failed")
        await later(desk, "aquí estoy", 60)
        await desk.rig.pass_time(61)
        assert desk.rig.transport.texts()[1:] == ["aquí estoy"]


async def test_what_was_handed_back_and_taken_again_by_then_is_said(tmp_path):
    async with taken(tmp_path) as desk:
        await later(desk, "uno")
        await desk.do(ANA, ownership.transfer, To(user=2))
        await desk.do(BETO, ownership.transfer, To(user=1))
        await desk.rig.pass_time(HOUR + 1)
        assert desk.rig.transport.texts()[1:] == ["uno"]


async def test_a_channel_that_is_gone_holds_it(tmp_path):
    async with taken(tmp_path) as desk:
        await later(desk, "uno")
        desk.rig.pipeline.stage.world.lines = {}
        await desk.rig.pass_time(HOUR + 1)
        assert await states(desk) == [("held", "refused")]


async def test_what_is_said_in_the_same_moment_comes_behind_what_is_on_its_way(tmp_path):
    async with taken(tmp_path) as desk:
        slow = asyncio.Event()
        desk.rig.transport.moods.append(slow.wait)
        await desk.team.do(ANA, "", await desk.seen(), speech.say, speech.Wish("ahora"))
        await later(desk, "luego", 1)
        desk.rig.clock.advance(2)
        await desk.rig.pipeline._due()
        slow.set()
        await desk.rig.quiet()
        assert desk.rig.transport.texts()[1:] == ["ahora", "luego"]


async def test_a_message_that_comes_in_costs_nothing_more(tmp_path, monkeypatch):
    async with taken(tmp_path) as desk:
        await later(desk, "uno")
        asked = []
        monkeypatch.setattr("cauce.delivery.scheduling.say_due", lambda *_: asked.append(1) or (0, None))
        await desk.rig.say("¿y?")
        assert asked == []
