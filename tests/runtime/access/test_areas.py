"""Areas and who is in them."""

from __future__ import annotations

import pytest

from cauce.access import areas
from cauce.access.errors import Invalid, Unknown
from cauce.store import areas as rows
from cauce.store.areas import Area


async def test_the_areas_of_the_settings_are_there_and_stay_as_people_made_them(team):
    ventas = await team.read(lambda db: rows.named(db, "Ventas"))
    assert (ventas.description, ventas.active, ventas.colour) == ("Ventas", True, "")
    await team.do(areas.change, ventas.id, {"description": "Todo lo que se vende", "colour": "#1A2B3C"})
    await team.access.start({"Ventas": "Otra cosa", "Nueva": "Nueva"})
    found = await team.read(rows.every)
    assert [(one.name, one.description, one.colour) for one in found] == [
        ("Nueva", "Nueva", ""), ("Soporte", "", ""), ("Ventas", "Todo lo que se vende", "#1a2b3c"),
    ]  # fmt: skip


async def test_an_area_is_made_and_switched_off(team):
    made = await team.do(areas.add, Area(0, " Cobranza ", "Deudas", colour="#ffffff"))
    assert made.name == "Cobranza"
    changed = await team.do(areas.change, made.id, {"active": False})
    assert changed.active is False
    assert await team.do(areas.change, made.id, {"active": False}) == changed
    assert await team.audited() == [("area.added", f"area:{made.id}"), ("area.changed", f"area:{made.id}")]


@pytest.mark.parametrize(
    "area",
    [
        Area(0, "Ventas"),
        Area(0, ""),
        Area(0, "x" * 65),
        Area(0, "x", "y" * 501),
        Area(0, "x", "\ud800"),
        Area(0, "x", colour="red"),
        Area(0, "x", colour="#12345"),
    ],
)
async def test_an_area_that_cannot_be_is_refused(team, area):
    with pytest.raises(Invalid):
        await team.do(areas.add, area)
    assert len(await team.read(rows.every)) == 2


async def test_somebody_is_put_into_areas_and_taken_out(team):
    added = await team.add()
    [soporte, ventas] = await team.read(rows.every)
    for area in (ventas, soporte, ventas):
        await team.do(areas.join, area.id, added.id)
    made = await team.come_in()
    assert made.principal.areas == {"Ventas", "Soporte"}
    assert await team.read(lambda db: rows.members(db, ventas.id)) == [added.id]
    for _ in range(2):
        await team.do(areas.leave, ventas.id, added.id)
    assert (await team.access.who(login=made.token)).areas == {"Soporte"}
    done = [action for action, _ in await team.audited()]
    assert (done.count("area.joined"), done.count("area.left")) == (2, 1)


async def test_what_is_not_there_is_unknown(team):
    added = await team.add()
    [area, _] = await team.read(rows.every)
    for job, *given in (
        (areas.join, 10**12, added.id), (areas.join, area.id, 10**12), (areas.leave, 10**12, added.id), (areas.change, 10**12, {"active": False}),
    ):  # fmt: skip
        with pytest.raises(Unknown):
            await team.do(job, *given)
