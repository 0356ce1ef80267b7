"""The look around, over the real pipeline and on each database: reminders, the close, and whoever speaks in between."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager

import pytest

from cauce import AreaHours, Opening
from cauce.access import ownership
from cauce.delivery.moment import Hours
from cauce_plugins.auto_close import sweep
from plugin_rig import hosted, settings_of
from team_rig import ANA, DESK

LONG = """
flow larga
  triggers = ["hola"]

start:
  ask "¿Seguro?" as x
  say "Gracias"
  ask "¿Y?" as y
"""
PAUSES = """
flow pausa
  triggers = ["hola"]

start:
  say "Un momento"
  wait 2h
  ask "¿Sigues?" as x
  say "Gracias"
"""
REMINDERS = [{"minutes": 10, "text": "¿Sigues ahí?"}, {"minutes": 20, "text": "Cierro en un rato."}]


@asynccontextmanager
async def closing(folder, *flows, hours=None, **given):
    """A desk with auto-close: time passes by `minutes`, with a look around after each."""
    settings = settings_of("auto_close", **given)
    async with hosted(folder, *flows, settings=settings, plugin="cauce_plugins.auto_close", hours=hours) as (
        desk,
        host,
    ):

        async def minutes(*spans):
            for span in spans:
                await desk.rig.pass_time(span * 60)
                await sweep.run(host)
                await desk.rig.quiet()

        yield desk, minutes


async def is_open(desk, conversation=1):
    [(opened,)] = await desk.rig.rows("SELECT opened FROM conversations WHERE id = ?", conversation)
    return opened == 1


async def test_a_person_is_reminded_step_by_step_and_then_it_is_closed(tmp_path):
    async with closing(tmp_path, LONG, reminders=REMINDERS, message="Chao.") as (desk, minutes):
        await desk.rig.say("hola")
        texts = desk.rig.transport.texts
        await minutes(9)
        assert texts() == ["¿Seguro?"]
        await minutes(1, 5)
        assert texts()[1:] == ["¿Sigues ahí?"]
        await minutes(5, 9)
        assert texts()[2:] == ["Cierro en un rato."]
        assert await is_open(desk)
        await minutes(1)
        assert texts()[3:] == ["Chao."]
        assert not await is_open(desk)
        await minutes(60)
        assert len(texts()) == 4
        assert await desk.rig.rows("SELECT COUNT(*) FROM auto_close_silences") == [(0,)]


async def test_whoever_answers_begins_anew(tmp_path):
    async with closing(tmp_path, LONG, reminders=REMINDERS) as (desk, minutes):
        await desk.rig.say("hola")
        await minutes(10)
        await desk.rig.say("sí")
        await minutes(9)
        assert desk.rig.transport.texts()[-2:] == ["Gracias", "¿Y?"]
        await minutes(1)
        assert desk.rig.transport.texts()[-1] == "¿Sigues ahí?"


async def test_the_next_message_opens_a_new_one(tmp_path):
    async with closing(tmp_path, LONG) as (desk, minutes):
        await desk.rig.say("hola")
        await minutes(31)
        assert not await is_open(desk)
        assert await desk.rig.say("hola") == ["¿Seguro?"]
        assert await is_open(desk, 2)


async def test_whoever_was_away_is_not_told_everything_at_once(tmp_path):
    async with closing(tmp_path, LONG, reminders=REMINDERS) as (desk, minutes):
        await desk.rig.say("hola")
        await minutes(600, 0, 0)
        assert desk.rig.transport.texts()[1:] == ["¿Sigues ahí?"]
        await minutes(10)
        assert desk.rig.transport.texts()[2:] == ["Cierro en un rato."]
        await minutes(10)
        assert not await is_open(desk)


async def test_a_flow_that_waits_on_purpose_is_left_alone_until_its_time_is_up(tmp_path):
    async with closing(tmp_path, PAUSES, minutes=30) as (desk, minutes):
        await desk.rig.say("hola")
        await minutes(40, 40, 40)
        assert desk.rig.transport.texts() == ["Un momento", "¿Sigues?"]
        await minutes(29)
        assert await is_open(desk)
        await minutes(1)
        assert not await is_open(desk)


async def test_what_an_operator_has_is_closed_by_its_own_time_and_says_so(tmp_path):
    async with closing(tmp_path, DESK, human_minutes=60, queue_minutes=0) as (desk, minutes):
        await desk.rig.say("hola")
        await minutes(9)
        await desk.do(ANA, ownership.take)
        await minutes(59)
        assert await is_open(desk)
        await minutes(2)
        assert not await is_open(desk)
        [(data,)] = await desk.rig.rows("SELECT data FROM events WHERE type = 'conversation.closed'")
        told = json.loads(data)
        assert (told["name"], told["reason"], told["minutes"]) == ("auto_close", "auto_close: human", 60)


async def test_nobody_is_hurried_while_the_area_is_closed(tmp_path):
    openings = {"at": 0}

    def look(db, area, at, settings):
        return Opening(open=at >= openings["at"], opens_at=openings["at"] if at < openings["at"] else None)

    hours = Hours([(AreaHours("w.h", {"es": "x"}, look), {})])
    async with closing(tmp_path, DESK, hours=hours) as (desk, minutes):
        await desk.rig.say("hola")
        await desk.do(ANA, ownership.take)
        openings["at"] = desk.rig.clock.now() + 120 * 60_000
        await minutes(31, 30, 30, 28, 29)
        assert await is_open(desk)
        await minutes(3)
        assert not await is_open(desk)


async def test_whoever_waits_for_an_area_to_open_is_handed_over_and_not_closed(tmp_path):
    openings = {"at": 2**62}

    def look(db, area, at, settings):
        return Opening(open=at >= openings["at"], opens_at=openings["at"] if at < openings["at"] else None)

    async with closing(tmp_path, DESK, hours=Hours([(AreaHours("w.h", {"es": "x"}, look), {})])) as (desk, minutes):
        openings["at"] = desk.rig.clock.now() + 120 * 60_000
        await desk.rig.say("hola")
        await minutes(31, 60, 29)
        assert await desk.rig.rows("SELECT opened, owner FROM conversations") == [(1, "queue")]


async def test_whoever_waits_for_an_area_that_nobody_knows_when_it_opens_is_not_closed(tmp_path):
    def look(db, area, at, settings):
        return Opening(open=False)

    async with closing(tmp_path, DESK, hours=Hours([(AreaHours("w.h", {"es": "x"}, look), {})])) as (desk, minutes):
        await desk.rig.say("hola")
        assert await desk.run() == (1, "opening", None)
        await minutes(31, 60 * 24, 60 * 24)
        assert await is_open(desk)


async def test_tags_and_areas_are_left_open(tmp_path):
    async with closing(tmp_path, DESK, except_areas=["Ventas"]) as (desk, minutes):
        await desk.rig.say("hola")
        await desk.do(ANA, ownership.take)
        await minutes(31, 60 * 24)
        assert await is_open(desk)


@pytest.mark.parametrize("count", [47])
async def test_many_are_closed_in_pieces_and_each_once(tmp_path, count):
    async with closing(tmp_path, LONG, message="Chao.") as (desk, minutes):
        for number in range(count):
            await desk.rig.arrive("hola", f"p{number}")
        await desk.rig.quiet()
        await minutes(31)
        assert await desk.rig.rows("SELECT COUNT(*) FROM conversations WHERE opened = 1") == [(0,)]
        assert sorted(desk.rig.transport.texts().count(text) for text in ("¿Seguro?", "Chao.")) == [count, count]
        await minutes(1)
        assert desk.rig.transport.texts().count("Chao.") == count


async def test_over_a_restart_nobody_is_reminded_twice(tmp_path):
    async with closing(tmp_path, LONG, reminders=REMINDERS) as (desk, minutes):
        await desk.rig.say("hola")
        await minutes(10)
        assert await desk.rig.rows("SELECT rung FROM auto_close_silences") == [(1,)]
        await minutes(0, 9)
        assert desk.rig.transport.texts().count("¿Sigues ahí?") == 1


async def test_a_message_on_its_way_is_not_overtaken_by_the_close(tmp_path):
    async with closing(tmp_path, LONG) as (desk, minutes):
        await desk.rig.say("hola")
        await desk.rig.pass_time(31 * 60)
        await desk.rig.arrive("sí")
        await minutes(0)
        assert await is_open(desk)
