"""What flows read of hours: the facts of the conversation's area, and the functions of areas, from the real calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

import delivery_rig
from cauce_plugins import hours
from cauce_plugins.hours.calendar import Window
from cauce_plugins.hours.looking import courtesy
from cauce_plugins.hours.plan import Plan, Special
from delivery_rig import Rig
from hours_rig import NINE_TO_SIX, UNTIL_NINE, keep, with_hours
from team_rig import staff

FACTS = {fact.name: fact for fact in hours.register_facts()}
ASKS = """
flow horario
  triggers = ["*"]

start:
  say "{hours.open} {hours.text} {hours.next_opening} {area_open('Ventas')} {area_hours('Ventas')}"
  end
"""
DAYS = "de lunes a viernes de 9 a 18 h"


@pytest.fixture
async def rig(tmp_path, database_kind, monkeypatch):
    vocabulary = replace(delivery_rig.VOCABULARY, facts=FACTS)
    monkeypatch.setattr(delivery_rig, "VOCABULARY", vocabulary)
    async with Rig(tmp_path, ASKS) as rig:
        await rig.database.write(staff)
        with_hours(rig)
        rig.pipeline.stage.world.facts = {name: (fact, {}) for name, fact in FACTS.items()}
        yield rig


async def test_without_a_calendar_there_is_always_somebody(rig):
    assert await rig.say("x") == ["sí   sí "]


async def test_the_general_calendar_is_meant_where_no_area_is(rig):
    await keep(rig, replace(NINE_TO_SIX, general=True))
    [said] = await rig.say("x")
    assert said.startswith(f"no {DAYS} ")
    assert "9" in said.removeprefix(f"no {DAYS} ")
    assert said.endswith(f" no {DAYS}")
    rig.clock.advance(UNTIL_NINE)
    assert await rig.say("x") == [f"sí {DAYS}  sí {DAYS}"]


async def test_the_conversations_own_area_goes_before_the_general_calendar(rig):
    await keep(rig, replace(NINE_TO_SIX, general=True))
    always = Plan("Soporte", "UTC", windows=(Window(0, 1440, frozenset(range(7))),), areas=("Soporte",))
    await keep(rig, always)
    await rig.say("x")
    await rig.database.write(lambda db: db.execute("UPDATE conversations SET opened = 1, area = 'Soporte'").rowcount)
    [said] = await rig.say("x")
    assert said.startswith("sí todos los días, las 24 horas")


def test_the_last_word_of_a_courtesy_is_the_windows_then_the_calendars_then_the_settings():
    plan, at = NINE_TO_SIX, 1_760_000_000_000
    opens = plan.calendar().next_opening(at)
    made = f"Nuestro horario de atención es {DAYS}. Te responderemos apenas volvamos a estar disponibles"
    assert courtesy(plan, at, opens, "") == f"{made}, hoy a las 9."
    assert courtesy(plan, at, None, "") == f"{made}."
    assert courtesy(replace(plan, windows=()), at, None, "").startswith("Ahora no hay nadie disponible.")
    assert courtesy(plan, at, opens, "Abrimos {next}") == "Abrimos hoy a las 9"
    plan = replace(plan, courtesy="Somos así: {hours} {otra}")
    assert courtesy(plan, at, opens, "Abrimos {next}") == f"Somos así: {DAYS} {{otra}}"
    plan = replace(plan, windows=(replace(plan.windows[0], message="¡Ya casi!"),))
    assert courtesy(plan, at, opens, "Abrimos {next}") == "¡Ya casi!"
    english = replace(NINE_TO_SIX, lang="en")
    assert courtesy(english, at, opens, "").startswith("Our opening hours are Monday to Friday from 9 to 18. We will")


async def test_a_change_is_seen_by_the_next_step(rig):
    plan = await keep(rig, replace(NINE_TO_SIX, general=True))
    assert (await rig.say("x"))[0].startswith("no")
    day = Special(date(2025, 10, 9), (Window(0, 1440),))
    plan = await keep(rig, replace(plan, exceptions=(day,)))
    assert (await rig.say("x"))[0].startswith("sí")
    await keep(rig, replace(plan, exceptions=()))
    assert (await rig.say("x"))[0].startswith("no")
