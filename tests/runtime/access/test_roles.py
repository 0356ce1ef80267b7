"""Roles: those that come with Cauce, those of the house, and that nobody makes one above their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cauce.access import permissions, roles
from cauce.access.door import Access, Lasting
from cauce.access.errors import Denied, Invalid, Unknown
from cauce.access.permissions import CORE, EVERY, expand, granted
from cauce.model.permission import ADMIN, ROLES, Permission
from cauce.store import roles as rows

WORDS = {"es": "Algo", "en": "Something"}


def test_every_permission_of_the_core_has_words_and_known_roles():
    assert len(EVERY) == len(CORE)
    for one in CORE:
        assert one.title["es"] != one.title["en"]
        assert set(one.roles) <= set(ROLES) - {ADMIN}
        assert one.name.count(".") == 1


def test_an_operator_may_less_than_a_supervisor_and_an_admin_all():
    has = {role: expand(granted(role, EVERY), EVERY) for role in ROLES}
    assert has["OPERATOR"] == has["SALES"] == has["SUPPORT"] < has["SUPERVISOR"] < has["ADMIN"] == set(EVERY)
    for name in ("users.manage", "roles.manage", "settings.manage", "audit.read", "areas.manage"):
        assert name not in has["SUPERVISOR"]


async def test_a_plugins_permission_is_its_roles_and_gone_with_the_plugin(database, clock):
    known = {**EVERY, "shop.sell": Permission("shop.sell", WORDS, ("SALES",))}
    with_shop = Access(database, clock, Lasting(), known)
    await with_shop.start()
    sales = await database.read(lambda db: rows.named(db, "SALES"))
    assert "shop.sell" in expand(sales.permissions, known)
    assert "shop.sell" not in expand(sales.permissions, EVERY)
    assert "shop.sell" in expand((permissions.ALL,), known)
    without = Access(database, clock, Lasting())
    await without.start()
    assert "shop.sell" not in (await database.read(lambda db: rows.named(db, "SALES"))).permissions
    for one in (with_shop, without):
        one.close()


async def test_the_roles_that_come_with_cauce_are_there_and_stay(team):
    found = await team.read(rows.every)
    assert tuple(one.name for one in found) == ROLES
    for one in found:
        with pytest.raises(Denied, match="comes with Cauce"):
            await team.do(roles.change, one.id, ["users.manage"])


async def test_a_role_of_the_house_is_made_and_changed(team):
    made = await team.do(roles.add, " Turno  noche ", ["contacts.read", "conversations.read", "contacts.read"])
    assert (made.name, made.permissions, made.builtin) == (
        "Turno noche",
        ("contacts.read", "conversations.read"),
        False,
    )
    changed = await team.do(roles.change, made.id, ["conversations.read", "flows.read"])
    assert changed == replace(made, permissions=("conversations.read", "flows.read"))
    details = await team.read(lambda db: db.execute("SELECT details FROM audit ORDER BY id DESC LIMIT 1").fetchone())
    assert details == ('{"more":["flows.read"],"less":["contacts.read"]}',)


@pytest.mark.parametrize(
    ("name", "wanted"), [("ADMIN", []), ("", []), ("x" * 65, []), ("a\x00b", []), ("x", ["*"]), ("x", ["users.mange"])]
)
async def test_a_role_that_cannot_be_is_refused(team, name, wanted):
    with pytest.raises(Invalid):
        await team.do(roles.add, name, wanted)
    assert len(await team.read(rows.every)) == len(ROLES)


async def test_nobody_makes_or_changes_a_role_above_their_own(team):
    await team.do(roles.add, "Personal", ["roles.manage"])
    above = await team.do(roles.add, "Flujos", ["flows.write"])
    who = await team.principal("pepa", "Personal")
    for job, *given in ((roles.add, "Mía", ["users.manage"]), (roles.change, above.id, [])):
        with pytest.raises(Denied):
            await team.do(job, *given, who=who)
    own = await team.read(lambda db: rows.named(db, "Personal"))
    with pytest.raises(Denied):
        await team.do(roles.change, own.id, ["roles.manage", "users.manage"], who=who)
    with pytest.raises(Unknown):
        await team.do(roles.change, 10**12, [])
