"""What a step reads of plugins: facts and the hours of areas, looked up in its own transaction, on each database."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import replace

import pytest

import delivery_rig
from cauce.delivery.moment import Hours
from cauce.errors import Unavailable
from cauce.guard import Guard
from cauce.model.area_hours import AreaHours, Opening
from cauce.model.vocabulary import Fact
from delivery_rig import Rig
from team_rig import staff

WORDS = {"es": "x", "en": "x"}
ASKS = """
flow clima
  triggers = ["*"]

start:
  say "{weather.rain} {weather.rain} {area_open('Ventas')} {area_hours('Ventas')}"
  end
"""


def rain(moment):
    return f"{moment.settings['city']} {moment.channel} {moment.conversation} {moment.area or 'nowhere'}"


@pytest.fixture
def facts(monkeypatch):
    """A function that gives the flows of the next rigs a fact."""

    def give(load):
        fact = Fact("weather.rain", WORDS, "text", load=load)
        monkeypatch.setattr(delivery_rig, "VOCABULARY", replace(delivery_rig.VOCABULARY, facts={fact.name: fact}))
        return fact

    return give


def look(db, area, at, settings):
    assert db.execute("SELECT 1").fetchone()[0] == 1
    return Opening(open=False, hours=settings["hours"]) if area == "Ventas" else None


async def test_a_fact_is_looked_up_once_in_a_step_with_the_settings_of_its_plugin(tmp_path, facts):
    asked = []

    def load(moment):
        asked.append(moment.now)
        return rain(moment)

    fact = facts(load)
    async with Rig(tmp_path, ASKS) as rig:
        world = rig.pipeline.stage.world
        world.facts = {fact.name: (fact, {"city": "Asunción"})}
        world.hours = Hours([(AreaHours("w.h", WORDS, look), {"hours": "de 9 a 18 h"})])
        told = "Asunción linea 1 nowhere"
        assert await rig.say("hola") == [f"{told} {told} no de 9 a 18 h"]
        assert asked == [rig.clock.now()]


async def test_the_first_who_knows_an_area_is_believed_and_who_knows_none_is_not_asked_again(tmp_path, facts):
    facts(lambda moment: "seco")
    never = AreaHours("w.never", WORDS, lambda db, area, at, settings: None)
    always = AreaHours("w.always", WORDS, lambda db, area, at, settings: Opening(open=True, hours="siempre"))
    async with Rig(tmp_path, ASKS) as rig:
        world = rig.pipeline.stage.world
        world.facts = {"weather.rain": (Fact("weather.rain", WORDS, "text", load=lambda moment: "seco"), {})}
        world.hours = Hours([(never, {}), (always, {}), (AreaHours("w.h", WORDS, look), {"hours": "x"})])
        assert await rig.say("hola") == ["seco seco sí siempre"]


async def test_a_fact_that_breaks_is_an_error_of_the_flow_and_not_of_the_message(tmp_path, facts):
    def load(moment):
        raise KeyError("sky")

    fact = facts(load)
    async with Rig(tmp_path, ASKS) as rig:
        rig.pipeline.stage.world.facts = {fact.name: (fact, {})}
        await rig.say("hola")
        assert "run.error" in await rig.events()
        assert await rig.rows("SELECT state FROM inbox") == [("done",)]


class Locked:
    """A database that somebody else has locked."""

    def execute(self, sql, parameters=()):
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise error


async def test_trouble_with_the_database_is_the_steps_and_not_the_flows(tmp_path, facts):
    tries = []

    def load(moment):
        tries.append(1)
        if len(tries) < 3:
            moment.db._db = Locked()
        return moment.db.execute("SELECT 'seco'").fetchone()[0]

    fact = facts(load)
    async with Rig(tmp_path, ASKS) as rig:
        rig.pipeline.stage.world.facts = {fact.name: (fact, {})}
        with pytest.raises(Unavailable):
            await rig.arrive("hola", id_="1")
        assert await rig.rows("SELECT COUNT(*) FROM messages") == [(0,)]
        while not rig.transport.texts():
            with suppress(Unavailable):
                await rig.arrive("hola", id_="1")
                await rig.quiet()
        assert rig.transport.texts()[0].startswith("seco")
        assert "run.error" not in await rig.events()


async def test_a_wrong_statement_of_a_plugin_is_an_error_of_the_flow(tmp_path, facts):
    fact = facts(lambda moment: moment.db.execute("SELECT nothing FROM contacts").fetchone())
    async with Rig(tmp_path, ASKS) as rig:
        rig.pipeline.stage.world.facts = {fact.name: (fact, {})}
        await rig.say("hola")
        assert "run.error" in await rig.events()


async def test_hours_that_break_are_passed_over_and_the_message_is_handled(tmp_path, facts):
    facts(lambda moment: "seco")

    def broken(db, area, at, settings):
        raise ZeroDivisionError

    known = [(AreaHours("w.broken", WORDS, broken), {}), (AreaHours("w.h", WORDS, look), {"hours": "x"})]
    async with Rig(tmp_path, ASKS) as rig:
        world = rig.pipeline.stage.world
        world.facts = {"weather.rain": (Fact("weather.rain", WORDS, "text", load=lambda moment: "seco"), {})}
        world.hours = Hours(known)
        assert await rig.say("hola") == ["seco seco no x"]
        assert not world.hours.guard.is_fenced("w.broken", "hours")
        for who in ("beto", "carla"):
            assert await rig.say("hola", who) == ["seco seco no x"]
        assert world.hours.guard.is_fenced("w.broken", "hours")


async def test_a_fact_that_keeps_everybody_waiting_is_fenced_off(tmp_path, facts):
    fact = facts(lambda moment: "seco")
    async with Rig(tmp_path, ASKS) as rig:
        world = rig.pipeline.stage.world
        world.facts = {fact.name: (fact, {})}
        world.hours = Hours(guard=Guard(deadline=0.0, strikes=2))
        for who in ("ana", "beto"):
            assert await rig.say("hola", who) == ["seco seco sí "]
        await rig.say("hola", "carla")
        assert "run.error" in await rig.events()


async def test_areas_that_the_team_made_are_known_to_flows(tmp_path, facts):
    facts(lambda moment: "seco")
    flow = """
flow areas
  triggers = ["*"]

start:
  say "{area_open('Soporte')}"
  redirect Soporte
"""
    async with Rig(tmp_path, flow, areas={}) as rig:
        await rig.database.write(staff)
        assert await rig.say("hola") == ["sí"]
        assert await rig.rows("SELECT owner, area FROM conversations") == [("queue", "Soporte")]
