"""A hand-over to a closed area: the person is told, the bot stays at work, and the area has it by itself when it opens."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import databases
from cauce.access import ownership
from cauce.access.doing import Doing
from cauce.access.ownership import To
from cauce.delivery.acts import Acts
from cauce.delivery.reopening import look_again
from cauce.delivery.step import Step
from cauce_plugins.hours.calendar import Window
from delivery_rig import Rig
from hours_rig import COURTESY, HANDS_OVER, NINE_TO_SIX, UNTIL_NINE, closed, keep, owner, with_hours
from team_rig import JEFA

pytestmark = pytest.mark.usefixtures("database_kind")

SERVERS = [kind for kind in databases.KINDS if kind != "sqlite"]
"""A file has one process."""
PENDING = (1, "bot", None)
QUEUED = (1, "queue", "Ventas")


async def queued(rig):
    """How often the conversation was given to an area."""
    return (await rig.events()).count("conversation.queued")


async def test_the_person_is_told_and_the_area_has_it_when_it_opens(tmp_path):
    async with closed(tmp_path) as desk:
        assert await desk.rig.say("hola") == ["Te paso con ventas", COURTESY]
        assert await owner(desk.rig) == PENDING
        opens = desk.rig.clock.now() + UNTIL_NINE * 1000
        assert await desk.run() == (1, "opening", opens)
        [(data,)] = await desk.rig.rows("SELECT data FROM events WHERE type = 'area.closed'")
        told = json.loads(data)
        assert (told["area"], told["pending"], told["opens_at"]) == ("Ventas", True, opens)

        await desk.rig.pass_time(UNTIL_NINE - 0.001)
        assert await owner(desk.rig) == PENDING
        await desk.rig.pass_time(0.001)
        assert await owner(desk.rig) == QUEUED
        assert await queued(desk.rig) == 1
        assert desk.rig.transport.texts()[2:] == []
        assert await desk.rig.rows("SELECT note FROM conversations") == [("quiere planes",)]

        # From now on it is as any hand-over: nobody came within ten minutes.
        await desk.rig.pass_time(600)
        assert desk.rig.transport.texts()[2:] == ["Nadie contesta"]


async def test_what_the_person_writes_meanwhile_is_kept_and_answered_now_and_then(tmp_path):
    async with closed(tmp_path, repeat_minutes=2) as desk:
        await desk.rig.say("hola")
        assert await desk.rig.say("¿hay alguien?") == []
        desk.rig.clock.advance(121)
        assert await desk.rig.say("¿y ahora?") == [COURTESY]
        assert await desk.rig.say("¡hola!") == []
        said = [line.message.text for line in await desk.rig.transcript() if line.author == "contact"]
        assert said == ["hola", "¿hay alguien?", "¿y ahora?", "¡hola!"]
        await desk.rig.pass_time(UNTIL_NINE - 121)
        assert await owner(desk.rig) == QUEUED


async def test_the_bot_is_at_work_meanwhile(tmp_path):
    async with closed(tmp_path) as desk:
        await desk.rig.say("hola")
        assert await desk.rig.say("menu") == ["¿Qué necesitas?"]
        await desk.rig.pass_time(UNTIL_NINE)
        assert await owner(desk.rig) == PENDING
        assert await desk.rig.say("nada") == ["Anotado"]


async def test_it_outlives_the_process(tmp_path):
    async with closed(tmp_path) as desk:
        await desk.rig.say("hola")
        desk.rig.clock.advance(UNTIL_NINE + 3600)
        await desk.rig.crash()
        with_hours(desk.rig)
        await desk.rig.pass_time(0)
        await desk.rig.until_found("SELECT opened, owner, area FROM conversations", QUEUED)
        await desk.rig.crash()
        with_hours(desk.rig)
        await desk.rig.pass_time(1)
        assert await queued(desk.rig) == 1


@pytest.mark.parametrize("database_kind", SERVERS, indirect=True)
async def test_two_processes_hand_it_over_once(tmp_path):
    async with closed(tmp_path) as desk:
        await desk.rig.say("hola")
        other = Rig(tmp_path, HANDS_OVER)
        other.backend, other.clock = desk.rig.backend, desk.rig.clock
        await other.start()
        try:
            with_hours(other)
            # The other one's calendar opens it earlier, and this one knows at once.
            await keep(other, replace(desk.plan, windows=(Window(0, 1440, frozenset(range(7))),)))
            assert await look_again(other.database, other.clock.now()) == 1
            for rig in (desk.rig, other, desk.rig):
                await rig.pass_time(1)
            assert await owner(desk.rig) == QUEUED
            assert await queued(desk.rig) == 1
        finally:
            await other.stop()


async def test_it_is_handed_over_earlier_where_the_hours_change(tmp_path):
    async with closed(tmp_path) as desk:
        await desk.rig.say("hola")
        await keep(desk.rig, replace(desk.plan, windows=(Window(8 * 60, 18 * 60, frozenset(range(5))),)))
        await desk.rig.pass_time(1)
        assert await owner(desk.rig) == PENDING, "nobody looked"
        assert await look_again(desk.rig.database, desk.rig.clock.now()) == 1
        await desk.rig.pass_time(0)
        assert await owner(desk.rig) == QUEUED
        assert await look_again(desk.rig.database, desk.rig.clock.now()) == 0


async def test_it_waits_on_where_it_opens_later_and_goes_at_once_where_the_calendar_is_gone(tmp_path):
    async with closed(tmp_path) as desk:
        await desk.rig.say("hola")
        plan = await keep(desk.rig, replace(desk.plan, windows=(Window(10 * 60, 18 * 60, frozenset(range(5))),)))
        await desk.rig.pass_time(UNTIL_NINE)
        assert await owner(desk.rig) == PENDING
        assert await desk.run() == (1, "opening", desk.rig.clock.now() + 3_600_000)
        assert desk.rig.transport.texts() == ["Te paso con ventas", COURTESY]
        await keep(desk.rig, replace(plan, areas=()))
        await look_again(desk.rig.database, desk.rig.clock.now())
        await desk.rig.pass_time(0)
        assert await owner(desk.rig) == QUEUED


async def test_what_somebody_took_or_closed_meanwhile_is_left_alone(tmp_path):
    async with closed(tmp_path) as desk:
        await desk.rig.say("hola")
        await desk.do(JEFA, ownership.take)
        assert await look_again(desk.rig.database, desk.rig.clock.now()) == 0
        await desk.rig.pass_time(UNTIL_NINE)
        assert (await owner(desk.rig))[1] == "human"
        await desk.do(JEFA, ownership.close)
        await desk.rig.pass_time(86_400)
        assert (await owner(desk.rig))[0] is None
        assert await queued(desk.rig) == 0


async def test_what_was_queued_elsewhere_meanwhile_stays_there(tmp_path):
    async with closed(tmp_path) as desk:
        await desk.rig.say("hola")
        await desk.do(JEFA, ownership.take)
        await desk.do(JEFA, ownership.transfer, To(area="Soporte"))
        await desk.rig.pass_time(UNTIL_NINE + 3600)
        assert await owner(desk.rig) == (1, "queue", "Soporte")
        assert await queued(desk.rig) == 0


async def test_whoever_helped_gives_it_back_to_what_follows(tmp_path):
    async with closed(tmp_path) as desk:
        await desk.rig.say("hola")
        await desk.do(JEFA, ownership.take)
        await desk.do(JEFA, ownership.give_back)
        assert desk.rig.transport.texts()[2:] == ["Soy el bot otra vez"]


async def test_a_bot_that_was_silent_looks_at_once_when_it_speaks_again(tmp_path):
    async with closed(tmp_path) as desk:
        await desk.rig.say("hola")
        await desk.pause()
        await desk.rig.pass_time(UNTIL_NINE)
        assert (await owner(desk.rig))[1] == "paused"
        assert await look_again(desk.rig.database, desk.rig.clock.now()) == 0
        await desk.rig.pass_time(1800 - UNTIL_NINE)
        await desk.rig.pass_time(0)
        assert await owner(desk.rig) == QUEUED


async def test_a_supervisor_who_ends_the_silence_hands_nothing_back(tmp_path):
    async with closed(tmp_path) as desk:
        await desk.rig.say("hola")
        await desk.pause()
        await desk.do(JEFA, ownership.give_back)
        await desk.rig.pass_time(0)
        assert desk.rig.transport.texts()[2:] == []
        assert await owner(desk.rig) == PENDING
        await desk.rig.pass_time(UNTIL_NINE)
        assert await owner(desk.rig) == QUEUED


async def test_a_plugin_that_queues_it_has_its_way(tmp_path):
    async with closed(tmp_path) as desk:
        await desk.rig.say("hola")

        def job(db):
            step = Step(desk.rig.pipeline.stage, db)
            done = Acts(step, Doing(JEFA, step.now, {}, "")).queue(1, "Soporte", "busy")
            step.flush()
            return done

        assert await desk.rig.database.write(job)
        await desk.rig.pass_time(UNTIL_NINE + 3600)
        assert await owner(desk.rig) == (1, "queue", "Soporte")


async def test_an_area_without_a_calendar_attends_always(tmp_path):
    async with closed(tmp_path, replace(NINE_TO_SIX, areas=("Soporte",))) as desk:
        assert await desk.rig.say("hola") == ["Te paso con ventas"]
        assert await owner(desk.rig) == QUEUED
