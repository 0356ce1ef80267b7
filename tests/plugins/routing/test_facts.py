"""What flows read of areas: as a test gives it, and as it is."""

from __future__ import annotations

from datetime import UTC

import pytest

from cauce import Moment
from cauce.testing import Bot
from cauce_plugins.routing.facts import FACTS, FUNCTIONS

FLOW = """
flow espera
  triggers = ["*"]

start:
  set antes=area.waiting
  set ventas=area_waiting('Ventas')
  set gente=area_online('Ventas')
  say "{antes} {area.online} {ventas} {gente}"
  redirect Ventas
"""


def test_a_test_says_how_many_wait_and_how_many_are_there():
    lines = ("area.waiting = 3", "area.online = 2")
    assert Bot.of(FLOW).given(*lines).talk("hola")[0] == "3 2 3 2"


def test_and_of_which_area():
    lines = ("area.waiting = 3", "area.Ventas.waiting = 7", "area.Ventas.online = 1")
    assert Bot.of(FLOW).given(*lines).talk("hola")[0] == "3  7 1"


def loaded(name, moment):
    [fact] = [one for one in FACTS if one.name == name]
    return fact.load(moment)


async def read(floor, conversation, **settings):
    def job(db):
        moment = Moment(db, floor.clock.now(), conversation, 1, "linea", UTC, {**floor.settings, **settings})
        return loaded("area.waiting", moment), loaded("area.online", moment)

    return await floor.database.read(job)


async def test_they_are_those_of_the_area_of_the_conversation(on):
    async with on() as floor:
        await floor.operator("Ana", "Ventas", capacity=1)
        luis = await floor.operator("Luis", "Ventas")
        await floor.operator("Eva", "Soporte")
        one, two = await floor.wait("Ventas"), await floor.wait("Soporte")
        await floor.wait("Ventas")
        assert await read(floor, one) == (2, 2)
        assert await read(floor, two) == (1, 1)
        await floor.presence(luis, "away")
        assert await read(floor, one) == (2, 1)
        await floor.pass_time(6)
        assert await read(floor, one) == (2, 0)


async def test_before_it_was_given_to_any_they_are_those_of_the_default_area_or_of_the_only_one(on):
    async with on() as floor:
        await floor.wait("Ventas")
        bot = await floor.wait("Ventas")
        await floor.sql("UPDATE conversations SET owner = 'bot', area = NULL WHERE id = ?", bot)
        assert await read(floor, bot) == (1, 0)
        await floor.wait("Soporte")
        assert await read(floor, bot) == (0, 0)
        assert await read(floor, bot, default_area="Soporte") == (1, 0)


class Scene:
    """What a function is given while Cauce runs."""

    def __init__(self, moment, areas) -> None:
        self.moment, self.areas, self.facts = moment, areas, {}


async def test_functions_count_in_any_area(on):
    async with on() as floor:
        await floor.operator("Ana", "Ventas")
        one = await floor.wait("Ventas")
        waiting, online = (function.call for function in FUNCTIONS)

        def job(db):
            moment = Moment(db, floor.clock.now(), one, 1, "linea", UTC, floor.settings)
            scene = Scene(moment, {"Ventas": None})
            for strange in ("Nada", "", 3):
                with pytest.raises(ValueError, match="area"):
                    waiting(scene, strange)
            return waiting(scene, "Ventas"), online(scene, "Ventas")

        assert await floor.database.read(job) == (1, 1)
